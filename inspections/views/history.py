"""Pages of history: who, when, from what to what, why."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.history import Change
from inspections import access, history
from inspections.models import FieldRecord, Visit

PAGE_SIZE = 50


@require_safe
def round_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened to a round, its teams and topics."""
    shown = access.round_for(request.user, pk)
    known = access.inside_visits_for(request.user)
    return _page(request, history.of_round(shown, known), shown, shown.title)


@require_safe
def visit_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened to a visit; not for the inspected unit."""
    shown = access.visit_for(request.user, pk, may=access.sees_inside)
    return _page(request, history.of_visit(shown), shown, str(shown))


@require_safe
def record_history(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Every wording of a record."""
    shown = access.record_for(request.user, kind, pk)
    owner = _owner_of(shown)
    return _page(request, history.of_record(shown), owner, str(owner))


def _owner_of(record: FieldRecord) -> Any:
    visit: Visit | None = getattr(record, "visit", None)
    return visit or getattr(record, "round")  # noqa: B009  (attendance has a visit only)


def _page(request: HttpRequest, changes: list[Change], back: Any, back_label: str) -> HttpResponse:
    page = Paginator(changes, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "back": back.get_absolute_url(),
        "back_label": back_label,
        "who_sees": access.who_sees_inside(back),
    }
    return render(request, "inspections/history.html", context)
