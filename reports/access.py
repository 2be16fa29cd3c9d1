"""Doors to papers: drafts are for those who make them, issued ones also for the unit concerned.

A joint paper of a whole round names several units, so no unit reads it here; each reads its own.
"""

from django.db.models import Q, QuerySet

from inspections.access import (
    Predicate,
    door,
    duties_of,
    duty_in,
    is_officer_of,
    may_run,
)
from inspections.models import Round, TeamMember
from reports.models import Document, Issuer, Register
from units.access import Reader, below, has_role, lines_read, represented_units
from units.access.who_sees import NOBODY_ELSE, staff_of, standing_for
from units.models import Membership, Officer


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
    )


def document_for(user: Reader, pk: int, *, may: Predicate[Document] | None = None) -> Document:
    """One paper through the door."""
    return door(documents_for(user), pk, user, may)


def sees_inside(user: Reader, document: Document) -> bool:
    """Whether the person sees the paper's making, not only its issued form."""
    staff = any(document.issuer.unit.is_at_or_below(u) for u in lines_read(user))
    team_id = document.visit.team_id if document.visit else document.team_id
    return staff or team_id in duties_of(user)


def may_write(user: Reader, document: Document) -> bool:
    """Is of those who draft this paper, whatever its state."""
    if document.visit:
        return may_run(user, document.visit)
    return is_officer_of(user, document.round)


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
    return waiting and (_decides(user, document) or may_number(user, document))


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


def issuer_of(round_: Round) -> Issuer | None:
    """The issuer's head of the organiser, when it is set up."""
    return Issuer.objects.filter(unit=round_.organiser).select_related("unit").first()


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
        return ["Đơn vị được kiểm tra không xem văn bản chung của cả đợt."]
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
