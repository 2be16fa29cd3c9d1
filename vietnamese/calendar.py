"""Working days in Vietnam: Monday to Friday without public holidays (``holidays.py``).

Plain functions without models. Beyond the years of the lunar table only weekends and the fixed
holidays are known.
"""

from datetime import date, timedelta
from functools import cache

from vietnamese import holidays

_DAY = timedelta(days=1)
_WORKED_INSTEAD = frozenset(holidays.EXCHANGED.values())


def is_working_day(day: date) -> bool:
    """Whether offices work on the day."""
    if day in _WORKED_INSTEAD:
        return True
    return day.weekday() < 5 and day not in holidays_of(day.year)


def next_working_day(day: date) -> date:
    """The day itself when offices work on it, else the first one after it on which they do.

    A term that ends on a day off ends with the next working day (Civil Code 91/2015/QH13,
    article 148 point 5).
    """
    while not is_working_day(day):
        day += _DAY
    return day


def last_working_day(day: date) -> date:
    """The day itself when offices work on it, else the last one before it on which they did."""
    while not is_working_day(day):
        day -= _DAY
    return day


def working_days_late(due: date, on: date) -> int:
    """Working days gone by after a term that ends on ``due``; 0 while it is not over."""
    day, late = next_working_day(due), 0
    while day < on:
        day += _DAY
        late += is_working_day(day)
    return late


def last_day_overdue(on: date) -> date:
    """The latest due day that is overdue on the day: one comparison in place of counting each.

    ``due <= last_day_overdue(on)`` says the same as ``working_days_late(due, on) > 0``.
    """
    return last_working_day(last_working_day(on) - _DAY)


@cache
def holidays_of(year: int) -> frozenset[date]:
    """Days of the year on which offices are closed beside weekends, made up and exchanged ones."""
    legal = _legal(year)
    off = set(legal)
    for day in sorted(legal):
        if day.weekday() >= 5:
            off.add(_made_up(day, off))
    return frozenset(off | {day for day in holidays.EXCHANGED if day.year == year})


def _legal(year: int) -> set[date]:
    found = {date(year, month, day) for month, day in holidays.FIXED}
    if year >= holidays.NATIONAL_DAY_TWO_DAYS_SINCE:
        before = year in holidays.NATIONAL_DAY_BEFORE
        found.add(date(year, 9, 1 if before else 3))
    lunar = holidays.LUNAR.get(year)
    if lunar:
        tet, kings = (date(year, month, day) for month, day in lunar)
        begins = tet - holidays.TET_DAYS_BEFORE.get(year, 1) * _DAY
        found |= {begins + n * _DAY for n in range(holidays.TET_DAYS)}
        found.add(kings)
    return found


def _made_up(day: date, off: set[date]) -> date:
    """The first working day after a holiday that fell on a weekend."""
    while day.weekday() >= 5 or day in off:
        day += _DAY
    return day
