"""Who may see which unit: the three rings start here.

Staff of a unit see it and everything below; unit officers likewise, but only as readers of
what is published to them. Every other unit is as if it did not exist.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from units.models import ImportFile, Membership, Unit, UnitQuerySet

Reader = User | AnonymousUser


def memberships_of(user: Reader) -> list[Membership]:
    """The person's memberships in force today; asked of the database once per request."""
    if not user.is_authenticated:
        return []
    kept: list[Membership] | None = user.__dict__.get("_memberships_today")
    if kept is None:
        rows = Membership.objects.filter(user_id=user.pk).current(timezone.localdate())
        kept = list(rows.select_related("unit"))
        user.__dict__["_memberships_today"] = kept
    return kept


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
    paths = [Q(**{f"{prefix}path__startswith": unit.path}) for unit in units]
    return reduce(or_, paths, Q(pk__in=[]))


def units_for(user: Reader) -> UnitQuerySet:
    """The units the person may see: their own and what is below."""
    return Unit.objects.filter(below(m.unit for m in memberships_of(user)))


def unit_for(user: Reader, code: str) -> Unit:
    """The unit by its code, or 404: a unit of others is as if it did not exist."""
    unit = units_for(user).filter(code=code).select_related("parent").first()
    if unit is None:
        raise Http404
    return unit


def importing_units(user: Reader) -> list[Unit]:
    """Units whose tables, and those of everything below, the person may import and export."""
    return units_with_role(user, (Membership.Role.ADMINISTRATOR, Membership.Role.OFFICER))


def may_import(user: Reader) -> bool:
    """Whether there is any unit the person imports for."""
    return bool(importing_units(user))


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
