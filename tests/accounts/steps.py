"""Small steps of signing in, shared by the tests of accounts."""

import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from accounts.models import User

PASSWORD = "bốn con thuyền giấy đỏ"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SECOND_STEP = "/dang-nhap/buoc-hai/"
OVERVIEW = "/tai-khoan/xac-thuc-hai-lop/"
APP_ON, APP_OFF = f"{OVERVIEW}ung-dung/bat/", f"{OVERVIEW}ung-dung/tat/"
CODES = f"{OVERVIEW}ma-du-phong/"
ADD_KEY = f"{OVERVIEW}khoa/them/"
WRONG_CODE = "Mã không đúng"


def browser(**headers: str) -> Client:
    """A fresh browser that calls the product by the name its keys are for."""
    return Client(headers={"host": "localhost", **headers})


def with_password(user: User, password: str = PASSWORD) -> User:
    """The same person, able to sign in."""
    user.set_password(password)
    user.save()
    return user


def with_app(user: User) -> list[str]:
    """Give the person an authenticator application; returns their spare codes."""
    totp.TOTP.activate(user, SECRET)
    return list(RecoveryCodes.activate(user).get_unused_codes())


def code(shift: int = 0) -> str:
    """What the application shows now, or so many half minutes later."""
    return code_of(SECRET, shift)


def code_of(secret: str, shift: int = 0) -> str:
    """What an application with that secret shows."""
    step = int(time.time()) // 30 + shift
    return str(totp.format_hotp_value(totp.hotp_value(secret, step)))


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: Any) -> Any:
    """Send the sign-in form."""
    facts = {"username": username, "password": password, **more}
    return client.post(reverse("account_login"), facts)


def second_step(client: Client, given: str) -> Any:
    """Send the form of the second step."""
    return client.post(SECOND_STEP, {"code": given})


def link_in(body: str) -> str:
    """The link of a mail, without the host."""
    return body.partition("http://localhost")[2].split()[0]


def is_in(client: Client) -> bool:
    """Whether the browser opens a page of the product."""
    return client.get(reverse("home")).status_code == 200
