"""Taking back a mistaken reorganisation, while nothing depends on it."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import User
from units.models import ClusterSeat, Placement, Reorganisation, Unit, UnitChange, UnitName
from units.services import tree
from units.services.reorganisations import lock_tree
from units.services.tree import Refused

_Deed = UnitChange.Deed


@transaction.atomic
def take_back(
    reorganisation: Reorganisation, *, actor: User, reason: str, at: datetime | None = None
) -> Reorganisation:
    """Reverse it; raises ``Refused`` when something depends on it by now.

    What upper floors passed on must have been given back before (``tinhdoan.reorganise``).
    """
    lock_tree(reorganisation.organiser)
    fresh = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if not fresh.is_in_force:
        raise Refused("Việc sắp xếp này chưa áp dụng hoặc đã được hủy bỏ.")
    if not reason:
        raise Refused("Hãy ghi lý do hủy bỏ.")
    wrong = depending_on(fresh)
    if wrong:
        raise Refused(*wrong)
    for row in fresh.handed_over:
        if row["kind"] == "seat":
            ClusterSeat.objects.filter(pk=row["pk"], unit=row["to"]).update(unit=row["from"])
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
    later = (
        UnitChange.objects.filter(
            unit__in=units,
            reorganisation__applied_at__gte=reorganisation.applied_at,
            reorganisation__reversed_at=None,
        )
        .exclude(reorganisation=reorganisation)
        .select_related("unit", "reorganisation")
    )
    found = [
        f"{change.unit} đã có “{change.reorganisation}” nhập sau. Hãy hủy bỏ việc ấy trước."
        for change in later
    ]
    for change in reorganisation.changes.filter(deed=_Deed.CREATED).select_related("unit"):
        found += _depending_on_new(change.unit, reorganisation, set(units))
    return found


def _depending_on_new(unit: Unit, it: Reorganisation, touched: set[int]) -> list[str]:
    """What a unit that would disappear has got since."""
    passed = {row["pk"] for row in it.handed_over if row["kind"] == "seat"}
    found = []
    if unit.memberships.exists() or unit.officers.exists() or unit.invitations.exists():
        found.append(f"{unit} đã có người dùng, cán bộ hoặc lời mời. Hãy chuyển họ đi trước.")
    if unit.seats.exclude(pk__in=passed).exists():
        found.append(f"{unit} đã ở trong một cụm thi đua. Hãy rút đơn vị ra trước.")
    if unit.placed.exclude(unit__in=touched).exists():
        found.append(f"{unit} đã có đơn vị trực thuộc khác. Hãy chuyển các đơn vị ấy trước.")
    return found


def _undo_changes(it: Reorganisation) -> None:
    """Backwards: what ended goes on, names and places come back, what was created disappears."""
    changes = list(it.changes.select_related("unit").order_by("-pk"))
    for change in changes:
        undo = change.facts.get("undo", {})
        if change.deed == _Deed.ENDED:
            tree.undo_end(change.unit, undo)
        elif change.deed == _Deed.RENAMED:
            tree.undo_from_day_on(UnitName, change.unit, it.effective_on, undo)
        elif change.deed == _Deed.MOVED:
            tree.undo_from_day_on(Placement, change.unit, it.effective_on, undo)
    created = [change.unit for change in changes if change.deed == _Deed.CREATED]
    tree.refresh_today(timezone.localdate())
    it.successions.all().delete()
    # What was done to units that stay is told on, as taken back.
    UnitChange.objects.filter(unit__in=created).delete()
    # The last created first: a unit may stand under one created before it.
    for unit in created:
        try:
            unit.delete()
        except ProtectedError as error:
            raise Refused(
                f"{unit} đã có dữ liệu (đợt, lượt kiểm tra hoặc văn bản). Không hủy bỏ được nữa."
            ) from error
