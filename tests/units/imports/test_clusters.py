"""Clusters from a table: one head a year, one cluster a unit, nothing outside the scope."""

import pytest

from tests.people import Cast
from tests.people import unit as make_unit
from tests.units.imports.files import imported, planned, told
from units.imports.kinds import CLUSTERS
from units.models import Cluster, ClusterSeat

HEADS = ["Mã cụm", "Tên cụm", "Đơn vị tổ chức", "Năm", "Đơn vị", "Vai trò", "Giả định"]
C1 = ["C1", "Cụm số 1", "TD-QN", 2026]


def test_a_table_makes_clusters_and_seats_and_changes_nothing_the_second_time(cast: Cast) -> None:
    rows = [[*C1, "DH", "Cụm trưởng", ""], [*C1, "thanh doan cam pha", "", "có"]]
    made = imported(CLUSTERS, cast.an, *rows, heads=HEADS)
    assert [deed.is_new for deed in made.deeds] == [True, True, True]
    seats = {seat.unit.code: seat for seat in ClusterSeat.objects.select_related("unit")}
    assert (seats["DH"].duty, seats["DH"].is_assumed) == ("head", False)
    assert (seats["CP"].duty, seats["CP"].is_assumed) == ("member", True)
    second = planned(CLUSTERS, cast.an, *rows, heads=HEADS)
    assert (second.deeds, second.faults, second.same) == ([], [], 2)


def test_a_cluster_may_be_without_members(cast: Cast) -> None:
    imported(CLUSTERS, cast.an, ["C1", "Cụm số 1", "TD-QN", "", "", "", ""], heads=HEADS)
    assert Cluster.objects.get().seats.count() == 0
    again = planned(CLUSTERS, cast.an, ["C1", "Cụm số 1", "TD-QN", "", "", "", ""], heads=HEADS)
    assert (again.deeds, again.same) == ([], 1)


def test_a_change_is_told_from_what_to_what_and_the_head_passes_on(cast: Cast) -> None:
    imported(
        CLUSTERS, cast.an, [*C1, "DH", "Cụm trưởng", ""], [*C1, "CP", "Cụm phó", ""], heads=HEADS
    )
    passed = [[*C1, "DH", "Thành viên", ""], [*C1, "CP", "Cụm trưởng", ""]]
    made = imported(CLUSTERS, cast.an, *passed, heads=HEADS)
    change = made.deeds[0].fields[0]
    assert (change.label, change.before, change.after) == ("Vai trò", "Cụm trưởng", "Thành viên")
    assert ClusterSeat.objects.get(duty="head").unit == cast.campha


def test_what_the_file_is_silent_on_stays(cast: Cast) -> None:
    imported(CLUSTERS, cast.an, [*C1, "DH", "Cụm trưởng", "có"], heads=HEADS)
    Cluster.objects.update(note="giữ lại")
    made = planned(CLUSTERS, cast.an, [*C1, "DH"], heads=HEADS[:5])
    assert (made.deeds, made.faults) == ([], [])


def test_two_heads_of_one_cluster_are_refused_in_the_file_and_beside_what_is_there(
    cast: Cast,
) -> None:
    two = [[*C1, "DH", "Cụm trưởng", ""], [*C1, "CP", "Cụm trưởng", ""]]
    ((row, column, reason),) = told(planned(CLUSTERS, cast.an, *two, heads=HEADS))
    assert (row, column) == (3, "Vai trò")
    assert "Huyện đoàn Đầm Hà (dòng 2)" in reason
    imported(CLUSTERS, cast.an, two[0], heads=HEADS)
    ((row, column, reason),) = told(planned(CLUSTERS, cast.an, two[1], heads=HEADS))
    assert "Huyện đoàn Đầm Hà (đang có)" in reason


def test_overlapping_seats_are_refused(cast: Cast) -> None:
    other = ["C2", "Cụm số 2", "TD-QN", 2026, "DH", "", ""]
    rows = [[*C1, "DH", "", ""], other]
    ((row, column, reason),) = told(planned(CLUSTERS, cast.an, *rows, heads=HEADS))
    assert (row, column) == (3, "Đơn vị")
    assert "chỉ ở một cụm" in reason
    imported(CLUSTERS, cast.an, rows[0], heads=HEADS)
    ((_, _, reason),) = told(planned(CLUSTERS, cast.an, other, heads=HEADS))
    assert "Cụm số 1 (đang có)" in reason
    next_year = [*other[:3], 2027, *other[4:]]
    assert told(planned(CLUSTERS, cast.an, next_year, heads=HEADS)) == []


