"""What waits for whom among papers: the same rows are counted on the home page and listed."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from inspections.access import duties_of
from inspections.models import TeamMember
from reports.access import documents_for
from reports.kinds import KINDS
from reports.models import Document, Review, Revision, Sending
from units.access import Reader, represented_units, units_with_role
from units.models import Membership
from workflow.models import Transition

RUN = {*TeamMember.LEADS, TeamMember.Duty.CLERK}


def _of_own_units(user: Reader, role: str) -> Q:
    return Q(issuer__unit__in=[unit.pk for unit in units_with_role(user, [role])])


def to_approve(user: Reader) -> QuerySet[Document]:
    """Papers that wait for a leader's decision; over a team's own papers also its head's."""
    led = [team for team, duty in duties_of(user).items() if duty == TeamMember.Duty.LEADER]
    waiting = documents_for(user).filter(status=Document.Status.SUBMITTED)
    own_team = Q(body=Document.Body.TEAM, visit__team__in=led)
    waiting = waiting.filter(_of_own_units(user, Membership.Role.LEADER) | own_team)
    return waiting.exclude(Exists(_open_reviews()))


def _open_reviews() -> QuerySet[Review]:
    """Reviews of the words as they stand that somebody still owes."""
    return Review.objects.filter(document=OuterRef("pk"), rev=OuterRef("rev"), decision="")


def to_review(user: Reader) -> QuerySet[Document]:
    """Submitted papers whose next reader is the person: nobody before them still owes a word."""
    mine = _open_reviews().filter(reviewer_id=user.pk)
    before = Review.objects.filter(
        document=OuterRef("document"), rev=OuterRef("rev"), decision="", order__lt=OuterRef("order")
    )
    waiting = documents_for(user).filter(status=Document.Status.SUBMITTED)
    return waiting.filter(Exists(mine.exclude(Exists(before))))


def to_give_to_another(user: Reader) -> QuerySet[Document]:
    """Submitted papers that wait for a reader who has left: their leaders and who began them."""
    today = timezone.localdate()
    staff = Membership.objects.filter(
        unit=OuterRef("document__issuer__unit"),
        user=OuterRef("reviewer"),
        role__in=Membership.STAFF,
        user__is_active=True,
    ).current(today)
    waiting = documents_for(user).filter(status=Document.Status.SUBMITTED)
    mine = _of_own_units(user, Membership.Role.LEADER) | Q(created_by_id=user.pk)
    return waiting.filter(mine, Exists(_open_reviews().exclude(Exists(staff))))


def inbox(user: Reader, key: str = "") -> QuerySet[Document]:
    """What waits for the person to read first or to approve, the longest waiting first.

    Each row has ``submitted_at``, ``submitted_by``, ``asks_review``, and of the saved states that
    hold its words now and as they were last approved the numbers ``kept_now``, ``kept_approved``.
    """
    reads, approves = to_review(user).values("pk"), to_approve(user).values("pk")
    chosen = {"cho-xem": Q(pk__in=reads), "cho-duyet": Q(pk__in=approves)}
    waiting = chosen.get(key) or Q(pk__in=reads) | Q(pk__in=approves)
    moves = Transition.objects.filter(
        subject_type=ContentType.objects.get_for_model(Document),
        subject_id=OuterRef("pk"),
        to_status=Document.Status.SUBMITTED,
    )
    kept = Revision.objects.filter(document=OuterRef("pk")).order_by("-rev").values("rev")
    rows = (
        documents_for(user)
        .filter(waiting)
        .annotate(
            submitted_at=Subquery(moves.values("at")[:1]),
            submitted_by=Subquery(moves.values("actor__full_name")[:1]),
            asks_review=Q(pk__in=reads),
            kept_now=Subquery(kept[:1]),
            kept_approved=Subquery(kept.filter(rev__lte=OuterRef("approved_rev"))[:1]),
        )
    )
    return rows.order_by("submitted_at", "pk")


def to_number(user: Reader) -> QuerySet[Document]:
    """Approved papers that wait to be issued: for the registrar, and those that bear no number
    also for who drafts them."""
    runs = [team for team, duty in duties_of(user).items() if duty in RUN]
    waiting = documents_for(user).filter(status=Document.Status.APPROVED)
    unnumbered = [kind.name for kind in KINDS.values() if not kind.is_numbered]
    own_minutes = Q(kind__in=unnumbered, visit__team__in=runs)
    return waiting.filter(_of_own_units(user, Membership.Role.REGISTRAR) | own_minutes)


def to_finish(user: Reader) -> QuerySet[Document]:
    """Drafts the person began."""
    return documents_for(user).filter(created_by_id=user.pk, status=Document.Status.DRAFT)


def _waiting_sendings() -> QuerySet[Sending]:
    """Sendings inside the product whose receiver has not said that the paper arrived."""
    in_app = Sending.objects.filter(document=OuterRef("pk"), way=Sending.Way.IN_APP)
    return in_app.filter(received_at=None)


def to_receive(user: Reader) -> QuerySet[Document]:
    """Papers in force sent to a unit of the person that it has not confirmed."""
    own = [unit.pk for unit in represented_units(user)]
    in_force = documents_for(user).filter(status=Document.Status.ISSUED)
    return in_force.filter(Exists(_waiting_sendings().filter(unit__in=own)))


def to_be_confirmed(user: Reader) -> QuerySet[Document]:
    """Papers in force that the person or their registrar's desk sent, and somebody has not
    confirmed."""
    in_force = documents_for(user).filter(status=Document.Status.ISSUED)
    waiting = _waiting_sendings()
    own_desk = _of_own_units(user, Membership.Role.REGISTRAR) & Exists(waiting)
    return in_force.filter(own_desk | Q(Exists(waiting.filter(sent_by_id=user.pk))))


# Queues whose rows stand in the inbox.
INBOX = ("cho-xem", "cho-duyet")
QUEUES = {
    "cho-xem": ("Văn bản chờ tôi xem", "Xem, cho ý kiến", to_review),
    "cho-duyet": ("Văn bản chờ duyệt", "Duyệt", to_approve),
    "cu-nguoi-xem": (
        "Văn bản có người xem đã thôi công tác",
        "Cử người khác",
        to_give_to_another,
    ),
    "cho-cap-so": ("Văn bản chờ cấp số", "Cấp số, ban hành", to_number),
    "chua-nhan": ("Văn bản chưa xác nhận đã nhận", "Xem, xác nhận", to_receive),
    "da-gui": ("Văn bản đã gửi, nơi nhận chưa xác nhận", "Theo dõi", to_be_confirmed),
    "du-thao": ("Dự thảo của tôi", "Soạn tiếp", to_finish),
}
