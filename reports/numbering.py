"""Numbers of papers: one locked register row, taken only inside the transaction that issues.

HD 29 §3: consecutive per kind and term of the issuing union; a team counts all its papers in one
register of its own from 01.
"""

from datetime import date

from django.db.models import Q

from reports.models import Document, Issuer, Register
from units.models import Term


class NoRegister(Exception):
    """No register can be used; the text says what to do."""


def register_for(document: Document, on: date) -> Register:
    """The register the paper's date and issuer choose; opened when it is used first."""
    team = document.team if document.body == Document.Body.TEAM else None
    issuer = document.issuer
    shared = team is not None or issuer.counting == Issuer.Counting.ALL_KINDS
    code = "" if shared else document.kind_facts.code
    period = f"đợt {team.round_id}" if team else _period(issuer, on)
    training = document.is_training
    key = f"{issuer.pk}|{team.pk if team else ''}|{code}|{period}|{'T' if training else ''}"
    register, _ = Register.objects.get_or_create(
        key=key,
        defaults={
            "issuer": issuer,
            "team": team,
            "kind_code": code,
            "period": period,
            "is_training": training,
        },
    )
    return register


def _period(issuer: Issuer, on: date) -> str:
    if issuer.reset_rule == Issuer.Reset.YEAR:
        return f"năm {on.year}"
    term = Term.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=on),
        Q(ends_on=None) | Q(ends_on__gte=on),
        unit=issuer.unit,
    ).first()
    if term is None:
        raise NoRegister(
            f"Chưa khai báo nhiệm kỳ có ngày {on:%d/%m/%Y} nên chưa cấp được số. "
            "Hãy khai báo nhiệm kỳ của đơn vị."
        )
    return term.name


def take_number(register: Register) -> int:
    """The next number; call it inside ``atomic``: the row stays locked until the commit.

    Raises ``NoRegister`` when the register is closed.
    """
    locked = Register.objects.select_for_update().get(pk=register.pk)
    if not locked.is_open:
        raise NoRegister("Sổ văn bản này đã khóa. Hãy mở sổ mới rồi ban hành lại.")
    number = locked.last_number + 1
    while locked.entries.filter(number=number).exists():
        number += 1
    locked.last_number = number
    locked.save(update_fields=["last_number"])
    return number


def symbol_of(document: Document, number: int | None) -> str:
    """``34-TB/TĐTN-UBKT``; with no number yet the place stays blank (HD 29 §3)."""
    digits = "       " if number is None else f"{number:02d}"
    code = document.kind_facts.code
    issuer = document.issuer
    if document.body == Document.Body.TEAM:
        literal = issuer.team_symbol == Issuer.TeamSymbol.LITERAL
        return f"{digits}/ĐKT" if literal else f"{digits}-{code}/ĐKT"
    advising = f"-{document.advising_code}" if document.advising_code else ""
    return f"{digits}-{code}/{issuer.code}{advising}"
