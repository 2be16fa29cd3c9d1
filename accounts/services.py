"""Deeds on an account: another address, sessions that end."""

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User


@transaction.atomic
def change_email(user: User, email: str, *, actor: User) -> User:
    """Set the address under which the person signs in and gets links; empty takes it away."""
    if user != actor:
        raise PermissionDenied
    user.email = email
    user.save(update_fields=["email"])
    return user


@transaction.atomic
def end_sessions(sessions: list[UserSession], *, actor: User) -> int:
    """End sessions of the actor; returns how many. One that is over already does no harm."""
    for session in sessions:
        if session.user_id != actor.pk:
            raise PermissionDenied
        session.end()
    return len(sessions)
