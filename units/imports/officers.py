"""Officers: one row a person in a position from a day to a day."""

from collections.abc import Callable, Iterator
from typing import Any

from accounts.models import User
from units.imports.dated import Fit, Fitting, refuse_clashes, wanted
from units.imports.matching import Scope
from units.imports.periods import out_of_order
from units.imports.plans import Deed, Plan, changes_of
from units.imports.tables import Record, Table
from units.models import Officer
from units.services.officers import refusals, state_of, write_officers
from vietnamese.text import fold

_Key = tuple[int, str, str]
Spelling = Callable[[str], str]
_FACTS = ("full_name", "position", "valid_from", "valid_to", "may_sign")


def rows(scope: Scope) -> Iterator[dict[str, Any]]:
    """Officers of the units the person may see."""
    found = Officer.objects.filter(unit__in=scope.units.values()).select_related("unit")
    for officer in found.order_by("unit__path", "pk"):
        yield {"unit": officer.unit.code, **_facts(officer)}


def _facts(officer: Officer) -> dict[str, Any]:
    return {key: getattr(officer, key) for key in _FACTS}


def plan(table: Table, scope: Scope) -> Plan:
    """What the file would create and change; nobody holds one position twice at a time."""
    made = Plan(table)
    for record in table.records:
        day = record.get("valid_to") or record.get("valid_from")
        made.find_unit(record, "unit", scope, on=day)
        if not record.is_bad and out_of_order(record.get("valid_from"), record.get("valid_to")):
            made.refuse(record, "valid_to", "Ngày kết thúc không được trước ngày bắt đầu.")
    good = [record for record in table.records if not record.is_bad]
    fits = _fits(made, good)
    refuse_clashes(made, fits, lambda row: _key(row, row.unit_id, str.casefold))
    made.same = sum(1 for fit in fits if fit.stored and not fit.changes)
    for fit, want in wanted(made, fits, refusals, state_of, scope.actor):
        row, is_new = fit.row, fit.stored is None
        name = f"{row.full_name} – {row.position}, {row.unit}"
        made.deeds.append(Deed(fit.record.row, name, is_new, fit.changes, want))
    return made


def _fits(made: Plan, good: list[Record]) -> list[Fit[Officer]]:
    """Matched by person, position and first day."""
    known = _known(good)
    fitting: Fitting[Officer] = Fitting(made)
    fits = []
    for record in good:
        unit = record.values["unit_found"]
        new = Officer(unit=unit)
        wish = Officer(full_name=record.get("full_name"), position=record.get("position"))
        spelt = (known.get(_key(wish, unit.pk, how), []) for how in (str.casefold, fold))
        stored = fitting.stored(record, next(filter(None, spelt), []))
        if record.is_bad:
            continue
        fit = fitting.fit(record, stored, new, _FACTS)
        fit.row.unit = unit
        fit.changes = changes_of(
            made.table, record, _facts(stored) if stored else {}, _spoken(record)
        )
        fits.append(fit)
    return fits


def _spoken(record: Record) -> dict[str, Any]:
    return {key: record.get(key) for key in _FACTS if record.has(key)}


def _key(row: Officer, unit_id: int, spelt: Spelling) -> _Key:
    return unit_id, spelt(row.full_name), spelt(row.position)


def _known(good: list[Record]) -> dict[_Key, list[Officer]]:
    """Officers of the units by name and position, as spelt and without marks."""
    known: dict[_Key, list[Officer]] = {}
    units = {record.values["unit_found"].pk for record in good}
    for officer in Officer.objects.filter(unit__in=units).order_by("pk"):
        for spelt in (str.casefold, fold):
            key = _key(officer, officer.unit_id, spelt)
            if officer not in known.setdefault(key, []):
                known[key].append(officer)
    return known


def apply(made: Plan, *, actor: User) -> None:
    """Write what was planned."""
    write_officers([deed.payload for deed in made.deeds], actor=actor)
