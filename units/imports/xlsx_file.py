"""Reads an Excel workbook: the first sheet people see, its values as they stand there."""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import openpyxl

from units.imports import archive
from units.imports.cells import Cell, column_letter
from units.imports.faults import Fault, TableRefused, refuse

# The sheet with explanations in our own templates.
GUIDE_SHEET = "Hướng dẫn"


@dataclass
class Sheet:
    """Rows of the sheet with their numbers, and what the person should know about the file."""

    rows: list[tuple[int, list[Cell]]]
    warnings: list[str] = field(default_factory=list)


def read(content: bytes, *, most_rows: int) -> Sheet:
    """The first visible sheet; raises ``TableRefused`` with every formula and merged cell."""
    book = archive.opened(content)
    known = archive.sheets(book)
    chosen = next((sheet for sheet in known if not sheet.is_hidden), None)
    if chosen is None:
        raise refuse("Tệp không có trang tính nào đang hiện. Hãy bỏ ẩn trang tính có bảng.")
    facts = archive.inspect(book, chosen, most_rows=most_rows)
    for other in known:
        if other is not chosen:
            archive.glance(book, other)
    if facts.merged:
        faults = [_merged_fault(ref) for ref in facts.merged]
        raise TableRefused(sorted(faults, key=lambda fault: fault.row))
    read_rows = _rows(content, chosen.name)
    return Sheet(read_rows, _warnings(known, chosen, facts.hidden_rows))


def _merged_fault(ref: str) -> Fault:
    return Fault(
        _row_of(ref.partition(":")[0]),
        ref,
        "",
        f"Ô {ref} đang gộp. Hãy bỏ gộp (bấm lại nút Phối và Căn giữa) rồi điền đủ từng ô.",
    )


def _row_of(place: str) -> int:
    digits = "".join(char for char in place if char.isdigit())
    return int(digits) if digits else 0


def _warnings(
    known: list[archive.SheetEntry], chosen: archive.SheetEntry, hidden_rows: int
) -> list[str]:
    said = []
    hidden = [f"“{sheet.name}”" for sheet in known if sheet.is_hidden]
    if hidden:
        said.append(f"Trang tính ẩn {', '.join(hidden)} không được đọc.")
    others = [
        f"“{sheet.name}”"
        for sheet in known
        if not sheet.is_hidden and sheet is not chosen and sheet.name != GUIDE_SHEET
    ]
    if others:
        said.append(f"Chỉ đọc trang tính “{chosen.name}”; không đọc {', '.join(others)}.")
    if hidden_rows:
        said.append(f"Có {hidden_rows} dòng đang ẩn hoặc bị lọc; các dòng ấy vẫn được đọc.")
    return said


def _rows(content: bytes, name: str) -> list[tuple[int, list[Cell]]]:
    found: list[tuple[int, list[Cell]]] = []
    faults: list[Fault] = []
    for number, cells in _raw_rows(content, name):
        row = []
        for index, cell in enumerate(cells):
            value, reason = _cell(cell)
            if reason:
                place = f"{column_letter(index)}{number}"
                faults.append(Fault(number, place, str(cell.value)[:80], f"Ô {place} {reason}"))
            row.append(value)
        if any(cell.text for cell in row):
            found.append((number, row))
    if faults:
        raise TableRefused(faults)
    return found


def _raw_rows(content: bytes, name: str) -> Iterator[tuple[int, Any]]:
    """Rows as the library gives them; whatever it trips over is a broken file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            sheet = book[name]
            # The size a sheet claims may be wrong; each row is as long as it is.
            sheet.reset_dimensions()
            yield from enumerate(sheet.iter_rows(), start=1)
    except Exception as error:
        raise archive.unreadable(error) from error


def _cell(cell: Any) -> tuple[Cell, str]:
    """The value as people see it, or the reason why it cannot be taken."""
    value, kind = cell.value, cell.data_type
    if value is None:
        return Cell(), ""
    if kind == "f":
        return Cell(), "có công thức. Hãy sao chép rồi “Dán giá trị” để chỉ còn kết quả."
    if kind == "e":
        return Cell(), f"đang báo lỗi {value}. Hãy sửa hoặc xóa nội dung ô."
    if isinstance(value, datetime):
        return _day_cell(value.date()), ""
    if isinstance(value, date):
        return _day_cell(value), ""
    if isinstance(value, bool):
        return Cell("có" if value else "không"), ""
    if isinstance(value, int | float):
        whole = isinstance(value, int) or value.is_integer()
        return Cell(str(int(value)) if whole else f"{value}".replace(".", ","), None, True), ""
    if isinstance(value, str):
        return Cell(value), ""
    return Cell(), "là giờ hoặc kiểu dữ liệu không dùng ở đây. Hãy gõ lại dạng chữ."


def _day_cell(day: date) -> Cell:
    return Cell(f"{day:%d/%m/%Y}", day)
