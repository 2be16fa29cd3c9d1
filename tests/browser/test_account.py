"""Keys in a real browser with a virtual one plugged in; and account pages anyone can use."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.test_story import _serious
from tinhdoan.demo.people import PASSWORD

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]
SignIn = Callable[..., Page]
OVERVIEW = "/tai-khoan/xac-thuc-hai-lop/"


def plug_in(page: Page, *, user_agrees: bool = True) -> None:
    """A key inside the machine, as a phone has one; its owner's finger is on it or not."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": user_agrees,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_out(page: Page, demo: str) -> None:
    page.locator(".person summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(f"{demo}/dang-nhap/")


def add_key(page: Page, demo: str) -> None:
    page.goto(f"{demo}{OVERVIEW}khoa/them/")
    page.get_by_label("Tên khóa").fill("Điện thoại của tôi")
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.get_by_text("Đã thêm khóa đăng nhập.")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_key_is_added_and_then_signs_in_alone_and_as_the_second_step(
    sign_in: SignIn, demo: str, width: int
) -> None:
    page = sign_in("thuky", width=width)
    plug_in(page)
    add_key(page, demo)
    # A first factor beside the password brings the spare codes with it.
    assert page.locator(".spare-codes code").count() == 10
    sign_out(page, demo)
    page.get_by_role("button", name="Đăng nhập bằng khóa").click()
    page.wait_for_url(f"{demo}/")
    sign_out(page, demo)
    page.fill("[name=username]", "thuky")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/buoc-hai/")
    page.get_by_role("button", name="Dùng khóa đăng nhập").click()
    page.wait_for_url(f"{demo}/")
    page.goto(f"{demo}{OVERVIEW}")
    page.get_by_role("link", name=re.compile("^Gỡ")).click()
    page.get_by_role("button", name="Gỡ khóa").click()
    expect(page.get_by_text("Đã gỡ khóa đăng nhập.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_a_key_whose_owner_does_not_agree_opens_nothing_and_says_so(
    sign_in: SignIn, demo: str
) -> None:
    page = sign_in("thuky", width=390)
    plug_in(page, user_agrees=False)
    page.goto(f"{demo}{OVERVIEW}khoa/them/")
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.get_by_text("Chưa xác nhận được")).to_be_visible()
    assert not Authenticator.objects.exists()
    sign_out(page, demo)
    page.get_by_role("button", name="Đăng nhập bằng khóa").click()
    expect(page.get_by_text("Chưa xác nhận được")).to_be_visible()
    assert page.url == f"{demo}/dang-nhap/"


def test_the_shared_machine_box_counts_for_keys_too(sign_in: SignIn, demo: str) -> None:
    page = sign_in("thuky", width=1280)
    plug_in(page)
    add_key(page, demo)
    sign_out(page, demo)
    page.get_by_label("Đây là máy dùng chung").check()
    page.get_by_role("button", name="Đăng nhập bằng khóa").click()
    page.wait_for_url(f"{demo}/")
    cookie = next(one for one in page.context.cookies() if one["name"] == "sessionid")
    assert cookie["expires"] == -1


def test_the_application_is_set_up_from_the_secret_on_the_page(sign_in: SignIn, demo: str) -> None:
    page = sign_in("lanhdao", width=390)
    page.goto(f"{demo}{OVERVIEW}ung-dung/bat/")
    picture = page.get_by_alt_text("Mã QR")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    step = int(time.time()) // 30
    page.get_by_label("Mã 6 chữ số").fill(totp.format_hotp_value(totp.hotp_value(secret, step)))
    page.get_by_role("button", name="Bật", exact=True).click()
    expect(page.get_by_text("Đã bật ứng dụng xác thực.")).to_be_visible()
    assert page.get_by_role("button", name="In", exact=True).is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_account_pages_have_no_serious_fault_and_do_not_scroll_sideways(
    sign_in: SignIn, demo: str, width: int
) -> None:
    page = sign_in("thuky", width=width)
    plug_in(page)
    add_key(page, demo)
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    key = Authenticator.objects.get(type="webauthn", user=User.objects.get(username="thuky")).pk
    own = ["", "thu-dien-tu/", "mat-khau/", "phien-dang-nhap/", "xac-nhan/", "xac-nhan/khoa/"]
    more = ["", "ung-dung/bat/", "ma-du-phong/", "ma-du-phong/tao/", "khoa/them/"]
    more += [f"khoa/{key}/doi-ten/", f"khoa/{key}/go/"]
    for path in [f"/tai-khoan/{one}" for one in own] + [f"{OVERVIEW}{one}" for one in more]:
        page.goto(demo + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert _serious(page) == [], path
    sign_out(page, demo)
    for path in ("/dang-nhap/", "/tai-khoan/quen-mat-khau/", "/tai-khoan/quen-mat-khau/da-gui/"):
        page.goto(demo + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert _serious(page) == [], path
    assert said == []
