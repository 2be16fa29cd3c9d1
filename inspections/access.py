"""Doors to rounds, visits and records: unknown to you = 404, known but not yours to change = 403.

Three kinds of readers: staff of the organiser's line see everything of its rounds; people on a
team see its visits; the inspected unit sees its own visit from the notice on, and of what the
team wrote only what an issued paper says.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from inspections.models import (
    Attendance,
    FieldRecord,
    Finding,
    Recommendation,
    Round,
    Team,
    TeamMember,
    UnitRequest,
    Visit,
)
from tasks.models import Task, TaskQuerySet
from units.access import (
    Reader,
    below,
    has_role,
    lines_read,
    memberships_of,
    units_with_role,
    with_heritage,
)
from units.access.people import may_manage_people
from units.access.who_sees import NOBODY_ELSE, staff_of, standing_for
from units.models import Membership, Unit
from workflow.models import Transition

M = TypeVar("M", bound=Model)
Predicate = Callable[[Reader, M], bool]
RECORD_KINDS: dict[str, type[FieldRecord]] = {
    "ghi-nhan": Finding,
    "de-nghi": Recommendation,
    "kien-nghi": UnitRequest,
    "thanh-phan": Attendance,
}


def door(rows: QuerySet[M], pk: int, user: Reader, may: Predicate[M] | None) -> M:
    """The row, or 404 when the reader does not know it, or 403 when they may not do this."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    if may is not None and not may(user, row):
        raise PermissionDenied
    return row


def duties_of(user: Reader) -> dict[int, str]:
    """Team id → the person's duty in it; asked of the database once per request.

    Who has belonged to a unit and belongs to none today has left: no duty holds them. A member
    from outside, who never belonged to any, keeps theirs.
    """
    return {team: duty for team, duty, _ in _duties(user)}


def leads_running_round(user: Reader) -> bool:
    """Whether the person is leader or deputy of a team whose round runs; no query of its own
    beside ``duties_of``."""
    return any(
        duty in TeamMember.LEADS and status == Round.Status.RUNNING
        for _, duty, status in _duties(user)
    )


def _duties(user: Reader) -> list[tuple[int, str, str]]:
    """Team id, duty, status of the round."""
    if not user.is_authenticated:
        return []
    kept: list[tuple[int, str, str]] | None = user.__dict__.get("_team_duties")
    if kept is None:
        rows = TeamMember.objects.filter(user_id=user.pk)
        if not memberships_of(user):
            belonged = Membership.objects.begun(timezone.localdate()).filter(user=OuterRef("user"))
            rows = rows.exclude(Exists(belonged))
        kept = list(rows.values_list("team_id", "duty", "team__round__status"))
        user.__dict__["_team_duties"] = kept
    return kept


# Rounds


def rounds_for(user: Reader) -> QuerySet[Round]:
    """Rounds of the reader's own line and rounds in whose teams they serve."""
    return Round.objects.filter(
        below(lines_read(user), "organiser__") | Q(pk__in=_rounds_served(user))
    ).select_related("organiser")


def _rounds_served(user: Reader) -> QuerySet[Team, int]:
    return Team.objects.filter(pk__in=duties_of(user)).values_list("round_id", flat=True)


def round_for(user: Reader, pk: int, *, may: Predicate[Round] | None = None) -> Round:
    """One round through the door."""
    return door(rounds_for(user), pk, user, may)


def organisers_for(user: Reader) -> list[Unit]:
    """Units in whose name the person may set up rounds."""
    return units_with_role(user, [Membership.Role.OFFICER, Membership.Role.ADMINISTRATOR])


def is_officer_of(user: Reader, round_: Round) -> bool:
    """Whether the person runs this round at the organiser's desk."""
    return has_role(user, round_.organiser, Membership.Role.OFFICER, Membership.Role.ADMINISTRATOR)


def may_manage(user: Reader, round_: Round) -> bool:
    """May change the round, its teams, units, topics: the organiser's officers, until it ends."""
    ended = round_.status in (Round.Status.CLOSED, Round.Status.CANCELLED)
    return is_officer_of(user, round_) and not ended


def may_move_round(user: Reader, round_: Round) -> bool:
    """May move the round on: its officers and the organiser's leaders."""
    return is_officer_of(user, round_) or has_role(user, round_.organiser, Membership.Role.LEADER)


def may_record_on_round(user: Reader, round_: Round) -> bool:
    """May write general remarks of the whole round while it runs."""
    teams = round_.teams.values_list("pk", flat=True)
    leads = any(duties_of(user).get(pk) in TeamMember.LEADS for pk in teams)
    return round_.status == Round.Status.RUNNING and (leads or is_officer_of(user, round_))


# Teams


def teams_for(user: Reader) -> QuerySet[Team]:
    """Teams of the rounds the reader knows."""
    return Team.objects.filter(round__in=rounds_for(user)).select_related("round__organiser")


