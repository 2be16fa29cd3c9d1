"""Ô 1–10 of the page: issuer and title, number and day, marks, name of the kind, Kính gửi."""

from collections.abc import Mapping
from typing import Any

from docx.document import Document as File
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from reports.docx.marks import (
    CENTRE,
    LEFT,
    boxed,
    cells_of,
    first_of,
    grid,
    next_of,
    space,
    typed,
    underlined_to,
    write,
)
from reports.faces import width_mm
from reports.layout import TEXT_WIDTH_MM

LEFT_MM, RIGHT_MM = 78, 82
TITLE = "ĐOÀN TNCS HỒ CHÍ MINH"
DASHES = "-" * 11
# A 13 pt line begins this much higher than a 14 pt one; both stand on one baseline.
LIFT = Pt(0.9)
WHOM_MM = 118.0


def add(file: File, paper: Mapping[str, Any]) -> None:
    """Everything above the body."""
    _table(file, paper)
    # A file begins with its table, so the next paragraph carries the space below it.
    if paper["is_letter"]:
        space(file.add_paragraph(), line=Mm(6))
    else:
        _type_name(file, paper)
    if paper["addressees"]:
        _addressees(file, paper["addressees"])


def _table(file: File, paper: Mapping[str, Any]) -> None:
    marks = _marks(paper)
    table = grid(file, 2 + len(marks), (LEFT_MM, RIGHT_MM))
    (issuer, title), (number, day), *below = cells_of(table)
    if paper["superior_line"]:
        write(next_of(issuer), paper["superior_line"])
    for line in paper["issuer_lines"]:
        write(next_of(issuer), line, bold=True)
    write(next_of(issuer), "***", bold=True)
    name = first_of(title)
    write(name, TITLE, size=15, bold=True)
    space(name, line=1.0)
    underlined_to(name, width_mm(TITLE, 15, style="Bold") + 0.8, RIGHT_MM)
    write(first_of(number), paper["number_line"])
    date_line = first_of(day)
    write(date_line, paper["date_line"], size=13, italic=True)
    space(date_line, before=LIFT)
    for (cell, _), (text, look) in zip(below, marks, strict=True):
        _mark(cell, text, look, paper)


def _marks(paper: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands below the number, with its look: ô 5, 6, 7."""
    times = paper["draft_no"]
    draft = f"DỰ THẢO LẦN THỨ {times}" if times else "DỰ THẢO"
    marks = [
        (paper["subject_line"] if paper["is_letter"] else "", "about"),
        (draft if paper["draft"] else "", "boxed"),
        (paper["secrecy"], "boxed"),
        (paper["urgency"], "plain"),
    ]
    return [(text, look) for text, look in marks if text]


def _mark(cell: Any, text: str, look: str, paper: Mapping[str, Any]) -> None:
    line = first_of(cell)
    if look == "about":
        _narrow(line, LEFT_MM - paper["subject_mm"])
        space(line, before=Mm(1))
        write(line, text, size=12, italic=True)
        return
    space(line, before=Mm(2))
    run = write(line, text, size=13, bold=True)
    if look == "boxed":
        boxed(run)


def _narrow(line: Paragraph, by_mm: float) -> None:
    """The paragraph as much narrower than its place, in the middle of it."""
    form = line.paragraph_format
    form.left_indent = form.right_indent = Mm(by_mm / 2)


def _type_name(file: File, paper: Mapping[str, Any]) -> None:
    """ô 8, 9 and the hyphens below them."""
    name = file.add_paragraph(style="Title")
    write(name, paper["type_name"])
    space(name, before=Mm(9))
    if paper["subject_line"]:
        subject = file.add_paragraph(style="Subtitle")
        _narrow(subject, TEXT_WIDTH_MM - paper["subject_mm"])
        write(subject, paper["subject_line"])
    dashes = file.add_paragraph(style="Subtitle")
    write(dashes, DASHES)
    space(dashes, after=Mm(6), line=0.87)


def _addressees(file: File, addressees: list[str]) -> None:
    """ô 10: one on the line of *Kính gửi:*, several below one another."""
    if len(addressees) == 1:
        line = file.add_paragraph()
        line.alignment, line.paragraph_format.keep_with_next = CENTRE, True
        write(line, "Kính gửi: ", bold=True, italic=True)
        write(line, addressees[0], bold=True)
        space(line, after=Mm(4))
        return
    last = len(addressees) - 1
    rows = [f"- {whom}{'.' if n == last else ';'}" for n, whom in enumerate(addressees)]
    label = width_mm("Kính gửi: ", 14, style="Bold") + 2
    whom_mm = min(WHOM_MM, max(width_mm(typed(row), 14, style="Bold") for row in rows) + 2)
    table = grid(file, 1, (label, whom_mm))
    table.alignment = 1  # type: ignore[assignment]
    ((to, whom),) = cells_of(table)
    write(first_of(to, align=LEFT), "Kính gửi:", bold=True, italic=True)
    for row in rows:
        line = next_of(whom, align=LEFT)
        line.paragraph_format.keep_with_next = True
        write(line, row, bold=True)
    space(file.add_paragraph(), line=Mm(4))


def add_annex_title(file: File, annex: Mapping[str, Any]) -> None:
    """Name of the annex, its subject, the paper it belongs to."""
    last = write(file.add_paragraph(style="Subtitle"), annex.get("title", ""))
    line = file.paragraphs[-1]
    if annex.get("subject_line"):
        line = file.add_paragraph(style="Subtitle")
        last = write(line, annex["subject_line"])
    if annex.get("note"):
        line = file.add_paragraph(style="Subtitle")
        last = write(line, annex["note"], bold=False, italic=True)
    last.font.size = Pt(14)
    space(line, after=Mm(6))
