"""The twelve acceptance checks of the page (HD 29), on golden papers and on those that break it."""

import io
import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from reports import pdf
from tests.reports import samples
from tests.reports.paper import MM, Line, Paper

SWEEP = {
    f"{n} one-line paragraphs": samples.ending_lines_before_the_page_does(n)
    for n in range(14, 34, 2)
}
CASES = samples.CASES | SWEEP
DATE_LINE = re.compile(r"^[^,]+, ngày (0[1-9]|[12]\d|3[01]) tháng (0[12]|[3-9]|1[0-2]) năm \d{4}$")


@cache
def printed(name: str) -> Paper:
    """The case's paper; printed once for all checks."""
    return Paper(pdf.render(CASES[name]))


every_case = pytest.mark.parametrize("name", CASES)
numbered = pytest.mark.parametrize("name", [n for n in CASES if n != "minutes"])


@every_case
def test_01_the_page_is_a4_and_no_glyph_leaves_the_text_box(name: str) -> None:
    paper = printed(name)
    for width, height in paper.boxes:
        assert (round(width, 1), round(height, 1)) == (595.3, 841.9)
    for line in paper.lines:
        # Ends are those of advance widths, which may pass the ink by a hair.
        assert line.x0 >= 29.8, line
        assert line.x1 <= 190.2, line


@every_case
def test_02_the_title_is_ruled_at_the_length_of_its_text(name: str) -> None:
    paper = printed(name)
    title = paper.find("ĐOÀN TNCS HỒ CHÍ MINH")
    assert (title.page, title.size, title.bold) == (0, 15.0, True)
    assert abs(title.centre - 149) < 1.5
    rules = [r for r in paper.rules[0] if 0 < r["bottom"] * MM - title.baseline < 3]
    assert any(
        abs(r["x0"] * MM - title.x0) < 1 and abs(r["x1"] * MM - title.x1) < 1 for r in rules
    ), rules


@every_case
def test_03_three_stars_stand_centred_under_the_issuer(name: str) -> None:
    paper = printed(name)
    stars = next(line for line in paper.lines if line.text == "***")
    above = [ln for ln in paper.lines if ln.page == 0 and ln.baseline < stars.baseline - 1]
    issuer = [ln for ln in above if ln.x1 < 109]
    assert issuer
    for line in issuer:
        assert abs(line.centre - stars.centre) < 1, line
    assert stars.size == 14.0


@numbered
def test_04_number_and_date_share_a_baseline(name: str) -> None:
    paper = printed(name)
    number, date = paper.find("Số:"), _date_line(paper, name)
    assert abs(number.baseline - date.baseline) < 1
    assert number.x1 < 109 < date.x0 + 1
    assert number.size == 14.0


def test_04_minutes_have_no_number_but_keep_its_place() -> None:
    minutes, by_team = printed("minutes"), printed("by the team")
    assert not minutes.has("Số:")
    here, there = _date_line(minutes, "minutes"), _date_line(by_team, "by the team")
    assert abs(here.baseline - there.baseline) < 1


@every_case
def test_05_the_date_line_is_written_out(name: str) -> None:
    line = _date_line(printed(name), name)
    assert DATE_LINE.match(CASES[name]["date_line"])
    assert line.text.replace(" ", "") == CASES[name]["date_line"].replace(" ", "")
    assert (line.size, line.italic, line.bold) == (13.0, True, False)


@every_case
def test_06_kind_and_subject_stand_centred_above_a_line_of_hyphens(name: str) -> None:
    paper = printed(name)
    kind = paper.find(CASES[name]["type_name"])
    assert (kind.size, kind.bold) == (16.0, True)
    assert abs(kind.centre - 110) < 1.5
    dashes = paper.find("-----------")
    subject = [ln for ln in paper.lines if kind.baseline < ln.baseline < dashes.baseline]
    subject = [ln for ln in subject if ln.page == 0]
    assert subject
    for line in subject:
        assert (line.size, line.bold) == (14.0, True), line
        assert abs(line.centre - 110) < 1.5, line
    assert dashes.text == "-" * 11


@every_case
def test_07_the_body_is_14_points_justified_and_indented(name: str) -> None:
    paper = printed(name)
    lines = _body_lines(paper)
    assert {line.size for line in lines} <= {14.0} | ({13.0} if "table" in name else set())
    firsts = [ln for ln in lines if 40 < ln.x0 < 45 and ln.size == 14.0]
    assert firsts
    assert all(abs(line.x0 - 42.7) < 0.3 for line in firsts)
    # A line that goes on in the next one is full; a lone long word cannot be stretched.
    pairs = [(a, b) for a, b in _neighbours(lines) if b.x0 < 31 and not a.bold]
    full = [a for a, b in pairs if "ẫẫẫ" not in a.text + b.text]
    assert full or name in ("markup everywhere", "long table")
    assert all(abs(line.x1 - 190) < 0.6 for line in full), [ln for ln in full if ln.x1 < 189.4]
    for above, below in _neighbours(lines):
        pitch = (below.baseline - above.baseline) / MM
        starts = below.x0 > 40
        assert 16.0 <= pitch <= (19.3 + 6.1 if starts else 19.4), (pitch, above, below)


@every_case
def test_08_pages_are_numbered_from_the_second_on(name: str) -> None:
    paper = printed(name)
    tops = [line for line in paper.lines if line.baseline < 19]
    assert [line.page for line in tops] == list(range(1, paper.pages))
    for line in tops:
        assert line.text == str(line.page + 1)
        assert 13 <= line.size <= 14
        assert not line.italic
        assert abs(line.centre - 110) < 1.5
        assert 16.5 < line.baseline < 18.5


