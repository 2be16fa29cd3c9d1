"""No English leaks: every page and mail of an account, in its good and its bad states."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts import adapters
from accounts.models import User
from tests.accounts.keys import add_key
from tests.accounts.steps import (
    OVERVIEW,
    PASSWORD,
    SECOND_STEP,
    browser,
    second_step,
    sign_in,
    with_app,
    with_password,
)
from tests.people import person

ENGLISH = re.compile(
    r"\b(passwords?|sign|login|log (?:in|out)|username|submit|e-?mails?|your?|the|is|are|was|not"
    r"|this|that|please|enter|valid|invalid|incorrect|required|field|code|codes|token|session"
    r"|authenticat\w*|recovery|key|keys|factor|account|accounts|security|too many|try again"
    r"|attempts?|locked|forgot|reset|change|save|cancel|back|error|hello|from|user|must|again)\b",
    re.IGNORECASE,
)
# Names of products, and what people type themselves.
NAMES = ("Google Authenticator", "Microsoft Authenticator", "hoa@campha.example", "ten@coquan.vn")
SHOWN = {"placeholder", "aria-label", "title", "alt"}


class Reader(HTMLParser):
    """What a person reads or hears on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "code")
        facts = dict(attrs)
        self.words += [value for name, value in facts.items() if name in SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "code")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def english_in(text: str) -> list[str]:
    """English words of the text."""
    for name in NAMES:
        text = text.replace(name, "")
    return sorted({match[0].lower() for match in ENGLISH.finditer(text)})


def english_on(page: Any) -> list[str]:
    """English words a person reads on the page."""
    reader = Reader()
    reader.feed(page.content.decode())
    return english_in(" ".join(reader.words))


def test_an_english_word_would_be_seen() -> None:
    page = type("Page", (), {"content": b'<p>Xin</p><input placeholder="Password"><p>the</p>'})
    assert english_on(page) == ["password", "the"]


def signed_out(hoa: User) -> Iterator[tuple[str, Any]]:
    """Pages before signing in."""
    client = browser()
    reset = "/tai-khoan/quen-mat-khau/"
    for path in ("/dang-nhap/", reset, f"{reset}da-gui/", f"{reset}xong/"):
        yield path, client.get(path)
    for path in (f"{reset}lien-ket/1-a-b/", "/tai-khoan/ngung-su-dung/"):
        yield path, client.get(path)
    yield "empty sign-in", sign_in(client, "", "")
    yield "wrong sign-in", sign_in(client, "hoa", "sai")
    yield "no address", client.post(reset, {"email": ""})
    yield "bad address", client.post(reset, {"email": "x"})
    yield "bad key", client.post("/dang-nhap/bang-khoa/", {"credential": "{}"}, follow=True)
    for _ in range(5):
        page = sign_in(client, "ai-do", "sai")
    yield "locked out", page
    with_app(hoa)
    client = browser()
    sign_in(client, "hoa")
    yield "second step", client.get(SECOND_STEP)
    for given in ("", "000000", "0" * 30):
        yield f"second step {given}", second_step(client, given)
    yield "second step, bad key", client.post(SECOND_STEP, {"credential": "x"})
    for _ in range(5):
        page = second_step(client, "000000")
    yield "second step, too often", page


