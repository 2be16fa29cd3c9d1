"""Dates and hours in the words of Vietnamese office papers."""

from datetime import date, time


def padded(number: int, *, below: int) -> str:
    """The number with a leading zero when it is smaller than ``below``."""
    return f"{number:02d}" if number < below else str(number)


def date_in_words(day: date) -> str:
    """``ngày 09 tháng 02 năm 2026``: zero before days 1–9 and months 1–2 only (HD 29 §4)."""
    return f"ngày {padded(day.day, below=10)} tháng {padded(day.month, below=3)} năm {day.year}"


def date_with_blanks(year: int) -> str:
    """The date line before signing: day and month stay open."""
    return f"ngày      tháng      năm {year}"


def short(day: date) -> str:
    """``27/11/2020``."""
    return f"{day:%d/%m/%Y}"


def hour_in_words(moment: time) -> str:
    """``14 giờ 30``; a full hour reads ``8 giờ 00``."""
    return f"{moment.hour} giờ {moment.minute:02d}"


def days_until(due: date, on: date) -> str:
    """How far a due date is, as people say it: ``quá hạn 3 ngày``, ``còn 5 ngày``."""
    days = (due - on).days
    if days < 0:
        return f"quá hạn {-days} ngày"
    return "hạn hôm nay" if days == 0 else f"còn {days} ngày"
