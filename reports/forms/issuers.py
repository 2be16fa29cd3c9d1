"""Forms of issuers, advising units and terms: they clean, and nothing else."""

from typing import Any

from django import forms

from reports.forms.codes import checked_code
from reports.models import AdvisingUnit, Issuer
from units.models import Term
from vietnamese.forms import VietnameseForm

# Changing one of these begins other registers.
_RECOUNT = ("reset_rule", "counting")


class IssuerForm(VietnameseForm, forms.ModelForm):
    """How the papers of a unit, or of its commission, are headed, numbered and signed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Issuer
        fields = Issuer.SETTINGS

    def __init__(self, *args: Any, in_use: str = "", **kwargs: Any) -> None:
        """``in_use`` names the registers that have given numbers in the present term or year."""
        super().__init__(*args, **kwargs)
        self.in_use = in_use
        if self.instance.pk:
            # The committee does not become the commission: each is an issuer of its own.
            del self.fields["organ"]
        helps = {
            "superior_line": "In trên tên cơ quan ban hành. Để trống nếu không in.",
            "name_line": "In hoa như trên văn bản, vừa một dòng: BCH ĐOÀN TỈNH QUẢNG NINH.",
            "body_in_text": "Cách gọi trong câu: Ban Thường vụ Tỉnh đoàn.",
            "code": "Sau dấu / trong số, ký hiệu: TĐTN.",
            "advising_code": "Ghi sẵn cho văn bản mới; để trống nếu không ghi.",
            "recipients": "Mỗi dòng một nơi nhận; dòng “Lưu …” đứng cuối.",
            "reviewers": "Từ 0 đến 2 người.",
        }
        for name, words in helps.items():
            self.fields[name].help_text = words
        self.fields["reviewers"].error_messages.update(
            invalid="Hãy nhập 0, 1 hoặc 2.",
            min_value="Hãy nhập 0, 1 hoặc 2.",
            max_value="Hãy nhập 0, 1 hoặc 2.",
        )
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = "Hãy chọn một mục trong danh sách."
        if in_use:
            self.fields["confirm"] = forms.BooleanField(
                label="Tôi đã đọc hệ quả và muốn đổi cách đánh số giữa kỳ",
                required=False,
                help_text=f"Chỉ cần khi đổi “Đánh số lại” hoặc “Cách mở sổ”. Đang dùng: {in_use}.",
            )

    def clean_code(self) -> str:
        """Letters as HD 29 §3 has them."""
        return checked_code(self.cleaned_data["code"])

    def clean_advising_code(self) -> str:
        """The same; empty where no advising unit is named."""
        return checked_code(self.cleaned_data["advising_code"])

    def clean(self) -> dict[str, Any]:
        """A change in the middle of a term is done by who knows what follows."""
        super().clean()
        recounts = any(name in self.changed_data for name in _RECOUNT)
        if self.in_use and recounts and not self.cleaned_data.get("confirm"):
            self.add_error("confirm", self.consequence)
        return self.cleaned_data

    @property
    def consequence(self) -> str:
        """What happens when numbers begin otherwise in the middle of a term."""
        return (
            f"{self.in_use} giữ nguyên các số đã cấp và không lấy thêm số nữa. Văn bản tiếp theo "
            "lấy số từ sổ mới, bắt đầu từ 01, nên có thể có hai văn bản cùng số, ký hiệu. Muốn "
            "đánh số tiếp, hãy mở sổ mới với số cuối đã cấp trước khi ban hành. Đánh dấu ô này "
            "nếu vẫn muốn đổi."
        )


class AdvisingUnitForm(VietnameseForm, forms.ModelForm):
    """An advising unit of an issuer."""

    class Meta:
        model = AdvisingUnit
        fields = ("code", "name", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_active"].help_text = "Bỏ dấu để không chọn được nữa; văn bản cũ giữ nguyên."

    def clean_code(self) -> str:
        """Letters as HD 29 §3.5 has them; once an issuer."""
        code = checked_code(self.cleaned_data["code"])
        same = self.instance.issuer.advising_units.filter(code=code).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError("Ký hiệu này đã có trong danh sách.")
        return code


class TermForm(VietnameseForm, forms.ModelForm):
    """A term of the unit."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Term
        fields = ("name", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "Ví dụ: nhiệm kỳ 2022–2027. Tên này in trên sổ văn bản."
        self.fields[
            "starts_on"
        ].help_text = "Ngày sau khi Đại hội trước bế mạc; trống nếu không rõ."
        self.fields["ends_on"].help_text = "Ngày Đại hội sau bế mạc; trống nếu đang trong nhiệm kỳ."

    def clean(self) -> dict[str, Any]:
        """Days in their order."""
        super().clean()
        self._out_of_order("starts_on", "ends_on", "Ngày kết thúc không được trước ngày bắt đầu.")
        return self.cleaned_data

    def validate_constraints(self) -> None:
        """Said by the service in words of our own; the database stands behind."""
