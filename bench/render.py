"""P1, P4: papers through the warm renderer, against WeasyPrint's plain call on the same page."""

import base64
import hashlib
import io
import os
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from bench.rows import Row, alternate
from reports import pdf
from reports.renderer import FONTS, PDF_VARIANT, PRINT_CSS
from tests.reports import samples


def three_pages() -> dict[str, Any]:
    """A conclusion of three pages with a table of forty rows."""
    golden = samples.conclusion()
    table = {
        "t": "table",
        "columns": _columns(),
        "rows": [[f"Chỉ tiêu {row}.{n}" for n in range(6)] for row in range(40)],
    }
    blocks = golden["blocks"]
    return golden | {"blocks": [*blocks[:-1], table, blocks[-1]]}


def sixty_pages() -> tuple[dict[str, Any], dict[str, bytes]]:
    """A report of about sixty pages: five hundred rows, paragraphs, twenty photos."""
    chance = random.Random(4)
    photos = {}
    for _ in range(20):
        data = io.BytesIO()
        noise = Image.frombytes("L", (60, 45), chance.randbytes(2700))
        noise.resize((1200, 900)).convert("RGB").save(data, "JPEG", quality=75)
        photos[hashlib.sha256(data.getvalue()).hexdigest()] = data.getvalue()
    blocks: list[dict[str, Any]] = [{"t": "table", "columns": _columns(), "rows": _rows(500)}]
    for n, key in enumerate(photos, 1):
        photo = {"t": "photo", "photo": n, "sha256": key, "caption": f"Ảnh {n}"}
        blocks += [photo | {"width_mm": 120, "height_mm": 90}, *_paragraphs(12)]
    return samples.conclusion() | {"blocks": blocks}, photos


def _columns() -> list[dict[str, Any]]:
    return [{"title": f"Cột {n}", "width_mm": 160 // 6} for n in range(6)]


def _rows(count: int) -> list[list[str]]:
    return [[f"Chỉ tiêu số {row}.{n} của đơn vị" for n in range(6)] for row in range(count)]


def _paragraphs(count: int) -> list[dict[str, Any]]:
    text = "Đơn vị đã quán triệt, triển khai đầy đủ các nội dung theo kế hoạch đề ra. " * 6
    return [{"t": "p", "text": text} for _ in range(count)]


def measure() -> list[Row]:
    """The rows P1 and P4."""
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
    report, photos = sixty_pages()
    return [
        _beside_plain("kết luận ba trang", pdf.to_html(three_pages()), {}, times=15),
        _beside_plain("báo cáo 60 trang", pdf.to_html(report), photos, times=3),
        _peak(),
    ]


def _beside_plain(name: str, html: str, photos: Mapping[str, bytes], *, times: int) -> Row:
    import weasyprint  # noqa: PLC0415  (after the fonts are chosen)

    known = {f"evidence:{key}": data for key, data in photos.items()}
    sent = {address: base64.b64encode(data).decode() for address, data in known.items()}

    class Photos(weasyprint.urls.URLFetcher):
        """The same photos for the plain call."""

        def fetch(self, url: str, headers: object = None) -> Any:
            kind = {"Content-Type": "image/jpeg"}
            return weasyprint.urls.URLFetcherResponse(url, known[url], kind)

    def plain() -> bytes:
        written: bytes = weasyprint.HTML(string=html, url_fetcher=Photos()).write_pdf(
            stylesheets=[str(PRINT_CSS)], pdf_variant=PDF_VARIANT
        )
        return written

    def warm() -> bytes:
        return pdf.render_html(html, limit_seconds=60, photos=sent)

    warm(), plain()
    ours, theirs = alternate(warm, plain, times=times)
    return Row(f"{name} ÷ WeasyPrint gọi thẳng (s)", ours, theirs, ours / theirs, 0.75)


def _peak() -> Row:
    """Memory of the renderer that has just printed the report."""
    press = pdf._shared.current
    status = Path(f"/proc/{press.process.pid}/status").read_text() if press else ""
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    return Row("bộ nhớ in báo cáo 60 trang (MiB)", peak / 1024, 250, peak / 1024, 250)
