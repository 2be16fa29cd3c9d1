"""Forms of papers."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from reports.models import Document
from units.models import Officer
from vietnamese.forms import CHOOSE, VietnameseForm


class DraftForm(VietnameseForm, forms.Form):
    """The words of a draft in its fixed schema: sections have fixed heads, their text is rich in
    the few ways of ``rich_text``; plain lines count as paragraphs.
    """

    rev = forms.IntegerField(widget=forms.HiddenInput)
    subject_line = forms.CharField(label="Trích yếu", max_length=400)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            **self.initial,
            "rev": document.rev,
            "subject_line": document.subject_line,
        }
        for key, label, html in parts_of(document):
            self.fields[key] = _part_field(label, html)


def parts_of(document: Document) -> list[tuple[str, str, str]]:
    """Key, label and html of every part of the draft, in the order of the page."""
    draft = document.draft
    sections = [(part["key"], part["title"], part["html"]) for part in draft["sections"]]
    annexes = [
        (part["key"], f"{part['title']}: {part['subject_line']}".strip(": "), part["html"])
        for part in draft.get("annexes", [])
    ]
    opening = ("opening", "Mở đầu", draft["opening"])
    return [opening, *sections, ("closing", "Kết thúc", draft["closing"]), *annexes]


def _part_field(label: str, html: str) -> forms.CharField:
    rows = min(18, 3 + html.count("</p>") * 2)
    return forms.CharField(
        label=label,
        initial=html,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


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
