"""The files of a paper: its issued bytes, its photos, the name people save them under."""

import hashlib
from collections.abc import Mapping
from typing import Any

from inspections.services import Refused
from reports import contents, docx, layout
from reports.models import Document, DocumentPhoto
from vietnamese.text import fold

LOST_PHOTO = "Không mở được một ảnh của văn bản. Hãy bỏ ảnh đó ra rồi thêm lại."


def stored_pdf(document: Document) -> bytes:
    """Bytes of the issued file, compared with the hash taken at issue.

    Raises ``Refused`` when the file was changed or lost.
    """
    try:
        with document.pdf.storage.open(str(document.pdf.name)) as file:
            data: bytes = file.read()
    except OSError as error:
        raise Refused("Không mở được tệp đã ban hành. Hãy báo người quản trị hệ thống.") from error
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise Refused(
            "Tệp đang lưu không còn đúng với bản đã ban hành nên không được đưa ra. "
            "Hãy báo người quản trị hệ thống."
        )
    return data


def photos_of(document: Document) -> dict[str, bytes]:
    """The JPEGs of the paper's photos by their hash. Raises ``Refused`` when one is lost."""
    return {photo.sha256: photo_bytes(photo) for photo in document.photos.all()}


def photo_bytes(photo: DocumentPhoto) -> bytes:
    """The JPEG as it was taken in. Raises ``Refused`` when it is lost or was changed since."""
    try:
        with photo.file.storage.open(str(photo.file.name)) as file:
            data: bytes = file.read()
    except OSError as error:
        raise Refused(LOST_PHOTO) from error
    if hashlib.sha256(data).hexdigest() != photo.sha256:
        raise Refused(LOST_PHOTO)
    return data


def as_docx(document: Document) -> bytes:
    """The Word twin: of an issued paper what was frozen, of another its draft, marked as one.

    Raises ``Refused`` when a photo is lost or the paper is too much for a Word file.
    """
    content = shown_content(document)
    if fault := layout.too_much_for_word(content):
        raise Refused(fault)
    return docx.render(content, photos_of(document))


def shown_content(document: Document) -> Mapping[str, Any]:
    """What was frozen of an issued paper, of another its draft, marked as one."""
    frozen: Mapping[str, Any] | None = document.content if document.is_frozen else None
    return frozen or contents.paper(document, number=None, is_draft=True)


def file_name(document: Document) -> str:
    """A name that sorts by day and says what it is, in plain letters."""
    day = f"{document.paper_on:%Y-%m-%d}" if document.paper_on else ""
    about = document.unit_name or document.about
    words = fold(f"{day} {document.symbol or document.get_kind_display()} {about}")
    return words.replace(" ", "-")[:120]
