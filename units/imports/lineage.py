"""Lineage: one row from an old unit to a new one; rows of one decision and day are one change."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts import audit
from accounts.models import User
from units.imports.faults import BadCell
from units.imports.lives import Life, lives_of
from units.imports.matching import Scope, same_name
from units.imports.plans import Deed, Plan, changes_of
from units.imports.tables import Record, Table, repeated
from units.imports.timelines import at, day_before
from units.models import Reorganisation, Succession, Unit
from units.services import reorganisations
from units.services.plan_checks import Checker
from units.services.plans import Link
from units.services.plans import Plan as Changes

_KIND = Reorganisation.Kind.REARRANGE
_WHOLE = Succession.Part.WHOLE
_Group = tuple[date, str]


@dataclass
class Decision:
    """One reorganisation the file tells of: its organiser, what it changes, its rows."""

    organiser: Unit
    effective_on: date
    symbol: str
    changes: Changes = field(default_factory=Changes)


def rows(scope: Scope) -> Iterator[dict[str, Any]]:
    """Every succession in force between units the person may see."""
    found = Succession.objects.in_force().filter(
        predecessor__in=scope.units.values(), successor__in=scope.units.values()
    )
    found = found.select_related("reorganisation").order_by(
        "reorganisation__effective_on", "reorganisation", "predecessor__path", "pk"
    )
    units = {unit.pk: unit for unit in scope.units.values()}
    lives = lives_of(scope.units.values())
    for one in found:
        old, new = units[one.predecessor_id].code, units[one.successor_id].code
        day = one.reorganisation.effective_on
        eve = _eve(day)
        above = at(lives[old].places, eve)
        yield {
            "old_code": old,
            "old_name": _name_on(lives[old], eve),
            "old_parent": above if above in scope.units else "",
            "new_code": new,
            "new_name": _name_on(lives[new], day),
            "part": one.part,
            "effective_on": day,
            "decision_symbol": one.reorganisation.decision_symbol,
        }


def _eve(day: date) -> date:
    return day_before(day) or day


def _name_on(life: Life, day: date) -> str:
    name = at(life.names, day)
    return name[1] if name else life.names[-1].value[1]


def plan(table: Table, scope: Scope) -> Plan:
    """The reorganisations the file tells of, as far as they are not written down yet."""
    made = Plan(table)
    for record in table.records:
        if not record.is_bad:
            _resolve(made, record, scope)
    good = [record for record in table.records if not record.is_bad]
    for later, first in repeated(good, "old", "new", "effective_on"):
        made.refuse(later, "new_code", f"Cặp đơn vị này đã có ở dòng {first.row}.")
    left = _not_written_yet(made, [record for record in good if not record.is_bad])
    groups: dict[_Group, list[Record]] = {}
    for record in left:
        key = record.get("effective_on"), (record.get("decision_symbol") or "").casefold()
        groups.setdefault(key, []).append(record)
    for group in groups.values():
        _plan_decision(made, group, scope)
    return made


def _resolve(made: Plan, record: Record, scope: Scope) -> None:
    """Codes and names become the units that stood on the day before and on the day."""
    day = record.get("effective_on")
    for side, on in (("old", _eve(day)), ("new", day)):
        code, name = record.get(f"{side}_code"), record.get(f"{side}_name") or ""
        try:
            unit = _find(scope, code, name, on, starts=side == "new")
        except BadCell as error:
            made.refuse(record, f"{side}_code", str(error))
            return
        record.values[f"{side}_unit"], record.values[side] = unit, unit.code
    if record.values["old"] == record.values["new"]:
        made.refuse(record, "new_code", "Đơn vị cũ và đơn vị mới là một. Hãy kiểm tra lại mã.")
        return
    _check_parent(made, record, scope, _eve(day))


def _find(scope: Scope, code: str, name: str, on: date, *, starts: bool) -> Unit:
    """The unit by its own code or by the State's code of that day; the name must agree."""
    found = [] if code in scope.units else _official(scope, code, name, on, starts=starts)
    unit = found[0] if found else scope.unit(code, on=on)
    if unit.valid_to and unit.valid_to < on:
        raise BadCell(f"{unit} ({unit.code}) đã kết thúc ngày {unit.valid_to:%d/%m/%Y}.")
    if unit.valid_from and unit.valid_from > on:
        raise BadCell(f"{unit} ({unit.code}) chỉ có từ ngày {unit.valid_from:%d/%m/%Y}.")
    if name and not any(same_name(name, known) for known in scope.names_of(unit)):
        raise BadCell(f"Mã “{code}” ngày {on:%d/%m/%Y} là {unit}, không phải “{name}”.")
    return unit


def _official(scope: Scope, code: str, name: str, on: date, *, starts: bool) -> list[Unit]:
    """The unit of the State's code; where old and new share it, the one that begins or ends."""
    found = scope.official(code, on)
    if len(found) > 1 and name:
        named = [u for u in found if any(same_name(name, known) for known in scope.names_of(u))]
        found = named or found
    if len(found) > 1:
        edge = [u for u in found if (u.valid_from if starts else u.valid_to) == on]
        found = edge or found
    if len(found) > 1:
        codes = ", ".join(unit.code for unit in found)
        raise BadCell(f"Mã hành chính “{code}” có ở nhiều đơn vị: {codes}. Hãy ghi mã đơn vị.")
    return found


