"""The secret of an invitation, and the invitation behind it: nobody else's business.

The link bears a token of 256 bits, of which the database keeps SHA-256. The slip also bears a
short code for who has no camera; being short (59 bits) it is kept under a key of the server, so
that a copy of the database does not give it away, and guesses are counted per address. A code is
typed and never stands in an address; the session remembers which invitation it opened.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from units.access.people import controls, may_give
from units.models import Invitation

# Without 0 O 1 I L: read aloud and typed from paper.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 12
_LONGEST = 100


@dataclass(frozen=True)
class Secret:
    """What the invited person holds; it exists outside the database only."""

    token: str
    code: str

    @classmethod
    def make(cls) -> "Secret":
        """A new one, from the system's own randomness."""
        letters = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
        parts = (letters[n : n + 4] for n in range(0, _CODE_LENGTH, 4))
        return cls(secrets.token_urlsafe(32), "-".join(parts))

    @property
    def hashes(self) -> dict[str, str]:
        """What the database keeps of it."""
        return {"token_hash": _of_token(self.token), "code_hash": _of_code(self.code)}


@dataclass(frozen=True)
class Remembered:
    """What a session keeps of a secret that was good: no more than the database keeps."""

    token_hash: str


def _of_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _of_code(code: str) -> str:
    bare = re.sub(r"[^0-9A-Z]", "", code.upper())
    return salted_hmac("units.invitation.code", bare, algorithm="sha256").hexdigest()


def remembered(invitation: Invitation) -> Remembered:
    """For the session of who has shown the secret; a renewed invitation forgets it."""
    return Remembered(invitation.token_hash)


def invitation_behind(secret: str | Remembered, *, at: datetime) -> Invitation | None:
    """The invitation that the link or the code opens at the moment; nothing when it is used,
    late, withdrawn or unknown, or when who made it may not give it any more."""
    found = invitation_of(secret)
    return found if found is not None and is_good(found, at=at) else None


def is_token(secret: str) -> bool:
    """Whether it is long enough to be the link's: the only secret an address may bear."""
    return _CODE_LENGTH * 2 < len(secret) <= _LONGEST


def invitation_of(secret: str | Remembered) -> Invitation | None:
    """The invitation of the link or the code, whatever became of it."""
    if isinstance(secret, Remembered):
        either = Q(token_hash=secret.token_hash)
    elif len(secret) > _LONGEST:
        return None
    else:
        either = Q(token_hash=_of_token(secret)) | Q(code_hash=_of_code(secret))
    return (
        Invitation.objects.filter(either)
        .select_related("unit", "made_by", "for_user", "used_by")
        .first()
    )


def is_good(invitation: Invitation, *, at: datetime) -> bool:
    """Whether it still opens its door: waiting, its unit alive, its maker entitled as before."""
    unit, maker = invitation.unit, invitation.made_by
    ended = unit.valid_to is not None and unit.valid_to < timezone.localdate(at)
    if not invitation.is_waiting(at) or ended or not maker.is_active:
        return False
    if invitation.for_user is not None:
        return invitation.for_user.is_active and controls(maker, invitation.for_user)
    return may_give(maker, unit, invitation.role)
