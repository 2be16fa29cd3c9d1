"""The twelve acceptance checks of the page (HD 29): one set for PDF and for Word files as printed.

``faults_of`` gives a line a fault; each rule is a function that asserts. What differs between the
two forms is how exact they are (``Form``).
"""

import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from pypdf import PdfReader

from tests.reports.paper import MM, Line, Paper
from tests.reports.sheet import BODY, DASHES, Form, Sheet

TITLE = "ĐOÀN TNCS HỒ CHÍ MINH"
DATE_LINE = re.compile(r"^[^,]+, ngày (0[1-9]|[12]\d|3[01]) tháng (0[12]|[3-9]|1[0-2]) năm \d{4}$")
# More than this stands between the end of a paragraph and what is no paragraph.
NO_NEIGHBOUR_MM = 12


def faults_of(content: dict[str, Any], paper: Paper, form: Form) -> list[str]:
    """What of the printed paper is not as HD 29 wants it."""
    sheet, found = Sheet(content, paper, form), []
    for rule in RULES:
        try:
            rule(sheet)
        except AssertionError as fault:
            found.append(f"{rule.__name__}: {str(fault)[:400]}")
    return found


def page_and_box(sheet: Sheet) -> None:
    """1. A4; no glyph leaves the text box, but those of the foot margin."""
    for width, height in sheet.paper.boxes:
        sheet.near(width, 595.3, slack=0.1)
        sheet.near(height, 841.9, slack=0.1)
    for line in sheet.paper.lines:
        left, right = sheet.edges(line.page)
        # Ends are those of advance widths, which may pass the ink by a hair.
        assert line.x0 >= left - 0.5, line
        assert line.x1 <= right + sheet.form.edges, line


def title_and_rule(sheet: Sheet) -> None:
    """2. The title is ruled at the length of its text."""
    title = sheet.paper.find(TITLE)
    assert (title.page, title.size, title.bold) == (0, 15.0, True)
    sheet.near(title.centre, 149, slack=1.5)
    rules = [r for r in sheet.paper.rules[0] if 0 < r["bottom"] * MM - title.baseline < 3]
    slack = sheet.form.places
    assert any(
        abs(r["x0"] * MM - title.x0) < slack and abs(r["x1"] * MM - title.x1) < slack for r in rules
    ), rules


def issuer_and_stars(sheet: Sheet) -> None:
    """3. Three stars stand centred under the issuer."""
    stars = sheet.stars()
    assert stars.size == BODY
    above = [ln for ln in sheet.body_box() if ln.page == 0 and ln.baseline < stars.baseline - 1]
    issuer = [ln for ln in above if ln.x1 < 109]
    assert issuer
    for line in issuer:
        sheet.near(line.centre, stars.centre, line)


def number_and_date(sheet: Sheet) -> None:
    """4. Number and date share a baseline; without a number its place is kept."""
    day = sheet.day()
    stars = sheet.stars()
    assert stars.baseline + 4 < day.baseline < stars.baseline + 9
    if sheet.content["number_line"]:
        number = sheet.paper.find("Số:")
        sheet.near(number.baseline, day.baseline)
        assert number.x1 < 110 < day.x0 + 2
        assert number.size == BODY
    else:
        assert not [ln for ln in sheet.body_box() if ln.text.startswith("Số:") and ln.page == 0]


def date_line(sheet: Sheet) -> None:
    """5. The date line is written out."""
    day, wanted = sheet.day(), sheet.content["date_line"]
    assert (day.size, day.italic, day.bold) == (13.0, True, False)
    assert day.text.replace(" ", "") == wanted.replace(" ", "")
    if sheet.facts["dated"] or not sheet.content["draft"]:
        assert DATE_LINE.match(wanted), wanted


