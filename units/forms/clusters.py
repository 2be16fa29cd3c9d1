"""Forms of clusters and of who sits in one in a year."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model

from units.models import Cluster, ClusterSeat, Unit
from vietnamese.forms import VietnameseForm


class ClusterForm(VietnameseForm, forms.ModelForm):
    """A cluster: whose, its code and name."""

    class Meta:
        model = Cluster
        fields = ("organiser", "code", "name", "name_is_assumed", "note")

    def __init__(self, *args: Any, organisers: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organiser = self.fields["organiser"]
        if isinstance(organiser, forms.ModelChoiceField):
            organiser.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in organisers])
            organiser.error_messages["invalid_choice"] = "Hãy chọn một đơn vị trong danh sách."
        if len(organisers) == 1:
            self.initial.setdefault("organiser", organisers[0].pk)
        self.fields["code"].help_text = "Ngắn, không đổi về sau, dùng khi nhập từ tệp: CUM-01."
        if self.instance.pk:
            # Registers of years and rights hang on these two.
            del self.fields["organiser"], self.fields["code"]

    def validate_unique(self) -> None:
        """A code that is taken is said by the service, under a lock."""


class SeatsForm(VietnameseForm, forms.Form):
    """Who sits in the cluster in the year: a duty for each unit that may, empty for none."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        cluster: Cluster,
        units: list[Unit],
        names: dict[int, str],
        seats: list[ClusterSeat],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units, self.names = units, names
        self.marked: list[int] = []
        duties = [("", "Không"), *cluster.duty_labels.items()]
        have = {seat.unit_id: seat for seat in seats}
        for unit in units:
            seat = have.get(unit.pk)
            duty = forms.ChoiceField(
                label=names.get(unit.pk, unit.short_name),
                choices=duties,
                required=False,
                initial=seat.duty if seat else "",
            )
            duty.error_messages["invalid_choice"] = "Hãy chọn một vai trò trong danh sách."
            duty.widget.attrs["class"] = "form-select"
            self.fields[f"duty-{unit.pk}"] = duty
            self.fields[f"assumed-{unit.pk}"] = forms.BooleanField(
                label="giả định",
                required=False,
                initial=bool(seat and seat.is_assumed),
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What the page shows: each unit with its two inputs."""
        return [
            {
                "unit": unit,
                "is_marked": unit.pk in self.marked,
                "name": self.names.get(unit.pk, unit.short_name),
                "duty": self[f"duty-{unit.pk}"],
                "assumed": self[f"assumed-{unit.pk}"],
            }
            for unit in self.units
        ]

    def mark(self, units: Iterable[Model]) -> None:
        """Show in which rows stands what was refused."""
        self.marked = [unit.pk for unit in units]
        for pk in self.marked:
            if field := self.fields.get(f"duty-{pk}"):
                field.widget.attrs["aria-invalid"] = "true"

    @property
    def marked_rows(self) -> list[dict[str, Any]]:
        """The rows in which something was refused."""
        return [row for row in self.rows if row["is_marked"]]

    @property
    def seats(self) -> list[tuple[Unit, str, bool]]:
        """The seats as they were chosen: unit, duty, whether it is assumed."""
        data = self.cleaned_data
        return [
            (unit, data[f"duty-{unit.pk}"], data[f"assumed-{unit.pk}"])
            for unit in self.units
            if data[f"duty-{unit.pk}"]
        ]
