"""Reorganisations: looked at first, carried out in one transaction, taken back while possible."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts import audit
from accounts.models import User
from units.models import (
    ClusterSeat,
    Membership,
    Placement,
    Reorganisation,
    Succession,
    Unit,
    UnitChange,
    UnitName,
)
from units.services import tree
from units.services.plan_checks import Checker
from units.services.plans import Plan
from units.services.tree import Refused

_Deed = UnitChange.Deed


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

    ``rest`` may hold decision_symbol, decided_on, note, is_assumed.
    """
    return Reorganisation.objects.create(
        organiser=organiser,
        kind=kind,
        effective_on=effective_on,
        plan=plan.as_json(),
        created_by=actor,
        **rest,
    )


@transaction.atomic
def change_proposal(reorganisation: Reorganisation, *, plan: Plan, **facts: Any) -> None:
    """Write another plan and other facts; raises ``Refused`` once it was carried out."""
    fresh = _not_carried_out(reorganisation)
    for name, value in facts.items():
        setattr(fresh, name, value)
    fresh.plan = plan.as_json()
    fresh.save(update_fields=["plan", *facts])


@transaction.atomic
def drop_proposal(reorganisation: Reorganisation) -> None:
    """Throw it away; raises ``Refused`` once it was carried out."""
    _not_carried_out(reorganisation).delete()


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


@transaction.atomic
def apply(
    reorganisation: Reorganisation, *, actor: User, at: datetime | None = None
) -> Reorganisation:
    """Carry it out: units begin, end, change; seats and, if so planned, memberships pass on.

    Raises ``Refused`` with every reason; then nothing has changed.
    """
    fresh = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if fresh.applied_at:
        raise Refused("Việc sắp xếp này đã được áp dụng rồi.")
    plan = Plan.from_json(fresh.plan)
    # Whoever touches the same units waits here.
    list(Unit.objects.select_for_update().filter(code__in=plan.codes).order_by("pk"))
    wrong = problems_of(fresh)
    if wrong:
        raise Refused(*wrong)
    _Carrier(fresh, plan, actor).carry_out()
    fresh.applied_by, fresh.applied_at = actor, at or timezone.now()
    fresh.save(update_fields=["applied_by", "applied_at", "handed_over"])
    tree.refresh_today(timezone.localdate())
    reorganisation.refresh_from_db()
    return reorganisation


class _Carrier:
    """One reorganisation on its way into the tables."""

    def __init__(self, reorganisation: Reorganisation, plan: Plan, actor: User) -> None:
        self.it, self.plan, self.actor = reorganisation, plan, actor
        self.on = reorganisation.effective_on
        self.last_day = self.on - timedelta(days=1)
        self.units = {u.code: u for u in Unit.objects.filter(code__in=plan.codes)}

    def carry_out(self) -> None:
        """In this order: what begins must stand before anything goes over to it."""
        self._create()
        self._rename()
        self._move()
        self._link()
        self._end()

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
                self.units[row.code] = unit
                self._note(unit, _Deed.CREATED, to=unit.short_name)
            left = [row for row in left if row not in ready]

    def _rename(self) -> None:
        for row in self.plan.renamed:
            unit = self.units[row.code]
            before = unit.name_on(self.last_day)
            tree.rename(
                unit,
                on=self.on,
                name=row.name,
                short_name=row.short_name,
                kind=row.kind,
                is_assumed=row.is_assumed,
            )
            self._note(unit, _Deed.RENAMED, **{"from": before, "to": row.short_name})

    def _move(self) -> None:
        for row in self.plan.moved:
            self._place(self.units[row.code], self.units[row.parent])

    def _place(self, unit: Unit, parent: Unit) -> None:
        before = unit.parent_on(self.last_day)
        tree.place(unit, on=self.on, parent=parent)
        facts = {"from": str(before or ""), "to": str(parent)}
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

    def _end(self) -> None:
        for code in self.plan.ending:
            unit = self.units[code]
            heir = self.units.get(self.plan.heir_of(code))
            if heir is not None:
                self._pass_children(unit, heir)
                self._pass_seats(unit, heir)
                if self.plan.pass_memberships:
                    self._pass_memberships(unit, heir)
            was = unit.valid_to.isoformat() if unit.valid_to else None
            tree.end(unit, last_day=self.last_day)
            self._note(unit, _Deed.ENDED, valid_to=was, heir=str(heir or ""))

    def _pass_children(self, unit: Unit, heir: Unit) -> None:
        moved = {row.code for row in self.plan.moved} | set(self.plan.ending)
        rows = Placement.objects.on(self.on).filter(parent=unit).select_related("unit")
        for row in rows.exclude(unit__code__in=moved):
            if row.unit.valid_to is None or row.unit.valid_to >= self.on:
                self._place(row.unit, heir)

    def _pass_seats(self, unit: Unit, heir: Unit) -> None:
        """Seats of later years; that of the running year tells what was."""
        for seat in ClusterSeat.objects.filter(unit=unit, year__gt=self.on.year):
            # A unit sits in one cluster of an organiser a year.
            taken = ClusterSeat.objects.filter(organiser=seat.organiser_id, year=seat.year)
            if taken.filter(unit=heir).exists():
                continue
            seat.unit = heir
            seat.save(update_fields=["unit"])
            self._hand_over("seat", seat.pk, unit, heir)

    def _pass_memberships(self, unit: Unit, heir: Unit) -> None:
        for row in Membership.objects.filter(unit=unit).current(self.last_day):
            twin = Membership.objects.filter(user=row.user_id, unit=heir, role=row.role)
            if not twin.exists():
                new = Membership.objects.create(
                    user=row.user, unit=heir, role=row.role, valid_from=self.on
                )
                audit.record(
                    "membership_given",
                    actor=self.actor,
                    obj=new,
                    data={"unit": heir.code, "role": row.role, "reason": str(self.it)},
                )
                self._hand_over("membership", new.pk, unit, heir)

    def _hand_over(self, kind: str, pk: int, unit: Unit, heir: Unit) -> None:
        self.it.handed_over.append({"kind": kind, "pk": pk, "from": unit.pk, "to": heir.pk})


