"""What an invitation or a slip does, once: an account, a membership, a new password."""

import re
from datetime import datetime
from uuid import UUID

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from units.access.invitations import Remembered, invitation_of, is_good
from units.models import Invitation
from units.services.people import give_membership
from units.services.refusals import Refused
from vietnamese.text import fold

_TAKEN = "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."


class Dead(Exception):
    """The invitation opens nothing: used, late, withdrawn or unknown; never said which."""


@transaction.atomic
def open_account(
    secret: str | Remembered,
    *,
    username: str,
    password: str,
    client_id: UUID | None = None,
    at: datetime | None = None,
) -> User:
    """The invited person's account with its membership, signed in nowhere.

    The same form sent twice opens one account. Raises ``Dead``, or ``Refused`` with the field.
    """
    invitation, done = _take(secret, client_id, at)
    if done is not None:
        return done
    if invitation.kind != Invitation.Kind.JOIN:
        raise Dead
    taken = User.objects.filter(email__iexact=invitation.email).exists()
    user = User(
        username=username,
        full_name=invitation.full_name,
        # An address shared by an office belongs to its first account.
        email="" if taken else invitation.email,
    )
    refused = _refusals(user, password)
    if User.objects.filter(username__iexact=username).exists():
        refused.insert(0, Refused(_TAKEN, field="username"))
    if refused:
        raise Refused(str(refused[0]), field=refused[0].field, more=refused[1:])
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        # Another invitation was accepted under the same name in the same moment.
        raise Refused(_TAKEN, field="username") from error
    _join(invitation, user)
    return _used(invitation, user, client_id, at)


@transaction.atomic
def accept_invitation(secret: str | Remembered, *, user: User, at: datetime | None = None) -> User:
    """The membership goes to an account that exists; accepted twice it is accepted once.

    Raises ``Dead``, or ``Refused`` when the person has that role already or invited themselves.
    """
    now = at or timezone.now()
    invitation = _locked(secret)
    if invitation.used_by_id == user.pk and invitation.kind == Invitation.Kind.JOIN:
        return user
    if invitation.kind != Invitation.Kind.JOIN or not is_good(invitation, at=now):
        raise Dead
    _join(invitation, user)
    return _used(invitation, user, None, at)


@transaction.atomic
def set_password_by_slip(
    secret: str | Remembered,
    *,
    password: str,
    client_id: UUID | None = None,
    at: datetime | None = None,
) -> User:
    """A new password for the slip's account; every session of it ends with the old password.

    Raises ``Dead``, or ``Refused`` with the field.
    """
    invitation, done = _take(secret, client_id, at)
    if done is not None:
        return done
    if invitation.for_user_id is None:
        raise Dead
    user = User.objects.select_for_update().get(pk=invitation.for_user_id)
    for refused in _refusals(user, password):
        raise refused
    user.set_password(password)
    user.save(update_fields=["password"])
    record("password_reset", actor=user, obj=user, data={"invitation": invitation.pk})
    return _used(invitation, user, client_id, at)


def _locked(secret: str | Remembered) -> Invitation:
    """The invitation under a lock, whatever became of it; raises ``Dead`` for none."""
    found = invitation_of(secret)
    if found is None:
        raise Dead
    Invitation.objects.select_for_update().get(pk=found.pk)
    again = invitation_of(secret)  # as it is now that nobody else can touch it
    if again is None:
        raise Dead
    return again


def _take(
    secret: str | Remembered, client_id: UUID | None, at: datetime | None
) -> tuple[Invitation, User | None]:
    """The good invitation, or the account that this very form has made before."""
    invitation = _locked(secret)
    if client_id is not None and invitation.used_with == client_id:
        return invitation, invitation.used_by
    if not is_good(invitation, at=at or timezone.now()):
        raise Dead
    return invitation, None


def _join(invitation: Invitation, user: User) -> None:
    give_membership(
        user=user,
        unit=invitation.unit,
        role=invitation.role,
        valid_from=invitation.valid_from,
        valid_to=invitation.valid_to,
        actor=invitation.made_by,
        invitation=invitation.pk,
    )


def _used(invitation: Invitation, user: User, client_id: UUID | None, at: datetime | None) -> User:
    invitation.used_at, invitation.used_by = at or timezone.now(), user
    invitation.used_with = client_id
    invitation.save(update_fields=["used_at", "used_by", "used_with"])
    record("invitation_used", actor=user, obj=invitation)
    return user


def _refusals(user: User, password: str) -> list[Refused]:
    """What is wrong with the password; empty when it may be set."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        return [Refused(" ".join(error.messages), field="password")]
    return []


def suggested_username(full_name: str) -> str:
    """A free login name as offices write them: given name and initials (``maunv``)."""
    words = re.sub(r"[^a-z0-9 ]", "", fold(full_name)).split() or ["nguoidung"]
    base = f"{words[-1]}{''.join(word[0] for word in words[:-1])}"[:24].ljust(3, "0")
    taken = set(
        User.objects.annotate(lower=Lower("username"))
        .filter(lower__startswith=base)
        .values_list("lower", flat=True)
    )
    numbers = (f"{base}{n}" if n > 1 else base for n in range(1, len(taken) + 2))
    return next(name for name in numbers if name not in taken)
