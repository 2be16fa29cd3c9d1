"""Officers from a table: from a day to a day, never twice at once."""

from datetime import date

from tests.people import Cast
from tests.units.imports.files import imported, planned, told
from units.imports.kinds import OFFICERS
from units.models import Officer

MAU = ["DH", "Nguyễn Văn Mẫu", "Bí thư"]


def test_a_table_makes_officers_and_changes_nothing_the_second_time(cast: Cast) -> None:
    before = Officer.objects.count()
    rows = [[*MAU, "01/07/2020", "30/06/2022", ""], [*MAU, "01/07/2022", "", "có"]]
    imported(OFFICERS, cast.an, *rows)
    assert Officer.objects.count() == before + 2
    again = planned(OFFICERS, cast.an, *rows)
    assert (again.deeds, again.faults, again.same) == ([], [], 2)


def test_the_end_of_an_office_is_a_change_not_a_new_person(cast: Cast) -> None:
    imported(OFFICERS, cast.an, [*MAU, "01/07/2020", "", ""])
    (deed,) = imported(OFFICERS, cast.an, [*MAU, "01/07/2020", "30/06/2025", ""]).deeds
    assert not deed.is_new
    assert [(c.label, c.before, c.after) for c in deed.fields] == [("Đến ngày", "–", "30/06/2025")]
    assert Officer.objects.get(unit=cast.damha).valid_to == date(2025, 6, 30)


def test_one_person_does_not_hold_one_position_twice_at_a_time(cast: Cast) -> None:
    rows = [[*MAU, "01/07/2020", "", ""], [*MAU, "01/01/2022", "", ""]]
    ((row, _, reason),) = told(planned(OFFICERS, cast.an, *rows))
    assert row == 3
    assert "dòng 2" in reason


def test_a_period_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    made = planned(OFFICERS, cast.an, [*MAU, "01/07/2020", "30/06/2020", ""])
    assert told(made)[0][:2] == (2, "Đến ngày")


def test_a_row_with_two_faults_tells_both(cast: Cast) -> None:
    made = planned(OFFICERS, cast.an, ["Đầm Ha", "Mẫu", "Bí thư", "31/02/2020", "", ""])
    assert {column for _, column, _ in told(made)} == {"Từ ngày", "Đơn vị"}


def test_officers_of_foreign_units_cannot_be_written(cast: Cast) -> None:
    foreign, missing = ["TD-HP", *MAU[1:], "", "", ""], ["TD-HX", *MAU[1:], "", "", ""]
    told_foreign = told(planned(OFFICERS, cast.an, foreign))[0][2]
    assert told_foreign == told(planned(OFFICERS, cast.an, missing))[0][2].replace("HX", "HP")
    assert told(planned(OFFICERS, cast.lan, foreign)) == []
