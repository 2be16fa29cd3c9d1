"""How long a sign-in lasts: plain rules over the session's own values.

A day at the office without a break of 12 hours, a week at most; on a machine that others use
ten minutes. Times are seconds since 1970, as in ``time.time()``.
"""

import re
import time
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

IDLE = 12 * 60 * 60
IDLE_SHARED = 10 * 60
LONGEST = 7 * 24 * 60 * 60
# The session's row is written no oftener than this.
NOTE_EVERY = 5 * 60
NOTE_EVERY_SHARED = 60
# A person who has just signed in has just proved who they are.
FRESH = 5 * 60

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
SHARED = "shared_machine"

_BROWSERS = (
    ("Edge", r"\bEdgA?/|\bEdgiOS/"),
    ("Cốc Cốc", r"coc_coc_browser"),
    ("Zalo", r"\bZalo\b"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
_MACHINES = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("điện thoại Android", r"Android.*Mobile"),
    ("máy tính bảng Android", r"Android"),
    ("máy tính Windows", r"Windows"),
    ("máy tính Mac", r"Macintosh"),
    ("máy tính Chromebook", r"CrOS"),
    ("máy tính Linux", r"Linux"),
)


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """A person has signed in, all steps passed: both clocks start."""
    now = time.time()
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now


def set_shared(session: SessionBase, shared: bool) -> None:
    """Whether others use the machine too; then the cookie ends with the browser."""
    session[SHARED] = shared
    session.set_expiry(0 if shared else settings.SESSION_COOKIE_AGE)


def is_over(session: SessionBase | dict[str, Any], now: float) -> bool:
    """Whether the sign-in has lasted too long, or nobody has used it for too long."""
    signed_in_at = session.get(SIGNED_IN_AT, now)
    idle = IDLE_SHARED if session.get(SHARED) else IDLE
    return bool(now - signed_in_at > LONGEST or now - session.get(SEEN_AT, now) > idle)


def note_seen(session: SessionBase, now: float) -> None:
    """Write down that the person is there, not oftener than every few minutes."""
    every = NOTE_EVERY_SHARED if session.get(SHARED) else NOTE_EVERY
    session.setdefault(SIGNED_IN_AT, now)
    if now - session.get(SEEN_AT, 0) >= every:
        session[SEEN_AT] = now


def is_fresh(session: SessionBase, now: float) -> bool:
    """Whether the person signed in within the last minutes."""
    return bool(now - session.get(SIGNED_IN_AT, 0) < FRESH)


def device_words(user_agent: str) -> str:
    """What the browser says it is, in words: ``Chrome trên điện thoại Android``."""
    browser = _first(_BROWSERS, user_agent) or "Trình duyệt khác"
    return f"{browser} trên {_first(_MACHINES, user_agent) or 'máy không rõ loại'}"


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in table if re.search(pattern, text)), "")
