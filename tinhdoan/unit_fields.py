"""Form fields in which people name units by their code or name."""

from typing import Any

from django import forms

from units.imports.faults import BadCell
from units.imports.matching import Scope
from units.models import Unit

MOST_LINES = 200


class UnitField(forms.CharField):
    """One unit, by its code or its name; a near match is only suggested."""

    scope: Scope

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs |= {"list": "don-vi", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """The unit, or None when nothing was typed."""
        text = super().clean(value)
        return _unit(self.scope, text) if text else None


class UnitsField(forms.CharField):
    """Several units, one a line."""

    scope: Scope
    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        """The units, each once."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"Tối đa {MOST_LINES} đơn vị. Hãy chia thành nhiều lần.")
        return list(dict.fromkeys(_unit(self.scope, line) for line in lines))


def _unit(scope: Scope, text: str) -> Unit:
    try:
        return scope.unit(text)
    except BadCell as bad:
        raise forms.ValidationError(str(bad)) from bad