def kind_and_subject(sheet: Sheet) -> None:
    """6. Kind and subject stand centred above a line of hyphens; of a letter, under its number."""
    paper, subject = sheet.paper, sheet.content["subject_line"]
    if sheet.is_letter:
        about = [ln for ln in paper.lines if ln.page == 0 and (ln.size, ln.italic) == (12.0, True)]
        assert "".join(ln.text for ln in about).replace(" ", "") == subject.replace(" ", "")
        assert all(line.x1 < 109 for line in about)
        assert not paper.has(DASHES)
        return
    kind, dashes = paper.find(sheet.content["type_name"]), paper.find(DASHES)
    assert (kind.size, kind.bold) == (16.0, True)
    assert dashes.text == DASHES
    between = [ln for ln in paper.lines if kind.baseline < ln.baseline < dashes.baseline]
    lines = [ln for ln in between if ln.page == 0]
    assert "".join(ln.text for ln in lines).replace(" ", "") == subject.replace(" ", "")
    for line in lines:
        assert (line.size, line.bold) == (14.0, True), line
    for line in [kind, *lines, dashes]:
        sheet.near(line.centre, 110, line, slack=max(1.5, sheet.form.places))


def addressees(sheet: Sheet) -> None:
    """6 as well: *Kính gửi* is bold italic, whom it names bold upright."""
    if sheet.facts["addressees"]:
        to = sheet.find("Kính gửi:")
        assert (to.size, to.bold) == (14.0, True), to
    for whom in sheet.facts["addressees"]:
        line = sheet.find(" ".join(whom.split()[:4]))
        assert (line.size, line.bold) == (14.0, True), line


def body_text(sheet: Sheet) -> None:
    """7. The body is 14 points, justified and indented, with the pitch and gaps of HD 29."""
    lines = sheet.body()
    assert {line.size for line in lines} <= {BODY}, [ln for ln in lines if ln.size != BODY][:2]
    for line in _firsts(sheet, lines):
        sheet.near(line.x0 - sheet.edges(line.page)[0], 12.7, line, slack=sheet.form.indents)
    for above, below in _neighbours(lines):
        pitch = (below.baseline - above.baseline) / MM
        starts = not _goes_on(sheet, below)
        # A paragraph's gap is 6 pt at most; a heading in the middle may have as much above it.
        most = 19.3 + (12.1 if _is_centred(sheet, above) or _is_centred(sheet, below) else 6.1)
        assert 16.0 <= pitch <= (most if starts else 19.3) + sheet.form.pitch, (pitch, above, below)
        if _goes_on(sheet, below) and not _is_short(sheet, above, below):
            _is_full(sheet, above)


def _firsts(sheet: Sheet, lines: list[Line]) -> list[Line]:
    places = [(line, line.x0 - sheet.edges(line.page)[0]) for line in lines]
    firsts = [line for line, at in places if 9 < at < 16 and not _is_centred(sheet, line)]
    assert firsts
    return firsts


def _is_centred(sheet: Sheet, line: Line) -> bool:
    left, right = sheet.edges(line.page)
    return abs(line.centre - (left + right) / 2) < 2 and line.x0 - left > 5


def _goes_on(sheet: Sheet, line: Line) -> bool:
    return line.x0 - sheet.edges(line.page)[0] < 1


def _neighbours(lines: list[Line]) -> list[tuple[Line, Line]]:
    """Lines that follow one another; across a page's end or a table there is nothing to measure."""
    pairs = pairwise(sorted(lines, key=lambda ln: (ln.page, ln.baseline)))
    near = [(a, b) for a, b in pairs if a.page == b.page]
    return [(a, b) for a, b in near if 1 < b.baseline - a.baseline < NO_NEIGHBOUR_MM]


def _is_short(sheet: Sheet, above: Line, below: Line) -> bool:
    """A line somebody ended, or a lone long word, which cannot be stretched."""
    blocks = str(sheet.content["blocks"])
    ended = "\\n" + "".join(below.text.split()[:1])
    first = below.text.split()[0] if below.text else ""
    return ended in blocks or len(first) > 30 or " " not in above.text or above.bold


