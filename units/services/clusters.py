"""Clusters are set up and named; who sits in one in a year is set as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from units.access.clusters import existing_in, may_edit_cluster
from units.models import FIRST_YEAR, LAST_YEAR, Cluster, ClusterSeat, Unit
from units.services.periods import lock
from units.services.refusals import STALE, Refused
from vietnamese.dates import short

NOT_YOURS = "Chỉ chuyên viên và quản trị của đơn vị tổ chức được sửa cụm thi đua này."
_HEAD = ClusterSeat.Duty.HEAD


@dataclass(frozen=True)
class Seat:
    """Who sits in the cluster that year, as whom."""

    unit: Unit
    duty: str = ClusterSeat.Duty.MEMBER
    is_assumed: bool = False


@transaction.atomic
def create_cluster(*, organiser: Unit, actor: User, **facts: Any) -> Cluster:
    """A cluster without seats: code, name, name_is_assumed, note. Made twice alike it is one."""
    new = Cluster(organiser=organiser, **facts)
    if not may_edit_cluster(actor, new):
        raise Refused(NOT_YOURS)
    lock(organiser)
    taken = Cluster.objects.filter(code__iexact=new.code).first()
    if taken is not None:
        if taken.organiser_id == organiser.pk and taken.name == new.name:
            return taken
        raise Refused("Mã này đã được dùng. Hãy chọn mã khác.", field="code")
    new.save()
    record("cluster_changed", actor=actor, obj=new, data={"after": _told(new)})
    return new


@transaction.atomic
def change_cluster(cluster: Cluster, *, actor: User, **facts: Any) -> Cluster:
    """Another name or note of the cluster."""
    fresh = Cluster.objects.select_for_update().select_related("organiser").get(pk=cluster.pk)
    if not may_edit_cluster(actor, fresh):
        raise Refused(NOT_YOURS)
    was = _told(fresh)
    if any(getattr(fresh, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(fresh, name, value)
        fresh.save()
        data = {"before": was, "after": _told(fresh)}
        record("cluster_changed", actor=actor, obj=fresh, data=data)
    return fresh


def _told(row: Cluster) -> str:
    """The cluster in words, for the audit log."""
    assumed = " (tên giả định)" if row.name_is_assumed else ""
    return f"{row.name}{assumed}{f'; {row.note}' if row.note else ''}"


def state_of(cluster: Cluster, year: int) -> str:
    """What the form of a year was opened on, to notice that somebody changed it meanwhile."""
    rows = ClusterSeat.objects.filter(cluster=cluster, year=year).order_by("unit_id")
    return ",".join(f"{row.unit_id}{row.duty[0]}{int(row.is_assumed)}" for row in rows)


@transaction.atomic
def set_seats(
    cluster: Cluster, year: int, seats: Iterable[Seat], *, seen: str | None = None, actor: User
) -> None:
    """These units, and no others, sit in the cluster in the year.

    Raises ``Refused``: a year out of range, two heads, a unit twice, one that did not exist in
    that year, is not below the organiser, or sits in another cluster of it; then nothing changed.
    """
    if not may_edit_cluster(actor, cluster):
        raise Refused(NOT_YOURS)
    lock(cluster.organiser)  # two clusters of one organiser do not take the same unit at once
    if seen is not None and seen != state_of(cluster, year):
        raise Refused(STALE)
    chosen = list(seats)
    check_seats(cluster, year, chosen)
    wanted = {seat.unit.pk: seat for seat in chosen}
    have = {
        row.unit_id: row
        for row in ClusterSeat.objects.filter(cluster=cluster, year=year).select_related("unit")
    }
    told = _write(cluster, year, wanted, have)
    if any(told.values()):
        record("seat_changed", actor=actor, obj=cluster, data={"year": year, **told})


@transaction.atomic
def seat_units(cluster: Cluster, year: int, seats: Iterable[Seat], *, actor: User) -> None:
    """These units sit in the cluster so in the year, and whoever else sits there stays.

    Raises ``Refused`` as ``set_seats``.
    """
    lock(cluster.organiser)
    set_seats(cluster, year, with_those_who_stay(cluster, year, seats), actor=actor)


def with_those_who_stay(cluster: Cluster, year: int, seats: Iterable[Seat]) -> list[Seat]:
    """These seats and the cluster's other seats of the year."""
    chosen = list(seats)
    told = {seat.unit.pk for seat in chosen}
    rows = ClusterSeat.objects.filter(cluster_id=cluster.pk, year=year).select_related("unit")
    stay = [Seat(row.unit, row.duty, row.is_assumed) for row in rows if row.unit_id not in told]
    return [*stay, *chosen]


