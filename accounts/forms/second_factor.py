"""Forms of the second factor; allauth's own, with our words."""

from typing import Any, ClassVar

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest

from accounts import sessions
from accounts.codes import spend_code

from .words import NO_ANSWER, InWords

_CODE_WIDGET = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autofocus": True,
    "class": "form-control",
}
NAME_LENGTH = 60
# The library trips over answers no browser sends.
_RUBBISH = (AttributeError, KeyError, TypeError, ValueError)


class _Code(InWords):
    """A code of the application or a spare one, each good for one time."""

    labels: ClassVar[dict[str, str]] = {"code": "Mã xác thực"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= _CODE_WIDGET

    def clean_code(self) -> str:
        """The code; the same one never opens twice, in whatever process."""
        code: str = super().clean_code()  # type: ignore[misc]
        used: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if used.type == Authenticator.Type.TOTP and not spend_code(used, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_Code, base.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateCodeForm(_Code, base.ReauthenticateForm):
    """A code before something weighty."""


class ActivateTOTPForm(InWords, totp.ActivateTOTPForm):
    """The first code shows that the application knows the secret."""

    labels: ClassVar[dict[str, str]] = {"code": "Mã 6 chữ số ứng dụng đang hiện"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {**_CODE_WIDGET, "autofocus": False}

    @property
    def spaced_secret(self) -> str:
        """The secret in groups of four, to be typed."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class _Named(InWords):
    """A key with the name its owner gives it."""

    labels: ClassVar[dict[str, str]] = {
        "name": "Tên khóa",
        "passwordless": "Dùng khóa này để đăng nhập thay cho mật khẩu",
    }
    helps: ClassVar[dict[str, str]] = {
        "name": "Ví dụ: Điện thoại của tôi, Khóa dự phòng ở cơ quan.",
        "passwordless": "Máy sẽ hỏi vân tay, khuôn mặt hoặc mã PIN mỗi lần đăng nhập.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        self.fields["name"] = forms.CharField(
            label=name.label,
            help_text=name.help_text,
            required=name.required,
            max_length=NAME_LENGTH,
            error_messages=name.error_messages,
        )


class AddPasskeyForm(_Named, webauthn.AddWebAuthnForm):
    """A new key; the browser fills in what the key answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        """The answer of the key, whatever was sent in its place."""
        try:
            return super().clean() or {}
        except _RUBBISH as error:
            raise forms.ValidationError(NO_ANSWER) from error


class RenamePasskeyForm(_Named, webauthn.EditWebAuthnForm):
    """Another name for a key."""


class _Answer(InWords):
    """What a key answered, signed with its secret."""

    def clean_credential(self) -> Authenticator:
        """The key that answered, whatever was sent in its place."""
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        except _RUBBISH as error:
            raise forms.ValidationError(NO_ANSWER) from error
        return found


class PasskeyForm(_Answer, webauthn.AuthenticateWebAuthnForm):
    """The second step with a key."""


class ReauthenticatePasskeyForm(_Answer, webauthn.ReauthenticateWebAuthnForm):
    """A key before something weighty."""


class PasskeySignInForm(_Answer, webauthn.LoginWebAuthnForm):
    """Signing in with a key alone."""

    shared = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Remember what kind of machine it is."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "credential" in cleaned:
            request: HttpRequest = context.request
            sessions.set_shared(request.session, bool(cleaned.get("shared")))
        return cleaned
