"""Forms of series and meetings: they clean, and nothing else."""

import uuid
from typing import Any

from django import forms
from django.forms import BaseModelFormSet, inlineformset_factory, modelformset_factory

from briefings.models import (
    AgendaItem,
    Attendance,
    Briefing,
    Confirmation,
    Proposal,
    ReportField,
    Series,
    TemplateItem,
)
from inspections.models import Round
from tasks.models import Recheck
from units.models import Cluster, ClusterSeat, Unit
from vietnamese.calendar import is_working_day
from vietnamese.dates import short
from vietnamese.forms import VietnameseForm


class SeriesForm(VietnameseForm, forms.ModelForm):
    """A series: whose, of which clusters, how often."""

    class Meta:
        model = Series
        fields = (
            *("organiser", "name", "clusters", "year", "rhythm", "minutes", "report_days"),
            *("hosts_rotate", "is_training"),
        )
        widgets = {"clusters": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, organisers: list[Unit], clusters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose, which = self.fields["organiser"], self.fields["clusters"]
        if isinstance(whose, forms.ModelChoiceField):
            whose.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in organisers])
            if len(organisers) == 1 and self.instance.pk is None:
                self.initial["organiser"] = organisers[0].pk
        if isinstance(which, forms.ModelMultipleChoiceField):
            which.queryset = clusters
        if self.instance.pk and self.instance.briefings.exists():
            # Its meetings were opened for these units of this year.
            for name in ("organiser", "year", "clusters"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """Clusters of the organiser, with members in the year."""
        super().clean()
        data = self.cleaned_data
        for cluster in data.get("clusters") or ():
            self._refuse_foreign(cluster, data.get("organiser"), data.get("year"))
        return data

    def _refuse_foreign(self, cluster: Cluster, organiser: Unit | None, year: int | None) -> None:
        if organiser is not None and cluster.organiser_id != organiser.pk:
            self.add_error("clusters", f"“{cluster}” không do đơn vị này tổ chức. Hãy bỏ chọn.")
        elif year and not ClusterSeat.objects.filter(cluster=cluster, year=year).exists():
            self.add_error(
                "clusters",
                f"“{cluster}” chưa có thành viên của năm {year}. "
                "Hãy thêm thành viên cụm ở mục Đơn vị, cán bộ rồi lập lịch.",
            )


class TemplateItemForm(VietnameseForm, forms.ModelForm):
    """One item that stands on every agenda."""

    class Meta:
        model = TemplateItem
        fields = ("order", "kind", "title", "minutes")


TemplateFormSet: Any = inlineformset_factory(
    Series, TemplateItem, form=TemplateItemForm, extra=3, can_delete=True
)


class ReportFieldForm(VietnameseForm, forms.ModelForm):
    """One figure of the report."""

    class Meta:
        model = ReportField
        fields = ("order", "label", "measure", "target")


# A figure that units have reported is renamed, never taken away: the past keeps its numbers.
ReportFieldFormSet: Any = inlineformset_factory(
    Series, ReportField, form=ReportFieldForm, extra=3, can_delete=False
)


class BriefingForm(VietnameseForm, forms.ModelForm):
    """Date, place and people of a meeting."""

    rev = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Briefing
        fields = (
            *("title", "held_on", "starts_at", "minutes", "place", "host", "report_due_on"),
            *("chair", "clerk", "round"),
        )

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        series = self.instance.series
        host, round_ = self.fields["host"], self.fields["round"]
        if isinstance(host, forms.ModelChoiceField):
            host.queryset = Unit.objects.filter(pk__in=series.seats().values("unit"))
        if isinstance(round_, forms.ModelChoiceField):
            chosen = Round.objects.filter(pk=self.instance.round_id)
            own = rounds.filter(organiser=series.organiser_id)
            round_.queryset = Round.objects.filter(pk__in=own.values("pk")) | chosen
        self.fields["report_due_on"].help_text = "Để trống: tính theo lịch giao ban năm."
        if self.instance.begun_at is not None:
            # The day on which it was held is a fact.
            for name in ("held_on", "report_due_on"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """The report before the meeting, on a day people work; the meeting in its year."""
        super().clean()
        data, series = self.cleaned_data, self.instance.series
        held_on, due_on = data.get("held_on"), data.get("report_due_on")
        if held_on and not series.year <= held_on.year <= series.year + 1:
            self.add_error("held_on", f"Lịch này là của năm {series.year}. Hãy sửa ngày họp.")
        if held_on and due_on and due_on > held_on:
            self.add_error("report_due_on", f"Hạn báo cáo sau ngày họp ({short(held_on)}).")
        elif due_on and not is_working_day(due_on) and "report_due_on" in self.changed_data:
            self.add_error("report_due_on", "Ngày này là ngày nghỉ. Hãy chọn một ngày làm việc.")
        return data


class ConclusionForm(VietnameseForm, forms.ModelForm):
    """Number and day of the conclusion."""

    class Meta:
        model = Briefing
        fields = ("conclusion_symbol", "conclusion_on")

    def clean(self) -> dict[str, Any]:
        """Both, and not before the meeting."""
        super().clean()
        for name in ("conclusion_symbol", "conclusion_on"):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, "Hãy nhập ô này.")
        day, held_on = self.cleaned_data.get("conclusion_on"), self.instance.held_on
        if day and day < held_on:
            self.add_error("conclusion_on", f"Ngày này trước ngày họp ({short(held_on)}).")
        return self.cleaned_data


class AgendaItemForm(VietnameseForm, forms.ModelForm):
    """One item of the agenda; the presenter is a member."""

    class Meta:
        model = AgendaItem
        fields = ("order", "kind", "title", "presenter", "minutes", "documents", "is_internal")

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["presenter"]
        if isinstance(who, forms.ModelChoiceField):
            who.queryset = members


AgendaFormSet: Any = inlineformset_factory(
    Briefing, AgendaItem, form=AgendaItemForm, extra=2, can_delete=False
)


class PresenceForm(VietnameseForm, forms.ModelForm):
    """Who was there of one unit."""

    class Meta:
        model = Attendance
        fields = ("presence", "full_name", "reason")

    def clean(self) -> dict[str, Any]:
        """A substitute has a name, an excuse its reason."""
        super().clean()
        presence = self.cleaned_data.get("presence")
        if presence == Attendance.Presence.SUBSTITUTE and not self.cleaned_data.get("full_name"):
            self.add_error("full_name", "Hãy ghi họ tên, chức vụ người dự thay.")
        if presence == Attendance.Presence.EXCUSED and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Hãy ghi lý do vắng.")
        return self.cleaned_data


AttendanceFormSet: Any = modelformset_factory(
    Attendance, form=PresenceForm, formset=BaseModelFormSet, extra=0, can_delete=False
)


class AnswerForm(VietnameseForm, forms.ModelForm):
    """A unit's answer to the invitation."""

    class Meta:
        model = Attendance
        fields = ("answer", "full_name", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True

    def clean(self) -> dict[str, Any]:
        """A substitute has a name, an absence its reason."""
        super().clean()
        answer = self.cleaned_data.get("answer")
        if answer == Attendance.Answer.SUBSTITUTE and not self.cleaned_data.get("full_name"):
            self.add_error("full_name", "Hãy ghi họ tên, chức vụ người dự thay.")
        if answer == Attendance.Answer.NO and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Hãy ghi lý do xin vắng.")
        return self.cleaned_data


class LineForm(VietnameseForm, forms.Form):
    """A line of the minutes, as typed; ``asks_day_off`` when its term needs a choice."""

    asks_day_off = False
    line = forms.CharField(label="Dòng biên bản", max_length=2000)
    product = forms.CharField(label="Kết quả, sản phẩm cần có", required=False, max_length=300)
    day_off = forms.ChoiceField(
        label="Khi thời hạn rơi vào ngày nghỉ",
        required=False,
        choices=[
            ("", "Hỏi lại"),
            ("move", "Chuyển sang ngày làm việc kế tiếp"),
            ("keep", "Giữ nguyên ngày"),
        ],
    )
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    rev = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReviewForm(VietnameseForm, forms.Form):
    """What the meeting said of a task."""

    result = forms.ChoiceField(label="Kết quả rà soát", choices=Recheck.Result.choices)
    note = forms.CharField(label="Ý kiến của chủ trì", required=False, max_length=500)


class ProposalForm(VietnameseForm, forms.ModelForm):
    """What a unit wants to speak about."""

    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Proposal
        fields = ("unit", "title", "body", "minutes")

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = Unit.objects.filter(pk__in=[one.pk for one in units])
            if len(units) == 1:
                self.initial["unit"] = units[0].pk


class DecisionForm(VietnameseForm, forms.Form):
    """What becomes of a proposal."""

    to = forms.ChoiceField(choices=Proposal.Status.choices)
    reason = forms.CharField(required=False, max_length=300)
    briefing = forms.ModelChoiceField(Briefing.objects.none(), required=False)

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["briefing"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = series.briefings.filter(status__in=Briefing.NOT_BEGUN)


class MinutesAnswerForm(VietnameseForm, forms.Form):
    """A member's answer to the minutes."""

    answer = forms.ChoiceField(
        label="Ý kiến",
        choices=[(one.value, one.label) for one in Confirmation.Answer if one != "silent"],
    )
    body = forms.CharField(label="Nội dung ý kiến", required=False, widget=forms.Textarea)


class VerdictForm(VietnameseForm, forms.Form):
    """The clerk's answer to a comment."""

    verdict = forms.ChoiceField(label="Xử lý", choices=Confirmation.Verdict.choices)
    reply = forms.CharField(label="Trả lời đơn vị", required=False, max_length=500)


class MoveForm(VietnameseForm, forms.Form):
    """A step with its reason or its new day."""

    reason = forms.CharField(required=False, max_length=300)
    held_on = forms.DateField(required=False)
