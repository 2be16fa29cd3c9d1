"""Accounts a table of users speaks of: which are new, which change, which are others'."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower

from accounts.models import User
from units.access.people import controlled_among
from units.forms.people import LOGIN_NAME
from units.imports.matching import Scope
from units.imports.plans import Deed, FieldChange, Plan, changes_of
from units.imports.tables import Record
from units.models import Membership

_FACTS = ("full_name", "email")
_OTHERS = "Tên đăng nhập này không dùng được. Hãy chọn tên khác."
_OWN = "Không ai sửa tài khoản của chính mình bằng tệp. Hãy ghi đúng như đang có."
_BEYOND = "Người này có quyền ngoài phạm vi của bạn. Hãy ghi đúng như đang có."
# A new address could be used to set a new password: only the person changes it.
_IN_USE = "Người này đã có mật khẩu; thư điện tử do chính họ đổi. Hãy để trống ô này."


class Accounts:
    """Accounts by login name in lower case: two that differ in capitals alone are one here."""

    def __init__(self, made: Plan, scope: Scope) -> None:
        self.made, self.scope = made, scope
        names = {str(record.get("username")).lower() for record in made.table.records}
        found = User.objects.annotate(lower=Lower("username")).filter(lower__in=names)
        self.users: dict[str, User] = {user.username.lower(): user for user in found}
        self._addresses = self._addresses_in_use()
        spoken_of = {user.pk for user in (*self.users.values(), *self._addresses.values())}
        rows = Membership.objects.filter(user__in=spoken_of).select_related("user", "unit")
        # Roles outside the importer's units are nothing to them.
        self.memberships = [row for row in rows if scope.holds(row.unit)]
        self._known = {row.user_id for row in self.memberships}
        self._first: dict[str, Record] = {}
        self._changes: dict[str, tuple[FieldChange, ...]] = {}

    def _addresses_in_use(self) -> dict[str, User]:
        typed = {record.get("email") for record in self.made.table.records}
        found = User.objects.filter(email__in=typed - {None, ""})
        return {user.email.lower(): user for user in found}

    def look_at(self, record: Record) -> None:
        """The account of a row: at its first row it is looked at, later rows must agree."""
        name = record.get("username").lower()
        if name in self._first:
            self._compare(record, self._first[name])
            return
        user = self.users.get(name)
        if user is None:
            self._begin(record, name)
        elif user.pk not in self._known:
            self.made.refuse(record, "username", _OTHERS)
        if record.is_bad:
            return
        self._first[name] = record
        facts = _facts(record)
        before = {key: getattr(user, key) for key in _FACTS} if user else {}
        after = facts if user else {"username": name, **facts}
        self._changes[name] = changes_of(self.made.table, record, before, after)
        self._check_address(record, name)

    def _begin(self, record: Record, name: str) -> None:
        """A new account, unsaved; its login name is one the sign-up would take."""
        try:
            LOGIN_NAME(name)
        except ValidationError as error:
            self.made.refuse(record, "username", " ".join(error.messages))
            return
        self.users[name] = User(username=name, **_facts(record))

    def _compare(self, record: Record, first: Record) -> None:
        for key, value in _facts(record).items():
            if first.get(key) and value != first.get(key):
                reason = f"Tài khoản này đã ghi khác ở dòng {first.row}: hãy ghi giống nhau."
                self.made.refuse(record, key, reason)

    def _check_address(self, record: Record, name: str) -> None:
        """An address belongs to one account, there and in the file."""
        address = record.get("email")
        if not address:
            return
        holder = self._addresses.setdefault(address, self.users[name])
        if holder is self.users[name] or holder.username.lower() == name:
            return
        if holder.pk is None or holder.pk in self._known:
            whose = f"Địa chỉ này là của tài khoản “{holder.username}”."
        else:
            whose = "Địa chỉ này đã có người dùng."
        self.made.refuse(record, "email", f"{whose} Hãy ghi địa chỉ khác hoặc để trống.")

    def refuse_what_is_not_theirs(self) -> None:
        """Name and address of an account are changed by who oversees all it may do."""
        changed = [
            (self._first[name], self.users[name])
            for name, changes in self._changes.items()
            if changes and self.users[name].pk and not self._first[name].is_bad
        ]
        ours = controlled_among(self.scope.actor, [user for _, user in changed])
        for record, user in changed:
            has_moved = record.get("email") and record.get("email") != user.email
            key = "email" if has_moved else "full_name"
            if user.pk not in ours:
                own = user.pk == self.scope.actor.pk
                self.made.refuse(record, key, _OWN if own else _BEYOND)
            elif has_moved and user.has_usable_password():
                self.made.refuse(record, key, _IN_USE)

    def deeds(self) -> Iterator[Deed]:
        """New and changed accounts, each at its first row."""
        for name, changes in self._changes.items():
            record, user = self._first[name], self.users[name]
            is_new = user.pk is None
            if record.is_bad or not (is_new or changes):
                continue
            payload: Any = ("account", user) if is_new else ("change", (user, _facts(record)))
            yield Deed(record.row, f"Tài khoản {user.username}", is_new, changes, payload)
            if is_new:
                unit = record.values["unit_found"]
                told = [user.username, user.full_name, unit.code, unit.short_name]
                self.made.accounts.append(told)


def _facts(record: Record) -> dict[str, Any]:
    return {key: record.get(key) for key in _FACTS if record.get(key)}
