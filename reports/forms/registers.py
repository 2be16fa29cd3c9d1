"""Forms of registers: they clean, and nothing else."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from inspections.models import Team
from reports.kinds import CODES
from reports.models import Entry, Issuer, Register
from vietnamese.forms import CHOOSE, REQUIRED, VietnameseForm

MOST_BYTES = 15 * 1024 * 1024
LATEST_NUMBER = 99_999
# A number kept for longer is a number forgotten.
KEPT_AT_MOST = timedelta(days=366)
_KINDS = [("", CHOOSE), *((code, f"{label} ({code})") for code, label in CODES.items())]
_NUMBER = {
    "invalid": "Hãy nhập một số nguyên, ví dụ 12.",
    "min_value": "Số nhỏ nhất là %(limit_value)s.",
    "max_value": "Số lớn nhất là %(limit_value)s.",
}


def _number(label: str, *, least: int, required: bool, words: str) -> forms.IntegerField:
    field = forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=LATEST_NUMBER,
        help_text=words,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=_NUMBER,
    )
    return field


def _kind(required: bool) -> forms.ChoiceField:
    wrong = {"invalid_choice": "Hãy chọn một loại trong danh sách.", "required": REQUIRED}
    return forms.ChoiceField(
        label="Loại văn bản", choices=_KINDS, required=required, error_messages=wrong
    )


class KeepForm(VietnameseForm, forms.Form):
    """For whom a number is kept, and until when."""

    reason = forms.CharField(
        label="Lý do giữ số", max_length=300, help_text="Giữ cho văn bản nào, của ai."
    )
    expires_on = forms.DateField(
        label="Giữ đến hết ngày",
        help_text="Quá ngày này số không dùng được nữa và vẫn còn trong sổ.",
    )

    def clean_expires_on(self) -> date:
        """Neither past nor so far away that nobody remembers why."""
        day: date = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError("Ngày này đã qua. Hãy nhập hôm nay hoặc một ngày sau.")
        if day > today + KEPT_AT_MOST:
            raise forms.ValidationError("Chỉ giữ số được tối đa một năm. Hãy nhập ngày gần hơn.")
        return day


class NumberForm(VietnameseForm, forms.Form):
    """The kept number a paper takes; nothing chosen is the next one."""

    kept = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class OutsideForm(VietnameseForm, forms.ModelForm):
    """A paper that got its number outside the product."""

    class Meta:
        model = Entry
        fields = (
            "kind_code",
            "symbol",
            "paper_on",
            "subject_line",
            "signer_name",
            "recipients",
            "kept_by",
        )

    field_order = ("number", *Meta.fields, "change_reason", "rev")

    def __init__(self, *args: Any, register: Register, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = self.instance.pk is None
        self.fields["kind_code"] = _kind(required=True)
        if register.kind_code:
            del self.fields["kind_code"]
        for name in ("paper_on", "subject_line"):
            self.fields[name].required = True
        self.fields["symbol"].help_text = "Để trống thì ghi theo thể thức của cơ quan ban hành."
        self.fields["recipients"].help_text = "Mỗi dòng một nơi nhận."
        if is_new:
            self.fields["number"] = _number(
                "Số", least=1, required=False, words=_number_words(register)
            )
        else:
            self.fields["change_reason"] = forms.CharField(
                label="Lý do sửa", max_length=300, error_messages={"required": REQUIRED}
            )
            self.fields["rev"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=self.instance.rev
            )
        self.order_fields(self.field_order)

    def clean_paper_on(self) -> date:
        """A paper that was made already."""
        day: date = self.cleaned_data["paper_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Ngày văn bản không được sau hôm nay.")
        return day


def _number_words(register: Register) -> str:
    words = "Để trống để lấy số tiếp theo của sổ."
    if register.opened_at:
        words += (
            f" Chỉ tự nhập số đã cấp trước khi mở sổ (từ 1 đến {register.opened_at}) và chưa ghi."
        )
    return words


class OpeningForm(VietnameseForm, forms.Form):
    """The last number that was given before the register was kept here."""

    opened_at = _number(
        "Số cuối đã cấp trước khi mở sổ",
        least=0,
        required=True,
        words="Văn bản tiếp theo lấy số liền sau. Nhập 0 nếu sổ bắt đầu từ 01.",
    )


class OpenRegisterForm(VietnameseForm, forms.Form):
    """Which register to open, and where it goes on from."""

    on = forms.DateField(
        label="Ngày văn bản đầu tiên", help_text="Ngày này quyết định sổ của nhiệm kỳ hay năm nào."
    )
    kind_code = _kind(required=False)
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label="Sổ riêng của Đoàn kiểm tra",
        required=False,
        help_text="Để trống nếu là sổ của cơ quan.",
    )
    opened_at = _number(
        "Số cuối đã cấp trước khi mở sổ",
        least=0,
        required=True,
        words="Nhập 0 nếu sổ bắt đầu từ 01.",
    )
    is_training = forms.BooleanField(label="Sổ tập huấn (in THỬ)", required=False)

    def __init__(self, *args: Any, issuer: Issuer, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuer = issuer
        team = self.fields["team"]
        if isinstance(team, forms.ModelChoiceField):
            team.queryset = teams
            team.empty_label = "— Sổ của cơ quan —"
            team.error_messages["invalid_choice"] = "Hãy chọn một Đoàn trong danh sách."
        if issuer.counting == Issuer.Counting.ALL_KINDS:
            del self.fields["kind_code"]

    def clean(self) -> dict[str, Any]:
        """Of each kind one register, unless all share one."""
        super().clean()
        asks = "kind_code" in self.fields and not self.cleaned_data.get("team")
        if asks and "kind_code" in self.cleaned_data and not self.cleaned_data["kind_code"]:
            self.add_error("kind_code", "Mỗi loại văn bản một sổ: hãy chọn loại.")
        return self.cleaned_data


class RegisterFileForm(VietnameseForm, forms.Form):
    """One file of lines to take over."""

    file = forms.FileField(
        label="Tệp sổ văn bản",
        help_text="Tệp .xlsx hoặc .csv có các cột như tệp xuất ra, tối đa 5.000 dòng, 15 MB.",
        allow_empty_file=True,
        max_length=200,
        error_messages={"max_length": "Tên tệp quá dài; hãy đặt tên ngắn hơn 200 ký tự."},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["required"] = "Hãy chọn tệp."

    def clean_file(self) -> UploadedFile:
        """Larger files are not even read."""
        sent: UploadedFile = self.cleaned_data["file"]
        if (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError("Tệp lớn quá 15 MB. Hãy chia thành nhiều tệp nhỏ hơn.")
        return sent


class SoughtForm(VietnameseForm, forms.Form):
    """What is asked of a register by its address; anything odd asks for nothing."""

    year = forms.IntegerField(required=False, min_value=1931, max_value=2100)
    code = forms.ChoiceField(required=False, choices=[("", ""), *CODES.items()])
    text = forms.CharField(required=False, max_length=100)
    first = forms.IntegerField(required=False, min_value=0, max_value=LATEST_NUMBER)
    last = forms.IntegerField(required=False, min_value=0, max_value=LATEST_NUMBER)
