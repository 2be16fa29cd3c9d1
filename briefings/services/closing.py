"""Minutes sent out, answered, closed; what was assigned becomes tasks."""

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from briefings.models import Attendance, Briefing, Confirmation, Outcome
from briefings.services.refusals import Refused
from tasks import services as tasks
from vietnamese.calendar import next_working_day
from vietnamese.dates import short
from vietnamese.text import clean
from workflow.moves import move

# Members have three working days to answer (office practice).
CONFIRM_DAYS = 3


def last_day_to_answer(sent_on: date, days: int = CONFIRM_DAYS) -> date:
    """The last of so many working days after the day it was sent."""
    day = sent_on
    for _ in range(days):
        day = next_working_day(day + timedelta(days=1))
    return day


@transaction.atomic
def send_minutes(briefing: Briefing, *, actor: User, at: datetime | None = None) -> Briefing:
    """Freeze the minutes and ask the members; raises ``MoveRefused`` with every gap.

    The snapshot is what they answer to: nothing changes it afterwards but taking the minutes back.
    """
    at = at or timezone.now()
    frozen = snapshot_of(briefing)
    facts = {
        "snapshot": frozen,
        "snapshot_sha256": digest(frozen),
        "confirm_by": last_day_to_answer(timezone.localdate(at)),
        "edition": briefing.edition + 1,
    }
    move(briefing, Briefing.Status.MINUTED, actor=actor, at=at, facts=facts)
    told = {"sha256": briefing.snapshot_sha256}
    audit.record("briefing_minutes_sent", actor=actor, obj=briefing, data=told)
    return briefing


