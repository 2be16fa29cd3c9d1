"""Forms of papers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from reports import rich_text
from reports.contents.draft import SUBJECT_LINE, parts_of
from reports.models import Document, DocumentPhoto
from reports.pictures import MAX_AT_ONCE, MAX_MEGABYTES
from reports.signing.verify import MAX_BYTES
from units.models import Officer
from vietnamese.forms import CHOOSE, REQUIRED, VietnameseForm


class WordsField(forms.CharField):
    """One part of a draft in the schema of ``rich_text``; more than a paper holds is told here."""

    widget = forms.Textarea

    def validate(self, value: str) -> None:
        """Raises ``ValidationError`` with the sentence for the person."""
        super().validate(value)
        try:
            rich_text.from_typed(value)
        except rich_text.TooRich as error:
            raise forms.ValidationError(str(error)) from error


class DraftForm(VietnameseForm, forms.Form):
    """The words of a draft in its fixed schema: sections have fixed heads, their text is rich in
    the few ways of ``rich_text``; plain lines count as paragraphs.
    """

    rev = forms.IntegerField(widget=forms.HiddenInput)
    subject_line = forms.CharField(label=SUBJECT_LINE, max_length=400)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            **self.initial,
            "rev": document.rev,
            "subject_line": document.subject_line,
        }
        for key, label, html in parts_of(document.draft):
            self.fields[key] = _part_field(label, html)


def _part_field(label: str, html: str) -> WordsField:
    words = rich_text.to_type(html)
    rows = min(18, 3 + html.count("</p>") * 2)
    # The script makes its editor of every box that bears the mark.
    widget = forms.Textarea(attrs={"rows": rows, "data-words": ""})
    return WordsField(label=label, initial=words, required=False, widget=widget)


class PrepareForm(VietnameseForm, forms.ModelForm):
    """What a paper needs besides its words: its date, who signs, who receives it."""

    rev = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Document
        fields = (
            "paper_on",
            "body",
            "signer",
            "addressees",
            "recipients",
            "advising_code",
            "secrecy",
            "urgency",
            "draft_no",
            "is_duplex",
            "is_public",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: Document = self.instance
        self.initial["rev"] = document.rev
        self.fields["draft_no"].required = False
        signer = self.fields["signer"]
        if isinstance(signer, forms.ModelChoiceField):
            signer.queryset = Officer.objects.filter(unit=document.issuer.unit, may_sign=True)
        self.fields["recipients"].help_text = "Mỗi dòng một nơi nhận."
        for name in self._closed():
            del self.fields[name]

    def _closed(self) -> set[str]:
        """What this paper does not have, or not any more: what was submitted stays as it was
        read; only the day is the registrar's."""
        document, facts = self.instance, self.instance.kind_facts
        if document.status != Document.Status.DRAFT:
            return set(self.fields) - {"rev", "paper_on"}
        closed = set() if facts.is_addressed else {"addressees"}
        if not facts.is_numbered:
            closed |= {"body", "signer", "recipients", "advising_code"}
        elif document.team is None:
            closed |= {"body"}
        return closed

    def clean_draft_no(self) -> int:
        """Nothing typed is the first draft, which needs no number."""
        return self.cleaned_data["draft_no"] or 0

    def clean_paper_on(self) -> date | None:
        """Not before the work it speaks of, not after today."""
        day: date | None = self.cleaned_data["paper_on"]
        visit = self.instance.visit
        if day and day > timezone.localdate():
            raise forms.ValidationError("Ngày văn bản không được sau hôm nay.")
        follows = self.instance.follows_work
        if day and follows and visit and visit.worked_on and day < visit.worked_on:
            raise forms.ValidationError("Ngày văn bản không được trước ngày làm việc thực tế.")
        return day


class StartForm(VietnameseForm, forms.Form):
    """Which kind of paper to begin."""

    kind = forms.ChoiceField(choices=())

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = kinds


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


class RevisionNameForm(VietnameseForm, forms.Form):
    """What a saved state is called."""

    name = forms.CharField(label="Tên bản", required=False, max_length=120)


class CommentForm(VietnameseForm, forms.Form):
    """A comment on the whole paper or on one part of it."""

    section = forms.ChoiceField(label="Về mục", required=False, choices=())
    body = forms.CharField(
        label="Góp ý", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [(key, label or key) for key, label, _ in parts_of(document.draft)]
        section = self.fields["section"]
        if isinstance(section, forms.ChoiceField):
            section.choices = [("", "Cả văn bản"), *parts]
            section.error_messages["invalid_choice"] = "Văn bản không còn mục này. Hãy chọn lại."


MINE, NEW = "giu", "moi"
CHOOSE_ONE = "Hãy chọn một trong hai bản."


class RebuildForm(VietnameseForm, forms.Form):
    """Of each part that the data would write otherwise: mine or the new one."""

    rev = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rev: int, parts: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["rev"] = rev
        self.parts = [part for part in parts if part.differs]
        for part in self.parts:
            self.fields[part.key] = forms.ChoiceField(
                label=part.label,
                choices=[(MINE, "Giữ bản đang có"), (NEW, "Lấy bản lập từ dữ liệu")],
                initial=MINE if part.is_edited else NEW,
                widget=forms.RadioSelect,
                error_messages={"required": CHOOSE_ONE, "invalid_choice": CHOOSE_ONE},
            )

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        """Each part with its field."""
        return [(part, self[part.key]) for part in self.parts]

    @property
    def taken(self) -> set[str]:
        """Keys of the parts that take the new words."""
        return {part.key for part in self.parts if self.cleaned_data[part.key] == NEW}


class ReviewersForm(VietnameseForm, forms.Form):
    """Who reads the paper before it is approved, in order; as many as the issuer wants."""

    def __init__(self, *args: Any, wanted: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for turn in range(1, wanted + 1):
            self.fields[f"reviewer_{turn}"] = forms.ModelChoiceField(
                queryset=User.objects.none(), label=f"Người xem thứ {turn}", empty_label=CHOOSE
            )

    def offer(self, people: QuerySet[User]) -> None:
        """Let only these be chosen."""
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = people

    @property
    def people(self) -> list[User]:
        """Those chosen, first the one who reads first."""
        return [self.cleaned_data[name] for name in self.fields]
