"""One line of the minutes as it is typed: ``v @Cẩm Phả Hoàn thành hồ sơ !20/12``.

Pure functions: the letter tells the kind, ``@`` the unit, ``!`` the day.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from units.models import Unit
from vietnamese.text import clean, fold

_KINDS = {"k": "k", "v": "v", "g": "g", "đ": "đ", "d": "đ"}
_DAY = re.compile(r"!(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?=$|[\s.,;])")
# What units of one level all begin with; people leave it out.
_COMMON = ("thanh doan", "thi doan", "huyen doan", "xa doan", "phuong doan", "dac khu doan", "doan")


class LineFault(ValueError):
    """What is wrong with the line, as a sentence."""


@dataclass(frozen=True)
class Line:
    """A line taken apart."""

    kind: str
    body: str
    owner: Unit | None = None
    due_on: date | None = None


def parse_line(text: str, *, members: Sequence[Unit], held_on: date, kind: str = "") -> Line:
    """The line taken apart; ``kind`` holds where the line names none.

    A day without a year is the first one on or after the meeting. Raises ``LineFault``.
    """
    words = clean(text)
    first, _, rest = words.partition(" ")
    named = _KINDS.get(first.casefold().rstrip(":."), "")
    if named and rest.strip():
        kind, words = named, rest.strip()
    if not kind:
        raise LineFault(
            "Hãy bắt đầu dòng bằng chữ loại: k (kết luận), v (việc giao), g (ghi nhận), "
            "đ (đề nghị)."
        )
    words, due_on = _take_day(words, held_on)
    words, owner = _take_unit(words, members)
    words = " ".join(words.split()).strip(" ,;")
    if not words:
        raise LineFault("Hãy ghi nội dung của dòng này.")
    if kind != "v" and (owner is not None or due_on is not None):
        raise LineFault(
            "Chỉ việc giao (v) mới có đơn vị thực hiện và thời hạn. "
            "Hãy đổi chữ đầu dòng thành v hoặc bỏ “@”, “!”."
        )
    return Line(kind, words, owner, due_on)


def _take_day(words: str, held_on: date) -> tuple[str, date | None]:
    found = list(_DAY.finditer(words))
    if len(found) > 1:
        raise LineFault("Mỗi việc chỉ có một thời hạn; hãy tách thành hai dòng.")
    if not found:
        if re.search(r"!\s*\d", words):
            raise LineFault("Không đọc được thời hạn. Hãy ghi như !20/12 hoặc !20/12/2026.")
        return words, None
    day, month, year = found[0].groups()
    return words[: found[0].start()] + words[found[0].end() :], _day(day, month, year, held_on)


def _day(day: str, month: str, year: str | None, held_on: date) -> date:
    try:
        if year:
            return date(int(year), int(month), int(day))
        this_year = date(held_on.year, int(month), int(day))
        return this_year if this_year >= held_on else this_year.replace(year=held_on.year + 1)
    except ValueError as error:
        raise LineFault(f"Ngày {day}/{month} không có thật. Hãy sửa lại thời hạn.") from error


def _take_unit(words: str, members: Sequence[Unit]) -> tuple[str, Unit | None]:
    before, at, after = words.partition("@")
    if not at:
        return words, None
    if "@" in after:
        raise LineFault("Mỗi việc giao một đơn vị thực hiện; hãy tách thành hai dòng.")
    tokens = after.split()
    for names in sorted(_names(members), key=lambda pair: -len(pair[0])):
        name, unit = names
        if [_bare(token) for token in tokens[: len(name)]] == name:
            return f"{before} {' '.join(tokens[len(name) :])}", unit
    raise LineFault(
        f"Không có đơn vị “{' '.join(tokens[:4])}” trong cụm. "
        f"Sau “@” hãy ghi tên một đơn vị thành viên: {', '.join(str(unit) for unit in members)}."
    )


def _names(members: Iterable[Unit]) -> Iterable[tuple[list[str], Unit]]:
    for unit in members:
        full = fold(str(unit))
        yield full.split(), unit
        yield [fold(unit.code)], unit
        for common in _COMMON:
            if full.startswith(f"{common} "):
                yield full[len(common) :].split(), unit
                break


def _bare(token: str) -> str:
    return fold(token).strip(".,;:")
