"""The meeting, the team, the conclusion and what became of it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from inspections.models import (
    Recommendation,
    Round,
    Team,
    TeamMember,
    Visit,
)
from inspections.services.records import Refused, Stale, update_at_rev
from vietnamese.dates import short
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


_PAPERS = {
    "plan": ("plan_symbol", "plan_on", "kế hoạch"),
    "decision": ("decision_symbol", "decided_on", "quyết định"),
}


@transaction.atomic
def note_paper(
    round_: Round,
    *,
    actor: User,
    kind: str,
    symbol: str,
    on: date,
    instead_of: Collection[str] = (),
) -> Round:
    """Write down on the round the number and day of its issued plan or decision.

    What stands there already is kept: the same paper changes nothing, another one raises
    ``Refused`` unless what stands there is one of ``instead_of``: papers that count no more.
    """
    symbol_name, day_name, called = _PAPERS[kind]
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    known, known_on = getattr(locked, symbol_name), getattr(locked, day_name)
    if (known, known_on) == (symbol, on):
        return locked
    same = known == symbol and known_on is None
    if known and known not in instead_of and not same:
        day = f" ngày {short(known_on)}" if known_on else ""
        raise Refused(
            f"Đợt kiểm tra đã ghi {called} số {known}{day}, khác với số {symbol} ngày {short(on)} "
            f"của văn bản này. Hãy sửa đợt: xóa hoặc ghi đúng số, ngày {called} rồi ban hành lại."
        )
    setattr(locked, symbol_name, symbol)
    setattr(locked, day_name, on)
    locked._history_user = actor  # type: ignore[attr-defined]
    locked._change_reason = f"Ban hành {called} số {symbol}"  # type: ignore[attr-defined]
    locked.save()
    round_.refresh_from_db()
    return round_


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