@numbered
def test_09_recipients_stand_level_with_the_office_and_end_in_a_stop(name: str) -> None:
    paper, content = printed(name), CASES[name]
    label = paper.find("Nơi nhận:", last=True)
    office = paper.find(content["signatures"][0]["office"], last=True)
    assert (label.size, label.bold, label.italic) == (13.0, True, False)
    assert (label.page, abs(label.baseline - office.baseline) < 1) == (office.page, True)
    items = [ln for ln in paper.lines if ln.size == 11.0 and ln.baseline < 277]
    ends = [ln.text[-1] for ln in items if ln.text[-1] in ";."]
    assert ends == [";"] * (len(content["recipients"]) - 1) + ["."]
    assert abs(items[0].x0 - label.x0) < 0.6


@numbered
def test_10_the_signature_is_whole_and_never_alone(name: str) -> None:
    paper = printed(name)
    signature = CASES[name]["signatures"][0]
    form, office, signed = (paper.find(signature[k], last=True) for k in ("form", "office", "name"))
    assert form.page == office.page == signed.page == paper.pages - 1
    assert (form.bold, office.bold, signed.bold) == (True, False, True)
    assert form.baseline < office.baseline
    assert signed.baseline - office.baseline >= 25
    for line in (form, office, signed):
        assert abs(line.centre - 145) < 1.5, line
        assert line.size == 14.0
    above = [ln for ln in paper.body() if ln.page == form.page and ln.baseline < form.baseline]
    assert len(above) >= 2, "the signature stands alone on the last page"


def test_10_the_three_signatures_of_minutes_stand_side_by_side() -> None:
    paper = printed("minutes")
    clerk, chair = paper.find("GHI BIÊN BẢN"), paper.find("CHỦ TRÌ")
    assert clerk.page == chair.page == paper.pages - 1
    assert abs(clerk.baseline - chair.baseline) < 1
    assert clerk.x1 < 90 < 140 < chair.x0
    assert paper.find("Lê Văn Cường").baseline - chair.baseline >= 25


@every_case
def test_11_nothing_of_the_states_form_is_on_it(name: str) -> None:
    assert not printed(name).has("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")


@every_case
def test_12_text_is_nfc_and_copied_right_and_every_font_embedded(name: str) -> None:
    paper = printed(name)
    for line in paper.lines:
        assert line.text == unicodedata.normalize("NFC", line.text)
        assert "\ufffd" not in line.text
    whole = "".join(line.text for line in paper.lines).replace(" ", "")
    for block in CASES[name]["blocks"]:
        first = block.get("text", "").split(" ")[0]
        assert first in whole
    for font, is_embedded in _fonts(paper.data):
        assert re.match(r"/[A-Z]{6}\+Liberation-Serif", font)
        assert is_embedded


def test_a_draft_is_marked_in_a_box_and_an_issued_paper_is_not() -> None:
    mark = printed("draft").find("DỰ THẢO")
    assert (mark.size, mark.bold) == (13.0, True)
    assert mark.x1 < 109
    assert not printed("golden").has("DỰ THẢO")


@every_case
def test_a_sample_paper_says_so_on_every_page_in_the_foot_margin(name: str) -> None:
    paper = printed(name)
    marks = [ln for ln in paper.lines if "KHÔNG CÓ GIÁ TRỊ" in ln.text]
    assert [mark.page for mark in marks] == list(range(paper.pages))
    assert all(mark.baseline > 277 for mark in marks)


def test_markup_is_printed_as_it_was_typed() -> None:
    paper = printed("markup everywhere")
    assert paper.has("<b>đậm</b>")
    assert paper.has("file:///etc/passwd")
    assert not paper.has("root:")


@pytest.mark.parametrize(
    ("broken", "check"),
    [
        ({"type_name": "thông báo"}, "type_name"),
        ({"date_line": "Quảng Ninh, ngày 9 tháng 03 năm 2020"}, "date_line"),
        ({"number_line": "Số:" + " 1" * 60}, "number_line"),
    ],
)
def test_the_checks_can_fail(broken: dict[str, Any], check: str) -> None:
    content = samples.conclusion(**broken)
    paper = Paper(pdf.render(content))
    if check == "date_line":
        assert not DATE_LINE.match(content["date_line"])
    elif check == "type_name":
        assert not paper.has("THÔNG BÁO")
    else:
        assert paper.find("Số:").x1 > 100


def _date_line(paper: Paper, name: str) -> Line:
    return paper.find(CASES[name]["date_line"].partition(",")[2].strip())


def _body_lines(paper: Paper) -> list[Line]:
    """Lines between the hyphens and the ending."""
    dashes = paper.find("-----------")
    end = paper.find("./.", last=True)
    return [
        line
        for line in paper.body()
        if (line.page, line.baseline) > (0, dashes.baseline)
        and (line.page, line.baseline) <= (end.page, end.baseline)
    ]


def _neighbours(lines: list[Line]) -> list[tuple[Line, Line]]:
    plain = [ln for ln in lines if ln.size == 14.0]
    pairs = list(pairwise(plain))
    # Across a page's end or a table there is no pitch to measure.
    return [(a, b) for a, b in pairs if a.page == b.page and b.baseline - a.baseline < 12]


def _fonts(data: bytes) -> list[tuple[str, bool]]:
    """Name of each font of the file, and whether its program is inside."""
    found = {}
    for page in PdfReader(io.BytesIO(data)).pages:
        for reference in page["/Resources"]["/Font"].values():
            font = reference.get_object()
            below = font["/DescendantFonts"][0].get_object()
            found[str(font["/BaseFont"])] = "/FontFile2" in below["/FontDescriptor"]
    return list(found.items())
