"""Ô 12–15: recipients and signature, kept whole and never alone on a page."""

from collections.abc import Mapping
from typing import Any

from docx.document import Document as File
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from reports.docx.marks import LEFT, cells_of, grid, keep_row_whole, next_of, space, write

RECIPIENTS_MM, SIGNATURE_MM = 70, 90
LINE = Mm(6.2)
# Between office and name: the seal and the signature, with the name's own line below.
ROOM = Mm(30)
ABOVE = Mm(6)
# A last paragraph shorter than this may be one line; the one before it then comes along.
ONE_LINE = 75


def add(file: File, paper: Mapping[str, Any]) -> None:
    """Signatures side by side when they are several, recipients beside or below."""
    signatures = paper["signatures"]
    if not signatures and not paper["recipients"]:
        return
    _keep_with_body(file)
    gap = file.add_paragraph()
    gap.paragraph_format.keep_with_next = True
    space(gap, line=ABOVE)
    if len(signatures) > 1:
        _side_by_side(file, signatures)
        if paper["recipients"]:
            space(file.add_paragraph(), line=ABOVE)
            _recipients_and_signature(file, paper["recipients"], None)
    else:
        _recipients_and_signature(file, paper["recipients"], signatures[0] if signatures else None)


def _keep_with_body(file: File) -> None:
    """The last words of the body go along to the page of the signature, two lines at least."""
    from_end = [
        Paragraph(element, file)
        for element in file.element.body.iterchildren()
        if element.tag.endswith("}p")
    ][::-1]
    for paragraph in from_end[:3]:
        paragraph.paragraph_format.keep_with_next = True
        if len(paragraph.text) > ONE_LINE:
            return


def _line(
    cell: Any, text: str, *, size: float = 14, bold: bool | None = None, **place: Any
) -> Paragraph:
    paragraph = next_of(cell, **place)
    write(paragraph, text, size=size, bold=bold)
    space(paragraph, line=LINE)
    return paragraph


def _recipients_and_signature(
    file: File, recipients: list[str], signature: Mapping[str, Any] | None
) -> None:
    table = grid(file, 1, (RECIPIENTS_MM, SIGNATURE_MM))
    keep_row_whole(table.rows[0])
    ((left, right),) = cells_of(table)
    if recipients:
        # On the line of the office: one lower than the form of signing.
        if signature and signature["form"]:
            _line(left, " ", align=LEFT)
        _line(left, "Nơi nhận:", size=13, bold=True, align=LEFT)
        last = len(recipients) - 1
        for place, recipient in enumerate(recipients):
            item = next_of(left, align=LEFT)
            item.paragraph_format.right_indent = Mm(1)
            write(item, f"- {recipient}{'.' if place == last else ';'}", size=11)
            space(item, line=1.0)
    if signature:
        if signature["form"]:
            _line(right, signature["form"], bold=True)
        _line(right, signature["office"] or " ", bold=None if signature["form"] else True)
        name = _line(right, signature["name"] or " ", bold=True)
        space(name, before=ROOM)


def _side_by_side(file: File, signatures: list[Mapping[str, Any]]) -> None:
    has_forms = any(signature["form"] for signature in signatures)
    width = (RECIPIENTS_MM + SIGNATURE_MM) / len(signatures)
    table = grid(
        file,
        3 if has_forms else 2,
        [width] * len(signatures),
        padding_mm={"left": 1.5, "right": 1.5},
    )
    *forms, offices, names = cells_of(table)
    for cell, signature in zip(forms[0] if forms else [], signatures, strict=False):
        _line(cell, signature["form"] or " ", bold=True)
    for cell, signature in zip(offices, signatures, strict=True):
        _line(cell, signature["office"] or " ", bold=None if signature["form"] else True)
    for cell, signature in zip(names, signatures, strict=True):
        space(_line(cell, signature["name"] or " ", bold=True), before=ROOM)
    for row in table.rows:
        keep_row_whole(row)
    for cell in [cell for row in (*forms, offices) for cell in row]:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
    space(file.add_paragraph(), line=Pt(1))
