"""The life of a task: given, reported, verified or sent back, extended, split, waived."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from tasks.access import belongs_to_owner
from tasks.models import Extension, Recheck, Task, TaskReport
from tasks.services.files import Evidence, drop_files, keep_files
from tasks.services.refusals import Refused, Stale
from units.models import Unit
from vietnamese.dates import short
from vietnamese.text import clean
from workflow.moves import move

__all__ = [
    "Refused",
    "Stale",
    "change_task",
    "extend",
    "give",
    "recheck",
    "report",
    "send_back",
    "split",
    "verify",
    "waive",
]


@transaction.atomic
def give(
    *,
    actor: User,
    organiser: Unit,
    owner: Unit,
    body: str,
    due_on: date | None = None,
    origin: models.Model | None = None,
    **rest: Any,
) -> Task:
    """Give a unit something to do; the same origin gives the task that came from it already.

    ``rest`` may hold origin_label, product, importance, follower, parent, created_at.
    """
    if origin is not None:
        earlier = Task.objects.of(origin).first()
        if earlier is not None:
            return earlier
    words = {k: clean(v) if isinstance(v, str) else v for k, v in rest.items()}
    task = Task(
        organiser=organiser,
        owner=owner,
        body=clean(body),
        due_on=due_on,
        first_due_on=due_on,
        **words,
    )
    if origin is not None:
        task.origin_type = ContentType.objects.get_for_model(type(origin))
        task.origin_id = origin.pk
    task._history_user = actor  # type: ignore[attr-defined]
    task.save()
    return task


@transaction.atomic
def report(
    task: Task,
    *,
    actor: User,
    body: str,
    cited: str = "",
    files: Iterable[Evidence] = (),
    at: datetime | None = None,
) -> TaskReport:
    """Say that it is done, with evidence; raises ``MoveRefused`` with what is missing.

    When the report is refused no file of it stays.
    """
    at = at or timezone.now()
    locked = _locked(task)
    if TaskReport.objects.filter(task=locked, verdict="").exists():
        _refuse_second(locked)
    row = TaskReport.objects.create(
        task=locked,
        unit=locked.owner,
        body=clean(body),
        cited=clean(cited),
        author=actor,
        created_at=at,
    )
    kept = keep_files(row, files)
    facts = {"reported_at": at, "reported_by": actor, "returned_at": None}
    try:
        move(task, Task.Status.REPORTED, actor=actor, at=at, facts=facts)
    except BaseException:
        drop_files(kept)
        raise
    return row


def _refuse_second(task: Task) -> None:
    raise Refused(
        f"Nhiệm vụ đang ở “{task.get_status_display()}”: báo cáo trước còn chờ xác nhận. "
        "Nội dung vừa nhập chưa được lưu."
    )


@transaction.atomic
def verify(task: Task, *, actor: User, note: str = "", at: datetime | None = None) -> Task:
    """Confirm that it is done; by another than who reported and none of the owner's people."""
    at = at or timezone.now()
    locked = _locked(task)
    _refuse_own(locked, actor)
    facts = {"ended_at": at, "ended_by": actor}
    move(task, Task.Status.VERIFIED, actor=actor, at=at, note=clean(note), facts=facts)
    _answer(locked, TaskReport.Verdict.ACCEPTED, actor, clean(note), at)
    return task


@transaction.atomic
def send_back(task: Task, *, actor: User, reason: str, at: datetime | None = None) -> Task:
    """Ask for more, with the reason; raises as ``verify``."""
    at, reason = at or timezone.now(), clean(reason)
    if not reason:
        raise Refused("Hãy ghi lý do yêu cầu bổ sung.")
    locked = _locked(task)
    _refuse_own(locked, actor)
    move(task, Task.Status.OPEN, actor=actor, at=at, note=reason, facts={"returned_at": at})
    _answer(locked, TaskReport.Verdict.RETURNED, actor, reason, at)
    return task


def _refuse_own(task: Task, actor: User) -> None:
    if actor.pk == task.reported_by_id or belongs_to_owner(actor, task):
        raise Refused(
            "Người báo cáo, người của đơn vị thực hiện không tự xác nhận được. "
            "Hãy để đơn vị giao hoặc người theo dõi xác nhận."
        )


def _answer(task: Task, verdict: str, actor: User, reason: str, at: datetime) -> None:
    waiting = TaskReport.objects.filter(task=task, verdict="")
    waiting.update(verdict=verdict, reason=reason, decided_by=actor, decided_at=at)


