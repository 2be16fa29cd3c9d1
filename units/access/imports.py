"""Who brings tables in and takes them out."""

from django.http import Http404

from units.access.doors import Reader, units_with_role
from units.models import ImportFile, Membership, Unit


def importing_units(user: Reader) -> list[Unit]:
    """Units whose tables, and those of everything below, the person may import and export."""
    return units_with_role(user, (Membership.Role.ADMINISTRATOR, Membership.Role.OFFICER))


def may_import(user: Reader) -> bool:
    """Whether there is any unit the person imports for."""
    return bool(importing_units(user))


def import_file_for(user: Reader, pk: int) -> ImportFile:
    """The uploaded file by its number, or 404: only its owner knows it, while they may import."""
    mine = ImportFile.objects.filter(pk=pk, owner_id=user.pk).defer("content").first()
    if mine is None or not may_import(user):
        raise Http404
    return mine
