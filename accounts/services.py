"""Deeds on accounts: new ones, another name or address, a link asked for, sessions that end."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import record, record_many
from accounts.kinds import DETAILS
from accounts.models import User
from accounts.sessions import device_words

CONFIRM_WITHIN = timedelta(hours=24)
_SALT = "accounts.email"


class LinkDead(Exception):
    """The link confirms nothing: used, late, overtaken by another, of somebody else, or no link."""


# The address


@transaction.atomic
def ask_for_email(user: User, email: str, *, actor: User, at: datetime | None = None) -> str:
    """Keep the new address as waiting; returns what the link sent there must bear.

    Until ``confirm_email`` the present address stays the one that counts. Another address asked
    for later makes the link of this one dead.
    """
    if user != actor:
        raise PermissionDenied
    fresh = User.objects.select_for_update().get(pk=user.pk)
    fresh.email_waiting = email.lower()
    fresh.email_waiting_until = (at or timezone.now()) + CONFIRM_WITHIN
    fresh.save(update_fields=["email_waiting", "email_waiting_until"])
    record("email_asked", actor=actor, obj=fresh, data={"email": fresh.email_waiting})
    facts = [fresh.pk, fresh.email_waiting, fresh.email, fresh.email_waiting_until.isoformat()]
    return signing.dumps(facts, salt=_SALT)


@transaction.atomic
def drop_email(user: User, *, actor: User, keep: bool = False) -> None:
    """Take the address away, and one that waits with it; ``keep`` drops only the waiting one."""
    if user != actor:
        raise PermissionDenied
    fresh = User.objects.select_for_update().get(pk=user.pk)
    had = fresh.email
    _set_email(fresh, had if keep else "")
    if fresh.email != had:
        record("account_changed", actor=actor, obj=fresh, data={"changed": "thư điện tử"})


def email_behind(token: str, user: User, *, at: datetime | None = None) -> str:
    """The address that the link makes the person's; raises ``LinkDead``.

    One that is theirs by this very link already is returned too: a second click does no harm.
    """
    try:
        pk, new, old, until = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise LinkDead from error
    if pk != user.pk or datetime.fromisoformat(until) <= (at or timezone.now()):
        raise LinkDead
    waits = user.email_waiting_until is not None and (
        [new, old, until] == [user.email_waiting, user.email, user.email_waiting_until.isoformat()]
    )
    if not waits and new != user.email:
        raise LinkDead
    return str(new)


@transaction.atomic
def confirm_email(token: str, *, actor: User, at: datetime | None = None) -> bool:
    """Make the waiting address the one that counts; confirmed twice it is confirmed once.

    False when it has become somebody else's meanwhile: then it waits no more. Raises ``LinkDead``.
    """
    fresh = User.objects.select_for_update().get(pk=actor.pk)
    new = email_behind(token, fresh, at=at)
    if fresh.email == new:
        return True
    had = fresh.email
    try:
        with transaction.atomic():
            _set_email(fresh, new)
    except IntegrityError:
        _set_email(fresh, had)
        return False
    record("account_changed", actor=actor, obj=fresh, data={"changed": "thư điện tử"})
    return True


def _set_email(fresh: User, email: str) -> None:
    fresh.email, fresh.email_waiting, fresh.email_waiting_until = email, "", None
    fresh.save(update_fields=["email", "email_waiting", "email_waiting_until"])


@transaction.atomic
def end_sessions(sessions: list[UserSession], *, actor: User) -> int:
    """End sessions of the actor; returns how many. One that is over already does no harm."""
    for session in sessions:
        if session.user_id != actor.pk:
            raise PermissionDenied
        session.end()
        device = device_words(session.user_agent)
        record("session_ended", actor=actor, obj=actor, data={"removed": device})
    return len(sessions)


@transaction.atomic
def note_reset_asked(users: list[User]) -> None:
    """Write down that somebody, whoever it was, asked for a link for these accounts."""
    for user in users:
        record("password_reset_asked", actor=None, obj=user)


# Accounts of a table


@transaction.atomic
def add_accounts(users: Sequence[User], *, actor: User) -> None:
    """Save these new accounts; nobody can sign in before a slip has set the first password.

    Who calls has made sure that the actor gives them nothing they may not give.
    """
    for user in users:
        user.set_unusable_password()
        user.derive_keys()
    User.objects.bulk_create(users, batch_size=1_000)
    told = ((user, {"username": user.username, "email": user.email}) for user in users)
    record_many("account_added", told, actor=actor)


@transaction.atomic
def change_accounts(changes: Iterable[tuple[User, Mapping[str, str]]], *, actor: User) -> None:
    """Set name or address of these accounts; who calls has made sure that the actor may."""
    told = []
    for user, facts in changes:
        was = {key: getattr(user, key) for key in facts}
        for key, value in facts.items():
            setattr(user, key, value)
        user.save(update_fields=list(facts))
        data = {"changed": [DETAILS[key] for key in facts], "from": was, "to": dict(facts)}
        told.append((user, data))
    record_many("account_changed", told, actor=actor)
