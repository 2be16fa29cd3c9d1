"""Officers: one row a person in a position from a day to a day."""

from collections.abc import Callable, Iterator
from typing import Any

from accounts.models import User
from units.imports.matching import Scope
from units.imports.periods import out_of_order, overlap
from units.imports.plans import Deed, Plan, changes_of
from units.imports.tables import Record, Table
from units.models import Officer
from vietnamese.text import fold

_Key = tuple[int, str, str]
Spelling = Callable[[str], str]


def rows(scope: Scope) -> Iterator[dict[str, Any]]:
    """Officers of the units the person may see."""
    found = Officer.objects.filter(unit__in=scope.units.values()).select_related("unit")
    for officer in found.order_by("unit__path", "pk"):
        yield {"unit": officer.unit.code, "full_name": officer.full_name, **_facts(officer)}


def _facts(officer: Officer) -> dict[str, Any]:
    return {
        "position": officer.position,
        "valid_from": officer.valid_from,
        "valid_to": officer.valid_to,
        "may_sign": officer.may_sign,
    }


def plan(table: Table, scope: Scope) -> Plan:
    """What the file would create and change; nobody holds one position twice at a time."""
    made = Plan(table)
    for record in table.records:
        day = record.get("valid_to") or record.get("valid_from")
        made.find_unit(record, "unit", scope, on=day)
        if not record.is_bad and out_of_order(record.get("valid_from"), record.get("valid_to")):
            made.refuse(record, "valid_to", "Ngày kết thúc không được trước ngày bắt đầu.")
    good = [record for record in table.records if not record.is_bad]
    known, taken = _known(good), set[int]()
    _refuse_overlaps(made, good)
    for record in good:
        if not record.is_bad:
            _plan_one(made, record, known, taken)
    return made


def _key(record: Record, spelt: Spelling) -> _Key:
    unit = record.values["unit_found"]
    return unit.pk, spelt(record.get("full_name")), spelt(record.get("position"))


def _known(good: list[Record]) -> dict[_Key, list[Officer]]:
    """Officers of the units by name and position, as spelt and without marks."""
    known: dict[_Key, list[Officer]] = {}
    units = {record.values["unit_found"].pk for record in good}
    for officer in Officer.objects.filter(unit__in=units).order_by("pk"):
        for spelt in (str.casefold, fold):
            key = officer.unit_id, spelt(officer.full_name), spelt(officer.position)
            if officer not in known.setdefault(key, []):
                known[key].append(officer)
    return known


def _refuse_overlaps(made: Plan, good: list[Record]) -> None:
    seen: dict[_Key, list[Record]] = {}
    for record in good:
        period = record.get("valid_from"), record.get("valid_to")
        for other in seen.setdefault(_key(record, str.casefold), []):
            if overlap(period, (other.get("valid_from"), other.get("valid_to"))):
                reason = f"Trùng thời gian với dòng {other.row}: cùng người, cùng chức vụ."
                made.refuse(record, "valid_from", reason)
                break
        seen[_key(record, str.casefold)].append(record)


def _plan_one(
    made: Plan, record: Record, known: dict[_Key, list[Officer]], taken: set[int]
) -> None:
    """Matched by person, position and first day; else by the one period it overlaps."""
    spelt = known.get(_key(record, str.casefold)) or known.get(_key(record, fold), [])
    others = [officer for officer in spelt if officer.pk not in taken]
    period = record.get("valid_from"), record.get("valid_to")
    same_day = [one for one in others if one.valid_from == record.get("valid_from")]
    touching = [one for one in others if overlap(period, (one.valid_from, one.valid_to))]
    matched = same_day or touching
    if len(matched) > 1:
        made.refuse(record, "valid_from", "Đã có nhiều dòng của người này trong thời gian này.")
        return
    officer = matched[0] if matched else None
    after = {key: record.get(key) for key in ("position", *_DATED) if record.has(key)}
    before = _facts(officer) if officer else {}
    if officer:
        taken.add(officer.pk)
        before["full_name"] = officer.full_name
    changes = changes_of(
        made.table, record, before, {"full_name": record.get("full_name"), **after}
    )
    if officer and not changes:
        made.same += 1
        return
    unit = record.values["unit_found"]
    name = f"{record.get('full_name')} – {record.get('position')}, {unit}"
    made.deeds.append(Deed(record.row, name, officer is None, changes, (record, officer, after)))


_DATED = ("valid_from", "valid_to", "may_sign")


def apply(made: Plan, *, actor: User) -> None:
    """Save what was planned."""
    for deed in made.deeds:
        record, officer, after = deed.payload
        officer = officer or Officer(unit=record.values["unit_found"])
        officer.full_name = record.get("full_name")
        for key, value in after.items():
            setattr(officer, key, value)
        officer.save()