def check_seats(cluster: Cluster, year: int, seats: list[Seat]) -> None:
    """Raises ``Refused`` when the cluster may not look so in the year; it may be unsaved."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.", field="year")
    if len({seat.unit.pk for seat in seats}) < len(seats):
        raise Refused("Có đơn vị được ghi hai lần. Mỗi đơn vị chỉ ghi một lần.")
    heads = [seat.unit for seat in seats if seat.duty == _HEAD]
    if len(heads) > 1:
        word = cluster.duty_labels[_HEAD].lower()
        names = ", ".join(map(str, heads))
        words = f"Mỗi năm chỉ có một {word}; đang chọn: {names}. Hãy giữ lại một."
        raise Refused(words, rows=heads)
    units = [seat.unit for seat in seats]
    _check_units(cluster, year, units)
    _check_elsewhere(cluster, year, units)


def _check_units(cluster: Cluster, year: int, units: list[Unit]) -> None:
    for unit in units:
        if unit.pk == cluster.organiser_id or not unit.is_at_or_below(cluster.organiser):
            words = f"{unit} không trực thuộc {cluster.organiser}, đơn vị tổ chức cụm."
            raise Refused(words, rows=(unit,))
    alive = set(
        Unit.objects.filter(existing_in(year), pk__in=[unit.pk for unit in units]).values_list(
            "pk", flat=True
        )
    )
    for unit in units:
        if unit.pk not in alive:
            words = f"{unit} không tồn tại trong năm {year} ({_life(unit)}). Hãy bỏ ra."
            raise Refused(words, rows=(unit,))


def _life(unit: Unit) -> str:
    if unit.valid_to and unit.valid_to < timezone.localdate():
        return f"kết thúc hoạt động ngày {short(unit.valid_to)}"
    return f"hoạt động từ ngày {short(unit.valid_from)}" if unit.valid_from else "ngoài năm ấy"


def _check_elsewhere(cluster: Cluster, year: int, units: list[Unit]) -> None:
    others = ClusterSeat.objects.filter(
        organiser=cluster.organiser, year=year, unit__in=units
    ).exclude(cluster_id=cluster.pk)
    other = others.select_related("cluster", "unit").first()
    if other is not None:
        raise Refused(
            f"{other.unit} năm {year} đã ở {other.cluster}. Mỗi năm một đơn vị chỉ ở một cụm; hãy "
            "rút đơn vị khỏi cụm kia trước.",
            rows=(other.unit,),
        )


def _write(
    cluster: Cluster, year: int, wanted: dict[int, Seat], have: dict[int, ClusterSeat]
) -> dict[str, list[str]]:
    """Leaving first, then who steps down, the head last: no moment has two heads."""
    gone = [row for pk, row in have.items() if pk not in wanted]
    told: dict[str, list[str]] = {"removed": [str(row.unit) for row in gone], "added": []}
    for row in gone:
        row.delete()
    for pk, seat in sorted(wanted.items(), key=lambda item: item[1].duty == _HEAD):
        row = have.get(pk) or ClusterSeat(cluster=cluster, unit=seat.unit, year=year)
        if row.pk and (row.duty, row.is_assumed) == (seat.duty, seat.is_assumed):
            continue
        row.duty, row.is_assumed = seat.duty, seat.is_assumed
        row.save()
        told["added"].append(f"{seat.unit}: {cluster.duty_labels[seat.duty].lower()}")
    return told
