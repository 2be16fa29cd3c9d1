"""Forms of rounds, teams, visits and records: they clean, and nothing else."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils import timezone

from accounts.models import User
from inspections.models import (
    Attendance,
    Finding,
    Recommendation,
    Round,
    Team,
    TeamMember,
    Topic,
    UnitRequest,
    Verdict,
    Visit,
)
from units.models import Membership, Unit
from vietnamese.forms import ReasonedForm, VietnameseForm
from vietnamese.text import clean


class RoundForm(ReasonedForm, forms.ModelForm):
    """A round: what, whose, when, on which papers."""

    class Meta:
        model = Round
        fields = (
            "organiser",
            "kind",
            "title",
            "annual_theme",
            "general_content",
            "period_from",
            "period_to",
            "starts_on",
            "ends_on",
            "plan_symbol",
            "plan_on",
            "decision_symbol",
            "decided_on",
            "source",
            "is_training",
        )

    def __init__(self, *args: Any, organisers: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organiser = self.fields["organiser"]
        if isinstance(organiser, forms.ModelChoiceField):
            organiser.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in organisers])
        if len(organisers) == 1:
            self.initial.setdefault("organiser", organisers[0].pk)
        if self.instance.pk and self.instance.status != Round.Status.DRAFT:
            # Registers and rights hang on these two.
            self.fields["organiser"].disabled = True
            self.fields["is_training"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Dates in order; a used plan keeps its symbol."""
        super().clean()
        self._out_of_order("starts_on", "ends_on", "Ngày kết thúc không được trước ngày bắt đầu.")
        self._out_of_order("period_from", "period_to", "Mốc kiểm tra kết thúc trước khi bắt đầu.")
        self._out_of_order("plan_on", "ends_on", "Đợt kết thúc trước ngày kế hoạch.")
        self._refuse_twin()
        self._keep_visits_inside()
        if self.instance.status not in (Round.Status.DRAFT, Round.Status.CANCELLED):
            data = self.cleaned_data
            if not data.get("source") and not (data.get("plan_symbol") and data.get("plan_on")):
                self.add_error("plan_symbol", "Đợt đã ban hành phải có số và ngày kế hoạch.")
        return self.cleaned_data

    def _keep_visits_inside(self) -> None:
        """Dates may not leave a visit outside."""
        begins, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if not (self.instance.pk and begins and ends):
            return
        outside = Q(planned_on__lt=begins) | Q(planned_on__gt=ends)
        outside |= Q(worked_on__lt=begins) | Q(worked_on__gt=ends)
        live = self.instance.visits.exclude(status=Visit.Status.CANCELLED)
        left_out = live.filter(outside).select_related("unit").first()
        if left_out:
            self.add_error(
                "ends_on", f"Lịch làm việc với {left_out.unit_name} nằm ngoài thời gian này."
            )

    def _refuse_twin(self) -> None:
        """A second click on *Lưu* must not make a second round."""
        data = self.cleaned_data
        same = Round.objects.filter(
            organiser=data.get("organiser"),
            title=data.get("title", ""),
            starts_on=data.get("starts_on") or date.min,
        ).exclude(status=Round.Status.CANCELLED)
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("title", "Đã có đợt kiểm tra cùng tên, cùng ngày bắt đầu.")


class TopicForm(VietnameseForm, forms.ModelForm):
    """One topic of a round."""

    class Meta:
        model = Topic
        fields = ("order", "title")


TopicFormSet = inlineformset_factory(Round, Topic, form=TopicForm, extra=3, can_delete=False)


class TeamForm(ReasonedForm, forms.ModelForm):
    """The team's name, once a round."""

    class Meta:
        model = Team
        fields = ("name",)

    def clean_name(self) -> str:
        """The round is no field of the form, so the form must look for itself."""
        name = clean(self.cleaned_data["name"])
        others = Team.objects.filter(round=self.instance.round).exclude(pk=self.instance.pk)
        if others.filter(name=name).exists():
            raise forms.ValidationError("Đợt này đã có Đoàn kiểm tra cùng tên. Hãy đặt tên khác.")
        return name


class TeamMemberForm(VietnameseForm, forms.ModelForm):
    """One person in a team; an account lets them in, a name alone is enough for papers."""

    class Meta:
        model = TeamMember
        fields = ("full_name", "position", "duty", "user")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account = self.fields["user"]
        if isinstance(account, forms.ModelChoiceField):
            account.queryset = people


