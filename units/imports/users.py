"""Accounts and what they may do: one row a role of a person; no passwords are ever read."""

from collections.abc import Iterator
from typing import Any

from django.db.models.functions import Lower

from accounts.models import User
from units.access.people import may_give
from units.imports.matching import Scope
from units.imports.periods import out_of_order, overlap
from units.imports.plans import Deed, Plan, changes_of
from units.imports.tables import Record, Table
from units.models import Membership
from units.services import people
from units.services.refusals import Refused

_Key = tuple[str, int, str]
_OF_ROLE = ("valid_from", "valid_to")


def rows(scope: Scope) -> Iterator[dict[str, Any]]:
    """Every role in the units the person may see."""
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


class _Known:
    """Accounts and roles that the file speaks of, and who of them is the importer's to change."""

    def __init__(self, table: Table, scope: Scope) -> None:
        self.users = _users(table)
        names = {user.pk: name for name, user in self.users.items()}
        self.roles: dict[_Key, list[Membership]] = {}
        # Known to the importer at all; and known in full, with nothing above the importer.
        self.ours: set[int] = set()
        self.not_wholly_ours: set[int] = set()
        roles = Membership.objects.filter(user__in=names).select_related("user", "unit")
        for one in roles.order_by("pk"):
            key = (names[one.user_id], one.unit_id, one.role)
            self.roles.setdefault(key, []).append(one)
            if scope.holds(one.unit):
                self.ours.add(one.user_id)
            if not scope.holds(one.unit) or not may_give(scope.actor, one.unit, one.role):
                self.not_wholly_ours.add(one.user_id)


def _users(table: Table) -> dict[str, User]:
    """Accounts of the file by login name; two that differ in capitals alone are one here."""
    names = {str(record.get("username")).lower() for record in table.records}
    found = User.objects.annotate(lower=Lower("username")).filter(lower__in=names)
    return {user.username.lower(): user for user in found}


def plan(table: Table, scope: Scope) -> Plan:
    """What the file would create and change; nobody gets more than the importer may give."""
    made = Plan(table)
    known = _Known(table, scope)
    named: dict[str, Record] = {}
    planned: dict[_Key, list[Record]] = {}
    for record in table.records:
        made.find_unit(record, "unit", scope)
        if not record.is_bad and out_of_order(record.get("valid_from"), record.get("valid_to")):
            made.refuse(record, "valid_to", "Ngày kết thúc không được trước ngày bắt đầu.")
        if not record.is_bad:
            _plan_person(made, record, known, named)
        if not record.is_bad:
            _refuse_overlap(made, record, planned)
        if not record.is_bad:
            _plan_role(made, record, known, scope)
    return made


def _key_of(record: Record) -> _Key:
    return record.get("username").lower(), record.values["unit_found"].pk, record.get("role")


def _refuse_overlap(made: Plan, record: Record, planned: dict[_Key, list[Record]]) -> None:
    """One role of one person once at a time; it may come again after a gap."""
    period = record.get("valid_from"), record.get("valid_to")
    before = planned.setdefault(_key_of(record), [])
    for other in before:
        if overlap(period, (other.get("valid_from"), other.get("valid_to"))):
            made.refuse(record, "role", f"Vai trò này đã có ở dòng {other.row}, trùng thời gian.")
            return
    before.append(record)


def _plan_person(made: Plan, record: Record, known: _Known, named: dict[str, Record]) -> None:
    """The account once; later rows must say the same of the person."""
    name = record.get("username").lower()
    facts = {key: record.get(key) for key in ("full_name", "email") if record.get(key)}
    user = known.users.get(name)
    if name in named:
        first = named[name]
        for key, value in facts.items():
            if first.get(key) and value != first.get(key):
                reason = f"Tài khoản này đã ghi khác ở dòng {first.row}: hãy ghi giống nhau."
                made.refuse(record, key, reason)
        return
    if user and user.pk not in known.ours:
        reason = "Tên đăng nhập này không dùng được. Hãy chọn tên khác."
        made.refuse(record, "username", reason)
        return
    named[name] = record
    before = {"full_name": user.full_name, "email": user.email} if user else {}
    after = facts if user else {"username": record.get("username"), **facts}
    changes = changes_of(made.table, record, before, after)
    if user and changes and not _may_change(made, record, user, facts, known):
        return
    if changes:
        title = f"Tài khoản {record.get('username')}"
        made.deeds.append(Deed(record.row, title, user is None, changes, ("person", record, facts)))


