"""What a password must be: long, not on the list of common ones, not made of words of the house.

ASVS 5.0, 6.2: 12 to 128 signs, any of them, no rule about capitals or digits.
"""

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from vietnamese.text import clean, fold

SHORTEST = 12
LONGEST = 128
# So many signs beside the known words are needed; fewer are guessed by a program.
OTHER_LETTERS = 4
OTHER_SIGNS = 6
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_SHORTEST_WORD = 3

# Words anybody who knows the office tries first, without marks and spaces.
CONTEXT = (
    "tinhdoan",
    "huyendoan",
    "thanhdoan",
    "thidoan",
    "xadoan",
    "phuongdoan",
    "dackhu",
    "doan",
    "doanvien",
    "doanthanhnien",
    "thanhnien",
    "thieunhi",
    "thieunien",
    "congsan",
    "hochiminh",
    "bacho",
    "banthuongvu",
    "bithu",
    "phobithu",
    "vanphong",
    "vanthu",
    "lanhdao",
    "canbo",
    "quantri",
    "quangninh",
    "halong",
    "campha",
    "mongcai",
    "uongbi",
    "dongtrieu",
    "quangyen",
    "vandon",
    "coto",
    "damha",
    "haiha",
    "binhlieu",
    "tienyen",
    "bache",
    "hoanhbo",
    "vietnam",
    "kiemtra",
    "giamsat",
    "giaoban",
    "matkhau",
    "dangnhap",
    "taikhoan",
    "password",
    "admin",
)
# Rows of the keyboard, of letters and of digits: anybody's, not the office's.
SIMPLE = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwerty",
    "abcdefghijklmnopqrstuvwxyz",
    "abc",
    "0123456789",
    "1234567890",
    "123456789",
    "12345678",
    "123456",
    "9876543210",
    "987654321",
    "654321",
)
# 26/3/1931 is the Union's birthday, 15/5/1941 the Pioneers'.
CONTEXT_DIGITS = (
    "26031931",
    "2631931",
    "1931",
    "2603",
    "15051941",
    "1941",
    "02091945",
    "30041975",
)


_TOO_COMMON = (
    "Mật khẩu này quá phổ biến, quá đơn giản nên dễ bị dò ra. Hãy chọn mật khẩu khác, ví dụ bốn từ "
    "không liên quan đến nhau."
)


class Length:
    """Between ``SHORTEST`` and ``LONGEST`` signs."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with what to do."""
        count = len(clean(password))
        if count < SHORTEST:
            raise ValidationError(
                f"Mật khẩu cần ít nhất {SHORTEST} ký tự, bạn mới nhập {count}. Hãy nhập dài hơn, "
                "ví dụ bốn từ không liên quan đến nhau.",
                code="password_too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                f"Mật khẩu dài {len(password)} ký tự; hãy rút còn tối đa {LONGEST} ký tự.",
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return (
            f"Từ {SHORTEST} ký tự trở lên, có thể có dấu và khoảng trắng. Dễ nhớ mà khó đoán nhất "
            "là vài từ không liên quan đến nhau."
        )


class NotCommon(CommonPasswordValidator):
    """Not one of some 20,000 common passwords, nor such a one between digits and signs."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with what to do."""
        word = password.lower().strip()
        if self._is_common(word):
            raise ValidationError(_TOO_COMMON, code="password_too_common")

    def _is_common(self, word: str) -> bool:
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", word)
        few = len(set(word)) < 5
        return few or word in self.passwords or core in self.passwords

    def get_help_text(self) -> str:
        """Nothing beforehand: nobody knows the list."""
        return ""


class NotOfContext:
    """Not merely words of the office, of the product or of the person, with digits."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with what to do."""
        own = _words_of(user)
        for spelling in (password, password.lower().translate(_LEET)):
            bare = _bare(spelling)
            if not _is_made_of(bare, (*own, *_known_words(), *SIMPLE), length=len(password)):
                continue
            if not any(word in bare for word in (*own, *_known_words())):
                raise ValidationError(_TOO_COMMON, code="password_too_common")
            raise ValidationError(
                "Mật khẩu chủ yếu gồm tên, đơn vị hoặc từ quen dùng ở cơ quan nên dễ đoán. "
                "Hãy thêm vài từ khác hoặc chọn mật khẩu khác.",
                code="password_of_context",
            )

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return "Không dùng tên mình, tên đơn vị hay từ như “tỉnh đoàn” kèm vài con số."


class Rules:
    """All of them in turn; the first that is broken speaks, alone."""

    rules = (Length(), NotOfContext(), NotCommon())

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with what to do."""
        for rule in self.rules:
            rule.validate(password, user)

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return " ".join(text for rule in self.rules if (text := rule.get_help_text()))


def _bare(text: str) -> str:
    """Letters and digits alone, without marks: ``Tỉnh Đoàn 2026!`` → ``tinhdoan2026``."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


@cache
def _known_words() -> tuple[str, ...]:
    product = fold(settings.PRODUCT_NAME)
    words = {*CONTEXT, *CONTEXT_DIGITS, *product.split(), _bare(product)}
    return tuple(sorted(words, key=len, reverse=True))


def _words_of(user: Any) -> tuple[str, ...]:
    """The person's login, name and address, longest first."""
    if user is None:
        return ()
    name = fold(getattr(user, "full_name", "") or "")
    address = (getattr(user, "email", "") or "").partition("@")[0]
    words = {_bare(name), *name.split(), _bare(user.get_username() or ""), _bare(address)}
    long_enough = (word for word in words if len(word) >= _SHORTEST_WORD)
    return tuple(sorted(long_enough, key=len, reverse=True))


def _is_made_of(text: str, words: tuple[str, ...], *, length: int) -> bool:
    """Whether hardly anything is left of the text when the words are taken out."""
    left = text
    for word in words:
        left = left.replace(word, "")
    if left == text:
        return False
    letters = sum(sign.isalpha() for sign in left)
    if letters < sum(sign.isalpha() for sign in text):
        return letters < OTHER_LETTERS
    # Digits alone were taken out: whatever stands beside them counts.
    return length - (len(text) - len(left)) < OTHER_SIGNS
