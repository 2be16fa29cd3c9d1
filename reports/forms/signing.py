"""Forms of signing: who signs, a signed or scanned file, whose certificates are believed."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from reports.signing.verify import MAX_BYTES
from units.models import Unit
from vietnamese.forms import CHOOSE, VietnameseForm


class BeginSigningForm(VietnameseForm, forms.Form):
    """Who signs an issued paper digitally, and how."""

    persons = forms.MultipleChoiceField(
        label="Người ký", required=False, widget=forms.CheckboxSelectMultiple
    )
    agency = forms.CharField(
        label="Cơ quan ký số",
        required=False,
        max_length=200,
        help_text="Ghi đúng tên trong chứng thư của cơ quan. Để trống nếu cơ quan không ký số.",
    )
    provider = forms.ChoiceField(label="Cách ký", widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        persons: list[tuple[str, str]],
        providers: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("persons", persons), ("provider", providers)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        self.fields["persons"].initial = [key for key, _ in persons]
        self.fields["provider"].initial = providers[0][0]
        if len(providers) == 1:
            self.fields["provider"].widget = forms.HiddenInput()


class PdfForm(VietnameseForm, forms.Form):
    """One PDF to keep as it is."""

    file = forms.FileField(
        label="Tệp PDF",
        help_text="Tệp PDF, tối đa 25 MB.",
        allow_empty_file=True,
        max_length=200,
        error_messages={"max_length": "Tên tệp quá dài; hãy đặt tên ngắn hơn 200 ký tự."},
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["required"] = "Hãy chọn tệp."

    def clean_file(self) -> UploadedFile:
        """Larger files are not even read."""
        sent: UploadedFile = self.cleaned_data["file"]
        if (sent.size or 0) > MAX_BYTES:
            raise forms.ValidationError("Tệp lớn hơn 25 MB. Hãy quét hoặc ký lại với tệp nhỏ hơn.")
        return sent


class CertificateForm(VietnameseForm, forms.Form):
    """A root certificate and in whose name it is trusted."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị", empty_label=CHOOSE)
    file = forms.FileField(
        label="Tệp chứng thư gốc",
        help_text="Tệp .cer, .crt hoặc .pem do đơn vị cấp chứng thư công bố, tối đa 64 KB.",
        error_messages={"required": "Hãy chọn tệp."},
        widget=forms.ClearableFileInput(attrs={"accept": ".cer,.crt,.pem,.der"}),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField", self.fields["unit"])
        choice.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            choice.widget, choice.initial = forms.HiddenInput(), units[0].pk
