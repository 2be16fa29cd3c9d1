"""Forms of papers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from reports import rich_text, sent
from reports.contents.draft import SUBJECT_LINE, parts_of
from reports.forms.codes import checked_code
from reports.kinds import BY_TEAM
from reports.models import Document, Review, Sending
from units.models import Officer, Unit
from vietnamese.forms import CHOOSE, VietnameseForm
from vietnamese.text import clean

MOST_OTHERS, MOST_LETTERS = 50, 200
ALL_SENT = "Đã ghi gửi cho mọi đơn vị nhận được văn bản này."
NOT_OFFERED = "Có đơn vị không nằm trong danh sách nhận văn bản này. Hãy chọn lại."


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
            "refers_to",
            "refers_words",
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
        codes = document.issuer.advising_units.filter(is_active=True).values_list("code", flat=True)
        if codes:
            self.fields["advising_code"].help_text = f"Đang dùng: {', '.join(codes)}."
        self._offer_papers()
        for name in self._closed():
            del self.fields[name]

    def _offer_papers(self) -> None:
        """Papers in force which this one may change or correct."""
        document, facts = self.instance, self.instance.kind_facts
        papers = Document.objects.filter(
            status=Document.Status.ISSUED,
            issuer__unit=document.issuer.unit,
            round=document.round,
            visit=document.visit,
            year=document.year,
        ).exclude(kind="correction_letter")
        named = papers if facts.refers == "any" else papers.filter(kind=facts.refers)
        field = self.fields["refers_to"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = named
            field.error_messages["invalid_choice"] = "Hãy chọn một văn bản trong danh sách."
        self.fields["refers_words"].help_text = (
            "Chỉ ghi khi văn bản ấy không có trong danh sách trên, đúng như sẽ in: Quyết định số "
            "12-QĐ/TĐTN ngày 01/02/2020."
        )

    def clean(self) -> dict[str, Any]:
        """One paper is changed: one of the product, or one known by its words."""
        super().clean()
        if self.cleaned_data.get("refers_to") and self.cleaned_data.get("refers_words"):
            self.add_error(
                "refers_words", "Đã chọn văn bản ở ô trên. Hãy bỏ chọn hoặc để trống ô này."
            )
        return self.cleaned_data

    def _closed(self) -> set[str]:
        """What this paper does not have, or not any more: what was submitted stays as it was
        read; only the day is the registrar's."""
        document, facts = self.instance, self.instance.kind_facts
        if document.status != Document.Status.DRAFT:
            return set(self.fields) - {"rev", "paper_on"}
        closed = set() if facts.is_addressed else {"addressees"}
        if not facts.refers:
            closed |= {"refers_to", "refers_words"}
        if not facts.is_numbered:
            closed |= {"body", "signer", "recipients", "advising_code"}
        elif document.team is None or facts.name not in BY_TEAM:
            closed |= {"body"}
        return closed

    def clean_advising_code(self) -> str:
        """Letters as HD 29 §3 has them; a code out of use stays where it stands already."""
        return checked_code(self.cleaned_data["advising_code"])

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
    """Which kind of paper to begin, and who issues it; of a year also one for practice."""

    kind = forms.ChoiceField(choices=())
    issuer = forms.ChoiceField(choices=(), required=False)
    is_training = forms.BooleanField(required=False)

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, str]],
        issuers: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("kind", kinds), ("issuer", issuers)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


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


class SendForm(VietnameseForm, forms.Form):
    """Whom an issued paper goes to, how and when: many units at once, others a line each."""

    units = forms.MultipleChoiceField(
        label="Đơn vị nhận",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_OFFERED},
    )
    others = forms.CharField(
        label="Nơi nhận khác",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một nơi nhận không dùng phần mềm.",
    )
    way = forms.ChoiceField(label="Cách gửi", choices=Sending.Way, initial=Sending.Way.IN_APP)
    on = forms.DateField(label="Ngày gửi", initial=timezone.localdate)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(one.pk): one for one in sent.units_to_send_to(document)}
        had = set(document.sendings.values_list("unit", flat=True))
        units = self.fields["units"]
        if isinstance(units, forms.MultipleChoiceField):
            units.choices = [(key, str(one)) for key, one in self.offered.items()]
            # One that was sent to meanwhile is no fault: it is left out when it is written down.
            open_ones = [(key, str(one)) for key, one in self.offered.items() if one.pk not in had]
            units.widget.choices = open_ones
            units.help_text = "" if open_ones else ALL_SENT
        if document.visit:
            units.initial = list(self.offered)

    def clean_units(self) -> list[Unit]:
        """The units chosen, in their order."""
        chosen = set(self.cleaned_data["units"])
        return [one for key, one in self.offered.items() if key in chosen]

    def clean_others(self) -> list[str]:
        """One name a line, none longer than a name may be."""
        names = [one for one in (clean(text) for text in self._lines()) if one]
        if len(names) > MOST_OTHERS:
            raise forms.ValidationError(f"Hãy ghi tối đa {MOST_OTHERS} nơi nhận khác mỗi lần gửi.")
        if any(len(name) > MOST_LETTERS for name in names):
            raise forms.ValidationError(f"Mỗi nơi nhận dài tối đa {MOST_LETTERS} ký tự.")
        return names

    def _lines(self) -> list[str]:
        return str(self.cleaned_data["others"]).splitlines()

    def clean(self) -> dict[str, Any]:
        """Somebody must receive it."""
        facts = super().clean() or {}
        units, others = facts.get("units"), facts.get("others")
        if not self.errors and not units and not others:
            self.add_error("units", "Hãy chọn ít nhất một đơn vị, hoặc ghi một nơi nhận khác.")
        return facts


class ChangeReviewerForm(VietnameseForm, forms.Form):
    """Whose review goes to whom, and why."""

    turn = forms.ChoiceField(label="Lượt xem của", choices=())
    to = forms.ModelChoiceField(label="Giao cho", queryset=User.objects.none())
    reason = forms.CharField(label="Lý do", max_length=300)

    def __init__(self, *args: Any, reviews: Sequence[Review], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reviews = {str(one.pk): one for one in reviews}
        turn = self.fields["turn"]
        if isinstance(turn, forms.ChoiceField):
            turn.choices = [(key, one.reviewer.full_name) for key, one in self.reviews.items()]
            turn.error_messages["invalid_choice"] = "Lượt xem này không còn chờ ý kiến."

    def offer(self, people: QuerySet[User]) -> None:
        """Let only these be chosen, and none who is asked already."""
        asked = [one.reviewer_id for one in self.reviews.values()]
        to = self.fields["to"]
        if isinstance(to, forms.ModelChoiceField):
            to.queryset = people.exclude(pk__in=asked)

    @property
    def review(self) -> Review:
        """The review chosen."""
        return self.reviews[self.cleaned_data["turn"]]
