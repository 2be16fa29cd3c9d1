"""What signing in and out, passwords and second factors write into the audit log.

Receivers of signals of Django and of the libraries, connected in ``AccountsConfig.ready``.
"""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from accounts.adapters import counted_name
from accounts.audit import record
from accounts.models import User

SHOWN_OF_UNKNOWN_NAME = 3
_CODES = Authenticator.Type.RECOVERY_CODES
_METHODS = {
    Authenticator.Type.TOTP: "ứng dụng xác thực",
    Authenticator.Type.WEBAUTHN: "khóa đăng nhập",
    _CODES: "mã dự phòng",
}


def signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    """Somebody signed in."""
    record("signed_in", actor=user, obj=user)


def signed_out(sender: Any, user: User | AnonymousUser | None, **kwargs: Any) -> None:
    """Somebody signed out; a session whose person is gone tells nothing."""
    if isinstance(user, User):
        record("signed_out", actor=user, obj=user)


def sign_in_failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """A name and a password that do not belong together; never the password."""
    known, shown = _who(request, credentials)
    record("sign_in_failed", actor=None, obj=known, data={"username": shown})


def locked_out(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """One wrong try too many; tries while it is locked are failed sign-ins like others."""
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    known, shown = _who(request, getattr(request, "axes_credentials", None) or {})
    record("locked_out", actor=None, obj=known, data={"username": shown})


def _who(request: Any, credentials: dict[str, Any]) -> tuple[User | None, str]:
    """The person, if it is one, and what of the typed name is kept.

    Of a name that is nobody's only the beginning: people type their password into the wrong field.
    """
    typed = counted_name(request, credentials).casefold()
    known = User.objects.filter(username__iexact=typed).first()
    return known, (typed if known else f"{typed[:SHOWN_OF_UNKNOWN_NAME]}…")[:40]


def password_changed(sender: Any, user: User, **kwargs: Any) -> None:
    """Somebody changed or set their own password."""
    record("password_changed", actor=user, obj=user)


def password_reset(sender: Any, user: User, **kwargs: Any) -> None:
    """A new password after a link; who had the link is not known."""
    record("password_reset", actor=None, obj=user, data={"method": "liên kết trong thư"})


def factor_added(sender: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """An application, a key, or spare codes."""
    if authenticator.type == _CODES:
        record("recovery_codes_made", actor=user, obj=user)
    else:
        data = {"method": _METHODS[authenticator.type]}
        record("second_factor_added", actor=user, obj=user, data=data)


def factor_removed(sender: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """An application or a key, or the spare codes that went with the last one."""
    data = {"method": _METHODS[authenticator.type]}
    record("second_factor_removed", actor=user, obj=user, data=data)


def factor_used(sender: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """A spare code was used up: somebody may have lost their phone."""
    if authenticator.type == _CODES:
        record("recovery_code_used", actor=user, obj=user)


def factor_failed(sender: Any, user: User, **kwargs: Any) -> None:
    """The password was right, the code was not."""
    data = {"username": user.get_username(), "method": "mã xác thực"}
    record("sign_in_failed", actor=None, obj=user, data=data)


def connect() -> None:
    """Listen to Django, allauth and axes."""
    user_logged_in.connect(signed_in, dispatch_uid="audit_signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="audit_signed_out")
    user_login_failed.connect(sign_in_failed, dispatch_uid="audit_sign_in_failed")
    user_locked_out.connect(locked_out, dispatch_uid="audit_locked_out")
    account.password_changed.connect(password_changed, dispatch_uid="audit_password_changed")
    account.password_set.connect(password_changed, dispatch_uid="audit_password_set")
    account.password_reset.connect(password_reset, dispatch_uid="audit_password_reset")
    mfa.authenticator_added.connect(factor_added, dispatch_uid="audit_factor_added")
    mfa.authenticator_reset.connect(factor_added, dispatch_uid="audit_factor_reset")
    mfa.authenticator_removed.connect(factor_removed, dispatch_uid="audit_factor_removed")
    mfa.authenticator_used.connect(factor_used, dispatch_uid="audit_factor_used")
    mfa.authentication_failed.connect(factor_failed, dispatch_uid="audit_factor_failed")
