"""Officers come, change and leave; papers keep who signed them, so nobody is deleted."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from units.models import Officer, Unit
from units.services.periods import check_period, in_words, iso, lock, overlapping
from units.services.refusals import STALE, Refused
from vietnamese.dates import short
from vietnamese.text import clean, fold

# Floors above add what they know: whether a paper names the officer.
NAMED_IN: list[Callable[[Officer], bool]] = []
_SIGNER = (
    "Người này đã được ghi là người ký văn bản nên không đổi họ tên, chức vụ. Nếu đổi chức vụ, hãy "
    "cho thôi chức vụ này rồi thêm dòng mới."
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
    renamed = any(before[name] != _facts(fresh)[name] for name in ("full_name", "position"))
    if renamed and any(names(fresh) for names in NAMED_IN):
        raise Refused(_SIGNER, field="full_name")
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
    key = (fold(row.full_name), fold(row.position))
    others = Officer.objects.filter(overlapping(row), unit=row.unit_id).exclude(pk=row.pk)
    for other in others:
        if (fold(other.full_name), fold(other.position)) == key:
            words = f"{other} đã có {in_words(other)}."
            raise Refused(f"{words} Hãy sửa dòng ấy hoặc chọn ngày khác.", field="valid_from")
