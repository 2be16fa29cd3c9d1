"""Rights are given, changed, ended and reopened; accounts close and open.

Every write locks the unit first, so that two people at once see each other, and is written into
the audit log in the same transaction.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from units.access.people import cares_from_above, may_give
from units.models import Membership, Unit
from units.services.periods import check_period, in_words, iso, lock, overlapping, share_a_day
from units.services.refusals import STALE, Refused
from vietnamese.dates import short

_NOT_YOURS = "Bạn không được giao vai trò này ở đơn vị này. Hãy nhờ đơn vị cấp trên."
_OWN = "Không ai tự giao, sửa hay kết thúc quyền của chính mình. Hãy nhờ người khác làm."


# Memberships


def state_of(row: Membership) -> str:
    """What a form was opened on, to notice that somebody changed it meanwhile."""
    return "|".join(_facts(row).values())


@transaction.atomic
def give_membership(
    *,
    user: User,
    unit: Unit,
    role: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    actor: User,
    **told: Any,
) -> Membership:
    """The person has the role in the unit from a day to a day; given twice alike it is one.

    Raises ``Refused`` when the actor may not give it, or the period does not fit. ``told`` goes
    into the audit log beside the facts.
    """
    lock(unit)
    new = Membership(user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to)
    check_right(new, actor)
    same = Membership.objects.filter(
        user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to
    ).first()
    if same is not None and not same.ended_at_once:
        return same
    check_period(new)
    _check_overlap(new)
    new.save()
    record("membership_given", actor=actor, obj=new, data={"after": told_of(new), **told})
    return new


@transaction.atomic
def change_membership(
    membership: Membership,
    *,
    seen: str,
    role: str,
    valid_from: date | None,
    valid_to: date | None,
    reason: str = "",
    actor: User,
) -> Membership:
    """Another role or other days; what changes is a membership in force or to come.

    Raises ``Refused``: changed by somebody meanwhile, not the actor's to give, days that do not
    fit, the last head of the unit.
    """
    fresh = _fresh(membership, actor)
    if state_of(fresh) != seen:
        raise Refused(STALE)
    if not may_give(actor, fresh.unit, role):
        raise Refused(_NOT_YOURS, field="role")
    before, was = _facts(fresh), told_of(fresh)
    lost_from = head_lost_from(fresh, role, valid_to)
    fresh.role, fresh.valid_from, fresh.valid_to = role, valid_from, valid_to
    if _facts(fresh) == before:
        return fresh
    check_period(fresh)
    _check_overlap(fresh)
    _keep_a_head(fresh, lost_from, actor)
    fresh.ended_at_once, fresh.end_reason, fresh.agreed_to = False, "", None
    fresh.save()
    data = {"before": was, "after": told_of(fresh), "reason": reason}
    record("membership_changed", actor=actor, obj=fresh, data=data)
    return fresh


@transaction.atomic
def end_membership(
    membership: Membership, *, last_day: date | None = None, reason: str, actor: User
) -> Membership:
    """The role ends with a day, or at once when no day is given; ended twice it is ended once.

    Raises ``Refused`` without a reason, for a day before the first, for the last head.
    """
    fresh = _fresh(membership, actor)
    if fresh.has_ended:
        return fresh
    if not reason:
        raise Refused("Hãy ghi lý do kết thúc.", field="reason")
    today = timezone.localdate()
    was = told_of(fresh)
    at_once = last_day is None
    day = max(today, fresh.valid_from or today) if last_day is None else last_day
    if fresh.valid_from and day < fresh.valid_from:
        first = short(fresh.valid_from)
        raise Refused(f"Ngày cuối không được trước ngày đầu ({first}).", field="last_day")
    if fresh.valid_to and day > fresh.valid_to:
        words = f"Tư cách này đã có ngày cuối {short(fresh.valid_to)}, sớm hơn ngày vừa nhập."
        raise Refused(words, field="last_day")
    lost_from = (today if at_once else day + timedelta(days=1)) if _heads(fresh) else None
    _keep_a_head(fresh, lost_from, actor)
    if not fresh.end_reason:  # ended twice, the day before the first ending is the agreed one
        fresh.agreed_to = fresh.valid_to
    fresh.valid_to, fresh.ended_at_once, fresh.end_reason = day, at_once, reason
    fresh.save()
    data = {"before": was, "after": told_of(fresh), "reason": reason}
    record("membership_ended", actor=actor, obj=fresh, data=data)
    return fresh


@transaction.atomic
def reopen_membership(membership: Membership, *, reason: str, actor: User) -> Membership:
    """Take an ending back, as if it had not ended: the last day agreed before holds again.

    Raises ``Refused`` when the agreed day is the last day or has passed, or another period of the
    same role follows.
    """
    fresh = _fresh(membership, actor)
    if fresh.valid_to is None:
        return fresh
    if not reason:
        raise Refused("Hãy ghi lý do mở lại.", field="reason")
    _check_agreed(fresh)
    was = told_of(fresh)
    fresh.valid_to, fresh.agreed_to = fresh.agreed_to, None
    fresh.ended_at_once, fresh.end_reason = False, ""
    check_period(fresh)
    _check_overlap(fresh)
    fresh.save()
    data = {"before": was, "after": told_of(fresh), "reason": reason}
    record("membership_changed", actor=actor, obj=fresh, data=data)
    return fresh


def _check_agreed(row: Membership) -> None:
    """Reopening gives no day more than was agreed."""
    agreed = row.agreed_to if row.end_reason else row.valid_to
    if not row.end_reason and agreed:
        words = f"Tư cách này có ngày cuối đã định là {short(agreed)}, không phải do kết thúc sớm."
        raise Refused(f"{words} Nếu người này tiếp tục, hãy sửa ngày cuối.")
    if agreed and agreed < timezone.localdate():
        words = f"Ngày cuối đã định là {short(agreed)}, nay đã qua."
        raise Refused(f"{words} Nếu người này tiếp tục, hãy giao tư cách mới.")


def _fresh(membership: Membership, actor: User) -> Membership:
    """The row as stored, under the lock; refused when it is not the actor's to change."""
    lock(membership.unit)
    fresh = Membership.objects.select_related("user", "unit").get(pk=membership.pk)
    if fresh.user_id == actor.pk:
        raise Refused(_OWN)
    if not may_give(actor, fresh.unit, fresh.role):
        raise Refused(_NOT_YOURS)
    return fresh