def _may_change(
    made: Plan, record: Record, user: User, facts: dict[str, Any], known: _Known
) -> bool:
    """Whether the importer may change what the account itself says."""
    key = "email" if facts.get("email", user.email) != user.email else "full_name"
    reason = ""
    if user.pk in known.not_wholly_ours:
        reason = "Người này có vai trò ngoài quyền của bạn. Hãy ghi đúng như đang có."
    elif key == "email" and user.has_usable_password():
        # A new address could be used to set a new password: only the person changes it.
        reason = "Người này đã có mật khẩu; thư điện tử do chính họ đổi. Hãy để trống ô này."
    if reason:
        made.refuse(record, key, reason)
    return not reason


def _plan_role(made: Plan, record: Record, known: _Known, scope: Scope) -> None:
    """Matched by its first day, else by the one period it overlaps; else it is a new right."""
    unit = record.values["unit_found"]
    matched = _matching(record, known.roles.get(_key_of(record), []))
    if len(matched) > 1:
        made.refuse(record, "valid_from", "Đã có nhiều dòng của vai trò này trong thời gian này.")
        return
    role = matched[0] if matched else None
    after = {key: record.get(key) for key in _OF_ROLE if record.has(key)}
    before = {key: getattr(role, key) for key in _OF_ROLE} if role else {}
    facts = after if role else {"unit": unit.code, "role": record.get("role"), **after}
    changes = changes_of(made.table, record, before, facts)
    if role and not changes:
        made.same += 1
        return
    try:
        _check(record, role, {**before, **after}, known, scope)
    except Refused as error:
        known_field = error.field in ("role", *_OF_ROLE)
        made.refuse(record, error.field if known_field else "role", str(error))
        return
    name = f"{record.get('full_name')} – {Membership.Role(record.get('role')).label}, {unit}"
    payload = ("role", record, (role, {**before, **after}))
    made.deeds.append(Deed(record.row, name, role is None, changes, payload))


def _matching(record: Record, have: list[Membership]) -> list[Membership]:
    if not record.has("valid_from"):
        return have[-1:]
    period = record.get("valid_from"), record.get("valid_to")
    same_day = [one for one in have if one.valid_from == record.get("valid_from")]
    return same_day or [one for one in have if overlap(period, (one.valid_from, one.valid_to))]


def _check(
    record: Record, role: Membership | None, days: dict[str, Any], known: _Known, scope: Scope
) -> None:
    """The rules of giving and changing rights, before anything is written."""
    if role is not None:
        people.check_changed(role, role=role.role, actor=scope.actor, **days)
        return
    user = known.users.get(record.get("username").lower())
    unit = record.values["unit_found"]
    new = Membership(user=user, unit=unit, role=record.get("role"), **days)
    people.check_given(new, scope.actor)


def apply(made: Plan, *, actor: User) -> None:
    """Accounts without a usable password, then their roles, each told in the audit log."""
    users = _users(made.table)
    for deed in made.deeds:
        what, record, facts = deed.payload
        name = record.get("username").lower()
        if what == "person":
            users[name] = _save_person(users.get(name), record, facts)
            continue
        role, days = facts
        if role is None:
            unit, given = record.values["unit_found"], record.get("role")
            people.give_membership(user=users[name], unit=unit, role=given, actor=actor, **days)
        else:
            seen = people.state_of(role)
            people.change_membership(role, seen=seen, role=role.role, actor=actor, **days)


def _save_person(user: User | None, record: Record, facts: dict[str, Any]) -> User:
    if user is None:
        user = User(username=record.get("username"))
        user.set_unusable_password()
    for key, value in facts.items():
        setattr(user, key, value)
    user.save()
    return user
