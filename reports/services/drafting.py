"""A paper from the data to words that people edit."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from inspections.models import Round, Visit
from inspections.services import Refused, Stale
from reports import contents, pdf, rich_text
from reports.contents.draft import Subject
from reports.kinds import FOLLOW_WORK, KINDS, ROUND, VISIT, YEAR
from reports.models import Document, Issuer, Revision
from reports.services.files import photos_of
from reports.services.issuing import RENDER_LIMIT_SECONDS
from units.models import Unit
from vietnamese.text import clean, fold

NOT_A_DRAFT = "Văn bản không còn là dự thảo. Hãy trả lại để chỉnh sửa trước."


@transaction.atomic
def start_document(
    kind: str,
    *,
    actor: User,
    issuer: Issuer,
    visit: Visit | None = None,
    round_: Round | None = None,
    year: int | None = None,
    body: str = "",
    replaces: Document | None = None,
    refers_to: Document | None = None,
    is_training: bool = False,
) -> Document:
    """Begin a draft from the data of a visit, of a whole round, or of a year.

    A second draft of the same kind is not begun while one is under way: that one is returned
    (letters and the like may be many). Raises ``Refused`` when one is in force already, or when
    the kind does not speak of such a thing.
    """
    owner = visit.round if visit else round_
    _refuse_unless_fitting(kind, visit, owner, year)
    _lock(owner, issuer)
    facts = KINDS[kind]
    if not facts.many:
        same = Document.objects.filter(
            kind=kind, round=owner, visit=visit, year=year, issuer__unit=issuer.unit
        )
        existing = same.exclude(status__in=Document.FROZEN).first()
        if existing:
            return existing
        _refuse_second(same, replaces)
    training = owner.is_training if owner else is_training
    refers_to = refers_to or _referred(facts.refers, owner)
    subject = Subject(issuer, year, owner, visit, refers_to, training)
    if (body or facts.body) == Document.Body.TEAM and subject.team is None:
        raise Refused("Chưa có Đoàn kiểm tra để ban hành văn bản này. Hãy thêm Đoàn kiểm tra.")
    built = _gathered(kind, subject)
    new = Document.objects.create(
        kind=kind,
        year=year,
        round=owner,
        visit=visit,
        issuer=issuer,
        body=body or facts.body,
        team=subject.team,
        replaces=replaces,
        refers_to=refers_to,
        is_training=training,
        advising_code=issuer.advising_code,
        created_by=actor,
        **built,
    )
    note_revision(new, actor=actor, name="Lập từ dữ liệu")
    return new


def _refuse_unless_fitting(
    kind: str, visit: Visit | None, owner: Round | None, year: int | None
) -> None:
    scope = VISIT if visit else ROUND if owner else YEAR if year else ""
    if not scope:
        raise ValueError("A paper needs a visit, a round or a year.")
    if visit and kind in FOLLOW_WORK and visit.status in Visit.NOT_BEGUN:
        raise Refused("Chưa làm việc với đơn vị nên chưa soạn được văn bản này.")
    if scope not in KINDS[kind].scopes:
        raise Refused(f"{KINDS[kind].label} không soạn được từ trang này.")


def _referred(kind: str, owner: Round | None) -> Document | None:
    """The paper in force that one of this kind changes; of several, the person chooses."""
    same = Document.objects.filter(kind=kind, round=owner, status=Document.Status.ISSUED)
    return same.order_by("-pk").first() if kind and owner else None


def _lock(owner: Round | None, issuer: Issuer) -> None:
    """Two people who begin at once must meet here, where there is no paper yet."""
    if owner:
        Round.objects.select_for_update().get(pk=owner.pk)
    else:
        Unit.objects.select_for_update().get(pk=issuer.unit_id)


def _refuse_second(same: Any, replaces: Document | None) -> None:
    in_force = same.filter(status=Document.Status.ISSUED)
    if replaces:
        in_force = in_force.exclude(pk=replaces.pk)
    if in_force.exists():
        raise Refused(
            "Đã có văn bản loại này được ban hành. "
            "Hãy mở văn bản đó và chọn “Soạn văn bản thay thế”."
        )


def _gathered(kind: str, subject: Subject) -> dict[str, Any]:
    """What the data give; the draft twice, so that later changes by hand can be told."""
    facts = contents.gather(kind, subject)
    return {**facts, "built": facts["draft"]}


def note_revision(
    document: Document, *, actor: User, name: str = "", is_automatic: bool = False
) -> Revision:
    """Keep the words as they stand now under the document's revision number."""
    revision, _ = Revision.objects.update_or_create(
        document=document,
        rev=document.rev,
        defaults={
            "name": name,
            "subject_line": document.subject_line,
            "draft": document.draft,
            "is_automatic": is_automatic,
            "saved_by": actor,
            "saved_at": timezone.now(),
        },
    )
    return revision


