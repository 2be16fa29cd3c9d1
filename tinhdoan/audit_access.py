"""Who reads the audit log: administrators of a root, each of what the people of their own did."""

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from accounts.models import AuditEvent, JobRun, User
from units.access import Reader, below, units_with_role
from units.models import Membership, Unit


def administered_roots(user: Reader) -> list[Unit]:
    """Units without a unit above them in which the person is administrator today."""
    administered = units_with_role(user, [Membership.Role.ADMINISTRATOR])
    return [unit for unit in administered if unit.parent_id is None]


def _owns_all(roots: list[Unit]) -> bool:
    """Whether nobody else's tree stands in this database, as in almost every installation."""
    return not Unit.objects.filter(parent=None).exclude(pk__in=[r.pk for r in roots]).exists()


def audited_people_for(user: Reader) -> QuerySet[User]:
    """People whose deeds the reader may read: who belongs or belonged to the reader's tree, and
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
    """Events the reader may read, newest first; of several trees in one database only their own,
    with failed attempts under names that are nobody's.
    """
    people = audited_people_for(user)
    if _owns_all(administered_roots(user)):
        return AuditEvent.objects.all()
    as_text = people.annotate(text=Cast("pk", CharField())).values("text")
    about_them = Q(object_type=User._meta.label_lower, object_id__in=as_text)
    nobody = Q(action="sign_in_failed", object_id="")
    return AuditEvent.objects.filter(Q(actor__in=people.values("pk")) | about_them | nobody)


def last_check() -> JobRun | None:
    """The last time the whole chain was checked."""
    runs = JobRun.objects.filter(job="verify_audit", finished_at__isnull=False)
    return runs.order_by("-finished_at").first()
