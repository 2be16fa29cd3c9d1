"""Units begin, get other names and other parents; today's columns follow the dated rows."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Model, Q, Value
from django.db.models.functions import Concat, Substr

from units.models import OfficialCode, Placement, Unit, UnitName, under


class Refused(Exception):
    """A write that the facts do not allow; ``reasons`` are sentences for the user."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


@transaction.atomic
def create_unit(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Unit | None,
    short_name: str = "",
    official_code: str = "",
    name_is_assumed: bool = False,
    **rest: Any,
) -> Unit:
    """A unit with its first name, parent and official code, all from its first day on.

    ``rest`` may hold valid_from, valid_to, note, is_sample.
    """
    unit = Unit.objects.create(
        code=code, name=name, short_name=short_name or name, kind=kind, parent=parent, **rest
    )
    span = {"valid_from": unit.valid_from, "valid_to": unit.valid_to}
    UnitName.objects.create(
        unit=unit,
        name=unit.name,
        short_name=unit.short_name,
        kind=kind,
        is_assumed=name_is_assumed,
        **span,
    )
    if parent:
        Placement.objects.create(unit=unit, parent=parent, **span)
    if official_code:
        OfficialCode.objects.create(unit=unit, code=official_code, **span)
    return unit


def rename(
    unit: Unit, *, on: date, name: str, short_name: str, kind: str = "", is_assumed: bool = False
) -> UnitName:
    """The unit bears another name (and perhaps kind) from the day on; returns the new row."""
    fields = {
        "name": name,
        "short_name": short_name,
        "kind": kind or unit.kind,
        "is_assumed": is_assumed,
    }
    row: UnitName = _from_day_on(UnitName, unit, on, fields)
    return row


def place(unit: Unit, *, on: date, parent: Unit) -> Placement:
    """The unit stands under another parent from the day on; returns the new row."""
    row: Placement = _from_day_on(Placement, unit, on, {"parent": parent})
    return row


def _from_day_on(model: type[Any], unit: Unit, on: date, fields: dict[str, Any]) -> Any:
    """Close the row in force and put the new one behind it; one that began that day is corrected.

    Raises ``Refused`` when another row begins later: history is written in its order.
    """
    if model.objects.filter(unit=unit, valid_from__gt=on).exists():
        raise Refused(f"{unit} đã có thay đổi sau ngày {on:%d/%m/%Y}. Hãy nhập theo thứ tự ngày.")
    row = model.objects.on(on).filter(unit=unit).first()
    if row is not None and row.valid_from == on:
        for key, value in fields.items():
            setattr(row, key, value)
        row.save()
        return row
    end = row.valid_to if row is not None else unit.valid_to
    if row is not None:
        row.valid_to = on - timedelta(days=1)
        row.save(update_fields=["valid_to"])
    return model.objects.create(unit=unit, valid_from=on, valid_to=end, **fields)


def drop_from_day_on(model: type[Model], unit: Unit, on: date) -> None:
    """Take back what ``rename`` or ``place`` put there on the day; the row before reaches on."""
    rows: Any = model._default_manager
    row = rows.get(unit=unit, valid_from=on)
    end = row.valid_to
    row.delete()
    rows.filter(unit=unit, valid_to=on - timedelta(days=1)).update(valid_to=end)


def end(unit: Unit, *, last_day: date) -> None:
    """The unit's last day; its name and parent hold until then. Today's columns stay as they are:
    an ended unit is shown under the name and parent it had."""
    unit.valid_to = last_day
    unit.save(update_fields=["valid_to"])
    for model in (UnitName, Placement, OfficialCode):
        open_rows = model.objects.filter(unit=unit).filter(
            Q(valid_to=None) | Q(valid_to__gt=last_day)
        )
        open_rows.update(valid_to=last_day)


def reopen(unit: Unit, *, last_day: date | None, was: date | None) -> None:
    """Take back ``end``: what ended on ``was`` goes on to ``last_day``."""
    unit.valid_to = last_day
    unit.save(update_fields=["valid_to"])
    for model in (UnitName, Placement, OfficialCode):
        model.objects.filter(unit=unit, valid_to=was).update(valid_to=last_day)


@transaction.atomic
def refresh_today(on: date) -> int:
    """Bring today's names, kinds, parents and paths up to the day; returns how many units changed.

    Run by ``tick`` each day and after every change: rows that agree already are not touched.
    """
    named = _refresh_names(on)
    return named + _refresh_parents(on)


def _refresh_names(on: date) -> int:
    differing = (
        UnitName.objects.on(on)
        .exclude(unit__short_name=F("short_name"), unit__name=F("name"), unit__kind=F("kind"))
        .select_related("unit__parent")
    )
    rows = list(differing)
    for row in rows:
        unit = row.unit
        unit.name, unit.short_name, unit.kind = row.name, row.short_name, row.kind
        unit.save()
    return len(rows)


def _refresh_parents(on: date) -> int:
    differing = Placement.objects.on(on).exclude(unit__parent=F("parent"))
    count = 0
    # One at a time, each read anew: moving a unit changes the paths of those below it.
    for pk in list(differing.values_list("pk", flat=True)):
        row = Placement.objects.select_related("unit", "parent").get(pk=pk)
        move_subtree(row.unit, row.parent)
        count += 1
    return count


def move_subtree(unit: Unit, parent: Unit | None) -> None:
    """Put the unit under the parent today; the paths of everything below follow."""
    old = unit.path
    unit.parent = parent
    unit.save()
    tail = Substr("path", len(old) + 1)
    below = Unit.objects.filter(under(old)).exclude(pk=unit.pk)
    below.update(path=Concat(Value(unit.path), tail))
