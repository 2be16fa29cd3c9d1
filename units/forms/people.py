"""Forms of rights, invitations and officers."""

import uuid
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator
from django.utils.html import format_html, format_html_join

from accounts.models import User
from units.access import Reader
from units.access.people import account_known_to
from units.models import Membership, Officer
from vietnamese.forms import CHOOSE, REQUIRED, VietnameseForm
from vietnamese.text import fold

BAD_EMAIL = "Địa chỉ thư không đúng dạng, ví dụ ten@quangninh.gov.vn. Hãy nhập lại."
OLD_PAGE = "Trang này không còn dùng được. Hãy tải lại trang rồi nhập lại."
_ORDER = "Ngày kết thúc không được trước ngày bắt đầu."
_BAD_ROLE = "Hãy chọn một vai trò trong danh sách."
LOGIN_NAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{2,29}$",
    "Tên đăng nhập gồm 3–30 chữ thường không dấu, chữ số và các dấu . _ -, không có dấu cách.",
)


class _PeriodForm(VietnameseForm, forms.Form):
    """From a day to a day; an empty one is open."""

    valid_from = forms.DateField(label="Từ ngày", required=False)
    valid_to = forms.DateField(
        label="Đến ngày", required=False, help_text="Để trống nếu không có thời hạn."
    )

    def clean(self) -> dict[str, Any]:
        """Days in their order."""
        super().clean()
        self._out_of_order("valid_from", "valid_to", _ORDER)
        return self.cleaned_data


# What each role may do, for who chooses among them.
_ROLE_HELP = {
    Membership.Role.ADMINISTRATOR: (
        "quản lý người dùng, đơn vị, cụm thi đua; lập đợt kiểm tra; ở cấp tỉnh còn ngừng tài "
        "khoản, xem Nhật ký."
    ),
    Membership.Role.OFFICER: (
        "lập đợt kiểm tra, soạn văn bản; xem các đơn vị cấp dưới và quản lý người dùng ở đó."
    ),
    Membership.Role.LEADER: (
        "duyệt văn bản; xem các đơn vị cấp dưới; quản lý người dùng của đơn vị và cấp dưới."
    ),
    Membership.Role.REGISTRAR: "cấp số, ban hành văn bản; xem các đơn vị cấp dưới.",
    Membership.Role.UNIT_OFFICER: (
        "chỉ xem hồ sơ của đơn vị mình: lịch kiểm tra, văn bản đã ban hành."
    ),
}


class _RoleForm(_PeriodForm):
    """A role among those the person may give."""

    role = forms.ChoiceField(label="Vai trò")

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = [("", CHOOSE), *roles]
        role.error_messages["invalid_choice"] = _BAD_ROLE
        lines = ((label, _ROLE_HELP[Membership.Role(value)]) for value, label in roles)
        role.help_text = format_html(
            '<ul class="role-help">{}</ul>',
            format_html_join("", "<li><strong>{}</strong>: {}</li>", lines),
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())


