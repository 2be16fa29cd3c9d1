"""What happens on rounds and visits: every write but plain forms goes through here."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import User
from inspections.models import (
    Attendance,
    FieldRecord,
    Finding,
    Recommendation,
    Round,
    Team,
    TeamMember,
    UnitRequest,
    Verdict,
    Visit,
)
from units.models import Unit
from vietnamese.text import clean, fold
from workflow.moves import move

R = TypeVar("R", bound=FieldRecord)


class Refused(Exception):
    """A write that the facts do not allow; the text is a sentence for the user."""


class Stale(Exception):
    """Somebody saved a newer text meanwhile; ``current`` is the record as it stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__("Nội dung này vừa được người khác sửa.")
        self.current = current


def record_finding(
    visit: Visit | None,
    *,
    actor: User,
    kind: str,
    body: str,
    round_: Round | None = None,
    **rest: Any,
) -> Finding:
    """Record a finding on a visit, or on a whole round when there is no visit.

    ``rest`` may hold topic, cause, source and ``client_id``. A resend with the same
    ``client_id`` returns the first row unchanged. Raises ``Refused`` when the visit is closed.
    """
    owner = visit.round if visit else round_
    return _add(
        Finding,
        visit,
        actor,
        round=owner,
        kind=kind,
        body=body,
        search_key=fold(f"{body} {rest.get('cause', '')}"),
        **rest,
    )


def record_recommendation(
    visit: Visit | None,
    *,
    actor: User,
    body: str,
    due_on: date | None = None,
    round_: Round | None = None,
    **rest: Any,
) -> Recommendation:
    """Record what the team asks of the unit (or of all units of the round)."""
    owner = visit.round if visit else round_
    return _add(Recommendation, visit, actor, round=owner, body=body, due_on=due_on, **rest)


def record_request(visit: Visit, *, actor: User, body: str, **rest: Any) -> UnitRequest:
    """Record what the unit asks of those above."""
    return _add(UnitRequest, visit, actor, body=body, **rest)


def record_attendance(visit: Visit, *, actor: User, full_name: str, **rest: Any) -> Attendance:
    """Record one person at the working session."""
    return _add(Attendance, visit, actor, full_name=full_name, **rest)


@transaction.atomic
def _add(model: type[R], visit: Visit | None, actor: User, **fields: Any) -> R:
    client_id = fields.pop("client_id", None) or uuid.uuid4()
    rows: Any = model._default_manager
    earlier: Any = rows.filter(client_id=client_id).first()
    if earlier is not None:
        if earlier.author_id != actor.pk or getattr(earlier, "visit_id", None) != (
            visit.pk if visit else None
        ):
            raise Refused("Mã ghi nhận này đã được dùng ở nơi khác. Hãy tải lại trang và ghi lại.")
        found: R = earlier
        return found
    _refuse_if_closed(visit)
    words = {k: clean(v) if isinstance(v, str) else v for k, v in fields.items()}
    # Back and save again: the page is new, the words are the same.
    twin: R | None = rows.filter(visit=visit, author=actor, withdrawn_at=None, **words).first()
    if twin is not None:
        return twin
    record = model(client_id=client_id, author=actor, visit=visit, **words)
    record._history_user = actor  # type: ignore[attr-defined]
    record.save()
    return record


def _refuse_if_closed(visit: Visit | None) -> None:
    """Looks again: the page may be older than the visit's state."""
    if visit is None:
        return
    # Locked: a finding must not slip in while the visit is being concluded.
    rows = Visit.objects.select_for_update(of=("self",)).select_related("round")
    fresh = rows.get(pk=visit.pk)
    if not fresh.is_open_for_records:
        raise Refused(
            f"Lượt kiểm tra đang ở “{fresh.get_status_display()}” nên không ghi thêm được. "
            "Nội dung chưa được lưu; hãy gửi Trưởng đoàn hoặc Thư ký."
        )


@transaction.atomic
def change_record(record: R, *, rev: int, actor: User, changes: Mapping[str, Any]) -> R:
    """Save new words over the revision the person saw; returns the record brought up to date.

    Raises ``Stale`` when somebody saved in between and ``Refused`` when the visit is closed.
    """
    _refuse_if_closed(record.visit)  # type: ignore[attr-defined]
    words = {k: clean(v) if isinstance(v, str) else v for k, v in changes.items()}
    if isinstance(record, Finding):
        body = words.get("body", record.body)
        words["search_key"] = fold(f"{body} {words.get('cause', record.cause)}")
    return _update_at_rev(record, rev, actor, words, "")


@transaction.atomic
def withdraw_record(record: R, *, rev: int, actor: User, reason: str) -> R:
    """Take a record back with a reason; it stays in the history. Raises as ``change_record``."""
    _refuse_if_closed(record.visit)  # type: ignore[attr-defined]
    if not clean(reason):
        raise Refused("Hãy ghi lý do rút.")
    if isinstance(record, Finding):
        # What was merged into it has to be decided again.
        Verdict.objects.filter(merged_into=record).delete()
    facts = {"withdrawn_at": timezone.now(), "withdrawn_reason": clean(reason)}
    return _update_at_rev(record, rev, actor, facts, f"Rút: {clean(reason)}")


