"""Forms on a task."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from tasks.intake import MAX_BYTES, MOST_FILES, BadFile, Evidence, checked
from tasks.models import Task
from units.models import Unit
from vietnamese.calendar import is_working_day, next_working_day
from vietnamese.dates import short
from vietnamese.forms import VietnameseForm

_ACCEPTED = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"


class ManyFilesInput(forms.FileInput):
    """A field for several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Every file of the field, not the last alone."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class EvidenceField(forms.FileField):
    """Several files, each checked by what it holds."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Evidence]:
        """The files that were sent, checked; the first bad one is told with its name."""
        sent: list[UploadedFile] = [one for one in (data or []) if one]
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(f"Mỗi báo cáo gửi tối đa {MOST_FILES} tệp.")
        return [self._checked(one) for one in sent]

    def _checked(self, one: UploadedFile) -> Evidence:
        # Larger files are not even read.
        if (one.size or 0) > MAX_BYTES:
            raise forms.ValidationError(f"Tệp “{one.name}” lớn hơn 25 MB. Hãy chọn tệp nhỏ hơn.")
        try:
            return checked(one.name or "", one.read())
        except BadFile as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ReportForm(VietnameseForm, forms.Form):
    """What was done, and what shows it."""

    body = forms.CharField(label="Kết quả thực hiện", widget=forms.Textarea)
    cited = forms.CharField(
        label="Văn bản minh chứng (số, ký hiệu, ngày)", required=False, max_length=300
    )
    evidence = EvidenceField(
        label="Tệp minh chứng",
        required=False,
        help_text="PDF, JPEG, PNG, DOCX hoặc XLSX; mỗi tệp tối đa 25 MB, tối đa 10 tệp. "
        "Cần ít nhất một tệp hoặc một văn bản minh chứng.",
        widget=ManyFilesInput(attrs={"accept": _ACCEPTED}),
    )

    def clean(self) -> dict[str, Any]:
        """Evidence of one kind at least."""
        super().clean()
        data = self.cleaned_data
        if "evidence" not in self.errors and not (data.get("evidence") or data.get("cited")):
            self.add_error("evidence", "Hãy tải tệp minh chứng lên hoặc ghi số, ký hiệu văn bản.")
        return data


class ReasonForm(VietnameseForm, forms.Form):
    """A reason, asked once."""

    reason = forms.CharField(label="Lý do", max_length=300)


class _DueForm(VietnameseForm, forms.Form):
    """A day off is told once: the person moves it to the next working day or keeps it."""

    due_on = forms.DateField(label="Thời hạn")
    day_off = forms.ChoiceField(
        label="Nếu thời hạn là ngày nghỉ",
        required=False,
        choices=(
            ("", "Báo cho tôi biết"),
            ("move", "Chuyển sang ngày làm việc kế tiếp"),
            ("keep", "Giữ nguyên ngày đã chọn"),
        ),
    )

    def clean_due_on(self) -> date | None:
        """Between the years that the product knows."""
        day: date | None = self.cleaned_data["due_on"]
        if day and not 2000 <= day.year <= 2100:
            raise forms.ValidationError("Năm của thời hạn không hợp lý. Hãy nhập lại.")
        return day

    def clean(self) -> dict[str, Any]:
        """Warn of a day off, or move it when that was asked for."""
        super().clean()
        day, choice = self.cleaned_data.get("due_on"), self.cleaned_data.get("day_off")
        if day and not is_working_day(day):
            better = next_working_day(day)
            if choice == "move":
                self.cleaned_data["due_on"] = better
            elif choice != "keep":
                self.add_error(
                    "due_on",
                    f"Ngày {short(day)} là ngày nghỉ. Hãy chọn ở dưới: chuyển sang ngày làm việc "
                    f"kế tiếp ({short(better)}) hoặc giữ nguyên.",
                )
        return self.cleaned_data


class ExtendForm(_DueForm):
    """More time, and why."""

    reason = forms.CharField(label="Lý do gia hạn", max_length=300)
    field_order = ("due_on", "day_off", "reason")


class SplitForm(_DueForm):
    """One part of a task: whose, what, until when."""

    owner = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị thực hiện phần việc")
    body = forms.CharField(label="Nội dung phần việc", widget=forms.Textarea)
    product = forms.CharField(label="Kết quả, sản phẩm cần có", required=False, max_length=300)
    field_order = ("owner", "body", "product", "due_on", "day_off")

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["due_on"].required = False


class UnitsField(forms.ModelMultipleChoiceField):
    """Several units or none; an empty choice is none."""

    def clean(self, value: Any) -> Any:
        """The units chosen."""
        chosen = [str(one) for one in value or [] if one]
        # Numbers that no key of a database can be are not even asked for.
        if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in chosen):
            raise forms.ValidationError("Đơn vị được chọn không có trong danh sách. Hãy chọn lại.")
        return super().clean(chosen)


class TaskForm(VietnameseForm, forms.ModelForm):
    """Who follows a task, what must come of it, who helps."""

    rev = forms.IntegerField(widget=forms.HiddenInput)
    coordinators = UnitsField(Unit.objects.none(), label="Đơn vị phối hợp", required=False)

    class Meta:
        model = Task
        fields = ("product", "importance", "follower", "coordinators")

    def __init__(self, *args: Any, units: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        helping, follower = self.fields["coordinators"], self.fields["follower"]
        helping.queryset = units.exclude(pk=self.instance.owner_id)  # type: ignore[attr-defined]
        helping.empty_label = None  # type: ignore[attr-defined]
        helping.help_text = "Giữ phím Ctrl để chọn nhiều đơn vị."
        follower.queryset = people  # type: ignore[attr-defined]
