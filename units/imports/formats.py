"""How one column is read and shown: text, code, day, choice, yes or no, year."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from units.imports.cells import Cell, readable
from units.imports.faults import BadCell
from vietnamese.text import fold

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_USERNAME = re.compile(r"[\w.@+-]+", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YES = {"co", "x", "1", "yes", "true", "dung", "v"}
_NO = {"", "khong", "0", "no", "false", "sai"}
_EARLIEST, _LATEST = date(1931, 3, 26), date(2100, 12, 31)


@dataclass(frozen=True)
class Format:
    """A way to write a value in a cell: ``read`` raises ``BadCell``, ``show`` is its reverse."""

    read: Callable[[Cell], Any]
    show: Callable[[Any], str | date] = str
    # What a spreadsheet may offer as a list.
    options: tuple[str, ...] = ()
    words: str = "Chữ"


def text(most: int, *, one_line: bool = True) -> Format:
    """Free words up to a length."""

    def read(cell: Cell) -> str:
        value = readable(cell.text)
        if len(value) > most:
            raise BadCell(f"Dài {len(value)} ký tự; tối đa {most}. Hãy rút gọn.")
        if one_line and "\n" in value:
            raise BadCell("Ô này chỉ được một dòng. Hãy bỏ dấu xuống dòng.")
        return value

    return Format(read, words=f"Chữ, tối đa {most} ký tự")


def code(most: int) -> Format:
    """A stable code: letters without marks, digits, ``-`` ``.`` ``_``."""

    def read(cell: Cell) -> str:
        value = readable(cell.text).replace(" ", "")
        if len(value) > most:
            raise BadCell(f"Mã dài {len(value)} ký tự; tối đa {most}.")
        if value and not _CODE.fullmatch(value):
            raise BadCell("Mã chỉ gồm chữ không dấu, số và các dấu - . _ (ví dụ: CP-01).")
        return value

    return Format(read, words="Mã: chữ không dấu, số, dấu - . _")


def official_code(cell: Cell) -> str:
    """A code of the State's list: 2, 3 or 5 digits; says when a spreadsheet ate the zeros."""
    value = readable(cell.text).replace(" ", "")
    if not value:
        return ""
    if not value.isascii() or not value.isdigit() or len(value) > 5:
        raise BadCell("Mã hành chính chỉ gồm số: 2 (tỉnh), 3 (huyện) hoặc 5 chữ số (xã).")
    if len(value) in (1, 4):
        whole = value.zfill(2 if len(value) == 1 else 5)
        raise BadCell(
            f"Mã {value} thiếu số 0 ở đầu: có phải “{whole}”? Excel bỏ số 0 khi cột ở dạng Số; hãy "
            "đổi cột sang dạng Văn bản (Text) rồi gõ lại."
        )
    return value


def read_day(cell: Cell) -> date | None:
    """A day from a date cell or from ``dd/mm/yyyy`` or ``yyyy-mm-dd``; nothing when empty."""
    if cell.day:
        return _in_range(cell.day)
    value = readable(cell.text)
    if not value:
        return None
    if cell.is_number:
        raise BadCell(
            f"Ô là số {value}, không phải ngày. Hãy đổi ô sang dạng Ngày, ví dụ 01/07/2025."
        )
    match, iso = _DAY.fullmatch(value), _ISO_DAY.fullmatch(value)
    if not match and not iso:
        raise BadCell("Không đọc được ngày. Hãy gõ như 01/07/2025.")
    day, month, year = match.groups() if match else (iso.group(3), iso.group(2), iso.group(1))  # type: ignore[union-attr]
    try:
        return _in_range(date(int(year), int(month), int(day)))
    except ValueError as error:
        if isinstance(error, BadCell):
            raise
        swapped = match and int(day) <= 12 < int(month) <= 31
        hint = " Ô này có vẻ viết tháng trước ngày." if swapped else ""
        raise BadCell(f"Ngày không có thật.{hint} Hãy gõ ngày/tháng/năm như 01/07/2025.") from error


def _in_range(day: date) -> date:
    if not _EARLIEST <= day <= _LATEST:
        raise BadCell("Năm không hợp lý. Hãy gõ đủ bốn chữ số, từ 1931 đến 2100.")
    return day


def show_day(value: date | None) -> str | date:
    """A day as a day; an open end as an empty cell."""
    return value or ""


def read_yes_no(cell: Cell) -> bool:
    """``có``, ``x`` or nothing."""
    value = fold(readable(cell.text))
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise BadCell("Chỉ ghi “có” hoặc để trống.")


def read_year(cell: Cell) -> int | None:
    """A year of four digits; nothing when empty."""
    value = readable(cell.text)
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{4}", value) or not _EARLIEST.year <= int(value) <= _LATEST.year:
        raise BadCell("Năm phải có bốn chữ số, ví dụ 2026.")
    return int(value)


def read_email(cell: Cell) -> str:
    """An address in lower case, as it is kept, or nothing."""
    value = readable(cell.text).replace(" ", "")
    if not value:
        return ""
    try:
        validate_email(value)
    except ValidationError as error:
        raise BadCell("Thư điện tử không đúng dạng, ví dụ ten@quangninh.gov.vn.") from error
    if len(value) > 254:
        raise BadCell("Thư điện tử dài quá 254 ký tự.")
    return value.lower()


def read_username(cell: Cell) -> str:
    """A login name as Django takes it, without marks and spaces."""
    value = readable(cell.text)
    if len(value) > 150:
        raise BadCell("Tên đăng nhập dài quá 150 ký tự.")
    if value and not _USERNAME.fullmatch(value):
        raise BadCell("Tên đăng nhập chỉ gồm chữ không dấu, số và các dấu . @ + - _, không cách.")
    return value


def choice(labels: Mapping[str, str], **others: str) -> Format:
    """One of fixed values, by its Vietnamese label or its identifier; ``others`` are aliases."""
    known = {fold(label): value for value, label in labels.items()}
    known |= {fold(value): value for value in labels} | {
        fold(alias.replace("_", " ")): value for alias, value in others.items()
    }

    def read(cell: Cell) -> str:
        folded = fold(readable(cell.text))
        if not folded:
            return ""
        if folded not in known:
            raise BadCell(f"Chỉ nhận một trong các giá trị: {', '.join(labels.values())}.")
        return known[folded]

    def show(value: Any) -> str:
        return labels.get(value, str(value or ""))

    return Format(read, show, tuple(labels.values()), "Chọn một trong danh sách")


OFFICIAL_CODE = Format(official_code, words="Mã đơn vị hành chính, đủ số 0 ở đầu (ví dụ 06652)")
DAY = Format(read_day, show_day, words="Ngày dạng 01/07/2025")
YES_NO = Format(read_yes_no, lambda value: "có" if value else "", ("có",), "“có” hoặc để trống")
YEAR = Format(read_year, lambda value: str(value or ""), words="Năm bốn chữ số")
EMAIL = Format(read_email, words="Địa chỉ thư điện tử")
USERNAME = Format(read_username, words="Chữ không dấu, số, không cách")
