"""Deeds on an account: another address, a link asked for, sessions that end."""

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.audit import record
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
