"""Forms of sign-in and password; allauth's own, with our words."""

from typing import Any, ClassVar

from allauth.account import forms as library
from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.http import HttpRequest, HttpResponse

from accounts import sessions
from accounts.models import User
from vietnamese.forms import VietnameseForm

from .words import BAD_EMAIL, InWords

NOT_THE_SAME = "Hai lần nhập mật khẩu chưa giống nhau. Hãy nhập lại lần thứ hai."
_MISMATCH = ("username_password_mismatch", "email_password_mismatch")
_LAST_TRY = (
    "Bạn còn một lần thử; sai lần nữa thì phải chờ 15 phút. Nếu không nhớ chắc, hãy dùng “Quên mật "
    "khẩu?” ở dưới."
)
SHARED_LABEL = "Đây là máy dùng chung"
SHARED_HELP = "Phiên kết thúc khi đóng trình duyệt hoặc sau 10 phút không dùng."


class _TwoPasswords(InWords):
    """A new password, typed twice."""

    labels: ClassVar[dict[str, str]] = {
        "oldpassword": "Mật khẩu hiện tại",
        "password1": "Mật khẩu mới",
        "password2": "Nhập lại mật khẩu mới",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        helps = (text for text in password_validation.password_validators_help_texts() if text)
        self.fields["password1"].help_text = " ".join(helps)

    def clean(self) -> dict[str, Any]:
        """Both the same, said in our words instead of the library's."""
        first, second = (self.cleaned_data.get(name) for name in ("password1", "password2"))
        if first and second and first != second:
            self.add_error("password2", NOT_THE_SAME)
        return self.cleaned_data


class SignInForm(InWords, library.LoginForm):
    """Login or address and password; on a machine of others the sign-in is short."""

    labels: ClassVar[dict[str, str]] = {
        "login": "Tên đăng nhập hoặc địa chỉ thư",
        "password": "Mật khẩu",
        "shared": SHARED_LABEL,
    }
    helps: ClassVar[dict[str, str]] = {"shared": SHARED_HELP}
    shared = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username webauthn",
            "autocapitalize": "none",
            "class": "form-control",
        }
        self.fields["password"].widget.attrs["class"] = "form-control"
        self.fields["shared"].widget.attrs["class"] = "form-check-input"

    def clean(self) -> dict[str, Any]:
        """Before the last try that is left, say so: of known and unknown names alike."""
        try:
            return super().clean() or {}
        except forms.ValidationError as error:
            wrong = getattr(self.request, "axes_failures_since_start", 0) or 0
            if error.code in _MISMATCH and wrong == settings.AXES_FAILURE_LIMIT - 1:
                raise forms.ValidationError(f"{error.message} {_LAST_TRY}", error.code) from error
            raise

    def add_prefix(self, field_name: str) -> str:
        """``username`` on the page, as password managers and scripts expect."""
        return super().add_prefix("username" if field_name == "login" else field_name)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, or go to the second step."""
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        sessions.set_shared(request.session, self.cleaned_data["shared"])
        return response


class ChangePasswordForm(_TwoPasswords, library.ChangePasswordForm):
    """The present password and a new one."""


class SetPasswordForm(_TwoPasswords, library.SetPasswordForm):
    """A first password for who signs in without one."""


class NewPasswordForm(_TwoPasswords, library.ResetPasswordKeyForm):
    """A new password after a link."""


class ResetForm(InWords, library.ResetPasswordForm):
    """To which address the link goes."""

    labels: ClassVar[dict[str, str]] = {"email": "Địa chỉ thư điện tử"}


class ResetLinkForm(library.UserTokenForm):
    """Whether a link still holds; not for an account that was closed meanwhile."""

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError when it does not."""
        cleaned: dict[str, Any] = super().clean()
        if not self.reset_user.is_active:
            raise get_adapter().validation_error("invalid_password_reset")
        return cleaned


class ReauthenticateForm(InWords, library.ReauthenticateForm):
    """The password once more before something weighty."""

    labels: ClassVar[dict[str, str]] = {"password": "Mật khẩu"}


class EmailForm(VietnameseForm, forms.ModelForm):
    """A new address, with the present password."""

    password = forms.CharField(
        label="Mật khẩu hiện tại",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Để chắc chắn chính bạn đổi địa chỉ.",
    )

    class Meta:
        model = User
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "email": forms.EmailInput(attrs={"autocomplete": "email"})
        }
        fields = ("email",)
        labels: ClassVar[dict[str, str]] = {"email": "Địa chỉ thư điện tử"}
        help_texts: ClassVar[dict[str, str]] = {
            "email": (
                "Dùng để đăng nhập và nhận liên kết đặt lại mật khẩu, sau khi bạn mở liên kết xác "
                "nhận gửi tới đó. Để trống nếu không có."
            ),
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {"email": {"invalid": BAD_EMAIL}}

    def clean_password(self) -> None:
        """Raise ValidationError when it is not the person's; wrong ones count as at sign-in."""
        if not get_adapter().reauthenticate(self.instance, self.cleaned_data["password"]):
            raise get_adapter().validation_error("enter_current_password")
