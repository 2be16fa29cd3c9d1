"""What passes from a unit that ends to its heir, and back."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from tasks.models import Task
from tasks.services.refusals import Refused
from units.models import Unit


@dataclass
class Handover:
    """Open tasks at a unit that ends: those it must do, those it gave."""

    owned: list[Task] = field(default_factory=list)
    given: list[Task] = field(default_factory=list)


def open_at(unit: Unit) -> Handover:
    """Tasks of the unit that have not ended, and those it gave to others."""
    rows = Task.objects.open().select_related("owner", "organiser")
    return Handover(list(rows.filter(owner=unit)), list(rows.filter(organiser=unit)))


@transaction.atomic
def hand_over(
    unit: Unit, heir: Unit, *, on: date, actor: User, reason: str
) -> list[dict[str, Any]]:
    """Open tasks go on under the heir; ``reason`` stands in the history of each.

    Returns a row for each, so that ``hand_back`` can reverse it. Takes the day as the same deed of
    the other floors does: a task that is open on the day passes, whatever its term.
    """
    found = open_at(unit)
    passed: list[dict[str, Any]] = []
    for name, rows in (("owner", found.owned), ("organiser", found.given)):
        for row in rows:
            _give(row, name, heir.pk, actor, reason)
            told = {"kind": f"task {name}", "pk": row.pk, "from": unit.pk, "to": heir.pk}
            passed.append(told | {"status": row.status})
    return passed


def _give(row: Task, name: str, unit: int, actor: User, reason: str) -> None:
    setattr(row, f"{name}_id", unit)
    row._history_user, row._change_reason = actor, reason  # type: ignore[attr-defined]
    row.save(update_fields=[name])


def begun_since(rows: list[dict[str, Any]]) -> list[str]:
    """What went on under the heir since: it stands in the way of giving back."""
    return [
        f"Nhiệm vụ “{row}” đã sang bước khác từ khi chuyển giao nên không trả lại được."
        for told, row in _as_they_are(rows)
        if row.status != told["status"]
    ]


def _as_they_are(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Task]]:
    """What was handed over and still is the heir's, with the task as it is now."""
    found = []
    for name in ("owner", "organiser"):
        told = {row["pk"]: row for row in rows if row["kind"] == f"task {name}"}
        for row in Task.objects.filter(pk__in=told):
            if getattr(row, f"{name}_id") == told[row.pk]["to"]:
                found.append((told[row.pk], row))
    return found


@transaction.atomic
def hand_back(rows: list[dict[str, Any]], *, actor: User, reason: str) -> None:
    """Reverse ``hand_over``; raises ``Refused`` when something has gone on since."""
    begun = begun_since(rows)
    if begun:
        raise Refused(" ".join(begun))
    for told, row in _as_they_are(rows):
        _give(row, told["kind"].removeprefix("task "), told["from"], actor, reason)