def test_the_same_seat_twice_in_a_file_is_refused(cast: Cast) -> None:
    rows = [[*C1, "DH", "", ""], [*C1, "DH", "", ""]]
    ((row, _, reason),) = told(planned(CLUSTERS, cast.an, *rows, heads=HEADS))
    assert row == 3
    assert "dòng 2" in reason


def test_rows_of_one_cluster_must_agree(cast: Cast) -> None:
    rows = [[*C1, "DH", "", ""], ["C1", "Cụm số một", *C1[2:], "CP", "", ""]]
    ((row, column, _),) = told(planned(CLUSTERS, cast.an, *rows, heads=HEADS))
    assert (row, column) == (3, "Tên cụm")


@pytest.mark.parametrize("place", [["", "DH"], [2026, ""]])
def test_year_and_unit_go_together(cast: Cast, place: list[object]) -> None:
    row = ["C1", "Cụm số 1", "TD-QN", *place, "", ""]
    ((_, _, reason),) = told(planned(CLUSTERS, cast.an, row, heads=HEADS))
    assert "cả hai" in reason


def test_only_units_below_the_organiser_sit_in_its_clusters(cast: Cast) -> None:
    row = ["C1", "Cụm", "DH", 2026, "CP", "", ""]
    ((_, column, reason),) = told(planned(CLUSTERS, cast.an, row, heads=HEADS))
    assert column == "Đơn vị"
    assert "không trực thuộc" in reason


def test_units_and_clusters_of_others_are_as_if_they_did_not_exist(cast: Cast) -> None:
    make_unit("HP-1", "Quận đoàn Lê Chân", cast.other_province)
    Cluster.objects.create(code="HP", name="Cụm Hải Phòng", organiser=cast.other_province)
    foreign = ["C1", "Cụm", "TD-HP", 2026, "HP-1", "", ""]
    missing = ["C1", "Cụm", "TD-XX", 2026, "XX-1", "", ""]
    told_foreign = [
        reason for _, _, reason in told(planned(CLUSTERS, cast.an, foreign, heads=HEADS))
    ]
    told_missing = [
        reason for _, _, reason in told(planned(CLUSTERS, cast.an, missing, heads=HEADS))
    ]
    assert len(told_foreign) == 2
    assert told_foreign == [one.replace("XX", "HP") for one in told_missing]
    ((_, column, reason),) = told(
        planned(CLUSTERS, cast.an, ["HP", *C1[1:], "DH", "", ""], heads=HEADS)
    )
    assert column == "Mã cụm"
    assert "Hải Phòng" not in reason
    assert told(planned(CLUSTERS, cast.lan, foreign, heads=HEADS)) == []


@pytest.mark.parametrize(
    "typed", ["Đoàn Đầm Ha", "Huyện đoàn Đầm Hàa", "Đầm Hà", "Huyen doan Damha", "huyện Đầm Hà"]
)
def test_an_unknown_unit_with_a_near_match_is_suggested_never_guessed(
    cast: Cast, typed: str
) -> None:
    made = planned(CLUSTERS, cast.an, [*C1, typed, "", ""], heads=HEADS)
    ((row, column, reason),) = told(made)
    assert (row, column) == (2, "Đơn vị")
    assert reason == f"Không có đơn vị “{typed}”. Có phải “Huyện đoàn Đầm Hà” (DH)?"


def test_a_unit_like_no_other_gets_no_suggestion(cast: Cast) -> None:
    ((_, _, reason),) = told(planned(CLUSTERS, cast.an, [*C1, "Bạc Liêu", "", ""], heads=HEADS))
    assert "Có phải" not in reason


def test_a_code_that_a_spreadsheet_shortened_is_suggested_whole(cast: Cast) -> None:
    make_unit("06652", "Đoàn phường Hà Tu", cast.province)
    ((_, _, reason),) = told(planned(CLUSTERS, cast.an, [*C1, 6652, "", ""], heads=HEADS))
    assert "Có phải “06652”?" in reason
    assert "Văn bản (Text)" in reason


def test_a_name_of_two_units_asks_for_the_code(cast: Cast) -> None:
    make_unit("HH-1", "Đoàn xã Hải Hòa", cast.damha)
    make_unit("HH-2", "Đoàn xã Hải Hoà", cast.campha)
    ((_, _, reason),) = told(
        planned(CLUSTERS, cast.an, [*C1, "Đoàn xã Hải Hòa", "", ""], heads=HEADS)
    )
    assert "HH-1" in reason
    assert "HH-2" in reason
    assert "Hãy ghi mã" in reason
