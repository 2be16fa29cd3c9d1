"""Form fields in which people name units by their code or name."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from units.access import below
from units.imports.matching import near_names
from units.models import Unit, UnitQuerySet
from vietnamese.text import fold

MOST_LINES = 200
MOST_COMPARED = 400
MOST_SUGGESTED = 3


class UnitFinder:
    """Finds what is meant among the units at or below some; asks the database, keeps no list.

    There may be 200,000 units: only those that share a word with what was typed are looked at.
    """

    def __init__(self, roots: Iterable[Unit]) -> None:
        self.known: UnitQuerySet = Unit.objects.filter(below(roots))

    def find(self, text: str) -> Unit:
        """The unit by its code or its name, of today or before.

        Raises ``ValidationError`` with what to do: a near match is suggested, never taken.
        """
        by_code = self.known.filter(code__iexact=text.strip()).first()
        if by_code is not None:
            return by_code
        named = self._named(fold(text))
        standing = [unit for unit in named if unit.holds(timezone.localdate())] or named
        if len(standing) == 1:
            return standing[0]
        if standing:
            listed = ", ".join(f"“{unit}” ({unit.code})" for unit in standing[:4])
            raise forms.ValidationError(f"Có nhiều đơn vị tên “{text}”: {listed}. Hãy ghi mã.")
        raise forms.ValidationError(f"Không có đơn vị “{text}”.{self._hint(fold(text))}")

    def _named(self, folded: str) -> list[Unit]:
        rows = self.known.with_words(folded).prefetch_related("names")[:MOST_COMPARED]
        return [unit for unit in rows if folded in self._names_of(unit)]

    @staticmethod
    def _names_of(unit: Unit) -> set[str]:
        names = {unit.short_name, unit.name}
        for row in unit.names.all():
            names |= {row.short_name, row.name}
        return {fold(name) for name in names}

    def _hint(self, folded: str) -> str:
        """Units that share a word and whose names are near; those that still stand first."""
        today = timezone.localdate()
        found: dict[str, Unit] = {}
        for word in sorted(folded.split(), key=len, reverse=True)[:4]:
            rows = self.known.existing_on(today).with_words(word)[:MOST_COMPARED]
            found |= {fold(unit.short_name): unit for unit in rows}
        near = near_names(folded, {name: {unit.pk} for name, unit in found.items()})
        if not near:
            near = [name for name in found if set(folded.split()) <= set(name.split())]
        asked = [f"“{found[name]}” ({found[name].code})" for name in near[:MOST_SUGGESTED]]
        if not asked:
            return " Hãy ghi mã hoặc tên như trong danh sách đơn vị."
        return f" Có phải {' hoặc '.join(asked)}?"


class UnitField(forms.CharField):
    """One unit, by its code or its name; a near match is only suggested."""

    finder: UnitFinder

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs |= {"list": "don-vi", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """The unit, or None when nothing was typed."""
        text = super().clean(value)
        return self.finder.find(text) if text else None


class UnitsField(forms.CharField):
    """Several units, one a line."""

    finder: UnitFinder
    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        """The units, each once; every line that is wrong is told."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"Tối đa {MOST_LINES} đơn vị. Hãy chia thành nhiều lần.")
        found, wrong = [], []
        for line in lines:
            try:
                found.append(self.finder.find(line))
            except forms.ValidationError as error:
                wrong += error.messages
        if wrong:
            raise forms.ValidationError(wrong)
        return list(dict.fromkeys(found))
