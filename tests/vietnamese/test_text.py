"""One spelling, one folding, one order; dates in the words of papers."""

import unicodedata
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import dates, text


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Kiểm tra", "kiem tra"),
        ("Đầm Hà", "dam ha"),
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        (unicodedata.normalize("NFD", "Đông Triều"), "dong trieu"),
        ("  34-TB/TĐTN-UBKT ", "34 tb tdtn ubkt"),
    ],
)
def test_search_keys_have_no_marks(typed: str, key: str) -> None:
    assert text.fold(typed) == key


def test_names_sort_by_the_vietnamese_alphabet() -> None:
    names = ["Đầm Hà", "Cô Tô", "Cẩm Phả", "Đông Triều", "Ba Chẽ", "Uông Bí", "Dương Huy"]
    wanted = ["Ba Chẽ", "Cẩm Phả", "Cô Tô", "Dương Huy", "Đầm Hà", "Đông Triều", "Uông Bí"]
    assert sorted(names, key=text.sort_key) == wanted
    tones = ["mạ", "má", "ma", "mã", "mả", "mà"]
    assert sorted(tones, key=text.sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


@given(st.text(max_size=60))
def test_clean_text_is_nfc_and_stays_so(typed: str) -> None:
    once = text.clean(typed)
    assert once == unicodedata.normalize("NFC", once)
    assert text.clean(once) == once
    assert text.fold(text.fold(typed)) == text.fold(typed)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 9), "ngày 09 tháng 02 năm 2026"),
        (date(2020, 11, 30), "ngày 30 tháng 11 năm 2020"),
        (date(2023, 7, 12), "ngày 12 tháng 7 năm 2023"),
        (date(2019, 3, 1), "ngày 01 tháng 3 năm 2019"),
    ],
)
def test_the_date_line_pads_days_below_ten_and_months_below_three(day: date, words: str) -> None:
    assert dates.date_in_words(day) == words


def test_hours_and_due_dates_are_said_as_people_say_them() -> None:
    assert dates.hour_in_words(time(14, 30)) == "14 giờ 30"
    assert dates.days_until(date(2020, 11, 24), date(2020, 11, 27)) == "quá hạn 3 ngày"
    assert dates.days_until(date(2020, 12, 2), date(2020, 11, 27)) == "còn 5 ngày"


def test_a_long_text_is_cut_at_a_word_and_says_so() -> None:
    assert text.shortened("Sổ đoàn\nviên") == "Sổ đoàn viên"
    assert text.shortened("Sổ đoàn viên chưa đủ", 12) == "Sổ đoàn…"
    assert text.shortened("ẫ" * 90) == "ẫ" * 79 + "…"


def test_people_are_listed_by_given_name_with_its_tone_then_by_the_rest() -> None:
    wanted = [
        "An",
        "Lê An",
        "Trần Văn An",
        "Đỗ Ân",
        "Ngô Dũng",
        "Vũ Đức",
        "Nguyễn Thị Hà",
        "Trần Văn Hà",
        "Lê Thị Hả",
        "Lê Văn Há",
        "Bùi Văn Hải",
        "Cao Ỷ",
    ]
    upside_down = wanted[::-1]
    assert sorted(upside_down, key=text.person_sort_key) == wanted
    assert text.person_sort_key(" Lê   An ") == text.person_sort_key("lê an")
