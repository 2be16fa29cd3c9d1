"""Passwords: length, common ones, words of the house; any sign allowed, pasting too."""

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.passwords import NotCommon
from tests.accounts.steps import PASSWORD

AN = User(username="nguyenan", full_name="Nguyễn Thị An", email="an.nguyen@example.vn")
TOO_SHORT, TOO_LONG = "password_too_short", "password_too_long"
COMMON, CONTEXT = "password_too_common", "password_of_context"


def refusals(password: str, user: User | None = AN) -> set[str]:
    """Codes of what is wrong with the password."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {str(one.code) for one in error.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("ngắn quá", TOO_SHORT),
        ("x7#kQ9$w1pZ", TOO_SHORT),
        ("            x7", TOO_SHORT),
        ("\u200b" * 20 + "x7#kQ9", TOO_SHORT),
        ("mây" * 43, TOO_LONG),
        ("qwerty123456", COMMON),
        ("123456qwerty", COMMON),
        ("1qaz2wsx3edc", COMMON),
        ("q1w2e3r4t5y6", COMMON),
        ("telechargement", COMMON),
        ("sunshine20262026", COMMON),
        ("!!!!iloveyou!!!!", COMMON),
        ("2026-Football-2026", COMMON),
        ("aaaaaaaaaaaaaaa", COMMON),
        ("121212121212", COMMON),
        ("Tỉnh Đoàn 2026!", CONTEXT),
        ("tinhdoan2026!!", CONTEXT),
        ("TINHDOAN-123456", CONTEXT),
        ("t1nhd0an@2026", CONTEXT),
        ("Tỉnh đoàn Quảng Ninh", CONTEXT),
        ("quangninh26031931", CONTEXT),
        ("QuangNinh@123", CONTEXT),
        ("Thanh niên 26/3/1931", CONTEXT),
        ("thanhnien-thanhnien", CONTEXT),
        ("Đoàn viên 19411931", CONTEXT),
        ("2603193126031931", CONTEXT),
        ("26031931abc!", CONTEXT),
        ("123456789012", COMMON),
        ("abc-qwerty-0123456789", COMMON),
        ("Tinhdoan 123456789012", CONTEXT),
        ("Huyện đoàn Đầm Hà 1", CONTEXT),
        ("MatKhau@2026", CONTEXT),
        ("P@ssw0rd-2026", CONTEXT),
        ("Kiểm tra và giao ban", CONTEXT),
        ("giaoban.kiemtra.1", CONTEXT),
        ("Nguyễn Thị An 1990", CONTEXT),
        ("nguyenthian123", CONTEXT),
        ("NGUYENAN-nguyenan", CONTEXT),
        ("an.nguyen1990!!", CONTEXT),
        ("dot-kiem-tra-2020", CONTEXT),
    ],
)
def test_a_weak_password_is_refused(password: str, why: str) -> None:
    assert why in refusals(password)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "bon con thuyen giay do",
        "cánh diều bay qua ruộng ngô",
        "x7#kQ9$w1pZ!vM",
        "7#9$2!8%1931&4xk",
        "ngôi sao xanh 26031931",
        "tỉnh đoàn có con mèo mướp",
        "correct horse battery staple",
        "🐟 cá nướng than hồng 🔥",
        "một hai ba bốn năm sáu",
        "  khoảng trắng ở hai đầu  ",
        "ẫ ợ ữ ỷ ỗ ằ ẻ ị ặ ấ ừ",
        "thuyền" * 21,
    ],
)
def test_a_good_password_passes_whatever_its_signs(password: str) -> None:
    assert refusals(password) == set()


def test_a_weak_password_gets_one_sentence_of_reason() -> None:
    for password in ("123456", "tinhdoan", "qwerty123456", "aaaaaaaaaaaaaaa", "123456789012"):
        with pytest.raises(ValidationError) as refused:
            validate_password(password, AN)
        assert len(refused.value.messages) == 1, password


def test_the_list_of_common_passwords_is_long() -> None:
    assert len(NotCommon().passwords) >= 3_000


def test_a_person_is_not_needed() -> None:
    assert refusals("nguyenthian123", None) == set()
    assert CONTEXT in refusals("tinhdoan2026!!", None)


def test_every_refusal_says_in_vietnamese_what_to_do() -> None:
    for password in ("ngắn", "mây" * 43, "qwerty123456", "tinhdoan2026!!"):
        with pytest.raises(ValidationError) as refused:
            validate_password(password, AN)
        assert all("ãy " in sentence for sentence in refused.value.messages)


def test_letters_count_once_however_the_keyboard_writes_them(db: None) -> None:
    user = User(username="an")
    composed, decomposed = "Bờ đê ấm áp lắm", "Bơ\u0300 đê \u00e2\u0301m a\u0301p lă\u0301m"
    user.set_password(composed)
    assert user.check_password(decomposed)
    user.set_password(decomposed)
    assert user.check_password(composed)
    assert not user.check_password("Bo de am ap lam")


def test_argon2_keeps_them(db: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    user = User(username="an")
    user.set_password(PASSWORD)
    assert user.password.startswith("argon2$argon2id$")


def test_the_form_says_the_rules_keeps_the_old_password_and_lets_paste(
    hoa: User, client: Client
) -> None:
    client.force_login(hoa)
    address = reverse("account_change_password")
    page = client.get(address).content.decode()
    assert "Từ 12 ký tự trở lên" in page
    assert page.count('autocomplete="new-password"') == 2
    assert "onpaste" not in page
    facts = {"oldpassword": PASSWORD, "password1": "Tỉnh Đoàn 2026!", "password2": "khác"}
    page = client.post(address, facts).content.decode()
    assert "từ quen dùng ở cơ quan" in page
    facts = {"oldpassword": "sai", "password1": "diều bay qua ruộng ngô", "password2": "khác hẳn"}
    page = client.post(address, facts).content.decode()
    assert "Mật khẩu hiện tại không đúng" in page
    assert "chưa giống nhau" in page
    hoa.refresh_from_db()
    assert hoa.check_password(PASSWORD)
