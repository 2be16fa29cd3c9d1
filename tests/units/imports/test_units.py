"""Units from a table: dated names and parents, in any order, and what a tree may not be."""

from datetime import date
from typing import Any

import pytest

from tests.people import ROLE, Cast, person
from tests.units.imports.files import again, csv_bytes, imported, planned, told
from units.imports.exports import export
from units.imports.kinds import UNITS
from units.models import OfficialCode, Placement, Unit, UnitName
from units.services import reorganisations, tree
from units.services.plans import NewName
from units.services.plans import Plan as Changes

KIND = "Đoàn cơ sở"


def row(code: str, parent: str = "DH", first: str = "", last: str = "", **more: str) -> list[Any]:
    """A row of the table; the names follow the code."""
    name = more.get("name", f"Đoàn xã {code}")
    return [code, f"{name} đầy đủ", name, KIND, parent, first, last, more.get("official", ""), ""]


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


# What a table does


def test_a_table_makes_units_under_parents_that_stand_later_in_it(cast: Cast) -> None:
    rows = [
        row("C", "B", "01/07/2025", official="06652"),
        row("B", "A", "01/07/2025"),
        row("A", "Huyen doan Dam Ha", "01/07/2025"),
    ]
    made = imported(UNITS, cast.an, *rows)
    assert len(made.deeds) == 3
    assert unit("C").path == "TD-QN/DH/A/B/C/"
    assert unit("C").official_codes.get().code == "06652"
    assert unit("C").parent_on(date(2025, 7, 1)) == unit("B")
    assert unit("C").valid_from == date(2025, 7, 1)
    second = planned(UNITS, cast.an, *rows)
    assert (second.deeds, second.faults, second.same) == ([], [], 3)


def test_a_parent_may_be_named_by_the_name_it_gets_in_the_same_file(cast: Cast) -> None:
    imported(UNITS, cast.an, row("B", "đoàn xã mẫu"), row("A", name="Đoàn xã Mẫu"))
    assert unit("B").parent == unit("A")


def test_rows_of_one_code_are_its_names_and_parents_over_time(cast: Cast) -> None:
    rows = [
        row("A", "CP", "01/11/2024", name="Thành đoàn Đông Triều", official="00205"),
        row("A", "DH", "", "31/10/2024", name="Thị đoàn Đông Triều", official="00202"),
    ]
    imported(UNITS, cast.an, *rows)
    made = unit("A")
    assert (made.short_name, made.parent) == ("Thành đoàn Đông Triều", cast.campha)
    day = date(2020, 11, 27)
    assert (made.name_on(day), made.parent_on(day)) == ("Thị đoàn Đông Triều", cast.damha)
    assert OfficialCode.objects.on(day).get(unit=made).code == "00202"
    assert "thi doan dong trieu" in made.search_key
    assert planned(UNITS, cast.an, *rows).deeds == []


def test_a_unit_that_has_ended_bears_its_last_name_and_parent(cast: Cast) -> None:
    rows = [row("A", "DH", "", "31/12/2019", name="Cũ"), row("A", "CP", "01/01/2020", "30/06/2020")]
    imported(UNITS, cast.an, *rows)
    assert (unit("A").short_name, unit("A").path) == ("Đoàn xã A", "TD-QN/CP/A/")


def test_a_new_name_from_a_day_on_keeps_the_name_before(cast: Cast) -> None:
    imported(UNITS, cast.an, row("A"))
    (deed,) = imported(UNITS, cast.an, row("A", first="01/01/2026", name="Đoàn phường A")).deeds
    assert not deed.is_new
    change = next(one for one in deed.fields if one.label == "Tên gọi")
    assert change.before == "Đoàn xã A"
    assert change.after == "Đoàn xã A (đến 31/12/2025); Đoàn phường A (01/01/2026–nay)"
    assert unit("A").name_on(date(2025, 1, 1)) == "Đoàn xã A"
    assert unit("A").valid_from is None


