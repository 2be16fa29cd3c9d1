"""Public holidays of Vietnam as data; ``calendar.py`` counts with them.

Which days: Labour Code 45/2019/QH14, article 112 (New Year, Tết five days, Hùng Kings, 30/4, 1/5,
National Day two days since 2021); a holiday on a weekend is made up on the next working day
(article 111). Days of the lunar calendar are computed by the method of Hồ Ngọc Đức for UTC+7 (a
test computes them again), so Tết of 2030 is 2/2, a day before the Chinese one. What the Government
announces each year (days before Tết, the second day of National Day, days exchanged) stands in the
small tables below: a new announcement is one line.
"""

from datetime import date

# Year → the first day of Tết and the commemoration of the Hùng Kings (10/3 lunar): month, day.
LUNAR: dict[int, tuple[tuple[int, int], tuple[int, int]]] = {
    2020: ((1, 25), (4, 2)),
    2021: ((2, 12), (4, 21)),
    2022: ((2, 1), (4, 10)),
    2023: ((1, 22), (4, 29)),
    2024: ((2, 10), (4, 18)),
    2025: ((1, 29), (4, 7)),
    2026: ((2, 17), (4, 26)),
    2027: ((2, 6), (4, 16)),
    2028: ((1, 26), (4, 4)),
    2029: ((2, 13), (4, 23)),
    2030: ((2, 2), (4, 12)),
    2031: ((1, 23), (4, 1)),
    2032: ((2, 11), (4, 19)),
    2033: ((1, 31), (4, 9)),
    2034: ((2, 19), (4, 28)),
    2035: ((2, 8), (4, 17)),
}
# The same days of every year: New Year, Reunification, Labour, National Day.
FIXED: tuple[tuple[int, int], ...] = ((1, 1), (4, 30), (5, 1), (9, 2))
TET_DAYS = 5
# How many of the five stand before the first day of Tết, as announced; otherwise one.
TET_DAYS_BEFORE: dict[int, int] = {2020: 2, 2021: 2, 2023: 2, 2024: 2, 2025: 2}
# The second day of National Day: 1/9 where it is listed, 3/9 in other years, none before 2021.
NATIONAL_DAY_BEFORE: frozenset[int] = frozenset({2022, 2023, 2025, 2026})
NATIONAL_DAY_TWO_DAYS_SINCE = 2021
# Exchanged by announcement: the working day that became free → the Saturday worked instead.
EXCHANGED: dict[date, date] = {
    date(2024, 4, 29): date(2024, 5, 4),
    date(2025, 5, 2): date(2025, 4, 26),
    date(2026, 1, 2): date(2026, 1, 10),
    date(2026, 8, 31): date(2026, 8, 22),
}
