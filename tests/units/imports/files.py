"""Files as people and machines make them, for the tests of this folder."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl

from accounts.models import User
from units.imports.faults import Fault, TableRefused
from units.imports.files import HANDS, carry_out, dry_run
from units.imports.kinds import Kind
from units.imports.matching import Scope
from units.imports.plans import Plan
from units.imports.tables import Table, read_table

Row = Sequence[Any]


def csv_bytes(*lines: str, coding: str = "utf-8") -> bytes:
    """A CSV file of these lines."""
    return "\n".join(lines).encode(coding)


def xlsx_bytes(rows: Iterable[Row], change: Callable[[Any], None] | None = None) -> bytes:
    """A workbook whose first sheet has these rows; ``change`` gets the workbook before saving."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The workbook with parts added or put in the place of others."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
        for name, part in parts.items():
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def faults_of(content: bytes, name: str, kind: Kind) -> list[Fault]:
    """Everything wrong with the file as a table."""
    try:
        return read_table(content, name, kind).faults
    except TableRefused as refusal:
        return refusal.faults


def reasons(content: bytes, name: str, kind: Kind) -> str:
    """The same in one text."""
    return " ".join(fault.reason for fault in faults_of(content, name, kind))


def table(kind: Kind, *rows: Row, heads: Row | None = None) -> Table:
    """A table of the kind, read from a workbook; all its columns when no heads are given."""
    labels = heads or [column.label for column in kind.columns]
    return read_table(xlsx_bytes([labels, *rows]), "bang.xlsx", kind)


def planned(kind: Kind, actor: User, *rows: Row, heads: Row | None = None) -> Plan:
    """What a table of these rows would do."""
    made: Plan = HANDS[kind.key].plan(table(kind, *rows, heads=heads), Scope(actor))
    return made


def imported(kind: Kind, actor: User, *rows: Row, heads: Row | None = None) -> Plan:
    """A table without faults, carried out."""
    made = planned(kind, actor, *rows, heads=heads)
    assert made.faults == []
    carry_out(made, actor=actor, name="bang.xlsx", content=b"")
    return made


def told(plan: Plan) -> list[tuple[int, str, str]]:
    """Faults by row, column and reason."""
    return [(fault.row, fault.column, fault.reason) for fault in plan.faults]


def again(kind: Kind, actor: User, content: bytes, name: str) -> dict[str, Any]:
    """The report of a file, read as the pages read it."""
    return dry_run(content, name, kind, actor)[1]
