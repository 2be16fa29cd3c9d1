"""Content → HTML → PDF: the only door to the renderer.

One renderer a web worker, started when first needed. A paper that takes too long is refused with
words and its process killed; the next paper gets a fresh one.
"""

import base64
import hashlib
import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.cache import caches
from django.template.loader import render_to_string

from reports import check_mark, layout
from reports.renderer import BASE_CSS, FONTS, PRINT_CSS

MAX_HTML_BYTES = 2 * 1024 * 1024
# Each refusal gives one piece of advice: its own, or one of these.
UNUSED = "Chưa có số nào bị dùng."
SHORTEN = "Chưa có số nào bị dùng; hãy rút gọn nội dung rồi thử lại."
LATER = "Chưa có số nào bị dùng; hãy thử lại sau ít phút."


class RenderFailed(Exception):
    """The paper could not be printed; the text says why and what to do."""


class _Died(Exception):
    """The renderer ended before it answered."""


class Renderer:
    """One renderer process and the pipe to it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "reports.renderer"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for the server; the renderer ends when its input does.
            start_new_session=True,
        )
        self.owner = os.getpid()
        for pipe in (self.process.stdin, self.process.stdout):
            os.set_blocking(cast(IO[bytes], pipe).fileno(), False)

    def is_usable(self) -> bool:
        """Alive, and started by this very process (a fork must not share a pipe)."""
        return self.owner == os.getpid() and self.process.poll() is None

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            cast(IO[bytes], pipe).close()

    def ask(self, job: bytes, limit_seconds: float) -> tuple[bytes, bytes]:
        """Send a job, wait for its answer: mark and bytes.

        Raises ``TimeoutError`` when it takes longer and ``_Died`` when the process ended.
        """
        deadline = time.monotonic() + limit_seconds
        left = memoryview(struct.pack(">I", len(job)) + job)
        got = bytearray()
        source = cast(IO[bytes], self.process.stdout).fileno()
        sink = cast(IO[bytes], self.process.stdin).fileno()
        with selectors.DefaultSelector() as waiting:
            waiting.register(source, selectors.EVENT_READ)
            waiting.register(sink, selectors.EVENT_WRITE)
            while not _is_whole(got):
                ready = waiting.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise TimeoutError
                for key, _ in ready:
                    if key.fd == source:
                        got += _read(source)
                    else:
                        left = left[_write(sink, left) :]
                        if not left:
                            waiting.unregister(sink)
        return bytes(got[:1]), bytes(got[5:])


def _read(fd: int) -> bytes:
    chunk = os.read(fd, 1 << 20)
    if not chunk:
        raise _Died
    return chunk


def _write(fd: int, data: memoryview) -> int:
    try:
        return os.write(fd, data[: 1 << 16])
    except BrokenPipeError as error:
        raise _Died from error


def _is_whole(got: bytearray) -> bool:
    return len(got) >= 5 and len(got) == 5 + struct.unpack(">I", got[1:5])[0]


class Press:
    """One renderer at a time, and whose turn it is."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.current: Renderer | None = None

    def ask(self, job: bytes, deadline: float) -> tuple[bytes, bytes]:
        """One job through the renderer; one that died is replaced once. Hold the lock."""
        for is_last in (False, True):
            if self.current is None or not self.current.is_usable():
                self.current = Renderer()
            try:
                return self.current.ask(job, deadline - time.monotonic())
            except (TimeoutError, _Died) as error:
                self.current.kill()
                self.current = None
                if isinstance(error, TimeoutError) or is_last:
                    raise
        raise _Died


_shared = Press()
_own = threading.local()


class Presses:
    """Presses of the threads of a job, which print side by side."""

    def __init__(self) -> None:
        self._opened: list[Press] = []

    def enter(self) -> None:
        """From now on this thread prints on a press of its own."""
        _own.press = Press()
        self._opened.append(_own.press)

    def close(self) -> None:
        """End their renderers; the threads are over by then."""
        for press in self._opened:
            if press.current is not None:
                press.current.kill()


