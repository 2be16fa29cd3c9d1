"""A quick hasher: these tests sign in often, and none but one is about how passwords are kept."""

from typing import Any

import pytest

from accounts.models import User
from tests.accounts.steps import with_password
from tests.people import person


@pytest.fixture(autouse=True)
def quick_hasher(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def hoa(db: None, quick_hasher: None) -> User:
    """Hoa with a password and an address."""
    user = person("hoa", "Đặng Thị Hoa")
    user.email = "hoa@campha.example"
    return with_password(user)
