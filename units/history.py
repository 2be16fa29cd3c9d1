"""The life line of a unit: what happened to it, from its beginning to its end."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from units.models import Reorganisation, Succession, Unit, UnitChange

_Deed = UnitChange.Deed


@dataclass
class Event:
    """One thing on the life line: its day, words, units it leads to, key of its reorganisation."""

    on: date | None
    text: str
    decision: str = ""
    note: str = ""
    is_assumed: bool = False
    pk: int | None = None
    units: list[tuple[Unit, str]] = field(default_factory=list)


def life_of(unit: Unit) -> list[Event]:
    """Events of the unit, the earliest first; constant in queries."""
    in_force = unit.changes.filter(reorganisation__reversed_at=None)
    changes = list(in_force.select_related("reorganisation"))
    origins = list(unit.origins.in_force().select_related("predecessor"))
    heirs = list(unit.successions.in_force().select_related("successor"))
    before = _by_reorganisation((row.reorganisation_id, row.predecessor, row) for row in origins)
    after = _by_reorganisation((row.reorganisation_id, row.successor, row) for row in heirs)
    events = [_event(change, before, after) for change in changes]
    deeds = {change.deed for change in changes}
    if _Deed.CREATED not in deeds and unit.valid_from:
        events.insert(0, Event(unit.valid_from, "Bắt đầu hoạt động"))
    if _Deed.ENDED not in deeds and unit.valid_to:
        events.append(Event(unit.valid_to, "Ngày hoạt động cuối cùng"))
    return sorted(events, key=lambda event: event.on or date.min)


def _by_reorganisation(
    rows: Iterable[tuple[int, Unit, Succession]],
) -> dict[int, list[tuple[Unit, str]]]:
    found: dict[int, list[tuple[Unit, str]]] = defaultdict(list)
    for pk, unit, row in rows:
        words = [row.get_part_display()]
        words += ["tiếp nhận hồ sơ"] if row.inherits else []
        words += ["giả định"] if row.is_assumed else []
        found[pk].append((unit, ", ".join(words)))
    return found


def _event(
    change: UnitChange,
    before: dict[int, list[tuple[Unit, str]]],
    after: dict[int, list[tuple[Unit, str]]],
) -> Event:
    it = change.reorganisation
    from_, to = change.facts.get("from", ""), change.facts.get("to", "")
    words = {
        _Deed.CREATED: "Thành lập từ" if before.get(it.pk) else "Thành lập",
        _Deed.RENAMED: f"Đổi tên: {from_} → {to}",
        _Deed.MOVED: f"Chuyển đơn vị cấp trên: {from_ or 'chưa có'} → {to}",
        _Deed.RECEIVED: "Tiếp nhận",
        _Deed.GAVE: "Tách một phần sang",
        _Deed.ENDED: "Kết thúc hoạt động, kế thừa bởi"
        if after.get(it.pk)
        else "Kết thúc hoạt động",
    }
    linked = {
        _Deed.CREATED: before,
        _Deed.RECEIVED: before,
        _Deed.GAVE: after,
        _Deed.ENDED: after,
    }.get(_Deed(change.deed), {})
    return Event(
        on=it.effective_on,
        text=words[_Deed(change.deed)],
        decision=decision_of(it),
        note=it.note,
        is_assumed=it.is_assumed,
        pk=it.pk,
        units=linked.get(it.pk, []),
    )


def decision_of(it: Reorganisation) -> str:
    """The decision as papers name it: its number and day, what is known of them."""
    day = f"ngày {it.decided_on:%d/%m/%Y}" if it.decided_on else ""
    named = it.decision_symbol or ("quyết định" if day else "")
    return f"{named} {day}".strip()
