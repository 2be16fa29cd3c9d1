"""Pages of a unit's people: order, search, forms, and what bad input gets."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.people import Cast, person, unit
from units.access import people as access
from units.models import Membership, Unit
from units.services import people as services

SignIn = Callable[[User], Client]
ROLE = Membership.Role


# Lists


def test_people_stand_by_given_name_then_by_the_rest(cast: Cast, as_: SignIn) -> None:
    names = ["Lê Văn Há", "Trần Thị Hà", "Nguyễn Văn Hà", "Đỗ Ân", "Vũ An", "Phạm Đức", "Ngô Dũng"]
    for n, name in enumerate(names):
        person(f"x{n}", name, cast.damha, ROLE.UNIT_OFFICER)
    rows = access.memberships_in(cast.damha)
    assert [row.user.full_name for row in rows] == [
        "Vũ An",
        "Đỗ Ân",
        "Ngô Dũng",
        "Phạm Đức",
        "Nguyễn Văn Hà",
        "Trần Thị Hà",
        "Lê Văn Há",
        "Bùi Văn Khoa",
    ]
    page = as_(cast.an).get(reverse("units:people", args=["DH"])).content.decode()
    assert page.index("Vũ An") < page.index("Nguyễn Văn Hà") < page.index("Lê Văn Há")


def test_people_are_found_without_marks_and_counted_in_the_same_queries(
    cast: Cast, as_: SignIn, django_assert_max_num_queries: Any
) -> None:
    page = reverse("units:people", args=["DH"])
    client = as_(cast.an)
    client.get(page)
    for n in range(60):
        person(f"y{n}", f"Đặng Thị Đào {n}", cast.damha, ROLE.UNIT_OFFICER)
    with django_assert_max_num_queries(12):
        many = client.get(page).content.decode()
    assert "1–50 trong 61" in many
    found = client.get(page, {"q": "dang thi dao 59"}).content.decode()
    assert "Đặng Thị Đào 59" in found
    assert "Bùi Văn Khoa" not in found
    assert "Không có người nào khớp" in client.get(page, {"q": "khongco"}).content.decode()


def test_a_unit_below_sees_its_own_people_and_not_those_above(cast: Cast, as_: SignIn) -> None:
    base = unit("B1", "Đoàn cơ sở số 1", cast.damha, Unit.Kind.BASE)
    client = as_(cast.khoa)
    assert client.get(reverse("units:people", args=["DH"])).status_code == 200
    assert client.get(reverse("units:people", args=[base.code])).status_code == 403
    assert client.get(reverse("units:people", args=["TD-QN"])).status_code == 404
    assert as_(cast.an).get(reverse("units:people", args=[base.code])).status_code == 200


# Pages


def test_a_right_is_given_and_ended_on_the_pages(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    data = {"username": "KHOA", "role": "leader", "valid_from": "01/02/2026", "valid_to": ""}
    client.post(reverse("units:give_membership", args=["DH"]), data)
    right = cast.khoa.memberships.get(role="leader")
    assert right.valid_from == date(2026, 2, 1)
    page = client.get(reverse("units:edit_membership", args=["DH", right.pk])).content.decode()
    assert "Giao tư cách trong đơn vị" in page
    end = reverse("units:end_membership", args=["DH", right.pk])
    client.post(end, {"when": "day", "last_day": "31/03/2026", "reason": "Hết nhiệm kỳ"})
    right.refresh_from_db()
    assert right.valid_to == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "lan"}, "Không thấy tài khoản này"),
        ({"username": "nga"}, "Không thấy tài khoản này"),
        ({"username": "khong-co"}, "Không thấy tài khoản này"),
        ({"role": "administrator"}, "Hãy chọn một vai trò trong danh sách"),
        ({"role": ""}, "Hãy nhập ô này"),
        ({"valid_from": "31/02/2026"}, "Ngày không có thật"),
        ({"valid_to": "01/01/2019"}, "không được trước ngày bắt đầu"),
        ({"role": "unit_officer"}, "đã có vai trò"),
    ],
)
def test_a_bad_right_gets_words_keeps_what_was_typed_and_gives_nothing(
    cast: Cast, as_: SignIn, changes: dict[str, str], words: str
) -> None:
    data = {"username": "khoa", "role": "leader", "valid_from": "01/02/2026", **changes}
    page = as_(cast.an).post(reverse("units:give_membership", args=["DH"]), data)
    assert words in page.content.decode()
    assert f'value="{data["valid_from"]}"' in page.content.decode()
    assert cast.khoa.memberships.count() == 1
    assert not cast.lan.memberships.filter(unit=cast.damha).exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"when": "now", "reason": ""}, "Hãy nhập ô này"),
        ({"when": "day", "reason": "Nghỉ"}, "Hãy nhập ô này"),
        ({"when": "day", "last_day": "99/99/2026", "reason": "Nghỉ"}, "Ngày không có thật"),
        ({"when": "sau", "reason": "Nghỉ"}, "Hãy chọn một cách"),
    ],
)
def test_a_bad_ending_gets_words_and_ends_nothing(
    cast: Cast, as_: SignIn, data: dict[str, str], words: str
) -> None:
    right = cast.khoa.memberships.get()
    page = as_(cast.an).post(reverse("units:end_membership", args=["DH", right.pk]), data)
    assert words in page.content.decode()
    right.refresh_from_db()
    assert right.valid_to is None


def test_a_right_of_another_unit_is_not_found_under_this_one(cast: Cast, as_: SignIn) -> None:
    foreign = cast.hoa.memberships.get()
    client = as_(cast.an)
    assert client.get(reverse("units:edit_membership", args=["CP", foreign.pk])).status_code == 200
    assert client.get(reverse("units:edit_membership", args=["DH", foreign.pk])).status_code == 404


def test_who_has_two_memberships_reads_both_in_the_persons_menu(cast: Cast, as_: SignIn) -> None:
    page = as_(cast.an).get("/").content.decode()
    assert "Đang làm việc với tư cách" in page
    assert "Chuyên viên tham mưu, Tỉnh đoàn Quảng Ninh" in page
    assert "Văn thư, Tỉnh đoàn Quảng Ninh" in page
    Membership.objects.create(user=cast.khoa, unit=cast.campha, role=ROLE.UNIT_OFFICER)
    client = as_(cast.khoa)
    for code in ("DH", "CP"):
        assert client.get(reverse("units:unit", args=[code])).status_code == 200


def test_nothing_chosen_and_a_day_to_type_look_alike_in_every_form(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    invite = client.get(reverse("units:invite", args=["DH"])).content.decode()
    visit = client.get(reverse("inspections:edit_meeting", args=[cast.visit.pk])).content.decode()
    upload = client.get(reverse("units:import_kind", args=["don-vi"])).content.decode()
    assert 'placeholder="ngày/tháng/năm"' in invite
    for page in (invite, visit):
        assert ">— Chọn —<" in page
        assert "---------" not in page
        assert ">—<" not in page
    assert "Chọn tệp" in upload


@pytest.mark.parametrize(("who", "count"), [("an", 4), ("khoa", 3), ("hoa", 0)])
def test_the_tabs_of_a_unit_are_the_same_on_each_of_its_pages(
    cast: Cast, as_: SignIn, who: str, count: int
) -> None:
    client = as_(cast.people[who])
    tabs = []
    for name in ("unit", "people", "officers", "invitations"):
        page = client.get(reverse(f"units:{name}", args=["DH"]))
        if page.status_code == 200:
            nav = page.content.decode().partition('class="tabs')[2].partition("</nav>")[0]
            tabs.append(re.findall(r'<a href="([^"]+)"', nav))
    assert len(tabs) == count
    assert all(one == tabs[0] and len(one) == count for one in tabs)


def test_who_closed_an_account_and_why_stands_on_the_persons_page(cast: Cast, as_: SignIn) -> None:
    right = cast.khoa.memberships.get()
    services.disable_account(cast.khoa, reason="Chuyển công tác", actor=cast.oanh)
    page = as_(cast.an).get(reverse("units:edit_membership", args=["DH", right.pk]))
    assert "Ngừng tài khoản" in page.content.decode()
    assert "Lý do: Chuyển công tác" in page.content.decode()
    assert cast.oanh.full_name in page.content.decode()
    other = cast.hoa.memberships.get()
    page = as_(cast.an).get(reverse("units:edit_membership", args=["CP", other.pk]))
    assert "Chuyển công tác" not in page.content.decode()


def test_a_unit_whose_only_right_has_ended_leads_to_the_ended_ones(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    people = reverse("units:people", args=["DH"])
    right = cast.khoa.memberships.get()
    services.end_membership(right, reason="Nghỉ", actor=cast.an)
    page = client.get(people).content.decode()
    assert "Hiện không có tư cách nào còn hiệu lực" in page
    assert 'href="?hien=tat-ca"' in page
    right.delete()
    assert "Đơn vị chưa có người dùng nào" in client.get(people).content.decode()


def test_a_right_given_again_leads_to_the_row_that_is_there(cast: Cast, as_: SignIn) -> None:
    right = cast.khoa.memberships.get()
    facts = {"username": "khoa", "role": "unit_officer", "valid_from": "01/02/2026"}
    page = as_(cast.an).post(reverse("units:give_membership", args=["DH"]), facts).content.decode()
    assert "Hãy sửa hoặc mở lại dòng ấy" in page
    assert f'href="{reverse("units:edit_membership", args=["DH", right.pk])}"' in page
