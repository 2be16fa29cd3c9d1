"""What people say of a draft: written, settled, opened again; kept after the paper is issued."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from inspections.services import Refused
from reports.contents.draft import parts_of
from reports.models import Comment, Document
from vietnamese.text import clean

CLOSED = "Văn bản đã ban hành nên không nhận góp ý nữa."


def _refuse_when_frozen(document: Document) -> None:
    if document.is_frozen:
        raise Refused(CLOSED)


@transaction.atomic
def add_comment(document: Document, *, actor: User, body: str, section: str = "") -> Comment:
    """Say something of the whole paper or of one part. Raises ``Refused`` once it is issued.

    The same words by the same person on the same revision are one comment, as a resend is.
    """
    Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    _refuse_when_frozen(document)
    comment, _ = Comment.objects.get_or_create(
        document=document, rev=document.rev, section=section, body=clean(body), by=actor
    )
    return comment


def settle_comment(comment: Comment, *, actor: User) -> Comment:
    """Mark it as dealt with. Raises ``Refused`` once the paper is issued."""
    _refuse_when_frozen(comment.document)
    if comment.settled_at is None:
        comment.settled_by, comment.settled_at = actor, timezone.now()
        comment.save(update_fields=["settled_by", "settled_at"])
    return comment


def reopen_comment(comment: Comment) -> Comment:
    """Take it up again. Raises ``Refused`` once the paper is issued."""
    _refuse_when_frozen(comment.document)
    comment.settled_by = comment.settled_at = None
    comment.save(update_fields=["settled_by", "settled_at"])
    return comment


def comments_of(document: Document) -> list[Comment]:
    """All of them with the name of the part (``label``): open ones first, then the settled."""
    labels = {key: label for key, label, _ in parts_of(document.draft)}
    rows = list(document.comments.select_related("by", "settled_by").order_by("at", "pk"))
    for row in rows:
        row.label = labels.get(row.section, "") or "Cả văn bản"  # type: ignore[attr-defined]
    return sorted(rows, key=lambda row: row.settled_at is not None)


def open_comments(document: Document) -> int:
    """How many wait to be dealt with."""
    return document.comments.filter(settled_at=None).count()
