"""Search over what the reader may see: units, rounds, visits, findings, papers."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from inspections.access import findings_for, rounds_for, visits_for
from reports.access import documents_for
from units.access import Reader, units_for
from vietnamese.text import fold

ROWS_SHOWN = 20


def _containing(rows: QuerySet[Any], words: str, *fields: str) -> QuerySet[Any]:
    """Rows in which every word occurs in one of the folded columns."""
    for word in words.split():
        any_field = Q()
        for field in fields:
            any_field |= Q(**{f"{field}__contains": word})
        rows = rows.filter(any_field)
    return rows


def found(user: Reader, text: str) -> list[dict[str, Any]]:
    """Groups of hits, only those with rows; nothing for an empty search."""
    words = fold(text)[:100]
    if not words:
        return []
    findings = findings_for(user).filter(withdrawn_at=None).select_related("visit__unit", "round")
    groups = [
        ("Đơn vị", _units(user, words)),
        ("Đợt kiểm tra", _containing(rounds_for(user), words, "search_key")),
        (
            "Lượt kiểm tra",
            _containing(visits_for(user), words, "unit__search_key", "round__search_key"),
        ),
        ("Ghi nhận", _containing(findings, words, "search_key")),
        (
            "Văn bản",
            _containing(documents_for(user), words, "search_key", "visit__unit__search_key"),
        ),
    ]
    filled = [{"label": label, "rows": list(rows[:ROWS_SHOWN])} for label, rows in groups]
    return [group for group in filled if group["rows"]]


def _units(user: Reader, words: str) -> QuerySet[Any]:
    """First the keys, from an index that holds all they need: there may be 200,000 units."""
    known = units_for(user)
    keys = known.with_words(words).order_by("sort_key", "pk").values_list("pk", flat=True)
    return known.filter(pk__in=list(keys[:ROWS_SHOWN]))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The search page."""
    text = request.GET.get("q", "").strip()[:100]
    return render(request, "search.html", {"q": text, "groups": found(request.user, text)})