def team_for(user: Reader, pk: int, *, may: Predicate[Team] | None = None) -> Team:
    """One team through the door."""
    return door(teams_for(user), pk, user, may)


def may_manage_team(user: Reader, team: Team) -> bool:
    """May change the team: whoever manages its round."""
    return may_manage(user, team.round)


# Visits


def visits_for(user: Reader) -> QuerySet[Visit]:
    """Visits the reader may know of, in whatever form."""
    rows = Visit.objects.named().filter(inside(user) | _as_unit(user))
    return rows.select_related("round__organiser", "unit", "team")


def inside_visits_for(user: Reader) -> QuerySet[Visit]:
    """Visits whose inner side (findings, synthesis) the reader may see."""
    rows = Visit.objects.named().filter(inside(user))
    return rows.select_related("round__organiser", "unit", "team")


def inside(user: Reader) -> Q:
    """Condition on visits: the reader sees the inner side (organiser's line, its team)."""
    return below(lines_read(user), "round__organiser__") | Q(team_id__in=duties_of(user))


def _as_unit(user: Reader) -> Q:
    # Nobody above a root inspects it: its staff see everything below from the inside already.
    units = [
        m.unit for m in memberships_of(user) if m.unit.parent_id or m.role not in Membership.STAFF
    ]
    if not units:
        return Q(pk__in=[])
    return below(with_heritage(user, units), "unit__") & _known_to_unit()


def _known_to_unit() -> Q:
    """Condition on visits: the inspected unit may know of it."""
    told = Transition.objects.filter(
        subject_type=ContentType.objects.get_for_model(Visit),
        subject_id=OuterRef("pk"),
        to_status=Visit.Status.NOTIFIED,
    )
    # Postponed or cancelled before the notice, it never was any business of the unit.
    dropped = Q(status__in=(Visit.Status.POSTPONED, Visit.Status.CANCELLED))
    return ~Q(status=Visit.Status.PLANNED) & (~dropped | Q(Exists(told)))


def visit_for(user: Reader, pk: int, *, may: Predicate[Visit] | None = None) -> Visit:
    """One visit through the door."""
    return door(visits_for(user), pk, user, may)


def sees_inside(user: Reader, visit: Visit) -> bool:
    """Whether the person may read the inner side of the visit: the organiser's line, its team."""
    own_line = any(visit.round.organiser.is_at_or_below(u) for u in lines_read(user))
    return own_line or visit.team_id in duties_of(user)


def duty_in(user: Reader, visit: Visit) -> str:
    """The person's duty in the visit's team, or an empty text."""
    return duties_of(user).get(visit.team_id or 0, "")


def may_schedule(user: Reader, visit: Visit) -> bool:
    """May change date, place, mode, team: whoever manages the round, until it is concluded."""
    ended = visit.concluded_at is not None or visit.status == Visit.Status.CANCELLED
    return may_manage(user, visit.round) and not ended


def may_run(user: Reader, visit: Visit) -> bool:
    """May move the visit and fill in facts of the meeting: officers, leader, deputy, clerk."""
    duty = duty_in(user, visit)
    return duty in {*TeamMember.LEADS, TeamMember.Duty.CLERK} or is_officer_of(user, visit.round)


def may_fill_meeting(user: Reader, visit: Visit) -> bool:
    """May write the facts of the meeting, until the visit is concluded."""
    return may_run(user, visit) and visit.concluded_at is None


def may_write_on(user: Reader, visit: Visit) -> bool:
    """Is of those who record on the visit, open or not: what they send late is answered with
    words, not with a refusal that loses it."""
    return bool(duty_in(user, visit)) or is_officer_of(user, visit.round)


def may_record(user: Reader, visit: Visit) -> bool:
    """May record on the visit: its team and the round's officers, while it is open."""
    return may_write_on(user, visit) and visit.is_open_for_records


def may_lead(user: Reader, visit: Visit) -> bool:
    """May put the findings together: the team's leader and deputies, while it is open."""
    return duty_in(user, visit) in TeamMember.LEADS and visit.is_open_for_records


def may_draft_for_visit(user: Reader, visit: Visit) -> bool:
    """May begin a paper on the visit: those who run it, unless it does not take place."""
    return visit.status != Visit.Status.CANCELLED and may_run(user, visit)


def may_draft_for_round(user: Reader, round_: Round) -> bool:
    """May begin a paper on the whole round: its officers, from its plan on."""
    return round_.status != Round.Status.CANCELLED and is_officer_of(user, round_)


# Records


