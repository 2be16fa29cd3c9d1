"""The ground of forms that come from allauth: its fields and rules, our words."""

from typing import Any, ClassVar

from django import forms

from vietnamese.forms import REQUIRED

BAD_EMAIL = "Địa chỉ thư không đúng dạng ten@coquan.vn. Hãy nhập lại."
NO_ANSWER = "Chưa nhận được trả lời của khóa. Hãy thử lại."


class InWords(forms.BaseForm):
    """Labels, help and messages in Vietnamese; nothing of the library's own words is left."""

    labels: ClassVar[dict[str, str]] = {}
    helps: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.error_messages["required"] = REQUIRED
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = BAD_EMAIL
            if isinstance(field, forms.JSONField):
                field.error_messages |= {"required": NO_ANSWER, "invalid": NO_ANSWER}
