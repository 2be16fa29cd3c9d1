"""The person behind a request, and what is theirs: ways to sign in, sessions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import sessions
from accounts.models import User

_PROOFS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def signed_in(request: HttpRequest) -> User:
    """The signed-in person; the middleware lets nobody else reach a page."""
    return cast(User, request.user)


def has_second_factor(user: User) -> bool:
    """Whether signing in takes more than the password."""
    return bool(Authenticator.objects.filter(user=user, type__in=_PROOFS).exists())


@dataclass
class SecondFactor:
    """What the person has set up."""

    app: Authenticator | None = None
    keys: list[Authenticator] = field(default_factory=list)
    codes: Authenticator | None = None

    @property
    def is_on(self) -> bool:
        """Whether signing in takes more than the password."""
        return bool(self.app or self.keys)

    @property
    def codes_left(self) -> list[str]:
        """Spare codes that were not used yet."""
        return list(self.codes.wrap().get_unused_codes()) if self.codes else []


def second_factor_of(user: User) -> SecondFactor:
    """The person's application, keys and spare codes; one query."""
    found = SecondFactor()
    for row in Authenticator.objects.filter(user=user).order_by("created_at", "pk"):
        if row.type == Authenticator.Type.TOTP:
            found.app = row
        elif row.type == Authenticator.Type.WEBAUTHN:
            found.keys.append(row)
        else:
            found.codes = row
    return found


def spare_codes_for(user: User) -> list[str]:
    """The spare codes that are left, or 404 when there never were any."""
    mine = second_factor_of(user)
    if mine.codes is None:
        raise Http404
    return mine.codes_left


@dataclass(frozen=True)
class OpenSession:
    """Phiên đăng nhập: where the person is signed in."""

    row: UserSession
    device: str
    seen_at: datetime
    is_shared: bool
    is_current: bool


def sessions_of(user: User, current_key: str | None) -> list[OpenSession]:
    """Where the person is signed in now, this place first; two queries."""
    rows = list(UserSession.objects.filter(user=user).order_by("-created_at", "-pk"))
    alive = _values_of((row.session_key for row in rows), user)
    found = [
        OpenSession(
            row=row,
            device=sessions.device_words(row.user_agent),
            seen_at=_moment(alive[row.session_key].get(sessions.SEEN_AT), row.created_at),
            is_shared=bool(alive[row.session_key].get(sessions.SHARED)),
            is_current=row.session_key == current_key,
        )
        for row in rows
        if row.session_key in alive
    ]
    return sorted(found, key=lambda one: not one.is_current)


def other_session_for(user: User, pk: int, current_key: str | None) -> UserSession:
    """A session of the person, not this one (that is signing out), or 404."""
    row = next((one for one in other_sessions_of(user, current_key) if one.pk == pk), None)
    if row is None:
        raise Http404
    return row


def other_sessions_of(user: User, current_key: str | None) -> list[UserSession]:
    """Every session of the person but this one."""
    return list(UserSession.objects.filter(user=user).exclude(session_key=current_key))


def _values_of(keys: Iterable[str], user: User) -> dict[str, dict[str, Any]]:
    """Values of sessions that still hold: not run out, not of an older password."""
    stored = Session.objects.filter(session_key__in=list(keys), expire_date__gt=timezone.now())
    values = {row.session_key: row.get_decoded() for row in stored}
    now, right = timezone.now().timestamp(), user.get_session_auth_hash()
    return {
        key: kept
        for key, kept in values.items()
        if constant_time_compare(kept.get(HASH_SESSION_KEY, ""), right)
        and not sessions.is_over(kept, now)
    }


def _moment(seconds: float | None, otherwise: datetime) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds else otherwise
