"""Widths of words, and lines of like length."""

import pytest

from reports.faces import balanced_mm, width_mm
from reports.layout import laid_out
from reports.rich_text import blocks
from tests.reports import samples
from tests.reports.paper import Line, Paper
from tests.reports.test_layout import printed

LONG = "Dự buổi làm việc của Đoàn kiểm tra với Ban Thường vụ Huyện đoàn Đầm Hà"


def test_words_are_as_wide_as_on_the_page() -> None:
    title = printed("golden").find("ĐOÀN TNCS HỒ CHÍ MINH")
    assert abs(width_mm(title.text, 15, style="Bold") - (title.x1 - title.x0)) < 0.3


@pytest.mark.parametrize("name", ["two-line subject", "three-line subject", "letter"])
def test_no_subject_ends_in_a_line_of_one_word(name: str) -> None:
    subject = samples.CASES[name]["subject_line"].replace(" ", "")
    lines = [ln for ln in _head(printed(name)) if ln.text.replace(" ", "") in subject]
    assert len(lines) >= 2
    widths = [line.x1 - line.x0 for line in lines]
    assert min(widths) > 0.6 * max(widths), [line.text for line in lines]


def _head(paper: Paper) -> list[Line]:
    return [line for line in paper.lines if line.page == 0 and line.baseline < 110]


def test_a_subject_of_one_line_and_one_that_cannot_be_broken_take_the_room_there_is() -> None:
    assert balanced_mm("Kết luận", 14, 160, style="Bold") == 160
    assert balanced_mm("ẫ" * 300 + " và", 14, 160, style="Bold") == 160
    assert balanced_mm("", 14, 160) == 160
    narrow = balanced_mm(LONG, 14, 160, style="Bold")
    assert 80 < narrow < 120
    assert laid_out({"subject_line": LONG, "blocks": []})["subject_mm"] == narrow


def test_a_number_of_a_paper_is_not_broken_in_its_column() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>01-QĐ/TĐTN-UBKT</td><td>{LONG}</td></tr>" for n in range(3)
    )
    head = "<tr><th>TT</th><th>Số, ký hiệu</th><th>Tên văn bản</th></tr>"
    (table,) = blocks(f"<table>{head}{rows}</table>")
    widths = [column["width_mm"] for column in table["columns"]]
    assert sum(widths) == 160
    assert widths[1] >= width_mm("01-QĐ/TĐTN-UBKT", 13) + 3
