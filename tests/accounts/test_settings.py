"""What the environment sets: a real server behind HTTPS, and the copy to try."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

NAMES = (
    "MFA_REQUIRED",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "ALLAUTH_TRUSTED_PROXY_COUNT",
    "ACCOUNT_DEFAULT_HTTP_PROTOCOL",
    "EMAIL_BACKEND",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_USE_TLS",
    "DEFAULT_FROM_EMAIL",
)
PROGRAM = f"""
import json
from tinhdoan import settings
print(json.dumps({{name: getattr(settings, name) for name in {NAMES}}}))
"""
SMTP = "django.core.mail.backends.smtp.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (
            {},
            {
                "MFA_REQUIRED": False,
                "SESSION_COOKIE_NAME": "sessionid",
                "SESSION_COOKIE_SECURE": False,
                "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
                "EMAIL_BACKEND": CONSOLE,
            },
        ),
        (
            {
                "HTTPS": "on",
                "EMAIL_URL": "smtp+tls://thu:mat@thu.example:587",
                "DEFAULT_FROM_EMAIL": "he-thong@tinhdoan.example",
            },
            {
                "MFA_REQUIRED": True,
                "SESSION_COOKIE_NAME": "__Host-sessionid",
                "SESSION_COOKIE_SECURE": True,
                "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
                "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https",
                "EMAIL_BACKEND": SMTP,
                "EMAIL_HOST": "thu.example",
                "EMAIL_PORT": 587,
                "EMAIL_USE_TLS": True,
                "DEFAULT_FROM_EMAIL": "he-thong@tinhdoan.example",
            },
        ),
        (
            {"HTTPS": "on", "MFA_REQUIRED": "off", "TRUSTED_PROXIES": "2"},
            {"MFA_REQUIRED": False, "ALLAUTH_TRUSTED_PROXY_COUNT": 2},
        ),
    ],
)
def test_one_switch_sets_what_belongs_together(
    given: dict[str, str], found: dict[str, object]
) -> None:
    ours = ("HTTPS", "EMAIL_URL", "MFA_REQUIRED", "TRUSTED_PROXIES", "DEFAULT_FROM_EMAIL")
    env = {name: value for name, value in os.environ.items() if name not in ours}
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=env | given,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    values = json.loads(told.stdout)
    assert {name: values[name] for name in found} == found
