"""How long a sign-in lasts, where one is signed in, and how to end it."""

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import sessions
from accounts.models import User
from tests.accounts.steps import (
    PASSWORD,
    browser,
    code,
    is_in,
    second_step,
    sign_in,
    with_app,
    with_password,
)
from tests.people import person

LIST = "/tai-khoan/phien-dang-nhap/"
ANDROID = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
NEW = "cánh diều bay qua ruộng ngô"


def after(**span: int) -> Any:
    """Some time later."""
    return time_machine.travel(timezone.now() + timedelta(**span), tick=False)


def signed_in(user: User, **more: Any) -> Client:
    """A browser in which the person signed in by the form."""
    client = browser(**more.pop("headers", {}))
    assert sign_in(client, user.username, **more).status_code == 302
    return client


def test_signing_in_gives_a_new_session_id(hoa: User) -> None:
    client = browser()
    client.get("/dang-nhap/")
    session = client.session
    session["was"] = "here"
    session.save()
    before = str(session.session_key)
    client.cookies["sessionid"] = before
    sign_in(client, "hoa")
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_twelve_hours_without_use_end_it(hoa: User) -> None:
    client = signed_in(hoa)
    with after(hours=11, minutes=50):
        assert is_in(client)
    with after(hours=23):
        assert is_in(client)
    with after(hours=36):
        page = client.get("/", follow=True)
        assert page.redirect_chain[0][0].startswith("/dang-nhap/")
        assert "Phiên đăng nhập đã hết hạn" in page.content.decode()


def test_what_is_sent_too_late_is_not_saved_and_the_person_is_told(hoa: User) -> None:
    client = signed_in(hoa, shared="on")
    with after(minutes=12):
        facts = {"email": "", "password": PASSWORD}
        page = client.post("/tai-khoan/thu-dien-tu/", facts, follow=True).content.decode()
    assert "Nội dung vừa gửi chưa được lưu" in page
    hoa.refresh_from_db()
    assert hoa.email == "hoa@campha.example"


def test_a_week_ends_it_however_busy_one_is(hoa: User) -> None:
    client = signed_in(hoa)
    for hours in range(10, 7 * 24, 10):
        with after(hours=hours):
            assert is_in(client), hours
    with after(hours=7 * 24 + 1):
        assert not is_in(client)


def test_a_session_that_is_over_is_gone_from_the_database(hoa: User) -> None:
    client = signed_in(hoa)
    session = client.session
    session["seen_at"] = time.time() - 13 * 60 * 60
    session.save()
    assert not is_in(client)
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_a_shared_machine_forgets_after_ten_minutes_and_with_the_browser(hoa: User) -> None:
    client = signed_in(hoa, shared="on")
    assert client.cookies["sessionid"]["max-age"] == ""
    with after(minutes=9):
        assert is_in(client)
    with after(minutes=18):
        assert is_in(client)
    with after(minutes=29):
        assert not is_in(client)


def test_ones_own_machine_keeps_the_cookie(hoa: User) -> None:
    assert signed_in(hoa).cookies["sessionid"]["max-age"] == 24 * 60 * 60


def test_the_shared_machine_is_remembered_through_the_second_step(hoa: User) -> None:
    with_app(hoa)
    client = browser()
    sign_in(client, "hoa", shared="on")
    second_step(client, code())
    assert client.session["shared_machine"] is True
    assert client.session.get_expire_at_browser_close()


