"""Who reorganises units, and who reads of it."""

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from units.access.doors import Reader, below, lines_read, units_with_role
from units.access.who_sees import NOBODY_ELSE, staff_of
from units.models import Membership, Reorganisation, Unit


def organisers_of_units(user: Reader) -> list[Unit]:
    """Units whose subtree the person may reorganise: as their officer or administrator."""
    return units_with_role(user, [Membership.Role.OFFICER, Membership.Role.ADMINISTRATOR])


def organisers_of_units_for(user: Reader) -> list[Unit]:
    """Units whose subtree the person may reorganise, the highest first; 403 for who has none."""
    own = organisers_of_units(user)
    if not own:
        raise PermissionDenied
    return sorted(own, key=lambda unit: unit.depth)


def organiser_over(organisers: list[Unit], codes: Iterable[str]) -> Unit:
    """The highest of the units under which all these stand; the first when none covers them.

    Who looks after two units writes down changes of either without being asked which.
    """
    paths = list(Unit.objects.filter(code__in=list(codes)).values_list("path", flat=True))
    covering = [unit for unit in organisers if all(path.startswith(unit.path) for path in paths)]
    return (covering or organisers)[0]


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
        f"{staff_of(reorganisation.organiser)} xem được.",
        "Đơn vị liên quan thấy kết quả ở mục “Quá trình tổ chức” trên trang của mình.",
        NOBODY_ELSE,
    ]