class InviteForm(_RoleForm):
    """Somebody new: who, as what, and how the invitation reaches them."""

    full_name = forms.CharField(
        label="Họ và tên", max_length=120, help_text="Như trên văn bản, có dấu: Nguyễn Văn Mẫu."
    )
    position = forms.CharField(
        label="Chức vụ",
        max_length=120,
        required=False,
        help_text="Ghi trên phiếu mời để người nhận biết đúng là mình.",
    )
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        max_length=254,
        help_text="Cần khi gửi bằng thư. Người được mời cũng đăng nhập, đặt lại mật khẩu bằng nó.",
    )
    way = forms.ChoiceField(
        label="Gửi lời mời bằng",
        choices=(
            ("mail", "Thư điện tử: hệ thống gửi liên kết"),
            ("slip", "Phiếu in, đưa tận tay: có mã QR và mã 12 chữ, số để gõ"),
        ),
        widget=forms.RadioSelect,
        initial="slip",
    )
    client_id = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, error_messages={"invalid": OLD_PAGE}
    )
    field_order = ("full_name", "position", "role", "valid_from", "valid_to", "way", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["invalid"] = BAD_EMAIL
        self.fields["way"].error_messages["invalid_choice"] = "Hãy chọn một cách gửi."

    def clean_full_name(self) -> str:
        """On one line: it goes into mails and onto slips."""
        return _one_line(self.cleaned_data["full_name"])

    def clean_position(self) -> str:
        """The same."""
        return _one_line(self.cleaned_data["position"])

    def clean(self) -> dict[str, Any]:
        """A mail needs an address."""
        data = super().clean()
        if data.get("way") == "mail" and not data.get("email") and "email" not in self.errors:
            self.add_error("email", "Hãy nhập địa chỉ thư, hoặc chọn phiếu in.")
        if data.get("way") != "mail":
            # Nobody has shown that a mail sent there reaches the person.
            data["email"] = ""
        return data


class GiveForm(_RoleForm):
    """A role for somebody who has an account."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=150,
        help_text="Của người đã có tài khoản trong các đơn vị bạn quản lý.",
    )
    field_order = ("username", "role", "valid_from", "valid_to")

    def __init__(self, *args: Any, actor: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_username(self) -> User:
        """The account, if it is among those the person knows; others are as if they were not."""
        user = account_known_to(self.actor, self.cleaned_data["username"])
        if user is None:
            raise forms.ValidationError(
                "Không thấy tài khoản này trong các đơn vị của bạn. Hãy kiểm tra lại, hoặc gửi "
                "lời mời: người đã có tài khoản đăng nhập rồi nhận lời mời."
            )
        return user


class ChangeForm(_RoleForm):
    """Another role or other days."""

    reason = forms.CharField(label="Lý do thay đổi", required=False, max_length=300)
    seen = forms.CharField(widget=forms.HiddenInput)
    field_order = ("role", "valid_from", "valid_to", "reason")


class EndForm(VietnameseForm, forms.Form):
    """A role ends: at once, or with a day."""

    when = forms.ChoiceField(
        label="Kết thúc",
        choices=(("now", "Ngay bây giờ"), ("day", "Hết một ngày")),
        widget=forms.RadioSelect,
        initial="now",
    )
    last_day = forms.DateField(label="Ngày cuối cùng còn quyền", required=False)
    reason = forms.CharField(label="Lý do", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"].error_messages["invalid_choice"] = "Hãy chọn một cách."

    def clean(self) -> dict[str, Any]:
        """The day counts only when it was asked for."""
        super().clean()
        data = self.cleaned_data
        if data.get("when") == "now":
            data["last_day"] = None
        elif not data.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", REQUIRED)
        return data


class ReasonForm(VietnameseForm, forms.Form):
    """A reason, asked once."""

    reason = forms.CharField(label="Lý do", max_length=300)


class SlipForm(VietnameseForm, forms.Form):
    """A button that makes a slip: clicked twice it makes one."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class OfficerForm(VietnameseForm, forms.ModelForm):
    """A person in a position of the unit."""

    class Meta:
        model = Officer
        fields = ("full_name", "position", "valid_from", "valid_to", "may_sign")

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].help_text = "Để trống nếu không rõ."
        self.fields["valid_to"].help_text = "Để trống nếu đương nhiệm."
        if not is_new:
            self.fields["reason"] = forms.CharField(
                label="Lý do thay đổi", required=False, max_length=300
            )
            self.fields["seen"] = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Days in their order."""
        super().clean()
        for name in ("full_name", "position"):
            if name in self.cleaned_data:
                self.cleaned_data[name] = _one_line(self.cleaned_data[name])
        self._out_of_order("valid_from", "valid_to", _ORDER)
        return self.cleaned_data

    def validate_constraints(self) -> None:
        """Said by the form and the service in words of our own; the database stands behind."""


class LeaveForm(VietnameseForm, forms.Form):
    """An officer's last day."""

    last_day = forms.DateField(label="Ngày cuối giữ chức vụ")
    reason = forms.CharField(label="Lý do", max_length=300, required=False)


# The invited person


class CodeForm(VietnameseForm, forms.Form):
    """The short code of a slip."""

    code = forms.CharField(
        label="Mã trên phiếu",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PasswordForm(VietnameseForm, forms.Form):
    """A new password, typed twice; what was typed is kept to the letter."""

    password = forms.CharField(
        label="Mật khẩu",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ít nhất 12 ký tự; một câu ngắn dễ nhớ là tốt nhất.",
    )
    password_again = forms.CharField(
        label="Nhập lại mật khẩu",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    client_id = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, error_messages={"invalid": OLD_PAGE}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        too_long = MaxLengthValidator(128, "Mật khẩu dài tối đa 128 ký tự.")
        self.fields["password"].validators.append(too_long)

    def clean(self) -> dict[str, Any]:
        """Both alike."""
        super().clean()
        data = self.cleaned_data
        for name in ("password", "password_again"):
            if name in data:
                data[name] = self[name].data  # as typed: spaces at the ends count
        both = {"password", "password_again"} <= set(data)
        if both and data["password"] != data["password_again"]:
            self.add_error("password_again", "Hai lần nhập không giống nhau. Hãy nhập lại.")
        return data


class OpenAccountForm(PasswordForm):
    """A login name and the first password."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    field_order = ("username", "password", "password_again")

    def clean_username(self) -> str:
        """Lower case, without marks and spaces."""
        name: str = self.cleaned_data["username"].lower()
        LOGIN_NAME(name)
        return name


class AcceptForm(VietnameseForm, forms.Form):
    """The signed-in person says that the invitation is theirs."""

    is_me = forms.BooleanField(label="Tôi là người được mời", required=False)

    def __init__(self, *args: Any, invited: str, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names_agree = fold(invited) == fold(user.full_name)
        if self.names_agree:
            del self.fields["is_me"]
        else:
            self.fields["is_me"].required = True
            self.fields["is_me"].error_messages["required"] = (
                "Tên trên lời mời khác tên tài khoản. Hãy đánh dấu nếu đúng là bạn được mời."
            )
