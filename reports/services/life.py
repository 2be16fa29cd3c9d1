"""A paper's way from draft to approval, back, and out of force."""

from collections.abc import Sequence

from django.db import transaction

from accounts import audit
from accounts.models import User
from inspections.services import Stale
from reports.models import Document
from reports.services.printable import refuse_unprintable
from reports.services.reviews import ask_reviewers, close_reviews
from reports.services.signing import end_signing
from reports.services.told import told
from vietnamese.text import clean
from workflow.moves import move


def _refuse_unless_read(document: Document, rev: int | None) -> None:
    """The person decides on the words they saw, not on newer ones; ``None`` does not ask."""
    if rev is None:
        return
    current = Document.objects.select_for_update().get(pk=document.pk)
    if current.rev != rev:
        raise Stale(current)


@transaction.atomic
def submit(
    document: Document, *, actor: User, rev: int | None = None, reviewers: Sequence[User] = ()
) -> Document:
    """Send a draft to who reads it first, then to be approved.

    Raises ``Stale`` when it changed since ``rev`` was read, ``MoveRefused`` with what is missing or
    cannot be printed, ``Refused`` when the reviewers are not those the issuer wants.
    """
    _refuse_unless_read(document, rev)
    move(document, Document.Status.SUBMITTED, actor=actor, facts={"status_reason": ""})
    refuse_unprintable(document)
    ask_reviewers(document, reviewers, actor=actor)
    return document


@transaction.atomic
def approve(document: Document, *, actor: User, rev: int | None = None) -> Document:
    """Approve a submitted paper. Raises ``Stale`` when it changed since ``rev`` was read."""
    current = Document.objects.select_for_update().get(pk=document.pk)
    if rev is not None and current.rev != rev:
        raise Stale(current)
    facts = {"approved_rev": current.rev, "approved_by": actor}
    move(document, Document.Status.APPROVED, actor=actor, facts=facts)
    audit.record("paper_approved", actor=actor, obj=document, data=told(document))
    return document


@transaction.atomic
def send_back(document: Document, *, actor: User, reason: str) -> Document:
    """Return a paper to be changed, with the reason; reviews still open are over."""
    reason = clean(reason)
    facts = {"status_reason": reason}
    move(document, Document.Status.DRAFT, actor=actor, note=reason, facts=facts)
    close_reviews(document, actor=actor, reason=reason)
    return document


@transaction.atomic
def withdraw(document: Document, *, actor: User, reason: str) -> Document:
    """Withdraw an issued paper with a reason; its file and number stay.

    Nobody signs it any more, and a draft that was to replace it stands on its own.
    """
    reason = clean(reason)
    facts = {"status_reason": reason}
    move(document, Document.Status.WITHDRAWN, actor=actor, note=reason, facts=facts)
    document.replaced_by.exclude(status__in=Document.FROZEN).update(replaces=None)
    end_signing(document)
    audit.record("paper_withdrawn", actor=actor, obj=document, data=told(document, reason=reason))
    return document
