"""A table writes through the same rules as the pages, and the audit log tells the same."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from reports.models import Document
from tests.people import ROLE, Cast, person, unit
from tests.units.imports.files import imported, planned, told
from units.audit import changes_of
from units.imports.files import PlanChanged, apply_file, keep_file
from units.imports.kinds import CLUSTERS, OFFICERS, UNITS, USERS
from units.models import Cluster, ClusterSeat, ImportFile, Membership, Officer, Unit
from units.services import clusters, officers, people
from units.services.clusters import Seat

MAU = ["dh.mau", "Nguyễn Văn Mẫu", "mau@example.vn", "DH"]
KHOA = ["khoa", "Bùi Văn Khoa", "", "DH"]
UNIT_OFFICER = "Cán bộ đơn vị"
SEATS = ["Mã cụm", "Tên cụm", "Đơn vị tổ chức", "Năm", "Đơn vị", "Vai trò"]


def events(*actions: str) -> list[tuple[str, dict[str, Any]]]:
    """What the log tells of these actions, in order."""
    rows = AuditEvent.objects.filter(action__in=actions).order_by("pk")
    return [(event.action, event.data) for event in rows]


# Rights


def test_a_table_and_the_page_tell_the_log_the_same(cast: Cast) -> None:
    begins, ends = date(2025, 7, 1), date(2025, 12, 31)
    facts = {"role": ROLE.UNIT_OFFICER, "valid_from": begins}
    row = people.give_membership(user=cast.nga, unit=cast.damha, actor=cast.an, **facts)
    seen = people.state_of(row)
    people.change_membership(row, seen=seen, valid_to=ends, actor=cast.an, **facts)
    by_hand = events("membership_given", "membership_changed")
    imported(USERS, cast.an, [*MAU, UNIT_OFFICER, "01/07/2025", ""])
    imported(USERS, cast.an, [*MAU, UNIT_OFFICER, "01/07/2025", "31/12/2025"])
    by_table = events("membership_given", "membership_changed")[2:]
    assert [action for action, _ in by_table] == [action for action, _ in by_hand]
    for (_, theirs), (_, ours) in zip(by_hand, by_table, strict=True):
        assert {key: value for key, value in theirs.items() if value} == ours
    new = Membership.objects.get(user__username="dh.mau")
    assert [change.text for change in changes_of(new)] == [
        "Sửa tư cách trong đơn vị",
        "Giao tư cách trong đơn vị",
    ]


def test_several_periods_of_one_role_are_kept_apart_and_closed_by_their_first_day(
    cast: Cast,
) -> None:
    first = [*MAU, UNIT_OFFICER, "01/07/2020", ""]
    imported(USERS, cast.an, first)
    closed = [*first[:-1], "30/06/2022"]
    second = [*MAU, UNIT_OFFICER, "01/01/2024", ""]
    made = imported(USERS, cast.an, closed, second)
    assert [deed.is_new for deed in made.deeds] == [False, True]
    spans = Membership.objects.filter(user__username="dh.mau").order_by("valid_from")
    assert [(row.valid_from, row.valid_to) for row in spans] == [
        (date(2020, 7, 1), date(2022, 6, 30)),
        (date(2024, 1, 1), None),
    ]
    again = planned(USERS, cast.an, closed, second)
    assert (again.deeds, again.faults, again.same) == ([], [], 2)


def test_a_period_over_another_names_the_other(cast: Cast) -> None:
    imported(USERS, cast.an, [*MAU, UNIT_OFFICER, "01/07/2020", ""])
    over = [*MAU, UNIT_OFFICER, "01/01/2024", ""]
    ((row, column, reason),) = told(planned(USERS, cast.an, over))
    assert (row, column) == (2, "Từ ngày")
    assert "đã có vai trò “Cán bộ đơn vị” ở đây từ 01/07/2020" in reason
    apart = [*MAU, UNIT_OFFICER, "01/01/2019", "31/12/2019"]
    assert told(planned(USERS, cast.an, apart)) == []


def test_a_file_without_first_days_means_the_only_period_there_is(cast: Cast) -> None:
    heads = ["Tên đăng nhập", "Họ và tên", "Đơn vị", "Vai trò", "Đến ngày"]
    imported(USERS, cast.an, [*MAU, UNIT_OFFICER, "01/07/2020", ""])
    line = ["dh.mau", "Nguyễn Văn Mẫu", "DH", UNIT_OFFICER, "31/12/2030"]
    imported(USERS, cast.an, line, heads=heads)
    row = Membership.objects.get(user__username="dh.mau")
    assert (row.valid_from, row.valid_to) == (date(2020, 7, 1), date(2030, 12, 31))
    imported(USERS, cast.an, [*MAU, UNIT_OFFICER, "01/01/2031", ""])
    ((_, column, reason),) = told(planned(USERS, cast.an, line, heads=heads))
    assert column == "Từ ngày"
    assert "thêm cột" in reason


def test_a_role_ended_at_once_is_exported_and_comes_back_unchanged(cast: Cast) -> None:
    row = cast.khoa.memberships.get()
    people.end_membership(row, reason="Nghỉ việc", actor=cast.an)
    today = Membership.objects.get(pk=row.pk).valid_to
    line = [*KHOA, UNIT_OFFICER, "", today]
    again = planned(USERS, cast.an, line)
    assert (again.deeds, again.faults) == ([], [])
    assert told(planned(USERS, cast.an, [*KHOA, UNIT_OFFICER, today, ""]))
    imported(USERS, cast.an, [*KHOA, UNIT_OFFICER, "", ""])
    open_again = Membership.objects.get(pk=row.pk)
    assert (open_again.valid_to, open_again.ended_at_once) == (None, False)


def test_nobody_changes_their_own_rights_or_name_by_a_table(cast: Cast) -> None:
    own = ["oanh", "Lý Thị Oanh", "", "TD-QN"]
    same = [*own, "Quản trị hệ thống", "", ""]
    assert planned(USERS, cast.oanh, same).deeds == []
    assert told(planned(USERS, cast.oanh, same)) == []
    for line in (
        [*own, "Lãnh đạo duyệt, ký", "", ""],
        [*own, "Quản trị hệ thống", "", "31/12/2030"],
    ):
        ((_, _, reason),) = told(planned(USERS, cast.oanh, line))
        assert "chính mình" in reason
    renamed = ["oanh", "Tên Khác", *same[2:]]
    ((_, column, reason),) = told(planned(USERS, cast.oanh, renamed))
    assert column == "Họ và tên"
    assert "chính mình" in reason


def test_a_unit_does_not_leave_itself_without_a_head_by_a_table(cast: Cast) -> None:
    admin = person("qt", "Quản Trị", cast.damha, ROLE.ADMINISTRATOR)
    other = person("sep", "Lê Sếp", cast.damha, ROLE.LEADER)
    Membership.objects.filter(user=admin).update(valid_to=date(2027, 12, 31))
    line = ["sep", "Lê Sếp", "", "DH", "Lãnh đạo duyệt, ký", "", "31/12/2028"]
    ((_, _, reason),) = told(planned(USERS, admin, line))
    assert "người đứng đầu cuối cùng" in reason
    assert told(planned(USERS, cast.an, line)) == []
    successor = ["moi.mau", "Nguyễn Mới", "", "DH", "Lãnh đạo duyệt, ký", "01/01/2029", ""]
    assert told(planned(USERS, admin, line, successor)) == []
    assert other.memberships.get().valid_to is None


def test_nothing_is_given_in_a_unit_that_has_ended_or_to_a_closed_account(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.damha.pk).update(valid_to=date(2025, 6, 30))
    ((_, column, reason),) = told(planned(USERS, cast.an, [*MAU, UNIT_OFFICER, "01/07/2025", ""]))
    assert column == "Từ ngày"
    assert "đã kết thúc hoạt động" in reason
    past = [*MAU, UNIT_OFFICER, "", "31/12/2024"]
    assert told(planned(USERS, cast.an, past)) == []
    closed = ["minh", "Đỗ Văn Minh", "", "CP", UNIT_OFFICER, "", ""]
    ((_, column, reason),) = told(planned(USERS, cast.an, closed))
    assert column == "Tên đăng nhập"
    assert "đã ngừng sử dụng" in reason


# Accounts


@pytest.mark.parametrize("name", ["ab", "mau@dh", "_mau", "a" * 31])
def test_a_new_login_name_is_one_the_sign_up_takes(cast: Cast, name: str) -> None:
    ((_, column, reason),) = told(planned(USERS, cast.an, [name, *MAU[1:], UNIT_OFFICER, "", ""]))
    assert column == "Tên đăng nhập"
    assert "3–30 chữ thường" in reason
    imported(USERS, cast.an, ["DH.Moi", *MAU[1:], UNIT_OFFICER, "", ""])
    assert User.objects.get(username="dh.moi").sort_key


def test_an_address_belongs_to_one_account(cast: Cast) -> None:
    User.objects.filter(pk=cast.khoa.pk).update(email="khoa@example.vn")
    User.objects.filter(pk=cast.lan.pk).update(email="lan@example.vn")
    rest = ["DH", UNIT_OFFICER, "", ""]
    for address, words in (("KHOA@example.vn", "“khoa”"), ("lan@example.vn", "đã có người dùng")):
        line = ["dh.mau", "Nguyễn Văn Mẫu", address, *rest]
        ((_, column, reason),) = told(planned(USERS, cast.an, line))
        assert column == "Thư điện tử"
        assert words in reason
        assert "lan”" not in reason
    twice = [[name, "Mẫu", "x@example.vn", *rest] for name in ("dh.mot", "dh.hai")]
    ((row, column, reason),) = told(planned(USERS, cast.an, *twice))
    assert (row, column) == (3, "Thư điện tử")
    assert "“dh.mot”" in reason
    imported(USERS, cast.an, ["dh.mau", "Nguyễn Văn Mẫu", "Mau@Example.VN", *rest])
    assert User.objects.get(username="dh.mau").email == "mau@example.vn"


def test_new_and_changed_accounts_stand_in_the_log(cast: Cast) -> None:
    imported(USERS, cast.an, [*MAU, UNIT_OFFICER, "", ""])
    imported(USERS, cast.an, ["dh.mau", "Nguyễn Thị Mẫu", "", "DH", UNIT_OFFICER, "", ""])
    (_, added), (_, changed) = events("account_added", "account_changed")
    assert added == {"username": "dh.mau", "email": "mau@example.vn"}
    assert changed["from"] == {"full_name": "Nguyễn Văn Mẫu"}
    assert changed["to"] == {"full_name": "Nguyễn Thị Mẫu"}
    event = AuditEvent.objects.get(action="account_changed")
    assert ("sau khi đổi", "họ và tên: Nguyễn Thị Mẫu") in event.details


def test_who_serves_in_a_team_of_the_unit_above_keeps_the_name(cast: Cast) -> None:
    head = person("qt", "Quản Trị", cast.damha, ROLE.ADMINISTRATOR)
    Membership.objects.create(user=cast.em, unit=cast.damha, role=ROLE.UNIT_OFFICER)
    line = ["em", "Tên Khác", "", "DH", UNIT_OFFICER, "", ""]
    ((_, column, _),) = told(planned(USERS, head, line))
    assert column == "Họ và tên"
    assert told(planned(USERS, cast.oanh, line)) == []


def test_new_accounts_are_listed_for_slips_after_the_import(cast: Cast, client: Client) -> None:
    text = ",".join(["Tên đăng nhập", "Họ và tên", "Đơn vị", "Vai trò"])
    content = f"{text}\ndh.mau,Nguyễn Văn Mẫu,DH,{UNIT_OFFICER}\nkhoa,Bùi Văn Khoa,DH,Văn thư"
    file = keep_file(content.encode(), "a.csv", USERS, actor=cast.an)
    client.force_login(cast.an)
    assert "phiếu đặt mật khẩu" not in client.get(file.get_absolute_url()).content.decode()
    assert apply_file(file, actor=cast.an)
    page = client.get(file.get_absolute_url()).content.decode()
    assert "Tài khoản mới cần phiếu đặt mật khẩu" in page
    assert f"{reverse('units:people', args=['DH'])}?q=dh.mau" in page
    assert "khoa" not in page.split("<main", 1)[1].split("Tài khoản mới cần", 1)[1]
    deeds = client.get(f"{file.get_absolute_url()}?hien=thay-doi").content.decode()
    assert "Bùi Văn Khoa – Văn thư" in deeds


# Officers


def test_officers_of_a_table_keep_the_rules_of_the_page(cast: Cast) -> None:
    here = ["DH", "Nguyễn Văn Mẫu", "Bí thư"]
    imported(OFFICERS, cast.an, [*here, "01/07/2020", "", ""])
    over = [*here, "01/01/2024", "", ""]
    ((_, column, reason),) = told(planned(OFFICERS, cast.an, over))
    assert column == "Từ ngày"
    assert "Nguyễn Văn Mẫu – Bí thư đã có từ 01/07/2020" in reason
    closed = [*here, "01/07/2020", "31/12/2023", ""]
    made = imported(OFFICERS, cast.an, closed, over)
    assert [deed.is_new for deed in made.deeds] == [False, True]
    again = planned(OFFICERS, cast.an, closed, over)
    assert (again.deeds, again.faults, again.same) == ([], [], 2)
    row = Officer.objects.get(unit=cast.damha, valid_to=date(2023, 12, 31))
    assert [change.text for change in changes_of(row)] == [
        "Sửa cán bộ chủ chốt",
        "Thêm cán bộ chủ chốt",
    ]
    assert row.sort_key


def test_officers_of_the_own_unit_are_named_by_its_head_only(cast: Cast) -> None:
    line = ["TD-QN", "Trần Văn Mẫu", "Bí thư", "", "", ""]
    ((_, column, _),) = told(planned(OFFICERS, cast.an, line))
    assert column == "Đơn vị"
    assert told(planned(OFFICERS, cast.oanh, line)) == []


def test_who_signed_a_paper_keeps_the_name(cast: Cast) -> None:
    signer = cast.signer
    officers.NAMED_IN.append(lambda officer: officer.pk == signer.pk)
    try:
        line = ["TD-QN", "NGUYỄN VĂN MẨU", "Phó Bí thư", "", "", "có"]
        ((_, column, reason),) = told(planned(OFFICERS, cast.oanh, line))
    finally:
        officers.NAMED_IN.pop()
    assert column == "Họ và tên"
    assert "người ký văn bản" in reason
    assert Document.objects.count() == 0


# Clusters


def test_seats_of_a_table_keep_who_sits_there_and_tell_the_log(cast: Cast) -> None:
    cluster = Cluster.objects.create(code="C1", name="Khối 1", organiser=cast.province)
    clusters.set_seats(cluster, 2026, [Seat(cast.campha)], actor=cast.an)
    line = ["c1", "Khối 1", "TD-QN", 2026, "DH", "Khối trưởng"]
    imported(CLUSTERS, cast.an, line, heads=SEATS)
    seats = {seat.unit.code: seat for seat in ClusterSeat.objects.select_related("unit")}
    assert {code: seat.duty for code, seat in seats.items()} == {"CP": "member", "DH": "head"}
    assert seats["DH"].organiser == cast.province
    _, data = events("seat_changed")[-1]
    assert data["added"] == ["Huyện đoàn Đầm Hà: khối trưởng"]
    assert data["year"] == 2026
    assert planned(CLUSTERS, cast.an, line, heads=SEATS).deeds == []
    deputy = [*line[:4], "CP", "Khối phó"]
    imported(CLUSTERS, cast.an, deputy, heads=SEATS)
    other_head = [*line[:4], "CP", "Khối trưởng"]
    ((_, _, reason),) = told(planned(CLUSTERS, cast.an, other_head, heads=SEATS))
    assert "đã có khối trưởng là Huyện đoàn Đầm Hà" in reason


def test_a_cluster_is_set_up_and_changed_by_its_organisers_people_only(cast: Cast) -> None:
    base = unit("DH-1", "Đoàn xã Quảng Tân", cast.damha, Unit.Kind.COMMUNE)
    line = ["D1", "Cụm của huyện", "DH", 2026, base.code, ""]
    ((_, column, reason),) = told(planned(CLUSTERS, cast.an, line, heads=SEATS))
    assert column == "Đơn vị tổ chức"
    assert "Chỉ chuyên viên và quản trị" in reason
    office = person("cv", "Chuyên Viên", cast.damha, ROLE.OFFICER)
    imported(CLUSTERS, office, line, heads=SEATS)
    assert planned(CLUSTERS, cast.an, line, heads=SEATS).faults == []
    moved = [line[0], line[1], "TD-QN", *line[3:]]
    ((_, column, reason),) = told(planned(CLUSTERS, cast.an, moved, heads=SEATS))
    assert column == "Đơn vị tổ chức"
    assert "không đổi được" in reason


def test_a_unit_sits_only_in_years_in_which_it_exists(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.damha.pk).update(valid_to=date(2025, 6, 30))
    line = ["C1", "Cụm số 1", "TD-QN", 2026, "DH", ""]
    ((_, column, reason),) = told(planned(CLUSTERS, cast.an, line, heads=SEATS))
    assert column == "Đơn vị"
    assert "không tồn tại trong năm 2026" in reason
    early = [*line[:3], 1950, *line[4:]]
    ((_, column, _),) = told(planned(CLUSTERS, cast.an, early, heads=SEATS))
    assert column == "Năm"
    assert told(planned(CLUSTERS, cast.an, [*line[:3], 2025, *line[4:]], heads=SEATS)) == []


# Units


def test_each_unit_of_a_table_says_who_changed_what(cast: Cast) -> None:
    line = ["XA", "Đoàn xã A", "Đoàn xã A", "Đoàn cấp xã", "DH", "01/07/2020", "", "", ""]
    imported(UNITS, cast.an, line)
    new = Unit.objects.get(code="XA")
    (begun,) = changes_of(new)
    assert (begun.text, begun.actor, begun.is_new) == ("Thêm đơn vị", cast.an.full_name, True)
    imported(UNITS, cast.an, [*line[:2], "Đoàn xã Á", *line[3:8], "xem lại"])
    changed = changes_of(new)[0]
    assert (changed.text, changed.is_new) == ("Sửa đơn vị", False)
    assert {(one.label, one.before, one.after) for one in changed.fields} == {
        ("tên gọi", "Đoàn xã A", "Đoàn xã Á"),
        ("ghi chú", "–", "xem lại"),
    }
    event = AuditEvent.objects.get(action="unit_changed")
    assert event.data["from"] == {"short_name": "Đoàn xã A"}
    assert "tên gọi: Đoàn xã Á" in dict(event.details)["sau khi đổi"]


# Meanwhile


def test_what_was_taken_between_look_and_deed_is_refused_as_a_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = f"Tên đăng nhập,Họ và tên,Đơn vị,Vai trò\ndh.mau,Mẫu,DH,{UNIT_OFFICER}".encode()
    file = keep_file(content, "a.csv", USERS, actor=cast.an)
    monkeypatch.setattr("units.services.people.may_give", lambda *args: False)
    with pytest.raises(PlanChanged):
        apply_file(file, actor=cast.an)
    assert not User.objects.filter(username="dh.mau").exists()
    assert ImportFile.objects.get().applied_at is None
