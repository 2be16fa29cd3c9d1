"""Rounds, teams, visits and what is recorded on them."""

from inspections.models.findings import (
    Attendance,
    FieldRecord,
    Finding,
    Recommendation,
    UnitRequest,
    Verdict,
)
from inspections.models.rounds import Round, Team, TeamMember, Topic
from inspections.models.visits import Visit

__all__ = [
    "Attendance",
    "FieldRecord",
    "Finding",
    "Recommendation",
    "Round",
    "Team",
    "TeamMember",
    "Topic",
    "UnitRequest",
    "Verdict",
    "Visit",
]
