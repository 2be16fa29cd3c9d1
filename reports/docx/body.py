"""Ô 11: the blocks of the body and of annexes, as paragraphs, tables and pictures."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from docx.document import Document as File
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.shared import Mm, Pt

from reports.docx.marks import (
    CENTRE,
    LEFT,
    cells_of,
    first_of,
    grid,
    keep_row_whole,
    repeat_row,
    space,
    write,
)
from reports.docx.sheet import LIST_ITEM

CELL_PADDING_MM = {"top": 1, "bottom": 1, "left": 1.5, "right": 1.5}


def add_blocks(
    file: File, blocks: Iterable[Mapping[str, Any]], photos: Mapping[str, bytes]
) -> None:
    """Every block in its order."""
    for block in blocks:
        if block["t"] == "h":
            write(file.add_paragraph(style=f"Heading {block['level']}"), block["text"])
        elif block["t"] == "list":
            _list(file, block["items"])
        elif block["t"] == "table":
            _table(file, block)
        elif block["t"] == "photo":
            _photo(file, block, photos)
        else:
            _paragraph(file, block)


def _paragraph(file: File, block: Mapping[str, Any]) -> None:
    paragraph = file.add_paragraph(style="Body Text")
    if block["align"] == "center":
        paragraph.alignment, paragraph.paragraph_format.first_line_indent = CENTRE, Mm(0)
    _runs(paragraph, block)


def _runs(paragraph: Any, block: Mapping[str, Any]) -> None:
    for run in block["runs"]:
        write(paragraph, run["text"], bold=run["b"] or None, italic=run["i"] or None)


def _list(file: File, items: Iterable[Mapping[str, Any]]) -> None:
    """Items are paragraphs with a typed sign."""
    for item in items:
        paragraph = file.add_paragraph(style=LIST_ITEM)
        write(paragraph, f"{item['sign']} ")
        _runs(paragraph, item)
        _list(file, item["below"])


def _table(file: File, block: Mapping[str, Any]) -> None:
    """A ruled table; its head stands again on every page, no row goes over two."""
    columns = block["columns"]
    widths = [column["width_mm"] for column in columns]
    table = grid(file, 1 + len(block["rows"]), widths, is_ruled=True, padding_mm=CELL_PADDING_MM)
    head, *rows = cells_of(table)
    for cell, column in zip(head, columns, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        title = first_of(cell)
        title.paragraph_format.keep_with_next = True
        write(title, column["title"], size=13, bold=True)
        space(title, line=1.0)
    for cells, texts in zip(rows, block["rows"], strict=True):
        for cell, text in zip(cells, texts, strict=False):
            line = first_of(cell, align=LEFT)
            write(line, text, size=13)
            space(line, line=1.0)
    for row in table.rows:
        keep_row_whole(row)
    repeat_row(table.rows[0])
    # Word joins two tables without a paragraph between them.
    space(file.add_paragraph(), line=Pt(8))


def _photo(file: File, block: Mapping[str, Any], photos: Mapping[str, bytes]) -> None:
    """The picture with its caption below; they stay on one page."""
    data = photos.get(block["sha256"])
    if data is not None:
        place = file.add_paragraph()
        place.alignment, place.paragraph_format.keep_with_next = CENTRE, True
        space(place, before=Pt(4), line=1.0)
        size = [Mm(block[side]) for side in ("width_mm", "height_mm")]
        shape = place.add_run().add_picture(io.BytesIO(data), *size)
        caption = block.get("caption", "")
        shape._inline.docPr.set("descr", f"Ảnh: {caption}" if caption else "Ảnh kèm văn bản")
    if block.get("caption"):
        write(file.add_paragraph(style="Caption"), block["caption"])
