"""What happens to papers: drafted, edited, approved, issued once and for all."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from inspections import services as inspections
from inspections.models import Round, Visit
from inspections.services import Refused, Stale
from reports import contents, numbering, pdf
from reports.models import Document, Issuer
from vietnamese.text import clean, fold
from workflow.moves import MoveRefused, move

# Below SQLite's 20 s time-out: a longer render would lock every other writer out.
RENDER_LIMIT_SECONDS = 15.0


@transaction.atomic
def start_document(
    kind: str,
    *,
    actor: User,
    issuer: Issuer,
    visit: Visit | None = None,
    round_: Round | None = None,
    body: str = Document.Body.COMMITTEE,
    replaces: Document | None = None,
) -> Document:
    """Begin a draft from the data of a visit or of a whole round.

    A second draft of the same kind is not begun while one is under way: that one is returned.
    """
    owner = visit.round if visit else round_
    if owner is None:
        raise ValueError("A paper needs a visit or a round.")
    # Locked first: two people who begin at once must meet here, where there is no paper yet.
    Round.objects.select_for_update().get(pk=owner.pk)
    same = Document.objects.filter(kind=kind, round=owner, visit=visit)
    existing = same.exclude(status__in=Document.FROZEN).first()
    if existing:
        return existing
    in_force = same.filter(status=Document.Status.ISSUED)
    if replaces:
        in_force = in_force.exclude(pk=replaces.pk)
    if in_force.exists():
        raise Refused(
            "Đã có văn bản loại này được ban hành. "
            "Hãy mở văn bản đó và chọn “Soạn văn bản thay thế”."
        )
    facts = contents.gather(kind, owner, visit, issuer)
    by_team = body == Document.Body.TEAM or kind == "minutes"
    return Document.objects.create(
        kind=kind,
        round=owner,
        visit=visit,
        issuer=issuer,
        body=Document.Body.TEAM if by_team else body,
        team=visit.team if visit else owner.teams.first(),
        replaces=replaces,
        created_by=actor,
        **facts,
    )


def _update_at_rev(
    document: Document, rev: int, changes: Mapping[str, Any], *, only_draft: bool = True
) -> Document:
    """``UPDATE … WHERE rev=``; what was submitted changes only where the caller says so."""
    rows = Document.objects.filter(pk=document.pk, rev=rev).exclude(status__in=Document.FROZEN)
    if only_draft:
        rows = rows.filter(status=Document.Status.DRAFT)
    updated = rows.update(rev=rev + 1, **changes)
    document.refresh_from_db()
    if not updated:
        raise Stale(document)
    return document


@transaction.atomic
def save_draft(document: Document, *, rev: int, words: Mapping[str, str]) -> Document:
    """Save opening, sections by their key, closing and subject line over the revision seen.

    Raises ``Stale`` when somebody saved in between, ``Refused`` when it is no draft any more.
    """
    current = Document.objects.select_for_update().get(pk=document.pk)
    if current.status != Document.Status.DRAFT:
        raise Refused("Văn bản không còn là dự thảo. Hãy trả lại để chỉnh sửa trước.")
    draft = {
        "opening": clean(words["opening"]),
        "sections": [
            {**section, "text": clean(words.get(section["key"], section["text"]))}
            for section in current.draft["sections"]
        ],
        "closing": clean(words["closing"]),
    }
    subject = clean(words["subject_line"])
    changes = {"draft": draft, "subject_line": subject, "search_key": fold(subject)[:500]}
    return _update_at_rev(document, rev, changes)


def prepare(document: Document, *, rev: int, facts: Mapping[str, Any]) -> Document:
    """Save date, signer, recipients and issuing body over the revision seen. Raises ``Stale``.

    Once it was submitted only the date is open: the rest was read by who approves it.
    """
    values = {k: clean(v) if isinstance(v, str) else v for k, v in facts.items()}
    return _update_at_rev(document, rev, values, only_draft=set(values) != {"paper_on"})


@transaction.atomic
def rebuild_draft(document: Document, *, rev: int) -> Document:
    """Build the draft anew from the data; what was typed by hand is lost, so pages ask first."""
    facts = contents.gather(document.kind, document.round, document.visit, document.issuer)
    if document.status != Document.Status.DRAFT:
        raise Refused("Văn bản không còn là dự thảo. Hãy trả lại để chỉnh sửa trước.")
    return _update_at_rev(document, rev, facts)


def preview(document: Document) -> bytes:
    """PDF of the draft, marked DỰ THẢO. Raises ``pdf.RenderFailed``."""
    content = contents.paper(document, number=None, is_draft=True)
    return pdf.render(content, limit_seconds=RENDER_LIMIT_SECONDS)


def _refuse_unless_read(document: Document, rev: int | None) -> None:
    """The person decides on the words they saw, not on newer ones; ``None`` does not ask."""
    if rev is None:
        return
    current = Document.objects.select_for_update().get(pk=document.pk)
    if current.rev != rev:
        raise Stale(current)


@transaction.atomic
def submit(document: Document, *, actor: User, rev: int | None = None) -> Document:
    """Send a draft to be approved. Raises ``Stale`` when it changed since ``rev`` was read."""
    _refuse_unless_read(document, rev)
    return move(document, Document.Status.SUBMITTED, actor=actor, facts={"status_reason": ""})


@transaction.atomic
def approve(document: Document, *, actor: User, rev: int | None = None) -> Document:
    """Approve a submitted paper. Raises ``Stale`` when it changed since ``rev`` was read."""
    _refuse_unless_read(document, rev)
    move(document, Document.Status.APPROVED, actor=actor)
    audit.record("paper_approved", actor=actor, obj=document, data=_told(document))
    return document


def send_back(document: Document, *, actor: User, reason: str) -> Document:
    """Return a paper to be changed, with the reason."""
    facts = {"status_reason": clean(reason)}
    return move(document, Document.Status.DRAFT, actor=actor, note=clean(reason), facts=facts)


@transaction.atomic
def withdraw(document: Document, *, actor: User, reason: str) -> Document:
    """Withdraw an issued paper with a reason; its file and number stay."""
    reason = clean(reason)
    facts = {"status_reason": reason}
    move(document, Document.Status.WITHDRAWN, actor=actor, note=reason, facts=facts)
    audit.record("paper_withdrawn", actor=actor, obj=document, data=_told(document, reason=reason))
    return document


def _told(document: Document, **more: str) -> dict[str, str]:
    """What the audit log keeps of a paper, enough to know the file again."""
    facts = {"subject_line": document.subject_line}
    return facts | ({"sha256": document.sha256} if document.sha256 else {}) | more


def issue(document: Document, *, actor: User, at: datetime | None = None) -> Document:
    """Give the number, freeze the content, make and store the file, conclude the visit: all or
    nothing.

    The first render happens before any lock, so that a paper which cannot be printed never holds
    a register. Raises ``MoveRefused`` with what is missing, ``Refused`` when no register can be
    used and ``pdf.RenderFailed`` with the reason; in every case no number is used.
    """
    at = at or timezone.now()
    _refuse_unless_ready(document, at)
    trial = contents.paper(document, number=None, is_draft=False)
    pdf.render(trial, limit_seconds=RENDER_LIMIT_SECONDS)
    stored: list[str] = []
    try:
        with transaction.atomic():
            return _issue_locked(document, actor, at, stored)
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


def _issue_locked(document: Document, actor: User, at: datetime, stored: list[str]) -> Document:
    locked = Document.objects.select_for_update().get(pk=document.pk)
    _refuse_unless_ready(locked, at)
    if locked.paper_on is None:  # the check above has just refused this
        raise MoveRefused(["Chưa có ngày văn bản."])
    register = number = None
    if locked.kind_facts.is_numbered:
        register = numbering.register_for(locked, locked.paper_on)
        number = numbering.take_number(register)
    content = contents.paper(locked, number=number, is_draft=False)
    data = pdf.render(content, limit_seconds=RENDER_LIMIT_SECONDS)
    locked.pdf.save("van-ban.pdf", ContentFile(data), save=False)
    stored.append(str(locked.pdf.name))
    facts = {
        "register": register,
        "number": number,
        "symbol": numbering.symbol_of(locked, number) if number else "",
        "content": content,
        "pdf": locked.pdf.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "issued_at": at,
        "search_key": fold(f"{locked.subject_line} {content['number_line']}")[:500],
    }
    move(document, Document.Status.ISSUED, actor=actor, at=at, facts=facts)
    audit.record("paper_issued", actor=actor, obj=document, data=_told(document))
    _consequences(document, actor, at)
    return document


def _consequences(document: Document, actor: User, at: datetime) -> None:
    visit = document.visit
    if document.kind == "conclusion" and visit and visit.concluded_at is None:
        inspections.conclude(visit, actor=actor, at=at)
    if document.replaces:
        old = document.replaces
        by = str(document.symbol or document)
        note = f"Thay bằng {by}"
        move(old, Document.Status.REPLACED, actor=actor, at=at, note=note)
        audit.record("paper_replaced", actor=actor, obj=old, data=_told(old, replaced_by=by))


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
