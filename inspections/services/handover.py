"""What passes from a unit that ends to its heir, and back."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models, transaction

from accounts.models import User
from inspections.models import Round, Visit
from inspections.services.records import Refused
from units.models import Unit


@dataclass
class Handover:
    """What is open at a unit that ends: what passes to the heir, what stays where it is."""

    visits: list[Visit] = field(default_factory=list)
    staying: list[Visit] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)


def open_at(unit: Unit, heir: Unit | None, *, on: date) -> Handover:
    """Visits that have not begun and rounds that have not ended, by what becomes of them.

    A visit stays where it falls before the day, or where the heir has one of its own in the round.
    """
    waiting = Visit.objects.filter(unit=unit, status__in=Visit.NOT_BEGUN, worked_on=None)
    taken = set(Visit.objects.filter(unit=heir).values_list("round_id", flat=True)) if heir else ()
    found = Handover(
        rounds=list(Round.objects.filter(organiser=unit).exclude(status__in=Round.ENDED))
    )
    for visit in waiting.exclude(round__status__in=Round.ENDED).select_related("round", "unit"):
        passes = visit.planned_on is None or visit.planned_on >= on
        (found.visits if passes and visit.round_id not in taken else found.staying).append(visit)
    return found


@transaction.atomic
def hand_over(
    unit: Unit, heir: Unit, *, on: date, actor: User, reason: str
) -> list[dict[str, Any]]:
    """What is open goes on under the heir; ``reason`` stands in the history of each.

    Returns a row for each, so that ``hand_back`` can reverse it.
    """
    found = open_at(unit, heir, on=on)
    passed: list[dict[str, Any]] = []
    for kind, rows, name in (("visit", found.visits, "unit"), ("round", found.rounds, "organiser")):
        for row in rows:
            _give(row, name, heir.pk, actor, reason)
            told = {"kind": kind, "pk": row.pk, "from": unit.pk, "to": heir.pk}
            passed.append(told | {"status": row.status})
    return passed


def _give(row: models.Model, name: str, owner: int, actor: User, reason: str) -> None:
    setattr(row, f"{name}_id", owner)
    row._history_user, row._change_reason = actor, reason  # type: ignore[attr-defined]
    row.save(update_fields=[name])


def begun_since(rows: list[dict[str, Any]]) -> list[str]:
    """What went on under the heir since: it stands in the way of giving back."""
    return [
        f"{row} đã sang bước khác từ khi chuyển giao nên không trả lại được."
        for told, row in _as_they_are(rows)
        if row.status != told["status"]
    ]


def _as_they_are(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Any]]:
    """What was handed over and still belongs to the heir, with the row as it is now."""
    found = []
    for kind, model, owner in (("visit", Visit, "unit_id"), ("round", Round, "organiser_id")):
        told = {row["pk"]: row for row in rows if row["kind"] == kind}
        for row in model._default_manager.filter(pk__in=told):
            if getattr(row, owner) == told[row.pk]["to"]:
                found.append((told[row.pk], row))
    return found


@transaction.atomic
def hand_back(rows: list[dict[str, Any]], *, actor: User, reason: str) -> None:
    """Reverse ``hand_over``; raises ``Refused`` when something has gone on since."""
    begun = begun_since(rows)
    if begun:
        raise Refused(" ".join(begun))
    for told, row in _as_they_are(rows):
        _give(row, "unit" if told["kind"] == "visit" else "organiser", told["from"], actor, reason)
