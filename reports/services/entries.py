"""Lines of a register besides the product's own papers: numbers kept, papers made elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from inspections.services import Refused, Stale
from reports import numbering
from reports.access.registers import kept_in
from reports.models import Document, Entry, Register
from vietnamese.text import clean

# What the registrar may write of a paper made elsewhere.
FIELDS = (
    "kind_code",
    "symbol",
    "paper_on",
    "subject_line",
    "signer_name",
    "recipients",
    "kept_by",
)


@dataclass(frozen=True)
class NumberChoice:
    """A number that a paper may take: the next one (no key) or one that is kept for it."""

    key: str
    label: str
    warning: str = ""


def numbers_for(document: Document, *, on: date) -> list[NumberChoice]:
    """What the paper may take from its register, the next number first; writes nothing."""
    register = numbering.find_register(document, document.paper_on) if document.paper_on else None
    if register is None or document.paper_on is None:
        return [NumberChoice("", "Số tiếp theo của sổ")]
    next_one = register.last_number + 1
    found = [
        NumberChoice("", f"Số tiếp theo: {next_one:02d}", _order(register, next_one, document))
    ]
    for line in kept_in(register):
        if line.is_kept(on):
            label = f"Số giữ {line.number:02d}: {line.reason}, đến {line.expires_on:%d/%m/%Y}"
            found.append(NumberChoice(str(line.pk), label, _order(register, line.number, document)))
    return found


def _order(register: Register, number: int, document: Document) -> str:
    return numbering.out_of_order(register, number, document.paper_on) if document.paper_on else ""


@transaction.atomic
def keep_number(register: Register, *, actor: User, reason: str, expires_on: date) -> Entry:
    """Keep the next number for a paper to come.

    Raises ``Refused`` when the register is closed.
    """
    number = _taken(register)
    line = Entry.objects.create(
        register=register,
        number=number,
        kind=Entry.Kind.RESERVED,
        kind_code=register.kind_code,
        reason=clean(reason),
        expires_on=expires_on,
        created_by=actor,
    )
    _tell("number_kept", line, actor, reason=line.reason, valid_to=expires_on)
    return line


def _taken(register: Register) -> int:
    try:
        return numbering.take_number(register)
    except numbering.NoRegister as error:
        raise Refused(str(error)) from error


@transaction.atomic
def release_number(line: Entry, *, actor: User, reason: str) -> Entry:
    """Give a kept number up: it stays in the register as unused and is never given again.

    A second click changes nothing. Raises ``Refused`` without a reason, for a line that is no kept
    number, and when a paper took it in between.
    """
    numbering.lock(line.register, must_be_open=False)
    current = Entry.objects.select_related("register").filter(pk=line.pk).first()
    if current is None:
        raise Refused(f"Số {line.number:02d} vừa được dùng cho một văn bản nên không thôi giữ nữa.")
    if current.kind == Entry.Kind.UNUSED:
        return current
    if current.kind != Entry.Kind.RESERVED:
        raise Refused("Dòng này không phải số đang giữ.")
    why = clean(reason)[:300]
    if not why:
        raise Refused("Hãy ghi lý do.")
    current.kind = Entry.Kind.UNUSED
    current.ended_on, current.end_reason = timezone.localdate(), why
    current.save(update_fields=["kind", "ended_on", "end_reason"])
    _tell("number_released", current, actor, reason=why)
    return current


@transaction.atomic
def add_outside(
    register: Register, *, actor: User, facts: Mapping[str, Any], number: int | None = None
) -> Entry:
    """Write down a paper that got its number outside the product.

    Without a number the next one is taken; a number may be one from before the register was kept
    here, if it is free. Raises ``Refused`` in words.
    """
    given = _taken(register) if number is None else _old_number(register, number)
    line = Entry(register=register, number=given, kind=Entry.Kind.OUTSIDE, created_by=actor)
    _fill(line, register, facts)
    line.save()
    told = _told(line)
    _tell("outside_paper_added", line, actor, **{"to": told})
    return line


def _old_number(register: Register, number: int) -> int:
    try:
        locked = numbering.lock(register)
    except numbering.NoRegister as error:
        raise Refused(str(error)) from error
    if number > locked.opened_at:
        raise Refused(
            f"Số {number:02d} chưa đến lượt hoặc do sổ này cấp. Hãy để trống ô số để lấy số tiếp "
            "theo; chỉ tự nhập số đã cấp trước khi mở sổ"
            + (f" (đến số {locked.opened_at:02d})." if locked.opened_at else ".")
        )
    if not numbering.is_free(locked, number):
        raise Refused(f"Số {number:02d} đã có trong sổ. Hãy nhập số khác.")
    return number


def _fill(line: Entry, register: Register, facts: Mapping[str, Any]) -> None:
    for name in FIELDS:
        value = facts.get(name)
        setattr(line, name, clean(value) if isinstance(value, str) else value or _empty(name))
    line.kind_code = register.kind_code or line.kind_code
    line.symbol = line.symbol or numbering.symbol_of_line(line, register)


def _empty(name: str) -> Any:
    return None if name == "paper_on" else ""


@transaction.atomic
def change_outside(
    line: Entry, *, actor: User, rev: int, facts: Mapping[str, Any], reason: str
) -> Entry:
    """Mend what is written of a paper made elsewhere, with the reason; its number stays.

    Raises ``Stale`` when somebody changed it in between, ``Refused`` without a reason or for
    another kind of line.
    """
    current = Entry.objects.select_for_update().get(pk=line.pk)
    if current.kind != Entry.Kind.OUTSIDE:
        raise Refused("Chỉ sửa được dòng của văn bản cấp số ngoài phần mềm.")
    if current.rev != rev:
        raise Stale(current)
    why = clean(reason)[:300]
    if not why:
        raise Refused("Hãy ghi lý do sửa.")
    was = _told(current)
    _fill(current, line.register, facts)
    becomes = _told(current)
    changed = [name for name in becomes if was[name] != becomes[name]]
    if not changed:
        return current
    current.rev = rev + 1
    current.save()
    before, after = ({name: told[name] for name in changed} for told in (was, becomes))
    _tell("outside_paper_changed", current, actor, reason=why, **{"from": before, "to": after})
    return current


def _told(line: Entry) -> dict[str, str]:
    """The line's facts as the audit log keeps them."""
    values = {name: getattr(line, name) for name in FIELDS}
    return {
        name: f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "")
        for name, value in values.items()
    }


def _tell(action: str, line: Entry, actor: User, **data: Any) -> None:
    audit.record(action, actor=actor, obj=line, data={"number": line.number, **data})
