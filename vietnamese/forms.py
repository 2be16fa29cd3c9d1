"""The ground of every form: texts in one spelling, messages in Vietnamese, dates as written."""

from typing import Any, cast

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH

from vietnamese.text import clean

REQUIRED = "Hãy nhập ô này."
CHOOSE = "— Chọn —"
MAX_WORDS = 20_000
BAD_DATE = "Ngày không có thật hoặc sai dạng 27/11/2020. Hãy nhập lại."


class DateInput(forms.DateInput):
    """A date typed as people write it; the browser's own picker would want its own format."""

    def __init__(self) -> None:
        attrs = {"placeholder": "ngày/tháng/năm", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(attrs=attrs, format="%d/%m/%Y")


class VietnameseForm(forms.BaseForm):
    """Texts in one spelling, messages in Vietnamese, dates as dd/mm/yyyy."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED
            if "invalid" in field.error_messages and isinstance(field, forms.DateField):
                field.error_messages["invalid"] = BAD_DATE
                field.widget = DateInput()
            if isinstance(field, forms.TimeField):
                field.error_messages["invalid"] = "Hãy nhập giờ như 14:30 hoặc 14h30."
                field.widget = forms.TimeInput(attrs={"placeholder": "14:30"}, format="%H:%M")
            if isinstance(field, forms.FileField):
                field.widget.attrs.setdefault("class", "form-control")
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("rows", 4)
                # No maxlength on the widget: a browser would cut a long paste without a word.
                field.widget.attrs.pop("maxlength", None)
                field.validators.append(_not_too_long)
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = CHOOSE
            elif isinstance(field, forms.ChoiceField):
                named: Any = field.choices
                field.choices = [
                    (value, CHOOSE if label == BLANK_CHOICE_DASH[0][1] else label)
                    for value, label in named
                ]

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str):
                self.cleaned_data[name] = clean(value)
                if value and not self.cleaned_data[name] and self.fields[name].required:
                    self.add_error(name, REQUIRED)

    def save_over(self, rev: int) -> None:
        """Show what was typed again; a second save goes over the newer revision."""
        data: Any = self.data
        self.data = data.copy()
        cast(Any, self.data)["rev"] = str(rev)

    def _out_of_order(self, first: str, last: str, message: str) -> None:
        begins, ends = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begins and ends and ends < begins:
            self.add_error(last, message)


class ReasonedForm(VietnameseForm):
    """A form over something in force already: it also asks why, for the record's history.

    The page says by ``asks_reason`` whether it is so; the reason goes with the record into its
    history when the form is saved.
    """

    def __init__(self, *args: Any, asks_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_reason:
            self.fields["change_reason"] = forms.CharField(
                label="Lý do thay đổi", required=False, max_length=300
            )

    @property
    def change_reason(self) -> str:
        """Why, as typed; empty when it was not asked."""
        return str(self.cleaned_data.get("change_reason", ""))

    @property
    def changed_fields(self) -> list[str]:
        """Fields of the record that were changed: the reason is none."""
        return [name for name in self.changed_data if name != "change_reason"]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.instance._change_reason = self.change_reason  # type: ignore[attr-defined]


def _not_too_long(value: str) -> None:
    if len(value) > MAX_WORDS:
        raise forms.ValidationError(
            f"Nội dung dài {len(value)} ký tự; hãy rút gọn còn tối đa {MAX_WORDS} ký tự."
        )
