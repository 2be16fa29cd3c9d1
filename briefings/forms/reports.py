"""The short report of a unit, and figures as people write them."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from briefings.models import ReportField, UnitReport
from vietnamese.forms import VietnameseForm

_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_MOST = Decimal(10) ** 12


class ReportForm(VietnameseForm, forms.ModelForm):
    """The short report: figures first, then five boxes."""

    rev = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = UnitReport
        fields = ("result_1", "result_2", "result_3", "difficulties", "proposals")

    def __init__(
        self,
        *args: Any,
        asked: Iterable[ReportField],
        last: UnitReport | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own: Mapping[str, str] = self.instance.figures
        before: Mapping[str, str] = last.figures if last else {}
        self.asked = list(asked)
        figures = {f"figure_{one.pk}": _figure(one, own, before) for one in self.asked}
        self.fields = figures | self.fields
        for name in ("result_1", "result_2", "result_3"):
            self.fields[name].widget.attrs["rows"] = 2
            if last is not None:
                self.fields[name].widget.attrs["placeholder"] = getattr(last, name)
        if last is not None and self.instance.pk is None:
            for name in ("difficulties", "proposals"):
                self.initial[name] = getattr(last, name)

    def clean(self) -> dict[str, Any]:
        """Figures as exact numbers; something said where it is sent."""
        super().clean()
        self.figures: dict[str, str] = {}
        for one in self.asked:
            name = f"figure_{one.pk}"
            text = self.cleaned_data.get(name, "")
            number = number_of(text)
            if text and number is None:
                self.add_error(name, "Hãy nhập số không âm, ví dụ 12 hoặc 12,5.")
            elif number is not None:
                self.figures[str(one.pk)] = str(number)
        if "send" in self.data and not self.errors:
            self._refuse_gaps()
        return self.cleaned_data

    def _refuse_gaps(self) -> None:
        for one in self.asked:
            if str(one.pk) not in self.figures:
                self.add_error(f"figure_{one.pk}", "Hãy nhập số liệu này; chưa có thì nhập 0.")
        if not self.cleaned_data.get("result_1"):
            self.add_error("result_1", "Hãy ghi ít nhất một kết quả nổi bật trước khi gửi.")

    @property
    def facts(self) -> dict[str, Any]:
        """What the report holds."""
        names = self.Meta.fields
        return {"figures": self.figures} | {name: self.cleaned_data[name] for name in names}


def _figure(one: ReportField, own: Mapping[str, str], before: Mapping[str, str]) -> forms.CharField:
    key = str(one.pk)
    told = [f"Chỉ tiêu năm: {in_words(one.target)}."] if one.target is not None else []
    told += [f"Kỳ trước: {in_words(Decimal(before[key]))}."] if before.get(key) else []
    value = own.get(key) or before.get(key, "")
    return forms.CharField(
        label=str(one),
        required=False,
        max_length=20,
        help_text=" ".join(told),
        initial=in_words(Decimal(value)) if value else "",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def number_of(text: str) -> Decimal | None:
    """A figure as people write it (``1.250`` and ``12,5``); nothing for what is none."""
    bare = text.replace(" ", "")
    bare = bare.replace(".", "") if _GROUPED.fullmatch(bare) else bare
    bare = bare.replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,12}(?:\.[0-9]{1,2})?", bare):
        return None
    number = Decimal(bare)
    return number if number < _MOST else None


def in_words(number: Decimal) -> str:
    """A figure as people read it: a decimal comma, no zeros at the end."""
    return (
        f"{number:f}".rstrip("0").rstrip(".").replace(".", ",") if number % 1 else f"{number:.0f}"
    )