def _is_full(sheet: Sheet, line: Line) -> None:
    sheet.near(line.x1, sheet.edges(line.page)[1], line, slack=max(0.6, sheet.form.edges))


def page_numbers(sheet: Sheet) -> None:
    """8. Numbers from the second page on; annexes count from their own start."""
    tops = [line for line in sheet.paper.lines if line.baseline < 19]
    body = [line for line in tops if line.page < sheet.annex_from]
    assert [line.page for line in body] == list(range(1, sheet.annex_from))
    assert [line.text for line in body] == [str(line.page + 1) for line in body]
    starts = _annex_starts(sheet)
    for line in tops[len(body) :]:
        start = max(page for page in starts if page <= line.page)
        assert line.text == str(line.page - start + 1), line
    assert not starts & {line.page for line in tops}
    for line in tops:
        assert 13 <= line.size <= 14
        assert not line.italic
        sheet.near(line.centre, sum(sheet.edges(line.page)) / 2, line, slack=2)
        sheet.near(line.baseline, 17.3, line)


def _annex_starts(sheet: Sheet) -> set[int]:
    titles = {annex["title"] for annex in sheet.content.get("annexes") or []}
    lines = [ln for ln in sheet.paper.lines if ln.page >= sheet.annex_from and ln.bold]
    return {line.page for line in lines if line.text in titles}


def recipients(sheet: Sheet) -> None:
    """9. Recipients stand level with the office; all but the last end in ``;``."""
    wanted = sheet.content["recipients"]
    if not wanted:
        return
    label = sheet.find("Nơi nhận:", last=True)
    assert (label.size, label.bold, label.italic) == (13.0, True, False)
    if len(sheet.content["signatures"]) == 1:
        office = sheet.find(sheet.content["signatures"][0]["office"], last=True)
        assert label.page == office.page
        sheet.near(label.baseline, office.baseline, office)
    lines = [ln for ln in sheet.body_box() if ln.size == 11.0 and ln.page == label.page]
    ends = [ln.text[-1] for ln in lines if ln.text[-1] in ";."]
    assert ends == [";"] * (len(wanted) - 1) + ["."]
    sheet.near(lines[0].x0, label.x0, lines[0])


def signature(sheet: Sheet) -> None:
    """10. Form, office, at least 25 mm, name; whole, and never alone on the last page."""
    signatures = sheet.content["signatures"]
    if not signatures:
        return
    if len(signatures) > 1:
        _side_by_side(sheet, signatures)
    else:
        _one_signature(sheet, signatures[0])
    end = sheet.end()
    above = [
        ln for ln in sheet.body_box() if ln.page == end.page and ln.baseline < end.baseline - 1
    ]
    assert len(above) >= 2, "the signature stands nearly alone on the last page"


def _one_signature(sheet: Sheet, one: dict[str, str]) -> None:
    office, name = (sheet.find(one[key], last=True) for key in ("office", "name"))
    assert office.page == name.page == sheet.last
    assert (office.bold, name.bold) == (not one["form"], True)
    assert name.baseline - office.baseline >= 25
    lines = [office, name]
    if one["form"]:
        form = sheet.find(one["form"], last=True)
        assert (form.page, form.bold) == (sheet.last, True)
        assert form.baseline < office.baseline
        lines.append(form)
    left = sheet.edges(sheet.last)[0]
    for line in lines:
        sheet.near(line.centre, left + 115, line, slack=max(1.5, sheet.form.places))
        assert line.size == BODY


def _side_by_side(sheet: Sheet, signatures: list[dict[str, str]]) -> None:
    offices = [sheet.find(" ".join(one["office"].split()[:2]), last=True) for one in signatures]
    assert {line.page for line in offices} == {sheet.last}
    for before, line in pairwise(offices):
        sheet.near(before.baseline, line.baseline, line)
        assert before.x1 < line.x0
    for one, office in zip(signatures, offices, strict=True):
        if one["name"]:
            name = sheet.find(one["name"], last=True)
            assert name.bold
            assert name.baseline - office.baseline >= 25
            sheet.near(name.centre, office.centre, name, slack=3)


