"""Who reads a paper before it is approved: one after the other, each the words as they stand."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from inspections.services import Refused, Stale
from reports import reviewing
from reports.models import Document, Review
from reports.services.told import told
from vietnamese.text import clean


def ask_reviewers(document: Document, reviewers: Sequence[User], *, actor: User) -> None:
    """Write down who reads the submitted words, in this order; call it inside ``atomic``.

    What somebody agreed to before at the same revision stays. Raises ``Refused`` when there are
    fewer or more than the issuer wants, when one is named twice or may not read it.
    """
    wanted = document.issuer.reviewers
    if len(reviewers) != wanted:
        raise Refused(f"Hãy chọn đủ {wanted} người xem trước khi duyệt, rồi trình lại.")
    if len({one.pk for one in reviewers}) != wanted:
        raise Refused("Mỗi lượt xem phải chọn một người khác nhau.")
    known = set(reviewing.reviewers_of(document, actor).values_list("pk", flat=True))
    strange = [one.full_name for one in reviewers if one.pk not in known]
    if strange:
        raise Refused(f"{', '.join(strange)} không xem được văn bản này. Hãy chọn người khác.")
    earlier = document.reviews.filter(rev=document.rev).order_by("-order").first()
    first = earlier.order + 1 if earlier else 1
    Review.objects.bulk_create(
        Review(document=document, rev=document.rev, order=order, reviewer=one)
        for order, one in enumerate(reviewers, start=first)
    )


@transaction.atomic
def agree(document: Document, *, actor: User, note: str = "", rev: int | None = None) -> Review:
    """The person whose turn it is agrees. Raises ``Stale`` when the words changed since ``rev``
    was read, ``Refused`` when it is not their turn."""
    current = Document.objects.select_for_update().get(pk=document.pk)
    if rev is not None and current.rev != rev:
        raise Stale(current)
    review = reviewing.open_review(current)
    if current.status != Document.Status.SUBMITTED or review is None:
        raise Refused("Văn bản không còn chờ ai xem. Hãy tải lại trang.")
    if review.reviewer_id != actor.pk:
        raise Refused(f"Đang đến lượt {review.reviewer.full_name} xem văn bản này.")
    _decide(review, Review.Decision.AGREED, note)
    audit.record("paper_reviewed", actor=actor, obj=document, data=told(document))
    return review


@transaction.atomic
def change_reviewer(
    document: Document, review: Review, *, to: User, reason: str, actor: User
) -> Review:
    """Give a review that nobody has answered to somebody else, with the reason.

    Raises ``Refused`` when it was answered or the paper sent back meanwhile, when the other may
    not read it or is asked already, and when no reason is given.
    """
    current = Document.objects.select_for_update().get(pk=document.pk)
    owed = {one.pk: one for one in reviewing.owed_reviews(current)}
    open_one = owed.get(review.pk)
    if current.status != Document.Status.SUBMITTED or open_one is None:
        raise Refused("Lượt xem này không còn chờ ý kiến nên không đổi người được.")
    reason, before = clean(reason), open_one.reviewer.full_name
    if not reason:
        raise Refused("Hãy ghi lý do đổi người xem.")
    if not reviewing.reviewers_of(current, actor).filter(pk=to.pk).exists():
        raise Refused(f"{to.full_name} không xem được văn bản này. Hãy chọn người khác.")
    if current.reviews.filter(rev=current.rev, reviewer=to).exists():
        raise Refused(f"{to.full_name} đã có lượt xem văn bản này. Hãy chọn người khác.")
    open_one.reviewer = to
    open_one.save(update_fields=["reviewer"])
    facts = told(current, before=before, after=to.full_name, reason=reason)
    audit.record("paper_reviewer_changed", actor=actor, obj=current, data=facts)
    return open_one


def close_reviews(document: Document, *, actor: User, reason: str) -> None:
    """The paper goes back: the reviewer whose turn it was has returned it, the others are not
    asked any more. Call it inside ``atomic``."""
    review = reviewing.open_review(document)
    if review and review.reviewer_id == actor.pk:
        _decide(review, Review.Decision.RETURNED, reason)
    document.reviews.filter(decision="").delete()


def _decide(review: Review, decision: str, note: str) -> None:
    review.decision, review.note = decision, clean(note)[:300]
    review.decided_at = timezone.now()
    review.save(update_fields=["decision", "note", "decided_at"])
