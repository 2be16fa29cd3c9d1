"""The second factor: application, spare codes, keys, and who must have one."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.codes import spend_code
from accounts.models import User
from tests.accounts.keys import Key
from tests.accounts.steps import (
    PASSWORD,
    SECOND_STEP,
    SECRET,
    browser,
    code,
    is_in,
    second_step,
    sign_in,
    with_app,
    with_password,
)
from tests.people import Cast

SignIn = Callable[[User], Client]
OVERVIEW = "/tai-khoan/xac-thuc-hai-lop/"
APP_ON, APP_OFF = f"{OVERVIEW}ung-dung/bat/", f"{OVERVIEW}ung-dung/tat/"
CODES = f"{OVERVIEW}ma-du-phong/"
ADD_KEY = f"{OVERVIEW}khoa/them/"
BY_KEY = "/dang-nhap/bang-khoa/"
WRONG = "Mã không đúng"


@pytest.fixture
def half_way(hoa: User) -> Client:
    """Hoa has an application, her password was right, the second step waits."""
    with_app(hoa)
    client = browser()
    assert sign_in(client, "hoa")["Location"] == SECOND_STEP
    return client


# The second step


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
    assert WRONG in page or "Hãy nhập ô này." in page
    assert not is_in(half_way)


def test_an_old_code_opens_nothing(half_way: Client) -> None:
    assert WRONG in second_step(half_way, code(-3)).content.decode()


def test_the_same_code_opens_once(half_way: Client) -> None:
    now = code()
    second_step(half_way, now)
    other = browser()
    sign_in(other, "hoa")
    assert WRONG in second_step(other, now).content.decode()
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
    assert WRONG in second_step(other, spare[0]).content.decode()
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
        assert WRONG in second_step(half_way, "000000").content.decode()
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


# Setting up


def test_the_application_is_set_up_with_picture_secret_and_first_code(
    hoa: User, as_: SignIn, mailoutbox: list[Any]
) -> None:
    client = as_(hoa)
    page = client.get(APP_ON)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    form = page.context["form"]
    assert form.spaced_secret in page.content.decode()
    assert form.spaced_secret.replace(" ", "") == form.secret
    assert WRONG in client.post(APP_ON, {"code": "000000"}).content.decode()
    assert not Authenticator.objects.exists()
    shown = _code_of(client.session["mfa.totp.secret"])
    with_commits = client.post(APP_ON, {"code": shown})
    assert with_commits["Location"] == CODES
    assert {row.type for row in Authenticator.objects.all()} == {"totp", "recovery_codes"}


def _code_of(secret: str) -> str:
    from_now = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, from_now))


def test_secrets_are_not_readable_in_the_database(hoa: User) -> None:
    spare = with_app(hoa)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = str(cursor.fetchall())
    assert SECRET not in stored
    assert not any(one in stored for one in spare)


def test_secrets_survive_a_new_secret_key(hoa: User, settings: Any) -> None:
    with_app(hoa)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "một khóa mới"
    client = browser()
    sign_in(client, "hoa")
    assert second_step(client, code())["Location"] == "/"


def test_spare_codes_are_shown_downloaded_and_made_anew(hoa: User, as_: SignIn) -> None:
    spare = with_app(hoa)
    client = as_(hoa)
    page = client.get(CODES).content.decode()
    assert all(one in page for one in spare)
    file = client.get(f"{CODES}tai-ve/")
    assert file["Content-Disposition"] == 'attachment; filename="ma-du-phong.txt"'
    assert all(one in file.content.decode() for one in spare)
    assert client.post(f"{CODES}tao/")["Location"] == CODES
    page = client.get(CODES).content.decode()
    assert not any(one in page for one in spare)


def test_spare_codes_need_another_factor_first(hoa: User, as_: SignIn) -> None:
    client = as_(hoa)
    page = client.post(f"{CODES}tao/").content.decode()
    assert "trước khi tạo mã dự phòng" in page
    assert client.get(CODES).status_code == 404
    assert not Authenticator.objects.exists()


def test_turning_the_application_off_takes_the_spare_codes_too(hoa: User, as_: SignIn) -> None:
    with_app(hoa)
    client = as_(hoa)
    assert client.get(APP_ON)["Location"] == APP_OFF
    assert client.get(APP_OFF).status_code == 200
    assert Authenticator.objects.count() == 2
    assert client.post(APP_OFF)["Location"] == OVERVIEW
    assert not Authenticator.objects.exists()
    assert sign_in(browser(), "hoa")["Location"] == "/"


@pytest.mark.parametrize("page", [APP_ON, ADD_KEY, CODES, f"{CODES}tai-ve/", f"{CODES}tao/"])
def test_some_time_after_signing_in_the_password_is_asked_again(hoa: User, page: str) -> None:
    if page.startswith(CODES):
        with_app(hoa)
    client = browser()
    client.force_login(hoa)
    assert client.get(page).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        again = client.get(page)["Location"]
        assert again.startswith("/tai-khoan/xac-nhan/?next=")
        assert "Mật khẩu không đúng" in client.post(again, {"password": "sai"}).content.decode()
        assert client.get(page).status_code == 302
        assert client.post(again, {"password": PASSWORD})["Location"] == page
        assert client.get(page).status_code == 200


def test_what_was_sent_goes_on_after_the_password_was_asked(hoa: User) -> None:
    with_app(hoa)
    client = browser()
    client.force_login(hoa)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        again = client.post(APP_OFF)["Location"]
        assert Authenticator.objects.count() == 2
        assert client.post(again, {"password": PASSWORD})["Location"] == OVERVIEW
        assert not Authenticator.objects.exists()


def test_a_code_or_a_key_confirms_as_the_password_does(hoa: User) -> None:
    with_app(hoa)
    client = browser()
    client.force_login(hoa)
    key = _add_key(client, hoa)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        address = f"/tai-khoan/xac-nhan/ma/?next={CODES}"
        assert WRONG in client.post(address, {"code": "000000"}).content.decode()
        assert client.post(address, {"code": code()})["Location"] == CODES
    with time_machine.travel(timezone.now() + timedelta(minutes=12)):
        address = f"/tai-khoan/xac-nhan/khoa/?next={CODES}"
        options = client.get(address).context["js_data"]["request_options"]
        assert client.post(address, {"credential": key.sign(options)})["Location"] == CODES
        assert client.get(CODES).status_code == 200


# Keys


def _add_key(client: Client, user: User, **more: str) -> Key:
    options = client.get(ADD_KEY).context["js_data"]["creation_options"]
    key = Key(user)
    facts = {"name": "Điện thoại", "passwordless": "on", "credential": key.register(options)}
    assert client.post(ADD_KEY, facts | more).status_code == 302
    return key


def _ask_key(client: Client) -> Any:
    return client.get(BY_KEY, headers={"accept": "application/json"}).json()["request_options"]


def test_a_key_alone_signs_in(hoa: User) -> None:
    owner = browser()
    owner.force_login(hoa)
    key = _add_key(owner, hoa)
    client = browser()
    answer = {"credential": key.sign(_ask_key(client)), "next": "/don-vi/"}
    assert client.post(BY_KEY, answer)["Location"] == "/don-vi/"
    assert is_in(client)
    # The same answer again, as a thief of the connection would send it.
    assert client.post("/dang-xuat/").status_code == 302
    _ask_key(client)
    assert client.post(BY_KEY, answer)["Location"] == "/dang-nhap/"
    assert not is_in(client)


def test_a_key_serves_as_the_second_step(hoa: User) -> None:
    owner = browser()
    owner.force_login(hoa)
    key = _add_key(owner, hoa)
    client = browser()
    assert sign_in(client, "hoa")["Location"] == SECOND_STEP
    options = client.get(SECOND_STEP).context["js_data"]["request_options"]
    stranger = Key(hoa)
    page = client.post(SECOND_STEP, {"credential": stranger.sign(options)})
    assert WRONG in page.content.decode()
    options = client.get(SECOND_STEP).context["js_data"]["request_options"]
    assert client.post(SECOND_STEP, {"credential": key.sign(options)})["Location"] == "/"


RUBBISH = ["", "{}", "không phải JSON", '{"id": 1}', "[]", '{"id": "a", "rawId": "a"}', '"a"']


@pytest.mark.parametrize("answer", [*RUBBISH, '{"response": {"userHandle": 5}}'])
def test_rubbish_instead_of_a_key_gets_words_and_no_fault(hoa: User, answer: str) -> None:
    client = browser()
    _ask_key(client)
    response = client.post(BY_KEY, {"credential": answer}, follow=True)
    assert response.status_code == 200
    assert "Hãy" in response.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("answer", RUBBISH)
def test_rubbish_adds_no_key(hoa: User, as_: SignIn, answer: str) -> None:
    client = as_(hoa)
    client.get(ADD_KEY)
    page = client.post(ADD_KEY, {"name": "Khóa", "credential": answer})
    assert "Hãy thử lại" in page.content.decode() or WRONG in page.content.decode()
    assert not Authenticator.objects.exists()


def test_a_key_is_renamed_and_taken_away_by_its_owner_alone(
    cast: Cast, as_: SignIn, mailoutbox: list[Any]
) -> None:
    owner = browser()
    owner.force_login(cast.an)
    _add_key(owner, cast.an)
    key = Authenticator.objects.get(type="webauthn")
    rename, remove = (reverse(f"mfa_{deed}_webauthn", args=[key.pk]) for deed in ("edit", "remove"))
    stranger = as_(cast.binh)
    for address in (rename, remove):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"name": "Của tôi"}).status_code == 404
    assert owner.post(rename, {"name": ""}).status_code == 200
    assert owner.post(rename, {"name": "Khóa cơ quan"})["Location"] == OVERVIEW
    assert "Khóa cơ quan" in owner.get(OVERVIEW).content.decode()
    assert owner.post(remove)["Location"] == OVERVIEW
    assert not Authenticator.objects.filter(user=cast.an).exists()


def test_a_key_of_a_closed_account_opens_nothing(hoa: User) -> None:
    owner = browser()
    owner.force_login(hoa)
    key = _add_key(owner, hoa)
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    client = browser()
    answer = client.post(BY_KEY, {"credential": key.sign(_ask_key(client))})
    assert answer["Location"] == reverse("account_inactive")
    assert not is_in(client)


def test_a_key_without_a_name_gets_one(hoa: User) -> None:
    owner = browser()
    owner.force_login(hoa)
    _add_key(owner, hoa, name="")
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Khóa đăng nhập"
    assert json.dumps(Authenticator.objects.get(type="webauthn").data)


# Who must have one


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
    leader.post(APP_ON, {"code": _code_of(leader.session["mfa.totp.secret"])})
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
