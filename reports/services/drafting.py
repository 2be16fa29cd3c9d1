"""A paper from the data to words that people edit."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from inspections.models import Round, Visit
from inspections.services import Refused, Stale
from reports import contents, pdf, rich_text
from reports.contents.draft import Subject
from reports.kinds import FOLLOW_WORK, KINDS, ROUND, VISIT, YEAR
from reports.models import Document, Issuer
from reports.services.files import photos_of
from reports.services.issuing import RENDER_LIMIT_SECONDS
from reports.services.revisions import NOT_A_DRAFT, note_revision, update_at_rev
from units.models import Unit
from vietnamese.text import clean, fold


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
    (letters and the like may be many, but each is replaced by one). Raises ``Refused`` when one is
    in force already, or when the kind does not speak of such a thing.
    """
    owner = visit.round if visit else round_
    _refuse_unless_fitting(kind, visit, owner, year)
    _lock(owner, issuer)
    facts = KINDS[kind]
    training = owner.is_training if owner else is_training
    # A paper for practice stands beside the real one of the same year, in nobody's way.
    about = {"round": owner, "visit": visit, "year": year, "is_training": training}
    same = Document.objects.filter(kind=kind, issuer__unit=issuer.unit, **about)
    under_way = same.filter(replaces=replaces) if facts.many else same
    existing = under_way.exclude(status__in=Document.FROZEN).first()
    if existing and (replaces or not facts.many):
        return existing
    if not facts.many:
        _refuse_second(same, replaces)
    refers_to = refers_to or _referred(facts.refers, owner)
    words = replaces.refers_words if replaces else ""
    subject = Subject(issuer, year, owner, visit, refers_to, training, words)
    if (body or facts.body) == Document.Body.TEAM and subject.team is None:
        raise Refused("Chưa có Đoàn kiểm tra để ban hành văn bản này. Hãy thêm Đoàn kiểm tra.")
    built = gathered(kind, subject)
    new = Document.objects.create(
        kind=kind,
        issuer=issuer,
        body=body or facts.body,
        team=subject.team,
        replaces=replaces,
        refers_to=refers_to,
        refers_words=words,
        advising_code=issuer.advising_code,
        created_by=actor,
        **about,
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


def gathered(kind: str, subject: Subject) -> dict[str, Any]:
    """What the data give; the words twice, so that later changes by hand can be told."""
    facts = contents.gather(kind, subject)
    return {**facts, "built": {**facts["draft"], "subject_line": facts["subject_line"]}}


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
    if is_automatic and (draft, subject) == (current.draft, current.subject_line):
        # Nothing new, or sent again after the answer was lost on the way.
        document.refresh_from_db()
        return document
    changes = {"draft": draft, "subject_line": subject, "search_key": fold(subject)[:500]}
    update_at_rev(document, rev, changes)
    if actor:
        note_revision(document, actor=actor, name=name, is_automatic=is_automatic)
    return document


def _with_words(draft: dict[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The draft with the words given; of what is not given the old ones stay."""

    def text(key: str, old: str) -> str:
        return _kept(words[key], old) if key in words else old

    return {
        **draft,
        "opening": text("opening", draft["opening"]),
        "sections": [{**s, "html": text(s["key"], s["html"])} for s in draft["sections"]],
        "closing": text("closing", draft["closing"]),
        "annexes": [{**a, "html": text(a["key"], a["html"])} for a in draft.get("annexes", [])],
    }


def _kept(typed: str, old: str) -> str:
    """The words typed; where they say the same, the old spelling of them."""
    html = rich_text.from_typed(typed)
    return old if rich_text.same(html, old) else html


def prepare(document: Document, *, rev: int, facts: Mapping[str, Any]) -> Document:
    """Save date, signer, recipients and the like over the revision seen. Raises ``Stale``.

    Once it was submitted only the date is open: the rest was read by who approves it. The date
    alone makes no new revision, or an approval would not hold for it.
    """
    values = {k: clean(v) if isinstance(v, str) else v for k, v in facts.items()}
    if set(values) != {"paper_on"}:
        return update_at_rev(document, rev, values)
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
        refers_words=document.refers_words,
        is_training=document.is_training,
    )


def preview(document: Document) -> bytes:
    """PDF of the draft, marked DỰ THẢO. Raises ``pdf.RenderFailed``."""
    content = contents.paper(document, number=None, is_draft=True)
    photos = photos_of(document)
    return pdf.kept(content, photos, limit_seconds=RENDER_LIMIT_SECONDS)
