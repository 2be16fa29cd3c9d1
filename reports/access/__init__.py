"""Doors to papers: drafts are for those who make them, issued ones also for the unit concerned.

A joint paper of a whole round names several units, so no unit reads it here; each reads its own.
Other papers of a round or a year open to the units they were sent to (``sent``).
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from inspections.access import (
    Predicate,
    door,
    duties_of,
    duty_in,
    is_officer_of,
    may_run,
)
from inspections.models import Round, TeamMember, Visit
from reports import codes, reviewing
from reports.kinds import GOES_UP
from reports.models import (
    Bulletin,
    Bundle,
    Comment,
    Document,
    DocumentFile,
    Issuer,
    Register,
    Review,
    Revision,
    Sending,
    TrustedCertificate,
)
from reports.sent import (
    closed_to_units,
    goes_up,
    opened_by_sending,
    sendings_of,
    works_at_desk,
)
from units.access import (
    Reader,
    administered_roots,
    below,
    has_role,
    lines_read,
    represented_units,
    units_with_role,
)
from units.access.who_sees import NOBODY_ELSE, staff_of, standing_for
from units.models import Membership, Officer, Unit

OFFICE = (Membership.Role.OFFICER, Membership.Role.ADMINISTRATOR)


def documents_for(user: Reader) -> QuerySet[Document]:
    """Papers the reader may open."""
    staff = below(lines_read(user), "issuer__unit__")
    team = Q(visit__team_id__in=duties_of(user)) | Q(visit=None, team_id__in=duties_of(user))
    about_us = below(represented_units(user), "visit__unit__")
    upwards = Q(kind__in=GOES_UP) | Q(refers_to__kind__in=GOES_UP)
    issued_to_us = about_us & Q(status__in=Document.FROZEN) & ~upwards
    return Document.objects.filter(
        staff | team | issued_to_us | opened_by_sending(user)
    ).select_related(
        "round__organiser",
        "visit__round__organiser",
        "visit__unit",
        "issuer__unit",
        "team",
        "signer",
        "created_by",
        "replaces",
        "refers_to",
    )


def document_for(user: Reader, pk: int, *, may: Predicate[Document] | None = None) -> Document:
    """One paper through the door."""
    return door(documents_for(user), pk, user, may)


def sees_inside(user: Reader, document: Document) -> bool:
    """Whether the person sees the paper's making, not only its issued form."""
    staff = any(document.issuer.unit.is_at_or_below(u) for u in lines_read(user))
    team_id = document.visit.team_id if document.visit else document.team_id
    return staff or team_id in duties_of(user)


def may_take_word(user: Reader, document: Document) -> bool:
    """May take the Word twin: whoever reads the issued paper, or sees the making of a draft."""
    return document.is_frozen or sees_inside(user, document)


def may_write(user: Reader, document: Document) -> bool:
    """Is of those who draft this paper, whatever its state."""
    if document.visit:
        return may_run(user, document.visit)
    if document.round:
        return is_officer_of(user, document.round)
    return has_role(user, document.issuer.unit, *OFFICE)


def may_edit(user: Reader, document: Document) -> bool:
    """May change the words: those who draft, while it is a draft."""
    return document.status == Document.Status.DRAFT and may_write(user, document)


def may_submit(user: Reader, document: Document) -> bool:
    """May send it to be approved."""
    return may_edit(user, document)


def _decides(user: Reader, document: Document) -> bool:
    """The organiser's leaders; over a team's own papers also its head."""
    leads = has_role(user, document.issuer.unit, Membership.Role.LEADER)
    own_team = document.body == Document.Body.TEAM and document.visit is not None
    return leads or (
        own_team and duty_in(user, document.visit) == TeamMember.Duty.LEADER  # type: ignore[arg-type]
    )


def may_approve(user: Reader, document: Document) -> bool:
    """May approve or return a submitted paper."""
    return document.status == Document.Status.SUBMITTED and _decides(user, document)


def may_return(user: Reader, document: Document) -> bool:
    """May send it back to be changed, also after approval as long as it bears no number."""
    waiting = document.status in (Document.Status.SUBMITTED, Document.Status.APPROVED)
    decides = _decides(user, document) or may_number(user, document)
    return waiting and (decides or reviewing.may_review(user, document))


def reviews_to_change(user: Reader, document: Document) -> list[Review]:
    """Reviews of a submitted paper that the person may give to another reader: the leaders each
    one nobody has answered, those who draft the ones whose reader has left."""
    if document.status != Document.Status.SUBMITTED:
        return []
    owed = reviewing.owed_reviews(document)
    if _decides(user, document):
        return owed
    return reviewing.of_who_left(document, owed) if owed and may_write(user, document) else []


def may_change_reviewer(user: Reader, document: Document) -> bool:
    """May name somebody else to read a submitted paper."""
    return bool(reviews_to_change(user, document))


