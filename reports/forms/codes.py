"""Codes that stand in the symbol of a paper."""

import re

from django import forms

_CODE = re.compile(r"[A-ZĐ][A-ZĐ0-9&]*")
_BAD_CODE = "Ký hiệu chỉ gồm chữ hoa (A–Z, Đ), chữ số và dấu &, không có dấu cách: ví dụ TĐTN."


def checked_code(value: str) -> str:
    """The code itself, or nothing. Raises ``ValidationError`` for what HD 29 §3 does not know."""
    if value and not _CODE.fullmatch(value):
        raise forms.ValidationError(_BAD_CODE)
    return value
