"""P1: a three-page conclusion through the warm renderer, against WeasyPrint's plain call."""

import os
from typing import Any

from bench.rows import Row, alternate
from reports import pdf
from reports.renderer import FONTS, PDF_VARIANT, PRINT_CSS
from tests.reports import samples


def three_pages() -> dict[str, Any]:
    """A conclusion of three pages with a table of forty rows."""
    golden = samples.conclusion()
    table = {
        "t": "table",
        "columns": [{"title": f"Cột {n}", "width_mm": 160 // 6} for n in range(6)],
        "rows": [[f"Chỉ tiêu {row}.{n}" for n in range(6)] for row in range(40)],
    }
    blocks = golden["blocks"]
    return golden | {"blocks": [*blocks[:-1], table, blocks[-1]]}


def measure() -> list[Row]:
    """The row P1."""
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
    import weasyprint  # noqa: PLC0415  (after the fonts are chosen)

    html = pdf.to_html(three_pages())

    def plain() -> bytes:
        written: bytes = weasyprint.HTML(string=html).write_pdf(
            stylesheets=[str(PRINT_CSS)], pdf_variant=PDF_VARIANT
        )
        return written

    def warm() -> bytes:
        return pdf.render_html(html)

    warm(), plain()
    ours, theirs = alternate(warm, plain, times=15)
    return [Row("kết luận ba trang ÷ WeasyPrint gọi thẳng (s)", ours, theirs, ours / theirs, 0.75)]
