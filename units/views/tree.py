"""Tree of units: one level at a time, on any day."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Value, When
from django.forms import DateField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from units import access
from units.models import Unit, UnitQuerySet
from vietnamese.text import fold

PAGE_SIZE = 100
FOUND_SIZE = 50
# Provinces and districts above, bases below: the order of the office.
_RANK = Case(
    *(When(kind_then=kind, then=Value(rank)) for rank, kind in enumerate(Unit.Kind.values)),
    default=Value(len(Unit.Kind.values)),
    output_field=IntegerField(),
)


def _asked_day(request: HttpRequest) -> tuple[date | None, str]:
    """The day of ``?ngay=`` as people write it, and what to say when it cannot be read."""
    asked = request.GET.get("ngay", "").strip()
    try:
        day: date | None = DateField().clean(asked) if asked else None
    except ValidationError:
        return None, "Ngày không có thật hoặc sai dạng 27/11/2020. Đang hiện đơn vị của hôm nay."
    return day, ""


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Units the reader may see: a search, or one level of the tree as it stood on the day."""
    asked_day, fault = _asked_day(request)
    day = asked_day or timezone.localdate()
    text = request.GET.get("q", "").strip()[:100]
    above = None
    if text:
        page = _found(request, text, asked_day)
    else:
        above = _above(request, day)
        level = _level(request, above, day)
        page = Paginator(level, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page_obj": page,
        "q": text,
        "day": asked_day,
        "asked": request.GET.get("ngay", ""),
        "fault": fault,
        "above": above,
        "way": _way_to(request, above),
        "may_import": access.may_import(request.user),
        "may_reorganise": bool(access.organisers_of_units(request.user)),
    }
    return render(request, "units/tree.html", context)


def _found(request: HttpRequest, text: str, day: date | None) -> Page[Any]:
    """Every unit whose names, of today or before, hold each of the words.

    First the keys, from an index that holds all they need; then the rows of one page.
    """
    rows = access.units_for(request.user).with_words(fold(text))
    if day:
        rows = rows.existing_on(day)
    keys = rows.order_by("sort_key", "pk").values_list("pk", flat=True)
    page: Page[Any] = Paginator(keys, FOUND_SIZE).get_page(request.GET.get("page"))
    shown = access.units_for(request.user).filter(pk__in=list(page))
    named = shown.named_on(day or timezone.localdate()).select_related("parent")
    page.object_list = named.order_by("sort_key", "pk")
    return page


def _above(request: HttpRequest, day: date) -> Unit | None:
    """The unit whose level is shown: the one asked for, or the reader's only one at the top."""
    code = request.GET.get("cap", "")
    if code:
        return access.unit_for(request.user, code, on=day)
    tops = access.top_units_for(request.user, day)
    return tops[0] if len(tops) == 1 else None


def _level(request: HttpRequest, above: Unit | None, day: date) -> UnitQuerySet:
    known = access.units_for(request.user)
    if above is None:
        tops = [unit.pk for unit in access.top_units_for(request.user, day)]
        rows = known.filter(pk__in=tops)
    else:
        rows = known.children_of(above, day)
    shown = rows.named_on(day).counting_children(day).annotate(rank=_RANK)
    return shown.order_by("rank", "sort_key", "pk")


def _way_to(request: HttpRequest, above: Unit | None) -> list[Unit]:
    """The units above the level that the reader knows, the highest first."""
    if above is None:
        return []
    codes = above.path.split("/")[:-2]
    known = access.units_for(request.user).filter(code__in=codes)
    return sorted(known, key=lambda unit: unit.depth)
