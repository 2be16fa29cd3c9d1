"""Evidence: a file is what its bytes are, never what its name says; only five kinds come in."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from PIL import Image

from tasks.models import TaskFile
from vietnamese.text import clean

MAX_BYTES = 25 * 1024 * 1024
MOST_FILES = 10
# An Office file is an archive: what it unpacks to is bounded too.
_MAX_UNPACKED = 300 * 1024 * 1024
_MAX_PARTS = 5_000
_MAX_PIXELS = 100_000_000
_KIND = TaskFile.Kind


class BadFile(Exception):
    """A file that does not come in; the text is a sentence for the user."""


@dataclass(frozen=True)
class Evidence:
    """One file that passed the check."""

    name: str
    kind: str
    data: bytes


def checked(name: str, data: bytes) -> Evidence:
    """The file with the kind that its content has; raises ``BadFile`` with the reason."""
    shown = clean(name.replace("/", " ").replace("\\", " "))[-200:] or "tep"
    if not data:
        raise BadFile(f"Tệp “{shown}” trống. Hãy chọn tệp khác.")
    if len(data) > MAX_BYTES:
        raise BadFile(f"Tệp “{shown}” lớn hơn 25 MB. Hãy chọn tệp nhỏ hơn.")
    for kind, begins, opens in _KINDS:
        if data.startswith(begins) and opens(data):
            return Evidence(shown, kind, data)
    raise BadFile(
        f"Tệp “{shown}” không phải PDF, JPEG, PNG, DOCX hoặc XLSX, hoặc đã hỏng. "
        "Hãy lưu lại ở một trong các dạng này rồi tải lên."
    )


def _is_pdf(data: bytes) -> bool:
    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            return len(file.pages) > 0
    except (pikepdf.PdfError, ValueError):
        return False


def _is_image(data: bytes, kind: str) -> bool:
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as picture:
            if picture.width * picture.height > _MAX_PIXELS:
                return False
            picture.verify()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def _is_jpeg(data: bytes) -> bool:
    return _is_image(data, "JPEG")


def _is_png(data: bytes) -> bool:
    return _is_image(data, "PNG")


def _is_office(data: bytes, part: str) -> bool:
    """An Office file without macros that has the part, and unpacks to a bounded size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError):
        return False
    names = {info.filename for info in infos}
    small = len(infos) <= _MAX_PARTS and sum(i.file_size for i in infos) <= _MAX_UNPACKED
    macros = any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names)
    return small and not macros and {"[Content_Types].xml", part} <= names


def _is_docx(data: bytes) -> bool:
    return _is_office(data, "word/document.xml")


def _is_xlsx(data: bytes) -> bool:
    return _is_office(data, "xl/workbook.xml")


_KINDS: tuple[tuple[str, bytes, Callable[[bytes], bool]], ...] = (
    (_KIND.PDF, b"%PDF-", _is_pdf),
    (_KIND.JPEG, b"\xff\xd8\xff", _is_jpeg),
    (_KIND.PNG, b"\x89PNG\r\n\x1a\n", _is_png),
    (_KIND.DOCX, b"PK\x03\x04", _is_docx),
    (_KIND.XLSX, b"PK\x03\x04", _is_xlsx),
)
