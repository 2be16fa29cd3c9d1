"""Buttons that move a record on: the next steps, and what each still needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.access import signed_in
from workflow.moves import Gap, MoveRefused, move

_ROUND_PAGES = (
    "inspections:round",
    "inspections:edit_round",
    "inspections:edit_topics",
    "inspections:add_team",
    "inspections:add_visit",
)


@dataclass(frozen=True)
class Step:
    """One move: where to, the words on its button, what is said when it is done."""

    to: str
    button: str
    done: str
    asks_reason: bool = False

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Hidden fields of its form."""
        return [("to", self.to)]


@dataclass(frozen=True)
class OfferedStep:
    """A step as a page shows it: possible when nothing is missing."""

    step: Step
    missing: list[dict[str, str]]


def steps_for(obj: Any, steps: Sequence[Step]) -> list[OfferedStep]:
    """The steps the state allows, each with what it still needs and where to mend it."""
    today = timezone.localdate()
    allowed = obj.MOVES.get(obj.status, frozenset())
    return [
        OfferedStep(
            step, [] if step.asks_reason else linked(obj.missing_for(step.to, on=today), obj)
        )
        for step in steps
        if step.to in allowed
    ]


def linked(gaps: Sequence[Gap], obj: Any) -> list[dict[str, str]]:
    """Gaps with the address of the page that mends each, where there is one."""
    return [{"text": str(gap), "url": _address(gap.url_name, obj)} for gap in gaps]


def _address(page: str, obj: Any) -> str:
    """The page's own record, the visit or the round behind it: whichever the name fits.

    ``name#17`` is the page of record 17: a paper of a round names one visit or one team of it;
    ``name#id_signer`` is a field of the page.
    """
    url_name, _, named = page.partition("#")
    if not url_name:
        return ""
    if named.isdigit():
        return reverse(url_name, args=[int(named)])
    field = f"#{named}" if named else ""
    round_page = url_name in _ROUND_PAGES
    pk = getattr(obj, "round_id", obj.pk) if round_page else obj.pk
    if url_name.startswith("inspections:") and not round_page:
        pk = getattr(obj, "visit_id", None) or obj.pk
    # A paper of a year names pages that begin something and belong to no record.
    for args in ([pk], []):
        try:
            return reverse(url_name, args=args) + field
        except NoReverseMatch:
            continue
    return ""


def run_step(
    request: HttpRequest, obj: Any, steps: Sequence[Step], reason: str = "", **facts: Any
) -> HttpResponse:
    """Do the step the form names, say what happened, go back to the record's page."""
    step = next((s for s in steps if s.to == request.POST.get("to")), None)
    if step is None:
        messages.error(request, "Không rõ bước cần làm. Hãy tải lại trang và thử lại.")
        return redirect(obj)
    if step.asks_reason and not reason:
        messages.error(request, "Hãy ghi lý do rồi thử lại.")
        return redirect(obj)
    try:
        move(obj, step.to, actor=signed_in(request), note=reason, facts=facts)
    except MoveRefused as refusal:
        for text in refusal.reasons:
            messages.error(request, text)
    else:
        messages.success(request, step.done)
    return redirect(obj)
