"""The page of one unit: life line and people from below, rounds, tasks, papers from above."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.history import Change, FieldChange
from inspections.access import visits_for
from reports.access import documents_for
from tasks.access import tasks_for
from units import access, audit
from units.access.who_sees import who_sees_unit
from units.history import Event, decision_of, life_of
from units.models import Membership, Unit, UnitChange, holds_on
from units.views.tabs import tabs_of

ROWS_SHOWN = 10


@require_safe
def unit_page(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: what it was, what it became, who works there, what was done there."""
    shown = access.unit_for(request.user, code)
    tabs, life = tabs_of(request.user, shown), life_of(shown)
    linked = {unit.pk for event in life for unit, _ in event.units}
    linked |= {shown.parent_id} if shown.parent_id else set()
    today = timezone.localdate()
    children = access.units_for(request.user).children_of(shown, today)
    context: dict[str, Any] = {
        **tabs,
        "life": life,
        "reorganisations": _openable(request, life),
        "known": access.known_among(request.user, linked),
        "names": shown.names.all(),
        "official_codes": shown.official_codes.all(),
        "children": children.order_by("sort_key")[: ROWS_SHOWN + 1],
        "officers": shown.officers.filter(holds_on(today)),
        "seats": shown.seats.select_related("cluster").order_by("-year"),
        "members": _members(request, shown),
        "rows_shown": ROWS_SHOWN,
        "who_sees": who_sees_unit(shown),
        "changes": _changes(shown) if tabs["sees_people"] else [],
        **_from_above(request, shown),
    }
    return render(request, "units/unit.html", context)


def _openable(request: HttpRequest, life: list[Event]) -> set[int]:
    """Keys of the reorganisations on the life line that the reader may open."""
    keys = [event.pk for event in life if event.pk]
    rows = access.reorganisations_for(request.user).filter(pk__in=keys)
    return set(rows.values_list("pk", flat=True))


def _changes(shown: Unit) -> list[Change]:
    """Who carried out, took back or wrote what about the unit, and when, the newest first."""
    people = ("reorganisation__applied_by", "reorganisation__reversed_by")
    rows = shown.changes.select_related(*people)
    done = [change for row in rows for change in _told(row)]
    return sorted([*done, *audit.changes_of(shown)], key=lambda row: row.when, reverse=True)


def _told(row: UnitChange) -> Iterator[Change]:
    it, facts = row.reorganisation, row.facts
    deed = f"{row.get_deed_display()}, có hiệu lực từ {it.effective_on:%d/%m/%Y}"
    told = FieldChange(row.get_deed_display().lower(), facts.get("from", ""), facts.get("to", ""))
    if it.applied_at:
        note = " ".join(word for word in (decision_of(it), it.note) if word)
        fields = (told,) if told.after else ()
        yield Change(it.applied_at, str(it.applied_by), deed, note, fields)
    if it.reversed_at:
        taken_back = f"Hủy bỏ: {deed[:1].lower()}{deed[1:]}"
        yield Change(it.reversed_at, str(it.reversed_by), taken_back, it.reversed_reason)


def _members(request: HttpRequest, shown: Unit) -> list[Membership]:
    """Who belongs to the unit, for those who work there themselves."""
    inside = access.is_staff_of(request.user, shown) or access.has_role(
        request.user, shown, Membership.Role.UNIT_OFFICER
    )
    if not inside:
        return []
    current = shown.memberships.current(timezone.localdate())
    return list(current.select_related("user")[:ROWS_SHOWN])


def _from_above(request: HttpRequest, shown: Unit) -> dict[str, Any]:
    """Visits, tasks and papers of the unit and of the predecessors whose records it keeps."""
    units = [shown, *access.predecessors_of(shown.pk)]
    visits = visits_for(request.user).filter(unit__in=units)
    papers = documents_for(request.user).filter(visit__unit__in=units)
    return {
        "visits": visits.order_by("-round__starts_on", "-pk")[:ROWS_SHOWN],
        "documents": papers[:ROWS_SHOWN],
        "tasks": tasks_for(request.user).filter(owner__in=units).worst_first()[:ROWS_SHOWN],
    }