def record_for(
    user: Reader, kind: str, pk: int, *, may: Predicate[FieldRecord] | None = None
) -> FieldRecord:
    """One finding, recommendation, request or attendance row (by its word in the address)."""
    model = RECORD_KINDS.get(kind)
    if model is None:
        raise Http404
    inside = Q(visit__in=inside_visits_for(user))
    related = ["visit__round__organiser", "visit__unit", "visit__team", "author"]
    if model in (Finding, Recommendation):
        inside |= Q(visit=None, round__in=rounds_for(user))
        related.append("round__organiser")
    rows = model._default_manager.filter(inside).select_related(*related)
    return door(rows, pk, user, may)


def own_records(user: User, kind: str, visit: Visit) -> QuerySet[FieldRecord]:
    """What the person wrote of this kind on the visit, newest first."""
    model: Any = RECORD_KINDS[kind]
    rows: QuerySet[FieldRecord] = model.objects.live().filter(visit=visit, author=user)
    return rows.order_by("-pk")


def may_write_record(user: Reader, record: FieldRecord) -> bool:
    """Is of those who edit this record, open or not: the author, and whoever runs the visit."""
    visit: Visit | None = getattr(record, "visit", None)
    if visit is None:
        return may_record_on_round(user, record.round)  # type: ignore[attr-defined]
    return may_write_on(user, visit) and (record.author_id == user.pk or may_run(user, visit))


def may_change_record(user: Reader, record: FieldRecord) -> bool:
    """May edit or withdraw now: as above, while the visit is open."""
    visit: Visit | None = getattr(record, "visit", None)
    is_open = visit is None or visit.is_open_for_records
    return is_open and not record.is_withdrawn and may_write_record(user, record)


def tasks_of(asked: Sequence[Recommendation]) -> TaskQuerySet:
    """What became of the team's requests, for who reads them on the visit: state and term."""
    return Task.objects.of(*asked)


def findings_for(user: Reader) -> QuerySet[Finding]:
    """Findings the reader may see: inside only."""
    return Finding.objects.filter(
        Q(visit__in=inside_visits_for(user)) | Q(visit=None, round__in=rounds_for(user))
    )


# Rights over accounts, and who sees what, in words


def serves_beyond(user: Reader, person: User) -> bool:
    """Whether the account has a duty in a team of an organiser whose people the user does not
    manage: who took the account over would get that duty. Rounds of a unit that has ended are
    those of its heir."""
    heads = with_heritage(user, units_with_role(user, Membership.HEADS))
    organisers = Unit.objects.filter(rounds__teams__members__user=person).distinct()
    return not all(one in heads or may_manage_people(user, one) for one in organisers)


def who_sees_round(round_: Round) -> list[str]:
    """*Ai được xem trang này* of a round."""
    return [
        f"{staff_of(round_.organiser)} và thành viên các Đoàn kiểm tra của đợt xem được.",
        "Đơn vị được kiểm tra không xem trang này; mỗi đơn vị xem lượt kiểm tra của mình.",
        NOBODY_ELSE,
    ]


def who_sees_visit(visit: Visit) -> list[str]:
    """*Ai được xem trang này* of a visit: who sees all of it, and what the unit sees by now."""
    organiser = visit.round.organiser
    unit, ended = standing_for(visit.unit, visit.unit_name, organiser=organiser)
    told = Visit.objects.filter(_known_to_unit(), pk=visit.pk).exists()
    if told:
        readers = f"{unit} và cấp trên của đơn vị" if unit else "Cấp trên của đơn vị"
        own = [f"{readers} xem được lịch, chuyên đề và văn bản đã ban hành."]
    else:
        later = "chưa xem được; sẽ xem được lịch, chuyên đề từ khi được thông báo lịch."
        own = [f"{unit} {later}"] if unit else []
    inside = f"{staff_of(organiser)} và Đoàn kiểm tra xem được toàn bộ."
    return [inside, *own, *ended, NOBODY_ELSE]


def who_sees_inside(owner: Round | Visit, kind: str = "") -> list[str]:
    """*Ai được xem trang này* of records and histories: the inner side of a visit or round.

    Of a form for a record of the ``kind``: the unit reads what it is asked to do, once concluded.
    """
    if isinstance(owner, Visit):
        organiser, team = owner.round.organiser, "Đoàn kiểm tra"
        unit, ended = standing_for(owner.unit, owner.unit_name, organiser=organiser)
    else:
        organiser, team = owner.organiser, "thành viên các Đoàn kiểm tra của đợt"
        unit, ended = "Đơn vị được kiểm tra", []
    own = "không xem được ghi nhận và lịch sử."
    if kind == "de-nghi" and isinstance(owner, Visit):
        own = "chưa xem được yêu cầu, đề nghị; sẽ xem được khi đã kết luận."
        if owner.concluded_at is not None:
            own = "xem được yêu cầu, đề nghị vì đã kết luận."
    as_unit = [f"{unit} {own}"] if unit else []
    return [f"{staff_of(organiser)} và {team} xem được.", *as_unit, *ended, NOBODY_ELSE]