def may_number(user: Reader, document: Document) -> bool:
    """Holds the numbering right over this paper, whatever its state."""
    registrar = has_role(user, document.issuer.unit, Membership.Role.REGISTRAR)
    # Minutes bear no number: whoever runs the visit closes them.
    return registrar or (not document.kind_facts.is_numbered and may_write(user, document))


def may_issue(user: Reader, document: Document) -> bool:
    """May give the number and issue: the registrar of the issuing unit."""
    return document.status == Document.Status.APPROVED and may_number(user, document)


def may_prepare(user: Reader, document: Document) -> bool:
    """May fill in date, signer and recipients of a draft: those who draft and those who number;
    once it was submitted only the registrar, and only the date."""
    is_draft = document.status == Document.Status.DRAFT
    writes = is_draft and may_write(user, document)
    return not document.is_frozen and (writes or may_number(user, document))


def may_withdraw(user: Reader, document: Document) -> bool:
    """May withdraw an issued paper: the organiser's leaders."""
    return document.status == Document.Status.ISSUED and has_role(
        user, document.issuer.unit, Membership.Role.LEADER
    )


def may_replace(user: Reader, document: Document) -> bool:
    """May begin the paper that will replace an issued one."""
    return document.status == Document.Status.ISSUED and may_write(user, document)


def may_sign(user: Reader, document: Document) -> bool:
    """May have an issued paper signed and its scan kept: who may number it."""
    return document.is_frozen and may_number(user, document)


def copies_for(user: Reader, document: Document) -> QuerySet[DocumentFile]:
    """Signed and scanned copies of a paper that passed its door; what waits for a signature is
    only for those who have it signed."""
    files = document.files.select_related("added_by")
    if may_sign(user, document):
        return files.all()
    return files.exclude(kind=DocumentFile.Kind.PREPARED)


def copy_for(user: Reader, pk: int, file_pk: int) -> DocumentFile:
    """One file of a paper through both doors."""
    return door(copies_for(user, document_for(user, pk)), file_pk, user, None)


def may_settle(user: Reader, document: Document) -> bool:
    """May mark comments as dealt with: those who write, until it is issued."""
    return not document.is_frozen and may_write(user, document)


def revisions_for(user: Reader, document: Document) -> QuerySet[Revision]:
    """Saved states of a paper, for those who see its making."""
    if not sees_inside(user, document):
        return Revision.objects.none()
    return document.revisions.select_related("document", "saved_by").order_by("-rev")


def revision_for(user: Reader, document: Document, rev: int) -> Revision:
    """One saved state through the door. Raises ``Http404``."""
    return get_object_or_404(revisions_for(user, document), rev=rev)


def comment_for(user: Reader, pk: int) -> Comment:
    """A comment through the paper's own door, for those who may settle it.

    Raises ``Http404`` where the paper is not known to the person, ``PermissionDenied`` where
    they may not settle.
    """
    rows = Comment.objects.filter(document__in=documents_for(user))
    comment = rows.select_related("document").filter(pk=pk).first()
    # The inspected unit reads the issued paper, and nothing of how it was made.
    if comment is None or not sees_inside(user, comment.document):
        raise Http404
    if not may_settle(user, comment.document):
        raise PermissionDenied
    return comment


def sending_for(user: Reader, pk: int) -> Sending:
    """A sending through its paper's own door, for those at the desk of its issuer."""
    rows = Sending.objects.filter(document__in=documents_for(user))
    desk: Predicate[Sending] = lambda who, row: works_at_desk(who, row.document)  # noqa: E731
    return door(rows.select_related("document__issuer__unit"), pk, user, desk)


def issuer_of(round_: Round) -> Issuer | None:
    """The organiser's committee as an issuer, when it is set up."""
    committee = Issuer.objects.filter(unit=round_.organiser, organ=Issuer.Organ.COMMITTEE)
    return committee.select_related("unit").first()


def papers_on(owner: Round | Visit) -> QuerySet[Document]:
    """Papers on the visit, or on the round as a whole; for those who passed its door."""
    if isinstance(owner, Visit):
        return Document.objects.filter(visit=owner)
    return Document.objects.filter(round=owner, visit=None)


def papers_of_year(unit: Unit, year: int) -> QuerySet[Document]:
    """Papers of the unit on a year; for those who passed the unit's door."""
    return Document.objects.filter(year=year, issuer__unit=unit)


def may_bundle(user: Reader, round_: Round) -> bool:
    """May take all papers of the round away as one file: staff of the organiser's line."""
    return any(round_.organiser.is_at_or_below(unit) for unit in lines_read(user))


def bundles_of(round_: Round) -> QuerySet[Bundle]:
    """Bundles of the round, newest first; for those who passed ``may_bundle``."""
    return Bundle.objects.filter(round=round_).select_related("asked_by")


def bundle_for(user: Reader, pk: int) -> Bundle:
    """One bundle through the door."""
    mine = Bundle.objects.filter(below(lines_read(user), "round__organiser__"))
    return door(mine.select_related("round__organiser"), pk, user, None)