def _update_at_rev(record: R, rev: int, actor: User, changes: Mapping[str, Any], reason: str) -> R:
    """``UPDATE … WHERE rev=``; the history row is written here because update() writes none."""
    rows = type(record)._default_manager.filter(pk=record.pk, rev=rev, withdrawn_at=None)
    updated = rows.update(rev=rev + 1, **changes)
    record.refresh_from_db()
    if record.is_withdrawn and not updated:
        raise Refused(f"Mục này đã được rút: {record.withdrawn_reason}. Hãy ghi một mục mới.")
    if not updated:
        raise Stale(record)
    record._history_user = actor  # type: ignore[attr-defined]
    type(record).history.bulk_history_create(  # type: ignore[attr-defined]
        [record], update=True, default_change_reason=reason
    )
    return record


@transaction.atomic
def decide(
    finding: Finding,
    *,
    actor: User,
    rev: int,
    decision: str,
    body: str = "",
    merged_into: Finding | None = None,
    reason: str = "",
) -> Verdict:
    """Write the lead's verdict on a finding as it stood at ``rev``.

    Raises ``Stale`` when the finding changed meanwhile, ``Refused`` when the verdict is not whole.
    """
    _refuse_if_closed(finding.visit)
    current = Finding.objects.select_for_update().get(pk=finding.pk)
    if current.rev != rev or current.is_withdrawn:
        raise Stale(current)
    body, reason = clean(body), clean(reason)
    _refuse_half_verdict(current, decision, body, merged_into, reason)
    verdict = Verdict.objects.filter(finding=current).first() or Verdict(finding=current)
    verdict.finding_rev = current.rev
    verdict.decision = decision
    verdict.body = body if decision == Verdict.Decision.REWORD else ""
    verdict.merged_into = merged_into if decision == Verdict.Decision.MERGE else None
    verdict.reason = reason if decision == Verdict.Decision.DROP else ""
    verdict.decided_by = actor
    verdict._history_user = actor  # type: ignore[attr-defined]
    verdict.save()
    return verdict


def _refuse_half_verdict(
    finding: Finding, decision: str, body: str, target: Finding | None, reason: str
) -> None:
    printed = decision in Verdict.PRINTED
    if finding.kind == Finding.Kind.TO_CLARIFY and decision != Verdict.Decision.DROP:
        raise Refused("Nội dung cần làm rõ phải được đổi loại hoặc bỏ trước khi tổng hợp.")
    if decision == Verdict.Decision.REWORD and not body:
        raise Refused("Hãy viết câu chữ dùng trong kết luận.")
    if decision == Verdict.Decision.DROP and not reason:
        raise Refused("Hãy ghi lý do bỏ.")
    if not printed and Verdict.objects.filter(merged_into=finding).exists():
        raise Refused("Có ghi nhận khác đã gộp vào đây; hãy chuyển các ghi nhận đó trước.")
    if decision == Verdict.Decision.MERGE and not _may_merge(finding, target):
        raise Refused("Hãy chọn ghi nhận đã được nhận hoặc sửa, cùng lượt kiểm tra, để gộp vào.")


def _may_merge(finding: Finding, target: Finding | None) -> bool:
    return (
        target is not None
        and target.pk != finding.pk
        and (target.visit_id, target.round_id) == (finding.visit_id, finding.round_id)
        and not target.is_withdrawn
        and target.is_printed
    )


@transaction.atomic
def fill_meeting(visit: Visit, *, rev: int, actor: User, facts: Mapping[str, Any]) -> Visit:
    """Save the facts of the meeting over the revision the person saw.

    Raises ``Stale``, and ``Refused`` once the visit is concluded.
    """
    words = {k: clean(v) if isinstance(v, str) else v for k, v in facts.items()}
    rows = Visit.objects.filter(pk=visit.pk, rev=rev, concluded_at=None)
    updated = rows.update(rev=rev + 1, **words)
    visit.refresh_from_db()
    if visit.concluded_at is not None:
        raise Refused("Lượt kiểm tra đã có kết luận nên không sửa được nội dung buổi làm việc.")
    if not updated:
        raise Stale(visit)
    visit._history_user = actor  # type: ignore[attr-defined]
    Visit.history.bulk_history_create([visit], update=True)
    return visit


