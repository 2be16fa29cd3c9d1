"""One form for each kind of reorganisation; each gives the plan it describes."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from tinhdoan.unit_fields import UnitField, UnitFinder, UnitsField
from units.models import Reorganisation, Succession, Unit
from units.services.plans import Link, NewName, NewPlace, NewUnit, Plan
from vietnamese.forms import VietnameseForm

_Kind = Reorganisation.Kind
NEW_ROWS = 6
KINDS = [choice for choice in Unit.Kind.choices if choice[0] != Unit.Kind.PROVINCE]
_NEW_FIELDS = ("code", "name", "short_name")


class ReorganisationForm(VietnameseForm, forms.ModelForm):
    """What every kind asks: the decision and the day it takes effect."""

    kind: str = ""
    rev = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Reorganisation
        fields = ("decision_symbol", "decided_on", "effective_on", "note")

    def __init__(self, *args: Any, finder: UnitFinder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.finder = finder
        self.fields["decision_symbol"].required = self.fields["decided_on"].required = True
        for field in self.fields.values():
            if isinstance(field, UnitField | UnitsField):
                field.finder = finder

    def clean_effective_on(self) -> date:
        """Within the years the product knows of."""
        day: date = self.cleaned_data["effective_on"]
        if not 1931 <= day.year <= 2100:
            raise forms.ValidationError("Năm chưa đúng. Hãy nhập ngày từ 1931 đến 2100.")
        return day

    def clean_decided_on(self) -> date | None:
        """A decision that is still to be taken cannot be entered."""
        day: date | None = self.cleaned_data["decided_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(
                "Ngày quyết định ở tương lai. Hãy nhập ngày ghi trên văn bản."
            )
        return day

    def plan(self) -> Plan:
        """What will happen; called on a valid form."""
        raise NotImplementedError

    def typed(self) -> dict[str, Any]:
        """What was typed, so that the form can be opened again."""
        return {name: self.data.get(name, "") for name in self.fields if name in self.data}


class _WithNewUnits(ReorganisationForm):
    """Rows for units that begin; an empty row is left out."""

    rows = NEW_ROWS
    new_kind = forms.ChoiceField(
        label="loại của đơn vị mới", choices=KINDS, required=False, initial=Unit.Kind.COMMUNE
    )
    new_parent = UnitField(label="đơn vị mới trực thuộc", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"code": "mã", "name": "tên đầy đủ", "short_name": "tên gọi"}
        for row in range(1, self.rows + 1):
            for key in _NEW_FIELDS:
                number = f" {row}" if self.rows > 1 else ""
                self.fields[f"new_{row}_{key}"] = forms.CharField(
                    label=f"đơn vị mới{number}: {labels[key]}",
                    max_length={"code": 20, "name": 200, "short_name": 120}[key],
                    required=False,
                )

    def clean(self) -> dict[str, Any]:
        """A row is whole or empty."""
        super().clean()
        for row in range(1, self.rows + 1):
            values = {key: self.cleaned_data.get(f"new_{row}_{key}", "") for key in _NEW_FIELDS}
            if any(values.values()):
                for key, value in values.items():
                    if not value and f"new_{row}_{key}" not in self.errors:
                        self.add_error(f"new_{row}_{key}", "Hãy nhập đủ mã, tên đầy đủ, tên gọi.")
        return self.cleaned_data

    def new_units(self, parent: str) -> list[NewUnit]:
        """The rows that were filled in."""
        data = self.cleaned_data
        above = data["new_parent"].code if data.get("new_parent") else parent
        return [
            NewUnit(
                code=data[f"new_{row}_code"].upper(),
                name=data[f"new_{row}_name"],
                short_name=data[f"new_{row}_short_name"],
                kind=data["new_kind"] or Unit.Kind.COMMUNE,
                parent=above,
            )
            for row in range(1, self.rows + 1)
            if data[f"new_{row}_code"]
        ]


class MergeForm(_WithNewUnits):
    """Several units go on in one, which stands already or begins."""

    kind = _Kind.MERGE
    rows = 1
    ending = UnitsField(
        label="các đơn vị được nhập (sẽ kết thúc)",
        help_text="Mỗi dòng một đơn vị, ghi mã hoặc tên.",
    )
    into = UnitField(
        label="nhập vào đơn vị đang có",
        required=False,
        help_text="Để trống nếu lập một đơn vị mới bên dưới.",
    )
    field_order = [
        "ending",
        "into",
        "new_1_code",
        "new_1_name",
        "new_1_short_name",
        "new_kind",
    ]

    def clean(self) -> dict[str, Any]:
        """Exactly one unit receives."""
        super().clean()
        into, new = self.cleaned_data.get("into"), self.cleaned_data.get("new_1_code")
        half = any(name.startswith("new_") for name in self.errors)
        if "into" not in self.errors and not half and bool(into) == bool(new):
            self.add_error("into", "Hãy chọn một đơn vị đang có hoặc nhập một đơn vị mới.")
        return self.cleaned_data

    def plan(self) -> Plan:
        """The others end; the heir of all of them is the one that receives."""
        ending: list[Unit] = self.cleaned_data["ending"]
        above = ending[0].parent.code if ending[0].parent else ""
        new = self.new_units(above)
        into = self.cleaned_data["into"].code if self.cleaned_data["into"] else new[0].code
        codes = [unit.code for unit in ending if unit.code != into]
        return Plan(
            new=new,
            ending=codes,
            links=[Link(code, into, inherits=True) for code in codes],
        )


class SplitForm(_WithNewUnits):
    """One unit goes on in several, or gives a part away and goes on itself."""

    kind = _Kind.SPLIT
    unit = UnitField(label="đơn vị được chia, tách")
    survives = forms.BooleanField(
        label="đơn vị này còn tồn tại sau khi tách một phần", required=False
    )
    receiving = UnitsField(
        label="đơn vị đang có được nhận một phần",
        required=False,
        help_text="Mỗi dòng một đơn vị; để trống nếu chỉ lập đơn vị mới.",
    )
    heir = forms.CharField(
        label="đơn vị tiếp nhận hồ sơ và việc còn mở (mã)",
        max_length=20,
        required=False,
        help_text="Một trong các đơn vị sau khi chia; để trống nếu đơn vị cũ còn tồn tại.",
    )
    field_order = [
        "unit",
        "survives",
        "receiving",
        "heir",
        "new_kind",
    ]

    def clean(self) -> dict[str, Any]:
        """The heir is one of the successors."""
        super().clean()
        data = self.cleaned_data
        codes = {data.get(f"new_{row}_code", "").upper() for row in range(1, self.rows + 1)}
        codes |= {unit.code for unit in data.get("receiving") or ()}
        heir = data.get("heir", "").upper()
        if heir and heir not in codes:
            self.add_error("heir", "Hãy ghi mã của một trong các đơn vị sau khi chia.")
        elif heir and data.get("survives"):
            self.add_error("heir", "Đơn vị còn tồn tại tự giữ hồ sơ của mình. Hãy để trống ô này.")
        return data

    def plan(self) -> Plan:
        """Parts, or the whole when there is one successor alone."""
        data = self.cleaned_data
        unit: Unit = data["unit"]
        new = self.new_units(unit.parent.code if unit.parent else "")
        codes = [row.code for row in new] + [one.code for one in data["receiving"]]
        heir = data["heir"].upper()
        part = Succession.Part.PART
        return Plan(
            new=new,
            ending=[] if data["survives"] else [unit.code],
            links=[Link(unit.code, code, part, inherits=code == heir) for code in codes],
        )


class RenameForm(ReorganisationForm):
    """Another name from a day on."""

    kind = _Kind.RENAME
    unit = UnitField(label="đơn vị")
    name = forms.CharField(label="tên đầy đủ mới", max_length=200)
    short_name = forms.CharField(label="tên gọi mới", max_length=120)
    field_order = ["unit", "name", "short_name"]

    def plan(self) -> Plan:
        """The same unit under another name."""
        data = self.cleaned_data
        kind = data.get("new_kind") or data["unit"].kind
        return Plan(renamed=[NewName(data["unit"].code, data["name"], data["short_name"], kind)])


class RetitleForm(RenameForm):
    """A town becomes a city: another name and perhaps another kind."""

    kind = _Kind.RETITLE
    new_kind = forms.ChoiceField(label="loại mới", choices=KINDS)
    field_order = ["unit", "name", "short_name", "new_kind"]


class MoveForm(ReorganisationForm):
    """Another parent from a day on."""

    kind = _Kind.MOVE
    units = UnitsField(label="các đơn vị được chuyển", help_text="Mỗi dòng một đơn vị.")
    parent = UnitField(label="đơn vị cấp trên mới")
    field_order = ["units", "parent"]

    def plan(self) -> Plan:
        """The same units under another parent."""
        parent = self.cleaned_data["parent"].code
        return Plan(moved=[NewPlace(unit.code, parent) for unit in self.cleaned_data["units"]])


class DissolveForm(ReorganisationForm):
    """Units end without a successor."""

    kind = _Kind.DISSOLVE
    ending = UnitsField(label="các đơn vị giải thể", help_text="Mỗi dòng một đơn vị.")
    heir = UnitField(
        label="đơn vị tiếp nhận việc còn mở",
        required=False,
        help_text="Nhận lượt kiểm tra chưa tiến hành và đơn vị trực thuộc; thường là cấp trên.",
    )
    field_order = ["ending", "heir"]

    def plan(self) -> Plan:
        """They end; whoever is chosen takes over what is open."""
        codes = [unit.code for unit in self.cleaned_data["ending"]]
        heir = self.cleaned_data["heir"]
        return Plan(ending=codes, heirs=dict.fromkeys(codes, heir.code) if heir else {})


class CreateForm(ReorganisationForm):
    """A unit begins."""

    kind = _Kind.CREATE
    code = forms.CharField(label="mã", max_length=20)
    name = forms.CharField(label="tên đầy đủ", max_length=200)
    short_name = forms.CharField(label="tên gọi", max_length=120)
    new_kind = forms.ChoiceField(label="loại", choices=KINDS)
    parent = UnitField(label="trực thuộc")
    official_code = forms.CharField(label="mã hành chính", max_length=10, required=False)
    field_order = [
        "code",
        "name",
        "short_name",
        "new_kind",
        "parent",
        "official_code",
    ]

    def plan(self) -> Plan:
        """The new unit alone."""
        data = self.cleaned_data
        return Plan(
            new=[
                NewUnit(
                    code=data["code"].upper(),
                    name=data["name"],
                    short_name=data["short_name"],
                    kind=data["new_kind"],
                    parent=data["parent"].code,
                    official_code=data["official_code"],
                )
            ]
        )


FORMS: dict[str, type[ReorganisationForm]] = {
    form.kind: form
    for form in (
        MergeForm,
        SplitForm,
        RenameForm,
        RetitleForm,
        MoveForm,
        DissolveForm,
        CreateForm,
    )
}
