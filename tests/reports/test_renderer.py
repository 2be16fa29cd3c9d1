"""The renderer: warm, limited, replaceable; it fetches nothing and ends with its parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings

from reports import pdf
from reports.pdf import RenderFailed
from tests.reports import samples

LETTER = "<html lang=vi><title>t</title><p>Đầm Hà"


def _told_by(script: str) -> str:
    """What a process of its own prints when it runs this."""
    told = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tinhdoan.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout or told.stderr[-500:]


def _renderer() -> pdf.Renderer:
    """The process in use; started when it is not."""
    pdf.render_html(LETTER)
    assert pdf._shared.current is not None
    return pdf._shared.current


def test_equal_content_gives_equal_bytes_and_one_process_serves_many() -> None:
    # A fresh one: a process that has printed much hands over to another in the middle.
    old = _renderer().process
    old.kill()
    old.wait()
    printed = pdf.render(samples.conclusion())
    first = _renderer()
    assert pdf.render(samples.conclusion()) == printed
    assert _renderer() is first


def test_a_renderer_that_was_killed_is_replaced_without_a_word() -> None:
    old = _renderer()
    old.process.send_signal(signal.SIGKILL)
    old.process.wait()
    assert pdf.render_html(LETTER).startswith(b"%PDF")
    assert _renderer() is not old


LARGE_PARENT = """
import django; django.setup()
from reports import pdf
ballast = bytearray(b"x") * (500 << 20)
pdf.render_html("<p>x")
first = pdf._shared.current.process.pid
pdf.render_html("<p>x"); pdf.render_html("<p>x")
print("the same" if pdf._shared.current.process.pid == first else "another")
"""


def test_a_renderer_is_not_worn_out_by_the_size_of_its_parent() -> None:
    assert _told_by(LARGE_PARENT) == "the same\n"


def test_an_endless_render_is_stopped_and_the_next_one_works() -> None:
    _renderer()
    endless = "<p>đoàn viên</p>" * 40_000
    began = time.monotonic()
    with pytest.raises(RenderFailed, match=r"đã dừng|không in được"):
        pdf.render_html(endless, limit_seconds=1.0)
    assert time.monotonic() - began < 10
    assert pdf.render_html(LETTER).startswith(b"%PDF")


def test_too_much_html_is_refused_before_it_is_sent() -> None:
    with pytest.raises(RenderFailed, match="quá dài"):
        pdf.render_html("a" * (pdf.MAX_HTML_BYTES + 1))


@pytest.mark.parametrize(
    "html",
    [
        "<img src=file:///etc/passwd>",
        "<link rel=attachment href=file:///etc/passwd>",
        "<a rel=attachment href=file:///etc/hostname>x</a>",
        "<link rel=stylesheet href=file:///etc/passwd>",
        "<style>@import url(file:///etc/passwd)</style>",
        "<div style='background:url(http://127.0.0.1:1/x)'>x</div>",
        "<object data=file:///etc/passwd></object>",
        "<img src='data:image/svg+xml,<svg/>'>",
        "<style>@font-face{font-family:x;src:url(file:///etc/passwd)}p{font-family:x}</style><p>x",
    ],
)
def test_every_address_is_refused(html: str) -> None:
    with pytest.raises(RenderFailed, match="bên ngoài"):
        pdf.render_html(LETTER + html)


COMPARE = """
import django; django.setup()
from reports import pdf
from reports.renderer import Printer
from tests.reports import samples
lean, stock = Printer(), Printer(is_lean=False)
for name, content in samples.CASES.items():
    job = {"html": pdf.to_html(content)}
    assert lean.print(job) == stock.print(job), name
print("the same")
"""


def test_the_lean_base_sheet_makes_the_very_pages_of_the_stock_one() -> None:
    assert _told_by(COMPARE) == "the same\n"


def test_threads_take_turns() -> None:
    results: list[bytes] = []

    def work() -> None:
        results.append(pdf.render(samples.conclusion()))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(results)) == 1
    assert len(results) == 6


def test_the_renderer_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import django; django.setup()\n"
        "from reports import pdf; pdf.render_html('<p>x')\n"
        "print(pdf._shared.current.process.pid, flush=True); import time; time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tinhdoan.settings"},
        text=True,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    for _ in range(50):
        if not _is_running(child):
            break
        time.sleep(0.1)
    assert not _is_running(child)


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
