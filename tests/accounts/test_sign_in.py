"""Signing in by name or address, what is said when it fails, and the lock-out."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.adapters import client_address
from accounts.models import User
from tests.accounts.steps import PASSWORD, browser, is_in, sign_in, with_password
from tests.people import person

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng"
LOCKED = "Tạm khóa đăng nhập"


@pytest.mark.parametrize("typed", ["hoa", " HOA ", "hoa@campha.example", "Hoa@CamPha.example"])
def test_name_or_address_in_any_case_opens(hoa: User, typed: str) -> None:
    client = browser()
    assert sign_in(client, typed)["Location"] == "/"
    assert is_in(client)


@pytest.mark.parametrize("typed", ["hoa", "ai-do", "ai-do@campha.example", "hoa@campha.example"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_words(hoa: User, typed: str) -> None:
    client = browser()
    page = sign_in(client, typed, "không phải mật khẩu này").content.decode()
    assert WRONG in page
    assert f'value="{typed}"' in page
    assert not is_in(client)


def test_an_empty_form_says_what_to_do(db: None) -> None:
    assert "Hãy nhập tên đăng nhập và mật khẩu." in sign_in(browser(), "", "").content.decode()


def test_the_way_back_is_kept_and_leads_to_no_other_host(hoa: User) -> None:
    client = browser()
    page = client.get("/don-vi/", follow=True).content.decode()
    assert 'name="next" value="/don-vi/"' in page
    assert sign_in(client, "hoa", next="/don-vi/")["Location"] == "/don-vi/"
    assert sign_in(browser(), "hoa", next="https://evil.example/")["Location"] == "/"


def test_nobody_signs_up(db: None) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    for path in ("/dang-ky/", "/accounts/signup/", "/signup/"):
        assert browser().get(path).status_code == 404


def test_a_closed_account_is_told_so_only_with_the_right_password(hoa: User) -> None:
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    client = browser()
    assert WRONG in sign_in(client, "hoa", "không phải mật khẩu này").content.decode()
    assert sign_in(client, "hoa")["Location"] == reverse("account_inactive")
    assert "ngừng sử dụng" in client.get(reverse("account_inactive")).content.decode()
    assert not is_in(client)


def test_two_people_never_have_one_address_in_whatever_case(hoa: User, client: Client) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="khoa", full_name="Khoa", email="HOA@CamPha.example")
    # No address is no address of anybody.
    other = with_password(person("khoa", "Bùi Văn Khoa"))
    person("lan", "Ngô Thị Lan")
    client.force_login(other)
    facts = {"email": "Hoa@campha.EXAMPLE", "password": PASSWORD}
    page = client.post(reverse("accounts:change_email"), facts).content.decode()
    assert "Địa chỉ thư này đã có người dùng" in page
    assert 'value="Hoa@campha.EXAMPLE"' in page


def test_the_address_changes_with_the_password_alone_and_the_old_one_is_told(
    hoa: User, client: Client, mailoutbox: list[Any]
) -> None:
    client.force_login(hoa)
    address = reverse("accounts:change_email")
    page = client.post(address, {"email": "moi@campha.example", "password": "sai"})
    assert "Mật khẩu hiện tại không đúng" in page.content.decode()
    hoa.refresh_from_db()
    assert hoa.email == "hoa@campha.example"
    assert client.post(address, {"email": "", "password": PASSWORD}).status_code == 302
    hoa.refresh_from_db()
    assert hoa.email == ""
    assert [mail.to for mail in mailoutbox] == [["hoa@campha.example"]]


# Lock-out


def _fail(client: Client, username: str = "hoa", times: int = 5) -> Any:
    for _ in range(times):
        response = sign_in(client, username, "không phải mật khẩu này")
    return response


def test_five_wrong_tries_lock_for_a_quarter_of_an_hour(hoa: User) -> None:
    client = browser()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert _fail(client, times=4).status_code == 200
        page = _fail(client, times=1)
        assert page.status_code == 429
        said = page.content.decode()
        assert LOCKED in said
        assert "15 phút" in said
        assert "người quản trị" in said
        assert sign_in(client, "hoa").status_code == 429
        assert not is_in(client)
        # Hammering on does not lengthen it.
        clock.shift(timedelta(minutes=10))
        assert sign_in(client, "hoa").status_code == 429
        clock.shift(timedelta(minutes=6))
        assert sign_in(client, "hoa").status_code == 302
        assert is_in(client)


@pytest.mark.parametrize("typed", ["hoa", "ai-do", "hoa@campha.example"])
def test_before_the_last_try_it_is_said_for_known_and_unknown_names_alike(
    hoa: User, typed: str
) -> None:
    client = browser()
    said = [_fail(client, typed, times=1).content.decode() for _ in range(4)]
    assert ["Bạn còn một lần thử" in page for page in said] == [False, False, False, True]
    assert all(WRONG in page for page in said)


def test_names_and_addresses_of_one_person_count_together(hoa: User) -> None:
    client = browser()
    for typed in ("hoa", "HOA", "hoa@campha.example", "Hoa@campha.example"):
        assert _fail(client, typed, times=1).status_code == 200
    assert _fail(client, " hoa", times=1).status_code == 429
    assert set(AccessAttempt.objects.values_list("username", flat=True)) == {"hoa"}


def test_an_unknown_name_is_locked_just_the_same(db: None) -> None:
    assert _fail(browser(), "ai-do").status_code == 429


def test_another_person_and_another_address_are_not_locked(hoa: User) -> None:
    with_password(person("khoa", "Bùi Văn Khoa"))
    client = browser()
    assert _fail(client).status_code == 429
    assert sign_in(client, "khoa").status_code == 302
    elsewhere = Client(headers={"host": "localhost"}, REMOTE_ADDR="10.1.2.3")
    assert sign_in(elsewhere, "hoa").status_code == 302


def test_a_right_password_begins_the_count_anew(hoa: User) -> None:
    client = browser()
    _fail(client, times=4)
    assert sign_in(client, "hoa").status_code == 302
    assert _fail(browser(), times=4).status_code == 200


def test_no_password_is_kept_of_a_wrong_try(hoa: User) -> None:
    sign_in(browser(), "hoa", "bí mật tôi gõ nhầm")
    kept = AccessAttempt.objects.get()
    assert "bí mật" not in f"{kept.post_data}{kept.get_data}"


def test_guesses_from_many_addresses_are_limited_too(hoa: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "guess": "6/15m/key"}
    for n in range(6):
        client = Client(headers={"host": "localhost"}, REMOTE_ADDR=f"10.0.0.{n}")
        assert WRONG in _fail(client, times=1).content.decode()
    last = Client(headers={"host": "localhost"}, REMOTE_ADDR="10.0.0.99")
    assert "Hãy chờ 15 phút" in sign_in(last, "hoa").content.decode()
    assert not is_in(last)


def test_an_office_behind_one_address_signs_in_at_once(hoa: User) -> None:
    assert {sign_in(browser(), "hoa").status_code for _ in range(40)} == {302}


def test_wrong_passwords_lock_wherever_the_password_is_asked(hoa: User, client: Client) -> None:
    client.force_login(hoa)
    again = "/tai-khoan/xac-nhan/?next=/tai-khoan/"
    answers = [client.post(again, {"password": "sai"}).status_code for _ in range(5)]
    assert answers == [200] * 4 + [429]
    assert sign_in(browser(), "hoa").status_code == 429
    facts = {"email": "", "password": PASSWORD}
    assert client.post(reverse("accounts:change_email"), facts).status_code == 429
    hoa.refresh_from_db()
    assert hoa.email == "hoa@campha.example"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (0, None, "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (1, "không phải địa chỉ", None),
        (1, None, "10.0.0.1"),
    ],
)
def test_behind_a_proxy_only_what_the_proxy_wrote_is_believed(
    settings: Any, proxies: int, forwarded: str | None, found: str | None
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == found


def test_too_many_requests_get_a_page_in_vietnamese(hoa: User, client: Client) -> None:
    client.force_login(hoa)
    address = reverse("account_change_password")
    answers = [client.post(address, {"oldpassword": "sai"}) for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert "Thao tác quá nhiều lần" in answers[-1].content.decode()
