"""Days of people's rows: in their order, inside the unit's life, apart from each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Q
from django.utils import timezone

from units.models import Period, Unit
from units.services.refusals import Refused
from vietnamese.dates import short

Row = TypeVar("Row", bound=Period)


@dataclass(frozen=True)
class Wanted(Generic[Row]):
    """A row of a table as it is to be: a new one, or a stored one and the state it was seen in."""

    row: Row
    seen: str = ""


def lock(unit: Unit) -> None:
    """Whoever changes people of the same unit waits here."""
    Unit.objects.select_for_update().get(pk=unit.pk)


def lock_all(units: Iterable[Unit]) -> None:
    """The same for several units, always in one order."""
    keys = {unit.pk for unit in units}
    list(Unit.objects.select_for_update().filter(pk__in=keys).order_by("pk").only("pk"))


def iso(day: date | None) -> str:
    """The day for the audit log; empty for an open end."""
    return day.isoformat() if day else ""


def check_period(row: Period) -> None:
    """Days in their order, inside the life of the unit."""
    unit: Unit = row.unit  # type: ignore[attr-defined]
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise Refused("Ngày kết thúc không được trước ngày bắt đầu.", field="valid_to")
    begins_by = row.valid_from or row.valid_to or timezone.localdate()
    if unit.valid_to and begins_by > unit.valid_to:
        ended = f"{unit} đã kết thúc hoạt động ngày {short(unit.valid_to)}."
        raise Refused(f"{ended} Hãy chọn đơn vị kế thừa.", field="valid_from")
    if unit.valid_from and row.valid_to and row.valid_to < unit.valid_from:
        begins = f"{unit} hoạt động từ ngày {short(unit.valid_from)}."
        raise Refused(f"{begins} Hãy nhập ngày sau đó.", field="valid_to")


def overlapping(row: Period) -> Q:
    """Condition: the other row's period has a day in common with this one's."""
    others = Q()
    if row.valid_to:
        others &= Q(valid_from=None) | Q(valid_from__lte=row.valid_to)
    if row.valid_from:
        others &= Q(valid_to=None) | Q(valid_to__gte=row.valid_from)
    return others


def share_a_day(one: Period, other: Period) -> bool:
    """The same for two rows at hand."""
    return _begins_by(one, other.valid_to) and _begins_by(other, one.valid_to)


def _begins_by(row: Period, day: date | None) -> bool:
    return row.valid_from is None or day is None or row.valid_from <= day


def in_words(row: Period) -> str:
    """The period as people say it."""
    begins = f"từ {short(row.valid_from)}" if row.valid_from else "từ trước đến nay"
    return f"{begins} đến {short(row.valid_to)}" if row.valid_to else begins
