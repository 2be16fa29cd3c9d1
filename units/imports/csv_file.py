"""Reads a CSV file: UTF-8 or UTF-16, with commas, semicolons or tabs."""

import codecs
import csv
import io
from collections.abc import Iterator

from units.imports.cells import MOST_LETTERS, column_letter
from units.imports.faults import TableRefused, refuse

_AS_UTF8 = (
    "Trong Excel: Tệp → Lưu dưới dạng → chọn kiểu “CSV UTF-8 (phân tách bằng dấu phẩy)”; "
    "hoặc nộp thẳng tệp .xlsx."
)
_DELIMITERS = (",", ";", "\t")


def rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Every row with its number as a spreadsheet shows it; raises ``TableRefused``."""
    text = _decoded(content)
    first, _, rest = text.partition("\n")
    delimiter = _delimiter(text)
    # Excel's own first line "sep=;" names the delimiter; a spreadsheet does not show it.
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        text, delimiter = rest, first.strip()[4]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken_row(number) from error
        yield number, cells


def _decoded(content: bytes) -> str:
    """The text of the file; only codings that cannot be mistaken for another."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        coding = "utf-16"
    else:
        coding = "utf-8-sig"
    try:
        text = content.decode(coding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refuse(
            f"Tệp CSV không lưu bằng mã UTF-8 (vướng ở khoảng dòng {line}), nên chữ có dấu không "
            f"đọc được. {_AS_UTF8}"
        ) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise refuse(
            f"Tệp có ký tự rỗng (NUL) ở khoảng dòng {line}: đây không phải tệp CSV thông thường. "
            f"{_AS_UTF8}"
        )
    return text


def _delimiter(text: str) -> str:
    """What splits the first line into most cells; a comma when nothing does."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda one: len(_cells(head, one)))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _broken_row(number: int) -> TableRefused:
    return refuse(
        "Không đọc được từ dòng này: dấu ngoặc kép mở mà không đóng, hoặc ô dài quá "
        f"{MOST_LETTERS} ký tự. Hãy mở tệp bằng Excel, sửa ô rồi lưu lại.",
        row=number,
        column=column_letter(0),
    )
