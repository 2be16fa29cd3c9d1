"""What happens to a register as a whole: opened, given its first number, closed, opened again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from inspections.services import Refused
from reports import numbering
from reports.models import Entry, Register
from vietnamese.text import clean

EXPIRED = "Hết hạn giữ số"


@transaction.atomic
def open_register(where: numbering.Place, *, actor: User, opened_at: int) -> Register:
    """Open the register of the place; what was numbered before it ended with ``opened_at``.

    Raises ``Refused`` when there is one already.
    """
    register, is_new = numbering.open_at(where, opened_at=opened_at)
    if not is_new:
        raise Refused(f"{register} đã có. Hãy mở trang của sổ ấy để đặt số hoặc mở lại.")
    _tell("register_opened", register, actor, number=opened_at)
    return register


@transaction.atomic
def set_opening(register: Register, *, actor: User, opened_at: int) -> Register:
    """Say which number was the last one before the register was kept here.

    Raises ``Refused`` once a number was given here, or when lines stand above the new opening.
    """
    locked = numbering.lock(register, must_be_open=False)
    if opened_at == locked.opened_at:
        return locked
    if not locked.is_untouched:
        raise Refused(
            f"Sổ đã cấp đến số {locked.last_number:02d} nên không đổi được số cuối trước khi mở sổ."
        )
    highest = numbering.highest_line(locked)
    if opened_at < highest:
        raise Refused(f"Sổ đã ghi số {highest:02d}. Hãy nhập số từ {highest} trở lên.")
    was = locked.opened_at
    locked.opened_at = locked.last_number = opened_at
    locked.save(update_fields=["opened_at", "last_number"])
    _tell("register_opening_set", locked, actor, before=str(was), after=str(opened_at))
    return locked


@transaction.atomic
def close_register(register: Register, *, actor: User, reason: str) -> Register:
    """Let it give no number any more. A second click changes nothing.

    Raises ``Refused`` without a reason, and while a number is kept in it.
    """
    locked = numbering.lock(register, must_be_open=False)
    if not locked.is_open:
        return locked
    kept = locked.entries.filter(kind=Entry.Kind.RESERVED).order_by("number").first()
    if kept:
        raise Refused(
            f"Sổ còn giữ số {kept.number:02d}. Hãy dùng hoặc thôi giữ số ấy rồi mới khóa sổ."
        )
    return _switch(locked, "register_closed", actor, reason, is_open=False)


@transaction.atomic
def reopen_register(register: Register, *, actor: User, reason: str) -> Register:
    """Let a closed one give numbers again. Raises ``Refused`` without a reason."""
    locked = numbering.lock(register, must_be_open=False)
    if locked.is_open:
        return locked
    return _switch(locked, "register_reopened", actor, reason, is_open=True)


def _switch(locked: Register, action: str, actor: User, reason: str, *, is_open: bool) -> Register:
    why = clean(reason)[:300]
    if not why:
        raise Refused("Hãy ghi lý do.")
    locked.is_open, locked.state_reason = is_open, why
    locked.save(update_fields=["is_open", "state_reason"])
    _tell(action, locked, actor, reason=why)
    return locked


def expire_kept(now: datetime) -> int:
    """Write down that kept numbers whose last day is over are unused; returns how many.

    They are never given again. Under each register's lock, as whoever uses one holds it too.
    """
    today = timezone.localdate(now)
    over = Entry.objects.filter(kind=Entry.Kind.RESERVED, expires_on__lt=today)
    return sum(
        _expire_in(register, today)
        for register in Register.objects.filter(entries__in=over).distinct().order_by("pk")
    )


@transaction.atomic
def _expire_in(register: Register, today: object) -> int:
    numbering.lock(register, must_be_open=False)
    lines = register.entries.filter(kind=Entry.Kind.RESERVED, expires_on__lt=today)
    return lines.update(kind=Entry.Kind.UNUSED, ended_on=today, end_reason=EXPIRED)


def _tell(action: str, register: Register, actor: User, **data: str | int) -> None:
    audit.record(action, actor=actor, obj=register, data=data)
