"""Invitations and slips: made, sent again, withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from units.access.invitations import Secret
from units.access.people import controls, may_change_invitation, may_give
from units.models import Invitation, Membership, Unit
from units.services.periods import check_period, in_words, lock
from units.services.refusals import Refused

_NOT_YOURS = "Bạn không được giao vai trò này ở đơn vị này. Hãy nhờ đơn vị cấp trên."


@dataclass(frozen=True)
class Made:
    """An invitation with its secret, which is shown once; none when the form was sent twice."""

    invitation: Invitation
    secret: Secret | None


# Made, sent again, withdrawn


@transaction.atomic
def invite(
    *,
    unit: Unit,
    full_name: str,
    role: str,
    email: str = "",
    position: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    client_id: UUID | None = None,
    actor: User,
    at: datetime | None = None,
) -> Made:
    """Invite somebody into the unit; the same form sent twice makes one invitation.

    Raises ``Refused`` when the actor may not give the role, or its period does not fit the unit.
    """
    lock(unit)
    if client_id and (again := Invitation.objects.filter(made_with=client_id).first()):
        return Made(again, None)
    if not may_give(actor, unit, role):
        raise Refused(_NOT_YOURS, field="role")
    new = Invitation(
        unit=unit,
        full_name=full_name,
        email=email,
        role=role,
        position=position,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    check_period(new)
    return _make(new, client_id, actor, at)


@transaction.atomic
def make_reset_slip(
    person: Membership,
    *,
    client_id: UUID | None = None,
    actor: User,
    at: datetime | None = None,
) -> Made:
    """A slip with which the person sets a new password; older slips of theirs are withdrawn.

    Raises ``Refused`` when the account holds rights the actor does not oversee, or is closed.
    """
    lock(person.unit)
    if client_id and (again := Invitation.objects.filter(made_with=client_id).first()):
        return Made(again, None)
    user = User.objects.get(pk=person.user_id)
    if not user.is_active:
        raise Refused("Tài khoản này đã ngừng sử dụng. Hãy mở lại tài khoản trước.")
    if not controls(actor, user):
        raise Refused("Người này có quyền ngoài phạm vi của bạn. Hãy nhờ đơn vị cấp trên.")
    now = at or timezone.now()
    Invitation.objects.filter(for_user=user).waiting(now).update(withdrawn_at=now)
    new = Invitation(
        kind=Invitation.Kind.RESET, unit=person.unit, full_name=user.full_name, for_user=user
    )
    return _make(new, client_id, actor, at)


def _make(new: Invitation, client_id: UUID | None, actor: User, at: datetime | None) -> Made:
    secret = Secret.make()
    new.made_by, new.made_at, new.made_with = actor, at or timezone.now(), client_id
    _renew(new, secret, new.made_at)
    new.save()
    record("invitation_made", actor=actor, obj=new, data=_told(new))
    return Made(new, secret)


def _renew(invitation: Invitation, secret: Secret, at: datetime) -> None:
    invitation.token_hash = secret.hashes["token_hash"]
    invitation.code_hash = secret.hashes["code_hash"]
    invitation.expires_at = at + Invitation.VALID_FOR


def _told(invitation: Invitation) -> dict[str, Any]:
    """The invitation in words, for the audit log."""
    right = f"{invitation.get_role_display()}, {in_words(invitation)}" if invitation.role else ""
    return {
        "unit": str(invitation.unit),
        "role": right or invitation.get_kind_display(),
        "email": invitation.email,
    }


@transaction.atomic
def renew_invitation(
    invitation: Invitation, *, seen: str = "", actor: User, at: datetime | None = None
) -> Made:
    """A new secret for seven days more; the old link and code are dead.

    ``seen`` is the edition the button stood beside: a page sent again makes no second secret,
    which would kill the slip just printed. Who sends it again answers for it from then on.
    Raises ``Refused`` when it was used or withdrawn meanwhile.
    """
    now = at or timezone.now()
    fresh = _fresh(invitation, actor)
    if fresh.used_at or fresh.withdrawn_at:
        raise Refused("Lời mời này đã được dùng hoặc đã rút. Hãy lập lời mời mới.")
    if seen and seen != fresh.edition:
        return Made(fresh, None)
    secret = Secret.make()
    _renew(fresh, secret, now)
    fresh.made_by = actor
    fresh.save()
    record("invitation_made", actor=actor, obj=fresh, data={**_told(fresh), "method": "lập lại"})
    return Made(fresh, secret)


@transaction.atomic
def withdraw_invitation(
    invitation: Invitation, *, actor: User, at: datetime | None = None
) -> Invitation:
    """The link and the code are dead at once; withdrawn twice it is withdrawn once."""
    fresh = _fresh(invitation, actor)
    if fresh.used_at:
        raise Refused("Lời mời này đã được dùng. Hãy kết thúc tư cách của người ấy nếu cần.")
    if fresh.withdrawn_at is None:
        fresh.withdrawn_at = at or timezone.now()
        fresh.save(update_fields=["withdrawn_at"])
        record("invitation_withdrawn", actor=actor, obj=fresh)
    return fresh


def _fresh(invitation: Invitation, actor: User) -> Invitation:
    fresh = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not may_change_invitation(actor, fresh):
        raise Refused(_NOT_YOURS)
    return fresh
