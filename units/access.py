"""Who may see which unit: the three rings start here.

Staff of a unit see it and everything below; unit officers likewise, but only as readers of
what is published to them. From the day of a reorganisation on, the chosen heir of a unit reads
what was the predecessor's; who belonged to the predecessor alone reads nothing any more. Every
other unit is as if it did not exist.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from units.models import (
    ImportFile,
    Membership,
    Reorganisation,
    Succession,
    Unit,
    UnitQuerySet,
    holds_on,
    under,
)

Reader = User | AnonymousUser


def memberships_of(user: Reader) -> list[Membership]:
    """The person's memberships in force today; asked of the database once per request.

    A membership ends with its unit, whatever its own last day says.
    """
    if not user.is_authenticated:
        return []
    kept: list[Membership] | None = user.__dict__.get("_memberships_today")
    if kept is None:
        today = timezone.localdate()
        rows = Membership.objects.filter(holds_on(today, "unit__"), user_id=user.pk).current(today)
        inherits = Succession.objects.inherited(today).filter(successor=OuterRef("unit"))
        kept = list(rows.select_related("unit").annotate(has_heritage=Exists(inherits)))
        user.__dict__["_memberships_today"] = kept
    return kept


def heritage_of(user: Reader) -> dict[int, list[Unit]]:
    """Key of each own unit → the predecessors it has taken over, near and far, by today."""
    kept: dict[int, list[Unit]] | None = user.__dict__.get("_heritage_today")
    if kept is None:
        heirs = {m.unit_id for m in memberships_of(user) if m.has_heritage}  # type: ignore[attr-defined]
        kept = {pk: predecessors_of(pk) for pk in heirs}
        user.__dict__["_heritage_today"] = kept
    return kept


def predecessors_of(unit_id: int) -> list[Unit]:
    """Units whose records the unit has taken over by today, one step after the other."""
    found: dict[int, Unit] = {}
    edge = {unit_id}
    while edge:
        rows = Succession.objects.inherited(timezone.localdate()).filter(successor__in=edge)
        new = {row.predecessor_id: row.predecessor for row in rows.select_related("predecessor")}
        edge = set(new) - set(found) - {unit_id}
        found |= {pk: new[pk] for pk in edge}
    return list(found.values())


def with_heritage(user: Reader, units: Iterable[Unit]) -> list[Unit]:
    """The own units given and the predecessors they have taken over."""
    taken = heritage_of(user)
    return [one for unit in units for one in (unit, *taken.get(unit.pk, ()))]


def lines_read(user: Reader) -> list[Unit]:
    """Units whose inner side the person reads: as staff of them or of their heirs."""
    return with_heritage(user, staffed_units(user))


def represented_units(user: Reader, roles: Iterable[str] | None = None) -> list[Unit]:
    """Units the person speaks for (with one of the roles), own and taken over."""
    wanted = set(roles) if roles is not None else None
    own = [m.unit for m in memberships_of(user) if wanted is None or m.role in wanted]
    return with_heritage(user, dict.fromkeys(own))


def units_with_role(user: Reader, roles: Iterable[str]) -> list[Unit]:
    """Units in which the person holds one of the roles today."""
    wanted = set(roles)
    return [m.unit for m in memberships_of(user) if m.role in wanted]


def staffed_units(user: Reader) -> list[Unit]:
    """Units the person works for as staff (officer, leader, registrar, administrator)."""
    return units_with_role(user, Membership.STAFF)


def is_staff_of(user: Reader, unit: Unit) -> bool:
    """Staff of the unit itself; staff of a unit above it are not staff here."""
    return any(own.pk == unit.pk for own in staffed_units(user))


def has_role(user: Reader, unit: Unit, *roles: str) -> bool:
    """Whether the person holds one of the roles in exactly this unit today."""
    return any(own.pk == unit.pk for own in units_with_role(user, roles))


def below(units: Iterable[Unit], prefix: str = "") -> Q:
    """Condition "at or below one of the units" on a path; ``prefix`` is the way to the unit."""
    paths = [under(path, prefix) for path in dict.fromkeys(unit.path for unit in units)]
    return reduce(or_, paths, Q(pk__in=[]))


def units_for(user: Reader) -> UnitQuerySet:
    """The units the person may see: their own, those they have taken over, and what is below."""
    return Unit.objects.filter(below(represented_units(user)))


def unit_for(user: Reader, code: str, *, on: date | None = None) -> Unit:
    """The unit by its code, or 404: a unit of others is as if it did not exist.

    With a day it carries the name of that day, and must have existed then.
    """
    rows = units_for(user).filter(code=code).select_related("parent")
    if on:
        rows = rows.existing_on(on).named_on(on)
    unit = rows.first()
    if unit is None:
        raise Http404
    return unit


def top_units_for(user: Reader, day: date) -> list[Unit]:
    """The highest units the reader may see on the day: where their tree begins."""
    own = {unit.pk: unit for unit in represented_units(user) if unit.holds(day)}
    return [
        unit
        for unit in own.values()
        if not any(other.pk != unit.pk and unit.is_at_or_below(other) for other in own.values())
    ]


def organisers_of_units(user: Reader) -> list[Unit]:
    """Units whose subtree the person may reorganise: as their officer or administrator."""
    return units_with_role(user, [Membership.Role.OFFICER, Membership.Role.ADMINISTRATOR])


def known_among(user: Reader, units: Iterable[int]) -> set[int]:
    """Which of these units the reader may open."""
    return set(units_for(user).filter(pk__in=list(units)).values_list("pk", flat=True))


# Reorganisations


def organiser_of_units_for(user: Reader) -> Unit:
    """The highest unit whose subtree the person may reorganise; 403 for who has none."""
    own = organisers_of_units(user)
    if not own:
        raise PermissionDenied
    return min(own, key=lambda unit: unit.depth)


def reorganisations_for(user: Reader) -> QuerySet[Reorganisation]:
    """Reorganisations of the lines the person reads from the inside."""
    rows = Reorganisation.objects.filter(below(lines_read(user), "organiser__"))
    return rows.select_related("organiser", "created_by", "applied_by", "reversed_by")


def reorganisation_for(
    user: Reader, pk: int, *, may: Callable[[Reader, Reorganisation], bool] | None = None
) -> Reorganisation:
    """One reorganisation through the door: 404 unknown, 403 known but not theirs to do."""
    row = reorganisations_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    if may is not None and not may(user, row):
        raise PermissionDenied
    return row


def may_reorganise(user: Reader, reorganisation: Reorganisation) -> bool:
    """May carry it out or take it back: officers and administrators of its organiser."""
    return any(unit.pk == reorganisation.organiser_id for unit in organisers_of_units(user))


def may_change_proposal(user: Reader, reorganisation: Reorganisation) -> bool:
    """May change or drop it: the same people, as long as it was not carried out."""
    return reorganisation.applied_at is None and may_reorganise(user, reorganisation)


def who_sees_reorganisation(reorganisation: Reorganisation) -> list[str]:
    """Who may open its page, in words."""
    return [
        f"Chuyên viên, lãnh đạo, văn thư, quản trị của {reorganisation.organiser} và của đơn vị "
        "cấp trên.",
        "Đơn vị liên quan thấy kết quả ở mục “Quá trình tổ chức” trên trang của mình.",
    ]


# Import and export


def may_import(user: Reader) -> bool:
    """Whether there is any unit the person imports for."""
    return bool(organisers_of_units(user))


def may_give_role(user: Reader, unit: Unit, role: str) -> bool:
    """Whether the person may give the role in the unit: never more than they have themselves.

    An administrator of the unit or above gives every role; an officer gives those of readers and
    of officers, and below their own unit also those of leaders and registrars.
    """
    above = [m for m in memberships_of(user) if unit.is_at_or_below(m.unit)]
    if any(m.role == Membership.Role.ADMINISTRATOR for m in above):
        return True
    offices = [m.unit for m in above if m.role == Membership.Role.OFFICER]
    if role in (Membership.Role.UNIT_OFFICER, Membership.Role.OFFICER):
        return bool(offices)
    own = any(office.pk == unit.pk for office in offices)
    return role != Membership.Role.ADMINISTRATOR and bool(offices) and not own


def import_file_for(user: Reader, pk: int) -> ImportFile:
    """The uploaded file by its number, or 404: only its owner knows it, while they may import."""
    mine = ImportFile.objects.filter(pk=pk, owner_id=user.pk).defer("content").first()
    if mine is None or not may_import(user):
        raise Http404
    return mine
