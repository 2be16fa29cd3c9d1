"""Deeds on accounts: new ones, another name or address, a link asked for, sessions that end."""

from collections.abc import Iterable, Mapping, Sequence

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.audit import record, record_many
from accounts.kinds import DETAILS
from accounts.models import User
from accounts.sessions import device_words


@transaction.atomic
def change_email(user: User, email: str, *, actor: User) -> User:
    """Set the address under which the person signs in and gets links; empty takes it away."""
    if user != actor:
        raise PermissionDenied
    user.email = email
    user.save(update_fields=["email"])
    record("account_changed", actor=actor, obj=user, data={"changed": "thư điện tử"})
    return user


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
