"""History of a record for people: who, when, from what to what, why.

States come from ``Transition``, fields from the history tables of django-simple-history; nothing
is logged twice. A field is shown when its model gave it words of its own (``verbose_name``): what
has none (keys of search, revisions) is not for people.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from accounts.history import Change, FieldChange
from workflow.models import Transition

NOTHING = "(để trống)"
BY_MACHINE = "hệ thống"
_DEEDS = {"+": "Thêm", "~": "Sửa", "-": "Bỏ"}


@dataclass(frozen=True)
class _Row:
    """A row of a history table with the one before it of the same record."""

    row: Any
    before: Any
    is_main: bool

    @property
    def model(self) -> type[models.Model]:
        kind: type[models.Model] = type(self.row).instance_type
        return kind

    @property
    def touched(self) -> list[models.Field]:
        """Fields that differ; of a new record those that are filled in."""
        if self.row.history_type == "-" or (self.before is None and self.row.history_type != "+"):
            return []
        shown = shown_fields(self.model)
        if self.before is None:
            return [f for f in shown if getattr(self.row, f.attname) not in (None, "", False)]
        return [f for f in shown if getattr(self.row, f.attname) != getattr(self.before, f.attname)]

    @property
    def says_something(self) -> bool:
        """A row without any difference is the trace of a move, which is told by itself."""
        return self.row.history_type != "~" or bool(self.touched)


def shown_fields(model: type[models.Model]) -> list[models.Field]:
    """Fields of a model whose changes are told to people."""
    tracked = {field.name for field in model.history.model.tracked_fields}  # type: ignore[attr-defined]
    moves = {"status"} if hasattr(model, "MOVES") else set()
    return [
        field
        for field in model._meta.concrete_fields
        if field.name in tracked - moves
        and field.verbose_name != field.name.replace("_", " ")
        and not getattr(field, "auto_now", False)
        and not getattr(field, "auto_now_add", False)
        and not field.primary_key
    ]


def changes_of(
    obj: models.Model, *related: models.QuerySet[Any], latest: int | None = None
) -> list[Change]:
    """Everything that happened to a record and to the related rows, newest first.

    ``related`` are querysets of history tables (``TeamMember.history.filter(team=team)``): so
    also what was removed is told. One query for the moves, one for each table, one for each kind
    of record that a shown field points to, however long the history is.
    """
    own = getattr(type(obj), "history", None)
    tables = [_rows(own.filter(**{obj._meta.pk.name: obj.pk}), is_main=True)] if own else []
    tables += [_rows(rows, is_main=False) for rows in related]
    rows = [row for table in tables for row in table if row.says_something]
    everything: list[Change | _Row] = [*rows, *_moves_of(obj)]
    everything.sort(key=_moment, reverse=True)
    kept = everything[:latest]
    names = _names([entry for entry in kept if isinstance(entry, _Row)])
    return [_of_row(entry, names) if isinstance(entry, _Row) else entry for entry in kept]


def _moment(entry: Change | _Row) -> tuple[datetime, int]:
    if isinstance(entry, Change):
        return entry.when, 0
    return entry.row.history_date, entry.row.history_id


def _rows(rows: models.QuerySet[Any], *, is_main: bool) -> Iterator[_Row]:
    """Rows of one table, each with its predecessor."""
    key = rows.model.instance_type._meta.pk.attname
    before: dict[Any, Any] = {}
    for row in rows.select_related("history_user").order_by("history_date", "history_id"):
        yield _Row(row, before.get(getattr(row, key)), is_main)
        before[getattr(row, key)] = row


def history_of(obj: models.Model) -> models.QuerySet[Transition]:
    """The moves of a record, newest first, with who made them."""
    kind = ContentType.objects.get_for_model(type(obj))
    return Transition.objects.filter(subject_type=kind, subject_id=obj.pk).select_related("actor")


def _moves_of(obj: models.Model) -> list[Change]:
    # The move could name its state itself, but would ask for its kind row by row.
    labels = _states(type(obj))
    return [
        Change(move.at, str(move.actor), labels.get(move.to_status, move.to_status), move.note)
        for move in history_of(obj)
    ]


def _states(model: type[models.Model]) -> dict[str, str]:
    """The states of a model in its own words; none where it has no machine."""
    field = next((f for f in model._meta.concrete_fields if f.name == "status"), None)
    return {str(key): str(label) for key, label in (field.flatchoices if field else ())}


Names = dict[type[models.Model], dict[Any, models.Model]]


def _names(rows: Iterable[_Row]) -> Names:
    """The records that shown fields point to, one query for each kind of them."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for entry in rows:
        for field in _pointing(entry):
            for row in (entry.row, entry.before):
                value = getattr(row, field.attname, None)
                if value is not None:
                    wanted.setdefault(field.related_model, set()).add(value)
    return {model: model._default_manager.in_bulk(pks) for model, pks in wanted.items()}


def _pointing(entry: _Row) -> list[Any]:
    """Foreign keys to resolve: touched ones, and all of a related row, whose name may need them."""
    fields = entry.touched if entry.is_main else type(entry.row).tracked_fields
    return [field for field in fields if isinstance(field, models.ForeignKey)]


def _of_row(entry: _Row, names: Names) -> Change:
    row = entry.row
    what = str(entry.model._meta.verbose_name)
    deed = "Tạo" if entry.is_main and row.history_type == "+" else _DEEDS[row.history_type]
    label = "" if entry.is_main else f": {_label(entry, names)}"
    return Change(
        when=row.history_date,
        actor=str(row.history_user or BY_MACHINE),
        text=f"{deed} {what}{label}",
        note=row.history_change_reason or "",
        fields=tuple(
            FieldChange(
                label=str(field.verbose_name),
                before=_shown(field, getattr(entry.before, field.attname, None), names),
                after=_shown(field, getattr(row, field.attname), names),
            )
            for field in entry.touched
        ),
        is_new=entry.before is None,
    )


def _label(entry: _Row, names: Names) -> str:
    """The record as it called itself then."""
    tracked = type(entry.row).tracked_fields
    then = entry.model(**{f.attname: getattr(entry.row, f.attname) for f in tracked})
    for field in _pointing(entry):
        pk = getattr(entry.row, field.attname)
        there = names.get(field.related_model, {}).get(pk)
        if there is not None:
            setattr(then, field.name, there)
    return str(then)


def _shown(field: Any, value: Any, names: Names) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(field, models.ForeignKey):
        return str(names.get(field.related_model, {}).get(value) or f"(mã {value})")
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    return _written(value)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)
