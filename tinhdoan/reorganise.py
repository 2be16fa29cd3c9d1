"""A reorganisation over all floors: what it touches, carried out and taken back as one deed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from inspections import services as inspections
from units.models import Placement, Reorganisation, Unit
from units.services import reorganisations as units
from units.services.plans import Plan
from units.services.tree import Refused

ROWS_SHOWN = 5


@dataclass
class Touched:
    """One kind of thing a reorganisation touches at one unit, and what becomes of it."""

    unit: Unit
    label: str
    count: int
    what: str
    shown: list[str]


def touched(reorganisation: Reorganisation) -> list[Touched]:
    """Everything open at the units that end: people, seats, visits, rounds, units below."""
    plan = Plan.from_json(reorganisation.plan)
    codes = {*plan.ending, *(plan.heir_of(code) for code in plan.ending)}
    known = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    made = {row.code: row.short_name for row in plan.new}
    found: list[Touched] = []
    for code in plan.ending:
        if code not in known:
            continue
        heir_code = plan.heir_of(code)
        heir = str(known.get(heir_code) or made.get(heir_code, ""))
        for label, rows, what in _open_at(known[code], heir, reorganisation, plan):
            count = rows.count()
            if count:
                shown = [str(row) for row in rows[:ROWS_SHOWN]]
                found.append(Touched(known[code], label, count, what, shown))
    return found


def _open_at(unit: Unit, heir: str, it: Reorganisation, plan: Plan) -> list[tuple[str, Any, str]]:
    on = it.effective_on
    goes = f"chuyển sang {heir}" if heir else "còn lại ở đơn vị đã kết thúc, cần chọn nơi tiếp nhận"
    moved = {row.code for row in plan.moved} | set(plan.ending)
    last_day = f"{on - timedelta(days=1):%d/%m/%Y}"
    people = f"hết hiệu lực sau ngày {last_day}"
    if heir and plan.pass_memberships:
        people = f"{people}, có hiệu lực tại {heir} từ ngày {on:%d/%m/%Y}"
    below = Placement.objects.on(on).filter(parent=unit).exclude(unit__code__in=moved)
    return [
        (
            "Tư cách của người dùng",
            unit.memberships.current(on).select_related("user", "unit"),
            people,
        ),
        ("Đơn vị trực thuộc", below.select_related("unit", "parent"), goes),
        (
            "Chỗ trong cụm thi đua các năm sau",
            unit.seats.filter(year__gt=on.year).select_related("unit", "cluster"),
            goes,
        ),
        ("Lượt kiểm tra chưa tiến hành", inspections.open_visits_of(unit, on=on), goes),
        ("Đợt kiểm tra đang mở do đơn vị tổ chức", inspections.open_rounds_of(unit), goes),
    ]


@transaction.atomic
def carry_out(reorganisation: Reorganisation, *, actor: User) -> Reorganisation:
    """Apply it on every floor; raises ``Refused`` with every reason, then nothing has changed."""
    units.apply(reorganisation, actor=actor)
    plan = Plan.from_json(reorganisation.plan)
    for code in plan.ending:
        heir_code = plan.heir_of(code)
        if heir_code:
            pair = Unit.objects.in_bulk([code, heir_code], field_name="code")
            reorganisation.handed_over += inspections.hand_over(
                pair[code], pair[heir_code], on=reorganisation.effective_on, actor=actor
            )
    reorganisation.save(update_fields=["handed_over"])
    audit.record("reorganisation_applied", actor=actor, obj=reorganisation)
    return reorganisation


@transaction.atomic
def take_back(reorganisation: Reorganisation, *, actor: User, reason: str) -> Reorganisation:
    """Reverse it on every floor while nothing depends on it; raises ``Refused`` otherwise."""
    if reorganisation.is_in_force:
        try:
            inspections.hand_back(reorganisation.handed_over)
        except inspections.Refused as refused:
            raise Refused(str(refused)) from refused
    units.take_back(reorganisation, actor=actor, reason=reason)
    audit.record(
        "reorganisation_reversed", actor=actor, obj=reorganisation, data={"reason": reason}
    )
    return reorganisation


def in_the_way(reorganisation: Reorganisation) -> list[str]:
    """Why it can no longer be taken back, in sentences; empty while it can."""
    begun = inspections.begun_since(reorganisation.handed_over)
    return begun + units.depending_on(reorganisation)
