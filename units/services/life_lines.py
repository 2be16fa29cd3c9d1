"""The whole life of a unit written at once: its names, parents and codes with their periods."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from accounts.audit import record_many
from accounts.models import User
from units.models import OfficialCode, Placement, Unit, UnitName
from units.services.tree import move_subtree

# Tables of dated rows, with what comes along when they are read.
_DATED: dict[type[Any], tuple[str, ...]] = {
    UnitName: (),
    Placement: ("parent",),
    OfficialCode: (),
}
Row = tuple[Mapping[str, Any], date | None, date | None]


@dataclass
class LifeLine:
    """Dated facts of one unit: each a list of fields, first day, last day, without overlaps."""

    code: str
    valid_from: date | None
    valid_to: date | None
    note: str | None = None
    # name, short_name, kind
    names: Sequence[Row] = field(default_factory=list)
    # parent, by its code
    places: Sequence[Row] = field(default_factory=list)
    # code
    codes: Sequence[Row] = field(default_factory=list)
    # For the audit log: fields that change, in words; of a new unit all of them.
    was: Mapping[str, str] = field(default_factory=dict)
    becomes: Mapping[str, str] = field(default_factory=dict)

    def shown_on(self, today: date) -> date:
        """The day whose name and parent the unit bears: today, or the last or first of its life."""
        if self.valid_to and self.valid_to < today:
            return self.valid_to
        if self.valid_from and self.valid_from > today:
            return self.valid_from
        return today

    def facts_on(self, today: date) -> dict[str, Any]:
        """What the unit's own columns say."""
        day = self.shown_on(today)
        return {**_at(self.names, day), **_at(self.places, day)}


def _at(rows: Sequence[Row], day: date) -> Mapping[str, Any]:
    for fields, first, last in rows:
        if (first is None or first <= day) and (last is None or last >= day):
            return fields
    return {}


@transaction.atomic
def write_life_lines(lines: Sequence[LifeLine], *, on: date, actor: User) -> None:
    """Write the lives of these units, new and known, in any order; ``on`` is today.

    Parents are named by code and may be among the lines. Who calls has made sure that nobody
    stands in a circle and no parent ends before its child.
    """
    known = {unit.code: unit for unit in _units(lines)}
    new = [line for line in lines if line.code not in known]
    _begin(new, known, on)
    changed = [line for line in lines if line not in new]
    have = _dated_of([known[line.code] for line in changed])
    for line in changed:
        for model, rows in _dated(line, known):
            unit = known[line.code]
            _rewrite(model, unit, rows, have[model, unit.pk])
    _write_first_dated(new, known)
    for line in changed:
        _write_own(line, known, on)
    for line in new:
        if len(line.names) > 1:
            # Only now the names of other days are there to be searched for.
            known[line.code].save()
    _tell("unit_added", new, known, actor)
    _tell("unit_changed", changed, known, actor)


def _tell(action: str, lines: Sequence[LifeLine], known: dict[str, Unit], actor: User) -> None:
    told = ((known[one.code], {"from": one.was, "to": one.becomes}) for one in lines)
    record_many(action, told, actor=actor)


def _units(lines: Sequence[LifeLine]) -> list[Unit]:
    codes = {line.code for line in lines}
    codes |= {str(row[0]["parent"]) for line in lines for row in line.places}
    return list(Unit.objects.select_for_update().filter(code__in=codes).order_by("pk"))


def _begin(lines: list[LifeLine], known: dict[str, Unit], on: date) -> None:
    """New units, parents before children."""
    left = lines
    while left:
        waiting = []
        for line in left:
            facts = line.facts_on(on)
            parent = facts.pop("parent", None)
            if parent and parent not in known:
                waiting.append(line)
                continue
            known[line.code] = Unit.objects.create(
                code=line.code,
                parent=known.get(parent or ""),
                valid_from=line.valid_from,
                valid_to=line.valid_to,
                note=line.note or "",
                **facts,
            )
        if len(waiting) == len(left):
            raise ValueError(f"No parent for {waiting[0].code}")
        left = waiting


def _dated(line: LifeLine, known: dict[str, Unit]) -> list[tuple[type[Any], Sequence[Row]]]:
    """Each table of dated rows with what this unit has in it."""
    places: list[Row] = [
        ({"parent": known[fields["parent"]]}, first, last) for fields, first, last in line.places
    ]
    return [(UnitName, line.names), (Placement, places), (OfficialCode, line.codes)]


def _write_first_dated(lines: list[LifeLine], known: dict[str, Unit]) -> None:
    """Rows of units that had none, one statement a table."""
    made: dict[type[Any], list[Any]] = {}
    for line in lines:
        for model, rows in _dated(line, known):
            unit = known[line.code]
            made.setdefault(model, []).extend(
                model(unit=unit, valid_from=first, valid_to=last, **fields)
                for fields, first, last in rows
            )
    for model, rows in made.items():
        model.objects.bulk_create(rows, batch_size=1_000)


def _dated_of(units: Sequence[Unit]) -> dict[tuple[type[Any], int], list[Any]]:
    """Dated rows that are there, by table and unit; a query a table."""
    found: dict[tuple[type[Any], int], list[Any]] = defaultdict(list)
    for model, related in _DATED.items():
        rows = model.objects.filter(unit__in=units).order_by("pk")
        for row in rows.select_related(*related):
            found[model, row.unit_id].append(row)
    return found


def _rewrite(model: type[Any], unit: Unit, rows: Sequence[Row], have: list[Any]) -> None:
    """Rows that are right stay; the others make room first, because periods may not overlap."""
    kept, wanted = set(), []
    for fields, first, last in rows:
        same = (row for row in have if _says(row, fields, first, last))
        match = next(same, None)
        if match:
            kept.add(match.pk)
        else:
            wanted.append(model(unit=unit, valid_from=first, valid_to=last, **fields))
    gone = [row for row in have if row.pk not in kept]
    for new in wanted:
        _stay_assumed(new, gone)
    if gone:
        model.objects.filter(pk__in=[row.pk for row in gone]).delete()
    if wanted:
        model.objects.bulk_create(wanted)


def _says(row: Any, fields: Mapping[str, Any], first: date | None, last: date | None) -> bool:
    days = (row.valid_from, row.valid_to) == (first, last)
    return days and all(getattr(row, key) == value for key, value in fields.items())


def _stay_assumed(new: Any, gone: list[Any]) -> None:
    """A name that only got other days is as assumed as it was."""
    if isinstance(new, UnitName):
        new.is_assumed = any(row.is_assumed for row in gone if row.name == new.name)


def _write_own(line: LifeLine, known: dict[str, Unit], on: date) -> None:
    """The unit's own columns follow; a new parent takes everything below along."""
    unit = known[line.code] = Unit.objects.get(pk=known[line.code].pk)
    facts = line.facts_on(on)
    parent = facts.pop("parent", None)
    unit.valid_from, unit.valid_to = line.valid_from, line.valid_to
    if line.note is not None:
        unit.note = line.note
    for key, value in facts.items():
        setattr(unit, key, value)
    if parent and unit.parent_id != known[parent].pk:
        move_subtree(unit, Unit.objects.get(pk=known[parent].pk))
    else:
        unit.save()
