"""Doors to papers: drafts are for those who make them, issued ones also for the unit concerned.

A joint paper of a whole round names several units, so no unit reads it here; each reads its own.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from inspections.access import (
    Predicate,
    door,
    duties_of,
    duty_in,
    is_officer_of,
    may_run,
)
from inspections.models import Round, TeamMember, Visit
from reports import codes
from reports.models import (
    Bulletin,
    Bundle,
    Comment,
    Document,
    DocumentFile,
    DocumentPhoto,
    Issuer,
    Register,
    Review,
    Revision,
)
from units.access import (
    Reader,
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
    return Document.objects.filter(
        staff | team | (about_us & Q(status__in=Document.FROZEN))
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
    return waiting and (decides or may_review(user, document))


def reviewers_of(document: Document, actor: Reader) -> QuerySet[User]:
    """Who may read a paper before it is approved: staff of the issuing unit, but for the person
    who submits it."""
    roles = Membership.objects.filter(unit=document.issuer.unit, role__in=Membership.STAFF)
    staff = roles.current(timezone.localdate()).values("user")
    people = User.objects.filter(pk__in=staff, is_active=True).exclude(pk=actor.pk or 0)
    return people.order_by("full_name", "pk")


def open_review(document: Document) -> Review | None:
    """The review whose turn it is; ``None`` when nobody is asked, or everybody has answered."""
    rows = document.reviews.filter(rev=document.rev, decision="").select_related("reviewer")
    return rows.order_by("order").first()


def may_review(user: Reader, document: Document) -> bool:
    """May agree to a submitted paper or return it: the reviewer whose turn it is."""
    if document.status != Document.Status.SUBMITTED:
        return False
    review = open_review(document)
    return review is not None and review.reviewer_id == user.pk


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


def photos_on(document: Document) -> QuerySet[DocumentPhoto]:
    """Photos of a paper in the order of the page; for those who passed ``may_write``."""
    return document.photos.order_by("order", "pk")


def photo_for(user: Reader, pk: int) -> DocumentPhoto:
    """One photo, for those who see the making of its paper; the unit sees it on the issued one.

    Raises ``Http404``.
    """
    rows = DocumentPhoto.objects.filter(document__in=documents_for(user))
    photo = rows.select_related("document__issuer__unit", "document__visit").filter(pk=pk).first()
    if photo is None or not sees_inside(user, photo.document):
        raise Http404
    return photo


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


def register_for(user: Reader, pk: int) -> Register:
    """One register through the door."""
    return door(registers_for(user), pk, user, None)


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
        return ["Đơn vị được kiểm tra không xem văn bản chung của cả đợt hay cả năm."]
    unit, ended = standing_for(
        document.visit.unit, document.visit.unit_name, organiser=document.issuer.unit
    )
    if document.is_frozen:
        readers = f"{unit} và cấp trên của đơn vị" if unit else "Cấp trên của đơn vị"
        return [f"{readers} xem được vì văn bản đã ban hành.", *ended]
    own = [f"{unit} chưa xem được; sẽ xem được sau khi ban hành."] if unit else []
    return [*own, *ended]


def who_sees_register(register: Register) -> list[str]:
    """*Ai được xem trang này* of a register of papers."""
    return [f"{staff_of(register.issuer.unit)} xem được.", NOBODY_ELSE]


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