def _check_parent(made: Plan, record: Record, scope: Scope, on: date) -> None:
    wanted, unit = record.get("old_parent"), record.values["old_unit"]
    if not wanted:
        return
    above = unit.parent_on(on) or unit.parent
    try:
        parent = scope.unit(wanted, on=on)
    except BadCell as error:
        made.refuse(record, "old_parent", str(error))
        return
    if above is None or parent.pk != above.pk:
        reason = f"{unit} khi ấy trực thuộc {above or 'không đơn vị nào'}, không phải {parent}."
        made.refuse(record, "old_parent", reason)


def _not_written_yet(made: Plan, good: list[Record]) -> list[Record]:
    """Rows that tell something new; what is there already must say the same."""
    olds = {record.values["old_unit"] for record in good}
    found = Succession.objects.in_force().filter(predecessor__in=olds)
    known: dict[tuple[str, date], dict[str, Succession]] = {}
    for one in found.select_related("reorganisation", "predecessor", "successor"):
        place = one.predecessor.code, one.reorganisation.effective_on
        known.setdefault(place, {})[one.successor.code] = one
    left = []
    for record in good:
        there = known.get((record.values["old"], record.get("effective_on")))
        if there is None:
            left.append(record)
            continue
        same = there.get(record.values["new"])
        if same is None or _differs(made, record, same):
            reason = "Đơn vị cũ đã có ghi nhận khác từ ngày này. Hãy hủy bỏ lần sắp xếp ấy trước."
            made.refuse(record, "old_code", reason)
        else:
            made.same += 1
    return left


def _differs(made: Plan, record: Record, known: Succession) -> bool:
    symbol = known.reorganisation.decision_symbol
    wanted = record.get("decision_symbol") if record.has("decision_symbol") else symbol
    return (known.part, symbol) != (record.get("part"), wanted)


def _plan_decision(made: Plan, group: list[Record], scope: Scope) -> None:
    """One reorganisation: whole units and units divided up end, others only give a part."""
    units = [record.values[f"{side}_unit"] for record in group for side in ("old", "new")]
    organiser = next((r for r in scope.roots if all(u.is_at_or_below(r) for u in units)), None)
    if organiser is None:
        made.refuse(group[0], "old_code", "Các đơn vị này không cùng một đơn vị quản lý.")
        return
    day, symbol = group[0].get("effective_on"), group[0].get("decision_symbol") or ""
    decision = Decision(organiser, day, symbol)
    by_old: dict[str, list[Record]] = {}
    for record in group:
        by_old.setdefault(record.values["old"], []).append(record)
    for code, parts in by_old.items():
        if _ends(made, parts, _eve(day)):
            decision.changes.ending.append(code)
    decision.changes.links = [_link(record) for record in group]
    if any(record.is_bad for record in group):
        return
    for sentence in Checker(decision.changes, _KIND, day, organiser).problems():
        made.table.faults.append(made.table.fault(group[0], "old_code", sentence))
    for record in group:
        made.deeds.append(_deed(made, record, decision))


def _link(record: Record) -> Link:
    whole = record.get("part") == _WHOLE
    return Link(record.values["old"], record.values["new"], record.get("part"), inherits=whole)


def _ends(made: Plan, parts: list[Record], last_day: date) -> bool:
    """Whether the old unit ends: as a whole in one other, or divided among several."""
    wholes = [record for record in parts if record.get("part") == _WHOLE]
    unit = parts[0].values["old_unit"]
    if wholes and len(parts) > 1:
        reason = f"{unit} ghi “toàn bộ” nhưng có {len(parts)} đơn vị mới. Hãy ghi “một phần”."
        made.refuse(wholes[0], "part", reason)
    elif not wholes and len(parts) == 1 and unit.valid_to == last_day:
        reason = f"{unit} đã kết thúc nhưng mới chuyển một phần. Hãy ghi đủ các đơn vị nhận."
        made.refuse(parts[0], "part", reason)
    ends = bool(wholes) or len(parts) > 1
    if ends and unit.valid_to != last_day:
        # What is still open must be handed over, and that is looked at on its own page.
        reason = (
            f"{unit} chưa ghi kết thúc ngày {last_day:%d/%m/%Y}. Hãy ghi “Đến ngày” ở bảng Đơn vị "
            "trước, hoặc dùng trang “Sắp xếp tổ chức” nếu còn việc phải chuyển giao."
        )
        made.refuse(parts[0], "old_code", reason)
    return ends


def _deed(made: Plan, record: Record, decision: Decision) -> Deed:
    old, new = record.values["old_unit"], record.values["new_unit"]
    told = {"part": record.get("part"), "effective_on": decision.effective_on}
    if decision.symbol:
        told["decision_symbol"] = decision.symbol
    changes = changes_of(made.table, record, {}, told)
    name = f"{old} ({old.code}) → {new} ({new.code})"
    return Deed(record.row, name, True, changes, decision)


def apply(made: Plan, *, actor: User) -> None:
    """Write down each reorganisation once and carry it out."""
    done: set[int] = set()
    for deed in made.deeds:
        decision = deed.payload
        if id(decision) not in done:
            done.add(id(decision))
            new = reorganisations.propose(
                organiser=decision.organiser,
                kind=_KIND,
                effective_on=decision.effective_on,
                decision_symbol=decision.symbol,
                plan=decision.changes,
                actor=actor,
            )
            reorganisations.apply(new, actor=actor)
            audit.record("reorganisation_applied", actor=actor, obj=new)
