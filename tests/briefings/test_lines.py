"""A line of the minutes as it is typed."""

from datetime import date

import pytest

from briefings.services import Line, LineFault, parse_line
from tests.people import DAY, Cast
from units.models import Unit


@pytest.fixture
def members(cast: Cast) -> list[Unit]:
    """Units that sit in the cluster."""
    return [cast.campha, cast.damha]


def test_the_letter_the_unit_and_the_day_are_taken_out(cast: Cast, members: list[Unit]) -> None:
    line = parse_line("v @Đầm Hà Hoàn thành hồ sơ !20/12", members=members, held_on=DAY)
    assert line == Line("v", "Hoàn thành hồ sơ", cast.damha, date(2020, 12, 20))


@pytest.mark.parametrize("name", ["Thành đoàn Cẩm Phả", "cam pha", "CP", "Cẩm Phả,"])
def test_a_unit_is_found_by_its_name_its_place_and_its_code(
    cast: Cast, members: list[Unit], name: str
) -> None:
    line = parse_line(f"v @{name} gửi báo cáo !1/12", members=members, held_on=DAY)
    assert (line.owner, line.body) == (cast.campha, "gửi báo cáo")


def test_a_day_without_a_year_is_the_first_after_the_meeting(members: list[Unit]) -> None:
    line = parse_line("v Nộp !15/01", members=members, held_on=DAY)
    assert line.due_on == date(2021, 1, 15)
    assert parse_line("v Nộp !27/11", members=members, held_on=DAY).due_on == DAY


def test_the_kind_chosen_beside_the_line_holds_where_it_names_none(members: list[Unit]) -> None:
    assert parse_line("Tiếp tục", members=members, held_on=DAY, kind="k").kind == "k"
    assert parse_line("g Tiếp tục", members=members, held_on=DAY, kind="k").kind == "g"
    assert parse_line("d Xin kinh phí", members=members, held_on=DAY).kind == "đ"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hoàn thành", "chữ loại"),
        ("v @Hải Phòng làm !20/12", "Không có đơn vị"),
        ("v @Đầm Hà @Cẩm Phả làm", "tách thành hai dòng"),
        ("v Nộp !31/11", "không có thật"),
        ("v Nộp !29/2", "không có thật"),
        ("v Nộp !xx ! 3", "Không đọc được thời hạn"),
        ("v Nộp !1/12 !2/12", "một thời hạn"),
        ("k @Đầm Hà nói", "Chỉ việc giao"),
        ("v @Đầm Hà", "Hãy ghi nội dung"),
    ],
)
def test_what_cannot_be_read_is_said(members: list[Unit], text: str, words: str) -> None:
    with pytest.raises(LineFault, match=words):
        parse_line(text, members=members, held_on=DAY)
