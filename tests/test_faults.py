"""Small faults: a process killed in the middle of issuing costs no number and tears no paper."""

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings

pytestmark = pytest.mark.proof
KILLS = 20
POSTGRES = os.environ.get("CI_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
SET_UP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.people import assemble
from tests import build
build.approved_paper(assemble())
"""
# Issue paper after paper until somebody stops us; each a twin of the first.
WORK = """
import django; django.setup()
from django.utils import timezone
from accounts.models import User
from reports import services
from reports.models import Document
an = User.objects.get(username="an")
first = Document.objects.order_by("pk")[0]
while True:
    twin = Document.objects.get(pk=first.pk)
    for field in ("register", "number", "content", "issued_at"):
        setattr(twin, field, None)
    twin.pk, twin.status, twin.symbol, twin.sha256, twin.pdf = None, "approved", "", "", ""
    twin.save()
    services.issue(twin, actor=an)
    print("issued", flush=True)
"""
REPORT = """
import django, hashlib, json; django.setup()
from reports.models import Document, Register
print(json.dumps({
    "numbers": sorted(Document.objects.exclude(number=None).values_list("number", flat=True)),
    "last": Register.objects.values_list("last_number", flat=True).first() or 0,
    "files": [[d.pdf.path, d.sha256] for d in Document.objects.exclude(sha256="")],
    "half": Document.objects.filter(status="issued", sha256="").count(),
}))
"""


def _run(script: str, env: dict[str, str], **options: Any) -> Any:
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own, dropped again; where no PostgreSQL answers, that half is skipped."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    try:
        admin = psycopg2.connect(POSTGRES)
    except psycopg2.OperationalError:
        pytest.skip("no PostgreSQL answers")
    admin.autocommit = True
    name = f"tinhdoan_faults_{os.getpid()}"
    with admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{POSTGRES.rpartition('/')[0]}/{name}"
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    admin.close()


def test_twenty_kills_while_issuing_leave_no_gap_and_no_half_paper(
    address: str, tmp_path: Path
) -> None:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tinhdoan.settings",
        "DATABASE_URL": address,
        "MEDIA_ROOT": str(tmp_path / "media"),
    }
    assert _run(SET_UP, env).wait() == 0
    chance = random.Random(29)
    for _ in range(KILLS):
        worker = _run(WORK, env)
        assert worker.stdout is not None
        assert worker.stdout.readline() == "issued\n"
        # The next one takes this long: the end comes in its render, lock, file or commit.
        time.sleep(chance.uniform(0, 0.6))
        worker.kill()
        worker.wait()
    told = json.loads(_run(REPORT, env).communicate()[0])
    assert told["half"] == 0
    assert told["numbers"] == list(range(1, told["last"] + 1))
    assert told["last"] >= KILLS
    for path, sha256 in told["files"]:
        assert hashlib.sha256(Path(path).read_bytes()).hexdigest() == sha256
