"""What waits for whom among papers: the same rows are counted on the home page and listed."""

from django.db.models import QuerySet

from reports.access import documents_for
from reports.models import Document
from units.access import Reader, units_with_role
from units.models import Membership


def _of_own_units(user: Reader, role: str, status: str) -> QuerySet[Document]:
    units = [unit.pk for unit in units_with_role(user, [role])]
    return documents_for(user).filter(issuer__unit__in=units, status=status)


def to_approve(user: Reader) -> QuerySet[Document]:
    """Papers that wait for a leader's decision."""
    return _of_own_units(user, Membership.Role.LEADER, Document.Status.SUBMITTED)


def to_number(user: Reader) -> QuerySet[Document]:
    """Approved papers that wait for their number."""
    return _of_own_units(user, Membership.Role.REGISTRAR, Document.Status.APPROVED)


def to_finish(user: Reader) -> QuerySet[Document]:
    """Drafts the person began."""
    return documents_for(user).filter(created_by_id=user.pk, status=Document.Status.DRAFT)


QUEUES = {
    "cho-duyet": ("Văn bản chờ duyệt", "Duyệt", to_approve),
    "cho-cap-so": ("Văn bản chờ cấp số", "Cấp số, ban hành", to_number),
    "du-thao": ("Dự thảo của tôi", "Soạn tiếp", to_finish),
}
