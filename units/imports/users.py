"""Accounts and what they may do: one row a role of a person; no passwords are ever read."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.services import add_accounts, change_accounts
from units.imports.accounts import Accounts
from units.imports.dated import Fit, Fitting, refuse_clashes, wanted
from units.imports.matching import Scope
from units.imports.periods import out_of_order
from units.imports.plans import Deed, Plan, changes_of
from units.imports.tables import Record, Table
from units.models import Membership
from units.services.many_people import refusals, write_memberships
from units.services.people import state_of

_Key = tuple[str, int, str]
_DAYS = ("valid_from", "valid_to")
_CLOSED = "Tài khoản này đã ngừng sử dụng. Hãy mở lại tài khoản trước khi giao vai trò."


def rows(scope: Scope) -> Iterator[dict[str, Any]]:
    """Every role in the units the person may see, each period of it."""
    found = Membership.objects.filter(unit__in=scope.units.values())
    for one in found.select_related("user", "unit").order_by("unit__path", "user__username", "pk"):
        yield {
            "username": one.user.username,
            "full_name": one.user.full_name,
            "email": one.user.email,
            "unit": one.unit.code,
            "role": one.role,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
        }


def plan(table: Table, scope: Scope) -> Plan:
    """What the file would create and change; nobody gets more than the importer may give."""
    made = Plan(table)
    for record in table.records:
        day = record.get("valid_to") or record.get("valid_from")
        made.find_unit(record, "unit", scope, on=day)
        if not record.is_bad and out_of_order(record.get("valid_from"), record.get("valid_to")):
            made.refuse(record, "valid_to", "Ngày kết thúc không được trước ngày bắt đầu.")
    accounts = Accounts(made, scope)
    for record in table.records:
        if not record.is_bad:
            accounts.look_at(record)
    accounts.refuse_what_is_not_theirs()
    fits = _fits(made, accounts)
    refuse_clashes(made, fits, _key)
    made.same = sum(1 for fit in fits if fit.stored and not fit.changes)
    made.deeds += accounts.deeds()
    for fit, want in wanted(made, fits, refusals, state_of, scope.actor):
        row = fit.row
        name = f"{fit.record.get('full_name')} – {row.get_role_display()}, {row.unit}"
        deed = Deed(fit.record.row, name, fit.stored is None, fit.changes, ("role", want))
        made.deeds.append(deed)
    made.deeds.sort(key=lambda deed: deed.row)
    return made


def _key(row: Membership) -> _Key:
    return row.user.username.lower(), row.unit_id, row.role


def _fits(made: Plan, accounts: Accounts) -> list[Fit[Membership]]:
    """Matched by person, unit, role and first day."""
    known: dict[_Key, list[Membership]] = defaultdict(list)
    for row in accounts.memberships:
        known[_key(row)].append(row)
    fitting: Fitting[Membership] = Fitting(made)
    fits = []
    for record in made.table.records:
        if record.is_bad:
            continue
        user, unit = accounts.users[record.get("username").lower()], record.values["unit_found"]
        new = Membership(user=user, unit=unit, role=record.get("role"))
        stored = fitting.stored(record, known[_key(new)])
        if record.is_bad:
            continue
        fit = fitting.fit(record, stored, new, _DAYS)
        fit.changes = _changes(made, record, stored)
        if not user.is_active and (stored is None or fit.changes):
            made.refuse(record, "username", _CLOSED)
        fits.append(fit)
    return fits


def _changes(made: Plan, record: Record, stored: Membership | None) -> Any:
    days = {key: record.get(key) for key in _DAYS if record.has(key)}
    if stored is not None:
        before = {key: getattr(stored, key) for key in _DAYS}
        return changes_of(made.table, record, before, days)
    unit = record.values["unit_found"]
    return changes_of(
        made.table, record, {}, {"unit": unit.code, "role": record.get("role"), **days}
    )


def apply(made: Plan, *, actor: User) -> None:
    """Accounts without a usable password, then names and addresses, then roles."""
    payloads: dict[str, list[Any]] = defaultdict(list)
    for deed in made.deeds:
        what, payload = deed.payload
        payloads[what].append(payload)
    add_accounts(payloads["account"], actor=actor)
    change_accounts(payloads["change"], actor=actor)
    write_memberships(payloads["role"], actor=actor)
