"""The one moment in which a paper gets its number, its file and its place in the world."""

import hashlib
import io
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from pikepdf import Pdf

from accounts import audit
from accounts.models import User
from inspections import services as inspections
from inspections.services import Refused
from reports import codes, contents, numbering, pdf
from reports.models import Document, Register
from reports.services.files import photos_of
from reports.services.printable import refuse_unprintable
from reports.services.signing import end_signing
from reports.services.told import told
from vietnamese.text import fold
from workflow.moves import MoveRefused, move

# Below SQLite's 20 s time-out: a longer render would lock every other writer out.
RENDER_LIMIT_SECONDS = 15.0
# Kinds whose number and day stand on the round.
NOTED = ("plan", "decision")


def issue(
    document: Document, *, actor: User, at: datetime | None = None, kept: int | None = None
) -> Document:
    """Give the number, freeze the content, make and store the file, conclude the visit: all or
    nothing.

    ``kept`` is the key of the register's line whose kept number the paper takes instead of the
    next one; the line goes with it. The first render happens before any lock, so that a paper
    that cannot be printed never holds a register. Raises ``MoveRefused`` with what is missing,
    ``Refused`` when no register can be used and ``pdf.RenderFailed`` with the reason; in every
    case no number is used.
    """
    at = at or timezone.now()
    _refuse_unless_ready(document, at)
    trial = contents.paper(document, number=None, is_draft=False)
    refuse_unprintable(document, trial)
    pdf.render(trial, photos=photos_of(document), limit_seconds=RENDER_LIMIT_SECONDS)
    stored: list[str] = []
    try:
        with transaction.atomic():
            return _issue_locked(document, actor, at, stored, kept)
    except numbering.NoRegister as error:
        raise Refused(str(error)) from error
    except BaseException:
        for name in stored:
            document.pdf.storage.delete(name)
        raise


def _refuse_unless_ready(document: Document, at: datetime) -> None:
    document.refresh_from_db()
    if document.status != Document.Status.APPROVED:
        raise MoveRefused(
            [f"Văn bản đang ở “{document.get_status_display()}” nên không ban hành được."]
        )
    missing = document.missing_for(Document.Status.ISSUED, on=timezone.localdate(at))
    if missing:
        raise MoveRefused(list(missing))


def _issue_locked(
    document: Document, actor: User, at: datetime, stored: list[str], kept: int | None
) -> Document:
    locked = Document.objects.select_for_update().get(pk=document.pk)
    _refuse_unless_ready(locked, at)
    if locked.paper_on is None:  # the check above has just refused this
        raise MoveRefused(["Chưa có ngày văn bản."])
    register = number = None
    if locked.kind_facts.is_numbered:
        register, number = _number(locked, locked.paper_on, timezone.localdate(at), kept)
    locked.code = codes.new_code()
    content = contents.paper(locked, number=number, is_draft=False)
    photos = photos_of(locked)
    data = pdf.render(content, photos=photos, limit_seconds=RENDER_LIMIT_SECONDS)
    locked.pdf.save("van-ban.pdf", ContentFile(data), save=False)
    stored.append(str(locked.pdf.name))
    facts = {
        "register": register,
        "number": number,
        "symbol": numbering.symbol_of(locked, number) if number else "",
        "content": content,
        "pdf": locked.pdf.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "pages": _pages(data),
        "code": locked.code,
        "issued_at": at,
        "search_key": fold(f"{locked.subject_line} {content['number_line']}")[:500],
    }
    move(document, Document.Status.ISSUED, actor=actor, at=at, facts=facts)
    audit.record("paper_issued", actor=actor, obj=document, data=told(document))
    _consequences(document, actor, at)
    return document


def _number(
    document: Document, paper_on: date, today: date, kept: int | None
) -> tuple[Register, int]:
    """The register and the number the paper takes from it: the next one, or the one kept."""
    register = numbering.register_for(document, paper_on)
    if kept is None:
        return register, numbering.take_number(register)
    return register, numbering.take_kept(register, kept, today)


def _pages(data: bytes) -> int:
    with Pdf.open(io.BytesIO(data)) as file:
        return len(file.pages)


def _consequences(document: Document, actor: User, at: datetime) -> None:
    visit = document.visit
    if document.concludes and visit and visit.concluded_at is None:
        inspections.conclude(visit, actor=actor, at=at)
    _note_on_round(document, actor)
    if document.replaces:
        old = document.replaces
        by = str(document.symbol or document)
        note = f"Thay bằng {by}"
        move(old, Document.Status.REPLACED, actor=actor, at=at, note=note)
        end_signing(old)
        audit.record("paper_replaced", actor=actor, obj=old, data=told(old, replaced_by=by))


def _counting_no_more(document: Document) -> list[str]:
    """Symbols of papers of the kind on its round that were withdrawn, or are replaced by it."""
    gone = Q(status__in=(Document.Status.WITHDRAWN, Document.Status.REPLACED))
    same = Document.objects.filter(kind=document.kind, round=document.round)
    papers = same.filter(gone | Q(pk=document.replaces_id or 0))
    return list(papers.values_list("symbol", flat=True))


def _note_on_round(document: Document, actor: User) -> None:
    """Facts come down: the round learns the number of its plan and of its decision."""
    if document.kind in NOTED and document.round and document.paper_on:
        inspections.note_paper(
            document.round,
            actor=actor,
            kind=document.kind,
            symbol=document.symbol,
            on=document.paper_on,
            instead_of=_counting_no_more(document),
        )
