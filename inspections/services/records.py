"""Findings, requests, recommendations, attendance, and the verdicts of the lead."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from inspections.models import (
    Attendance,
    FieldRecord,
    Finding,
    Recommendation,
    Round,
    UnitRequest,
    Verdict,
    Visit,
)
from vietnamese.text import clean, fold

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
    return update_at_rev(record, rev, actor, words, "")


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
    return update_at_rev(record, rev, actor, facts, f"Rút: {clean(reason)}")


def update_at_rev(record: R, rev: int, actor: User, changes: Mapping[str, Any], reason: str) -> R:
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
