"""Every deed of signing in stands in the audit log, in words, without any secret."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import AuditEvent, User
from tests.accounts.keys import add_key
from tests.accounts.steps import (
    APP_OFF,
    APP_ON,
    CODES,
    OVERVIEW,
    PASSWORD,
    SECRET,
    browser,
    code_of,
    link_in,
    second_step,
    sign_in,
    with_app,
)

NEW = "cánh diều bay qua ruộng ngô"
ASK = "/tai-khoan/quen-mat-khau/"


def told() -> list[str]:
    """Actions in their order."""
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_wrong_tries_and_the_lock_are_told_once_each(hoa: User) -> None:
    client = browser()
    for typed in ("hoa", "HOA@campha.example", "hoa", "hoa", "hoa", "hoa"):
        sign_in(client, typed, "không phải mật khẩu này")
    assert told() == [
        *["sign_in_failed"] * 4,
        "locked_out",
        *["sign_in_failed"] * 2,
    ]
    assert {event.object_id for event in AuditEvent.objects.all()} == {str(hoa.pk)}
    assert {event.data["username"] for event in AuditEvent.objects.all()} == {"hoa"}


@pytest.mark.django_db(transaction=True)
def test_the_second_factor_is_told_from_its_first_to_its_last_day(
    hoa: User, mailoutbox: list[Any]
) -> None:
    client = browser()
    client.force_login(hoa)
    client.get(APP_ON)
    client.post(APP_ON, {"code": code_of(client.session["mfa.totp.secret"])})
    add_key(client, hoa)
    client.post(f"{CODES}tao/")
    spare = client.get(CODES).context["codes"]
    client.post("/dang-xuat/")
    sign_in(client, "hoa")
    second_step(client, "000000")
    second_step(client, spare[0])
    client.post(APP_OFF)
    assert told() == [
        "signed_in",
        "second_factor_added",
        "recovery_codes_made",
        "second_factor_added",
        "recovery_codes_made",
        "signed_out",
        "sign_in_failed",
        "recovery_code_used",
        "signed_in",
        "second_factor_removed",
    ]
    methods = [event.data.get("method") for event in AuditEvent.objects.order_by("pk")]
    assert methods[1] == methods[-1] == "ứng dụng xác thực"
    assert methods[3] == "khóa đăng nhập"
    _no_secret(spare)


def test_passwords_addresses_and_sessions_are_told(hoa: User, mailoutbox: list[Any]) -> None:
    here, elsewhere = browser(), browser()
    sign_in(here, "hoa")
    sign_in(elsewhere, "hoa")
    here.post("/tai-khoan/phien-dang-nhap/")
    facts = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    here.post("/tai-khoan/mat-khau/", facts)
    here.post("/tai-khoan/thu-dien-tu/", {"email": "moi@campha.example", "password": NEW})
    here.post(link_in(mailoutbox[-1].body))
    browser().post(ASK, {"email": "moi@campha.example"})
    browser().post(ASK, {"email": "ai-do@campha.example"})
    link = link_in(mailoutbox[-1].body)
    reader = browser()
    form = reader.get(link)["Location"]
    reader.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert told() == [
        "signed_in",
        "signed_in",
        "session_ended",
        "password_changed",
        "email_asked",
        "account_changed",
        "password_reset_asked",
        "password_reset",
    ]
    _no_secret([PASSWORD, NEW])


def test_the_second_step_is_told_as_one_sign_in(hoa: User) -> None:
    with_app(hoa)
    client = browser()
    sign_in(client, "hoa")
    assert told() == []
    second_step(client, code_of(SECRET))
    assert told() == ["signed_in"]
    assert client.get(OVERVIEW).status_code == 200


def _no_secret(secrets: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_auditevent")
        kept = str(cursor.fetchall())
    assert not [one for one in secrets if one in kept]
