"""Photos behind a draft: taken in, put in order, given words, taken out; fixed once submitted."""

import hashlib
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Max

from accounts.models import User
from inspections.services import Refused
from reports.models import Document, DocumentPhoto
from reports.pictures import MAX_BYTES, PROBLEMS, Picture, PictureRefused, taken_in
from reports.services.revisions import NOT_A_DRAFT, note_revision, update_at_rev
from vietnamese.text import clean

MAX_PHOTOS = 30
# A person waits for the answer; what is not opened by then is to be sent again.
ALL_SECONDS = 40.0
NO_PHOTOS = "Loại văn bản này không in kèm ảnh."
FULL = f"Mỗi văn bản kèm tối đa {MAX_PHOTOS} ảnh. Hãy bỏ bớt ảnh rồi thêm lại."
TOO_LATE = "Máy chưa kịp mở ảnh này. Hãy gửi ít ảnh hơn mỗi lần."


class Sent(Protocol):
    """A file as it came in."""

    name: str | None
    size: int | None

    def read(self) -> bytes:
        """All of it."""


class PhotosRefused(Exception):
    """Some of the files are no photos we take; ``told`` says of each which and why."""

    def __init__(self, told: Sequence[str]) -> None:
        super().__init__(" ".join(told))
        self.told = told


@dataclass(frozen=True)
class Wish:
    """What a person wants of one photo."""

    caption: str
    order: int
    is_dropped: bool = False


def photo_bar(document: Document) -> str:
    """Why nobody may change the photos now; empty when somebody may."""
    if document.status != Document.Status.DRAFT:
        return NOT_A_DRAFT
    return "" if document.takes_photos else NO_PHOTOS


def add_photos(document: Document, files: Sequence[Sent], *, caption: str, actor: User) -> int:
    """Put photos behind a draft, all of them or none; how many are new.

    One that stands there already is not added again, as a resend would. Raises ``PhotosRefused``
    with a sentence for each file that is no photo, ``Refused`` when the paper takes none now.
    """
    if bar := photo_bar(document):
        raise Refused(bar)
    made = _all_taken_in(files)
    stored: list[DocumentPhoto] = []
    try:
        with transaction.atomic():
            locked = _locked(document)
            _store(locked, made, clean(caption), actor, stored)
            if stored:
                Document.objects.filter(pk=document.pk).update(rev=F("rev") + 1)
                document.refresh_from_db()
                note_revision(document, actor=actor, name=f"Thêm {len(stored)} ảnh")
    except BaseException:
        for photo in stored:
            photo.file.storage.delete(str(photo.file.name))
        raise
    return len(stored)


def _all_taken_in(files: Sequence[Sent]) -> dict[str, Picture]:
    """The pictures by their hash, in the order they were sent."""
    deadline = time.monotonic() + ALL_SECONDS
    made: dict[str, Picture] = {}
    faults: list[str] = []
    for file in files:
        try:
            picture = _one_taken_in(file, deadline)
        except PictureRefused as error:
            faults.append(f"{(file.name or '')[-60:]}: {error}")
        else:
            made[hashlib.sha256(picture.data).hexdigest()] = picture
    if faults:
        raise PhotosRefused(faults)
    return made


def _one_taken_in(file: Sent, deadline: float) -> Picture:
    # Larger files are not even read.
    if (file.size or 0) > MAX_BYTES:
        raise PictureRefused(PROBLEMS["too_large"])
    left = deadline - time.monotonic()
    if left <= 0:
        raise PictureRefused(TOO_LATE)
    return taken_in(file.read(), wait_seconds=left)


def _locked(document: Document) -> Document:
    """The paper with its row held: two who add at once count one after the other."""
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if bar := photo_bar(locked):
        raise Refused(bar)
    return locked


def _store(
    document: Document,
    made: Mapping[str, Picture],
    caption: str,
    actor: User,
    stored: list[DocumentPhoto],
) -> None:
    there = set(document.photos.values_list("sha256", flat=True))
    new = {sha256: picture for sha256, picture in made.items() if sha256 not in there}
    if len(there) + len(new) > MAX_PHOTOS:
        raise Refused(FULL)
    last = document.photos.aggregate(last=Max("order"))["last"] or 0
    for order, (sha256, picture) in enumerate(new.items(), last + 1):
        photo = DocumentPhoto(
            document=document,
            sha256=sha256,
            width=picture.width,
            height=picture.height,
            caption=caption,
            order=order,
            added_by=actor,
        )
        # Noted before the row is written: what fails then leaves no file behind.
        stored.append(photo)
        photo.file.save(f"{uuid.uuid4().hex}.jpg", ContentFile(picture.data))


@transaction.atomic
def edit_photos(
    document: Document, *, rev: int, wishes: Mapping[int, Wish], actor: User
) -> Document:
    """Give the photos (by key) their words and places and take some out, over the revision seen.

    A photo that is not named stays as it is; a key of another paper counts as none. Raises
    ``Stale`` when somebody saved in between, ``Refused`` when it is no draft any more.
    """
    locked = _locked(document)
    photos = list(locked.photos.order_by("order", "pk"))
    dropped = [one for one in photos if one.pk in wishes and wishes[one.pk].is_dropped]
    kept = [one for one in photos if one not in dropped]
    kept.sort(key=lambda one: wishes[one.pk].order if one.pk in wishes else one.order)
    if not _has_change(kept, dropped, wishes):
        return document
    update_at_rev(document, rev, {})
    for order, photo in enumerate(kept, 1):
        wish = wishes.get(photo.pk)
        photo.order, photo.caption = order, clean(wish.caption) if wish else photo.caption
        photo.save(update_fields=["order", "caption"])
    for photo in dropped:
        _drop(photo)
    note_revision(document, actor=actor, name=_deed(len(dropped)))
    return document


def _has_change(
    kept: Sequence[DocumentPhoto], dropped: Sequence[DocumentPhoto], wishes: Mapping[int, Wish]
) -> bool:
    is_other = any(
        order != photo.order
        or (photo.pk in wishes and clean(wishes[photo.pk].caption) != photo.caption)
        for order, photo in enumerate(kept, 1)
    )
    return bool(dropped) or is_other


def _deed(dropped: int) -> str:
    return f"Bỏ {dropped} ảnh" if dropped else "Sửa chú thích, thứ tự ảnh"


def _drop(photo: DocumentPhoto) -> None:
    """The row at once, the file when it is certain that the row is gone."""
    storage, name = photo.file.storage, str(photo.file.name)
    photo.delete()
    transaction.on_commit(lambda: storage.delete(name))