class MemberFormSet(BaseInlineFormSet):
    """People of one team: nobody twice, one leader."""

    def clean(self) -> None:
        """Looks across the rows, which no single form can."""
        super().clean()
        rows = [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        unseen = self._came_in_meanwhile()
        self._refuse_twice(rows, unseen)
        leaders = [f for f in rows if f.cleaned_data.get("duty") == TeamMember.Duty.LEADER]
        has_one = any(member.duty == TeamMember.Duty.LEADER for member in unseen)
        for extra in leaders if has_one else leaders[1:]:
            extra.add_error("duty", "Đoàn kiểm tra chỉ có một Trưởng đoàn.")

    def _came_in_meanwhile(self) -> list[TeamMember]:
        """People of the team whom the page did not show: added since it was opened."""
        shown = [form.instance.pk for form in self.forms if form.instance.pk]
        return list(TeamMember.objects.filter(team=self.instance.pk).exclude(pk__in=shown))

    def _refuse_twice(self, rows: list[Any], unseen: list[TeamMember]) -> None:
        seen: set[tuple[str, object]] = set()
        for member in unseen:
            seen.add(("person", (member.full_name.casefold(), member.position.casefold())))
            seen.add(("account", member.user_id))
        for form in rows:
            data = form.cleaned_data
            name = (data.get("full_name", "").casefold(), data.get("position", "").casefold())
            keys = [("person", name)] if name[0] else []
            if data.get("user"):
                keys.append(("account", data["user"].pk))
            if any(key in seen for key in keys):
                form.add_error("full_name", "Người này đã có trong Đoàn kiểm tra.")
            seen.update(keys)

    def validate_unique(self) -> None:
        """Said above in words of our own; the database stands behind it."""


TeamMemberFormSet: Any = inlineformset_factory(
    Team, TeamMember, form=TeamMemberForm, formset=MemberFormSet, extra=4, can_delete=True
)


class VisitForm(ReasonedForm, forms.ModelForm):
    """A unit in a round: its team, mode, date and place."""

    class Meta:
        model = Visit
        fields = (
            "unit",
            "subject",
            "team",
            "mode",
            "planned_on",
            "starts_at",
            "place",
            "sampled_bases",
        )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = self.instance.round = round_
        unit, team = self.fields["unit"], self.fields["team"]
        if isinstance(unit, forms.ModelChoiceField):
            below = Unit.objects.at_or_below(round_.organiser).existing_on(round_.starts_on)
            # A unit that took over the visit in mid-round began later than the round.
            own = Unit.objects.filter(pk=self.instance.unit_id)
            unit.queryset = below.exclude(pk=round_.organiser_id) | own
        if isinstance(team, forms.ModelChoiceField):
            team.queryset = round_.teams.all()
        if self.instance.pk:
            self.fields["unit"].disabled = True
        # Once the unit was told, somebody must be going; once begun, the way it was done is fact.
        team.required = bool(self.instance.pk) and self.instance.status != Visit.Status.PLANNED
        self.fields["mode"].disabled = self.instance.worked_on is not None

    def clean(self) -> dict[str, Any]:
        """The unit once a round, the date inside the round."""
        super().clean()
        unit, day = self.cleaned_data.get("unit"), self.cleaned_data.get("planned_on")
        if day and not self.round.covers(day):
            self.add_error(
                "planned_on",
                f"Ngày làm việc phải trong thời gian của đợt: {self.round.starts_on:%d/%m/%Y} "
                f"đến {self.round.ends_on:%d/%m/%Y}.",
            )
        taken = Visit.objects.filter(round=self.round, unit=unit).exclude(pk=self.instance.pk)
        if unit and taken.exists():
            self.add_error("unit", "Đơn vị này đã được phân về một Đoàn kiểm tra của đợt.")
        return self.cleaned_data


class MeetingForm(VietnameseForm, forms.ModelForm):
    """Facts of the meeting, in its order, and of what follows until the conclusion."""

    rev = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Visit
        fields = (
            "reported_on",
            "worked_on",
            "starts_at",
            "ended_at",
            "place",
            "unit_statement",
            "party_statement",
            "spoken_conclusion",
            "minutes_signed_on",
            "adoption",
            "adopted_on",
            "report_back_by",
        )

    def clean(self) -> dict[str, Any]:
        """Days within the round and in their order."""
        super().clean()
        data, round_ = self.cleaned_data, self.instance.round
        held = self.instance.status in (Visit.Status.ON_SITE, Visit.Status.DRAFTING)
        if held and not data.get("worked_on") and "worked_on" not in self.errors:
            self.add_error("worked_on", "Đã bắt đầu làm việc nên phải có ngày làm việc thực tế.")
        if data.get("worked_on") and not round_.covers(data["worked_on"]):
            self.add_error("worked_on", "Ngày làm việc thực tế nằm ngoài thời gian của đợt.")
        signed = "Biên bản không thể được ký trước ngày làm việc."
        self._out_of_order("worked_on", "minutes_signed_on", signed)
        self._out_of_order("worked_on", "adopted_on", "Ngày thông qua trước ngày làm việc.")
        self._out_of_order("worked_on", "report_back_by", "Hạn báo cáo trước ngày làm việc.")
        self._out_of_order("starts_at", "ended_at", "Giờ kết thúc trước giờ bắt đầu.")
        return data


class RecordForm(VietnameseForm):
    """What all records on site share: the phone's id, and the revision the person saw."""

    placeholder: ClassVar[str] = ""

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not a model field of the form: a resend must find its row, not be told "already exists".
        self.fields["client_id"] = forms.UUIDField(required=False, widget=forms.HiddenInput)
        self.fields["rev"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        topic = self.fields.get("topic")
        if isinstance(topic, forms.ModelChoiceField):
            topic.queryset = round_.topics.all()
            topic.empty_label = "Nội dung chung"


class FindingForm(RecordForm, forms.ModelForm):
    """A finding."""

    class Meta:
        model = Finding
        fields = ("kind", "topic", "body", "cause")
        widgets = {"kind": forms.RadioSelect, "cause": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        kind.error_messages["required"] = "Hãy chọn một loại ghi nhận."
        if isinstance(kind, forms.ChoiceField):
            kind.choices = Finding.Kind.choices


class RecommendationForm(RecordForm, forms.ModelForm):
    """A recommendation, with or without a date."""

    class Meta:
        model = Recommendation
        fields = ("body", "due_on")


class UnitRequestForm(RecordForm, forms.ModelForm):
    """A request of the unit and the answer given in the room."""

    class Meta:
        model = UnitRequest
        fields = ("body", "answer")


class AttendanceForm(RecordForm, forms.ModelForm):
    """One person at the session."""

    class Meta:
        model = Attendance
        fields = ("full_name", "position", "side", "presence")


RECORD_FORMS: dict[str, Any] = {
    "ghi-nhan": FindingForm,
    "de-nghi": RecommendationForm,
    "kien-nghi": UnitRequestForm,
    "thanh-phan": AttendanceForm,
}


class VerdictForm(VietnameseForm, forms.Form):
    """The lead's verdict on one finding."""

    decision = forms.ChoiceField(choices=Verdict.Decision.choices)
    body = forms.CharField(required=False, widget=forms.Textarea)
    merged_into = forms.ModelChoiceField(Finding.objects.none(), required=False)
    reason = forms.CharField(required=False, max_length=300)
    rev = forms.IntegerField()

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target = self.fields["merged_into"]
        if isinstance(target, forms.ModelChoiceField):
            same = Finding.objects.filter(round=finding.round, visit=finding.visit)
            target.queryset = same.exclude(pk=finding.pk).select_related("verdict")


class ReasonForm(VietnameseForm, forms.Form):
    """A reason, asked once."""

    reason = forms.CharField(label="Lý do", required=False, max_length=300)
    rev = forms.IntegerField(required=False, widget=forms.HiddenInput)


def people_of(unit: Unit) -> Any:
    """Accounts that may be put into a team: the unit's own staff, and who served before.

    Officers of inspected units are not among them: a duty in the team would open to them what
    belongs to others.
    """
    today = timezone.localdate()
    staff = Membership.objects.filter(unit=unit, role__in=Membership.STAFF).current(today)
    served = Q(team_duties__team__round__organiser=unit)
    people = User.objects.filter(Q(pk__in=staff.values("user")) | served, is_active=True)
    return people.distinct().order_by("sort_key", "pk")
