"""*Việc cần xử lý*: what waits for the person, with counts that equal the lists behind them."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.db.models import Model, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from inspections import work as inspection_work
from inspections.access import duties_of
from reports import work as paper_work
from tasks import work as task_work
from units.access import Reader, memberships_of

ROWS_SHOWN = 10
KEPT_SECONDS = 30


class CountOf(Subquery):
    """How many rows a query has, as one column of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    empty_result_set_value = 0


@dataclass(frozen=True)
class Band:
    """One group of work: the rows shown, how many there are, where the whole list stands."""

    key: str
    label: str
    button: str
    rows: QuerySet[Any]
    list_url: str
    is_urgent: bool = False
    url_name: str = "reports:document"
    count: int = 0

    @property
    def shown(self) -> list[Model]:
        """The first rows."""
        return list(self.rows[:ROWS_SHOWN])


def bands_of(user: Reader) -> list[Band]:
    """Every queue of the person, empty ones too."""
    visits, tasks = reverse("inspections:visits"), reverse("tasks:tasks")
    papers, inbox = reverse("reports:documents"), reverse("reports:inbox")
    of_tasks = [_band(q, user, tasks, key=f"nhiem-vu-{q.key}") for q in task_work.QUEUES.values()]
    of_visits = [_band(q, user, visits, key=q.key) for q in inspection_work.QUEUES.values()]
    of_papers = [
        Band(
            key,
            label,
            button,
            rows(user),
            f"{inbox if key in paper_work.INBOX else papers}?viec={key}",
        )
        for key, (label, button, rows) in paper_work.QUEUES.items()
    ]
    return [*of_tasks, *of_visits, *of_papers]


def _band(queue: Any, user: Reader, page: str, *, key: str) -> Band:
    """A queue of visits or tasks, whose whole list stands on the page."""
    return Band(
        key,
        queue.label,
        queue.button,
        queue.rows(user),
        f"{page}?viec={queue.key}",
        queue.is_urgent,
        queue.url_name,
    )


def counts_of(user: Reader, bands: list[Band]) -> dict[str, int]:
    """Rows of each band, asked in one query."""
    from_user = User.objects.filter(pk=user.pk or 0)
    columns = {
        f"n{index}": CountOf(band.rows.order_by().values("pk")) for index, band in enumerate(bands)
    }
    row: dict[str, Any] = dict(from_user.values(**columns).first() or {})
    return {band.key: row.get(f"n{index}") or 0 for index, band in enumerate(bands)}


def waiting_count(request: HttpRequest) -> int:
    """All that waits for the person; the figure beside the menu entry.

    Exact on the home page and after every deed; elsewhere up to ``KEPT_SECONDS`` old, because it
    would cost more than the page it stands on.
    """
    user = request.user
    key = waiting_key(user.pk)
    kept: int | None = cache.get(key)
    if kept is None:
        kept = sum(counts_of(user, bands_of(user)).values())
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def waiting_key(user_id: int | None) -> str:
    """Where the figure of a person is kept."""
    return f"waiting-{user_id}"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    bands = bands_of(request.user)
    counts = counts_of(request.user, bands)
    cache.set(waiting_key(request.user.pk), sum(counts.values()), KEPT_SECONDS)
    full = [replace(b, count=counts[b.key]) for b in bands if counts[b.key]]
    context = {
        "bands": full,
        "total": sum(counts.values()),
        "belongs": bool(memberships_of(request.user) or duties_of(request.user)),
    }
    return render(request, "home.html", context)
