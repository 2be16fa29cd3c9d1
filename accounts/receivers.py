"""What signing in and out writes into the audit log.

Receivers of signals, connected in ``AccountsConfig.ready``; a second factor's or a lock's own
signals are connected there in the same way.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from accounts.audit import record
from accounts.models import User

SHOWN_OF_UNKNOWN_NAME = 3


def signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    """Somebody signed in."""
    record("signed_in", actor=user, obj=user)


def signed_out(sender: Any, user: User | AnonymousUser | None, **kwargs: Any) -> None:
    """Somebody signed out; a session whose person is gone tells nothing."""
    if isinstance(user, User):
        record("signed_out", actor=user, obj=user)


def sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """A name and a password that do not belong together; never the password.

    Of a name that is nobody's only the beginning is kept: people type their password into the
    wrong field.
    """
    typed = str(credentials.get(User.USERNAME_FIELD) or "").strip().casefold()
    known = User.objects.filter(username__iexact=typed).first()
    shown = typed if known else f"{typed[:SHOWN_OF_UNKNOWN_NAME]}…"
    record("sign_in_failed", actor=None, obj=known, data={"username": shown[:40]})


def connect() -> None:
    """Listen to Django's own signals of signing in."""
    user_logged_in.connect(signed_in, dispatch_uid="audit_signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="audit_signed_out")
    user_login_failed.connect(sign_in_failed, dispatch_uid="audit_sign_in_failed")