def nothing_of_the_state(sheet: Sheet) -> None:
    """11. Not the State's form."""
    assert not sheet.paper.has("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")


def letters_and_fonts(sheet: Sheet) -> None:
    """12. Text is NFC and copied right; every font is embedded, and in part."""
    whole = "".join(line.text for line in sheet.paper.lines)
    assert whole == unicodedata.normalize("NFC", whole)
    assert "\ufffd" not in whole
    squeezed = whole.replace(" ", "")
    for block in sheet.content["blocks"]:
        for word in block.get("text", "").split()[:5]:
            assert unicodedata.normalize("NFC", word) in squeezed, word
    for font, is_embedded in _fonts(sheet.paper.data):
        assert re.match(r"/[A-Z]{6}\+Liberation-?Serif", font), font
        assert is_embedded, font


def _fonts(data: bytes) -> Iterable[tuple[str, bool]]:
    """Name of each font of the file, and whether its program is inside."""
    for page in PdfReader(io.BytesIO(data)).pages:
        for reference in page["/Resources"]["/Font"].values():
            font = reference.get_object()
            below = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            yield str(font["/BaseFont"]), "/FontFile2" in below["/FontDescriptor"]


def marks(sheet: Sheet) -> None:
    """Ô 6, 7: draft and secrecy in a frame, urgency without; nothing else is marked."""
    times = sheet.content.get("draft_no")
    draft = "DỰ THẢO" + (f" LẦN THỨ {times}" if times else "")
    wanted = [draft] if sheet.content["draft"] else []
    wanted += [sheet.content[key] for key in ("secrecy", "urgency") if sheet.content.get(key)]
    found = [sheet.paper.find(text) for text in wanted]
    for text, mark in zip(wanted, found, strict=True):
        assert (mark.size, mark.bold, mark.page) == (13.0, True, 0), mark
        assert mark.x1 < 109, mark
        if text != sheet.content.get("urgency"):
            _is_framed(sheet, mark)
    assert [mark.baseline for mark in found] == sorted(mark.baseline for mark in found)
    if not sheet.content["draft"]:
        assert not [ln for ln in sheet.body_box() if ln.text.startswith("DỰ THẢO")]


def _is_framed(sheet: Sheet, mark: Line) -> None:
    assert [
        rule
        for rule in sheet.paper.rules[0]
        if rule["x0"] * MM <= mark.x0 + 1
        and rule["top"] * MM - 3 <= mark.baseline <= rule["bottom"] * MM + 8
    ], "no frame"


def foot_margin(sheet: Sheet) -> None:
    """Ô 16 and our own notes: on every page, the code of the check page on the first."""
    feet = [line for line in sheet.paper.lines if line.baseline > 277]
    every = list(range(sheet.paper.pages))
    if sheet.content["foot_note"]:
        assert [ln.page for ln in feet if sheet.content["foot_note"] in ln.text] == every
    codes = [ln for ln in feet if sheet.content["document_code"] in ln.text]
    assert [ln.page for ln in codes] == every
    assert all((ln.size, ln.italic) == (8.0, True) for ln in codes)
    if sheet.content.get("check"):
        code = sheet.paper.find(sheet.content["check"]["code"])
        assert (code.page, code.baseline > 277) == (0, True)


RULES: tuple[Callable[[Sheet], None], ...] = (
    *(page_and_box, title_and_rule, issuer_and_stars, number_and_date, date_line),
    *(kind_and_subject, addressees, body_text, page_numbers, recipients, signature),
    *(nothing_of_the_state, letters_and_fonts, marks, foot_margin),
)
