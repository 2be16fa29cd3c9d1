"""Who brings tables in and takes them out."""

from django.http import Http404

from units.access.doors import Reader, memberships_of, units_with_role
from units.models import ImportFile, Membership, Unit


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
