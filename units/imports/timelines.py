"""Values that hold from a day to a day, laid over one another: plain functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from units.imports.periods import Period, in_words, overlap

Value = TypeVar("Value")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span(Generic[Value]):
    """A value and its period; both days belong to it, an open end is nothing."""

    value: Value
    first: date | None = None
    last: date | None = None

    @property
    def period(self) -> Period:
        """First and last day."""
        return self.first, self.last


Line = list[Span[Value]]


def day_before(day: date | None) -> date | None:
    """The day before; nothing stays nothing."""
    return day - _DAY if day else None


def day_after(day: date | None) -> date | None:
    """The day after; nothing stays nothing."""
    return day + _DAY if day else None


def laid_over(line: Iterable[Span[Value]], top: Span[Value]) -> Line[Value]:
    """The line with the span on top: what it covers goes, what sticks out stays."""
    kept: Line[Value] = []
    for span in line:
        if not overlap(span.period, top.period):
            kept.append(span)
            continue
        if top.first and (span.first is None or span.first < top.first):
            kept.append(Span(span.value, span.first, day_before(top.first)))
        if top.last and (span.last is None or span.last > top.last):
            kept.append(Span(span.value, day_after(top.last), span.last))
    return joined([*kept, top])


def joined(line: Iterable[Span[Value]]) -> Line[Value]:
    """In order of days, neighbours of one value as one span."""
    found: Line[Value] = []
    for span in sorted(line, key=lambda one: one.first or date.min):
        last = found[-1] if found else None
        touches = last is not None and last.last is not None and day_after(last.last) == span.first
        if last is not None and touches and last.value == span.value:
            found[-1] = Span(last.value, last.first, span.last)
        else:
            found.append(span)
    return found


def clipped(line: Iterable[Span[Value]], life: Period) -> Line[Value]:
    """The line within a life: what sticks out is cut off."""
    found: Line[Value] = []
    for span in line:
        if overlap(span.period, life):
            first = max(filter(None, (span.first, life[0])), default=None)
            last = min(filter(None, (span.last, life[1])), default=None)
            found.append(Span(span.value, first, last))
    return joined(found)


def at(line: Iterable[Span[Value]], day: date) -> Value | None:
    """The value on the day."""
    return next((span.value for span in line if overlap(span.period, (day, day))), None)


def touched(line: Iterable[Span[Value]], period: Period) -> Line[Value]:
    """The spans that share a day with the period."""
    return [span for span in line if overlap(span.period, period)]


def told(line: Line[str]) -> str:
    """The line in words: the value alone when it never changes, else each with its period."""
    if len(line) <= 1:
        return line[0].value if line else ""
    return "; ".join(f"{span.value or '–'} ({in_words(span.period)})" for span in line)
