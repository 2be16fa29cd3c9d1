"""All papers of a round as one ZIP, made in the background.

Issued papers go in byte for byte; one that is lost or changed does not keep the others away, it
is named. A task that is done twice gives one file: whoever finds the bundle ended goes home.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts import audit
from accounts.models import User
from inspections.models import Round
from inspections.services import Refused
from reports import bulk, docx, pdf
from reports.models import Bundle, Document
from reports.services.files import file_name, photos_of, shown_content, stored_pdf
from vietnamese.dates import short

KEPT = timedelta(days=7)
# A worker says every few papers that it lives; one that is silent for so long does not.
GIVEN_UP = timedelta(minutes=15)
STOPPED = "Máy chủ dừng giữa chừng khi tạo gói. Hãy tạo lại."
_COLUMNS = ("Tệp", "Số, ký hiệu", "Ngày", "Loại văn bản", "Trích yếu", "Trạng thái", "SHA-256")
_OPEN = (Bundle.State.WAITING, Bundle.State.RUNNING)


@transaction.atomic
def ask_for_bundle(
    round_: Round, *, actor: User, with_drafts: bool = False, with_docx: bool = False
) -> Bundle:
    """Put a bundle into the queue; the one that is being made already is returned instead."""
    Round.objects.select_for_update().get(pk=round_.pk)
    wish = {"round": round_, "with_drafts": with_drafts, "with_docx": with_docx}
    same = Bundle.objects.filter(round=round_, state=Bundle.State.RUNNING)
    same.filter(seen_at__lt=timezone.now() - GIVEN_UP).update(
        state=Bundle.State.FAILED, note=STOPPED, ended_at=timezone.now()
    )
    existing = Bundle.objects.filter(state__in=_OPEN, **wish).first()
    if existing:
        return existing
    bundle = Bundle.objects.create(asked_by=actor, **wish)
    audit.record("papers_bundled", actor=actor, obj=round_)
    transaction.on_commit(lambda: make_bundle.enqueue(bundle.pk))
    return bundle


@task()
def make_bundle(pk: int) -> None:
    """Make the file of a bundle; the page shows how far it is."""
    bundle = Bundle.objects.filter(pk=pk, state__in=_OPEN).first()
    if bundle is None:
        return
    papers = list(_papers(bundle))
    _tell(bundle, state=Bundle.State.RUNNING, done=0, total=len(papers))
    try:
        data, faults = _packed(bundle, papers)
    except BaseException:
        note = "Máy chủ gặp lỗi khi tạo gói. Hãy tạo lại; nếu vẫn lỗi, hãy báo người quản trị."
        _tell(bundle, state=Bundle.State.FAILED, note=note, ended_at=timezone.now())
        raise
    bundle.file.save("goi.zip", ContentFile(data), save=False)
    _tell(
        bundle,
        state=Bundle.State.DONE,
        done=len(papers),
        file=bundle.file.name,
        sha256=hashlib.sha256(data).hexdigest(),
        note=" ".join(faults)[:300],
        ended_at=timezone.now(),
    )


def forget_bundles(now: datetime) -> int:
    """Delete bundles of more than a week ago with their files; returns how many."""
    old = list(Bundle.objects.filter(asked_at__lt=now - KEPT))
    for bundle in old:
        if bundle.file:
            bundle.file.delete(save=False)
        bundle.delete()
    return len(old)


def _tell(bundle: Bundle, **facts: Any) -> None:
    Bundle.objects.filter(pk=bundle.pk).update(seen_at=timezone.now(), **facts)


def _papers(bundle: Bundle) -> Iterator[Document]:
    rows = Document.objects.filter(round=bundle.round).select_related(
        "visit__unit", "visit__round", "round", "issuer__unit", "team", "signer"
    )
    issued = rows.filter(status__in=Document.FROZEN).order_by("paper_on", "issued_at", "pk")
    yield from issued
    if bundle.with_drafts:
        yield from rows.exclude(status__in=Document.FROZEN).order_by("visit__planned_on", "pk")


@dataclass
class _Sheet:
    """One paper on its way into the file; ``content`` is there when something must be made."""

    paper: Document
    name: str
    data: bytes = b""
    word: bytes = b""
    with_docx: bool = False
    content: Mapping[str, Any] | None = None
    photos: Mapping[str, bytes] | None = None
    fault: str = ""


def _packed(bundle: Bundle, papers: list[Document]) -> tuple[bytes, list[str]]:
    sheets = [_sheet(paper, order, bundle.with_docx) for order, paper in enumerate(papers, 1)]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for done, sheet in enumerate(bulk.on_two_presses(_printed, sheets), 1):
            for name, data in _files(sheet):
                _add(archive, name, data)
            _tell(bundle, done=done)
        _add(archive, "MUC-LUC.csv", _index(sheets).encode("utf-8-sig"))
        _add(archive, "sha256sum.txt", _sums(sheets).encode())
    return file.getvalue(), [sheet.fault for sheet in sheets if sheet.fault]


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """With a fixed time: equal papers give an equal file."""
    archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)


def _files(sheet: _Sheet) -> list[tuple[str, bytes]]:
    """Name and bytes of what there is of the paper."""
    twins = [(sheet.name, sheet.data), (f"{sheet.name.removesuffix('.pdf')}.docx", sheet.word)]
    return [(name, data) for name, data in twins if data]


def _sheet(paper: Document, order: int, with_docx: bool) -> _Sheet:
    sheet = _Sheet(paper, f"{order:03d}_{file_name(paper)}.pdf", with_docx=with_docx)
    try:
        if paper.is_frozen:
            sheet.data = stored_pdf(paper)
        if with_docx or not paper.is_frozen:
            sheet.content = shown_content(paper)
            sheet.photos = photos_of(paper)
    except Refused as error:
        sheet.fault = f"{paper}: {error}"
    return sheet


def _printed(sheet: _Sheet) -> _Sheet:
    if sheet.content is not None and not sheet.fault:
        try:
            sheet.data = sheet.data or pdf.render(sheet.content, photos=sheet.photos)
            if sheet.with_docx:
                sheet.word = docx.render(sheet.content, sheet.photos)
        except pdf.RenderFailed as error:
            sheet.fault = f"{sheet.paper}: {error}"
    return sheet


def _index(sheets: list[_Sheet]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for sheet in sheets:
        paper = sheet.paper
        writer.writerow(
            [
                sheet.name if sheet.data else "",
                paper.symbol,
                short(paper.paper_on) if paper.paper_on else "",
                paper.get_kind_display(),
                _as_text(paper.subject_line),
                sheet.fault or paper.get_status_display(),
                hashlib.sha256(sheet.data).hexdigest() if sheet.data else "",
            ]
        )
    return text.getvalue()


def _as_text(value: str) -> str:
    """A subject line that would begin a formula stands behind an apostrophe."""
    return f"'{value}" if value[:1] in "=+-@\t" else value


def _sums(sheets: list[_Sheet]) -> str:
    return "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n"
        for sheet in sheets
        for name, data in _files(sheet)
    )
