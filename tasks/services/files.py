"""Evidence: a file is what its bytes are, never what its name says; only five kinds come in."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pikepdf
from django.core.files.base import ContentFile
from PIL import Image

from tasks.models import TaskFile, TaskReport
from tasks.services.refusals import Refused
from vietnamese.text import clean

MAX_BYTES = 25 * 1024 * 1024
MOST_FILES = 10
# An Office file is an archive: what it unpacks to is bounded too.
_MAX_UNPACKED = 300 * 1024 * 1024
_MAX_PARTS = 5_000
_MAX_PIXELS = 100_000_000
_KIND = TaskFile.Kind


@dataclass(frozen=True)
class Evidence:
    """One file that passed the check."""

    name: str
    kind: str
    data: bytes


def checked(name: str, data: bytes) -> Evidence:
    """The file with the kind that its content has; raises ``Refused`` with the reason."""
    shown = clean(name.replace("/", " ").replace("\\", " "))[-200:] or "tep"
    if not data:
        raise Refused(f"Tệp “{shown}” trống. Hãy chọn tệp khác.")
    if len(data) > MAX_BYTES:
        raise Refused(f"Tệp “{shown}” lớn hơn 25 MB. Hãy chọn tệp nhỏ hơn.")
    for kind, begins, opens in _KINDS:
        if data.startswith(begins) and opens(data):
            return Evidence(shown, kind, data)
    raise Refused(
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


def keep_files(report: TaskReport, files: Iterable[Evidence]) -> list[TaskFile]:
    """Store the files with the report; when one cannot be written none of them stays."""
    kept: list[TaskFile] = []
    try:
        for one in files:
            digest = hashlib.sha256(one.data).hexdigest()
            row = TaskFile(
                report=report, name=one.name, kind=one.kind, size=len(one.data), sha256=digest
            )
            row.file.save(one.name, ContentFile(one.data), save=False)
            kept.append(row)
            row.save()
    except BaseException:
        drop_files(kept)
        raise
    return kept


def drop_files(rows: Iterable[TaskFile]) -> None:
    """Take the files of rows away that were not saved after all."""
    for row in rows:
        row.file.delete(save=False)


def file_bytes(row: TaskFile) -> bytes:
    """The stored bytes; raises ``Refused`` when they are lost or no longer what came in."""
    try:
        with row.file.open("rb") as file:
            data: bytes = file.read()
    except OSError as error:
        raise Refused("Tệp minh chứng không còn trên máy chủ. Hãy báo người quản trị.") from error
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise Refused("Tệp minh chứng trên máy chủ đã bị thay đổi. Hãy báo người quản trị.")
    return data
