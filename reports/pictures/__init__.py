"""Photos somebody sends: looked at, made anew as a plain JPEG, or refused with a sentence.

Nothing of the file that came in is kept: no metadata, no place, no bytes after the picture. It is
opened in a process of its own (``decoder``), limited as the renderer is, because a few kilobytes
can ask for gigabytes.
"""

import json
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

MAX_MEGABYTES = 25
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
MAX_MEGAPIXELS = 60
# Photos sent together.
MAX_AT_ONCE = 10
WALL_SECONDS = 10.0
# The largest photo takes most of a gigabyte for a second: one at a time in a web worker.
_turn = threading.Lock()
_ROOT = Path(__file__).resolve().parent.parent.parent

PROBLEMS = {
    "empty": "Tệp rỗng. Hãy chọn lại ảnh.",
    "too_large": f"Ảnh lớn hơn {MAX_MEGABYTES} MB. Hãy giảm cỡ ảnh rồi gửi lại.",
    "too_many_pixels": f"Ảnh có hơn {MAX_MEGAPIXELS} triệu điểm ảnh. Hãy giảm cỡ ảnh rồi gửi lại.",
    "no_photo": "Tệp không phải là ảnh JPEG, PNG, WebP hoặc HEIC. Hãy chọn ảnh chụp.",
    "animated": "Ảnh động không in được. Hãy chọn ảnh tĩnh.",
    "two_things": (
        "Tệp chứa cả nội dung khác ngoài ảnh nên không nhận. "
        "Hãy mở ảnh, lưu thành tệp JPEG mới rồi gửi lại."
    ),
    "broken": "Ảnh bị hỏng hoặc bị cắt cụt. Hãy chép lại ảnh từ máy chụp rồi gửi lại.",
    "too_heavy": "Ảnh quá phức tạp nên máy không mở. Hãy lưu ảnh thành tệp JPEG rồi gửi lại.",
    "busy": "Máy đang xử lý nhiều ảnh khác. Hãy gửi lại sau ít phút.",
}


class PictureRefused(Exception):
    """The file is not taken; the text says why and what to do."""


@dataclass(frozen=True)
class Picture:
    """A JPEG without metadata; sides in pixels, as it is looked at."""

    data: bytes
    width: int
    height: int


def taken_in(data: bytes, *, wait_seconds: float = 2 * WALL_SECONDS) -> Picture:
    """The photo as a JPEG of our own making; equal bytes in give equal bytes out.

    Raises ``PictureRefused`` for everything that is not one still photo in a kind of file we know.
    """
    if not data:
        raise PictureRefused(PROBLEMS["empty"])
    if len(data) > MAX_BYTES:
        raise PictureRefused(PROBLEMS["too_large"])
    if not _turn.acquire(timeout=wait_seconds):
        raise PictureRefused(PROBLEMS["busy"])
    try:
        told = _ask(data)
    finally:
        _turn.release()
    problem, width, height, picture = told
    if problem:
        raise PictureRefused(PROBLEMS.get(problem, PROBLEMS["broken"]))
    return Picture(picture, width, height)


def _ask(data: bytes) -> tuple[str, int, int, bytes]:
    """The decoder's answer; when it was killed or fell, that is the answer."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "reports.pictures.decoder"],
            cwd=_ROOT,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "too_heavy", 0, 0, b""
    if done.returncode or len(done.stdout) < 4:
        # A negative code is a signal: its time was up, or the file made the decoder fall.
        return "too_heavy" if done.returncode < 0 else "broken", 0, 0, b""
    length = struct.unpack(">I", done.stdout[:4])[0]
    head = json.loads(done.stdout[4 : 4 + length])
    return head["problem"], head["width"], head["height"], done.stdout[4 + length :]
