"""Who has a draft open in the editor: told by their browser, forgotten after a minute.

It lives in the cache, not in the database: nothing depends on it, and a page that shows it must
not write. Two heartbeats at the same moment may lose one of them; the next comes in seconds.
"""

import time

from django.core.cache import cache

from accounts.models import User
from reports.models import Document

EXPIRES_SECONDS = 60


def _key(document: Document) -> str:
    return f"editing-paper-{document.pk}"


def _seen(document: Document) -> dict[int, tuple[str, float]]:
    kept: dict[int, tuple[str, float]] = cache.get(_key(document)) or {}
    return {pk: one for pk, one in kept.items() if time.time() - one[1] < EXPIRES_SECONDS}


def note_editing(document: Document, user: User) -> None:
    """The person has the draft open now."""
    seen = _seen(document) | {user.pk: (user.full_name, time.time())}
    cache.set(_key(document), seen, EXPIRES_SECONDS)


def others_editing(document: Document, user: User) -> list[str]:
    """Full names of the others who had it open within the last minute."""
    return sorted(name for pk, (name, _) in _seen(document).items() if pk != user.pk)