def digest(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the snapshot in its canonical writing."""
    text = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def snapshot_of(briefing: Briefing) -> dict[str, Any]:
    """The minutes as plain data: who was there, each item with its lines."""
    rows = briefing.attendances.select_related("unit")
    items = briefing.items.prefetch_related("outcomes__owner").select_related("presenter")
    return {
        "title": briefing.title,
        "held_on": short(briefing.held_on),
        "place": briefing.place,
        "chair": briefing.chair,
        "clerk": briefing.clerk,
        "attendance": [_person(row) for row in rows],
        "items": [
            {
                "order": item.order,
                "title": item.title,
                "is_internal": item.is_internal,
                "presenter": str(item.presenter or ""),
                "outcomes": [_line(outcome, briefing) for outcome in item.outcomes.all()],
            }
            for item in items
        ],
    }


def _person(row: Attendance) -> dict[str, str]:
    return {
        "unit": row.unit_name,
        "presence": row.get_presence_display(),
        "full_name": row.full_name,
        "reason": row.reason,
    }


def _line(outcome: Outcome, briefing: Briefing) -> dict[str, Any]:
    owner = outcome.owner.name_on(briefing.held_on) if outcome.owner else ""
    return {
        "pk": outcome.pk,
        "kind": outcome.get_kind_display(),
        "body": outcome.body,
        "owner": owner,
        "owner_pk": outcome.owner_id,
        "due_on": short(outcome.due_on) if outcome.due_on else "",
        "product": outcome.product,
    }


@transaction.atomic
def answer_minutes(
    row: Attendance, *, actor: User, answer: str, body: str = "", at: datetime | None = None
) -> Confirmation:
    """A member agrees or comments, once an edition; raises ``Refused`` after the term."""
    at, body = at or timezone.now(), clean(body)
    briefing = Briefing.objects.select_for_update(of=("self",)).get(pk=row.briefing_id)
    if briefing.status != Briefing.Status.MINUTED or briefing.confirm_by is None:
        raise Refused("Biên bản không còn lấy ý kiến. Hãy tải lại trang.")
    if timezone.localdate(at) > briefing.confirm_by:
        raise Refused(
            f"Đã hết hạn cho ý kiến (ngày {short(briefing.confirm_by)}). "
            "Hãy gửi ý kiến trực tiếp cho đơn vị tổ chức."
        )
    if answer == Confirmation.Answer.COMMENT and not body:
        raise Refused("Hãy ghi nội dung ý kiến.")
    earlier = Confirmation.objects.filter(
        briefing=briefing, unit=row.unit_id, edition=briefing.edition
    ).first()
    if earlier is not None:
        if (earlier.answer, earlier.body) == (answer, body):
            return earlier
        raise Refused(f"{row.unit_name} đã trả lời: {earlier.get_answer_display()}.")
    return Confirmation.objects.create(
        briefing=briefing,
        unit=row.unit,
        edition=briefing.edition,
        answer=answer,
        body=body if answer == Confirmation.Answer.COMMENT else "",
        author=actor,
        answered_at=at,
    )


@transaction.atomic
def decide_comment(
    comment: Confirmation, *, actor: User, verdict: str, reply: str, at: datetime | None = None
) -> Confirmation:
    """The clerk takes a comment or keeps the minutes, with words the unit reads."""
    locked = Confirmation.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if locked.answer != Confirmation.Answer.COMMENT:
        raise Refused("Chỉ xử lý ý kiến góp ý của đơn vị.")
    if locked.verdict:
        raise Refused(f"Ý kiến này đã được xử lý: {locked.get_verdict_display()}.")
    reply = clean(reply)
    if verdict == Confirmation.Verdict.KEPT and not reply:
        raise Refused("Hãy ghi lý do giữ nguyên biên bản để đơn vị được biết.")
    locked.verdict, locked.reply = verdict, reply
    locked.decided_by, locked.decided_at = actor, at or timezone.now()
    locked.save(update_fields=["verdict", "reply", "decided_by", "decided_at"])
    return locked


@transaction.atomic
def close(briefing: Briefing, *, actor: User, at: datetime | None = None) -> Briefing:
    """Close the meeting: silence is written down as such, assignments become tasks.

    Raises ``MoveRefused`` while answers, the term or the conclusion's number are wanting.
    """
    at = at or timezone.now()
    move(briefing, Briefing.Status.CLOSED, actor=actor, at=at, facts={"closed_at": at})
    answered = briefing.confirmations.filter(edition=briefing.edition).values("unit")
    for row in briefing.attendances.exclude(unit__in=answered):
        Confirmation.objects.create(
            briefing=briefing,
            unit=row.unit,
            edition=briefing.edition,
            answer=Confirmation.Answer.SILENT,
            answered_at=at,
        )
    given = _give_all(briefing, actor, at)
    told = {"symbol": briefing.conclusion_symbol, "rows": len(given)}
    audit.record("briefing_closed", actor=actor, obj=briefing, data=told)
    return briefing


def _give_all(briefing: Briefing, actor: User, at: datetime) -> list[int]:
    """Each assignment as a task of its owner; one given before a reopening is not given again."""
    rows = Outcome.objects.filter(item__briefing=briefing, kind=Outcome.Kind.ASSIGNMENT)
    given = []
    for outcome in rows.select_related("owner", "item"):
        if outcome.owner is None:
            continue
        tasks.give(
            actor=actor,
            organiser=briefing.series.organiser,
            owner=outcome.owner,
            body=outcome.body,
            due_on=outcome.due_on,
            product=outcome.product,
            origin=outcome,
            origin_label=f"{briefing.title} ({short(briefing.held_on)})"[:300],
            created_at=at,
        )
        given.append(outcome.pk)
    Outcome.objects.filter(pk__in=given).update(is_given=True)
    return given


@transaction.atomic
def reopen(briefing: Briefing, *, actor: User, reason: str, at: datetime | None = None) -> Briefing:
    """Take the minutes back to be corrected, with a reason; only the latest meeting of a series.

    Tasks given stay given; the number of the conclusion stays; a new edition is sent out later.
    """
    reason = clean(reason)
    if not reason:
        raise Refused("Hãy ghi lý do mở lại biên bản.")
    later = Briefing.objects.after(briefing).order_by("held_on").first()
    if later is not None:
        raise Refused(
            f"Kỳ giao ban ngày {short(later.held_on)} đã họp sau kỳ này nên không mở lại được. "
            "Hãy ghi nội dung cần sửa vào kỳ đó."
        )
    facts = {"closed_at": None, "status_reason": reason}
    move(briefing, Briefing.Status.HELD, actor=actor, at=at, note=reason, facts=facts)
    audit.record("briefing_reopened", actor=actor, obj=briefing, data={"reason": reason})
    return briefing
