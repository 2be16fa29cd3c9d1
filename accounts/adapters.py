"""What the libraries of sign-in ask the product: words, mails, addresses, keys.

allauth speaks no Vietnamese, so every word it may say stands here; what it would say beyond that is
left out.
"""

import base64
import hashlib
import html
import logging
import time
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.adapter import get_adapter as account_adapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes

from accounts.models import User
from accounts.sessions import device_words, is_fresh

logger = logging.getLogger(__name__)

_WRONG_LOGIN = "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra và thử lại."
_WRONG_CODE = "Mã không đúng, đã dùng rồi hoặc đã hết hạn. Hãy chờ mã mới và nhập lại."
_WAIT = (
    "Đã nhập sai quá nhiều lần. Hãy chờ 15 phút rồi thử lại; nếu không phải bạn đã thử, hãy báo "
    "người quản trị hệ thống."
)
_TAKEN_EMAIL = "Địa chỉ thư này đã có người dùng. Hãy nhập địa chỉ khác."
_NOT_USED = "Việc này không dùng trong hệ thống. Hãy quay lại trang trước."

# What allauth says after a deed, by the name of its template; what is not here is not said.
MESSAGES = {
    "account/messages/password_changed.txt": (
        "Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."
    ),
    "account/messages/password_set.txt": "Đã đặt mật khẩu.",
    "mfa/messages/totp_activated.txt": "Đã bật ứng dụng xác thực.",
    "mfa/messages/totp_deactivated.txt": "Đã tắt ứng dụng xác thực.",
    "mfa/messages/recovery_codes_generated.txt": (
        "Đã tạo bộ mã dự phòng. Hãy in hoặc chép lại ngay; bộ mã cũ, nếu có, không dùng được nữa."
    ),
    "mfa/messages/webauthn_added.txt": "Đã thêm khóa đăng nhập.",
    "mfa/messages/webauthn_removed.txt": "Đã gỡ khóa đăng nhập.",
}
# Mails that tell the person what was done, by the name of allauth's template.
NOTICES = {
    "account/email/password_changed": "Mật khẩu của bạn vừa được đổi",
    "account/email/password_reset": "Mật khẩu của bạn vừa được đặt lại",
    "account/email/email_changed": "Địa chỉ thư của tài khoản bạn vừa được đổi",
    "account/email/password_set": "Mật khẩu của bạn vừa được đặt",
    "mfa/email/totp_activated": "Ứng dụng xác thực vừa được bật cho tài khoản của bạn",
    "mfa/email/totp_deactivated": "Ứng dụng xác thực vừa được tắt khỏi tài khoản của bạn",
    "mfa/email/recovery_codes_generated": "Bộ mã dự phòng mới vừa được tạo cho tài khoản của bạn",
    "mfa/email/webauthn_added": "Một khóa đăng nhập vừa được thêm vào tài khoản của bạn",
    "mfa/email/webauthn_removed": "Một khóa đăng nhập vừa được gỡ khỏi tài khoản của bạn",
}
RESET_MAIL = "account/email/password_reset_key"
CONFIRM_SUBJECT = "Xác nhận địa chỉ thư điện tử"


def name_of(user: User) -> str:
    """The person's name as keys and lists show it."""
    return str(user)


