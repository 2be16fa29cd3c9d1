"""Lineage from a table: whole units end in one, divided ones in several; nothing counts twice."""

from datetime import date
from typing import Any

import pytest

from tests.people import Cast
from tests.units.imports.files import again, imported, planned, told
from tests.units.imports.test_units import row as unit_row
from tests.units.imports.test_units import unit
from units.imports.exports import export
from units.imports.kinds import LINEAGE, UNITS
from units.models import Reorganisation, Succession

EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)
ALL, PART = "toàn bộ", "một phần"


def row(old: str, new: str, part: str = ALL, symbol: str = "1679/NQ", **more: str) -> list[Any]:
    names = more.get("old_name", ""), more.get("new_name", "")
    return [old, names[0], more.get("above", ""), new, names[1], part, "01/07/2025", symbol]


@pytest.fixture
def communes(cast: Cast) -> Cast:
    """Three old communes of two districts and two new ones, codes of the State used again."""
    imported(
        UNITS,
        cast.an,
        unit_row("X1", "DH", "", "30/06/2025", name="Đoàn xã Hải Hòa", official="06652"),
        unit_row("X2", "DH", "", "30/06/2025", name="Đoàn xã Đoàn Kết", official="06655"),
        unit_row("X3", "CP", "", "30/06/2025", name="Đoàn phường Minh Thành", official="06658"),
        unit_row("X4", "CP", name="Đoàn phường Còn Lại"),
        unit_row("N1", "TD-QN", "01/07/2025", name="Đoàn xã Hải Hoà", official="06652"),
        unit_row("N2", "TD-QN", "01/07/2025", name="Đoàn phường Mới", official="06661"),
    )
    return cast


def test_old_units_end_and_go_on_in_new_ones(communes: Cast) -> None:
    rows = [
        row("X1", "N1", old_name="Xã Hải Hòa", above="DH"),
        row("06655", "06652", PART, old_name="Xã Đoàn Kết", new_name="Xã Hải Hòa"),
        row("06655", "N2", PART),
        row("06658", "06661", old_name="Phường Minh Thành", above="Thành đoàn Cẩm Phả"),
    ]
    made = imported(LINEAGE, communes.an, *rows)
    assert [deed.name.partition(" → ")[0] for deed in made.deeds] == [
        "Đoàn xã Hải Hòa (X1)",
        "Đoàn xã Đoàn Kết (X2)",
        "Đoàn xã Đoàn Kết (X2)",
        "Đoàn phường Minh Thành (X3)",
    ]
    (change,) = Reorganisation.objects.all()
    assert (change.decision_symbol, change.effective_on) == ("1679/NQ", DAY)
    assert {unit(code).valid_to for code in ("X1", "X2", "X3")} == {EVE}
    parts = Succession.objects.in_force().values_list("predecessor__code", "part")
    assert sorted(parts) == [("X1", "whole"), ("X2", "part"), ("X2", "part"), ("X3", "whole")]
    second = planned(LINEAGE, communes.an, *rows)
    assert (second.deeds, second.faults, second.same) == ([], [], 4)
    for ending in ("csv", "xlsx"):
        content = b"".join(export(LINEAGE, ending, actor=communes.an))
        report = again(LINEAGE, communes.an, content, f"a.{ending}")
        assert (report["deeds"], report["faults"], report["same"]) == ([], [], 4)


def test_a_unit_that_gives_a_part_goes_on(communes: Cast) -> None:
    imported(LINEAGE, communes.an, row("X4", "N1", PART))
    assert unit("X4").valid_to is None


def test_decisions_of_their_own_are_changes_of_their_own(communes: Cast) -> None:
    imported(LINEAGE, communes.an, row("X1", "N1", symbol="1/QĐ"), row("X2", "N2", symbol="2/QĐ"))
    assert Reorganisation.objects.count() == 2


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        ([row("X3", "N1", PART)], (2, "Phần"), "mới chuyển một phần"),
        ([row("X1", "N1"), row("X1", "N2", PART)], (2, "Phần"), "có 2 đơn vị mới"),
        ([row("X1", "N1"), row("X1", "N1")], (3, "Mã mới"), "dòng 2"),
        ([row("X4", "X4")], (2, "Mã mới"), "là một"),
        ([row("X1", "X3")], (2, "Mã mới"), "đã kết thúc ngày 30/06/2025"),
        ([row("N1", "N2")], (2, "Mã cũ"), "chỉ có từ ngày 01/07/2025"),
        ([row("06652", "N2", old_name="Phường Cao Xanh")], (2, "Mã cũ"), "không phải"),
        ([row("6652", "N2")], (2, "Mã cũ"), "Không có đơn vị “6652”"),
        ([row("X9", "N1")], (2, "Mã cũ"), "Không có đơn vị “X9”"),
        ([row("TD-HP", "N1")], (2, "Mã cũ"), "Không có đơn vị “TD-HP”"),
        ([row("X1", "N1", above="CP")], (2, "Đơn vị cấp trên cũ"), "trực thuộc Huyện đoàn Đầm Hà"),
        ([row("", "N1")], (2, "Mã cũ"), "Chưa điền “Mã cũ”"),
        ([row("X4", "N1")], (2, "Mã cũ"), "chưa ghi kết thúc ngày 30/06/2025"),
        ([row("X4", "N1", PART), row("X4", "N2", PART)], (2, "Mã cũ"), "chuyển giao"),
    ],
)
def test_a_lineage_that_cannot_be_is_refused(
    communes: Cast, rows: list[list[Any]], place: tuple[int, str], words: str
) -> None:
    ((number, column, reason),) = told(planned(LINEAGE, communes.an, *rows))
    assert (number, column) == place
    assert words in reason


def test_what_was_written_down_otherwise_is_not_written_over(communes: Cast) -> None:
    imported(LINEAGE, communes.an, row("X1", "N1"))
    for other in (row("X1", "N2"), row("X1", "N1", PART), row("X1", "N1", symbol="khác")):
        assert "Hãy hủy bỏ" in told(planned(LINEAGE, communes.an, other))[0][2]
