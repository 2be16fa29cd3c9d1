"""What an import would do: looked at first, then done exactly so, or not at all."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from units.imports.faults import MOST_SHOWN, BadCell, Fault
from units.imports.kinds import Kind
from units.imports.matching import Scope
from units.imports.tables import Record, Table


@dataclass(frozen=True)
class FieldChange:
    """One field from what it is to what it becomes, in the words of the table."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Deed:
    """One thing the import creates or changes; ``payload`` is for the module that planned it."""

    row: int
    name: str
    is_new: bool
    fields: tuple[FieldChange, ...]
    payload: Any = None

    def as_json(self) -> dict[str, Any]:
        """The deed as it is shown and compared."""
        fields = [[change.label, change.before, change.after] for change in self.fields]
        return {"row": self.row, "name": self.name, "is_new": self.is_new, "fields": fields}


@dataclass
class Plan:
    """Everything one file would do, and everything that keeps it from being done."""

    table: Table
    deeds: list[Deed] = field(default_factory=list)
    same: int = 0
    # New accounts, for which somebody prints slips: login name, name, code and name of the unit.
    accounts: list[list[str]] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """The kind of table."""
        return self.table.kind

    @property
    def faults(self) -> list[Fault]:
        """What must be mended first, in the order of the file."""
        return sorted(self.table.faults, key=lambda fault: fault.row)

    def refuse(self, record: Record, key: str, reason: str) -> None:
        """A fault at a column of a record; the record takes no further part."""
        self.table.faults.append(self.table.fault(record, key, reason))
        record.is_bad = True

    def find_unit(self, record: Record, key: str, scope: Scope, on: date | None = None) -> None:
        """Put the unit a cell means into ``<key>_found``; also in rows with other faults."""
        if record.get(key):
            try:
                record.values[f"{key}_found"] = scope.unit(record.get(key), on=on)
            except BadCell as error:
                self.refuse(record, key, str(error))

    def report(self) -> dict[str, Any]:
        """The plan as it is kept with the file and shown on its page."""
        faults = self.faults
        return {
            "new": sum(deed.is_new for deed in self.deeds),
            "changed": sum(not deed.is_new for deed in self.deeds),
            "same": self.same,
            "accounts": self.accounts,
            "deeds": [deed.as_json() for deed in self.deeds],
            "faults": [fault.as_list() for fault in faults[:MOST_SHOWN]],
            "fault_count": len(faults),
            "warnings": self.table.warnings,
        }


def fingerprint(report: dict[str, Any]) -> str:
    """Equal for two reports exactly when they would do the same."""
    told = {key: report[key] for key in ("deeds", "faults", "fault_count")}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def refused_report(faults: Iterable[Fault]) -> dict[str, Any]:
    """The report of a file that could not be read as a table."""
    listed = [fault.as_list() for fault in faults]
    return {
        "new": 0,
        "changed": 0,
        "same": 0,
        "deeds": [],
        "faults": listed[:MOST_SHOWN],
        "fault_count": len(listed),
        "warnings": [],
    }


def words(value: str | date) -> str:
    """A value as people read it; nothing as a dash."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return value or "–"


def changes_of(
    table: Table, record: Record, before: dict[str, Any], after: dict[str, Any]
) -> tuple[FieldChange, ...]:
    """The fields of the table that differ; a new thing has nothing before."""
    found = []
    for key, value in after.items():
        column = table.kind.column(key)
        was, becomes = column.show(before.get(key)), column.show(value)
        if was != becomes:
            found.append(FieldChange(column.label, words(was), words(becomes)))
    return tuple(found)
