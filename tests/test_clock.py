"""`make run` keeps its own clock: it ticks while the server runs and ends with it."""

import os
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.proof
STARTS_WITHIN = 120
ENDS_WITHIN = 20


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _serves(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/dang-nhap/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _sealed(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        query = "SELECT COUNT(*) FROM accounts_auditevent WHERE seq IS NOT NULL"
        return int(connection.execute(query).fetchone()[0])


def _wait(happens: object, seconds: int) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happens():  # type: ignore[operator]
            return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_events_are_sealed_while_it_runs_and_nothing_is_left_behind(
    ending: signal.Signals, tmp_path: Path
) -> None:
    port, database = _free_port(), tmp_path / "db.sqlite3"
    env = {
        **os.environ,
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{database}",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "AUDIT_ANCHORS": str(tmp_path / "anchors.log"),
    }
    server = subprocess.Popen(
        ["deploy/run.sh"],
        cwd=settings.BASE_DIR,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        assert _wait(lambda: _serves(port), STARTS_WITHIN)
        assert _wait(lambda: _sealed(database), 30)
        assert (tmp_path / "anchors.log").exists()
        if ending == signal.SIGINT:
            os.killpg(server.pid, ending)  # as Ctrl-C does
        else:
            server.send_signal(ending)
        # Everybody who wrote into the pipe is gone when it ends.
        said, _ = server.communicate(timeout=ENDS_WITHIN)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
    assert b"Traceback" not in said
    assert not _serves(port)
