"""The second step of signing in: a code, once, in time, and nothing before it."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.codes import spend_code
from accounts.models import User
from tests.accounts.steps import (
    SECOND_STEP,
    WRONG_CODE,
    browser,
    code,
    is_in,
    second_step,
    sign_in,
    with_app,
    with_password,
)
from tests.people import Cast


@pytest.fixture
def half_way(hoa: User) -> Client:
    """Hoa has an application, her password was right, the second step waits."""
    with_app(hoa)
    client = browser()
    assert sign_in(client, "hoa")["Location"] == SECOND_STEP
    return client


def test_the_right_code_opens(half_way: Client) -> None:
    assert second_step(half_way, code())["Location"] == "/"
    assert is_in(half_way)


def test_a_code_with_a_gap_opens(half_way: Client) -> None:
    now = code()
    assert second_step(half_way, f"{now[:3]} {now[3:]}")["Location"] == "/"


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_clock_half_a_minute_off_is_forgiven(half_way: Client, shift: int) -> None:
    assert second_step(half_way, code(shift))["Location"] == "/"


@pytest.mark.parametrize("given", ["000000", "12345", "", "abcdef", "１２３４５６"])
def test_a_wrong_code_opens_nothing(half_way: Client, given: str) -> None:
    page = second_step(half_way, given).content.decode()
    assert WRONG_CODE in page or "Hãy nhập ô này." in page
    assert not is_in(half_way)


def test_an_old_code_opens_nothing(half_way: Client) -> None:
    assert WRONG_CODE in second_step(half_way, code(-3)).content.decode()


def test_the_same_code_opens_once(half_way: Client) -> None:
    now = code()
    second_step(half_way, now)
    other = browser()
    sign_in(other, "hoa")
    assert WRONG_CODE in second_step(other, now).content.decode()
    assert not is_in(other)


def test_a_code_stays_used_as_long_as_it_would_be_good_and_in_every_process(hoa: User) -> None:
    with_app(hoa)
    app = Authenticator.objects.get(type="totp")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        now, before = code(), code(-1)
        assert spend_code(app, now)
        assert not spend_code(app, now)
        assert not spend_code(app, before)
        clock.shift(timedelta(seconds=31))
        assert not spend_code(app, now)
        assert spend_code(app, code())


def test_a_spare_code_opens_once(hoa: User) -> None:
    spare = with_app(hoa)
    client = browser()
    sign_in(client, "hoa")
    assert second_step(client, spare[0])["Location"] == "/"
    other = browser()
    sign_in(other, "hoa")
    assert WRONG_CODE in second_step(other, spare[0]).content.decode()
    assert second_step(other, spare[1])["Location"] == "/"


def test_before_the_second_step_no_page_opens(cast: Cast) -> None:
    with_app(with_password(cast.an))
    client = browser()
    sign_in(client, "an")
    for path in ("/", "/kiem-tra/", "/van-ban/", "/don-vi/", "/tim-kiem/?q=a", "/tai-khoan/"):
        assert client.get(path)["Location"].startswith("/dang-nhap/"), path
    for name in ("visit", "edit_visit"):
        page = reverse(f"inspections:{name}", args=[cast.visit.pk])
        assert client.get(page).status_code == client.post(page).status_code == 302
    assert second_step(client, code())["Location"] == "/"
    assert client.get(reverse("inspections:visit", args=[cast.visit.pk])).status_code == 200


def test_the_second_step_alone_opens_nothing(hoa: User) -> None:
    with_app(hoa)
    client = browser()
    assert second_step(client, code())["Location"] == "/dang-nhap/"
    assert not is_in(client)


def test_the_second_step_must_come_within_a_quarter_of_an_hour(half_way: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert second_step(half_way, code())["Location"] == "/dang-nhap/"
        assert not is_in(half_way)


def test_one_may_go_back_from_the_second_step(half_way: Client) -> None:
    assert half_way.get("/dang-nhap/")["Location"] == SECOND_STEP
    half_way.post("/dang-xuat/")
    assert half_way.get("/dang-nhap/").status_code == 200


def test_five_wrong_codes_make_the_person_wait(half_way: Client) -> None:
    for _ in range(5):
        assert WRONG_CODE in second_step(half_way, "000000").content.decode()
    page = second_step(half_way, code()).content.decode()
    assert "Hãy chờ 15 phút" in page
    assert not is_in(half_way)
    elsewhere = Client(headers={"host": "localhost"}, REMOTE_ADDR="10.9.9.9")
    sign_in(elsewhere, "hoa")
    assert "Hãy chờ 15 phút" in second_step(elsewhere, code()).content.decode()


def test_an_account_closed_between_the_steps_stays_out(half_way: Client, hoa: User) -> None:
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    second_step(half_way, code())
    assert not is_in(half_way)
