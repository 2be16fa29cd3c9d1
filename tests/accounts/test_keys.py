"""Keys (passkeys): alone, as the second step, of their owner only."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.keys import Key, add_key
from tests.accounts.steps import (
    ADD_KEY,
    OVERVIEW,
    SECOND_STEP,
    WRONG_CODE,
    browser,
    is_in,
    sign_in,
)
from tests.people import Cast

SignIn = Callable[[User], Client]
BY_KEY = "/dang-nhap/bang-khoa/"


def _ask_key(client: Client) -> Any:
    return client.get(BY_KEY, headers={"accept": "application/json"}).json()["request_options"]


def test_a_key_alone_signs_in(hoa: User) -> None:
    owner = browser()
    owner.force_login(hoa)
    key = add_key(owner, hoa)
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
    key = add_key(owner, hoa)
    client = browser()
    assert sign_in(client, "hoa")["Location"] == SECOND_STEP
    options = client.get(SECOND_STEP).context["js_data"]["request_options"]
    stranger = Key(hoa)
    page = client.post(SECOND_STEP, {"credential": stranger.sign(options)})
    assert WRONG_CODE in page.content.decode()
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
    assert "Hãy thử lại" in page.content.decode() or WRONG_CODE in page.content.decode()
    assert not Authenticator.objects.exists()


def test_a_key_is_renamed_and_taken_away_by_its_owner_alone(
    cast: Cast, as_: SignIn, mailoutbox: list[Any]
) -> None:
    owner = browser()
    owner.force_login(cast.an)
    add_key(owner, cast.an)
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
    key = add_key(owner, hoa)
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    client = browser()
    answer = client.post(BY_KEY, {"credential": key.sign(_ask_key(client))})
    assert answer["Location"] == reverse("account_inactive")
    assert not is_in(client)


def test_a_key_without_a_name_gets_one(hoa: User) -> None:
    owner = browser()
    owner.force_login(hoa)
    add_key(owner, hoa, name="")
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Khóa đăng nhập"
