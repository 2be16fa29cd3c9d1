"""Briefings of one world: its unit is the only member of a cluster of 2019, which nobody leads."""

from datetime import date, timedelta
from typing import Any

from briefings import services
from briefings.models import Outcome
from tests import build
from tests.people import DAY, Cast
from units.models import Cluster, ClusterSeat

_OF_SERIES = (
    *("series", "edit_series", "edit_template", "edit_report_fields", "add_briefing"),
    "proposals",
)
_OF_BRIEFING = (
    *("briefing", "edit_briefing", "edit_conclusion", "move_briefing", "edit_agenda"),
    *("attendance", "wall", "table", "minutes", "reviews", "confirmations", "calendar_file"),
)
_OF_UNIT = ("answer_invitation", "report", "write_report", "answer_minutes")


def arguments_of_briefings(cast: Cast) -> dict[str, dict[str, Any]]:
    """A meeting closed, one written down and one whose minutes were commented on."""
    code = cast.damha.code
    cluster = Cluster.objects.create(code=f"GB-{code}", name="Cụm", organiser=cast.province)
    ClusterSeat.objects.create(cluster=cluster, unit=cast.damha, year=2019)
    series = build.series(cast, cluster, year=2019)
    task = f"v @{code} Báo cáo !15/12/2030"
    build.closed(cast, _meeting(cast, series, -60), task)
    written = _meeting(cast, series, 0)
    build.reported(cast, written)
    build.written(cast, written, task)
    sent = build.minuted(cast, _meeting(cast, series, 30), task)
    _meeting(cast, series, 60)
    row = sent.attendances.get()
    comment = services.answer_minutes(
        row, actor=cast.khoa, answer="comment", body="Sai số", at=build.moment(sent.held_on)
    )
    proposal = services.propose(series, cast.damha, actor=cast.khoa, title="Kinh phí")
    outcome = {"pk": Outcome.objects.get(item__briefing=written, kind="v").pk}
    one, of_unit = {"pk": written.pk}, {"pk": written.pk, "unit_pk": cast.damha.pk}
    found: dict[str, dict[str, Any]] = {
        "edit_outcome": outcome,
        "drop_outcome": outcome,
        "decide_comment": {"pk": comment.pk},
        "decide_proposal": {"pk": proposal.pk},
        "review_task": {**one, "task_pk": written.carried_over().get().pk},
    }
    found |= {name: {"pk": series.pk} for name in _OF_SERIES}
    found |= dict.fromkeys(_OF_BRIEFING, one) | dict.fromkeys(_OF_UNIT, of_unit)
    return {f"briefings:{name}": kwargs for name, kwargs in found.items()}


def _meeting(cast: Cast, series: Any, days: int) -> Any:
    day: date = DAY + timedelta(days=days)
    return build.briefing(cast, series, title=f"Kỳ {day:%d/%m}", held_on=day)