def test_the_first_and_last_day_can_be_corrected(cast: Cast) -> None:
    imported(UNITS, cast.an, row("A"))
    (deed,) = imported(UNITS, cast.an, row("A", first="01/01/2020", last="30/06/2025")).deeds
    assert [(c.label, c.before, c.after) for c in deed.fields] == [
        ("Từ ngày", "–", "01/01/2020"),
        ("Đến ngày", "–", "30/06/2025"),
    ]
    span = (date(2020, 1, 1), date(2025, 6, 30))
    for model in (UnitName, Placement):
        (one,) = model.objects.filter(unit=unit("A"))
        assert (one.valid_from, one.valid_to) == span


def test_moving_a_unit_takes_everything_below_along(cast: Cast) -> None:
    imported(UNITS, cast.an, row("A"), row("B", "A"))
    imported(UNITS, cast.an, row("A", "CP"))
    assert unit("B").path == "TD-QN/CP/A/B/"


def test_an_empty_cell_keeps_what_is_there(cast: Cast) -> None:
    imported(UNITS, cast.an, [*row("A", official="06652")[:8], "một\ndòng"])
    assert planned(UNITS, cast.an, row("A", "")).deeds == []
    assert unit("A").note == "một\ndòng"


def test_a_row_that_would_wipe_out_a_known_change_is_refused(cast: Cast) -> None:
    imported(UNITS, cast.an, row("A", last="31/12/2025"), row("A", first="01/01/2026", name="Mới"))
    ((_, column, reason),) = told(planned(UNITS, cast.an, row("A")))
    assert column == "Tên gọi"
    assert "01/01/2026" in reason


def test_days_written_by_a_reorganisation_are_changed_only_there(cast: Cast) -> None:
    imported(UNITS, cast.an, row("A"))
    changes = Changes(renamed=[NewName("A", "Mới đầy đủ", "Mới", "base")])
    new = reorganisations.propose(
        organiser=cast.province,
        kind="rename",
        effective_on=date(2026, 1, 1),
        plan=changes,
        actor=cast.an,
    )
    reorganisations.apply(new, actor=cast.an)
    exported = b"".join(export(UNITS, "csv", actor=cast.an))
    assert again(UNITS, cast.an, exported, "a.csv")["deeds"] == []
    moved = [row("A", last="01/02/2026"), row("A", first="02/02/2026", name="Mới")]
    assert told(planned(UNITS, cast.an, *moved)) != []


# What a tree may not be


def test_a_circle_is_refused_and_named(cast: Cast) -> None:
    ((_, column, reason),) = told(planned(UNITS, cast.an, row("A", "B"), row("B", "A")))
    assert column == "Trực thuộc"
    assert "Đoàn xã A (A) → Đoàn xã B (B) → Đoàn xã A (A)" in reason
    imported(UNITS, cast.an, row("A"), row("B", "A"), row("C", "B"))
    ((_, _, reason),) = told(planned(UNITS, cast.an, row("A", "C")))
    assert "(A) → " in reason
    assert "(C) → " in reason
    assert told(planned(UNITS, cast.an, row("A", "A")))[0][1] == "Trực thuộc"


def test_a_circle_that_closes_on_another_day_is_refused_too(cast: Cast) -> None:
    imported(UNITS, cast.an, row("A", last="31/12/2029"), row("A", "CP", "01/01/2030"))
    later = [
        row("B", "A"),
        row("A", last="31/12/2029"),
        row("A", "B", "01/01/2030"),
    ]
    assert "vòng tròn" in told(planned(UNITS, cast.an, *later))[0][2]


def test_a_parent_that_ends_before_its_child_is_refused(cast: Cast) -> None:
    rows = [row("B", "A"), row("A", last="30/06/2025")]
    ((number, column, reason),) = told(planned(UNITS, cast.an, *rows))
    assert (number, column) == (2, "Đến ngày")
    assert "kết thúc ngày 30/06/2025" in reason
    early = [row("B", "A"), row("A", first="01/07/2025")]
    ((_, column, reason),) = told(planned(UNITS, cast.an, *early))
    assert column == "Từ ngày"
    assert "chỉ có từ ngày 01/07/2025" in reason


