"""Forms of the photos behind a paper."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from reports.models import DocumentPhoto
from reports.pictures import MAX_AT_ONCE, MAX_MEGABYTES
from vietnamese.forms import REQUIRED, VietnameseForm


class ManyFiles(forms.ClearableFileInput):
    """A box for several files."""

    allow_multiple_selected = True


class PhotoFilesField(forms.FileField):
    """Several files at once, of which none is named at too great a length."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Every file checked by itself. Raises ``ValidationError``."""
        sent = data if isinstance(data, list | tuple) else [data]
        if len(sent) > MAX_AT_ONCE:
            raise forms.ValidationError(f"Mỗi lần gửi tối đa {MAX_AT_ONCE} ảnh.")
        return [super(PhotoFilesField, self).clean(one, initial) for one in sent or [None]]


class AddPhotosForm(VietnameseForm, forms.Form):
    """Photos to print behind a paper. The words come first in what is sent, so that they are
    read even where the files are too much."""

    caption = forms.CharField(
        label="Chú thích",
        max_length=200,
        help_text=(
            "Ảnh cho thấy gì, ở đâu, khi nào. In dưới ảnh và đọc lên cho người không nhìn thấy; "
            "sửa riêng từng ảnh sau khi thêm."
        ),
    )
    photos = PhotoFilesField(
        label="Ảnh",
        help_text=(
            f"JPEG, PNG, WebP hoặc HEIC; mỗi ảnh tối đa {MAX_MEGABYTES} MB, "
            f"mỗi lần tối đa {MAX_AT_ONCE} ảnh. Vị trí chụp và thông tin máy ảnh được xóa."
        ),
        allow_empty_file=True,
        max_length=200,
        error_messages={"max_length": "Tên tệp quá dài; hãy đặt tên ngắn hơn 200 ký tự."},
        widget=ManyFiles(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].error_messages["required"] = "Hãy chọn ảnh."


class PhotosForm(VietnameseForm, forms.Form):
    """Of each photo of a paper its words and place, or that it goes."""

    rev = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rev: int, photos: Sequence[DocumentPhoto], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["rev"] = rev
        self.photos = photos
        for place, photo in enumerate(photos, 1):
            self.fields[f"caption_{photo.pk}"] = forms.CharField(
                label=f"Chú thích ảnh {place}",
                max_length=200,
                initial=photo.caption,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )
            self.fields[f"order_{photo.pk}"] = forms.IntegerField(
                label=f"Thứ tự ảnh {place}",
                min_value=1,
                max_value=999,
                initial=place,
                widget=forms.NumberInput(attrs={"class": "form-control"}),
            )
            self.fields[f"drop_{photo.pk}"] = forms.BooleanField(
                label=f"Bỏ ảnh {place}", required=False
            )
            for name in ("caption", "order"):
                self.fields[f"{name}_{photo.pk}"].error_messages["required"] = REQUIRED

    @property
    def rows(self) -> list[tuple[DocumentPhoto, forms.BoundField, forms.BoundField, Any]]:
        """Each photo with its three fields."""
        return [
            (one, self[f"caption_{one.pk}"], self[f"order_{one.pk}"], self[f"drop_{one.pk}"])
            for one in self.photos
        ]

    def answers(self) -> dict[int, tuple[str, int, bool]]:
        """Words, place and whether it goes, by the key of the photo."""
        got = self.cleaned_data
        return {
            one.pk: (got[f"caption_{one.pk}"], got[f"order_{one.pk}"], got[f"drop_{one.pk}"])
            for one in self.photos
        }
