"""Many units at once: several go on in several others, a line for each pair (n to m)."""

import csv
import io
from dataclasses import dataclass

from django import forms

from tinhdoan.reorganisation_forms import KINDS, ReorganisationForm
from tinhdoan.unit_fields import MOST_LINES, UnitField
from units.models import Reorganisation, Succession, Unit
from units.services.plans import Link, NewUnit, Plan
from vietnamese.text import clean, fold

_PARTS = {"": "", "toan bo": Succession.Part.WHOLE, "mot phan": Succession.Part.PART}
_HELP = (
    "Mỗi dòng một cặp, các cột cách nhau bằng dấu chấm phẩy hoặc dán từ Excel: đơn vị trước (mã "
    "hoặc tên); mã đơn vị sau; tên đầy đủ; tên gọi; phần (toàn bộ, một phần); x nếu đơn vị sau "
    "tiếp nhận hồ sơ của đơn vị trước. Đơn vị sau đang có thì để trống hai cột tên; ghi tên một "
    "lần là đủ."
)
_COLUMNS = 6


@dataclass
class Pair:
    """One line: who goes on in whom."""

    before: Unit
    code: str
    name: str
    short_name: str
    part: str
    inherits: bool


class RearrangeForm(ReorganisationForm):
    """Every unit named first ends; those that come after begin, or stand already."""

    kind = Reorganisation.Kind.REARRANGE
    pairs = forms.CharField(label="các đơn vị trước và sau", widget=forms.Textarea, help_text=_HELP)
    new_kind = forms.ChoiceField(
        label="loại của đơn vị mới", choices=KINDS, initial=Unit.Kind.COMMUNE
    )
    new_parent = UnitField(label="đơn vị mới trực thuộc")
    field_order = ["pairs", "new_kind", "new_parent"]

    def clean_pairs(self) -> list[Pair]:
        """The lines as pairs; everything wrong with them, by the number of the line."""
        text: str = self.cleaned_data["pairs"]
        delimiter = "\t" if "\t" in text else ";"
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
        if len(rows) > 5 * MOST_LINES:
            raise forms.ValidationError(f"Tối đa {5 * MOST_LINES} dòng. Hãy chia thành nhiều lần.")
        found, wrong = [], []
        for number, row in enumerate(rows, 1):
            try:
                found.append(self._pair([clean(cell) for cell in row]))
            except forms.ValidationError as error:
                wrong += [f"Dòng {number}: {sentence}" for sentence in error.messages]
        wrong = wrong or self._nameless(found)
        if wrong:
            raise forms.ValidationError(wrong[:20])
        return found

    def _pair(self, cells: list[str]) -> Pair:
        if len(cells) > _COLUMNS:
            raise forms.ValidationError(f"Có hơn {_COLUMNS} cột. Hãy xem lại dấu phân cách.")
        before, code, name, short_name, part, heir = [*cells, *[""] * (_COLUMNS - len(cells))]
        if not before or not code:
            raise forms.ValidationError("Hãy ghi đơn vị trước và mã đơn vị sau.")
        if fold(part) not in _PARTS:
            raise forms.ValidationError(f"Phần “{part}” chưa đúng. Hãy ghi toàn bộ hoặc một phần.")
        unit = self.finder.find(before)
        return Pair(unit, code.upper(), name, short_name, _PARTS[fold(part)], bool(heir))

    def _nameless(self, pairs: list[Pair]) -> list[str]:
        """Units that neither stand already nor were given a name."""
        codes = {pair.code for pair in pairs}
        standing = set(self.finder.known.filter(code__in=codes).values_list("code", flat=True))
        named = {pair.code for pair in pairs if pair.name and pair.short_name}
        return [
            f"Đơn vị mới {code} chưa có tên đầy đủ và tên gọi. Hãy ghi ở một trong các dòng."
            for code in sorted(codes - standing - named)
        ]

    def plan(self) -> Plan:
        """A part, unless the line says otherwise or the unit goes on in one other alone."""
        pairs: list[Pair] = self.cleaned_data["pairs"]
        times = [pair.before.code for pair in pairs]
        names = {pair.code: pair for pair in pairs if pair.name and pair.short_name}
        parent = self.cleaned_data["new_parent"].code
        kind = self.cleaned_data["new_kind"]
        return Plan(
            new=[
                NewUnit(code, pair.name, pair.short_name, kind, parent)
                for code, pair in names.items()
            ],
            ending=list(dict.fromkeys(times)),
            links=[
                Link(
                    pair.before.code,
                    pair.code,
                    pair.part or ("part" if times.count(pair.before.code) > 1 else "whole"),
                    inherits=pair.inherits,
                )
                for pair in pairs
            ],
        )