def check_right(row: Membership, actor: User) -> None:
    """Nobody writes their own rights, and nobody more than they may give."""
    if row.user.pk == actor.pk:
        raise Refused(_OWN)
    if not may_give(actor, row.unit, row.role):
        raise Refused(_NOT_YOURS, field="role")


def _facts(row: Membership) -> dict[str, str]:
    return {"role": row.role, "valid_from": iso(row.valid_from), "valid_to": iso(row.valid_to)}


def _check_overlap(row: Membership) -> None:
    twins = Membership.objects.filter(user=row.user_id, unit=row.unit_id, role=row.role)
    others = twins.exclude(pk=row.pk).filter(overlapping(row)).select_related("user", "unit")
    check_apart(row, others[:1])


def check_apart(row: Membership, twins: Iterable[Membership]) -> None:
    """Periods of one person, unit and role have no day in common."""
    other = next((twin for twin in twins if share_a_day(row, twin)), None)
    if other is not None:
        words = f"{row.user} đã có vai trò “{row.get_role_display()}” ở đây {in_words(other)}."
        words = f"{words} Hãy sửa hoặc mở lại dòng ấy."
        raise Refused(words, field="valid_from", rows=(other,))


def told_of(row: Membership) -> str:
    """The right in words, for the audit log."""
    at_once = " (kết thúc ngay)" if row.ended_at_once else ""
    return f"{row.get_role_display()}, {in_words(row)}{at_once}"


def _heads(row: Membership) -> bool:
    """Whether the row makes its person a head of the unit today or later."""
    return row.role in Membership.HEADS and not row.has_ended


def head_lost_from(row: Membership, role: str, valid_to: date | None) -> date | None:
    """The day from which the change leaves the person without a head's role, if it does."""
    if not _heads(row):
        return None
    if role not in Membership.HEADS:
        return timezone.localdate()
    return valid_to + timedelta(days=1) if valid_to else None


def _keep_a_head(row: Membership, lost_from: date | None, actor: User) -> None:
    """From inside a unit nobody leaves it without a head; the unit above may."""
    if lost_from is None or cares_from_above(actor, row.unit):
        return
    heads = Membership.objects.filter(unit=row.unit_id).of_heads().current(lost_from)
    if not heads.exclude(pk=row.pk).exists():
        raise no_head_left(row)


def no_head_left(row: Membership) -> Refused:
    """The refusal that keeps a unit's last head."""
    return Refused(
        f"Đây là người đứng đầu cuối cùng của {row.unit}. Hãy giao cho người khác trước, hoặc "
        "nhờ đơn vị cấp trên kết thúc."
    )


# Accounts


@transaction.atomic
def disable_account(user: User, *, reason: str, actor: User) -> User:
    """The person is out at once, everywhere, until the account is opened again."""
    return _switch(user, active=False, reason=reason, actor=actor)


@transaction.atomic
def enable_account(user: User, *, reason: str, actor: User) -> User:
    """The person may sign in again; their memberships are as their dates say."""
    return _switch(user, active=True, reason=reason, actor=actor)


def _switch(user: User, *, active: bool, reason: str, actor: User) -> User:
    if not reason:
        raise Refused("Hãy ghi lý do.", field="reason")
    if user.pk == actor.pk:
        raise Refused(_OWN)
    fresh = User.objects.select_for_update().get(pk=user.pk)
    if fresh.is_active is not active:
        fresh.is_active = active
        fresh.save(update_fields=["is_active"])
        action = "account_enabled" if active else "account_disabled"
        record(action, actor=actor, obj=fresh, data={"reason": reason})
    return fresh
