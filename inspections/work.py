"""What waits for whom: named queues of visits; home counts them, the list shows the same rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from inspections.access import duties_of
from inspections.models import Round, TeamMember, Visit
from units.access import Reader, below, represented_units, units_with_role
from units.models import Membership

_OFFICER = (Membership.Role.OFFICER,)
_READS_AS_UNIT = (Membership.Role.UNIT_OFFICER,)
_TO_GO = (Visit.Status.NOTIFIED, Visit.Status.SELF_REPORTED, Visit.Status.ON_SITE)


@dataclass(frozen=True)
class Queue:
    """One kind of work: its word in the address, its name, its button, its rows for a person."""

    key: str
    label: str
    button: str
    rows: Callable[[Reader], QuerySet[Visit]]
    is_urgent: bool = False
    url_name: str = "inspections:visit"


def _visits() -> QuerySet[Visit]:
    return Visit.objects.named().select_related("round__organiser", "unit", "team")


def _own(user: Reader, roles: tuple[str, ...]) -> QuerySet[Visit]:
    units = [unit.pk for unit in units_with_role(user, roles)]
    return _visits().filter(round__organiser__in=units)


def _teams(user: Reader, duties: frozenset[str]) -> list[int]:
    return [team for team, duty in duties_of(user).items() if duty in duties]


def _as_unit(user: Reader) -> QuerySet[Visit]:
    return _visits().filter(below(represented_units(user, _READS_AS_UNIT), "unit__"))


def to_visit(user: Reader) -> QuerySet[Visit]:
    """Visits of the person's teams that are not over."""
    return _visits().filter(
        team__in=list(duties_of(user)), status__in=_TO_GO, round__status=Round.Status.RUNNING
    )


def to_synthesise(user: Reader) -> QuerySet[Visit]:
    """Visits whose findings wait for the lead."""
    led = _teams(user, TeamMember.LEADS)
    return _visits().filter(team__in=led, status=Visit.Status.DRAFTING)


def to_notify(user: Reader) -> QuerySet[Visit]:
    """Planned visits of approved rounds that the unit was not told of."""
    rounds = (Round.Status.APPROVED, Round.Status.RUNNING)
    return _own(user, _OFFICER).filter(status=Visit.Status.PLANNED, round__status__in=rounds)


def to_conclude(user: Reader) -> QuerySet[Visit]:
    """Visits that wait for their conclusion at the organiser's desk."""
    return _own(user, _OFFICER).filter(status=Visit.Status.DRAFTING)


def to_report(user: Reader) -> QuerySet[Visit]:
    """Visits the unit was told of and has not reported for."""
    return _as_unit(user).filter(status=Visit.Status.NOTIFIED)


QUEUES = {
    queue.key: queue
    for queue in (
        Queue("di-kiem-tra", "Lượt kiểm tra đang mở", "Ghi nhận", to_visit),
        Queue(
            "can-tong-hop",
            "Ghi nhận chờ tổng hợp",
            "Tổng hợp",
            to_synthesise,
            url_name="inspections:synthesis",
        ),
        Queue("can-thong-bao", "Lịch chưa thông báo cho đơn vị", "Thông báo", to_notify),
        Queue("can-ket-luan", "Lượt kiểm tra chờ kết luận", "Mở", to_conclude),
        Queue("can-bao-cao", "Lịch kiểm tra cần gửi báo cáo", "Xem", to_report),
    )
}
