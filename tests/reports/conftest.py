"""Papers that many tests of the page look at, and none changes."""

from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from reports import pdf
from tests.people import assemble
from tests.reports import golden


@pytest.fixture(scope="session")
def every_kind(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """Kind → the content of a realistic paper; of what made them nothing stays."""
    media = str(tmp_path_factory.mktemp("media"))
    files = override_settings(MEDIA_ROOT=media, AUDIT_ANCHORS=f"{media}/anchors.log")
    with files, django_db_blocker.unblock(), transaction.atomic():
        contents = golden.golden_contents(assemble())
        transaction.set_rollback(True)
    return contents


@pytest.fixture(scope="session")
def printed_kinds(every_kind: dict[str, dict[str, Any]]) -> dict[str, bytes]:
    """Kind → the file of that paper."""
    return {kind: pdf.render(content) for kind, content in every_kind.items()}
