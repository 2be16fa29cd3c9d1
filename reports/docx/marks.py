"""What python-docx has no word for: borders, cells without padding, whole rows, page numbers."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from docx.document import Document as File
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

CENTRE, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
# What XML 1.0 has no way to write, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def typed(text: str) -> str:
    """The text as a file of Word can hold it: NFC, without signs XML cannot write; line ends stay
    line ends."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _NOT_XML.sub("", plain))


def write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float = 0,
    bold: bool | None = None,
    italic: bool | None = None,
) -> Any:
    """Add text to the paragraph; returns its run. Size in points, 0 = the style's own."""
    run = paragraph.add_run(typed(text))
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)
    return run


def space(
    paragraph: Paragraph,
    *,
    before: Length | None = None,
    after: Length | None = None,
    line: float | Length | None = None,
) -> None:
    """Space around the paragraph; ``line`` is a multiple or an exact height."""
    form = paragraph.paragraph_format
    if before is not None:
        form.space_before = before
    if after is not None:
        form.space_after = after
    if line is not None:
        form.line_spacing = line


def _child(parent: Any, name: str, **attributes: str) -> Any:
    """An element below the parent, made when it is not there; attributes of the same namespace."""
    found = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.append(found)
    for key, value in attributes.items():
        found.set(qn(f"w:{key}"), value)
    return found


def _borders(name: str, sides: Iterable[str], size: int) -> Any:
    """A set of borders; size in eighths of a point, 0 = none."""
    frame = OxmlElement(name)
    for side in sides:
        kind = "single" if size else "nil"
        _child(frame, f"w:{side}", val=kind, sz=str(size), space="0", color="000000")
    return frame


def underlined_to(paragraph: Paragraph, width_mm: float, cell_mm: float) -> None:
    """A rule below the paragraph, as wide as given, in the middle of a cell of that width."""
    indent = Mm((cell_mm - width_mm) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        _borders("w:pBdr", ("bottom",), 8),
        *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"),
    )


def boxed(run: Any) -> None:
    """A frame round the run's words, as wide as they are."""
    properties = run._r.get_or_add_rPr()
    _child(properties, "w:bdr", val="single", sz="8", space="3", color="000000")


TABLE_ORDER = ("w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption", "w:tblDescription")


def grid(
    parent: Any,
    rows: int,
    widths_mm: Iterable[float],
    *,
    is_ruled: bool = False,
    padding_mm: Mapping[str, float] | None = None,
) -> Table:
    """A table of fixed widths below ``parent`` (the file, a footer, a cell)."""
    widths = list(widths_mm)
    table: Table = _add_table(parent, rows, len(widths), sum(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    properties = table._tbl.tblPr
    _child(properties, "w:tblW", type="dxa", w=str(Mm(sum(widths)).twips))
    pad = padding_mm or {}
    # Word hangs a table out by its padding, so that the words stand at the margin.
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), str(Mm(pad.get("left", 0)).twips if not is_ruled else 0))
    indent.set(qn("w:type"), "dxa")
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        _child(margins, f"w:{side}", w=str(Mm(pad.get(side, 0)).twips), type="dxa")
    properties.insert_element_before(indent, "w:tblBorders", *TABLE_ORDER)
    properties.insert_element_before(
        _borders("w:tblBorders", sides, 4 if is_ruled else 0), *TABLE_ORDER
    )
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(width)
    return table


def _add_table(parent: Any, rows: int, columns: int, width_mm: float) -> Table:
    # The file's own body knows its width.
    width = () if isinstance(parent, File) else (Mm(width_mm),)
    table: Table = parent.add_table(rows, columns, *width)
    return table


def cells_of(table: Table) -> list[list[_Cell]]:
    """The cells row by row; asked one by one python-docx builds the whole grid each time."""
    return [[_Cell(tc, table) for tc in row.tc_lst] for row in table._tbl.tr_lst]


def keep_row_whole(row: _Row) -> None:
    """The row never goes over two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeat_row(row: _Row) -> None:
    """The row stands again on each page the table goes over."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def page_number(paragraph: Paragraph) -> None:
    """The number of the page, counted by Word, in the middle of the paragraph."""
    paragraph.alignment = CENTRE
    for kind in ("begin", "", "separate", "1", "end"):
        run = write(paragraph, "1" if kind == "1" else "", size=14)
        if kind == "":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = " PAGE "
            run._r.append(text)
        elif kind != "1":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def first_of(cell: _Cell, *, align: Any = CENTRE) -> Paragraph:
    """The paragraph every cell begins with, without space around it."""
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    return paragraph


def next_of(cell: _Cell, *, align: Any = CENTRE) -> Paragraph:
    """One more paragraph of the cell, or the first when nothing is in it yet."""
    last: Paragraph = cell.paragraphs[-1]
    if len(cell.paragraphs) == 1 and not last.runs:
        return first_of(cell, align=align)
    paragraph: Paragraph = cell.add_paragraph()
    paragraph.alignment = align
    return paragraph
