"""A cell as it was read, and what no cell may hold."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from units.imports.faults import BadCell
from vietnamese.text import clean

MOST_LETTERS = 5_000
_FORMULA_STARTS = tuple("=+-@\t\r'")
# TCVN3 and VNI bytes read as Unicode: letters Vietnamese does not have, signs inside a word.
_OLD_CODING = re.compile(
    "[ªµºÄÅÆÇËÎÏÐÑÖØÛÜÞßäåæçëîïðñöøûüþÿ]|[§®](?=[^\\W\\d_])|(?<=[^\\W\\d_])[¡-¿](?=[^\\W\\d_])"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the text people see, its day when it is a date, whether it is a number."""

    text: str = ""
    day: date | None = None
    is_number: bool = False


def guarded(text: str) -> str:
    """The text safe for a spreadsheet: what would begin a formula stands behind an apostrophe.

    ``unguarded`` takes exactly this apostrophe away again (security.md §5).
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """The text as it was before ``guarded``."""
    if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS):
        return text[1:]
    return text


def readable(text: str) -> str:
    """The text in one spelling; raises ``BadCell`` for what is no Vietnamese text."""
    if len(text) > MOST_LETTERS:
        raise BadCell(f"Ô dài quá {MOST_LETTERS} ký tự. Hãy rút gọn.")
    for char in text:
        if char not in "\n\r\t" and unicodedata.category(char) == "Cc":
            raise BadCell("Ô có ký tự điều khiển không in được. Hãy gõ lại nội dung ô này.")
        if char == "\ufffd":
            raise BadCell("Ô có ký tự hỏng (\ufffd): tệp đã mất dấu khi lưu. Hãy lưu lại từ Excel.")
    odd = _OLD_CODING.search(text)
    if odd:
        raise BadCell(
            f"Chữ “{odd[0]}” không phải chữ tiếng Việt Unicode: ô này có thể gõ bằng phông cũ "
            "(.VnTime, VNI) hoặc hỏng khi chuyển mã. Hãy chuyển sang Unicode rồi lưu lại."
        )
    return clean(unguarded(text))


def column_letter(index: int) -> str:
    """``A`` for 0, ``AA`` for 26: how a spreadsheet names its columns."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