def _update_at_rev(document: Document, rev: int, changes: Mapping[str, Any]) -> Document:
    """``UPDATE … WHERE rev=`` on a draft. Raises ``Stale``."""
    rows = Document.objects.filter(pk=document.pk, rev=rev, status=Document.Status.DRAFT)
    updated = rows.update(rev=rev + 1, **changes)
    document.refresh_from_db()
    if not updated:
        raise Stale(document)
    return document


@transaction.atomic
def save_draft(
    document: Document,
    *,
    rev: int,
    words: Mapping[str, str],
    actor: User | None = None,
    name: str = "",
    is_automatic: bool = False,
) -> Document:
    """Save opening, sections and annexes by their key, closing and subject line over the
    revision seen; a part that is not among the words stays as it is.

    Raises ``Stale`` when somebody saved in between, ``Refused`` when it is no draft any more or
    when the text is more than a paper holds.
    """
    current = Document.objects.select_for_update().get(pk=document.pk)
    if current.status != Document.Status.DRAFT:
        raise Refused(NOT_A_DRAFT)
    try:
        draft = _with_words(current.draft, words)
    except rich_text.TooRich as error:
        raise Refused(str(error)) from error
    subject = clean(words.get("subject_line", current.subject_line))
    changes = {"draft": draft, "subject_line": subject, "search_key": fold(subject)[:500]}
    _update_at_rev(document, rev, changes)
    if actor:
        note_revision(document, actor=actor, name=name, is_automatic=is_automatic)
    return document


def _with_words(draft: dict[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The draft with the words given; of what is not given the old ones stay."""

    def text(key: str, old: str) -> str:
        return as_html(words[key]) if key in words else old

    return {
        **draft,
        "opening": text("opening", draft["opening"]),
        "sections": [{**s, "html": text(s["key"], s["html"])} for s in draft["sections"]],
        "closing": text("closing", draft["closing"]),
        "annexes": [{**a, "html": text(a["key"], a["html"])} for a in draft.get("annexes", [])],
    }


def as_html(text: str) -> str:
    """Words from the editor in the fixed schema; what begins without a tag is plain lines."""
    text = clean(text)
    is_html = text.startswith(("<p", "<h2", "<h3", "<ul", "<ol", "<table"))
    html = rich_text.sanitise(text) if is_html else rich_text.paragraphs(text)
    return html if rich_text.plain(html).strip() else ""


def prepare(document: Document, *, rev: int, facts: Mapping[str, Any]) -> Document:
    """Save date, signer, recipients and the like over the revision seen. Raises ``Stale``.

    Once it was submitted only the date is open: the rest was read by who approves it. The date
    alone makes no new revision, or an approval would not hold for it.
    """
    values = {k: clean(v) if isinstance(v, str) else v for k, v in facts.items()}
    if set(values) != {"paper_on"}:
        return _update_at_rev(document, rev, values)
    rows = Document.objects.filter(pk=document.pk, rev=rev).exclude(status__in=Document.FROZEN)
    updated = rows.update(**values)
    document.refresh_from_db()
    if not updated:
        raise Stale(document)
    return document


def subject_of(document: Document) -> Subject:
    """What the paper speaks of, for building its draft again."""
    return Subject(
        issuer=document.issuer,
        year=document.year,
        round=document.round,
        visit=document.visit,
        refers_to=document.refers_to,
        is_training=document.is_training,
    )


@transaction.atomic
def rebuild_draft(document: Document, *, rev: int, actor: User | None = None) -> Document:
    """Build the draft anew from the data; what was typed by hand is lost, so pages ask first."""
    facts = _gathered(document.kind, subject_of(document))
    if document.status != Document.Status.DRAFT:
        raise Refused(NOT_A_DRAFT)
    _update_at_rev(document, rev, facts)
    if actor:
        note_revision(document, actor=actor, name="Lập lại từ dữ liệu")
    return document


def preview(document: Document) -> bytes:
    """PDF of the draft, marked DỰ THẢO. Raises ``pdf.RenderFailed``."""
    content = contents.paper(document, number=None, is_draft=True)
    photos = photos_of(document)
    return pdf.kept(content, photos, limit_seconds=RENDER_LIMIT_SECONDS)
