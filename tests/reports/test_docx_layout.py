"""The Word twin of each paper, printed by LibreOffice, passes the checks of the page ± 2 mm."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from reports import docx
from tests.people import Cast
from tests.reports import golden, samples
from tests.reports.paper import MM, Line, Paper
from tests.reports.test_layout import DATE_LINE, SWEEP
from tests.reports.word import printed_by_libreoffice

pytestmark = pytest.mark.proof
SLACK = 2.0
TITLE = "ĐOÀN TNCS HỒ CHÍ MINH"


@pytest.fixture
def every_paper(cast: Cast, tmp_path: Path) -> dict[str, tuple[dict[str, Any], Paper]]:
    """Name → content and its Word file as printed: samples, those that push, every kind."""
    contents = samples.CASES | SWEEP | golden.golden_contents(cast)
    contents["rich"] = samples.rich()
    contents["letter to many"] = samples.letter()
    files = {name: docx.render(content) for name, content in contents.items()}
    pages = printed_by_libreoffice(files, tmp_path)
    return {name: (contents[name], Paper(pages[name])) for name in contents}


def test_every_paper_passes_the_checks_of_the_page(
    every_paper: dict[str, tuple[dict[str, Any], Paper]],
) -> None:
    assert len(every_paper) > 40
    found = {
        name: faults
        for name, (content, paper) in every_paper.items()
        if (faults := faults_of(content, paper))
    }
    assert found == {}


def test_the_checks_can_fail(tmp_path: Path) -> None:
    content = samples.conclusion()
    wrong = {
        "kind": content | {"type_name": "THÔNG TRI"},
        "day": content | {"date_line": "Quảng Ninh, ngày 9 tháng 03 năm 2020"},
        "unsigned": content | {"signatures": []},
        "unmarked": content | {"foot_note": ""},
    }
    files = {name: docx.render(changed) for name, changed in wrong.items()}
    pages = printed_by_libreoffice(files, tmp_path)
    for name, page in pages.items():
        assert faults_of(content, Paper(page)), name


def faults_of(content: dict[str, Any], paper: Paper) -> list[str]:
    """What of the printed paper is not as HD 29 wants it, within 2 mm."""
    checks = [_box, _head, _title, _body, _numbers, _foot, _ending]
    found = []
    for check in checks:
        try:
            check(content, paper)
        except AssertionError as fault:
            found.append(f"{check.__name__}: {str(fault)[:400]}")
    return found


def near(one: float, other: float, what: object = "") -> None:
    """Within 2 mm of one another."""
    assert abs(one - other) <= SLACK, (one, other, what)


def _edges(content: dict[str, Any], line: Line, annex_from: int) -> tuple[float, float]:
    """Where the text box begins and ends: a back page is bound at its right."""
    page = line.page - annex_from if line.page >= annex_from else line.page
    return (20, 180) if content.get("duplex") and page % 2 else (30, 190)


def _annex_from(content: dict[str, Any], paper: Paper) -> int:
    """The page on which annexes begin."""
    annexes = content.get("annexes") or []
    if not annexes:
        return paper.pages
    return max(ln.page for ln in paper.lines if ln.text == annexes[0]["title"])


def _box(content: dict[str, Any], paper: Paper) -> None:
    begins = _annex_from(content, paper)
    for width, height in paper.boxes:
        near(width * MM, 210)
        near(height * MM, 297)
    for line in paper.lines:
        left, right = _edges(content, line, begins)
        assert line.x0 >= left - 0.5, line
        assert line.x1 <= right + SLACK, line
    assert not paper.has("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")


def _head(content: dict[str, Any], paper: Paper) -> None:
    title = paper.find(TITLE)
    assert (title.page, title.size, title.bold) == (0, 15.0, True)
    near(title.centre, 149)
    rules = [r for r in paper.rules[0] if 0 < r["bottom"] * MM - title.baseline < 3]
    assert any(
        abs(r["x0"] * MM - title.x0) < SLACK and abs(r["x1"] * MM - title.x1) < SLACK for r in rules
    ), rules
    stars = next(line for line in paper.lines if line.text == "***")
    above = [ln for ln in paper.lines if ln.page == 0 and 19 < ln.baseline < stars.baseline - 1]
    issuer = [ln for ln in above if ln.x1 < 109]
    assert issuer
    for line in issuer:
        near(line.centre, stars.centre, line)
    day = paper.find(content["date_line"].partition(",")[2].strip())
    assert (day.size, day.italic, day.bold) == (13.0, True, False)
    if content["number_line"]:
        number = paper.find("Số:")
        near(number.baseline, day.baseline)
        assert number.x1 < 110
    if content["dated"]:
        assert DATE_LINE.match(content["date_line"])
    for mark in ("draft", "secrecy"):
        if content.get(mark):
            _is_boxed(paper, "DỰ THẢO" if mark == "draft" else content[mark])


def _is_boxed(paper: Paper, text: str) -> None:
    mark = paper.find(text)
    assert (mark.size, mark.bold) == (13.0, True), mark
    assert mark.x1 < 109, mark
    sides = [
        r
        for r in paper.rules[0]
        if r["x0"] * MM <= mark.x0 + 1
        and r["top"] * MM - 3 <= mark.baseline <= r["bottom"] * MM + 8
    ]
    assert sides, "no frame"


def _title(content: dict[str, Any], paper: Paper) -> None:
    if content.get("layout") == "letter":
        about = paper.find(content["subject_line"].split()[0])
        assert (about.size, about.italic) == (12.0, True)
        assert about.x1 < 109
        assert not paper.has("-" * 11)
    else:
        kind, dashes = paper.find(content["type_name"]), paper.find("-" * 11)
        assert (kind.size, kind.bold) == (16.0, True)
        between = [
            ln
            for ln in paper.lines
            if ln.page == 0 and kind.baseline <= ln.baseline <= dashes.baseline
        ]
        for line in between:
            near(line.centre, 110, line)
            assert line.bold
        assert dashes.text == "-" * 11
    for whom in content.get("addressees") or []:
        line = paper.find(" ".join(whom.split()[:4]))
        assert (line.size, line.bold) == (14.0, True), line


def _body(content: dict[str, Any], paper: Paper) -> None:
    blocks = [b for b in content["blocks"] if b.get("level") != 4 and b.get("align") != "center"]
    plain = [b["text"] for b in blocks if len(b.get("text", "")) > 30]
    for text in plain[:5]:
        first = paper.find(" ".join(text.split()[:6])[:40])
        assert first.size == 14.0, first
        assert 30 - 0.5 < first.x0 < 43.5, first
    starts = [ln for ln in paper.body() if 41 < ln.x0 < 44.5 and ln.page == 0 and ln.baseline > 80]
    assert all(abs(line.x0 - 42.7) < SLACK for line in starts)
    lines = [ln for ln in paper.body() if ln.size == 14.0 and 29.5 < ln.x0 < 44]
    for above, below in pairwise(lines):
        if above.page == below.page and 4 < below.baseline - above.baseline < 7:
            pitch = (below.baseline - above.baseline) / MM
            assert pitch <= 19.3 + 1, (pitch, above)


def _numbers(content: dict[str, Any], paper: Paper) -> None:
    tops = [line for line in paper.lines if line.baseline < 19]
    begins = _annex_from(content, paper)
    body = [line for line in tops if line.page < begins]
    assert [line.page for line in body] == list(range(1, begins))
    for line in tops:
        within = line.page if line.page < begins else None
        assert within is None or line.text == str(within + 1)
        assert re.fullmatch(r"[1-9]\d*", line.text)
        assert 13 <= line.size <= 14
        assert not line.italic
        left, right = _edges(content, line, begins)
        near(line.centre, (left + right) / 2)
        near(line.baseline, 17.3)
    assert begins not in {line.page for line in tops}


def _foot(content: dict[str, Any], paper: Paper) -> None:
    feet = [line for line in paper.lines if line.baseline > 277.5]
    if content["foot_note"]:
        marks = [ln.page for ln in feet if content["foot_note"] in ln.text]
        assert marks == list(range(paper.pages))
    codes = [ln for ln in feet if content["document_code"] in ln.text]
    assert [ln.page for ln in codes] == list(range(paper.pages))
    assert all((ln.size, ln.italic) == (8.0, True) for ln in codes)
    if content.get("check"):
        code = paper.find(content["check"]["code"])
        assert (code.page, code.baseline > 277) == (0, True)


def _ending(content: dict[str, Any], paper: Paper) -> None:
    signatures = content["signatures"]
    last = _annex_from(content, paper) - 1
    for signature in signatures:
        office = paper.find(signature["office"].split()[0], last=not content.get("annexes"))
        assert len(signatures) > 1 or office.page == last, office
    if len(signatures) == 1:
        _one_signature(content, paper, last)
    if content["recipients"]:
        label = paper.find("Nơi nhận:", last=True)
        assert (label.size, label.bold, label.italic) == (13.0, True, False)
        items = [
            ln for ln in paper.lines if ln.size == 11.0 and ln.baseline < 277 and ln.page == last
        ]
        ends = [ln.text[-1] for ln in items if ln.text[-1] in ";."]
        assert ends == [";"] * (len(content["recipients"]) - 1) + ["."]


def _one_signature(content: dict[str, Any], paper: Paper, last: int) -> None:
    signature = content["signatures"][0]
    before = [ln for ln in paper.lines if ln.page <= last]
    form, office, name = (
        next(ln for ln in reversed(before) if ln.text == signature[key])
        for key in ("form", "office", "name")
    )
    assert {form.page, office.page, name.page} == {last}
    assert (form.bold, office.bold, name.bold) == (True, False, True)
    assert name.baseline - office.baseline >= 25
    back = content.get("duplex") and last % 2
    for line in (form, office, name):
        near(line.centre, 135 if back else 145, line)
    above = [ln for ln in paper.body() if ln.page == last and ln.baseline < form.baseline]
    assert len(above) >= 2, "the signature stands alone on the last page"
    if content["recipients"]:
        near(paper.find("Nơi nhận:", last=True).baseline, office.baseline)
