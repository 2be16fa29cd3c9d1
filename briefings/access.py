"""Doors to briefings: unknown to you = 404, known but not yours to change = 403.

Staff of the organiser's line and people of the units that sit in the clusters know a series; its
meetings its members know from the invitation on. The organiser's officers and the people of the
cluster's head run it. Of the other units' reports members read the common table alone, and that
from the meeting on. Nobody outside the clusters knows of any of it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from briefings.models import (
    AgendaItem,
    Attendance,
    Briefing,
    BriefingQuerySet,
    Confirmation,
    Outcome,
    Proposal,
    Series,
    UnitReport,
)
from inspections.access import Predicate, door
from tasks.access import rechecks_at
from tasks.models import Recheck, Task
from units.access import (
    Reader,
    below,
    has_role,
    lines_read,
    memberships_of,
    represented_units,
    units_with_role,
)
from units.access.who_sees import NOBODY_ELSE, staff_of
from units.models import Cluster, ClusterSeat, Membership, Unit, UnitQuerySet

_RUNS = (Membership.Role.OFFICER, Membership.Role.ADMINISTRATOR)


def _own(user: Reader) -> list[int]:
    """Units the person speaks for, own and taken over."""
    return [unit.pk for unit in represented_units(user)]


# Series


def _inside(user: Reader, prefix: str = "") -> Q:
    """Condition: the reader is of the organiser's line or of a head of its clusters."""
    led = ClusterSeat.objects.filter(
        cluster__briefing_series=OuterRef(f"{prefix}pk"),
        year=OuterRef(f"{prefix}year"),
        duty=ClusterSeat.Duty.HEAD,
        unit__in=_own(user),
    )
    return below(lines_read(user), f"{prefix}organiser__") | Q(Exists(led))


def _sits(user: Reader, prefix: str = "") -> Q:
    """Condition: a unit of the reader sits in one of its clusters in its year."""
    seats = ClusterSeat.objects.filter(
        cluster__briefing_series=OuterRef(f"{prefix}pk"),
        year=OuterRef(f"{prefix}year"),
        unit__in=_own(user),
    )
    return Q(Exists(seats))


def all_series_for(user: Reader) -> QuerySet[Series]:
    """Series the reader may know of."""
    return Series.objects.filter(_inside(user) | _sits(user)).select_related("organiser")


def series_for(user: Reader, pk: int, *, may: Predicate[Series] | None = None) -> Series:
    """One series through the door."""
    return door(all_series_for(user), pk, user, may)


def organisers_for(user: Reader) -> list[Unit]:
    """Units in whose name the person may set up series."""
    return units_with_role(user, _RUNS)


def clusters_to_meet(user: Reader) -> QuerySet[Cluster]:
    """Clusters whose meetings the person may set up: those of the units they work for."""
    return Cluster.objects.filter(organiser__in=organisers_for(user)).order_by("name", "pk")


def may_set_up(user: Reader, series: Series) -> bool:
    """May change the series itself: the organiser's officers and administrators."""
    return has_role(user, series.organiser, *_RUNS)


def may_run_series(user: Reader, series: Series) -> bool:
    """May hold its meetings: who may set it up, and the people of the clusters' heads."""
    if may_set_up(user, series):
        return True
    heads = series.seats().filter(duty=ClusterSeat.Duty.HEAD).values_list("unit", flat=True)
    return any(m.unit_id in set(heads) for m in memberships_of(user))


def reads_inside(user: Reader, series: Series) -> bool:
    """Whether the person reads what members do not: drafts, internal items, the wall."""
    line = any(series.organiser.is_at_or_below(unit) for unit in lines_read(user))
    return line or may_run_series(user, series)


# Meetings


def briefings_for(user: Reader) -> BriefingQuerySet:
    """Meetings the reader may know of."""
    told = Q(invited_at__isnull=False) | Q(begun_at__isnull=False)
    rows = Briefing.objects.filter(_inside(user, "series__") | (_sits(user, "series__") & told))
    return rows.select_related("series__organiser", "host")


def briefing_for(user: Reader, pk: int, *, may: Predicate[Briefing] | None = None) -> Briefing:
    """One meeting through the door."""
    return door(briefings_for(user), pk, user, may)


def may_run(user: Reader, briefing: Briefing) -> bool:
    """Is of those who hold the meeting, whatever its state."""
    return may_run_series(user, briefing.series)


def may_prepare(user: Reader, briefing: Briefing) -> bool:
    """May change date, place and agenda: until the minutes are sent out."""
    ended = (Briefing.Status.MINUTED, Briefing.Status.CLOSED, Briefing.Status.CANCELLED)
    return may_run(user, briefing) and briefing.status not in ended


