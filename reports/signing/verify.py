"""What can be said about a PDF somebody sent: is it the file we keep, and who signed it.

Nothing of the file is kept and nothing in it is believed: it is read by a limited process, and
whatever that process does, the answer is plain values with words for a person.
"""

import base64
import hashlib
import json
import struct
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

MAX_BYTES = 25 * 1024 * 1024
WALL_SECONDS = 20.0
AT_ONCE = 2
_turns = threading.BoundedSemaphore(AT_ONCE)

PROBLEMS = {
    "empty": "Tệp rỗng.",
    "too_large": f"Tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB hoặc quá phức tạp nên không đọc.",
    "not_pdf": "Tệp không phải là tệp PDF.",
    "encrypted": "Tệp được đặt mật khẩu (mã hóa) nên không đọc được chữ ký số bên trong.",
    "broken": "Tệp PDF bị hỏng hoặc không đúng chuẩn nên không đọc được chữ ký số bên trong.",
    "too_many": "Tệp có quá nhiều chữ ký số nên không kiểm tra.",
    "too_long": "Đọc tệp quá lâu nên đã dừng.",
    "busy": "Máy đang kiểm tra nhiều tệp khác. Hãy thử lại sau ít phút.",
}


@dataclass(frozen=True)
class Signature:
    """One signature (or document timestamp) as the checker read it.

    ``covers``: ``file`` all of it, ``revision`` all up to the signing, ``part`` less.
    ``change``: what came afterwards: ``none``, ``allowed`` (further signatures), ``other``.
    """

    field: str
    kind: str
    signer: str
    issuer: str
    signed_at: str
    level: str
    has_timestamp: bool
    intact: bool
    valid: bool
    trusted: bool
    revocation_checked: bool
    covers: str
    change: str

    @property
    def is_sound(self) -> bool:
        """Belongs to this very content, nothing but signatures was added; whose it is, is
        another question (``trusted``)."""
        return self.intact and self.valid and self.covers != "part" and self.change != "other"


@dataclass(frozen=True)
class Findings:
    """What was found in a file; ``problem`` is a key of ``PROBLEMS`` or empty."""

    sha256: str
    problem: str = ""
    signatures: tuple[Signature, ...] = ()
    # Since the base the caller named: "" when none was named, else as in ``Signature.change``.
    change: str = ""
    pages: int = 0
    # Runs something, or carries other files.
    active: bool = False

    @property
    def problem_words(self) -> str:
        """The problem as a sentence."""
        return PROBLEMS.get(self.problem, "")


def check(data: bytes, *, roots: Iterable[bytes] = (), base: int | None = None) -> Findings:
    """Read the signatures of a file; never raises, whatever the file is.

    ``roots``: certificates (DER) that are trusted. ``base``: length of the revision with which the
    rest is to be compared.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if not data:
        return Findings(sha256, "empty")
    if len(data) > MAX_BYTES:
        return Findings(sha256, "too_large")
    if not _turns.acquire(timeout=WALL_SECONDS):
        return Findings(sha256, "busy")
    try:
        told = _ask(data, roots, base)
    finally:
        _turns.release()
    signatures = tuple(Signature(**facts) for facts in told["signatures"])
    nature = {"pages": told.get("pages", 0), "active": told.get("active", False)}
    return Findings(sha256, told["problem"], signatures, told["change"], **nature)


def _ask(data: bytes, roots: Iterable[bytes], base: int | None) -> dict[str, Any]:
    """The checker's answer; when it was killed or fell, that is the answer."""
    job = {"roots": [base64.b64encode(root).decode() for root in roots], "base": base}
    head = json.dumps(job).encode()
    failed = {"problem": "too_long", "signatures": [], "change": ""}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "reports.signing.checker"],
            cwd=settings.BASE_DIR,
            input=struct.pack(">I", len(head)) + head + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return failed
    if done.returncode:
        # A negative code is a signal: its time was up. Else it fell over the file.
        return failed if done.returncode < 0 else failed | {"problem": "broken"}
    told: dict[str, Any] = json.loads(done.stdout)
    return told
