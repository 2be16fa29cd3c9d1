"""Lines of the minutes, and what was said of the tasks of earlier meetings."""

import uuid
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from briefings.models import AgendaItem, Briefing, Outcome
from briefings.services.lines import Line
from briefings.services.refusals import Refused, Stale
from tasks import services as tasks
from tasks.models import Recheck, Task
from vietnamese.calendar import is_working_day, next_working_day
from vietnamese.dates import short


class DayOff(Exception):
    """The day is one on which offices are closed; ``instead`` is the next they work on."""

    def __init__(self, day: date) -> None:
        self.day, self.instead = day, next_working_day(day)
        super().__init__(
            f"Ngày {short(day)} là ngày nghỉ. Hãy chọn: chuyển sang ngày làm việc kế tiếp "
            f"({short(self.instead)}) hoặc giữ nguyên."
        )


@transaction.atomic
def write_outcome(
    item: AgendaItem,
    line: Line,
    *,
    actor: User,
    day_off: str = "",
    product: str = "",
    client_id: uuid.UUID | None = None,
) -> Outcome:
    """Add a line under an item; the same ``client_id`` gives the line written before.

    ``day_off`` is ``move`` or ``keep`` where the person has said what becomes of a term on a day
    off. Raises ``Refused`` and ``DayOff``.
    """
    _refuse_unless_writable(item.briefing_id)
    if client_id is not None:
        earlier = Outcome.objects.filter(client_id=client_id).first()
        if earlier is not None:
            return _same_item(earlier, item)
    last = item.outcomes.aggregate(last=Max("order"))["last"] or 0
    outcome = Outcome(item=item, order=last + 1, author=actor, client_id=client_id)
    _fill(outcome, line, day_off, product)
    outcome._history_user = actor  # type: ignore[attr-defined]
    outcome.save()
    return outcome


def _same_item(earlier: Outcome, item: AgendaItem) -> Outcome:
    if earlier.item_id != item.pk:
        raise Refused("Dòng này đã được ghi ở mục khác. Hãy tải lại trang.")
    return earlier


@transaction.atomic
def change_outcome(
    outcome: Outcome, line: Line, *, actor: User, rev: int, day_off: str = "", product: str = ""
) -> Outcome:
    """Change a line over the revision the person saw; raises as ``write_outcome``, ``Stale``, and
    ``Refused`` when it has become a task."""
    locked = _locked(outcome)
    if locked.rev != rev:
        raise Stale(locked)
    _fill(locked, line, day_off, product)
    locked.rev = rev + 1
    locked._history_user = actor  # type: ignore[attr-defined]
    locked.save()
    return locked


@transaction.atomic
def drop_outcome(outcome: Outcome, *, actor: User, rev: int) -> None:
    """Take a line out; it stays in the history. Raises as ``change_outcome``."""
    locked = _locked(outcome)
    if locked.rev != rev:
        raise Stale(locked)
    locked._history_user = actor  # type: ignore[attr-defined]
    locked.delete()


def _locked(outcome: Outcome) -> Outcome:
    _refuse_unless_writable(outcome.item.briefing_id)
    locked = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    if locked.is_given:
        raise Refused(
            "Việc này đã giao thành nhiệm vụ của đơn vị nên không sửa ở biên bản được nữa. "
            "Hãy gia hạn hoặc thôi theo dõi ở trang nhiệm vụ."
        )
    return locked


def _fill(outcome: Outcome, line: Line, day_off: str, product: str) -> None:
    due_on = line.due_on
    held_on = outcome.item.briefing.held_on
    if due_on is not None and due_on < held_on:
        raise Refused(
            f"Thời hạn {short(due_on)} trước ngày họp ({short(held_on)}). Hãy sửa lại thời hạn."
        )
    if due_on is not None and not is_working_day(due_on):
        if day_off == "move":
            due_on = next_working_day(due_on)
        elif day_off != "keep":
            raise DayOff(due_on)
    outcome.kind, outcome.body, outcome.owner = line.kind, line.body, line.owner
    outcome.due_on = due_on
    outcome.product = product if line.kind == Outcome.Kind.ASSIGNMENT else ""


def _refuse_unless_writable(briefing_pk: int) -> None:
    briefing = Briefing.objects.select_for_update(of=("self",)).get(pk=briefing_pk)
    if not briefing.is_writable:
        raise Refused(
            f"Kỳ giao ban đang ở “{briefing.get_status_display()}”: chỉ ghi biên bản được khi đang "
            "họp hoặc sau khi họp, trước lúc gửi lấy ý kiến. Nội dung vừa nhập chưa được lưu."
        )


@transaction.atomic
def review_task(briefing: Briefing, task: Task, *, actor: User, result: str, note: str) -> Recheck:
    """Write down what the meeting said of a task given earlier; said twice, the last counts."""
    _refuse_unless_writable(briefing.pk)
    try:
        return tasks.recheck(task, actor=actor, place=briefing, result=result, note=note)
    except tasks.Refused as refusal:
        raise Refused(str(refusal)) from refusal


def as_typed(outcome: Outcome) -> str:
    """The line as one would type it."""
    parts: list[Any] = [outcome.kind]
    if outcome.owner is not None:
        parts.append(f"@{outcome.owner}")
    parts.append(outcome.body)
    if outcome.due_on is not None:
        parts.append(f"!{short(outcome.due_on)}")
    return " ".join(parts)