def may_note_conclusion(user: Reader, briefing: Briefing) -> bool:
    """May write down number and day of the conclusion: after the meeting, until it is closed."""
    open_states = (Briefing.Status.HELD, Briefing.Status.MINUTED)
    return may_run(user, briefing) and briefing.status in open_states


def may_read_inside(user: Reader, briefing: Briefing) -> bool:
    """May read the inner side of the meeting."""
    return reads_inside(user, briefing.series)


def may_read_table(user: Reader, briefing: Briefing) -> bool:
    """May read the table of all units: members from the meeting on, the inside at any time."""
    return briefing.begun_at is not None or may_read_inside(user, briefing)


def may_read_minutes(user: Reader, briefing: Briefing) -> bool:
    """May read what was written in the meeting: members once it is sent out for their answer."""
    sent = briefing.status in (Briefing.Status.MINUTED, Briefing.Status.CLOSED)
    return sent or may_read_inside(user, briefing)


def items_for(user: Reader, briefing: Briefing) -> QuerySet[AgendaItem]:
    """Items of the agenda the reader may see; internal ones are for the inside."""
    rows = AgendaItem.objects.filter(briefing=briefing).select_related("presenter")
    return rows if may_read_inside(user, briefing) else rows.filter(is_internal=False)


def tasks_of(user: Reader, briefing: Briefing) -> QuerySet[Task]:
    """Tasks of earlier meetings: all for the inside, for members those of their own units."""
    rows = briefing.carried_over()
    return rows if may_read_inside(user, briefing) else rows.filter(owner__in=_own(user))


def task_of(user: Reader, briefing: Briefing, pk: int) -> Task:
    """One of the tasks that the meeting reviews, or 404."""
    row = tasks_of(user, briefing).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


# Members


def seats_of(user: Reader, briefing: Briefing) -> list[Attendance]:
    """Rows of the reader's own units at the meeting."""
    rows = Attendance.objects.filter(briefing=briefing, unit__in=_own(user))
    return list(rows.select_related("unit"))


def own_row_for(user: Reader, pk: int, unit_pk: int) -> Attendance:
    """The row of one of the reader's units at a meeting they know, or 404; 403 for who runs the
    meeting and does not belong to the unit."""
    briefing = briefing_for(user, pk)
    row = Attendance.objects.filter(briefing=briefing, unit=unit_pk).select_related("unit").first()
    if row is None or not (_speaks_for(user, unit_pk) or may_read_inside(user, briefing)):
        raise Http404
    if not _speaks_for(user, unit_pk):
        raise PermissionDenied
    row.briefing = briefing
    return row


def _speaks_for(user: Reader, unit_pk: int) -> bool:
    return unit_pk in _own(user)


def report_of(row: Attendance) -> UnitReport | None:
    """The unit's report to the meeting, when there is one."""
    rows = UnitReport.objects.filter(briefing=row.briefing_id, unit=row.unit_id)
    return rows.select_related("briefing__series", "unit", "author").first()


def report_for(user: Reader, pk: int, unit_pk: int) -> UnitReport:
    """A unit's report: of one's own unit at any time, of others when it was sent and one reads
    the inside; else 404."""
    briefing = briefing_for(user, pk)
    rows = UnitReport.objects.filter(briefing=briefing, unit=unit_pk)
    if not _speaks_for(user, unit_pk):
        rows = rows.filter(sent_at__isnull=False)
        if not may_read_inside(user, briefing):
            raise Http404
    row = rows.select_related("briefing__series", "unit", "author").first()
    if row is None:
        raise Http404
    return row


def reviewed_at(briefing: Briefing) -> dict[int, Recheck]:
    """What was said at the meeting of tasks given earlier, by task."""
    return rechecks_at(ContentType.objects.get_for_model(Briefing), briefing.pk)


def meeting_before(briefing: Briefing) -> Briefing | None:
    """The meeting of the series that took place before this one."""
    return Briefing.objects.before(briefing).first()


def report_before(row: Attendance) -> UnitReport | None:
    """What the unit sent for the last meeting at which it reported."""
    earlier = Briefing.objects.before(row.briefing)
    rows = UnitReport.objects.filter(briefing__in=earlier, unit=row.unit_id, sent_at__isnull=False)
    return rows.order_by("-briefing__held_on", "-pk").first()


def members_of(briefing: Briefing) -> UnitQuerySet:
    """Units that sit in the clusters of the meeting's year."""
    return Unit.objects.filter(pk__in=briefing.series.seats().values("unit"))


