"""Forms of units: they clean, and nothing else."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from vietnamese.forms import VietnameseForm

MOST_BYTES = 15 * 1024 * 1024


class UploadForm(VietnameseForm, forms.Form):
    """One file to import."""

    file = forms.FileField(
        label="Tệp cần nhập",
        help_text="Tệp .xlsx (Excel) hoặc .csv (UTF-8), tối đa 5.000 dòng, 15 MB.",
        allow_empty_file=True,
        max_length=200,
        error_messages={
            "max_length": "Tên tệp quá dài; hãy đặt tên ngắn hơn 200 ký tự.",
        },
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