def may_read_news(user: Reader, round_: Round) -> bool:
    """May read news drafts of the round: staff of the organiser's line."""
    return may_bundle(user, round_)


def may_write_news(user: Reader, round_: Round) -> bool:
    """May write them: officers of the organiser."""
    return is_officer_of(user, round_)


def may_edit_bulletin(user: Reader, bulletin: Bulletin) -> bool:
    """May change the words of a news draft."""
    return may_write_news(user, bulletin.round)


def bulletins_of(round_: Round) -> QuerySet[Bulletin]:
    """News drafts of the round, newest first; for those who passed ``may_read_news``."""
    return Bulletin.objects.filter(round=round_).select_related("written_by")


def bulletin_for(user: Reader, pk: int, *, may: Predicate[Bulletin] | None = None) -> Bulletin:
    """One news draft through the door."""
    mine = Bulletin.objects.filter(below(lines_read(user), "round__organiser__"))
    return door(mine.select_related("round__organiser", "written_by"), pk, user, may)


def committee_of(unit: Unit) -> Issuer | None:
    """The unit's committee as an issuer, when it is set up."""
    return Issuer.objects.filter(unit=unit, organ=Issuer.Organ.COMMITTEE).first()


def issuing_unit_for(user: Reader, pk: int) -> Unit:
    """The unit, for those who draft at its desk; papers of a year are its own."""
    mine = Unit.objects.filter(pk__in=[unit.pk for unit in units_with_role(user, [*OFFICE])])
    return door(mine, pk, user, None)


def registers_for(user: Reader) -> QuerySet[Register]:
    """Registers of the units the person works for."""
    return Register.objects.filter(below(lines_read(user), "issuer__unit__")).select_related(
        "issuer__unit", "team"
    )


def register_for(user: Reader, pk: int, *, may: Predicate[Register] | None = None) -> Register:
    """One register through the door."""
    return door(registers_for(user), pk, user, may)


def is_signer(officer: Officer) -> bool:
    """Whether a paper names the officer as its signer."""
    return Document.objects.filter(signer=officer).exists()


def who_sees_document(document: Document) -> list[str]:
    """*Ai được xem trang này* of a paper."""
    inside = staff_of(document.issuer.unit)
    team = " và Đoàn kiểm tra" if document.visit or document.team else ""
    return [f"{inside}{team} xem được.", *_as_unit(document), NOBODY_ELSE]


def _as_unit(document: Document) -> list[str]:
    """What the inspected unit, or its heir, sees of it."""
    if document.visit is None:
        return [_by_sending(document)]
    unit, ended = standing_for(
        document.visit.unit, document.visit.unit_name, organiser=document.issuer.unit
    )
    if goes_up(document):
        return ["Đơn vị được kiểm tra không xem báo cáo Đoàn gửi Ban Thường vụ.", *ended]
    if document.is_frozen:
        readers = f"{unit} và cấp trên của đơn vị" if unit else "Cấp trên của đơn vị"
        return [f"{readers} xem được vì văn bản đã ban hành.", *ended]
    own = [f"{unit} chưa xem được; sẽ xem được sau khi ban hành."] if unit else []
    return [*own, *ended]


def _by_sending(document: Document) -> str:
    """Who reads a paper of a round or a year because it was sent to them."""
    rows = sendings_of(document).filter(way="in_app", unit__isnull=False)
    if closed_to_units(document) or not document.is_frozen or not rows.exists():
        return "Đơn vị được kiểm tra không xem văn bản chung của cả đợt hay cả năm."
    # Without names: the units read this too, and not who else the paper went to.
    return "Các đơn vị được gửi văn bản này và cấp trên của các đơn vị ấy xem được."


def who_sees_register(register: Register) -> list[str]:
    """*Ai được xem trang này* of a register of papers."""
    return [f"{staff_of(register.issuer.unit)} xem được.", NOBODY_ELSE]


def trusting_units(user: Reader) -> list[Unit]:
    """Units in whose name the person says which certificates are believed: administered roots."""
    return administered_roots(user)


def certificates_for(user: Reader) -> QuerySet[TrustedCertificate]:
    """Root certificates of those units."""
    rows = TrustedCertificate.objects.filter(unit__in=administered_roots(user))
    return rows.select_related("unit", "added_by")


def certificate_for(user: Reader, pk: int) -> TrustedCertificate:
    """One root certificate through the door."""
    return door(certificates_for(user), pk, user, None)


def checked_paper(code: str) -> Document | None:
    """The issued paper with this check code, for anyone who holds a copy.

    ``None`` for what is no code, for an unknown one and for a paper that is closed to the public
    because it is secret: nobody can tell these apart.
    """
    read = codes.read(code)
    if read is None:
        return None
    papers = Document.objects.filter(code=read, status__in=Document.FROZEN, secrecy="")
    return papers.select_related("issuer").first()
