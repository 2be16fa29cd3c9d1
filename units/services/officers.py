"""Officers come, change and leave; papers keep who signed them, so nobody is deleted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from accounts.audit import record, record_many
from accounts.models import User
from units.access.people import may_manage_people
from units.models import Officer, Unit
from units.services.periods import (
    Wanted,
    check_period,
    in_words,
    iso,
    lock,
    lock_all,
    overlapping,
    share_a_day,
)
from units.services.refusals import STALE, Refused
from vietnamese.dates import short
from vietnamese.text import clean, fold

# Floors above add what they know: whether a paper names the officer.
NAMED_IN: list[Callable[[Officer], bool]] = []
_SIGNER = (
    "Người này đã được ghi là người ký văn bản nên không đổi họ tên, chức vụ. Nếu đổi chức vụ, hãy "
    "cho thôi chức vụ này rồi thêm dòng mới."
)
_NOT_YOURS = (
    "Bạn không được sửa cán bộ của đơn vị này. Hãy nhờ lãnh đạo đơn vị hoặc đơn vị cấp trên."
)


def state_of(row: Officer) -> str:
    """What a form was opened on, to notice that somebody changed it meanwhile."""
    return "|".join(str(value) for value in _facts(row).values())


@transaction.atomic
def add_officer(*, unit: Unit, actor: User, **facts: Any) -> Officer:
    """An officer of the unit: full_name, position, valid_from, valid_to, may_sign."""
    lock(unit)
    new = Officer(unit=unit, **facts)
    same = [one for one in unit.officers.all() if _facts(one) == _facts(new)]
    if same:
        return same[0]
    _check_officer(new)
    new.save()
    record("officer_changed", actor=actor, obj=new, data={"after": _told(new)})
    return new


@transaction.atomic
def change_officer(
    officer: Officer, *, seen: str, reason: str = "", actor: User, **facts: Any
) -> Officer:
    """Other facts of the officer; raises ``Refused`` when somebody changed it meanwhile.

    Who is named in a paper keeps name and position: a change would make it another's signature.
    """
    lock(officer.unit)
    fresh = Officer.objects.select_related("unit").get(pk=officer.pk)
    if state_of(fresh) != seen:
        raise Refused(STALE)
    before, was = _facts(fresh), _told(fresh)
    for name, value in facts.items():
        setattr(fresh, name, value)
    if _facts(fresh) == before:
        return fresh
    _check_signer(fresh, before)
    _check_officer(fresh)
    fresh.save()
    data = {"before": was, "after": _told(fresh), "reason": reason}
    record("officer_changed", actor=actor, obj=fresh, data=data)
    return fresh


def end_officer(officer: Officer, *, last_day: date, reason: str, actor: User) -> Officer:
    """The officer's last day in the position; the row stays for the papers they signed."""
    if officer.valid_to is not None and officer.valid_to <= last_day:
        raise Refused(f"Đã thôi từ ngày {short(officer.valid_to)}.", field="last_day")
    return change_officer(
        officer, seen=state_of(officer), reason=reason, actor=actor, valid_to=last_day
    )


def _facts(row: Officer) -> dict[str, Any]:
    return {
        "full_name": clean(row.full_name),
        "position": clean(row.position),
        "valid_from": iso(row.valid_from),
        "valid_to": iso(row.valid_to),
        "may_sign": row.may_sign,
    }


def _told(row: Officer) -> str:
    """The officer in words, for the audit log."""
    signs = ", được ký văn bản" if row.may_sign else ""
    return f"{row}, {in_words(row)}{signs}"


def _check_officer(row: Officer) -> None:
    """Days in order and inside the unit's life; one person once at a time in one position."""
    check_period(row)
    others = Officer.objects.filter(overlapping(row), unit=row.unit_id).exclude(pk=row.pk)
    _check_apart(row, (other for other in others if _key(other) == _key(row)))


def _key(row: Officer) -> tuple[int, str, str]:
    return row.unit_id, fold(row.full_name), fold(row.position)


def _check_apart(row: Officer, twins: Iterable[Officer]) -> None:
    other = next((twin for twin in twins if share_a_day(row, twin)), None)
    if other is not None:
        words = f"{other} đã có {in_words(other)}."
        raise Refused(f"{words} Hãy sửa dòng ấy hoặc chọn ngày khác.", field="valid_from")


def _check_signer(row: Officer, before: dict[str, Any]) -> None:
    now = _facts(row)
    renamed = any(before[name] != now[name] for name in ("full_name", "position"))
    if renamed and any(names(row) for names in NAMED_IN):
        raise Refused(_SIGNER, field="full_name")


# Officers of a table


def refusals(wanted: Sequence[Wanted[Officer]], *, actor: User) -> list[Refused | None]:
    """Why each officer may not be as it is wanted, nothing where it may; judged all together.

    Constant in queries, but for officers who get another name or position.
    """
    stored = _stored(wanted)
    changed = {one.row.pk for one in wanted}
    twins: dict[tuple[int, str, str], list[Officer]] = defaultdict(list)
    for row in stored.values():
        if row.pk not in changed:
            twins[_key(row)].append(row)
    found = []
    for one in wanted:
        found.append(_refusal(one.row, stored.get(one.row.pk), twins[_key(one.row)], actor))
        twins[_key(one.row)].append(one.row)
    return found


def _stored(wanted: Iterable[Wanted[Officer]]) -> dict[int, Officer]:
    units = {one.row.unit_id for one in wanted}
    return {row.pk: row for row in Officer.objects.filter(unit__in=units)}


def _refusal(
    row: Officer, stored: Officer | None, twins: list[Officer], actor: User
) -> Refused | None:
    try:
        if not may_manage_people(actor, row.unit):
            raise Refused(_NOT_YOURS, field="unit")
        if stored is not None:
            _check_signer(row, _facts(stored))
        check_period(row)
        _check_apart(row, twins)
    except Refused as refused:
        return refused
    return None


@transaction.atomic
def write_officers(wanted: Sequence[Wanted[Officer]], *, actor: User) -> None:
    """Add and change these officers; raises ``Refused`` for the first that may not be."""
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
        row.save()
    new = [one.row for one in wanted if not one.row.pk]
    for row in new:
        row.derive_key()
    Officer.objects.bulk_create(new, batch_size=1_000)
    told = [(row, {"before": _told(stored[row.pk]), "after": _told(row)}) for row in changed]
    told += [(row, {"after": _told(row)}) for row in new]
    record_many("officer_changed", told, actor=actor)
