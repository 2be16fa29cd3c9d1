"""Tree of units, one unit."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import DateField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from units.access import has_role, is_staff_of, may_import, unit_for, units_for
from units.models import Membership
from vietnamese.text import fold

PAGE_SIZE = 100


def _asked_day(request: HttpRequest) -> date | None:
    """The day of ``?ngay=`` as people write it; nothing when it cannot be read."""
    try:
        day: date = DateField().clean(request.GET.get("ngay") or None)
    except ValidationError:
        return None
    return day


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Units the reader may see, each under its parent; with a day, as they stood on it."""
    day = _asked_day(request)
    text = request.GET.get("q", "").strip()[:100]
    rows = units_for(request.user).order_by("path")
    if day:
        rows = rows.existing_on(day)
    if text:
        rows = rows.filter(search_key__contains=fold(text)).order_by("sort_key")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "q": text,
        "day": day,
        "asked": request.GET.get("ngay", ""),
        "may_import": may_import(request.user),
    }
    return render(request, "units/tree.html", context)


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: its place, its officers, its clusters, what stands below it."""
    shown = unit_for(request.user, code)
    inside = is_staff_of(request.user, shown) or has_role(
        request.user, shown, Membership.Role.UNIT_OFFICER
    )
    known = units_for(request.user)
    context = {
        "unit": shown,
        "parent_is_known": shown.parent_id and known.filter(pk=shown.parent_id).exists(),
        "children": known.filter(parent=shown),
        "officers": shown.officers.all(),
        "seats": shown.seats.select_related("cluster"),
        "members": shown.memberships.select_related("user") if inside else [],
    }
    return render(request, "units/unit.html", context)
