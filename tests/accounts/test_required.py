"""Leaders and administrators must have a second factor where the setting says so."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from inspections.models import Round, TeamMember
from tests.accounts.steps import (
    ADD_KEY,
    APP_OFF,
    APP_ON,
    OVERVIEW,
    code_of,
)
from tests.people import Cast

SignIn = Callable[[User], Client]


@pytest.fixture
def required(settings: Any) -> None:
    settings.MFA_REQUIRED = True


def test_leaders_must_have_one_and_others_need_not(cast: Cast, as_: SignIn, required: None) -> None:
    leader, officer = as_(cast.binh), as_(cast.an)
    for path in ("/", "/kiem-tra/", "/van-ban/", "/tim-kiem/?q=a", cast.visit.get_absolute_url()):
        assert leader.get(path)["Location"] == OVERVIEW, path
        assert officer.get(path).status_code == 200, path
    page = leader.get(OVERVIEW).content.decode()
    assert "Hãy bật xác thực hai lớp trước khi làm việc tiếp" in page
    assert "trước khi làm việc tiếp" not in officer.get(OVERVIEW).content.decode()


def test_administrators_must_too(cast: Cast, as_: SignIn, required: None) -> None:
    assert as_(cast.khoa).get("/").status_code == 200
    cast.khoa.memberships.update(role="administrator")
    assert as_(cast.khoa).get("/")["Location"] == OVERVIEW


@pytest.mark.parametrize(
    ("duty", "must"), [("leader", True), ("deputy", True), ("clerk", False), ("member", False)]
)
def test_who_leads_a_team_of_a_running_round_must_too(
    cast: Cast, as_: SignIn, required: None, duty: str, must: bool
) -> None:
    TeamMember.objects.filter(user=cast.cuong).delete()
    TeamMember.objects.filter(user=cast.em).update(duty=duty)
    answer = as_(cast.em).get(cast.visit.get_absolute_url())
    assert answer.get("Location") == (OVERVIEW if must else None)
    if must:
        assert "Trưởng đoàn" in as_(cast.em).get(OVERVIEW).content.decode()
        Round.objects.filter(pk=cast.round.pk).update(status=Round.Status.CLOSED)
        assert as_(cast.em).get("/").status_code == 200


def test_asking_who_leads_costs_the_page_no_query_of_its_own(
    cast: Cast, as_: SignIn, settings: Any
) -> None:
    asked = []
    for required in (False, True):
        settings.MFA_REQUIRED = required
        browser = as_(cast.dung)
        browser.get("/")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_what_such_a_person_sends_is_not_saved_and_they_are_told(
    cast: Cast, as_: SignIn, required: None
) -> None:
    leader = as_(cast.binh)
    answer = leader.post(reverse("inspections:move_round", args=[cast.round.pk]), {"to": "closed"})
    assert answer.status_code == 403
    assert "Nội dung vừa gửi chưa được lưu" in answer.content.decode()
    cast.round.refresh_from_db()
    assert cast.round.status == "running"


def test_the_way_to_set_it_up_is_open_and_then_everything_is(
    cast: Cast, as_: SignIn, required: None
) -> None:
    leader = as_(cast.binh)
    for path in ("/tai-khoan/", APP_ON, ADD_KEY, "/tai-khoan/mat-khau/"):
        assert leader.get(path).status_code == 200, path
    leader.get(APP_ON)
    leader.post(APP_ON, {"code": code_of(leader.session["mfa.totp.secret"])})
    assert leader.get("/").status_code == 200
    leader.post(APP_OFF)
    assert leader.get("/")["Location"] == OVERVIEW
    assert leader.post("/dang-xuat/").status_code == 302


def test_a_leadership_that_ended_asks_for_nothing(cast: Cast, as_: SignIn, required: None) -> None:
    cast.binh.memberships.update(valid_to="2020-01-01")
    assert as_(cast.binh).get("/").status_code == 200


def test_without_the_setting_nobody_must(cast: Cast, as_: SignIn, settings: Any) -> None:
    settings.MFA_REQUIRED = False
    assert as_(cast.binh).get("/").status_code == 200
