"""Forms of papers."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from reports.models import Document
from units.models import Officer
from vietnamese.forms import VietnameseForm


class DraftForm(VietnameseForm, forms.Form):
    """The words of a draft in its fixed schema: a line is a paragraph, sections have fixed heads.

    Nothing typed here is markup: ``<b>`` is printed as ``<b>``.
    """

    rev = forms.IntegerField(widget=forms.HiddenInput)
    subject_line = forms.CharField(label="Trích yếu", max_length=400)
    opening = forms.CharField(label="Mở đầu", required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        draft = document.draft
        self.initial = {
            **self.initial,
            "rev": document.rev,
            "subject_line": document.subject_line,
            "opening": draft["opening"],
            "closing": draft["closing"],
        }
        for section in draft["sections"]:
            self.fields[section["key"]] = _section_field(section)
        self.fields["closing"] = forms.CharField(
            label="Kết thúc", required=False, widget=forms.Textarea(attrs={"rows": 3})
        )


def _section_field(section: dict[str, str]) -> forms.CharField:
    rows = min(18, 3 + section["text"].count("\n") * 2)
    return forms.CharField(
        label=section["title"],
        initial=section["text"],
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PrepareForm(VietnameseForm, forms.ModelForm):
    """What a paper needs besides its words: its date, who signs, who receives it."""

    rev = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Document
        fields = ("paper_on", "body", "signer", "recipients")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: Document = self.instance
        self.initial["rev"] = document.rev
        signer = self.fields["signer"]
        if isinstance(signer, forms.ModelChoiceField):
            signer.queryset = Officer.objects.filter(unit=document.issuer.unit, may_sign=True)
        self.fields["recipients"].help_text = "Mỗi dòng một nơi nhận."
        # What was submitted stays as it was read; only the day is the registrar's.
        was_submitted = document.status != Document.Status.DRAFT
        if was_submitted or not document.kind_facts.is_numbered:
            for name in ("body", "signer", "recipients"):
                del self.fields[name]
        elif document.team is None:
            del self.fields["body"]

    def clean_paper_on(self) -> date | None:
        """Not before the work it speaks of, not after today."""
        day: date | None = self.cleaned_data["paper_on"]
        visit = self.instance.visit
        if day and day > timezone.localdate():
            raise forms.ValidationError("Ngày văn bản không được sau hôm nay.")
        if day and visit and visit.worked_on and day < visit.worked_on:
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
