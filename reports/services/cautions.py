"""Looked at again before a paper goes on: what is odd and may still be right; nothing is held up.

What holds a paper up is told by ``models.missing``.
"""

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from inspections.models import Visit
from reports import rich_text
from reports.contents.draft import parts_of
from reports.models import Document
from reports.models.missing import EDIT, PREPARE
from units.models import Unit, UnitName, under
from vietnamese.dates import short
from vietnamese.days_off import day_off
from workflow.moves import Gap

# Papers that tell of work to come.
AHEAD = ("invitation", "schedule", "schedule_change", "plan", "outline", "decision")
OUT = (Visit.Status.CANCELLED, Visit.Status.POSTPONED)
MOST_NAMED = 5


def cautions(document: Document) -> list[Gap]:
    """Sentences with the page where each can be mended; a constant number of queries."""
    if document.is_frozen:
        return []
    visits = _visits(document)
    odd = [*_day(document), *_past(document, visits), *_twins(document)]
    return [*odd, *_strangers(document, visits)]


def _visits(document: Document) -> list[Visit]:
    """What the paper speaks of; nothing for a paper on a year."""
    if document.visit:
        return [document.visit]
    return list(document.round.visits.select_related("unit")) if document.round else []


def _day(document: Document) -> Iterator[Gap]:
    why = day_off(document.paper_on) if document.paper_on else ""
    if why and document.paper_on:
        yield Gap(f"Ngày văn bản {short(document.paper_on)} là {why}.", PREPARE)


def _past(document: Document, visits: list[Visit]) -> Iterator[Gap]:
    """An invitation to what is over by the paper's own day, or by today when it has none."""
    day = document.paper_on or timezone.localdate()
    days = {visit.works_on for visit in visits if visit.status not in OUT and visit.works_on}
    over = sorted(one for one in days if one < day) if document.kind in AHEAD else []
    if over:
        told = ", ".join(short(one) for one in over[:MOST_NAMED])
        page = "inspections:visit" if document.visit else "inspections:round"
        yield Gap(f"Ngày làm việc {told} đã qua so với ngày văn bản {short(day)}.", page)


def _twins(document: Document) -> Iterator[Gap]:
    same = Document.objects.filter(
        issuer__unit=document.issuer.unit,
        kind=document.kind,
        subject_line=document.subject_line,
        is_training=document.is_training,
    ).exclude(pk__in=[document.pk, document.replaces_id or 0])
    alive = same.exclude(status__in=(Document.Status.REPLACED, Document.Status.WITHDRAWN))
    twin = alive.order_by("pk").first() if document.subject_line else None
    if twin:
        known = twin.symbol or f"đang ở “{twin.get_status_display()}”"
        on = f" ngày {short(twin.paper_on)}" if twin.paper_on else ""
        yield Gap(f"Đã có văn bản cùng loại, cùng trích yếu: {known}{on}.", EDIT)


def _strangers(document: Document, visits: list[Visit]) -> Iterator[Gap]:
    """Units named in the words that the paper does not speak of: left from a text copied over."""
    if not visits:
        return
    own = {visit.unit for visit in visits}
    text = _words_of(document)
    for name in _names_of(Q(pk__in=[unit.pk for unit in own])):
        # "Đoàn xã Hải" within "Đoàn xã Hải Hà" is the unit itself, and so is its older name.
        text = re.sub(_whole(name), " ", text)
    below_issuer = under(document.issuer.unit.path) & ~Q(pk=document.issuer.unit_id)
    # A paper on a unit may well speak of its own bases.
    others = below_issuer & ~reduce(or_, (under(unit.path) for unit in own))
    named = _names_of(others & ~Q(kind=Unit.Kind.BRANCH))
    found = [one for one in named if one in text and re.search(_whole(one), text)]
    longest = [one for one in found if not any(one != other and one in other for other in found)]
    if longest:
        told = ", ".join(longest[:MOST_NAMED])
        yield Gap(f"Nội dung nhắc đến đơn vị ngoài đối tượng của văn bản: {told}.", EDIT)


def _names_of(which: Q) -> list[str]:
    """Every name the units ever had, the longest first."""
    units = Unit.objects.filter(which)
    names = set(units.values_list("short_name", "name"))
    names |= set(UnitName.objects.filter(unit__in=units).values_list("short_name", "name"))
    return sorted({one for pair in names for one in pair if one}, key=lambda n: (-len(n), n))


def _whole(name: str) -> str:
    """The name as whole words."""
    return rf"(?<!\w){re.escape(name)}(?!\w)"


def _words_of(document: Document) -> str:
    parts = [rich_text.plain(html) for _, _, html in parts_of(document.draft)]
    return "\n".join([document.subject_line, document.addressees, *parts])
