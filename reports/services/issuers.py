"""How a unit's papers are headed, numbered and signed: the settings of its issuers."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import audit
from accounts.models import User
from inspections.services import Refused, Stale
from reports import numbering
from reports.models import AdvisingUnit, Document, Issuer, Register
from units.models import Term, Unit
from units.services import terms
from units.services.refusals import Refused as RefusedAt
from vietnamese.dates import short

FIELDS = Issuer.SETTINGS


def state_of_issuer(issuer: Issuer) -> str:
    """What a form was opened on, to notice that somebody changed it meanwhile.

    A digest: the lines of the recipients would not come back from a form as they went.
    """
    return hashlib.sha256(repr(_told(issuer)).encode()).hexdigest()


@transaction.atomic
def add_issuer(issuer: Issuer, *, actor: User) -> Issuer:
    """Save a new issuer of a unit. Raises ``Refused`` when the unit has one for the organ."""
    Unit.objects.select_for_update().get(pk=issuer.unit_id)
    known = Issuer.objects.filter(unit=issuer.unit, organ=issuer.organ).exists()
    if known:
        raise Refused(f"{issuer.get_organ_display()} của đơn vị đã được khai báo.")
    issuer.save()
    audit.record("issuer_changed", actor=actor, obj=issuer, data={"to": _told(issuer)})
    return issuer


@transaction.atomic
def change_issuer(issuer: Issuer, *, actor: User, seen: str, facts: Mapping[str, Any]) -> Issuer:
    """Change the settings; papers that are issued keep their head, number and symbol.

    Raises ``Stale`` when somebody changed them in between.
    """
    fresh = Issuer.objects.select_for_update().get(pk=issuer.pk)
    if state_of_issuer(fresh) != seen:
        raise Stale(fresh)
    was = _told(fresh)
    for name in facts.keys() & set(FIELDS):
        setattr(fresh, name, facts[name])
    becomes = _told(fresh)
    changed = [name for name in FIELDS if was[name] != becomes[name]]
    if not changed:
        return fresh
    fresh.save()
    before, after = ({name: told[name] for name in changed} for told in (was, becomes))
    audit.record("issuer_changed", actor=actor, obj=fresh, data={"from": before, "to": after})
    return fresh


def _told(issuer: Issuer) -> dict[str, str]:
    return {name: str(getattr(issuer, name)) for name in FIELDS}


def registers_in_use(issuer: Issuer, on: date) -> list[Register]:
    """The issuer's registers of the day's term or year in which a number was given; those of
    teams do not follow its rule."""
    try:
        period = numbering.period_of(issuer, on)
    except numbering.NoRegister:
        return []
    rows = Register.objects.filter(issuer=issuer, team=None, period=period, is_training=False)
    return list(rows.filter(last_number__gt=0).select_related("issuer").order_by("key"))


def twin_of(issuer: Issuer) -> Issuer | None:
    """Another issuer of the unit whose papers would bear the same symbol for the same number."""
    rows = Issuer.objects.filter(
        unit=issuer.unit, code=issuer.code, advising_code=issuer.advising_code
    )
    return rows.exclude(pk=issuer.pk).first()


@transaction.atomic
def save_advising_unit(row: AdvisingUnit, *, actor: User) -> AdvisingUnit:
    """Save a new or changed advising unit; papers keep the code they were drafted with.

    Raises ``Refused`` when the issuer has another one of the code.
    """
    before = ""
    Issuer.objects.select_for_update().get(pk=row.issuer_id)
    same = AdvisingUnit.objects.filter(issuer=row.issuer_id, code=row.code).exclude(pk=row.pk)
    if same.exists():
        raise Refused("Ký hiệu này đã có trong danh sách.")
    if row.pk:
        before = _advising(AdvisingUnit.objects.select_for_update().get(pk=row.pk))
        if before == _advising(row):
            return row
    row.save()
    told = {"before": before, "after": _advising(row)}
    audit.record("advising_unit_changed", actor=actor, obj=row, data=told)
    return row


def _advising(row: AdvisingUnit) -> str:
    return f"{row}{'' if row.is_active else ' (ngừng dùng)'}"


@transaction.atomic
def change_term(term: Term, *, actor: User, seen: str, **facts: Any) -> Term:
    """Change a term of a unit that issues papers.

    Raises ``units.services.refusals.Refused``: a register bears the name of its term, and its
    papers lie within the term's days.
    """
    registers = Register.objects.filter(issuer__unit=term.unit, period=term.name, team=None)
    if facts["name"] != term.name and registers.exists():
        raise RefusedAt(
            f"Đã có sổ văn bản của {term.name} nên không đổi tên nhiệm kỳ được.", field="name"
        )
    outside = Q(pk__in=[])
    if facts["starts_on"]:
        outside |= Q(paper_on__lt=facts["starts_on"])
    if facts["ends_on"]:
        outside |= Q(paper_on__gt=facts["ends_on"])
    lost = Document.objects.filter(outside, register__in=registers).order_by("paper_on").first()
    if lost and lost.paper_on:
        raise RefusedAt(
            f"{lost} ngày {short(lost.paper_on)} đã lấy số trong sổ của nhiệm kỳ này và sẽ nằm "
            "ngoài thời gian mới. Hãy chọn ngày bao gồm văn bản ấy.",
            field="ends_on",
        )
    return terms.change_term(term, seen=seen, actor=actor, **facts)
