"""The sign-in form, with words that say what to do."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """Django's own form; only its messages and labels are ours."""

    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra và thử lại.",
        "inactive": "Tài khoản này đã ngừng sử dụng. Hãy liên hệ người quản trị hệ thống.",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"
        for name in ("username", "password"):
            self.fields[name].error_messages["required"] = "Hãy nhập ô này."
            if isinstance(self.fields[name], forms.CharField):
                self.fields[name].widget.attrs["class"] = "form-control"
