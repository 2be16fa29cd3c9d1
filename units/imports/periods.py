"""Periods of days; an open end is nothing and stands for always."""

from datetime import date

Period = tuple[date | None, date | None]


def out_of_order(first: date | None, last: date | None) -> bool:
    """Whether a period ends before it begins."""
    return first is not None and last is not None and last < first


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return _begins_by(one, other) and _begins_by(other, one)


def _begins_by(one: Period, other: Period) -> bool:
    return one[0] is None or other[1] is None or one[0] <= other[1]


def inside(inner: Period, outer: Period) -> bool:
    """Whether every day of the one is a day of the other."""
    begins = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    ends = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return begins and ends


def in_words(period: Period) -> str:
    """``01/07/2025–nay``, ``đến 30/06/2025``."""
    first, last = period
    if first:
        return f"{first:%d/%m/%Y}–" + (f"{last:%d/%m/%Y}" if last else "nay")
    return f"đến {last:%d/%m/%Y}" if last else "không giới hạn"
