"""The meeting, the team, the conclusion and what became of it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from inspections.models import (
    Recommendation,
    Team,
    TeamMember,
    Visit,
)
from inspections.services.records import Refused, Stale, update_at_rev
from vietnamese.text import clean
from workflow.moves import move


@transaction.atomic
def fill_meeting(visit: Visit, *, rev: int, actor: User, facts: Mapping[str, Any]) -> Visit:
    """Save the facts of the meeting over the revision the person saw.

    Raises ``Stale``, and ``Refused`` once the visit is concluded.
    """
    words = {k: clean(v) if isinstance(v, str) else v for k, v in facts.items()}
    rows = Visit.objects.filter(pk=visit.pk, rev=rev, concluded_at=None)
    updated = rows.update(rev=rev + 1, **words)
    visit.refresh_from_db()
    if visit.concluded_at is not None:
        raise Refused("Lượt kiểm tra đã có kết luận nên không sửa được nội dung buổi làm việc.")
    if not updated:
        raise Stale(visit)
    visit._history_user = actor  # type: ignore[attr-defined]
    Visit.history.bulk_history_create([visit], update=True)
    return visit


@transaction.atomic
def change_team(
    team: Team,
    *,
    actor: User,
    members: Iterable[TeamMember],
    gone: Iterable[TeamMember] = (),
    reason: str = "",
) -> Team:
    """Save a team with the people changed and those who leave it; a duty in a team is a right, so
    the audit log is told who came, went or changed.

    In an order in which no moment has two heads: who steps down first, who becomes head last.
    """
    before = _people_of(team) if team.pk else {}
    changed, leaving = list(members), list(gone)
    for row in (team, *changed, *leaving):
        row._history_user = actor  # type: ignore[attr-defined]
        row._change_reason = clean(reason)  # type: ignore[attr-defined]
    team.save()
    for member in leaving:
        member.delete()
    for member in sorted(changed, key=lambda one: one.duty == TeamMember.Duty.LEADER):
        member.team = team
        member.save()
    after = _people_of(team)
    if before != after:
        told = {
            "added": [who for pk, who in after.items() if pk not in before],
            "removed": [who for pk, who in before.items() if pk not in after],
            "changed": [
                f"{before[pk]} → {who}"
                for pk, who in after.items()
                if pk in before and before[pk] != who
            ],
            "reason": clean(reason),
        }
        audit.record("team_changed", actor=actor, obj=team, data=told)
    return team


def _people_of(team: Team) -> dict[int, str]:
    """Everybody of the team by their row: name, duty, and the account the rights hang on."""
    rows = TeamMember.objects.filter(team=team).select_related("user")
    return {
        row.pk: f"{row}{f' (tài khoản {row.user.username})' if row.user else ''}" for row in rows
    }


def conclude(visit: Visit, *, actor: User, at: datetime) -> Visit:
    """Move the visit to *concluded*; raises ``MoveRefused`` with what is still missing."""
    return move(visit, Visit.Status.CONCLUDED, actor=actor, at=at, facts={"concluded_at": at})


@transaction.atomic
def record_outcome(
    recommendation: Recommendation, *, actor: User, rev: int, outcome: str, note: str, on: date
) -> Recommendation:
    """Write down what became of a recommendation; waiving needs a reason in ``note``."""
    note = clean(note)
    if outcome == Recommendation.Outcome.WAIVED and not note:
        raise Refused("Hãy ghi lý do thôi theo dõi.")
    facts = {"outcome": outcome, "outcome_note": note, "outcome_on": on}
    return update_at_rev(recommendation, rev, actor, facts, "Kết quả thực hiện")
