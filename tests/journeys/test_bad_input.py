"""Bad input: a clear message, what was typed is kept, nothing is saved by half."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from inspections import services
from inspections.forms import people_of
from inspections.models import Finding, Round
from tests import build
from tests.people import Cast

SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("starts_on", "31/12/2021", "không được trước ngày bắt đầu"),
        ("starts_on", "2021-13-45", "dạng 27/11/2020"),
        ("title", "", "Hãy nhập ô này."),
        ("period_from", "01/12/2021", "Mốc kiểm tra kết thúc trước"),
    ],
)
def test_a_bad_round_gets_words_keeps_what_was_typed_and_saves_nothing(
    cast: Cast, as_: SignIn, field: str, value: str, words: str
) -> None:
    data = {
        "organiser": cast.province.pk,
        "kind": "year",
        "title": "Đợt có lỗi",
        "starts_on": "15/11/2021",
        "ends_on": "30/11/2021",
        "period_from": "01/01/2021",
        "period_to": "31/10/2021",
        "plan_symbol": "ĐÃ-GÕ-Ở-ĐÂY",
        field: value,
    }
    page = as_(cast.an).post(reverse("inspections:create_round"), data).content.decode()
    assert words in page
    assert "ĐÃ-GÕ-Ở-ĐÂY" in page
    assert not Round.objects.filter(plan_symbol="ĐÃ-GÕ-Ở-ĐÂY").exists()


def test_a_person_twice_in_a_team_and_two_leaders_are_refused(cast: Cast, as_: SignIn) -> None:
    data: dict[str, Any] = {
        "name": "Đoàn mới",
        "members-TOTAL_FORMS": 3,
        "members-INITIAL_FORMS": 0,
    }
    rows = (("Ông A", "leader"), ("ông a", "member"), ("Bà B", "leader"))
    for n, (name, duty) in enumerate(rows):
        data |= {
            f"members-{n}-full_name": name,
            f"members-{n}-position": "Trưởng Ban",
            f"members-{n}-duty": duty,
        }
    page = as_(cast.an).post(reverse("inspections:add_team", args=[cast.round.pk]), data)
    assert "Người này đã có trong Đoàn kiểm tra." in page.content.decode()
    assert "chỉ có một Trưởng đoàn" in page.content.decode()
    assert not cast.round.teams.filter(name="Đoàn mới").exists()


def test_a_unit_twice_and_a_date_outside_the_round_are_refused(cast: Cast, as_: SignIn) -> None:
    data = {
        "unit": cast.damha.pk,
        "team": cast.second_team.pk,
        "mode": "on_site",
        "planned_on": "24/12/2020",
    }
    page = as_(cast.an).post(reverse("inspections:add_visit", args=[cast.round.pk]), data)
    assert "đã được phân về một Đoàn kiểm tra" in page.content.decode()
    assert "phải trong thời gian của đợt" in page.content.decode()
    assert cast.round.visits.count() == 2


def test_a_stale_edit_shows_both_texts_and_then_saves(cast: Cast, as_: SignIn) -> None:
    row = build.finding(cast, body="Bản đầu")
    address = reverse("inspections:edit_record", args=["ghi-nhan", row.pk])
    facts = {"kind": "strength", "rev": 1}
    as_(cast.em).post(address, {**facts, "body": "Bản của Em"})
    page = as_(cast.dung).post(address, {**facts, "body": "Bản của Dung"}).content.decode()
    assert "Bản của Em" in page
    assert "Bản của Dung" in page
    row.refresh_from_db()
    assert row.body == "Bản của Em"
    as_(cast.dung).post(address, {**facts, "rev": 2, "body": "Bản ghép"})
    row.refresh_from_db()
    assert row.body == "Bản ghép"


def test_a_double_submit_of_the_record_form_makes_one_row(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.em)
    address = reverse("inspections:record", args=[cast.visit.pk, "ghi-nhan"])
    client_id = str(client.get(address).context["form"].initial["client_id"])
    for _ in range(2):
        client.post(address, {"kind": "strength", "body": "Một lần", "client_id": client_id})
    assert Finding.objects.filter(body="Một lần").count() == 1


def test_a_finding_of_twenty_thousand_signs_is_kept_and_a_longer_one_refused(
    cast: Cast, as_: SignIn
) -> None:
    client = as_(cast.em)
    address = reverse("inspections:record", args=[cast.visit.pk, "ghi-nhan"])
    client.post(address, {"kind": "strength", "body": "ẫ" * 20_000})
    assert Finding.objects.get().body == "ẫ" * 20_000
    page = client.post(address, {"kind": "strength", "body": "a" * 20_001})
    assert "tối đa 20000 ký tự" in page.content.decode()
    assert Finding.objects.count() == 1


def test_markup_in_any_text_is_shown_as_typed(cast: Cast, as_: SignIn) -> None:
    nasty = "<script>alert(1)</script><img src=file:///etc/passwd>"
    build.finding(cast, body=nasty, cause=nasty)
    for name, args in (
        ("inspections:visit", [cast.visit.pk]),
        ("inspections:record_history", ["ghi-nhan", Finding.objects.get().pk]),
    ):
        page = as_(cast.an).get(reverse(name, args=args)).content.decode()
        assert nasty not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_who_came_in_while_the_page_was_open_is_told_not_doubled(cast: Cast, as_: SignIn) -> None:
    page = reverse("inspections:add_team", args=[cast.round.pk])
    as_(cast.an).post(page, {"name": "Đoàn mới", **member_rows(("Người Mới", "leader"))})
    team = cast.round.teams.get(name="Đoàn mới")
    opened_before = {"name": team.name, **member_rows(("Người Mới", "member"))}
    second_head = {"name": team.name, **member_rows(("Người Khác", "leader"))}
    address = reverse("inspections:edit_team", args=[team.pk])
    told = as_(cast.an).post(address, opened_before).content.decode()
    assert "Người này đã có trong Đoàn kiểm tra." in told
    told = as_(cast.an).post(address, second_head).content.decode()
    assert "Đoàn kiểm tra chỉ có một Trưởng đoàn." in told
    assert [member.full_name for member in team.members.all()] == ["Người Mới"]


def member_rows(*people: tuple[str, str]) -> dict[str, str]:
    """The rows of a page that was opened when the team had nobody."""
    rows = {"members-TOTAL_FORMS": str(len(people)), "members-INITIAL_FORMS": "0"}
    for place, (name, duty) in enumerate(people):
        facts = {"full_name": name, "position": "Cán bộ", "duty": duty, "user": "", "id": ""}
        rows |= {f"members-{place}-{key}": value for key, value in facts.items()}
    return rows


def test_the_head_of_a_team_can_be_changed_in_one_go(cast: Cast, as_: SignIn) -> None:
    rows = list(cast.team.members.order_by("order", "pk"))
    data: dict[str, Any] = {
        "name": cast.team.name,
        "members-TOTAL_FORMS": 3,
        "members-INITIAL_FORMS": 3,
    }
    # The first row is the head; the last one takes over, and then the first again.
    for head in (rows[2], rows[0]):
        for n, row in enumerate(rows):
            data |= {
                f"members-{n}-id": row.pk,
                f"members-{n}-full_name": row.full_name,
                f"members-{n}-position": row.position,
                f"members-{n}-user": row.user_id,
                f"members-{n}-duty": "leader" if row == head else "member",
            }
        as_(cast.an).post(reverse("inspections:edit_team", args=[cast.team.pk]), data)
        assert cast.team.members.get(duty="leader") == head


def test_a_second_click_makes_no_second_round_or_team(cast: Cast, as_: SignIn) -> None:
    data = {
        "organiser": cast.province.pk,
        "kind": "year",
        "title": "Đợt mới",
        "starts_on": "15/11/2021",
        "ends_on": "30/11/2021",
    }
    team = {"name": "Đoàn số 9", "members-TOTAL_FORMS": 0, "members-INITIAL_FORMS": 0}
    for _ in range(2):
        page = as_(cast.an).post(reverse("inspections:create_round"), data)
        as_(cast.an).post(reverse("inspections:add_team", args=[cast.round.pk]), team)
    assert "Đã có đợt kiểm tra cùng tên" in page.content.decode()
    assert Round.objects.filter(title="Đợt mới").count() == 1
    assert cast.round.teams.filter(name="Đoàn số 9").count() == 1


def test_going_back_and_saving_again_makes_no_second_finding(cast: Cast, as_: SignIn) -> None:
    """The page is new and so is its id, but the words are the same."""
    client = as_(cast.em)
    address = reverse("inspections:record", args=[cast.visit.pk, "ghi-nhan"])
    for _ in range(2):
        client_id = str(client.get(address).context["form"].initial["client_id"])
        client.post(address, {"kind": "strength", "body": "Một lần", "client_id": client_id})
    assert Finding.objects.filter(body="Một lần").count() == 1


def test_an_officer_of_an_inspected_unit_cannot_be_put_into_the_team(
    cast: Cast, as_: SignIn
) -> None:
    page = as_(cast.an).get(reverse("inspections:add_team", args=[cast.round.pk]))
    offered = page.context["formset"].forms[0].fields["user"].queryset
    assert cast.an in offered
    assert cast.cuong in offered
    assert cast.khoa not in offered
    assert cast.lan not in offered
    cast.an.memberships.update(valid_to=date(2020, 1, 1))
    assert cast.an not in people_of(cast.province)


def test_dates_of_a_round_may_not_leave_a_visit_outside(cast: Cast, as_: SignIn) -> None:
    data = {
        "organiser": cast.province.pk,
        "kind": "year",
        "title": cast.round.title,
        "starts_on": "28/11/2020",
        "ends_on": "30/11/2020",
        "plan_symbol": "12-KH/TĐTN-UBKT",
        "plan_on": "02/11/2020",
    }
    page = as_(cast.an).post(reverse("inspections:edit_round", args=[cast.round.pk]), data)
    assert "nằm ngoài thời gian này" in page.content.decode()
    cast.round.refresh_from_db()
    assert cast.round.starts_on == date(2020, 11, 27)


def test_what_is_sent_too_late_comes_back_with_the_reason_and_is_not_lost(
    cast: Cast, as_: SignIn
) -> None:
    visit = build.ready_to_conclude(cast)
    row = visit.findings.order_by("pk")[0]
    services.conclude(visit, actor=cast.an, at=timezone.now())
    words = "Ghi nhận gõ từ trước, gửi sau."
    late = (
        ("inspections:record", [visit.pk, "ghi-nhan"], {"kind": "strength", "body": words}),
        (
            "inspections:edit_record",
            ["ghi-nhan", row.pk],
            {"kind": "strength", "body": words, "rev": row.rev},
        ),
        (
            "inspections:edit_meeting",
            [visit.pk],
            {"rev": visit.rev, "worked_on": "27/11/2020", "spoken_conclusion": words},
        ),
    )
    for name, args, data in late:
        page = as_(cast.dung).post(reverse(name, args=args), data)
        assert page.status_code == 200, name
        assert words in page.content.decode(), name
        assert (
            "Đã có kết luận" in page.content.decode() or "đã có kết luận" in page.content.decode()
        )
    assert not Finding.objects.filter(body=words).exists()


def test_the_leads_words_are_kept_when_a_verdict_cannot_be_saved(cast: Cast, as_: SignIn) -> None:
    visit = build.at_drafting(cast)
    row = visit.findings.order_by("pk")[0]
    services.change_record(row, rev=1, actor=cast.em, changes={"body": "Câu mới của Em"})
    data = {"decision": "reword", "body": "Câu dài của Trưởng đoàn", "rev": 1}
    page = as_(cast.cuong).post(reverse("inspections:decide", args=[row.pk]), data)
    assert "vừa được sửa" in page.content.decode()
    assert "Câu dài của Trưởng đoàn</textarea>" in page.content.decode()
    as_(cast.cuong).post(reverse("inspections:decide", args=[row.pk]), {**data, "rev": 2})
    services.change_record(row, rev=2, actor=cast.em, changes={"body": "Lại khác"})
    page = as_(cast.cuong).get(reverse("inspections:synthesis", args=[visit.pk]))
    assert "Câu dài của Trưởng đoàn</textarea>" in page.content.decode()
