"""Who reads the audit log: administrators of a root, each of what the people of their own did."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast, TruncDate

from accounts.models import AuditEvent, JobRun, User
from inspections.models import Team, TeamMember
from reports.models import Document, TrustedCertificate
from units.access import Reader, administered_roots, below
from units.models import (
    Cluster,
    Invitation,
    Membership,
    Officer,
    Reorganisation,
    Unit,
    holds_on,
)

_PERSON = User._meta.label_lower
# Rows that deeds are told of, and the way from each to its unit.
_UNIT_OF: dict[str, tuple[QuerySet[Any], str]] = {
    rows.model._meta.label_lower: (rows, unit)
    for rows, unit in (
        (Membership.objects.all(), "unit"),
        (Invitation.objects.all(), "unit"),
        (Officer.objects.all(), "unit"),
        (Cluster.objects.all(), "organiser"),
        (Reorganisation.objects.all(), "organiser"),
        (Team.objects.all(), "round__organiser"),
        (Document.objects.all(), "issuer__unit"),
        (TrustedCertificate.objects.all(), "unit"),
    )
}


def _owns_all(roots: list[Unit]) -> bool:
    """Whether nobody else's tree stands in this database, as in almost every installation."""
    return not Unit.objects.filter(parent=None).exclude(pk__in=[r.pk for r in roots]).exists()


def audited_people_for(user: Reader) -> QuerySet[User]:
    """People by whom the log can be filtered: who belongs or belonged to the reader's tree, and
    who serves or served in its teams. Raises ``PermissionDenied`` for who administers no root.
    """
    roots = administered_roots(user)
    if not roots:
        raise PermissionDenied
    if _owns_all(roots):
        return User.objects.all()
    belong = User.objects.filter(below(roots, "memberships__unit__")).values("pk")
    serve = User.objects.filter(below(roots, "team_duties__team__round__organiser__")).values("pk")
    return User.objects.filter(Q(pk__in=belong) | Q(pk__in=serve))


def audit_events_for(user: Reader) -> QuerySet[AuditEvent]:
    """Events the reader may read, newest first. Raises ``PermissionDenied`` as above.

    Of several trees in one database only the reader's own: what its people did, and what was done
    to their accounts, while they belonged to it; what was done to its rows, by whomever; failed
    attempts under names that are nobody's. What somebody did before or after, elsewhere, is the
    business of that tree.
    """
    roots = administered_roots(user)
    if not roots:
        raise PermissionDenied
    if _owns_all(roots):
        return AuditEvent.objects.all()
    nobody = Q(action="sign_in_failed", object_id="")
    on_person = Q(object_type=_PERSON) & _ours_then(roots, "object_pk")
    # A key is read as a number only where it is one: another kind of row may have other keys.
    key = When(object_type__in=[_PERSON, *_UNIT_OF], then=Cast("object_id", BigIntegerField()))
    return AuditEvent.objects.alias(day=TruncDate("at"), object_pk=Case(key)).filter(
        _ours_then(roots, "actor_id") | on_person | _on_our_rows(roots) | nobody
    )


def _ours_then(roots: list[Unit], person: str) -> Q:
    """Condition on events: the person behind the column belonged to the tree on that day, or
    served in its teams alone, from outside, belonging nowhere."""
    day: Any = OuterRef("day")
    theirs = Membership.objects.filter(user=OuterRef(person))
    belonged = theirs.filter(holds_on(day), holds_on(day, "unit__"), below(roots, "unit__"))
    duties = TeamMember.objects.filter(user=OuterRef(person))
    ours = below(roots, "team__round__organiser__")
    from_outside = (
        Q(Exists(duties.filter(ours)))
        & ~Q(Exists(duties.exclude(ours)))
        & ~Q(Exists(theirs.begun(day)))
    )
    return Q(Exists(belonged)) | from_outside


def _on_our_rows(roots: list[Unit]) -> Q:
    """Condition on events: the row they tell of is the tree's."""
    found = Q(pk__in=[])
    for label, (rows, unit) in _UNIT_OF.items():
        own = rows.filter(below(roots, f"{unit}__"), pk=OuterRef("object_pk"))
        found |= Q(object_type=label) & Q(Exists(own))
    return found


def last_check() -> JobRun | None:
    """The last time the whole chain was checked."""
    runs = JobRun.objects.filter(job="verify_audit", finished_at__isnull=False)
    return runs.order_by("-finished_at").first()