def test_a_parent_does_not_end_over_children_the_file_is_silent_on(cast: Cast) -> None:
    imported(UNITS, cast.an, row("A"), row("B", "A"))
    ((_, column, reason),) = told(planned(UNITS, cast.an, row("A", last="30/06/2025")))
    assert column == "Đến ngày"
    assert "Đoàn xã B (B)" in reason
    both = [row("A", last="30/06/2025"), row("B", "A", last="30/06/2025")]
    assert told(planned(UNITS, cast.an, *both)) == []


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        ([row("A", first="02/01/2020", last="01/01/2020")], "Đến ngày", "trước ngày bắt đầu"),
        ([row("A"), row("A", first="01/01/2020")], "Từ ngày", "Trùng thời gian"),
        (
            [row("A", last="31/12/2019"), row("A", first="02/01/2020")],
            "Từ ngày",
            "Bỏ trống ngày",
        ),
        ([row("a")], "Mã", "chữ hoa"),
        ([row("A", "")], "Trực thuộc", "cấp trên"),
        ([row("A", "Đoàn Đầm Ha")], "Trực thuộc", "Có phải “Huyện đoàn Đầm Hà” (DH)?"),
        ([row("A", "TD-HP")], "Trực thuộc", "Không có đơn vị “TD-HP”"),
        ([row("TD-HP", "DH")], "Mã", "Không dùng được mã"),
    ],
)
def test_a_row_that_cannot_be_is_refused(
    cast: Cast, rows: list[list[Any]], column: str, words: str
) -> None:
    faults = told(planned(UNITS, cast.an, *rows))
    assert [(one, words in reason) for _, one, reason in faults] == [(column, True)]


def test_everything_wrong_is_told_at_once_and_nothing_that_only_follows_from_it(
    cast: Cast,
) -> None:
    rows = [row("B", "A"), row("A", "Đoàn Đầm Ha", "31/02/2025"), row("C", "Z")]
    assert [(n, column) for n, column, _ in told(planned(UNITS, cast.an, *rows))] == [
        (3, "Từ ngày"),
        (3, "Trực thuộc"),
        (4, "Trực thuộc"),
    ]


def test_nothing_is_written_when_one_row_of_many_is_wrong(cast: Cast) -> None:
    before = Unit.objects.count()
    content = csv_bytes(
        "Mã,Tên đầy đủ,Tên gọi,Loại,Trực thuộc", "A,A,A,Đoàn cơ sở,DH", "B,B,B,Đoàn cơ sở,XX"
    )
    report = again(UNITS, cast.an, content, "a.csv")
    assert report["fault_count"] == 1
    assert Unit.objects.count() == before


def test_who_runs_one_unit_imports_only_below_it(cast: Cast) -> None:
    imported(UNITS, cast.an, row("A"), row("B", "CP"))
    chief = person("dh", "Trưởng Ban", cast.damha, ROLE.OFFICER)
    assert told(planned(UNITS, chief, row("A", name="Đoàn phường A"))) == []
    foreign, missing = (
        told(planned(UNITS, chief, row("X", "B"))),
        told(planned(UNITS, chief, row("X", "Q"))),
    )
    assert foreign[0][2].replace("“B”", "“Q”") == missing[0][2]
    exported = b"".join(export(UNITS, "csv", actor=chief))
    assert again(UNITS, chief, exported, "a.csv")["faults"] == []
    assert "TD-QN" not in exported.decode()


def test_an_export_of_a_dated_tree_changes_nothing(cast: Cast) -> None:
    imported(
        UNITS,
        cast.an,
        row("A", "DH", "", "31/12/2019", name="'=Cũ"),
        row("A", "CP", "01/01/2020", "30/06/2025", name="Mới", official="00205"),
        row("B", "A", "01/01/2018", "30/06/2025", official="06652"),
        [*row("C", "CP", "01/07/2025", official="06652")[:8], '"một"\nhai = 2'],
    )
    tree.rename(unit("C"), on=date(2026, 1, 1), name="Ngày mai", short_name="Ngày mai")
    for ending in ("csv", "xlsx"):
        content = b"".join(export(UNITS, ending, actor=cast.an))
        report = again(UNITS, cast.an, content, f"a.{ending}")
        assert (report["deeds"], report["faults"]) == ([], [])
        assert report["same"] > Unit.objects.filter(path__startswith="TD-QN/").count()
