"""Units begin, get other names and other parents; today's columns follow the dated rows."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Value
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
) -> dict[str, Any]:
    """The unit bears another name (and perhaps kind) from the day on; returns how to undo it."""
    fields = {
        "name": name,
        "short_name": short_name,
        "kind": kind or unit.kind,
        "is_assumed": is_assumed,
    }
    return _from_day_on(UnitName, unit, on, fields)


def place(unit: Unit, *, on: date, parent: Unit) -> dict[str, Any]:
    """The unit stands under another parent from the day on; returns how to undo it."""
    return _from_day_on(Placement, unit, on, {"parent": parent})


def _from_day_on(model: type[Any], unit: Unit, on: date, fields: dict[str, Any]) -> dict[str, Any]:
    """Close the row in force and put the new one behind it.

    Raises ``Refused`` when another row begins that day or later: history is written in its order.
    """
    if model.objects.filter(unit=unit, valid_from__gte=on).exists():
        raise Refused(f"{unit} đã có thay đổi từ ngày {on:%d/%m/%Y}. Hãy nhập theo thứ tự ngày.")
    row = model.objects.on(on).filter(unit=unit).first()
    end = row.valid_to if row is not None else unit.valid_to
    if row is not None:
        row.valid_to = on - timedelta(days=1)
        row.save(update_fields=["valid_to"])
    new = model.objects.create(unit=unit, valid_from=on, valid_to=end, **fields)
    return {"row": new.pk, "closed": row.pk if row is not None else None}


def undo_from_day_on(model: type[Any], unit: Unit, on: date, undo: dict[str, Any]) -> None:
    """Take back ``rename`` or ``place``; the row before reaches on.

    Raises ``Refused`` when the rows are no longer as they were left.
    """
    row = model.objects.filter(pk=undo["row"], unit=unit, valid_from=on).first()
    before = model.objects.filter(pk=undo["closed"], valid_to=on - timedelta(days=1)).first()
    if row is None or (undo["closed"] and before is None):
        raise Refused(
            f"Tên gọi hoặc cấp trên của {unit} đã được sửa sau đó, nên không hủy bỏ được nữa."
        )
    row.delete()
    if before is not None:
        before.valid_to = row.valid_to
        before.save(update_fields=["valid_to"])


_DATED: tuple[type[Any], ...] = (UnitName, Placement, OfficialCode)


def end(unit: Unit, *, last_day: date) -> dict[str, Any]:
    """The unit's last day; its name, parent and codes hold until then. Returns how to undo it.

    Today's columns stay as they are: an ended unit is shown under the name and parent it had.
    """
    undo: dict[str, Any] = {"valid_to": _iso(unit.valid_to), "rows": []}
    unit.valid_to = last_day
    unit.save(update_fields=["valid_to"])
    for model in _DATED:
        rows = model.objects.filter(unit=unit)
        for row in rows.filter(Q(valid_to=None) | Q(valid_to__gt=last_day)):
            undo["rows"].append([model.__name__, row.pk, _iso(row.valid_to)])
            row.valid_to = last_day
            row.save(update_fields=["valid_to"])
    return undo


def undo_end(unit: Unit, undo: dict[str, Any]) -> None:
    """Take back ``end``: only the rows it closed go on, as far as they had gone.

    Raises ``Refused`` when they are no longer as they were left.
    """
    last_day = unit.valid_to
    models = {model.__name__: model for model in _DATED}
    unit.valid_to = _day(undo["valid_to"])
    unit.save(update_fields=["valid_to"])
    for name, pk, was in undo["rows"]:
        row = models[name].objects.filter(pk=pk, unit=unit, valid_to=last_day).first()
        if row is None:
            raise Refused(f"Dữ liệu của {unit} đã được sửa sau đó, nên không hủy bỏ được nữa.")
        row.valid_to = _day(was)
        row.save(update_fields=["valid_to"])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


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
