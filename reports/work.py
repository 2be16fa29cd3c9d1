"""What waits for whom among papers: the same rows are counted on the home page and listed."""

from django.db.models import Q, QuerySet

from inspections.access import duties_of
from inspections.models import TeamMember
from reports.access import documents_for
from reports.models import Document
from units.access import Reader, units_with_role
from units.models import Membership

RUN = {*TeamMember.LEADS, TeamMember.Duty.CLERK}


def _of_own_units(user: Reader, role: str) -> Q:
    return Q(issuer__unit__in=[unit.pk for unit in units_with_role(user, [role])])


def to_approve(user: Reader) -> QuerySet[Document]:
    """Papers that wait for a leader's decision; over a team's own papers also its head's."""
    led = [team for team, duty in duties_of(user).items() if duty == TeamMember.Duty.LEADER]
    waiting = documents_for(user).filter(status=Document.Status.SUBMITTED)
    own_team = Q(body=Document.Body.TEAM, visit__team__in=led)
    return waiting.filter(_of_own_units(user, Membership.Role.LEADER) | own_team)


def to_number(user: Reader) -> QuerySet[Document]:
    """Approved papers that wait for their number; minutes wait for who runs the visit too."""
    runs = [team for team, duty in duties_of(user).items() if duty in RUN]
    waiting = documents_for(user).filter(status=Document.Status.APPROVED)
    own_minutes = Q(kind="minutes", visit__team__in=runs)
    return waiting.filter(_of_own_units(user, Membership.Role.REGISTRAR) | own_minutes)


def to_finish(user: Reader) -> QuerySet[Document]:
    """Drafts the person began."""
    return documents_for(user).filter(created_by_id=user.pk, status=Document.Status.DRAFT)


QUEUES = {
    "cho-duyet": ("Văn bản chờ duyệt", "Duyệt", to_approve),
    "cho-cap-so": ("Văn bản chờ cấp số", "Cấp số, ban hành", to_number),
    "du-thao": ("Dự thảo của tôi", "Soạn tiếp", to_finish),
}
