"""Terms of a unit: from the day after one congress to the closing day of the next (HD 29 §3)."""

from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from units.models import Term, Unit
from units.services.periods import iso, lock
from units.services.refusals import STALE, Refused
from vietnamese.dates import short
from vietnamese.text import fold

_ORDER = "Ngày kết thúc không được trước ngày bắt đầu."


def state_of_term(row: Term) -> str:
    """What a form was opened on, to notice that somebody changed it meanwhile."""
    return "|".join(_told(row).values())


@transaction.atomic
def add_term(*, unit: Unit, actor: User, **facts: Any) -> Term:
    """A term of the unit: name, starts_on, ends_on. Sent twice, it is one term.

    Raises ``Refused`` when its days overlap another term, or its name is used.
    """
    lock(unit)
    new = Term(unit=unit, **facts)
    same = [one for one in unit.terms.all() if _told(one) == _told(new)]
    if same:
        return same[0]
    _check(new)
    new.save()
    audit.record("term_changed", actor=actor, obj=new, data={"to": _told(new)})
    return new


@transaction.atomic
def change_term(term: Term, *, seen: str, actor: User, **facts: Any) -> Term:
    """Another name or other days. Raises ``Refused``, also when somebody changed it meanwhile."""
    lock(term.unit)
    fresh = Term.objects.select_related("unit").get(pk=term.pk)
    if state_of_term(fresh) != seen:
        raise Refused(STALE)
    was = _told(fresh)
    for name, value in facts.items():
        setattr(fresh, name, value)
    becomes = _told(fresh)
    if was == becomes:
        return fresh
    _check(fresh)
    fresh.save()
    audit.record("term_changed", actor=actor, obj=fresh, data={"from": was, "to": becomes})
    return fresh


def _check(term: Term) -> None:
    if term.starts_on and term.ends_on and term.ends_on < term.starts_on:
        raise Refused(_ORDER, field="ends_on")
    for other in Term.objects.filter(unit=term.unit).exclude(pk=term.pk):
        if fold(other.name) == fold(term.name):
            raise Refused(
                f"Đã có {other.name} của đơn vị. Hãy sửa dòng ấy hoặc đặt tên khác.", field="name"
            )
        if _share_a_day(term, other):
            raise Refused(
                f"Thời gian trùng với {other.name} ({_days(other)}). Hai nhiệm kỳ không được có "
                "ngày chung; hãy sửa ngày của nhiệm kỳ này hoặc kết thúc nhiệm kỳ kia trước.",
                field="starts_on",
            )


def _share_a_day(one: Term, other: Term) -> bool:
    ends_before = one.ends_on and other.starts_on and one.ends_on < other.starts_on
    begins_after = one.starts_on and other.ends_on and other.ends_on < one.starts_on
    return not (ends_before or begins_after)


def _days(term: Term) -> str:
    begins = short(term.starts_on) if term.starts_on else "…"
    return f"{begins} – {short(term.ends_on) if term.ends_on else 'nay'}"


def _told(term: Term) -> dict[str, str]:
    return {"name": term.name, "starts_on": iso(term.starts_on), "ends_on": iso(term.ends_on)}
