"""A new address counts once somebody who reads its mail and is signed in has confirmed it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from tests.accounts.steps import PASSWORD, browser, link_in, sign_in, with_password
from tests.people import person

OLD, NEW = "hoa@campha.example", "moi@campha.example"


@pytest.fixture
def here(hoa: User) -> Client:
    """Hoa's browser."""
    client = browser()
    client.force_login(hoa)
    return client


def ask(client: Client, email: str = NEW) -> Any:
    """Hoa types another address."""
    facts = {"email": email, "password": PASSWORD}
    return client.post(reverse("accounts:change_email"), facts, follow=True)


def address_of(user: User) -> str:
    """The address that counts."""
    user.refresh_from_db()
    return user.email


def test_a_mistyped_address_is_good_for_nothing(
    hoa: User, here: Client, mailoutbox: list[Any]
) -> None:
    page = ask(here, "Nham@campha.example").content.decode()
    assert "Đang chờ xác nhận địa chỉ" in page
    assert "nham@campha.example" in page
    assert address_of(hoa) == OLD
    assert [mail.to for mail in mailoutbox] == [["nham@campha.example"]]
    assert hoa.full_name not in mailoutbox[0].body
    browser().post("/tai-khoan/quen-mat-khau/", {"email": "nham@campha.example"})
    assert len(mailoutbox) == 1
    assert sign_in(browser(), "nham@campha.example").status_code == 200
    assert sign_in(browser(), OLD).status_code == 302


def test_the_link_is_opened_confirmed_by_a_button_and_the_old_address_is_told(
    hoa: User, here: Client, mailoutbox: list[Any]
) -> None:
    ask(here)
    link = link_in(mailoutbox[0].body)
    page = here.get(link).content.decode()
    assert "Xác nhận địa chỉ" in page
    assert NEW in page
    assert address_of(hoa) == OLD
    for _ in range(2):  # a double click
        assert here.post(link).status_code == 302
    assert address_of(hoa) == NEW
    assert [mail.to for mail in mailoutbox] == [[NEW], [OLD]]
    told = AuditEvent.objects.filter(action__in=("email_asked", "account_changed"))
    assert told.count() == 2
    assert "Đang chờ" not in here.get(reverse("accounts:me")).content.decode()


def test_who_is_signed_out_comes_to_the_link_by_signing_in(
    hoa: User, here: Client, mailoutbox: list[Any]
) -> None:
    ask(here)
    link = link_in(mailoutbox[0].body)
    other = browser()
    asked = other.get(link)
    assert "/dang-nhap/" in asked["Location"]
    assert other.post(link)["Location"] == asked["Location"]
    assert address_of(hoa) == OLD
    page = other.get(asked["Location"])
    way_back = page.content.decode().partition('name="next" value="')[2].partition('"')[0]
    assert sign_in(other, "hoa", next=way_back.replace("&amp;", "&"))["Location"] == link


def test_a_late_link_confirms_nothing(hoa: User, here: Client, mailoutbox: list[Any]) -> None:
    ask(here)
    link = link_in(mailoutbox[0].body)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        here.force_login(hoa)
        for answer in (here.get(link), here.post(link)):
            assert answer.status_code == 404
            assert "Nhập lại địa chỉ" in answer.content.decode()
        assert "đã quá 24 giờ" in here.get(reverse("accounts:me")).content.decode()
    assert address_of(hoa) == OLD


def test_a_link_of_another_person_or_one_that_was_cut_confirms_nothing(
    hoa: User, here: Client, mailoutbox: list[Any]
) -> None:
    ask(here)
    link = link_in(mailoutbox[0].body)
    khoa = with_password(person("khoa", "Bùi Văn Khoa"))
    elsewhere = browser()
    elsewhere.force_login(khoa)
    for client, address in ((elsewhere, link), (here, link[:-3]), (here, link.partition("?")[0])):
        answers = (client.get(address), client.post(address))
        assert [answer.status_code for answer in answers] == [404, 404]
        assert NEW not in answers[0].content.decode()
    assert (address_of(khoa), address_of(hoa)) == ("", OLD)
    assert here.post(link).status_code == 302
    assert address_of(hoa) == NEW


def test_an_address_taken_meanwhile_is_said_and_waits_no_more(
    hoa: User, here: Client, mailoutbox: list[Any]
) -> None:
    ask(here)
    khoa = person("khoa", "Bùi Văn Khoa")
    User.objects.filter(pk=khoa.pk).update(email=NEW)
    page = here.post(link_in(mailoutbox[0].body), follow=True).content.decode()
    assert "đã có người dùng" in page
    assert "Đang chờ" not in page
    assert (address_of(khoa), address_of(hoa)) == (NEW, OLD)


def test_the_link_of_an_earlier_wish_is_dead(
    hoa: User, here: Client, mailoutbox: list[Any]
) -> None:
    ask(here, "nham@campha.example")
    ask(here)
    first, second = (link_in(mail.body) for mail in mailoutbox)
    assert here.post(first).status_code == 404
    assert here.post(second).status_code == 302
    ask(here, OLD)
    third = link_in(mailoutbox[-1].body)
    ask(here, NEW)  # the present one again: the wish is dropped
    assert here.post(third).status_code == 404
    assert address_of(hoa) == NEW


def test_nobody_floods_an_address(hoa: User, here: Client, mailoutbox: list[Any]) -> None:
    for _ in range(7):
        page = ask(here).content.decode()
    assert len(mailoutbox) == 5
    assert "chờ một giờ" in page
