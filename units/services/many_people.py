"""Rights of a whole table at once: the rules and the log are those of one by one (``people``)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.audit import record_many
from accounts.models import User
from units.access.people import cares_from_above
from units.models import Membership
from units.services.people import (
    check_apart,
    check_right,
    head_lost_from,
    no_head_left,
    state_of,
    told_of,
)
from units.services.periods import Wanted, check_period, lock_all
from units.services.refusals import STALE, Refused

Right = Wanted[Membership]
_Key = tuple[str, int, str]


def refusals(wanted: Sequence[Right], *, actor: User) -> list[Refused | None]:
    """Why each right may not be as it is wanted, nothing where it may; judged all together.

    Constant in queries. Accounts may be new and unsaved.
    """
    stored = _stored(wanted)
    twins: dict[_Key, list[Membership]] = defaultdict(list)
    changed = {one.row.pk for one in wanted}
    for row in stored.values():
        if row.pk not in changed:
            twins[_key(row)].append(row)
    heads = _heads_after(wanted, stored, actor)
    found = []
    for one in wanted:
        found.append(_refusal(one.row, stored.get(one.row.pk), twins[_key(one.row)], heads, actor))
        twins[_key(one.row)].append(one.row)
    return found


def _stored(wanted: Iterable[Right]) -> dict[int, Membership]:
    """Rights of these accounts in these units, by their keys."""
    users = {one.row.user.pk for one in wanted if one.row.user.pk}
    units = {one.row.unit_id for one in wanted}
    rows = Membership.objects.filter(user__in=users, unit__in=units)
    return {row.pk: row for row in rows.select_related("user", "unit")}


def _key(row: Membership) -> _Key:
    return row.user.username.lower(), row.unit_id, row.role


def _refusal(
    row: Membership,
    stored: Membership | None,
    twins: list[Membership],
    heads: dict[int, list[Membership]],
    actor: User,
) -> Refused | None:
    try:
        check_right(row, actor)
        check_period(row)
        check_apart(row, twins)
    except Refused as refused:
        return refused
    lost_from = head_lost_from(stored, row.role, row.valid_to) if stored else None
    if lost_from is None or row.unit_id not in heads:
        return None
    others = (head for head in heads[row.unit_id] if head.pk is None or head.pk != row.pk)
    left = any(head.counts_on(lost_from) for head in others)
    return None if left else no_head_left(row)


def _heads_after(
    wanted: Iterable[Right], stored: dict[int, Membership], actor: User
) -> dict[int, list[Membership]]:
    """Who would head each unit of the table that its own people look after: the unit above may
    leave a unit without a head, the unit itself may not."""
    changed = {one.row.pk: one.row for one in wanted if one.row.pk in stored}
    units = {row.unit_id: row.unit for row in changed.values() if row.role in Membership.HEADS}
    own = [pk for pk, unit in units.items() if not cares_from_above(actor, unit)]
    heads: dict[int, list[Membership]] = {pk: [] for pk in own}
    for head in Membership.objects.filter(unit__in=own).of_heads():
        heads[head.unit_id].append(changed.get(head.pk, head))
    for one in wanted:
        if one.row.pk is None and one.row.role in Membership.HEADS and one.row.unit_id in heads:
            heads[one.row.unit_id].append(one.row)
    return heads


@transaction.atomic
def write_memberships(wanted: Sequence[Right], *, actor: User) -> None:
    """Give and change these rights; raises ``Refused`` for the first that may not be."""
    lock_all(one.row.unit for one in wanted)
    stored = _stored(wanted)
    for one in wanted:
        seen = stored.get(one.row.pk)
        if one.row.pk and (seen is None or state_of(seen) != one.seen):
            raise Refused(STALE)
    refused = next(filter(None, refusals(wanted, actor=actor)), None)
    if refused is not None:
        raise refused
    changed = [one.row for one in wanted if one.row.pk]
    for row in changed:
        row.ended_at_once, row.end_reason = False, ""
        row.save()
    given = Membership.objects.bulk_create(
        [one.row for one in wanted if not one.row.pk], batch_size=1_000
    )
    was = ((row, {"before": told_of(stored[row.pk]), "after": told_of(row)}) for row in changed)
    record_many("membership_changed", was, actor=actor)
    new = ((row, {"after": told_of(row)}) for row in given)
    record_many("membership_given", new, actor=actor)
