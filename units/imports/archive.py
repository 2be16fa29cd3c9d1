"""Looks into an uploaded workbook before anything opens it: size, bombs, macros, bad XML.

Every part is read as a stream, so a hostile file costs time in proportion to its own size and
almost no memory (security.md §3).
"""

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import ElementTree, sax
from defusedxml.common import DefusedXmlException

from units.imports.faults import TableRefused, refuse

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 150 * MEGABYTE
MOST_ENTRIES = 2_000
MOST_RATIO = 100
# Parts that are read as a whole: styles, the list of sheets, texts shared between cells.
MOST_PART = 8 * MEGABYTE
MOST_STRINGS = 40 * MEGABYTE
MOST_COLUMNS = 60
WIDEST_SHEET = 16_384
LAST_ROW = 20_000
# What zip and XML readers raise for files that are broken or meant to break something.
BROKEN = (
    SAXException,
    SyntaxError,
    ValueError,
    KeyError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
_MACROS = ("vbaproject", "macrosheets/", "xl/activex/")
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RESAVE = "Hãy mở tệp bằng Excel rồi lưu lại dạng .xlsx."


@dataclass
class SheetFacts:
    """What a sheet holds that no table may hold."""

    merged: list[str] = field(default_factory=list)
    hidden_rows: int = 0


@dataclass(frozen=True)
class SheetEntry:
    """A sheet by its name, the part it is stored in, and whether people see it."""

    name: str
    part: str
    is_hidden: bool


def opened(content: bytes) -> zipfile.ZipFile:
    """The workbook as an archive within all limits; raises ``TableRefused``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError) as error:
        raise refuse(f"Tệp .xlsx hỏng hoặc chưa tải lên hết. {_RESAVE}") from error
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise refuse(f"Tệp .xlsx có quá {MOST_ENTRIES} phần bên trong, không giống tệp Excel.")
    for entry in entries:
        _check_entry(entry)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise refuse("Tệp .xlsx giải nén ra quá 150 MB nên không được mở.")
    if "xl/workbook.xml" not in archive.namelist():
        raise refuse(f"Tệp không phải bảng tính Excel (.xlsx). {_RESAVE}")
    return archive


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.lower()
    if any(word in name for word in _MACROS):
        raise refuse(
            "Tệp có macro (mã lệnh) nên không được mở. Hãy lưu lại dạng .xlsx không có macro."
        )
    if entry.flag_bits & 1:
        raise refuse(f"Tệp đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu. {_RESAVE}")
    # Small parts compress well without being a bomb.
    if entry.file_size > MEGABYTE and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        raise refuse("Tệp .xlsx nén bất thường (nghi tệp phá hoại) nên không được mở.")
    is_sheet = name.startswith("xl/worksheets/sheet")
    limit = MOST_STRINGS if name == "xl/sharedstrings.xml" else MOST_PART
    if name.endswith((".xml", ".rels")) and not is_sheet and entry.file_size > limit:
        raise refuse(f"Phần “{entry.filename}” của tệp lớn bất thường. {_RESAVE}")


def sheets(archive: zipfile.ZipFile) -> list[SheetEntry]:
    """The sheets in the order of their tabs; raises ``TableRefused``."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except BROKEN as error:
        raise unreadable(error) from error
    targets = {link.get("Id"): str(link.get("Target", "")) for link in links}
    found = []
    for entry in book.iter(f"{_SHEET}sheet"):
        target = targets.get(entry.get(_LINK), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        hidden = entry.get("state", "visible") != "visible"
        found.append(SheetEntry(str(entry.get("name", "")), part, hidden))
    return [sheet for sheet in found if sheet.part in archive.namelist()]


def inspect(archive: zipfile.ZipFile, sheet: SheetEntry, *, most_rows: int) -> SheetFacts:
    """Merged cells and hidden rows of the sheet that is read; raises when it is too large."""
    looker = _Looker(most_rows=most_rows, most_cells=MOST_COLUMNS)
    _parse(archive, sheet.part, looker)
    return looker.facts


def glance(archive: zipfile.ZipFile, sheet: SheetEntry) -> None:
    """A sheet that is not read must still be one a spreadsheet could have written."""
    _parse(archive, sheet.part, _Looker(most_rows=None, most_cells=WIDEST_SHEET))


def _parse(archive: zipfile.ZipFile, part: str, looker: "_Looker") -> None:
    try:
        with archive.open(part) as stream:
            sax.parse(stream, looker, forbid_dtd=True)
    except BROKEN as error:
        raise unreadable(error) from error


def unreadable(error: Exception) -> TableRefused:
    """A refusal for a workbook that the library cannot read."""
    cause: BaseException | None = error
    while cause and not isinstance(cause, DefusedXmlException):
        cause = cause.__cause__
    if cause:
        return refuse("Tệp .xlsx có khai báo XML không an toàn nên không được mở.")
    return refuse(f"Tệp .xlsx hỏng, không đọc được. {_RESAVE}")


class _Looker(ContentHandler):
    """Counts while the sheet streams past; stops at the first limit."""

    def __init__(self, *, most_rows: int | None, most_cells: int) -> None:
        super().__init__()
        self.facts = SheetFacts()
        self.most_rows, self.most_cells = most_rows, most_cells
        self.row = self.filled = self.cells = 0
        self.row_has_value = False

    def startElement(self, name: str, attrs: Any) -> None:
        """Rows, cells, values, merges; names come with or without a prefix."""
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.cells += 1
            if self.cells > self.most_cells:
                self._too_wide(attrs)
        elif tag in ("v", "is", "f"):
            self.row_has_value = True
        elif tag == "row":
            self._begin_row(attrs)
        elif tag == "mergeCell":
            self.facts.merged.append(str(attrs.get("ref", "")))

    def endElement(self, name: str) -> None:
        """A row counts when one of its cells holds something."""
        if name.rpartition(":")[2] != "row":
            return
        self.filled += self.row_has_value
        # One row more than allowed: the heads.
        if self.most_rows is not None and self.filled > self.most_rows + 1:
            raise too_many_rows(self.most_rows)

    def _begin_row(self, attrs: Any) -> None:
        self.row = int(attrs.get("r") or self.row + 1)
        self.cells, self.row_has_value = 0, False
        self.facts.hidden_rows += attrs.get("hidden") in ("1", "true")
        if self.most_rows is not None and self.row > LAST_ROW:
            raise refuse(
                f"Trang tính có ô định dạng tới dòng {self.row}, vượt quá dòng {LAST_ROW}. Hãy xóa "
                "hẳn các dòng thừa dưới bảng (chọn dòng → Xóa) rồi lưu lại."
            )

    def _too_wide(self, attrs: Any) -> None:
        raise refuse(
            f"Dòng {self.row} có quá {self.most_cells} ô. Hãy xóa các cột thừa bên phải bảng rồi "
            "lưu lại.",
            row=self.row,
            column=str(attrs.get("r", "")),
        )


def too_many_rows(most: int) -> TableRefused:
    """The same words for every kind of file."""
    return refuse(
        f"Tệp có quá {most:,} dòng nên không được đọc. Hãy chia thành nhiều tệp, mỗi tệp tối đa "
        f"{most:,} dòng.".replace(",", ".")
    )
