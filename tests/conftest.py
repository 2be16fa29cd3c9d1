"""What every test gets: the cast, a client for each of them, files in a folder of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.people import Cast, assemble


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Papers of a test go to a folder that ends with it; so do counts of guesses."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": str(tmp_path)}}


@pytest.fixture
def cast(db: None) -> Cast:
    """The named cast (tests/people.py)."""
    return assemble()


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    """``as_(cast.hoa)`` is a browser in which Hoa is signed in."""

    def sign_in(user: User) -> Client:
        browser = Client()
        browser.force_login(user)
        return browser

    return sign_in


@pytest.fixture
def quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """No real rendering: for tests that are not about the page."""
    monkeypatch.setattr("reports.pdf.render", lambda content, **limits: b"%PDF-1.7 quick")