def with_meetings_passed(briefing: Briefing, tasks: Iterable[Task]) -> list[tuple[Task, int]]:
    """Each task with the number of meetings held since it was given; two queries for all."""
    shown = list(tasks)
    born = dict(
        Outcome.objects.filter(pk__in=[task.origin_id for task in shown]).values_list(
            "pk", "item__briefing__held_on"
        )
    )
    days = list(Briefing.objects.before(briefing).values_list("held_on", flat=True))
    return [
        (task, sum(day > born[task.origin_id] for day in days if task.origin_id in born))
        for task in shown
    ]


def reports_at(briefing: Briefing) -> QuerySet[UnitReport]:
    """Reports sent for the meeting."""
    rows = UnitReport.objects.filter(briefing=briefing, sent_at__isnull=False)
    return rows.select_related("unit")


def may_still_report(briefing: Briefing, at: datetime) -> bool:
    """Whether a report may be saved at the moment."""
    return briefing.is_told and not briefing.reports_are_locked(at)


# Outcomes, proposals, answers


def outcome_for(user: Reader, pk: int) -> Outcome:
    """One line of the minutes, for who writes them: 404 for who may not read it, else 403."""
    inside = Outcome.objects.filter(item__briefing__in=briefings_for(user))
    rows = inside.select_related("item__briefing__series__organiser", "owner", "author")
    row = rows.filter(pk=pk).first()
    if row is None or not may_read_minutes(user, row.item.briefing):
        raise Http404
    if row.item.is_internal and not may_read_inside(user, row.item.briefing):
        raise Http404
    if not may_run(user, row.item.briefing):
        raise PermissionDenied
    return row


def proposals_for(user: Reader, series: Series) -> QuerySet[Proposal]:
    """Proposals to a series: all for the inside, their own for members."""
    rows = Proposal.objects.filter(series=series).select_related("unit", "item__briefing")
    return rows if reads_inside(user, series) else rows.filter(unit__in=_own(user))


def proposing_units(user: Reader, series: Series) -> list[Unit]:
    """Members of the series in whose name the person may propose."""
    seats = series.seats().filter(unit__in=_own(user))
    return [seat.unit for seat in seats]


def proposal_for(user: Reader, pk: int) -> Proposal:
    """One proposal, for who decides on it: 404 for strangers, 403 for the unit itself."""
    rows = Proposal.objects.select_related("series__organiser", "unit")
    row = rows.filter(pk=pk, series__in=all_series_for(user)).first()
    if row is None or not (reads_inside(user, row.series) or _speaks_for(user, row.unit_id)):
        raise Http404
    if not may_run_series(user, row.series):
        raise PermissionDenied
    return row


def confirmations_for(user: Reader, briefing: Briefing) -> QuerySet[Confirmation]:
    """Answers to the minutes: all for the inside, their own for members."""
    rows = Confirmation.objects.filter(briefing=briefing, edition=briefing.edition)
    rows = rows.select_related("unit", "author", "decided_by")
    return rows if may_read_inside(user, briefing) else rows.filter(unit__in=_own(user))


def confirmation_for(user: Reader, pk: int) -> Confirmation:
    """One answer, for the clerk who deals with it: 404 for strangers, 403 for its own unit."""
    rows = Confirmation.objects.filter(briefing__in=briefings_for(user))
    row = rows.select_related("briefing__series__organiser", "unit").filter(pk=pk).first()
    if row is None:
        raise Http404
    known = may_read_inside(user, row.briefing) or _speaks_for(user, row.unit_id)
    if not known:
        raise Http404
    if not may_run(user, row.briefing):
        raise PermissionDenied
    return row


# Who sees what, in words


def _heads(series: Series) -> list[str]:
    return [str(seat.unit) for seat in series.seats().filter(duty=ClusterSeat.Duty.HEAD)]


def who_sees_series(series: Series) -> list[str]:
    """*Ai được xem trang này* of a series."""
    return [
        f"{staff_of(series.organiser)} xem được.",
        "Các đơn vị có trong cụm của năm xem được lịch và các kỳ đã có giấy mời.",
        NOBODY_ELSE,
    ]


def who_sees_briefing(briefing: Briefing) -> list[str]:
    """*Ai được xem trang này* of a meeting: what the members see by now."""
    inside = f"{staff_of(briefing.series.organiser)} xem được toàn bộ."
    heads = [f"{head} (cụm trưởng) xem được toàn bộ." for head in _heads(briefing.series)]
    if not briefing.is_told:
        members = "Đơn vị thành viên chưa xem được; sẽ xem được khi đã gửi giấy mời."
    elif briefing.begun_at is None:
        members = (
            "Đơn vị thành viên xem được chương trình, báo cáo và nhiệm vụ của mình; "
            "bảng tổng hợp xem được từ khi họp."
        )
    else:
        members = "Đơn vị thành viên xem được chương trình, bảng tổng hợp, nhiệm vụ của mình."
    return [inside, *heads, members, NOBODY_ELSE]
