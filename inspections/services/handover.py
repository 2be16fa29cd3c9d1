"""What passes from a unit that ends to its heir, and back."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from inspections.models import (
    Round,
    Visit,
)
from inspections.services.records import Refused
from units.models import Unit


def open_visits_of(unit: Unit, *, on: date) -> QuerySet[Visit]:
    """Visits of the unit that have not begun and would fall on the day or later."""
    waiting = Visit.objects.filter(unit=unit, status__in=Visit.NOT_BEGUN, worked_on=None)
    return waiting.filter(Q(planned_on=None) | Q(planned_on__gte=on)).select_related("round")


def open_rounds_of(unit: Unit) -> QuerySet[Round]:
    """Rounds the unit runs that have not ended."""
    return Round.objects.filter(organiser=unit).exclude(status__in=Round.ENDED)


@transaction.atomic
def hand_over(unit: Unit, heir: Unit, *, on: date, actor: User) -> list[dict[str, Any]]:
    """Planned visits and open rounds of a unit that ends go on under its heir.

    Returns a row for each, so that ``hand_back`` can reverse it. A visit stays where the heir
    has one of its own in the same round.
    """
    taken = set(Visit.objects.filter(unit=heir).values_list("round_id", flat=True))
    visits = [v for v in open_visits_of(unit, on=on) if v.round_id not in taken]
    for visit in visits:
        visit.unit = heir
        visit.save(update_fields=["unit"])
    rounds = list(open_rounds_of(unit))
    for row in rounds:
        row.organiser = heir
        row.save(update_fields=["organiser"])
    kinds = [("visit", [v.pk for v in visits]), ("round", [r.pk for r in rounds])]
    return [
        {"kind": kind, "pk": pk, "from": unit.pk, "to": heir.pk}
        for kind, pks in kinds
        for pk in pks
    ]


def begun_since(rows: list[dict[str, Any]]) -> list[str]:
    """Handed-over visits that the heir has begun: they stand in the way of giving back."""
    visits = Visit.objects.filter(pk__in=[row["pk"] for row in rows if row["kind"] == "visit"])
    begun = visits.exclude(status__in=Visit.NOT_BEGUN).select_related("unit", "round")
    return [f"{visit} đã bắt đầu nên không trả lại được." for visit in begun]


@transaction.atomic
def hand_back(rows: list[dict[str, Any]]) -> None:
    """Reverse ``hand_over``; raises ``Refused`` when a visit has begun since."""
    begun = begun_since(rows)
    if begun:
        raise Refused(" ".join(begun))
    for row in rows:
        if row["kind"] == "visit":
            for visit in Visit.objects.filter(pk=row["pk"], unit_id=row["to"]):
                visit.unit_id = row["from"]
                visit.save(update_fields=["unit"])
        elif row["kind"] == "round":
            for owned in Round.objects.filter(pk=row["pk"], organiser_id=row["to"]):
                owned.organiser_id = row["from"]
                owned.save(update_fields=["organiser"])
