"""The only reader of uploaded tables: a file and its kind in, records and faults out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from units.imports import csv_file, xlsx_file
from units.imports.archive import MEGABYTE, too_many_rows
from units.imports.cells import Cell, column_letter, readable
from units.imports.faults import BadCell, Fault, TableRefused, refuse
from units.imports.kinds import Column, Kind
from vietnamese.text import fold

MOST_BYTES = 15 * MEGABYTE
MOST_ROWS = 5_000
_OTHER_ENDINGS = {
    ".xls": "Tệp .xls là dạng Excel cũ. Hãy mở bằng Excel rồi lưu lại dạng .xlsx.",
    ".xlsm": "Tệp .xlsm có thể chứa macro nên không nhận. Hãy lưu lại dạng .xlsx.",
    ".xlsb": "Tệp .xlsb không đọc được. Hãy lưu lại dạng .xlsx.",
    ".ods": "Tệp .ods không đọc được. Hãy lưu lại dạng .xlsx hoặc CSV UTF-8.",
}


@dataclass
class Record:
    """One row of the table: clean values by column, and what was typed, for messages."""

    row: int
    values: dict[str, Any]
    typed: dict[str, str]
    is_bad: bool = False

    def get(self, key: str) -> Any:
        """The value, or nothing when the column is not in the file."""
        return self.values.get(key)

    def has(self, key: str) -> bool:
        """Whether the file speaks of this column at all; what it is silent on stays as it is."""
        return key in self.values


@dataclass
class Table:
    """A file read as a table of its kind."""

    kind: Kind
    records: list[Record] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def fault(self, record: Record, key: str, reason: str) -> Fault:
        """A fault at a column of a record."""
        column = self.kind.column(key)
        return Fault(record.row, column.label, record.typed.get(key, ""), reason)


def read_table(content: bytes, name: str, kind: Kind) -> Table:
    """The file as a table; raises ``TableRefused`` when nothing of it can be used."""
    if not content:
        raise refuse("Tệp rỗng. Hãy tải tệp mẫu, điền rồi nộp lại.")
    if len(content) > MOST_BYTES:
        raise refuse("Tệp lớn quá 15 MB. Hãy chia thành nhiều tệp nhỏ hơn.")
    ending = PurePath(name).suffix.lower()
    if ending == ".xlsx":
        if not content.startswith(b"PK"):
            raise refuse("Tệp mang đuôi .xlsx nhưng không phải tệp Excel. Hãy lưu lại từ Excel.")
        sheet = xlsx_file.read(content, most_rows=MOST_ROWS)
        rows, warnings = sheet.rows, sheet.warnings
    elif ending == ".csv":
        rows, warnings = _csv_rows(content), []
    else:
        raise refuse(_OTHER_ENDINGS.get(ending, "Chỉ nhận tệp .xlsx (Excel) hoặc .csv."))
    return _table(rows, kind, warnings)


def _csv_rows(content: bytes) -> list[tuple[int, list[Cell]]]:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise refuse("Tệp mang đuôi .csv nhưng không phải tệp CSV. Hãy lưu lại từ Excel.")
    found: list[tuple[int, list[Cell]]] = []
    for number, texts in csv_file.rows(content):
        if not any(text.strip() for text in texts):
            continue
        # One row more than allowed: the heads.
        if len(found) > MOST_ROWS:
            raise too_many_rows(MOST_ROWS)
        found.append((number, [Cell(text) for text in texts]))
    return found


def _table(rows: list[tuple[int, list[Cell]]], kind: Kind, warnings: list[str]) -> Table:
    if not rows:
        raise refuse("Tệp không có dòng nào. Hãy tải tệp mẫu, điền rồi nộp lại.")
    head_row, heads = rows[0]
    places, unknown = _places(heads, head_row, kind)
    table = Table(kind, warnings=[*warnings])
    if unknown:
        names = ", ".join(f"“{name}”" for name in unknown)
        table.warnings.append(f"Cột {names} không có trong tệp mẫu nên không được đọc.")
    if len(rows) == 1:
        raise refuse("Tệp chỉ có dòng tiêu đề, chưa có dòng dữ liệu nào.", row=head_row)
    for number, cells in rows[1:]:
        table.records.append(_record(table, number, cells, places, len(heads)))
    return table


def _places(heads: list[Cell], row: int, kind: Kind) -> tuple[dict[int, Column], list[str]]:
    """Which place holds which column, and the heads that mean nothing here."""
    places: dict[int, Column] = {}
    unknown = []
    for index, head in enumerate(heads):
        text = " ".join(_head_text(head, row, index).split())
        column = kind.column_of_head(text)
        if column:
            places[index] = column
        elif text:
            unknown.append(text[:60])
    twice = [label for label, n in Counter(c.label for c in places.values()).items() if n > 1]
    faults = [
        Fault(row, label, "", f"Cột “{label}” có hai lần. Hãy xóa bớt một cột.") for label in twice
    ]
    missing = [column for column in kind.columns if column.required]
    missing = [column for column in missing if column not in places.values()]
    faults += [_missing_column(column, row, kind) for column in missing]
    if faults:
        raise TableRefused(faults)
    return places, unknown


def _head_text(head: Cell, row: int, index: int) -> str:
    try:
        return readable(head.text)
    except BadCell as error:
        raise refuse(str(error), row=row, column=column_letter(index), value=head.text) from error


def _missing_column(column: Column, row: int, kind: Kind) -> Fault:
    return Fault(
        row,
        column.label,
        "",
        f"Thiếu cột “{column.label}”. Hãy tải tệp mẫu “{kind.title}” và giữ nguyên dòng tiêu đề.",
    )


def _record(
    table: Table, number: int, cells: list[Cell], places: dict[int, Column], width: int
) -> Record:
    record = Record(number, {}, {})
    for index, column in places.items():
        cell = cells[index] if index < len(cells) else Cell()
        record.typed[column.key] = cell.text[:200]
        try:
            value = column.value(cell)
            if value or not column.blank_keeps:
                record.values[column.key] = value
        except BadCell as error:
            record.is_bad = True
            table.faults.append(Fault(number, column.label, cell.text[:200], str(error)))
    extra = [cell.text for cell in cells[width:] if cell.text.strip()]
    if extra:
        record.is_bad = True
        reason = "Dòng có nhiều ô hơn dòng tiêu đề. Ô có dấu phẩy phải đặt trong ngoặc kép."
        table.faults.append(Fault(number, "", extra[0][:200], reason))
    return record


def repeated(records: Iterable[Record], *keys: str) -> list[tuple[Record, Record]]:
    """Pairs of rows that say the same thing twice: the later one with the one before it."""
    seen: dict[tuple[str, ...], Record] = {}
    found = []
    for record in records:
        mark = tuple(fold(str(record.get(key) or "")) for key in keys)
        if mark in seen:
            found.append((record, seen[mark]))
        else:
            seen[mark] = record
    return found
