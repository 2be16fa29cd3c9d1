"""The saved states of a draft: kept, named, compared, brought back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from inspections.services import Refused, Stale
from reports.models import Document, Revision
from vietnamese.text import clean, fold

NOT_A_DRAFT = "Văn bản không còn là dự thảo. Hãy trả lại để chỉnh sửa trước."
# Saves by the clock within one such stretch are one row of the list.
STRETCH_SECONDS = 10 * 60


def update_at_rev(document: Document, rev: int, changes: Mapping[str, Any]) -> Document:
    """``UPDATE … WHERE rev=`` on a draft. Raises ``Stale``."""
    rows = Document.objects.filter(pk=document.pk, rev=rev, status=Document.Status.DRAFT)
    updated = rows.update(rev=rev + 1, **changes)
    document.refresh_from_db()
    if not updated:
        raise Stale(document)
    return document


def note_revision(
    document: Document, *, actor: User, name: str = "", is_automatic: bool = False
) -> Revision:
    """Keep the words as they stand now under the document's revision number.

    An automatic one takes the place of the last automatic one of the same person and the same
    ten minutes, unless that was named, approved or reviewed.
    """
    now = timezone.now()
    if is_automatic:
        _drop_last_automatic(document, actor, now.timestamp())
    revision, _ = Revision.objects.update_or_create(
        document=document,
        rev=document.rev,
        defaults={
            "name": name,
            "subject_line": document.subject_line,
            "draft": document.draft,
            "is_automatic": is_automatic,
            "saved_by": actor,
            "saved_at": now,
        },
    )
    return revision


def _drop_last_automatic(document: Document, actor: User, now: float) -> None:
    last = document.revisions.order_by("-rev").first()
    if last is None or not last.is_automatic or last.name or last.saved_by != actor:
        return
    reviewed = document.reviews.aggregate(last=Max("rev"))["last"] or 0
    if last.rev <= max(document.approved_rev, reviewed):
        return
    if last.saved_at.timestamp() // STRETCH_SECONDS == now // STRETCH_SECONDS:
        last.delete()


def name_revision(revision: Revision, name: str) -> Revision:
    """Give a saved state a name, or take it away with an empty one. Raises ``Refused`` once the
    paper is issued."""
    if revision.document.is_frozen:
        raise Refused("Văn bản đã ban hành nên không đặt lại tên bản dự thảo được.")
    revision.name = clean(name)
    revision.save(update_fields=["name"])
    return revision


def last_saved(document: Document) -> Revision | None:
    """The newest saved state with who saved it; ``None`` for papers older than revisions."""
    return document.revisions.select_related("saved_by").order_by("-rev").first()


@transaction.atomic
def restore_revision(document: Document, revision: Revision, *, rev: int, actor: User) -> Document:
    """Bring an earlier state back as a new revision over the one seen; nothing in between is lost.

    Raises ``Stale`` when somebody saved meanwhile, ``Refused`` when it is no draft any more.
    """
    current = Document.objects.select_for_update().get(pk=document.pk)
    if current.status != Document.Status.DRAFT:
        raise Refused(NOT_A_DRAFT)
    subject = revision.subject_line
    changes = {
        "draft": revision.draft,
        "subject_line": subject,
        "search_key": fold(subject)[:500],
    }
    update_at_rev(document, rev, changes)
    note_revision(document, actor=actor, name=f"Khôi phục {revision}"[:120])
    return document
