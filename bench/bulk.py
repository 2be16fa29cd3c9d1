"""All conclusions of a round as one ZIP: 54 of them, on two renderers side by side."""

import io
import time
import zipfile
from typing import Any

from bench.rows import Row
from reports import bulk, docx, pdf
from tests.reports import samples

COMMUNES = 54
# Seconds a person is willing to watch (performance.md).
GOAL_SECONDS = 10.0


def conclusions() -> list[dict[str, Any]]:
    """A conclusion of two pages for each commune."""
    return [
        samples.conclusion(subject_line=f"Kết luận kiểm tra đối với Đoàn xã số {n}")
        for n in range(1, COMMUNES + 1)
    ]


def _seconds(*, with_docx: bool) -> float:
    begin = time.perf_counter()
    with zipfile.ZipFile(io.BytesIO(), "w") as archive:
        papers = bulk.on_two_presses(_made(with_docx), conclusions())
        for n, files in enumerate(papers):
            for ending, data in files.items():
                archive.writestr(f"{n:02d}.{ending}", data)
    return time.perf_counter() - begin


def _made(with_docx: bool) -> Any:
    def files(content: dict[str, Any]) -> dict[str, bytes]:
        made = {"pdf": pdf.render(content)}
        return made | ({"docx": docx.render(content)} if with_docx else {})

    return files


def measure() -> list[Row]:
    """The rows of bulk printing, the renderers' own start included."""
    rows = []
    for name, with_docx, goal in (("PDF", False, 1.0), ("PDF và Word", True, 2.5)):
        spent = _seconds(with_docx=with_docx)
        title = f"gói {COMMUNES} thông báo kết luận, {name} ÷ 10 giây (s)"
        rows.append(Row(title, spent, GOAL_SECONDS, spent / GOAL_SECONDS, goal))
    return rows
