"""Doors of reading before approval: who may be asked, whose turn it is, who has left meanwhile."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from reports.models import Document, Review
from units.access import Reader
from units.models import Membership


def _staff_of(document: Document) -> QuerySet[User]:
    roles = Membership.objects.filter(unit=document.issuer.unit, role__in=Membership.STAFF)
    staff = roles.current(timezone.localdate()).values("user")
    return User.objects.filter(pk__in=staff, is_active=True)


def reviewers_of(document: Document, actor: Reader) -> QuerySet[User]:
    """Who may read a paper before it is approved: staff of the issuing unit, but for the person
    who submits it."""
    return _staff_of(document).exclude(pk=actor.pk or 0).order_by("full_name", "pk")


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


def has_agreed(user: Reader, document: Document) -> bool:
    """Whether the person has agreed to the words as they stand."""
    agreed = document.reviews.filter(rev=document.rev, decision=Review.Decision.AGREED)
    return agreed.filter(reviewer_id=user.pk).exists()


def owed_reviews(document: Document) -> list[Review]:
    """Reviews of the words as they stand that nobody has answered, in their order."""
    rows = document.reviews.filter(rev=document.rev, decision="").select_related("reviewer")
    return list(rows.order_by("order"))


def of_who_left(document: Document, reviews: list[Review]) -> list[Review]:
    """Those of the reviews whose reader is not of the issuing unit's staff any more."""
    staff = set(_staff_of(document).values_list("pk", flat=True)) if reviews else set()
    return [review for review in reviews if review.reviewer_id not in staff]
