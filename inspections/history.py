"""What happened to rounds, teams, visits and records, for those who see their inner side.

The inspected unit never reads any of it: the doors of these pages are those of the inside.
"""

from typing import Any

from django.db.models import QuerySet

from accounts.history import Change
from inspections.models import (
    Attendance,
    FieldRecord,
    Finding,
    Recommendation,
    Round,
    Team,
    TeamMember,
    Topic,
    UnitRequest,
    Verdict,
    Visit,
)
from workflow.history import changes_of

# On a record's own page; the rest stands on its page of history.
SHOWN = 5


def of_round(round_: Round, known: QuerySet[Visit]) -> list[Change]:
    """All of a round: its plan, topics, teams and their people, general remarks; of its visits
    only those the reader knows, because a team does not know the units of another."""
    general: dict[str, Any] = {"round": round_, "visit": None}
    return changes_of(
        round_,
        Topic.history.filter(round=round_),
        Team.history.filter(round=round_),
        TeamMember.history.filter(team__round=round_),
        # What became of a visit afterwards is told on the visit's own page.
        Visit.history.filter(round=round_, history_type="+", id__in=known.values("pk")),
        Finding.history.filter(**general),
        Recommendation.history.filter(**general),
    )


def of_visit(visit: Visit) -> list[Change]:
    """All of a visit: schedule and meeting, everything recorded, the lead's verdicts."""
    return changes_of(
        visit,
        *(kind.history.filter(visit=visit) for kind in (Finding, Recommendation)),
        *(kind.history.filter(visit=visit) for kind in (UnitRequest, Attendance)),
        Verdict.history.filter(finding__visit=visit),
    )


def of_record(record: FieldRecord) -> list[Change]:
    """Every wording of one record, and of a finding what the lead decided on it."""
    verdicts: list[QuerySet[Any]] = []
    if isinstance(record, Finding):
        verdicts.append(Verdict.history.filter(finding=record))
    return changes_of(record, *verdicts)


def latest_of(record: Round | Visit) -> list[Change]:
    """The last few changes of the record itself, for its own page."""
    return changes_of(record, latest=SHOWN)
