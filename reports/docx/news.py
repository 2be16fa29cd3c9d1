"""A plain Word file of a news text: no official head, no number, no signature."""

from docx import Document as new_file
from docx.document import Document as File
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from reports.docx import sheet
from reports.docx.marks import page_number, space, write


def paragraphs_of(body: str) -> list[str]:
    """The paragraphs of a text as typed: a line each, empty lines between them or not."""
    return [line.strip() for line in body.split("\n") if line.strip()]


def draw(title: str, body: str) -> File:
    """The file, ready to be packed; the last line, who wrote it, stands bold at the right."""
    file = new_file()
    sheet.prepare_plain(file)
    page_number(file.sections[0].header.paragraphs[0])
    head = file.add_paragraph(style="Title")
    write(head, title)
    space(head, after=Mm(6))
    *paragraphs, last = paragraphs_of(body) or [""]
    for text in paragraphs:
        write(file.add_paragraph(style="Body Text"), text)
    is_signed = len(last) <= sheet.SIGNED_AT_MOST
    end = file.add_paragraph(style="Body Text")
    write(end, last, bold=True if is_signed else None)
    if is_signed:
        end.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return file
