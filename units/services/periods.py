"""Days of people's rows: in their order, inside the unit's life, apart from each other."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from units.models import Period, Unit
from units.services.refusals import Refused
from vietnamese.dates import short


def lock(unit: Unit) -> None:
    """Whoever changes people of the same unit waits here."""
    Unit.objects.select_for_update().get(pk=unit.pk)


def iso(day: date | None) -> str:
    """The day for the audit log; empty for an open end."""
    return day.isoformat() if day else ""


def check_period(row: Period) -> None:
    """Days in their order, inside the life of the unit."""
    unit: Unit = row.unit  # type: ignore[attr-defined]
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise Refused("Ngày kết thúc không được trước ngày bắt đầu.", field="valid_to")
    if unit.valid_to and (row.valid_from or timezone.localdate()) > unit.valid_to:
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


def in_words(row: Period) -> str:
    """The period as people say it."""
    begins = f"từ {short(row.valid_from)}" if row.valid_from else "từ trước đến nay"
    return f"{begins} đến {short(row.valid_to)}" if row.valid_to else begins
