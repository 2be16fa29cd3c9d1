"""A forgotten password: the same answer for everybody, a link for half an hour and one time."""

import re
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.accounts.steps import PASSWORD, SECOND_STEP, browser, code, is_in, sign_in, with_app
from tests.people import person

ASK, SENT = "/tai-khoan/quen-mat-khau/", "/tai-khoan/quen-mat-khau/da-gui/"
NEW = "cánh diều bay qua ruộng ngô"
DEAD = "Liên kết không còn dùng được"


def ask(address: str = "hoa@campha.example") -> Any:
    """Ask for a link."""
    return browser().post(ASK, {"email": address})


def link_in(mailoutbox: list[Any]) -> str:
    """The address in the last mail."""
    found = re.search(r"http://localhost(/\S+)", mailoutbox[-1].body)
    assert found, mailoutbox[-1].body
    return found[1]


def choose(client: Client, link: str, password: str = NEW) -> Any:
    """Open the link and send the new password twice."""
    form = client.get(link)["Location"]
    assert link.rpartition("-")[2] not in form
    return client.post(form, {"password1": password, "password2": password}, follow=True)


def test_known_unknown_and_closed_addresses_get_the_same_answer(
    hoa: User, mailoutbox: list[Any]
) -> None:
    closed = person("minh", "Đỗ Văn Minh")
    User.objects.filter(pk=closed.pk).update(is_active=False, email="minh@example.vn")
    answers = [
        ask(a) for a in ("hoa@campha.example", "HOA@CAMPHA.example", "x@y.vn", "minh@example.vn")
    ]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, SENT)}
    assert [mail.to for mail in mailoutbox] == [["hoa@campha.example"]] * 2
    assert "trong ít phút" in browser().get(SENT).content.decode()


def test_an_address_that_is_none_is_told_so(db: None) -> None:
    page = ask("không phải thư").content.decode()
    assert "không đúng dạng" in page
    assert 'value="không phải thư"' in page


def test_the_link_sets_a_password_and_signs_nobody_in(hoa: User, mailoutbox: list[Any]) -> None:
    ask()
    client = browser()
    page = choose(client, link_in(mailoutbox)).content.decode()
    assert "Đã đặt mật khẩu mới" in page
    assert not is_in(client)
    assert sign_in(browser(), "hoa", PASSWORD).status_code == 200
    assert sign_in(browser(), "hoa", NEW).status_code == 302
    assert "vừa được đặt lại" in mailoutbox[-1].subject


def test_the_link_works_once(hoa: User, mailoutbox: list[Any]) -> None:
    ask()
    link = link_in(mailoutbox)
    choose(browser(), link)
    assert DEAD in browser().get(link).content.decode()


def test_the_link_dies_after_half_an_hour(hoa: User, mailoutbox: list[Any]) -> None:
    ask()
    link = link_in(mailoutbox)
    with time_machine.travel(timezone.localtime() + timedelta(minutes=29)):
        assert browser().get(link).status_code == 302
    with time_machine.travel(timezone.localtime() + timedelta(minutes=31)):
        assert DEAD in browser().get(link).content.decode()


def test_a_form_opened_in_time_is_not_good_for_ever(hoa: User, mailoutbox: list[Any]) -> None:
    ask()
    client = browser()
    form = client.get(link_in(mailoutbox))["Location"]
    with time_machine.travel(timezone.localtime() + timedelta(minutes=31)):
        page = client.post(form, {"password1": NEW, "password2": NEW}).content.decode()
    assert DEAD in page
    hoa.refresh_from_db()
    assert hoa.check_password(PASSWORD)


@pytest.mark.parametrize("change", [{"email": "khac@campha.example"}, {"is_active": False}])
def test_the_link_dies_when_the_address_changes_or_the_account_closes(
    hoa: User, mailoutbox: list[Any], change: dict[str, Any]
) -> None:
    ask()
    User.objects.filter(pk=hoa.pk).update(**change)
    assert DEAD in browser().get(link_in(mailoutbox)).content.decode()


@pytest.mark.parametrize("link", ["1-a-b", "zzz-cvx0a1-0123456789abcdef", "1-mat-khau-moi"])
def test_an_invented_link_opens_nothing(hoa: User, link: str) -> None:
    assert DEAD in browser().get(f"{ASK}lien-ket/{link}/").content.decode()


def test_a_weak_new_password_is_refused_and_the_old_one_stays(
    hoa: User, mailoutbox: list[Any]
) -> None:
    ask()
    client = browser()
    page = choose(client, link_in(mailoutbox), "Cẩm Phả 2026!").content.decode()
    assert "từ quen dùng ở cơ quan" in page
    page = choose(client, link_in(mailoutbox), NEW).content.decode()
    assert "Đã đặt mật khẩu mới" in page


def test_a_reset_does_not_go_round_the_second_factor(hoa: User, mailoutbox: list[Any]) -> None:
    with_app(hoa)
    ask()
    client = browser()
    choose(client, link_in(mailoutbox))
    assert sign_in(client, "hoa", NEW)["Location"] == SECOND_STEP
    assert not is_in(client)
    assert client.post(SECOND_STEP, {"code": code()}).status_code == 302
    assert is_in(client)


def test_every_session_ends_with_a_reset(hoa: User, mailoutbox: list[Any]) -> None:
    elsewhere = browser()
    sign_in(elsewhere, "hoa")
    assert is_in(elsewhere)
    ask()
    choose(browser(), link_in(mailoutbox))
    assert not is_in(elsewhere)


def test_who_is_signed_in_as_somebody_else_is_asked_to_sign_out_first(
    hoa: User, mailoutbox: list[Any]
) -> None:
    ask()
    client = browser()
    client.force_login(person("khoa", "Bùi Văn Khoa"))
    page = client.get(link_in(mailoutbox)).content.decode()
    assert "Bạn đang đăng nhập" in page
    assert "Bùi Văn Khoa" in page
    assert is_in(client)


def test_a_mail_server_that_is_down_tells_nobody_who_is_known(
    hoa: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(*args: Any) -> int:
        raise SMTPException("down")

    monkeypatch.setattr(EmailBackend, "send_messages", down)
    assert ask()["Location"] == ask("x@y.vn")["Location"] == SENT
    assert "A mail was not sent" in caplog.text


def test_asking_again_and_again_is_limited(hoa: User, mailoutbox: list[Any]) -> None:
    answers = [ask().status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(mailoutbox) == 5


def test_the_mail_is_plain_vietnamese_and_bears_names_as_they_are(
    hoa: User, mailoutbox: list[Any]
) -> None:
    User.objects.filter(pk=hoa.pk).update(full_name="Đặng Thị Hoa & Con 'A'")
    ask()
    mail = mailoutbox[0]
    assert mail.subject == "Kiểm tra và giao ban: Đặt lại mật khẩu"
    assert "Chào Đặng Thị Hoa & Con 'A'," in mail.body
    assert "30 phút" in mail.body
    assert not getattr(mail, "alternatives", [])