def render_html(html: str, *, limit_seconds: float = 15.0, **more: Any) -> bytes:
    """PDF of an HTML page. Raises ``RenderFailed``; nothing is shared between threads.

    ``more`` goes along with the job (``Printer.print``).
    """
    if len(html.encode()) > MAX_HTML_BYTES:
        raise RenderFailed(f"Văn bản quá dài để in. {SHORTEN}")
    job = json.dumps({"html": html, "limit": limit_seconds} | more).encode()
    # One deadline for waiting, printing and a second try: an issue holds the database meanwhile.
    deadline = time.monotonic() + limit_seconds
    press: Press = getattr(_own, "press", _shared)
    if not press.lock.acquire(timeout=limit_seconds):
        raise RenderFailed(f"Máy đang in nhiều văn bản khác. {LATER}")
    try:
        mark, data = press.ask(job, deadline)
    except TimeoutError as error:
        raise RenderFailed(
            f"Văn bản in quá {limit_seconds:g} giây nên đã dừng. {SHORTEN}"
        ) from error
    except _Died as error:
        raise RenderFailed(f"Tiến trình in bị dừng giữa chừng. {LATER}") from error
    finally:
        press.lock.release()
    if mark != b"K":
        raise RenderFailed(f"{data.decode()} {UNUSED}")
    return data


def to_html(content: Mapping[str, Any]) -> str:
    """The page as HTML: everything in it escaped, all text NFC."""
    mark = None
    if content.get("check"):
        path, side = check_mark.square(content["check"]["url"])
        mark = {"path": path, "side": side}
    page = {"paper": layout.laid_out(content), "mark": mark}
    return unicodedata.normalize("NFC", render_to_string("reports/_frame.html", page))


def data_of(content: Mapping[str, Any]) -> str:
    """The content as the text that is attached: equal contents give equal text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def render(
    content: Mapping[str, Any],
    *,
    photos: Mapping[str, bytes] | None = None,
    limit_seconds: float = 15.0,
) -> bytes:
    """PDF of a paper's content; equal content and photos give equal bytes.

    ``photos`` are the JPEGs of the content's photo blocks by their ``sha256``. Raises
    ``RenderFailed`` with what to do.
    """
    too_much = layout.too_much(content)
    if too_much:
        raise RenderFailed(f"{too_much} {UNUSED}")
    return render_html(
        to_html(content),
        limit_seconds=limit_seconds,
        photos=_addressed(content, photos or {}),
        data=data_of(content),
        dated=content.get("dated") or "",
    )


def _addressed(content: Mapping[str, Any], photos: Mapping[str, bytes]) -> dict[str, str]:
    """The photos the paper shows, by the address its page knows them under."""
    shown = layout.photos_of(content)
    if not shown <= photos.keys():
        raise RenderFailed(f"Không mở được một ảnh của văn bản. Hãy bỏ ảnh đó ra. {UNUSED}")
    return {f"evidence:{key}": base64.b64encode(photos[key]).decode() for key in sorted(shown)}


def kept(
    content: Mapping[str, Any],
    photos: Mapping[str, bytes] | None = None,
    *,
    limit_seconds: float = 15.0,
) -> bytes:
    """``render``, or the bytes it gave for the same content, photos and page. For drafts."""
    drawers = caches["papers"]
    key = _key(content, photos or {})
    data: bytes | None = drawers.get(key)
    if data is None:
        data = render(content, photos=photos, limit_seconds=limit_seconds)
        drawers.set(key, data)
    return data


def _key(content: Mapping[str, Any], photos: Mapping[str, bytes]) -> str:
    """SHA-256 over everything the bytes of the file depend on."""
    digest = hashlib.sha256(_page_digest())
    digest.update(data_of(content).encode())
    for name in sorted(photos):
        digest.update(name.encode() + hashlib.sha256(photos[name]).digest())
    return digest.hexdigest()


@cache
def _page_digest() -> bytes:
    """Over templates, style sheets, fonts, our own drawing code and the version of WeasyPrint."""
    here = Path(__file__).resolve().parent
    templates = settings.BASE_DIR / "templates" / "reports"
    names = ("layout.py", "faces.py", "check_mark.py", "renderer.py")
    makers = [Path(__file__), *(here / name for name in names)]
    files = [*templates.glob("_*.html"), PRINT_CSS, BASE_CSS, *FONTS.glob("*"), *makers]
    digest = hashlib.sha256(version("weasyprint").encode())
    for file in sorted(files):
        digest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.digest()
