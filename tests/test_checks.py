"""System checks that speak before the first request does."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tinhdoan import checks, sqlite

only_sqlite = connection.vendor == "sqlite"


def test_the_library_in_use_does_not_lose_commits() -> None:
    assert sqlite.library_version() >= sqlite.WAL_IS_SAFE_FROM


def test_an_old_library_gets_no_wal_and_syncs_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "WAL" in str(sqlite.database_options()["init_command"])
    assert "synchronous=FULL" in str(sqlite.database_options()["init_command"])
    monkeypatch.setattr(sqlite, "library_version", lambda: (3, 40, 1))
    options = sqlite.database_options()
    assert "journal_mode=DELETE;PRAGMA synchronous=EXTRA" in str(options["init_command"])
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)


def test_wal_on_an_old_library_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.sqlite_keeps_commits() == []
    monkeypatch.setattr(checks, "library_version", lambda: (3, 40, 1))
    found = [message.id for message in checks.sqlite_keeps_commits()]
    assert found == (["tinhdoan.E001"] if only_sqlite else [])


def test_requests_hold_no_transaction() -> None:
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


def test_what_a_real_server_lacks_or_has_too_much_is_said(settings: Any, tmp_path: Any) -> None:
    assert checks.fonts_are_there() == []
    settings.BASE_DIR = tmp_path
    assert [message.id for message in checks.fonts_are_there()] == ["tinhdoan.E002"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert checks.mails_leave() == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert [message.id for message in checks.mails_leave()] == ["tinhdoan.W002"]
    settings.DEMO = True
    assert [message.id for message in checks.demo_is_off()] == ["tinhdoan.E003"]