def _writes(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert is_in(client)
    return [q["sql"] for q in seen if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


@pytest.mark.parametrize(("shared", "minutes"), [("", 5), ("on", 1)])
def test_a_page_notes_the_visit_every_few_minutes_and_writes_nothing_else(
    hoa: User, shared: str, minutes: int
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(hoa, shared=shared)
        assert _writes(client) == []
        clock.shift(timedelta(minutes=minutes) - timedelta(seconds=5))
        assert _writes(client) == []
        clock.shift(timedelta(seconds=6))
        written = _writes(client)
        assert len(written) == 1
        assert "django_session" in written[0]
        assert _writes(client) == []


def test_changing_the_password_ends_all_other_sessions(hoa: User, mailoutbox: list[Any]) -> None:
    here, elsewhere = signed_in(hoa), signed_in(hoa)
    facts = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    before = here.session.session_key
    answer = here.post("/tai-khoan/mat-khau/", facts)
    assert answer["Location"] == "/tai-khoan/"
    assert is_in(here)
    assert here.session.session_key != before
    assert not is_in(elsewhere)
    assert "vừa được đổi" in mailoutbox[-1].subject


def test_a_closed_account_is_out_at_once(hoa: User) -> None:
    client = signed_in(hoa)
    assert is_in(client)
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    assert not is_in(client)


def test_the_list_names_the_device_and_this_place(hoa: User) -> None:
    signed_in(hoa, headers={"user-agent": ANDROID})
    here = signed_in(hoa, shared="on")
    page = here.get(LIST)
    found = page.context["page_obj"].object_list
    assert [(one.device, one.is_current, one.is_shared) for one in found] == [
        ("Trình duyệt khác trên máy không rõ loại", True, True),
        ("Chrome trên điện thoại Android", False, False),
    ]
    assert "Máy này" in page.content.decode()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (ANDROID, "Chrome trên điện thoại Android"),
        ("Windows NT 10.0; Chrome/130 Safari/537 Edg/130", "Edge trên máy tính Windows"),
        ("Windows NT 10.0; coc_coc_browser/120 Chrome/114", "Cốc Cốc trên máy tính Windows"),
        ("iPhone; CPU iPhone OS 18 Version/18 Safari/604", "Safari trên iPhone"),
        ("iPad; CPU OS 17 CriOS/130 Safari/604", "Chrome trên iPad"),
        ("Macintosh; Intel Version/17 Safari/605", "Safari trên máy tính Mac"),
        ("X11; Linux x86_64 Firefox/132.0", "Firefox trên máy tính Linux"),
        ("Linux; Android 13; Chrome/120 Safari", "Chrome trên máy tính bảng Android"),
        ("Android 14 SamsungBrowser/25 Mobile", "Samsung Internet trên điện thoại Android"),
        ("curl/8.5", "Trình duyệt khác trên máy không rõ loại"),
        ("", "Trình duyệt khác trên máy không rõ loại"),
    ],
)
def test_devices_are_named_in_vietnamese(agent: str, words: str) -> None:
    assert sessions.device_words(agent) == words


def test_one_session_is_ended_by_its_owner_alone(hoa: User) -> None:
    here, elsewhere = signed_in(hoa), signed_in(hoa)
    stranger = signed_in(with_password(person("khoa", "Bùi Văn Khoa")))
    other = UserSession.objects.get(session_key=elsewhere.session.session_key)
    end = f"{LIST}{other.pk}/ket-thuc/"
    assert stranger.post(end).status_code == 404
    assert is_in(elsewhere)
    assert here.post(end)["Location"] == LIST
    assert not is_in(elsewhere)
    assert is_in(here)
    own = UserSession.objects.get(session_key=here.session.session_key)
    assert here.post(f"{LIST}{own.pk}/ket-thuc/").status_code == 404
    assert is_in(here)


def test_all_others_are_ended_at_once(hoa: User) -> None:
    here = signed_in(hoa)
    others = [signed_in(hoa) for _ in range(3)]
    stranger = signed_in(with_password(person("khoa", "Bùi Văn Khoa")))
    for _ in range(2):
        assert here.post(LIST)["Location"] == LIST
    assert [is_in(one) for one in others] == [False] * 3
    assert is_in(here)
    assert is_in(stranger)
    assert "Kết thúc mọi phiên khác" not in here.get(LIST).content.decode()


def test_sessions_that_are_over_are_not_listed(hoa: User) -> None:
    gone, shared = signed_in(hoa), signed_in(hoa, shared="on")
    here = signed_in(hoa)
    gone.post("/dang-xuat/")
    assert len(here.get(LIST).context["page_obj"].object_list) == 2
    with after(minutes=11):
        assert len(here.get(LIST).context["page_obj"].object_list) == 1
        assert not is_in(shared)


def test_the_list_is_paged_and_asks_the_same_number_of_queries(hoa: User) -> None:
    here = signed_in(hoa)

    def queries() -> int:
        here.get(LIST)
        with CaptureQueriesContext(connection) as seen:
            assert here.get(LIST).status_code == 200
        return len(seen)

    few = queries()
    for _ in range(24):
        signed_in(hoa)
    assert queries() == few
    assert len(here.get(LIST).context["page_obj"].object_list) == 20


def test_signing_out_is_a_deed_not_a_link(hoa: User) -> None:
    client = signed_in(hoa)
    assert client.get("/dang-xuat/").status_code == 405
    assert is_in(client)
    assert client.post("/dang-xuat/")["Location"] == "/dang-nhap/"
    assert not is_in(client)


def test_pages_of_an_account_are_kept_by_no_cache(hoa: User) -> None:
    with_app(hoa)
    client = browser()
    client.force_login(hoa)
    overview = "/tai-khoan/xac-thuc-hai-lop/"
    for path in ("/tai-khoan/", overview, f"{overview}ma-du-phong/", LIST, "/tai-khoan/mat-khau/"):
        assert "no-store" in client.get(path)["Cache-Control"], path
