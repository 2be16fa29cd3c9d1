"""P2, P3, P7: the same conclusion printed by a Chromium that is kept open."""

import asyncio
import io
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from playwright.async_api import Browser, Page, async_playwright
from pypdf import PdfReader

from bench.render import three_pages
from bench.rows import Row
from reports import bulk, pdf
from reports.renderer import FONTS, PRINT_CSS

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
TIMES, BATCH, TABS = 10, 24, (1, 2, 4)
MIB = 1024 * 1024


def measure() -> list[Row]:
    """The rows that are compared with Chromium."""
    content = three_pages()
    html = pdf.to_html(content)
    pdf.render(content)
    press = pdf._shared.current
    assert press is not None
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        css = PRINT_CSS.read_text(encoding="utf-8")
        page.write_text(html.replace("</head>", f"<style>{css}</style></head>"), "utf-8")
        theirs = asyncio.run(_chromium(page.as_uri(), html))
    ours = theirs.ours
    weight = _peak(press.process.pid) / MIB
    rate = _rate()
    size = len(pdf.render_html(html))
    return [
        Row("kết luận ba trang ÷ Chromium để mở (s)", ours, theirs.once, ours / theirs.once, 1.6),
        Row("bộ nhớ tiến trình in ÷ Chromium (MiB)", weight, theirs.mib, weight / theirs.mib, 0.2),
        Row("Chromium ÷ hai tiến trình in (bản/s)", rate, theirs.rate, theirs.rate / rate, 1 / 0.9),
        Row("9 bản/s ÷ hai tiến trình in (bản/s)", rate, 9, 9 / rate, 1),
        Row("cỡ tệp ÷ của Chromium (B)", size, theirs.size, size / theirs.size, 0.35),
        *_letters(pdf.render(content)),
    ]


class Theirs:
    """What Chromium needed: seconds of one paper (beside ours), papers a second, MiB, bytes."""

    once: float
    ours: float
    rate: float
    mib: float
    size: int


async def _chromium(address: str, html: str) -> Theirs:
    told = Theirs()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=FLAGS,
            env={**os.environ, "FONTCONFIG_FILE": str(FONTS / "fonts.conf")},
        )
        before = set(_children(os.getpid()))
        tab = await browser.new_page()
        told.size = len(await _print(tab, address))
        ours, spent = [], []
        # In turn, so that a busy machine hits both alike.
        for _ in range(TIMES):
            begin = time.perf_counter()
            await _print(tab, address)
            middle = time.perf_counter()
            pdf.render_html(html)
            ours.append(time.perf_counter() - middle)
            spent.append(middle - begin)
        told.once, told.ours = statistics.median(spent), statistics.median(ours)
        pids = before | set(_children(os.getpid()))
        told.mib = sum(_weight(pid) for pid in pids if _is_chromium(pid)) / MIB
        told.rate = max([await _tabs(browser, address, count) for count in TABS])
        await browser.close()
    return told


async def _print(tab: Page, address: str) -> bytes:
    await tab.goto(address)
    return await tab.pdf(prefer_css_page_size=True, tagged=True)


async def _tabs(browser: Browser, address: str, count: int) -> float:
    """Papers a second in so many tabs at once."""
    tabs = [await browser.new_page() for _ in range(count)]

    async def share(tab: Page) -> None:
        for _ in range(BATCH // count):
            await _print(tab, address)

    begin = time.perf_counter()
    await asyncio.gather(*(share(tab) for tab in tabs))
    rate = BATCH / (time.perf_counter() - begin)
    for tab in tabs:
        await tab.close()
    return rate


def _rate() -> float:
    """Papers a second on two renderers that are warm, as in a bundle of all papers."""
    html = pdf.to_html(three_pages())
    papers = bulk.on_two_presses(lambda _: pdf.render_html(html), range(BATCH + 4))
    for _ in range(4):
        next(papers)
    begin = time.perf_counter()
    made = sum(1 for _ in papers)
    return made / (time.perf_counter() - begin)


def _children(pid: int) -> Iterator[int]:
    """Every process below this one."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield int(child)
            yield from _children(int(child))


def _is_chromium(pid: int) -> bool:
    try:
        return "chrom" in Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return False


def _weight(pid: int) -> int:
    """Bytes the process adds to the machine: shared pages counted by share."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _peak(pid: int) -> int:
    """The most the process ever held, in bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def _letters(data: bytes) -> list[Row]:
    """Fonts that are not Liberation, and letters printed as a box."""
    with pikepdf.open(io.BytesIO(data)) as file:
        names = {
            str(one["/BaseFont"])
            for one in file.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name.Font
        }
    foreign = [name for name in names if "Liberation" not in name]
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    missing = words.count("\ufffd") + words.count("\x00")
    return [
        Row("phông ngoài Liberation", len(foreign), len(names), len(foreign), 0),
        Row("chữ không có trong phông", missing, len(words), missing, 0),
    ]
