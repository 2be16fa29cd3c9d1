"""A meeting until its end: opened, invited to, reported for, begun, attended."""

import calendar
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from briefings.models import AgendaItem, Attendance, Briefing, Series, UnitReport
from briefings.services.refusals import Refused, Stale
from units.models import Unit
from vietnamese.calendar import last_working_day, next_working_day
from vietnamese.dates import short
from vietnamese.text import clean, fold
from workflow.moves import move

_MONTHS = {
    Series.Rhythm.MONTH: 1,
    Series.Rhythm.QUARTER: 3,
    Series.Rhythm.HALF_YEAR: 6,
    Series.Rhythm.YEAR: 12,
}


def next_date(series: Series) -> date:
    """The day the next meeting would fall on: one period after the last, on a working day; the
    end of the first period where there was none."""
    last = series.briefings.exclude(status=Briefing.Status.CANCELLED).order_by("-held_on").first()
    step = _MONTHS[Series.Rhythm(series.rhythm)]
    if last is None:
        return last_working_day(_day_in(series.year, step, 25))
    month = last.held_on.month - 1 + step
    return next_working_day(
        _day_in(last.held_on.year + month // 12, month % 12 + 1, last.held_on.day)
    )


def _day_in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def next_host(series: Series) -> Unit | None:
    """The member whose turn it is to host: the one after the last host, in the order of names."""
    if not series.hosts_rotate:
        return None
    members = [seat.unit for seat in series.seats()]
    hosted = series.briefings.exclude(host=None).exclude(status=Briefing.Status.CANCELLED)
    last = hosted.order_by("-held_on", "-pk").values_list("host_id", flat=True).first()
    places = [place for place, unit in enumerate(members) if unit.pk == last]
    turn = (places[0] + 1) % len(members) if places else 0
    return members[turn] if members else None


@transaction.atomic
def open_briefing(briefing: Briefing, *, actor: User) -> Briefing:
    """Save a new meeting of a series; the template of its agenda is copied now, and later changes
    of the template never touch it."""
    series = briefing.series
    if briefing.report_due_on is None and not briefing.source:
        days = timedelta(days=series.report_days)
        briefing.report_due_on = last_working_day(briefing.held_on - days)
    if briefing.host is None:
        briefing.host = next_host(series)
    briefing._history_user = actor  # type: ignore[attr-defined]
    briefing.save()
    for item in series.template.all():
        AgendaItem.objects.create(
            briefing=briefing,
            order=item.order,
            kind=item.kind,
            title=item.title,
            minutes=item.minutes,
            author=actor,
        )
    return briefing


@transaction.atomic
def invite(briefing: Briefing, *, actor: User, at: datetime | None = None) -> Briefing:
    """Send the invitation: from now on the members know of the meeting and may report."""
    at = at or timezone.now()
    facts = {"invited_at": at}
    move(briefing, Briefing.Status.INVITED, actor=actor, at=at, facts=facts)
    _seat_members(briefing)
    return briefing


def _seat_members(briefing: Briefing) -> None:
    """A row for each unit that sits in the clusters on the day, under its name of that day."""
    for seat in briefing.series.seats(briefing.held_on):
        name = seat.unit.name_on(briefing.held_on)
        Attendance.objects.get_or_create(
            briefing=briefing, unit=seat.unit, defaults={"unit_name": name}
        )


@transaction.atomic
def begin(briefing: Briefing, *, actor: User, at: datetime | None = None) -> Briefing:
    """Open the meeting; reports are locked from now on."""
    at = at or timezone.now()
    move(briefing, Briefing.Status.MEETING, actor=actor, at=at, facts={"begun_at": at})
    # A source that names nobody makes nobody absent.
    if not briefing.source:
        _seat_members(briefing)
    return briefing


def end(briefing: Briefing, *, actor: User, at: datetime | None = None) -> Briefing:
    """End the meeting; the minutes remain to be finished."""
    at = at or timezone.now()
    return move(briefing, Briefing.Status.HELD, actor=actor, at=at, facts={"ended_at": at})


@transaction.atomic
def postpone(
    briefing: Briefing, *, actor: User, reason: str, at: datetime | None = None
) -> Briefing:
    """Put the meeting off with a reason."""
    reason = clean(reason)
    if not reason:
        raise Refused("Hãy ghi lý do hoãn.")
    facts = {"status_reason": reason}
    return move(briefing, Briefing.Status.POSTPONED, actor=actor, at=at, note=reason, facts=facts)


def cancel(briefing: Briefing, *, actor: User, reason: str, at: datetime | None = None) -> Briefing:
    """Give the meeting up with a reason."""
    reason = clean(reason)
    if not reason:
        raise Refused("Hãy ghi lý do hủy.")
    facts = {"status_reason": reason}
    return move(briefing, Briefing.Status.CANCELLED, actor=actor, at=at, note=reason, facts=facts)


@transaction.atomic
def put_off_until(
    briefing: Briefing, held_on: date, *, actor: User, at: datetime | None = None
) -> Briefing:
    """A postponed meeting gets its new day: it is planned again, and to be invited to again."""
    days = timedelta(days=briefing.series.report_days)
    facts = {
        "held_on": held_on,
        "report_due_on": last_working_day(held_on - days),
        "status_reason": "",
    }
    # What was answered was answered for another day.
    for row in briefing.attendances.exclude(answer=""):
        blank = {"answer": "", "full_name": "", "reason": ""}
        _save(row, {**blank, "answered_at": None, "answered_by": None}, actor)
    return move(briefing, Briefing.Status.PLANNED, actor=actor, at=at, facts=facts)


@transaction.atomic
def answer_invitation(
    row: Attendance,
    *,
    actor: User,
    answer: str,
    full_name: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> Attendance:
    """Write down whether the unit comes, and who; raises ``Refused`` once the meeting began."""
    briefing = Briefing.objects.select_for_update(of=("self",)).get(pk=row.briefing_id)
    if briefing.status != Briefing.Status.INVITED:
        raise Refused(
            f"Kỳ giao ban đang ở “{briefing.get_status_display()}” nên không nhận trả lời giấy "
            "mời nữa. Hãy báo trực tiếp cho đơn vị tổ chức."
        )
    full_name, reason = clean(full_name), clean(reason)
    if answer == Attendance.Answer.SUBSTITUTE:
        _refuse_taken(row, full_name)
    facts = {
        "answer": answer,
        "full_name": full_name,
        "reason": reason,
        "answered_at": at or timezone.now(),
        "answered_by": actor,
    }
    return _save(row, facts, actor)


def _refuse_taken(row: Attendance, full_name: str) -> None:
    """Nobody stands in for a unit who is already there for another."""
    if not full_name:
        raise Refused("Hãy ghi họ tên, chức vụ người dự thay.")
    others = Attendance.objects.filter(briefing=row.briefing_id).exclude(pk=row.pk)
    for other in others.exclude(full_name=""):
        if fold(other.full_name) == fold(full_name):
            raise Refused(
                f"{full_name} đã dự họp thay mặt {other.unit_name} nên không dự thay được cho "
                f"{row.unit_name}. Hãy ghi người khác."
            )


def _save(row: Attendance, facts: Mapping[str, Any], actor: User) -> Attendance:
    for name, value in facts.items():
        setattr(row, name, value)
    row._history_user = actor  # type: ignore[attr-defined]
    row.save(update_fields=list(facts))
    return row


@transaction.atomic
def take_attendance(
    briefing: Briefing, rows: Iterable[Attendance], *, actor: User
) -> list[Attendance]:
    """Save who was there, all rows or none.

    Raises ``Refused`` when attendance may not be written now, or one person stands in for two.
    """
    locked = Briefing.objects.select_for_update(of=("self",)).get(pk=briefing.pk)
    if not locked.is_writable:
        raise Refused(
            f"Kỳ giao ban đang ở “{locked.get_status_display()}”: chỉ điểm danh được khi đang "
            "họp hoặc trước khi gửi biên bản lấy ý kiến."
        )
    saved = list(rows)
    for row in saved:
        row._history_user = actor  # type: ignore[attr-defined]
        row.save(update_fields=["presence", "full_name", "reason"])
    for row in saved:
        if row.presence == Attendance.Presence.SUBSTITUTE:
            _refuse_taken(row, row.full_name)
    return saved


@transaction.atomic
def save_report(
    row: Attendance,
    *,
    actor: User,
    rev: int,
    facts: Mapping[str, Any],
    is_sent: bool,
    at: datetime | None = None,
) -> UnitReport:
    """Keep the unit's report over the revision the person saw; ``rev`` is 0 for the first.

    A report once sent stays sent: saving it again is a new revision of it, and late remains what
    was first sent late. Raises ``Refused`` after the lock, ``Stale`` over a newer text.
    """
    at = at or timezone.now()
    briefing = Briefing.objects.select_for_update(of=("self",)).get(pk=row.briefing_id)
    if briefing.reports_are_locked(at) or not briefing.is_told:
        raise Refused(
            f"Đã hết giờ nhận báo cáo của kỳ giao ban ngày {short(briefing.held_on)}. "
            "Nội dung vừa nhập chưa được lưu; hãy báo cáo trực tiếp tại cuộc họp."
        )
    report = UnitReport.objects.filter(briefing=briefing, unit=row.unit_id).first()
    if report is None:
        report = UnitReport(briefing=briefing, unit=row.unit)
    elif report.rev != rev:
        raise Stale(report)
    else:
        report.rev = rev + 1
    for name, value in facts.items():
        setattr(report, name, clean(value) if isinstance(value, str) else value)
    report.author, report.updated_at = actor, at
    if is_sent and report.sent_at is None:
        report.sent_at, report.is_late = at, briefing.report_is_late(at)
    report._history_user = actor  # type: ignore[attr-defined]
    report.save()
    return report
