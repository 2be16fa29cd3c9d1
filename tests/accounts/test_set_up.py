"""Setting up the second factor: application, spare codes, the password asked again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.accounts.keys import add_key
from tests.accounts.steps import (
    ADD_KEY,
    APP_OFF,
    APP_ON,
    CODES,
    OVERVIEW,
    PASSWORD,
    SECRET,
    WRONG_CODE,
    browser,
    code,
    code_of,
    second_step,
    sign_in,
    with_app,
)

SignIn = Callable[[User], Client]


def test_the_application_is_set_up_with_picture_secret_and_first_code(
    hoa: User, as_: SignIn, mailoutbox: list[Any]
) -> None:
    client = as_(hoa)
    page = client.get(APP_ON)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    form = page.context["form"]
    assert form.spaced_secret in page.content.decode()
    assert form.spaced_secret.replace(" ", "") == form.secret
    assert WRONG_CODE in client.post(APP_ON, {"code": "000000"}).content.decode()
    assert not Authenticator.objects.exists()
    shown = code_of(client.session["mfa.totp.secret"])
    with_commits = client.post(APP_ON, {"code": shown})
    assert with_commits["Location"] == CODES
    assert {row.type for row in Authenticator.objects.all()} == {"totp", "recovery_codes"}


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
    key = add_key(client, hoa)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        address = f"/tai-khoan/xac-nhan/ma/?next={CODES}"
        assert WRONG_CODE in client.post(address, {"code": "000000"}).content.decode()
        assert client.post(address, {"code": code()})["Location"] == CODES
    with time_machine.travel(timezone.now() + timedelta(minutes=12)):
        address = f"/tai-khoan/xac-nhan/khoa/?next={CODES}"
        options = client.get(address).context["js_data"]["request_options"]
        assert client.post(address, {"credential": key.sign(options)})["Location"] == CODES
        assert client.get(CODES).status_code == 200
