"""Who may see which unit: the three rings start here.

Staff of a unit see it and everything below; unit officers likewise, but only as readers of
what is published to them. From the day of a reorganisation on, the chosen heir of a unit reads
what was the predecessor's; who belonged to the predecessor alone reads nothing any more. Every
other unit is as if it did not exist.
"""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from units.models import (
    Membership,
    Succession,
    Unit,
    UnitQuerySet,
    holds_on,
    under,
)

Reader = User | AnonymousUser


def memberships_of(user: Reader) -> list[Membership]:
    """The person's memberships in force today; asked of the database once per request.

    A membership ends with its unit, whatever its own last day says.
    """
    if not user.is_authenticated:
        return []
    kept: list[Membership] | None = user.__dict__.get("_memberships_today")
    if kept is None:
        today = timezone.localdate()
        rows = Membership.objects.filter(holds_on(today, "unit__"), user_id=user.pk).current(today)
        inherits = Succession.objects.inherited(today).filter(successor=OuterRef("unit"))
        kept = list(rows.select_related("unit").annotate(has_heritage=Exists(inherits)))
        user.__dict__["_memberships_today"] = kept
    return kept


def heritage_of(user: Reader) -> dict[int, list[Unit]]:
    """Key of each own unit → the predecessors it has taken over, near and far, by today."""
    kept: dict[int, list[Unit]] | None = user.__dict__.get("_heritage_today")
    if kept is None:
        heirs = {m.unit_id for m in memberships_of(user) if m.has_heritage}  # type: ignore[attr-defined]
        kept = {pk: predecessors_of(pk) for pk in heirs}
        user.__dict__["_heritage_today"] = kept
    return kept


def predecessors_of(unit_id: int) -> list[Unit]:
    """Units whose records the unit has taken over by today, one step after the other."""
    found: dict[int, Unit] = {}
    edge = {unit_id}
    while edge:
        rows = Succession.objects.inherited(timezone.localdate()).filter(successor__in=edge)
        new = {row.predecessor_id: row.predecessor for row in rows.select_related("predecessor")}
        edge = set(new) - set(found) - {unit_id}
        found |= {pk: new[pk] for pk in edge}
    return list(found.values())


def with_heritage(user: Reader, units: Iterable[Unit]) -> list[Unit]:
    """The own units given and the predecessors they have taken over."""
    taken = heritage_of(user)
    return [one for unit in units for one in (unit, *taken.get(unit.pk, ()))]


def lines_read(user: Reader) -> list[Unit]:
    """Units whose inner side the person reads: as staff of them or of their heirs."""
    return with_heritage(user, staffed_units(user))


def represented_units(user: Reader, roles: Iterable[str] | None = None) -> list[Unit]:
    """Units the person speaks for (with one of the roles), own and taken over."""
    wanted = set(roles) if roles is not None else None
    own = [m.unit for m in memberships_of(user) if wanted is None or m.role in wanted]
    return with_heritage(user, dict.fromkeys(own))


def units_with_role(user: Reader, roles: Iterable[str]) -> list[Unit]:
    """Units in which the person holds one of the roles today."""
    wanted = set(roles)
    return [m.unit for m in memberships_of(user) if m.role in wanted]


def administered_roots(user: Reader) -> list[Unit]:
    """Units without a unit above them in which the person is administrator today."""
    administered = units_with_role(user, [Membership.Role.ADMINISTRATOR])
    return [unit for unit in administered if unit.parent_id is None]


def staffed_units(user: Reader) -> list[Unit]:
    """Units the person works for as staff (officer, leader, registrar, administrator)."""
    return units_with_role(user, Membership.STAFF)


def is_staff_of(user: Reader, unit: Unit) -> bool:
    """Staff of the unit itself; staff of a unit above it are not staff here."""
    return any(own.pk == unit.pk for own in staffed_units(user))


def has_role(user: Reader, unit: Unit, *roles: str) -> bool:
    """Whether the person holds one of the roles in exactly this unit today."""
    return any(own.pk == unit.pk for own in units_with_role(user, roles))


def below(units: Iterable[Unit], prefix: str = "") -> Q:
    """Condition "at or below one of the units" on a path; ``prefix`` is the way to the unit."""
    paths = [under(path, prefix) for path in dict.fromkeys(unit.path for unit in units)]
    return reduce(or_, paths, Q(pk__in=[]))


def units_for(user: Reader) -> UnitQuerySet:
    """The units the person may see: their own, those they have taken over, and what is below."""
    return Unit.objects.filter(below(represented_units(user)))


def unit_for(user: Reader, code: str, *, on: date | None = None) -> Unit:
    """The unit by its code, or 404: a unit of others is as if it did not exist.

    With a day it carries the name of that day, and must have existed then.
    """
    rows = units_for(user).filter(code=code).select_related("parent")
    if on:
        rows = rows.existing_on(on).named_on(on)
    unit = rows.first()
    if unit is None:
        raise Http404
    return unit


def top_units_for(user: Reader, day: date) -> list[Unit]:
    """The highest units the reader may see on the day: where their tree begins."""
    own = {unit.pk: unit for unit in represented_units(user) if unit.holds(day)}
    return [
        unit
        for unit in own.values()
        if not any(other.pk != unit.pk and unit.is_at_or_below(other) for other in own.values())
    ]


def known_among(user: Reader, units: Iterable[int]) -> set[int]:
    """Which of these units the reader may open."""
    return set(units_for(user).filter(pk__in=list(units)).values_list("pk", flat=True))