@transaction.atomic
def waive(task: Task, *, actor: User, reason: str, at: datetime | None = None) -> Task:
    """Follow it no longer, with the reason; raises ``MoveRefused`` while parts are open."""
    at, reason = at or timezone.now(), clean(reason)
    if not reason:
        raise Refused("Hãy ghi lý do thôi theo dõi.")
    _locked(task)
    facts = {"ended_at": at, "ended_by": actor, "waive_reason": reason}
    return move(task, Task.Status.WAIVED, actor=actor, at=at, note=reason, facts=facts)


@transaction.atomic
def extend(
    task: Task, *, actor: User, due_on: date, reason: str, at: datetime | None = None
) -> Extension:
    """Give more time: a row of its own with reason and decider; the first term stays readable.

    Raises ``Refused`` when the task has ended or the day is not later than the present term.
    """
    reason = clean(reason)
    locked = _locked(task)
    if not reason:
        raise Refused("Hãy ghi lý do gia hạn.")
    if locked.status != Task.Status.OPEN:
        raise Refused(
            f"Nhiệm vụ đang ở “{locked.state_label}” nên không gia hạn được. Hãy tải lại trang."
        )
    if locked.due_on is not None and due_on <= locked.due_on:
        raise Refused(f"Thời hạn mới phải sau thời hạn hiện nay ({short(locked.due_on)}).")
    row = Extension.objects.create(
        task=locked,
        due_before=locked.due_on,
        due_on=due_on,
        reason=reason,
        decided_by=actor,
        decided_at=at or timezone.now(),
    )
    first = locked.first_due_on or due_on
    Task.objects.filter(pk=task.pk).update(due_on=due_on, first_due_on=first, rev=locked.rev + 1)
    task.refresh_from_db()
    return row


@transaction.atomic
def split(
    task: Task, *, actor: User, owner: Unit, body: str, due_on: date | None, product: str = ""
) -> Task:
    """Give a part of the task to a unit; a second click finds the part that is there.

    The term of a part is not later than that of the whole. Raises ``Refused``.
    """
    locked = _locked(task)
    if locked.status != Task.Status.OPEN or locked.parent_id is not None:
        raise Refused("Chỉ chia được nhiệm vụ đang thực hiện và không phải là một phần việc khác.")
    if due_on and locked.due_on and due_on > locked.due_on:
        raise Refused(f"Phần việc phải xong trong thời hạn chung ({short(locked.due_on)}).")
    twin = locked.parts.open().filter(owner=owner, body=clean(body)).first()
    if twin is not None:
        return twin
    return give(
        actor=actor,
        organiser=locked.organiser,
        owner=owner,
        body=body,
        due_on=due_on or locked.due_on,
        parent=locked,
        product=product,
        importance=locked.importance,
        follower=locked.follower,
        origin_label=locked.origin_label,
    )


@transaction.atomic
def change_task(
    task: Task,
    *,
    rev: int,
    actor: User,
    changes: Mapping[str, Any],
    coordinators: Sequence[Unit] | None = None,
) -> Task:
    """Save who follows it, its product, importance and who helps, over the revision seen.

    Raises ``Stale``, and ``Refused`` once the task has ended.
    """
    locked = _locked(task)
    if not locked.is_open:
        raise Refused(f"Nhiệm vụ đã ở “{locked.state_label}” nên không sửa được.")
    if locked.rev != rev:
        raise Stale(locked)
    for name, value in changes.items():
        setattr(locked, name, clean(value) if isinstance(value, str) else value)
    locked.rev = rev + 1
    locked._history_user = actor  # type: ignore[attr-defined]
    locked.save(update_fields=[*changes, "rev"])
    if coordinators is not None:
        locked.coordinators.set(coordinators)
    task.refresh_from_db()
    return task


@transaction.atomic
def recheck(
    task: Task, *, actor: User, place: models.Model, result: str, note: str = ""
) -> Recheck:
    """Write down how it stood at the next visit; looked at twice there, the last look counts."""
    if result != Recheck.Result.HOLDS and not clean(note):
        raise Refused("Hãy ghi rõ nội dung chưa thực hiện.")
    kind = ContentType.objects.get_for_model(type(place))
    row, _ = Recheck.objects.update_or_create(
        task=task,
        place_type=kind,
        place_id=place.pk,
        defaults={
            "result": result,
            "note": clean(note),
            "checked_by": actor,
            "checked_at": timezone.now(),
        },
    )
    return row


def _locked(task: Task) -> Task:
    rows = Task.objects.select_for_update(of=("self",)).select_related("owner", "organiser")
    return rows.get(pk=task.pk)
