"""Accounts from a table: no passwords, no rights above the importer's, nobody else's account."""

import pytest

from accounts.models import AuditEvent, User
from tests.people import ROLE, Cast, person
from tests.units.imports.files import imported, planned, told
from units.imports.kinds import USERS
from units.models import Membership

MAU = ["dh.mau", "Nguyễn Văn Mẫu", "mau@example.vn", "DH"]
UNIT_OFFICER = "Cán bộ đơn vị"


def test_a_table_makes_accounts_without_password_and_changes_nothing_the_second_time(
    cast: Cast,
) -> None:
    rows = [[*MAU, UNIT_OFFICER, "", ""], [*MAU, "Lãnh đạo duyệt, ký", "01/07/2025", ""]]
    imported(USERS, cast.an, *rows)
    user = User.objects.get(username="dh.mau")
    assert not user.has_usable_password()
    assert {m.role for m in user.memberships.all()} == {ROLE.UNIT_OFFICER, ROLE.LEADER}
    again = planned(USERS, cast.an, *rows)
    assert (again.deeds, again.faults, again.same) == ([], [], 2)


def test_capitals_do_not_make_a_second_account(cast: Cast) -> None:
    imported(USERS, cast.an, [*MAU, UNIT_OFFICER, "", ""])
    again = planned(USERS, cast.an, ["DH.Mau", *MAU[1:], UNIT_OFFICER, "", ""])
    assert (again.deeds, again.faults) == ([], [])


@pytest.mark.parametrize(
    ("unit", "role", "allowed"),
    [
        ("DH", "Cán bộ đơn vị", True),
        ("DH", "Lãnh đạo duyệt, ký", True),
        ("DH", "Quản trị hệ thống", False),
        ("TD-QN", "Chuyên viên tham mưu", False),
        ("TD-QN", "Lãnh đạo duyệt, ký", False),
        ("TD-QN", "Văn thư", False),
        ("TD-QN", "Quản trị hệ thống", False),
        ("TD-HP", "Cán bộ đơn vị", False),
    ],
)
def test_nobody_gives_more_than_they_have(cast: Cast, unit: str, role: str, allowed: bool) -> None:
    office = person("qt", "Quản Trị", cast.province, ROLE.OFFICER)
    made = planned(USERS, office, [*MAU[:3], unit, role, "", ""])
    assert (made.faults == []) is allowed
    admin = person("qt2", "Quản Trị", cast.province, ROLE.ADMINISTRATOR)
    inside = unit != "TD-HP"
    assert (planned(USERS, admin, [*MAU[:3], unit, role, "", ""]).faults == []) is inside


def test_an_account_of_others_can_be_neither_changed_nor_given_a_role(cast: Cast) -> None:
    for name in ("lan", "nga"):
        row = [name, "Tên Khác", "", "DH", UNIT_OFFICER, "", ""]
        ((_, column, reason),) = told(planned(USERS, cast.an, row))
        assert column == "Tên đăng nhập"
        assert "không dùng được" in reason
    assert (
        told(planned(USERS, cast.an, ["khoa", "Bùi Văn Khoa", "", "DH", UNIT_OFFICER, "", ""]))
        == []
    )


def test_a_new_address_is_no_way_into_an_account_that_is_in_use(cast: Cast) -> None:
    cast.khoa.set_password("mat-khau-dai-12")
    cast.khoa.save()
    row = ["khoa", "Bùi Văn Khoa", "khac@example.vn", "DH", UNIT_OFFICER, "", ""]
    ((_, column, _),) = told(planned(USERS, cast.an, row))
    assert column == "Thư điện tử"
    User.objects.filter(pk=cast.khoa.pk).update(password="!")
    assert told(planned(USERS, cast.an, row)) == []


def test_the_name_of_who_has_more_rights_elsewhere_is_not_theirs_to_change(cast: Cast) -> None:
    Membership.objects.create(user=cast.khoa, unit=cast.other_province, role=ROLE.LEADER)
    row = ["khoa", "Tên Khác", "", "DH", UNIT_OFFICER, "", ""]
    ((_, column, _),) = told(planned(USERS, cast.an, row))
    assert column == "Họ và tên"
    same = ["khoa", "Bùi Văn Khoa", "", "DH", "Văn thư", "", ""]
    assert told(planned(USERS, cast.an, same)) == []


def test_rows_of_one_person_must_agree_and_no_role_stands_twice(cast: Cast) -> None:
    rows = [[*MAU, UNIT_OFFICER, "", ""], ["dh.mau", "Tên Khác", *MAU[2:], "Văn thư", "", ""]]
    assert told(planned(USERS, cast.an, *rows))[0][:2] == (3, "Họ và tên")
    twice = [[*MAU, UNIT_OFFICER, "", ""], [*MAU, UNIT_OFFICER, "", "01/01/2030"]]
    ((row, column, reason),) = told(planned(USERS, cast.an, *twice))
    assert (row, column) == (3, "Từ ngày")
    assert "dòng 2" in reason


@pytest.mark.parametrize(
    ("place", "typed", "column"),
    [
        (0, "tên có dấu", "Tên đăng nhập"),
        (2, "khong-phai-thu", "Thư điện tử"),
        (3, "Đầm Ha", "Đơn vị"),
    ],
)
def test_a_bad_cell_of_a_person_is_told(cast: Cast, place: int, typed: str, column: str) -> None:
    row = [*MAU, UNIT_OFFICER, "", ""]
    row[place] = typed
    assert told(planned(USERS, cast.an, row))[0][:2] == (2, column)


def test_a_role_may_come_again_after_a_gap_and_the_export_is_imported_again(cast: Cast) -> None:
    first = [*MAU, "Lãnh đạo duyệt, ký", "01/01/2019", "31/12/2020"]
    later = [*MAU, "Lãnh đạo duyệt, ký", "01/07/2025", ""]
    imported(USERS, cast.an, first, later)
    assert Membership.objects.filter(user__username="dh.mau").count() == 2
    again = planned(USERS, cast.an, first, later)
    assert (again.deeds, again.faults, again.same) == ([], [], 2)
    shorter = [*later[:-1], "30/06/2026"]
    imported(USERS, cast.an, first, shorter)
    assert Membership.objects.filter(user__username="dh.mau", valid_to=None).count() == 0


def test_nobody_imports_rights_for_themselves(cast: Cast) -> None:
    row = ["an", "Nguyễn Thị An", "", "DH", "Lãnh đạo duyệt, ký", "", ""]
    ((_, _, reason),) = told(planned(USERS, cast.an, row))
    assert "chính mình" in reason
    assert told(planned(USERS, cast.oanh, row)) == []


def test_every_imported_right_is_told_in_the_audit_log(cast: Cast) -> None:
    imported(USERS, cast.an, [*MAU, UNIT_OFFICER, "01/01/2026", ""])
    imported(USERS, cast.an, [*MAU, UNIT_OFFICER, "01/01/2026", "31/12/2026"])
    actions = AuditEvent.objects.filter(object_type="units.membership").order_by("pk")
    told_of = [(event.action, event.actor) for event in actions]
    assert told_of == [("membership_given", cast.an), ("membership_changed", cast.an)]