def client_address(request: HttpRequest) -> str | None:
    """Whence the request comes; of forwarded addresses only what our own proxy wrote.

    Nothing when that cannot be read: all such requests then count as from one place.
    """
    try:
        return str(account_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return None


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Under which name a wrong password counts: one person, whether by name or by address.

    Unknown names count too, as typed in lower case, so that nobody learns which ones exist.
    """
    given = credentials or {}
    typed = str(given.get("username") or given.get("email") or "").strip().lower()
    known = User.objects.filter(Q(username__iexact=typed) | ~Q(email="") & Q(email=typed))
    return known.values_list("username", flat=True).order_by("pk").first() or typed[:150]


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in without sign-up, in Vietnamese."""

    error_messages: ClassVar[dict[str, str]] = {
        **dict.fromkeys(DefaultAccountAdapter.error_messages, _NOT_USED),
        "account_inactive": "Tài khoản này đã ngừng sử dụng. Hãy liên hệ người quản trị hệ thống.",
        "email_password_mismatch": _WRONG_LOGIN,
        "username_password_mismatch": _WRONG_LOGIN,
        "invalid_login": _WRONG_LOGIN,
        "email_taken": _TAKEN_EMAIL,
        "duplicate_email": _TAKEN_EMAIL,
        "enter_current_password": "Mật khẩu hiện tại không đúng. Hãy nhập lại.",
        "incorrect_password": "Mật khẩu không đúng. Hãy nhập lại.",
        "incorrect_code": _WRONG_CODE,
        "invalid_password_reset": "Liên kết không còn dùng được. Hãy yêu cầu liên kết mới.",
        "too_many_login_attempts": _WAIT,
        "rate_limited": _WAIT,
        "username_taken": "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the person's own page."""
        return reverse("accounts:me")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just signed in is not asked again."""
        if is_fresh(self.request.session, time.time()):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ways to confirm who one is, named in our words."""
        names = {
            "reauthenticate": "Bằng mật khẩu",
            "mfa_reauthenticate": "Bằng mã xác thực",
            "mfa_reauthenticate:webauthn": "Bằng khóa đăng nhập",
        }
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": names[way["id"]]} for way in ways]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guesses at one name from all addresses together; axes counts each address.

        A right password takes its try back (``authenticate``), so an office may sign in at once.
        """
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="allauth.account", action="guess", key=counted_name(request, credentials)
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what was done, in our words only."""
        said = message or MESSAGES.get(message_template or "")
        if said:
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of ours. A mail server that is down stops no deed and tells nobody
        whether an address is known: it is logged for the administrator.
        """
        facts = {"product_name": settings.PRODUCT_NAME, **context}
        if template_prefix == RESET_MAIL:
            subject, template = "Đặt lại mật khẩu", "accounts/mail_reset.txt"
        elif template_prefix in NOTICES:
            subject, template = NOTICES[template_prefix], "accounts/mail_notice.txt"
            facts |= {"what": subject, "device": device_words(facts.get("user_agent", ""))}
        else:
            return
        _send(subject, template, facts, email)


def send_confirmation(user: User, email: str, link: str) -> bool:
    """Send the link that confirms an address; false when the mail server did not take it."""
    facts = {"product_name": settings.PRODUCT_NAME, "user": user, "link": link}
    return _send(CONFIRM_SUBJECT, "accounts/mail_confirm.txt", facts, email)


def _send(subject: str, template: str, facts: dict[str, Any], email: str) -> bool:
    # Plain text: what the engine escaped for pages is written as it is.
    body = html.unescape(render_to_string(template, facts))
    mail = EmailMessage(f"{settings.PRODUCT_NAME}: {subject}", body, to=[email])
    try:
        return mail.send() == 1
    except (SMTPException, OSError):
        logger.exception("A mail was not sent: %s", template)
        return False


class MFAAdapter(DefaultMFAAdapter):
    """The second factor, in Vietnamese, its secrets encrypted."""

    error_messages: ClassVar[dict[str, str]] = {
        **dict.fromkeys(DefaultMFAAdapter.error_messages, _NOT_USED),
        "cannot_delete_authenticator": "Chưa thể tắt lớp xác thực này.",
        "cannot_generate_recovery_codes": (
            "Hãy bật ứng dụng xác thực hoặc thêm khóa đăng nhập trước khi tạo mã dự phòng."
        ),
        "incorrect_code": _WRONG_CODE,
    }

    def get_totp_issuer(self) -> str:
        """Under which name the application lists the code."""
        return str(settings.PRODUCT_NAME)

    def get_totp_label(self, user: Any) -> str:
        """Whose code it is."""
        return str(user.get_username())

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A name for a key that was given none."""
        return "Khóa đăng nhập"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For which product the key is; keys hold for this host name alone."""
        host = super().get_public_key_credential_rp_entity()["id"]
        return {"id": host, "name": settings.PRODUCT_NAME}

    def encrypt(self, text: str) -> str:
        """The secret as it is stored: who has the database alone has no codes."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; also with a key that SECRET_KEY_FALLBACKS still names."""
        return _vault().decrypt(encrypted_text.encode()).decode()


def _vault() -> MultiFernet:
    """Keys for secrets at rest, derived from SECRET_KEY and its fallbacks."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = (hashlib.sha256(b"accounts.mfa:" + force_bytes(key)).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
