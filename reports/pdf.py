"""Content → HTML → PDF: the only door to the renderer.

One renderer a web worker, started when first needed. A paper that takes too long is refused with
words and its process killed; the next paper gets a fresh one.
"""

import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Mapping
from typing import IO, Any, cast

from django.conf import settings
from django.template.loader import render_to_string

MAX_HTML_BYTES = 2 * 1024 * 1024
RETRY = "Chưa có số nào bị dùng; hãy rút gọn nội dung hoặc thử lại sau."


class RenderFailed(Exception):
    """The paper could not be printed; the text says why and what to do."""


class _Died(Exception):
    """The renderer ended before it answered."""


class Renderer:
    """One renderer process and the pipe to it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "reports.renderer"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for the server; the renderer ends when its input does.
            start_new_session=True,
        )
        self.owner = os.getpid()
        for pipe in (self.process.stdin, self.process.stdout):
            os.set_blocking(cast(IO[bytes], pipe).fileno(), False)

    def is_usable(self) -> bool:
        """Alive, and started by this very process (a fork must not share a pipe)."""
        return self.owner == os.getpid() and self.process.poll() is None

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            cast(IO[bytes], pipe).close()

    def ask(self, job: bytes, limit_seconds: float) -> tuple[bytes, bytes]:
        """Send a job, wait for its answer: mark and bytes.

        Raises ``TimeoutError`` when it takes longer and ``_Died`` when the process ended.
        """
        deadline = time.monotonic() + limit_seconds
        left = memoryview(struct.pack(">I", len(job)) + job)
        got = bytearray()
        source = cast(IO[bytes], self.process.stdout).fileno()
        sink = cast(IO[bytes], self.process.stdin).fileno()
        with selectors.DefaultSelector() as waiting:
            waiting.register(source, selectors.EVENT_READ)
            waiting.register(sink, selectors.EVENT_WRITE)
            while not _is_whole(got):
                ready = waiting.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise TimeoutError
                for key, _ in ready:
                    if key.fd == source:
                        got += _read(source)
                    else:
                        left = left[_write(sink, left) :]
                        if not left:
                            waiting.unregister(sink)
        return bytes(got[:1]), bytes(got[5:])


def _read(fd: int) -> bytes:
    chunk = os.read(fd, 1 << 20)
    if not chunk:
        raise _Died
    return chunk


def _write(fd: int, data: memoryview) -> int:
    try:
        return os.write(fd, data[: 1 << 16])
    except BrokenPipeError as error:
        raise _Died from error


def _is_whole(got: bytearray) -> bool:
    return len(got) >= 5 and len(got) == 5 + struct.unpack(">I", got[1:5])[0]


_lock = threading.Lock()
_current: Renderer | None = None


def _ask(job: bytes, deadline: float) -> tuple[bytes, bytes]:
    """One job through this process's renderer; a renderer that died is replaced once."""
    global _current
    for is_last in (False, True):
        if _current is None or not _current.is_usable():
            _current = Renderer()
        try:
            return _current.ask(job, deadline - time.monotonic())
        except (TimeoutError, _Died) as error:
            _current.kill()
            _current = None
            if isinstance(error, TimeoutError) or is_last:
                raise
    raise _Died


def render_html(html: str, *, limit_seconds: float = 15.0) -> bytes:
    """PDF of an HTML page. Raises ``RenderFailed``; nothing is shared between threads."""
    if len(html.encode()) > MAX_HTML_BYTES:
        raise RenderFailed(f"Văn bản quá dài để in. {RETRY}")
    job = json.dumps({"html": html, "limit": limit_seconds}).encode()
    # One deadline for waiting, printing and a second try: an issue holds the database meanwhile.
    deadline = time.monotonic() + limit_seconds
    if not _lock.acquire(timeout=limit_seconds):
        raise RenderFailed(f"Máy đang in nhiều văn bản khác. {RETRY}")
    try:
        mark, data = _ask(job, deadline)
    except TimeoutError as error:
        raise RenderFailed(f"Văn bản in quá {limit_seconds:g} giây nên đã dừng. {RETRY}") from error
    except _Died as error:
        raise RenderFailed(f"Tiến trình in bị dừng giữa chừng. {RETRY}") from error
    finally:
        _lock.release()
    if mark != b"K":
        raise RenderFailed(f"{data.decode()} {RETRY}")
    return data


def to_html(content: Mapping[str, Any]) -> str:
    """The page as HTML: everything in it escaped, all text NFC."""
    html = render_to_string(f"reports/{content['kind']}.html", {"paper": content})
    return unicodedata.normalize("NFC", html)


def render(content: Mapping[str, Any], *, limit_seconds: float = 15.0) -> bytes:
    """PDF of a paper's content; equal content gives equal bytes. Raises ``RenderFailed``."""
    return render_html(to_html(content), limit_seconds=limit_seconds)
