"""Working days: every announced holiday of the years that are known, and the lunar table itself."""

import math
from datetime import date, timedelta

import pytest

from vietnamese import holidays
from vietnamese.calendar import (
    is_working_day,
    last_day_overdue,
    next_working_day,
    working_days_late,
)

# Days off as announced for offices, first and last day of each stretch.
ANNOUNCED = (
    ("2020-01-23", "2020-01-29"),
    ("2021-02-10", "2021-02-16"),
    ("2021-09-02", "2021-09-05"),
    ("2022-01-29", "2022-02-06"),
    ("2022-09-01", "2022-09-04"),
    ("2023-01-20", "2023-01-26"),
    ("2023-04-29", "2023-05-03"),
    ("2023-09-01", "2023-09-04"),
    ("2024-02-08", "2024-02-14"),
    ("2024-04-27", "2024-05-01"),
    ("2024-08-31", "2024-09-03"),
    ("2025-01-25", "2025-02-02"),
    ("2025-04-30", "2025-05-04"),
    ("2025-08-30", "2025-09-02"),
    ("2026-02-14", "2026-02-22"),
)


@pytest.mark.parametrize(("first", "last"), ANNOUNCED)
def test_offices_are_closed_on_announced_days_and_open_around_them(first: str, last: str) -> None:
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    assert is_working_day(day - timedelta(days=1))
    assert is_working_day(end + timedelta(days=1))
    while day <= end:
        assert not is_working_day(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize("day", [date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10)])
def test_a_saturday_worked_instead_is_a_working_day(day: date) -> None:
    assert day.weekday() == 5
    assert is_working_day(day)


def test_a_term_that_ends_on_a_day_off_ends_with_the_next_working_day() -> None:
    assert next_working_day(date(2026, 2, 14)) == date(2026, 2, 23)
    assert working_days_late(date(2026, 2, 14), date(2026, 2, 23)) == 0
    assert working_days_late(date(2026, 2, 14), date(2026, 2, 24)) == 1
    assert working_days_late(date(2026, 11, 27), date(2026, 11, 29)) == 0
    assert working_days_late(date(2026, 11, 27), date(2026, 12, 2)) == 3


def test_one_day_tells_what_is_overdue_as_counting_does() -> None:
    on = date(2025, 1, 20)
    while on < date(2025, 2, 10):
        for back in range(25):
            due = on - timedelta(days=back)
            assert (due <= last_day_overdue(on)) == (working_days_late(due, on) > 0), (due, on)
        on += timedelta(days=1)


# The lunar table, computed again


def _new_moon(k: int) -> int:
    """Day number of the k-th new moon since 1900, UTC+7 (Meeus, as Hồ Ngọc Đức uses it)."""
    t, turn = k / 1236.85, math.pi / 180
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * math.sin((166.56 + 132.87 * t - 0.009173 * t**2) * turn)
    sun = (359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3) * turn
    moon = (306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3) * turn
    node = (21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3) * turn
    terms = (
        (0.1734 - 0.000393 * t, sun),
        (0.0021, 2 * sun),
        (-0.4068, moon),
        (0.0161, 2 * moon),
        (-0.0004, 3 * moon),
        (0.0104, 2 * node),
        (-0.0051, sun + moon),
        (-0.0074, sun - moon),
        (0.0004, 2 * node + sun),
        (-0.0004, 2 * node - sun),
        (-0.0006, 2 * node + moon),
        (0.0010, 2 * node - moon),
        (0.0005, sun + 2 * moon),
    )
    shift = sum(size * math.sin(angle) for size, angle in terms)
    late = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return math.floor(mean + shift - late + 0.5 + 7 / 24)


def _sign_of_the_sun(number: int) -> int:
    """The twelfth part of the sun's way in which the day begins; a month without a change of it
    is the leap month."""
    t, turn = (number - 2451545.5 - 7 / 24) / 36525, math.pi / 180
    mean = (357.52910 + 35999.05030 * t - 0.0001559 * t**2) * turn
    way = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    way += (1.914600 - 0.004817 * t) * math.sin(mean) + 0.019993 * math.sin(2 * mean)
    return math.floor((way % 360) / 30)


def _solstice_month(year: int) -> int:
    """The month in which the sun enters its tenth sign: the eleventh of the year."""
    k = math.floor((date(year, 12, 21).toordinal() + 1721425 - 2415021) / 29.530588853) - 2
    while not (_sign_of_the_sun(_new_moon(k)) < 9 <= _sign_of_the_sun(_new_moon(k + 1))):
        k += 1
    return k


def _begins(year: int, month: int) -> date:
    """The first day of a lunar month in the first half of the year."""
    k, end = _solstice_month(year - 1), _solstice_month(year)
    may_leap, left = end - k == 13, month + 1
    while left:
        k += 1
        # Of thirteen months the first in which the sun enters no sign is the leap month.
        is_leap = may_leap and (
            _sign_of_the_sun(_new_moon(k)) == _sign_of_the_sun(_new_moon(k + 1))
        )
        may_leap = may_leap and not is_leap
        left -= not is_leap
    return date.fromordinal(_new_moon(k) - 1721425)


@pytest.mark.parametrize("year", holidays.LUNAR)
def test_the_lunar_table_is_what_the_sky_says(year: int) -> None:
    tet, kings = (date(year, month, day) for month, day in holidays.LUNAR[year])
    assert _begins(year, 1) == tet
    assert _begins(year, 3) + timedelta(days=9) == kings
