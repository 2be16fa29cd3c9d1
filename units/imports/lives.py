"""Lives of units, as the database knows them and as a file wants them: plain values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from units.imports.periods import Period
from units.imports.timelines import Line, Span, at, day_after, day_before, joined
from units.models import OfficialCode, Placement, Unit, UnitChange, UnitName
from units.services.life_lines import LifeLine, Row

# name, short name, kind
Name = tuple[str, str, str]


@dataclass
class Life:
    """One unit's days: names, parents (by code) and official codes, each with its period."""

    code: str
    days: Period = (None, None)
    names: Line[Name] = field(default_factory=list)
    places: Line[str] = field(default_factory=list)
    codes: Line[str] = field(default_factory=list)
    note: str = ""
    # Days written by a reorganisation in force: only that page changes them.
    is_bound: bool = False

    def bounds(self) -> tuple[Any, ...]:
        """Every day on which something begins or ends."""
        names = [span.period for span in self.names]
        return self.days, names, [span.period for span in self.places]

    def as_line(self) -> LifeLine:
        """The life as the service writes it."""
        names = ("name", "short_name", "kind")
        return LifeLine(
            code=self.code,
            valid_from=self.days[0],
            valid_to=self.days[1],
            note=self.note,
            names=[(dict(zip(names, s.value, strict=True)), s.first, s.last) for s in self.names],
            places=[_row("parent", span) for span in self.places],
            codes=[_row("code", span) for span in self.codes],
        )


def _row(key: str, span: Span[str]) -> Row:
    return {key: span.value}, span.first, span.last


def lives_of(units: Iterable[Unit]) -> dict[str, Life]:
    """The lives of these units by code; constant queries."""
    known = {unit.pk: unit for unit in units}
    lives = {
        unit.code: Life(unit.code, (unit.valid_from, unit.valid_to), note=unit.note)
        for unit in known.values()
    }
    for name in _dated(UnitName, known):
        span = Span((name.name, name.short_name, name.kind), name.valid_from, name.valid_to)
        lives[known[name.unit_id].code].names.append(span)
    for place in _dated(Placement, known, "parent"):
        span_ = Span(place.parent.code, place.valid_from, place.valid_to)
        lives[known[place.unit_id].code].places.append(span_)
    for one in _dated(OfficialCode, known):
        span_ = Span(one.code, one.valid_from, one.valid_to)
        lives[known[one.unit_id].code].codes.append(span_)
    changes = UnitChange.objects.filter(
        unit__in=known, reorganisation__applied_at__isnull=False, reorganisation__reversed_at=None
    )
    bound = set(changes.values_list("unit_id", flat=True))
    for unit in known.values():
        _complete(lives[unit.code], unit)
        lives[unit.code].is_bound = unit.pk in bound
    return lives


def _dated(model: type[Any], known: dict[int, Unit], *related: str) -> Any:
    return model.objects.filter(unit__in=known).select_related(*related)


def _complete(life: Life, unit: Unit) -> None:
    """A unit without dated rows has been what it is today for all of its days."""
    if not life.names:
        life.names = [Span((unit.name, unit.short_name, unit.kind), *life.days)]
    if not life.places and unit.parent:
        life.places = [Span(unit.parent.code, *life.days)]
    life.names, life.places = joined(life.names), joined(life.places)
    life.codes = joined(life.codes)


def rows_of(life: Life) -> list[dict[str, Any]]:
    """The life as rows of the table: a new row wherever something changes."""
    found = []
    for first, last in _pieces(life):
        day = first or last or date.max
        name, short_name, kind = at(life.names, day) or ("", "", "")
        found.append(
            {
                "code": life.code,
                "name": name,
                "short_name": short_name,
                "kind": kind,
                "parent": at(life.places, day),
                "valid_from": first,
                "valid_to": last,
                "official_code": at(life.codes, day),
                "note": life.note,
            }
        )
    return found


def _pieces(life: Life) -> list[Period]:
    """Periods in which nothing changes, over the whole life."""
    begins, ends = life.days
    cuts = set()
    spans: Line[Any] = [*life.names, *life.places, *life.codes]
    for span in spans:
        cuts |= {span.first, day_after(span.last)}
    inner = sorted(
        day for day in cuts if day and (not begins or day > begins) and (not ends or day <= ends)
    )
    firsts = [begins, *inner]
    lasts = [*(day_before(day) for day in inner), ends]
    return list(zip(firsts, lasts, strict=True))