@transaction.atomic
def change_team(
    team: Team,
    *,
    actor: User,
    members: Iterable[TeamMember],
    gone: Iterable[TeamMember] = (),
    reason: str = "",
) -> Team:
    """Save a team with the people changed and those who leave it; a duty in a team is a right, so
    the audit log is told who came, went or changed.

    In an order in which no moment has two heads: who steps down first, who becomes head last.
    """
    before = _people_of(team) if team.pk else {}
    changed, leaving = list(members), list(gone)
    for row in (team, *changed, *leaving):
        row._history_user = actor  # type: ignore[attr-defined]
        row._change_reason = clean(reason)  # type: ignore[attr-defined]
    team.save()
    for member in leaving:
        member.delete()
    for member in sorted(changed, key=lambda one: one.duty == TeamMember.Duty.LEADER):
        member.team = team
        member.save()
    after = _people_of(team)
    if before != after:
        told = {
            "added": [who for pk, who in after.items() if pk not in before],
            "removed": [who for pk, who in before.items() if pk not in after],
            "changed": [
                f"{before[pk]} → {who}"
                for pk, who in after.items()
                if pk in before and before[pk] != who
            ],
            "reason": clean(reason),
        }
        audit.record("team_changed", actor=actor, obj=team, data=told)
    return team


def _people_of(team: Team) -> dict[int, str]:
    """Everybody of the team by their row: name, duty, and the account the rights hang on."""
    rows = TeamMember.objects.filter(team=team).select_related("user")
    return {
        row.pk: f"{row}{f' (tài khoản {row.user.username})' if row.user else ''}" for row in rows
    }


def conclude(visit: Visit, *, actor: User, at: datetime) -> Visit:
    """Move the visit to *concluded*; raises ``MoveRefused`` with what is still missing."""
    return move(visit, Visit.Status.CONCLUDED, actor=actor, at=at, facts={"concluded_at": at})


@transaction.atomic
def record_outcome(
    recommendation: Recommendation, *, actor: User, rev: int, outcome: str, note: str, on: date
) -> Recommendation:
    """Write down what became of a recommendation; waiving needs a reason in ``note``."""
    note = clean(note)
    if outcome == Recommendation.Outcome.WAIVED and not note:
        raise Refused("Hãy ghi lý do thôi theo dõi.")
    facts = {"outcome": outcome, "outcome_note": note, "outcome_on": on}
    return _update_at_rev(recommendation, rev, actor, facts, "Kết quả thực hiện")


# When units are reorganised


def open_visits_of(unit: Unit, *, on: date) -> QuerySet[Visit]:
    """Visits of the unit that have not begun and would fall on the day or later."""
    waiting = Visit.objects.filter(unit=unit, status__in=Visit.NOT_BEGUN, worked_on=None)
    return waiting.filter(Q(planned_on=None) | Q(planned_on__gte=on)).select_related("round")


def open_rounds_of(unit: Unit) -> QuerySet[Round]:
    """Rounds the unit runs that have not ended."""
    return Round.objects.filter(organiser=unit).exclude(status__in=Round.ENDED)


@transaction.atomic
def hand_over(unit: Unit, heir: Unit, *, on: date, actor: User) -> list[dict[str, Any]]:
    """Planned visits and open rounds of a unit that ends go on under its heir.

    Returns a row for each, so that ``hand_back`` can reverse it. A visit stays where the heir
    has one of its own in the same round.
    """
    taken = set(Visit.objects.filter(unit=heir).values_list("round_id", flat=True))
    visits = [v for v in open_visits_of(unit, on=on) if v.round_id not in taken]
    for visit in visits:
        visit.unit = heir
        visit.save(update_fields=["unit"])
    rounds = list(open_rounds_of(unit))
    for row in rounds:
        row.organiser = heir
        row.save(update_fields=["organiser"])
    kinds = [("visit", [v.pk for v in visits]), ("round", [r.pk for r in rounds])]
    return [
        {"kind": kind, "pk": pk, "from": unit.pk, "to": heir.pk}
        for kind, pks in kinds
        for pk in pks
    ]


def begun_since(rows: list[dict[str, Any]]) -> list[str]:
    """Handed-over visits that the heir has begun: they stand in the way of giving back."""
    visits = Visit.objects.filter(pk__in=[row["pk"] for row in rows if row["kind"] == "visit"])
    begun = visits.exclude(status__in=Visit.NOT_BEGUN).select_related("unit", "round")
    return [f"{visit} đã bắt đầu nên không trả lại được." for visit in begun]


@transaction.atomic
def hand_back(rows: list[dict[str, Any]]) -> None:
    """Reverse ``hand_over``; raises ``Refused`` when a visit has begun since."""
    begun = begun_since(rows)
    if begun:
        raise Refused(" ".join(begun))
    for row in rows:
        if row["kind"] == "visit":
            for visit in Visit.objects.filter(pk=row["pk"], unit_id=row["to"]):
                visit.unit_id = row["from"]
                visit.save(update_fields=["unit"])
        elif row["kind"] == "round":
            for owned in Round.objects.filter(pk=row["pk"], organiser_id=row["to"]):
                owned.organiser_id = row["from"]
                owned.save(update_fields=["organiser"])
