"""Reorganisations: looked at first, carried out in one transaction, taken back while possible."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from units.models import (
    ClusterSeat,
    Placement,
    Reorganisation,
    Succession,
    Unit,
    UnitChange,
)
from units.services import tree
from units.services.plan_checks import Checker
from units.services.plans import NewUnit, Plan, lines_of, title_of
from units.services.tree import Refused

_Deed = UnitChange.Deed


@transaction.atomic
def propose(
    *,
    organiser: Unit,
    kind: str,
    effective_on: date,
    plan: Plan,
    actor: User,
    **rest: Any,
) -> Reorganisation:
    """A reorganisation that is written down but not carried out yet.

    The same words of the same person again are the proposal that waits already, as a resend is.
    ``rest`` may hold decision_symbol, decided_on, note, is_assumed, typed.
    """
    lock_tree(organiser)
    facts = {"organiser": organiser, "kind": kind, "effective_on": effective_on, **rest}
    waiting = Reorganisation.objects.filter(applied_at=None, created_by=actor, **facts)
    twin = next((one for one in waiting if one.plan == plan.as_json()), None)
    if twin is not None:
        return twin
    new = Reorganisation.objects.create(
        **facts,
        title=title_of(plan, kind),
        plan=plan.as_json(),
        # What it says now: names change with it once it is carried out.
        lines=lines_of(plan),
        created_by=actor,
    )
    audit.record("reorganisation_proposed", actor=actor, obj=new, data={"after": _told(new)})
    return new


def _told(it: Reorganisation) -> str:
    """What a proposal says, on one line."""
    return " ".join([f"{it}.", it.decision_symbol, *it.lines[:20]])


@transaction.atomic
def change_proposal(
    reorganisation: Reorganisation, *, plan: Plan, rev: int, actor: User, **facts: Any
) -> None:
    """Write another plan and other facts over the revision that was read.

    Raises ``Refused`` once it was carried out, and when somebody saved another one meanwhile.
    """
    fresh = _not_carried_out(reorganisation)
    if fresh.rev != rev:
        raise Refused(
            "Dự kiến này vừa được người khác sửa. Nội dung bạn nhập vẫn còn; hãy mở trang dự kiến "
            "ở cửa sổ khác để so, rồi lưu lần nữa nếu vẫn muốn thay."
        )
    before = _told(fresh)
    for name, value in facts.items():
        setattr(fresh, name, value)
    fresh.plan, fresh.lines, fresh.rev = plan.as_json(), lines_of(plan), rev + 1
    fresh.title = title_of(plan, fresh.kind)
    fresh.save(update_fields=["plan", "lines", "rev", "title", *facts])
    told = {"before": before, "after": _told(fresh)}
    audit.record("reorganisation_changed", actor=actor, obj=fresh, data=told)


@transaction.atomic
def drop_proposal(reorganisation: Reorganisation, *, actor: User) -> None:
    """Throw it away; raises ``Refused`` once it was carried out."""
    fresh = _not_carried_out(reorganisation)
    told = {"before": _told(fresh)}
    audit.record("reorganisation_dropped", actor=actor, obj=fresh, data=told)
    fresh.delete()


def _not_carried_out(reorganisation: Reorganisation) -> Reorganisation:
    fresh = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if fresh.applied_at:
        raise Refused("Việc sắp xếp này vừa được áp dụng nên không sửa được nữa.")
    return fresh


def problems_of(reorganisation: Reorganisation) -> list[str]:
    """What stands in the way of carrying it out, in sentences."""
    plan = Plan.from_json(reorganisation.plan)
    return Checker(
        plan, reorganisation.kind, reorganisation.effective_on, reorganisation.organiser
    ).problems()


def lock_tree(organiser: Unit) -> None:
    """Changes of one tree take turns: circles and names are looked at over all of it."""
    root = organiser.path.partition("/")[0]
    Unit.objects.select_for_update().get(code=root)


@transaction.atomic
def apply(
    reorganisation: Reorganisation, *, actor: User, at: datetime | None = None
) -> Reorganisation:
    """Carry it out: units begin, end, change; seats of later years pass on.

    Raises ``Refused`` with every reason; then nothing has changed.
    """
    lock_tree(reorganisation.organiser)
    fresh = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if fresh.applied_at:
        raise Refused("Việc sắp xếp này đã được áp dụng rồi.")
    wrong = problems_of(fresh)
    if wrong:
        raise Refused(*wrong)
    _Carrier(fresh, Plan.from_json(fresh.plan)).carry_out()
    fresh.applied_by, fresh.applied_at = actor, at or timezone.now()
    fresh.save(update_fields=["applied_by", "applied_at", "handed_over"])
    tree.refresh_today(timezone.localdate())
    reorganisation.refresh_from_db()
    return reorganisation


def seats_after(unit: Unit, heir: Unit | None, on: date) -> tuple[list[ClusterSeat], ...]:
    """Seats of later years: those that pass to the heir, and those that stay where they are.

    That of the running year tells what was. A unit sits in one cluster of an organiser a year.
    """
    seats = list(unit.seats.filter(year__gt=on.year).select_related("cluster", "unit"))
    if heir is None:
        return [], seats
    taken = set(ClusterSeat.objects.filter(unit=heir).values_list("cluster__organiser", "year"))
    passing = [s for s in seats if (s.cluster.organiser_id, s.year) not in taken]
    return passing, [seat for seat in seats if seat not in passing]


class _Carrier:
    """One reorganisation on its way into the tables."""

    def __init__(self, reorganisation: Reorganisation, plan: Plan) -> None:
        self.it, self.plan = reorganisation, plan
        self.on = reorganisation.effective_on
        self.last_day = self.on - timedelta(days=1)
        self.units = {u.code: u for u in Unit.objects.filter(code__in=plan.codes)}

    def carry_out(self) -> None:
        """In this order: what begins must stand before anything goes over to it."""
        self._create()
        self._rename()
        for row in self.plan.moved:
            self._place(self.units[row.code], self.units[row.parent])
        self._link()
        for code in self.plan.ending:
            self._end(self.units[code])

    def _note(self, unit: Unit, deed: str, **facts: Any) -> None:
        UnitChange.objects.create(reorganisation=self.it, unit=unit, deed=deed, facts=facts)

    def _create(self) -> None:
        left = list(self.plan.new)
        while left:
            ready = [row for row in left if not row.parent or row.parent in self.units]
            if not ready:
                names = ", ".join(row.code for row in left)
                raise Refused(f"Đơn vị cấp trên của {names} nối thành vòng tròn. Hãy sửa lại.")
            for row in ready:
                self.units[row.code] = self._begin(row)
            left = [row for row in left if row not in ready]

    def _begin(self, row: NewUnit) -> Unit:
        unit = tree.create_unit(
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            kind=row.kind,
            parent=self.units.get(row.parent),
            official_code=row.official_code,
            name_is_assumed=row.is_assumed,
            valid_from=self.on,
        )
        self._note(unit, _Deed.CREATED, to=unit.short_name)
        return unit

    def _rename(self) -> None:
        for row in self.plan.renamed:
            unit = self.units[row.code]
            before = unit.name_on(self.last_day)
            undo = tree.rename(
                unit,
                on=self.on,
                name=row.name,
                short_name=row.short_name,
                kind=row.kind,
                is_assumed=row.is_assumed,
            )
            facts = {"from": before, "to": row.short_name, "undo": undo}
            self._note(unit, _Deed.RENAMED, **facts)

    def _place(self, unit: Unit, parent: Unit) -> None:
        before = unit.parent_on(self.last_day)
        undo = tree.place(unit, on=self.on, parent=parent)
        facts = {"from": str(before or ""), "to": str(parent), "undo": undo}
        self._note(unit, _Deed.MOVED, **facts)

    def _link(self) -> None:
        for link in self.plan.links:
            Succession.objects.create(
                reorganisation=self.it,
                predecessor=self.units[link.predecessor],
                successor=self.units[link.successor],
                part=link.part,
                inherits=link.inherits,
                is_assumed=link.is_assumed,
            )
        made = {row.code for row in self.plan.new}
        for code in sorted({link.successor for link in self.plan.links} - made):
            self._note(self.units[code], _Deed.RECEIVED)
        for code in sorted({li.predecessor for li in self.plan.links} - set(self.plan.ending)):
            self._note(self.units[code], _Deed.GAVE)

    def _end(self, unit: Unit) -> None:
        heir = self.units.get(self.plan.heir_of(unit.code))
        if heir is not None:
            self._pass_children(unit, heir)
            self._pass_seats(unit, heir)
        undo = tree.end(unit, last_day=self.last_day)
        self._note(unit, _Deed.ENDED, heir=str(heir or ""), undo=undo)

    def _pass_children(self, unit: Unit, heir: Unit) -> None:
        """Who stood under it stands under the heir; an heir from among them takes its place."""
        moved = {row.code for row in self.plan.moved} | set(self.plan.ending)
        rows = Placement.objects.on(self.on).filter(parent=unit).select_related("unit")
        above = unit.parent_on(self.on)
        for row in rows.exclude(unit__code__in=moved):
            child = row.unit
            parent = heir if child.pk != heir.pk else above
            if parent is not None and (child.valid_to is None or child.valid_to >= self.on):
                self._place(child, parent)

    def _pass_seats(self, unit: Unit, heir: Unit) -> None:
        passing, _ = seats_after(unit, heir, self.on)
        for seat in passing:
            seat.unit = heir
            seat.save(update_fields=["unit"])
            row = {"kind": "seat", "pk": seat.pk, "from": unit.pk, "to": heir.pk}
            self.it.handed_over.append(row)
