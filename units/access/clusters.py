"""Doors to clusters: the organiser's line sees all of them, others those their units sit in.

Who sees a cluster in a year sees the names of all who sit in it that year: they meet and compete
together. Of those units nothing else is opened by it.
"""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from units.access.doors import Reader, below, has_role, lines_read, units_for, units_with_role
from units.models import Cluster, ClusterSeat, Membership, Placement, Unit, UnitQuerySet

_EDITORS = (Membership.Role.OFFICER, Membership.Role.ADMINISTRATOR)


def _own_seats(user: Reader) -> QuerySet[ClusterSeat]:
    """Seats of the units the person knows: their own and what is below."""
    return ClusterSeat.objects.filter(unit__in=units_for(user))


def clusters_for(user: Reader) -> QuerySet[Cluster]:
    """Clusters the person may know of, in whatever year."""
    own = _own_seats(user).filter(cluster=OuterRef("pk"))
    line = below(lines_read(user), "organiser__")
    return Cluster.objects.filter(line | Exists(own)).select_related("organiser")


def clusters_of_year(user: Reader, year: int) -> QuerySet[Cluster]:
    """Clusters with seats in the year that the person sees in it."""
    seats = ClusterSeat.objects.filter(cluster=OuterRef("pk"), year=year)
    own = _own_seats(user).filter(cluster=OuterRef("pk"), year=year)
    line = below(lines_read(user), "organiser__")
    visible = (line & Exists(seats)) | Exists(own)
    return Cluster.objects.filter(visible).select_related("organiser")


def clusters_without_seats(user: Reader) -> QuerySet[Cluster]:
    """Clusters the person may fill that nobody ever sat in."""
    organisers = cluster_organisers_for(user)
    return Cluster.objects.filter(organiser__in=organisers, seats=None)


def years_for(user: Reader, cluster: Cluster | None = None) -> list[int]:
    """Years of which the person sees seats, of one cluster or of all, the latest first."""
    line = below(lines_read(user), "cluster__organiser__")
    seats = ClusterSeat.objects.filter(line | Q(unit__in=units_for(user)))
    if cluster is not None:
        seats = seats.filter(cluster=cluster)
    return sorted(seats.values_list("year", flat=True).order_by().distinct(), reverse=True)


def cluster_for(user: Reader, pk: int, *, to_edit: bool = False) -> Cluster:
    """One cluster, or 404; with ``to_edit`` 403 for who knows it and may not change it."""
    found = clusters_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    if to_edit:
        _refuse_reader(user, found)
    return found


def _refuse_reader(user: Reader, cluster: Cluster) -> None:
    if not may_edit_cluster(user, cluster):
        raise PermissionDenied


def may_edit_cluster(user: Reader, cluster: Cluster) -> bool:
    """May name the cluster and seat its units: officers and administrators of its organiser."""
    return has_role(user, cluster.organiser, *_EDITORS)


def cluster_organisers_for(user: Reader) -> list[Unit]:
    """Units in whose name the person may set up clusters."""
    return units_with_role(user, _EDITORS)


def seats_of(cluster: Cluster, year: int) -> list[ClusterSeat]:
    """Seats of one cluster in the year, as ``seats_by_cluster`` orders and names them."""
    return seats_by_cluster([cluster], year).get(cluster.pk, [])


def seats_by_cluster(clusters: list[Cluster], year: int) -> dict[int, list[ClusterSeat]]:
    """Seats of the year of several clusters: who leads first, then by name; each unit under its
    name of that year. Two queries."""
    rows = list(
        ClusterSeat.objects.filter(cluster__in=clusters, year=year).select_related(
            "unit", "cluster"
        )
    )
    names = names_in(year, [row.unit_id for row in rows])
    found: dict[int, list[ClusterSeat]] = {}
    for row in sorted(rows, key=lambda row: (ClusterSeat.RANK[row.duty], row.unit.sort_key)):
        row.unit_name = names[row.unit_id]  # type: ignore[attr-defined]
        found.setdefault(row.cluster_id, []).append(row)
    return found


def year_before(cluster: Cluster, year: int) -> int | None:
    """The nearest earlier year in which anybody sat in the cluster."""
    earlier = ClusterSeat.objects.filter(cluster=cluster, year__lt=year)
    return earlier.order_by("-year").values_list("year", flat=True).first()


def names_in(year: int, units: list[int]) -> dict[int, str]:
    """What each unit was called at the end of the year (or last, when it ended before)."""
    named: Any = Unit.objects.filter(pk__in=units).named_on(date(year, 12, 31))
    return dict(named.values_list("pk", "name_then"))


def existing_in(year: int) -> Q:
    """Condition on units: existed on a day of the year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    begun = Q(valid_from=None) | Q(valid_from__lte=last)
    return begun & (Q(valid_to=None) | Q(valid_to__gte=first))


def units_to_seat(organiser: Unit, year: int) -> UnitQuerySet:
    """Units that stood directly under the organiser in the year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    ever = Placement.objects.filter(unit=OuterRef("pk"))
    then = ever.filter(
        Q(valid_from=None) | Q(valid_from__lte=last),
        Q(valid_to=None) | Q(valid_to__gte=first),
        parent=organiser,
    )
    under = Exists(then) | (Q(parent=organiser) & ~Exists(ever))
    return Unit.objects.filter(existing_in(year) & under).order_by("sort_key", "pk")
