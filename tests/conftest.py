"""What every test gets: the cast, a client for each of them, files in a folder of its own."""

import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db.models.signals import post_save
from django.test import Client
from pikepdf import Pdf

from accounts.kinds import DETAILS
from accounts.models import AuditEvent, User
from tests.accounts.chain import drop_guards
from tests.people import Cast, assemble


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Papers, anchors and counts of guesses of a test go to a place that ends with it."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.AUDIT_ANCHORS = str(tmp_path / "audit" / "anchors.log")
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {
        name: {"BACKEND": memory, "LOCATION": f"{tmp_path}/{name}"}
        for name in ("default", "papers")
    }


@pytest.fixture(autouse=True)
def guards_step_aside(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that ends by emptying every table takes the guards of the audit log away first.

    The database refuses to empty the log, to tests as to anybody; Django puts the guards back when
    it has emptied the tables (``post_migrate``).
    """
    marker = request.node.get_closest_marker("django_db")
    empties = (marker and marker.kwargs.get("transaction")) or (
        {"transactional_db", "live_server"} & set(request.fixturenames)
    )
    if empties:
        request.getfixturevalue("transactional_db")
    yield
    if empties:
        drop_guards()


@pytest.fixture(autouse=True)
def every_detail_has_words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the audit log is told must be readable on its page: each key stands in ``DETAILS``."""

    def look(sender: Any, instance: AuditEvent, created: bool, **kwargs: Any) -> None:
        keys = {*instance.data, *instance.data.get("from", ()), *instance.data.get("to", ())}
        assert not created or keys <= set(DETAILS), instance.data

    def in_bulk(events: list[AuditEvent], **options: Any) -> list[AuditEvent]:
        for event in events:
            look(AuditEvent, event, created=True)
        return plain(events, **options)

    rows = AuditEvent._default_manager
    plain = rows.bulk_create
    monkeypatch.setattr(rows, "bulk_create", in_bulk)
    post_save.connect(look, sender=AuditEvent)
    yield
    post_save.disconnect(look, sender=AuditEvent)


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
    page = one_page()
    monkeypatch.setattr("reports.pdf.render", lambda content, **limits: page)


@cache
def one_page() -> bytes:
    """A PDF of one blank page."""
    file, data = Pdf.new(), io.BytesIO()
    file.add_blank_page()
    file.save(data, deterministic_id=True)
    return data.getvalue()
