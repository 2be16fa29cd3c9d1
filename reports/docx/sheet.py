"""The sheet of a Word file: page, styles, page numbers, what stands in the foot margin."""

import io
from collections.abc import Mapping
from typing import Any

import qrcode
from docx.document import Document as File
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor

from reports.docx.marks import CENTRE, LEFT, first_of, grid, next_of, page_number, space, write

FONT = "Times New Roman"
INDENT = Mm(12.7)
# Of Liberation Serif's own line; 17.5 pt for 14 pt, as on the guide.
LINE = 1.087
PARAGRAPH_GAP = Pt(4)
LIST_ITEM = "Mục danh sách"
QR_MM = 13
# A last line of news no longer than this is who wrote it.
SIGNED_AT_MOST = 40
# The foot: note of the archive, note to the reader, code and its square.
FOOT_MM = (30, 85, 30, 15)


def prepare(file: File, paper: Mapping[str, Any]) -> None:
    """Page, styles, header and footer as HD 29 wants them."""
    prepare_plain(file)
    section = file.sections[0]
    if paper["duplex"]:
        file.settings.element.insert_element_before(OxmlElement("w:mirrorMargins"), *_AFTER_MIRROR)
    page_number(section.header.paragraphs[0])
    _foot(section.footer, paper, with_check=False)
    _foot(section.first_page_footer, paper, with_check=True)


def prepare_plain(file: File) -> None:
    """Page and styles alone; the first page has a head and a foot of its own, still empty."""
    for style in ("Normal", "Header", "Footer", "Body Text", "Title", "Subtitle", "Caption"):
        _plain_style(file, style)
    for level in range(1, 5):
        _plain_style(file, f"Heading {level}")
    _body_styles(file)
    _language(file)
    _page(file.sections[0])
    _do_not_stretch_broken_lines(file)
    file.sections[0].different_first_page_header_footer = True


_AFTER_MIRROR = tuple(
    f"w:{name}"
    for name in (
        *("alignBordersAndEdges", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter"),
        *("gutterAtTop", "hideSpellingErrors", "hideGrammaticalErrors", "activeWritingStyle"),
        *("proofState", "formsDesign", "attachedTemplate", "linkStyles", "stylePaneFormatFilter"),
        *("stylePaneSortMethod", "documentType", "mailMerge", "revisionView", "trackRevisions"),
        *("doNotTrackMoves", "doNotTrackFormatting", "documentProtection", "autoFormatOverride"),
        *("styleLockTheme", "styleLockQFSet", "defaultTabStop", "autoHyphenation"),
        *("characterSpacingControl", "hdrShapeDefaults", "footnotePr", "endnotePr", "compat"),
        *("docVars", "rsids", "themeFontLang", "clrSchemeMapping", "shapeDefaults"),
        *("decimalSymbol", "listSeparator"),
    )
)


def begin_annex(file: File, paper: Mapping[str, Any]) -> None:
    """A section of its own: a new page, counted from one, no number on its first."""
    section = file.add_section(WD_SECTION.NEW_PAGE)
    kind = section._sectPr.find(qn("w:pgNumType"))
    if kind is None:
        kind = OxmlElement("w:pgNumType")
        section._sectPr.insert_element_before(kind, "w:cols", "w:titlePg", "w:docGrid")
    kind.set(qn("w:start"), "1")
    section.first_page_footer.is_linked_to_previous = False
    _foot(section.first_page_footer, paper, with_check=False)


def _page(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    # Digits begin 14 mm below the edge, as measured on the guide.
    section.header_distance = Mm(12.9)
    section.footer_distance = Mm(3)


def _plain_style(file: File, name: str) -> None:
    """The style in the one font, black and upright, without the colours of Word's own."""
    style = file.styles[name]
    font = style.font
    font.name, font.size, font.color.rgb = FONT, Pt(14), RGBColor(0, 0, 0)
    font.bold = font.italic = False
    font.all_caps = False
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), FONT)
    for extra in ("w:spacing", "w:kern"):
        for found in properties.findall(qn(extra)):
            properties.remove(found)
    paragraph = style.element.get_or_add_pPr()
    for extra in ("w:pBdr", "w:contextualSpacing", "w:numPr"):
        for found in paragraph.findall(qn(extra)):
            paragraph.remove(found)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = LINE
    form.widow_control = True


def _body_styles(file: File) -> None:
    """ô 11: justified, first line indented; headings as the guide numbers them."""
    text = file.styles["Body Text"]
    form = text.paragraph_format
    form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    form.first_line_indent, form.space_after = INDENT, PARAGRAPH_GAP
    item = file.styles.add_style(LIST_ITEM, WD_STYLE_TYPE.PARAGRAPH)
    item.base_style = text
    for level in range(1, 5):
        style = file.styles[f"Heading {level}"]
        style.font.bold = True
        style.font.italic = level == 3
        heading = style.paragraph_format
        heading.keep_with_next = True
        heading.space_after = PARAGRAPH_GAP
        heading.first_line_indent = INDENT
    centred = file.styles["Heading 4"].paragraph_format
    centred.alignment, centred.first_line_indent = CENTRE, Mm(0)
    centred.space_before, centred.space_after = Pt(4), Pt(6)
    for name, size in (("Title", 16), ("Subtitle", 14)):
        style = file.styles[name]
        style.font.bold, style.font.size = True, Pt(size)
        title = style.paragraph_format
        title.alignment, title.keep_with_next = CENTRE, True
    caption = file.styles["Caption"]
    caption.font.italic, caption.font.size = True, Pt(13)
    caption.paragraph_format.alignment = CENTRE
    caption.paragraph_format.space_after = Pt(8)


def _language(file: File) -> None:
    for found in file.styles.element.iter(qn("w:lang")):
        for key in ("val", "eastAsia"):
            found.set(qn(f"w:{key}"), "vi-VN")


def _do_not_stretch_broken_lines(file: File) -> None:
    """A line ended by hand inside a justified paragraph keeps its width."""
    settings = file.settings.element
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = OxmlElement("w:compat")
        settings.append(compat)
    compat.insert(0, OxmlElement("w:doNotExpandShiftReturn"))


def _foot(footer: Any, paper: Mapping[str, Any], *, with_check: bool) -> None:
    """ô 16 at the left, the note in the middle, on page 1 the code of the check page."""
    footer.is_linked_to_previous = False
    table = grid(footer, 1, FOOT_MM)
    table.rows[0].height = Mm(QR_MM)
    code, note, words, square = table.rows[0].cells
    write(first_of(code, align=LEFT), paper["document_code"], size=8, italic=True)
    write(first_of(note), paper["foot_note"], size=11, bold=True)
    check = paper["check"] if with_check else None
    if check:
        for line in ("Mã kiểm tra văn bản:", check["code"]):
            write(next_of(words, align=WD_ALIGN_PARAGRAPH.RIGHT), line, size=8)
        place = first_of(square, align=WD_ALIGN_PARAGRAPH.RIGHT)
        shape = place.add_run().add_picture(io.BytesIO(_square(check["url"])), width=Mm(QR_MM))
        shape._inline.docPr.set("descr", f"Mã QR mở trang kiểm tra văn bản {check['code']}")
    # The paragraph a footer is born with goes below the table and takes no room.
    born = footer.paragraphs[0]
    table._tbl.addnext(born._p)
    space(born, line=Pt(1))


def _square(url: str) -> bytes:
    """PNG of the square code; in upper case a URL takes fewer squares."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, box_size=8)
    code.add_data(url.upper())
    code.make(fit=True)
    data = io.BytesIO()
    code.make_image().save(data, format="PNG")
    return data.getvalue()