@transaction.atomic
def take_back(
    reorganisation: Reorganisation, *, actor: User, reason: str, at: datetime | None = None
) -> Reorganisation:
    """Reverse a mistaken reorganisation; raises ``Refused`` when something depends on it by now.

    What upper floors passed on must have been given back before (``tinhdoan.reorganise``).
    """
    fresh = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if not fresh.is_in_force:
        raise Refused("Việc sắp xếp này chưa áp dụng hoặc đã được hủy bỏ.")
    if not reason:
        raise Refused("Hãy ghi lý do hủy bỏ.")
    wrong = depending_on(fresh)
    if wrong:
        raise Refused(*wrong)
    _give_back_seats_and_memberships(fresh, actor)
    _undo_changes(fresh)
    fresh.reversed_by, fresh.reversed_at = actor, at or timezone.now()
    fresh.reversed_reason = reason
    fresh.save(update_fields=["reversed_by", "reversed_at", "reversed_reason"])
    tree.refresh_today(timezone.localdate())
    reorganisation.refresh_from_db()
    return reorganisation


def depending_on(reorganisation: Reorganisation) -> list[str]:
    """What happened to the units since, in sentences; empty when it can be reversed."""
    units = [change.unit_id for change in reorganisation.changes.all()]
    later = UnitChange.objects.filter(
        unit__in=units,
        reorganisation__pk__gt=reorganisation.pk,
        reorganisation__applied_at__isnull=False,
        reorganisation__reversed_at=None,
    ).select_related("unit", "reorganisation")
    found = [
        f"{change.unit} đã có “{change.reorganisation}” nhập sau. Hãy hủy bỏ việc ấy trước."
        for change in later
    ]
    passed = {
        (row["kind"], row["pk"])
        for row in reorganisation.handed_over
        if row["kind"] == "membership"
    }
    for change in reorganisation.changes.filter(deed=_Deed.CREATED).select_related("unit"):
        unit = change.unit
        people = [m for m in unit.memberships.all() if ("membership", m.pk) not in passed]
        if people or unit.officers.exists():
            found.append(f"{unit} đã có người dùng hoặc cán bộ. Hãy chuyển họ đi trước.")
        seats = [s.pk for s in unit.seats.all()]
        given = {row["pk"] for row in reorganisation.handed_over if row["kind"] == "seat"}
        if set(seats) - given:
            found.append(f"{unit} đã ở trong một cụm thi đua. Hãy rút đơn vị ra trước.")
        made_here = set(units)
        if unit.placed.exclude(unit__in=made_here).exists():
            found.append(f"{unit} đã có đơn vị trực thuộc khác. Hãy chuyển các đơn vị ấy trước.")
    return found


def _give_back_seats_and_memberships(it: Reorganisation, actor: User) -> None:
    for row in it.handed_over:
        if row["kind"] == "seat":
            ClusterSeat.objects.filter(pk=row["pk"], unit=row["to"]).update(unit=row["from"])
        elif row["kind"] == "membership":
            for given in Membership.objects.filter(pk=row["pk"], unit=row["to"]):
                told = {"role": given.role, "reason": it.reversed_reason or "Hủy bỏ sắp xếp"}
                audit.record("membership_ended", actor=actor, obj=given, data=told)
                given.delete()


def _undo_changes(it: Reorganisation) -> None:
    """Backwards: what ended goes on, names and places come back, what was created disappears."""
    last_day = it.effective_on - timedelta(days=1)
    changes = list(it.changes.select_related("unit").order_by("-pk"))
    for change in changes:
        unit = change.unit
        if change.deed == _Deed.ENDED:
            was = change.facts["valid_to"]
            day = date.fromisoformat(was) if was else None
            tree.reopen(unit, last_day=day, was=last_day)
        elif change.deed == _Deed.RENAMED:
            tree.drop_from_day_on(UnitName, unit, it.effective_on)
        elif change.deed == _Deed.MOVED:
            tree.drop_from_day_on(Placement, unit, it.effective_on)
    created = [change.unit for change in changes if change.deed == _Deed.CREATED]
    tree.refresh_today(timezone.localdate())
    it.successions.all().delete()
    it.changes.all().delete()
    # The last created first: a unit may stand under one created before it.
    for unit in created:
        try:
            unit.delete()
        except ProtectedError as error:
            raise Refused(
                f"{unit} đã có dữ liệu (đợt, lượt kiểm tra hoặc văn bản). Không hủy bỏ được nữa."
            ) from error