def signed_in(client: Client, key: int) -> Iterator[tuple[str, Any]]:
    """Pages of the account, in good and bad states."""
    gets = [
        "",
        "thu-dien-tu/",
        "thu-dien-tu/xac-nhan/?ma=x",
        "mat-khau/",
        "mat-khau/dat/",
        "phien-dang-nhap/",
    ]
    gets += ["xac-nhan/", "xac-nhan/ma/", "xac-nhan/khoa/"]
    for path in gets:
        yield path, client.get(f"/tai-khoan/{path}")
    more = ["", "ung-dung/bat/", "ung-dung/tat/", "ma-du-phong/", "ma-du-phong/tai-ve/"]
    more += ["ma-du-phong/tao/", "khoa/them/", f"khoa/{key}/doi-ten/", f"khoa/{key}/go/"]
    for path in more:
        yield path, client.get(f"{OVERVIEW}{path}")
    posts: dict[str, list[dict[str, str]]] = {
        "/tai-khoan/thu-dien-tu/": [{}, {"email": "x", "password": "sai"}],
        "/tai-khoan/mat-khau/": [
            {},
            {"oldpassword": "sai", "password1": "ngắn", "password2": "khác"},
            {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": "khác"},
            {"oldpassword": PASSWORD, "password1": "qwerty123456", "password2": "qwerty123456"},
        ],
        "/tai-khoan/xac-nhan/": [{}, {"password": "sai"}],
        "/tai-khoan/xac-nhan/ma/": [{}, {"code": "000000"}],
        "/tai-khoan/xac-nhan/khoa/": [{}, {"credential": "{}"}],
        f"{OVERVIEW}ung-dung/bat/": [{}, {"code": "000000"}],
        f"{OVERVIEW}khoa/them/": [{}, {"credential": "{}", "name": "x" * 99}],
        f"{OVERVIEW}khoa/{key}/doi-ten/": [{}, {"name": "x" * 99}],
        f"{OVERVIEW}ma-du-phong/tao/": [{}],
    }
    for path, forms in posts.items():
        for form in forms:
            yield f"{path} {form}", client.post(path, form, follow=True)


def test_pages_before_signing_in(hoa: User) -> None:
    found = {name: english_on(page) for name, page in signed_out(hoa)}
    assert len(found) > 15
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("has_factor", [True, False])
def test_pages_of_the_account(hoa: User, has_factor: bool) -> None:
    client = browser()
    client.force_login(hoa)
    key = 0
    if has_factor:
        key = _set_everything_up(client, hoa)
    found = {name: english_on(page) for name, page in signed_in(client, key)}
    assert len(found) > 25
    assert {name: words for name, words in found.items() if words} == {}


def test_pages_for_who_must_set_it_up(db: None, settings: Any, cast: Any) -> None:
    settings.MFA_REQUIRED = True
    client = browser()
    client.force_login(cast.binh)
    for page in (client.get("/", follow=True), client.post("/"), client.get("/tai-khoan/")):
        assert english_on(page) == []


def test_too_many_requests(hoa: User) -> None:
    client = browser()
    client.force_login(hoa)
    for _ in range(6):
        page = client.post(reverse("account_change_password"), {})
    assert page.status_code == 429
    assert english_on(page) == []


def _set_everything_up(client: Client, user: User) -> int:
    with_app(user)
    add_key(client, user)
    return int(Authenticator.objects.get(user=user, type="webauthn").pk)


@pytest.mark.django_db(transaction=True)
def test_every_mail(mailoutbox: list[Any]) -> None:
    user = person("hoa", "Đặng Thị Hoa")
    user.email = "hoa@campha.example"
    with_password(user)
    client = browser()
    client.post("/tai-khoan/quen-mat-khau/", {"email": user.email})
    client.force_login(user)
    key = _set_everything_up(client, user)
    client.post(f"{OVERVIEW}khoa/{key}/go/")
    client.post(f"{OVERVIEW}ma-du-phong/tao/")
    client.post(f"{OVERVIEW}ung-dung/tat/")
    client.get(f"{OVERVIEW}ung-dung/bat/")
    new = "cánh diều bay qua ruộng ngô"
    facts = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/tai-khoan/mat-khau/", facts)
    client.post("/tai-khoan/thu-dien-tu/", {"email": "moi@campha.example", "password": new})
    client.post("/tai-khoan/thu-dien-tu/", {"email": "", "password": new})
    assert len(mailoutbox) == 8
    for mail in mailoutbox:
        words = re.sub(r"http\S+", "", f"{mail.subject} {mail.body}")
        assert english_in(words) == [], mail.subject
        assert mail.from_email


def test_every_mail_and_message_the_library_may_send_has_our_words() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for part in ("account/internal/flows", "account/adapter.py", "mfa", "usersessions")
        for path in _modules(Path(allauth.__file__).parent / part)
    )
    mails = set(re.findall(r'"((?:account|mfa|usersessions)/email/\w+)"', source))
    messages = set(re.findall(r'"((?:account|mfa|usersessions)/messages/\w+\.txt)"', source))
    # Things this product does not do: sign-up, addresses that are confirmed, codes instead of
    # passwords, phones; and what needs no word (signing in and out is plain to see).
    idle = re.compile(r"email_(confirm|deleted)|primary_email|login_code|reset_code|phone|unknown")
    silent = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}
    silent |= {"account/email/account_already_exists", adapters.RESET_MAIL}
    silent |= {"usersessions/messages/sessions_logged_out.txt"}
    unsaid = (mails | messages) - set(adapters.NOTICES) - set(adapters.MESSAGES) - silent
    assert {name for name in unsaid if not idle.search(name)} == set()
    assert set(adapters.NOTICES) <= mails
    assert set(adapters.MESSAGES) <= messages


def _modules(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.py"))
