"""A register as a table: written out, and read in again as lines of papers made elsewhere.

What is read in makes lines only, never papers: a paper is issued by the product or not at all. A
file that was written out and is read into an empty register gives the same lines.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from reports import numbering
from reports.kinds import CODES
from reports.models import Entry, Register
from reports.services.book import Line
from units.imports import formats
from units.imports.cells import Cell, readable
from units.imports.faults import BadCell, Fault, TableRefused
from units.imports.formats import Format, choice, text
from units.imports.kinds import Column, Kind
from units.imports.tables import Record, Table, read_table, repeated
from units.imports.writing import as_xlsx
from vietnamese.text import fold

_LATEST = 99_999
_STATES = {
    Entry.Kind.OUTSIDE.value: str(Entry.Kind.OUTSIDE.label),
    Entry.Kind.RESERVED.value: str(Entry.Kind.RESERVED.label),
    Entry.Kind.UNUSED.value: str(Entry.Kind.UNUSED.label),
}


def _read_number(cell: Cell) -> int | None:
    value = readable(cell.text)
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:9]) <= _LATEST:
        raise BadCell("Số phải là số nguyên từ 1 đến 99999, ví dụ 12.")
    return int(value)


def _read_code(cell: Cell) -> str:
    """By the code as it is written (ĐA is not DA), or by the kind's name."""
    value = readable(cell.text)
    if not value or value in CODES:
        return value
    wanted = fold(value)
    for code, label in CODES.items():
        if fold(label) == wanted:
            return code
    raise BadCell(f"Chỉ nhận một trong các loại: {', '.join(CODES.values())}.")


_CODE = Format(_read_code, lambda code: CODES.get(code, ""), tuple(CODES.values()), "Tên loại")
_NUMBER = Format(_read_number, words="Số nguyên")

LINES = Kind(
    "register_lines",
    "so-van-ban",
    "Sổ văn bản đi",
    "Mỗi dòng là một số của sổ.",
    (
        Column("number", "Số", _NUMBER, "12", "", True, width=8),
        Column("symbol", "Số, ký hiệu", text(60), "12-KH/TĐTN-UBKT", width=22),
        Column("paper_on", "Ngày văn bản", formats.DAY, "27/11/2020", "Trống với số giữ."),
        Column("kind_code", "Loại văn bản", _CODE, "Kế hoạch", "Trống nếu sổ chỉ có một loại."),
        Column("subject_line", "Trích yếu", text(400), "Về việc …", "Trống với số giữ.", width=60),
        Column("signer_name", "Người ký", text(120), "Nguyễn Văn Mẫu", width=24),
        Column("recipients", "Nơi nhận", text(2_000, one_line=False), "Như trên", width=36),
        Column("kept_by", "Đơn vị lưu", text(120), "VT-LT", width=18),
        Column(
            "kind",
            "Loại dòng",
            choice(_STATES),
            _STATES["outside"],
            "Trống là văn bản cấp số ngoài phần mềm.",
            width=26,
        ),
        Column(
            "reason", "Ghi chú", text(300), "", "Lý do giữ số, tình trạng của văn bản.", width=30
        ),
        Column("expires_on", "Giữ đến ngày", formats.DAY, "", "Chỉ ghi với số đang giữ."),
    ),
)


# Out


def export(register: Register, lines: Iterable[Line], *, actor: User) -> bytes:
    """The lines as a workbook in the columns that ``take_in`` reads; told to the audit log."""
    audit.record("exported", actor=actor, obj=register, data={"file": f"{register} (.xlsx)"})
    return as_xlsx(LINES, [_row(line) for line in lines])


def _row(line: Line) -> dict[str, Any]:
    kind = Entry.Kind.OUTSIDE.value
    if line.entry:
        still_kept = line.state == Entry.Kind.RESERVED.label
        kind = line.entry.kind if line.entry.kind == kind or still_kept else Entry.Kind.UNUSED.value
    return {
        "number": line.number,
        "symbol": line.symbol,
        "paper_on": line.paper_on,
        "kind_code": line.code,
        "subject_line": line.subject_line,
        "signer_name": line.signer,
        "recipients": line.recipients,
        "kept_by": line.kept_by[:120],
        "kind": kind,
        "reason": line.note[:300],
        "expires_on": line.entry.expires_on if line.entry else None,
    }


# In


@dataclass
class TakenIn:
    """What came of a file: how many lines are new, or every fault, or that all was there."""

    added: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    was_there: bool = False


def take_in(register: Register, content: bytes, name: str, *, actor: User) -> TakenIn:
    """Make a line of every row of the file, or of none; sent twice, the second does nothing.

    Everything is looked at first: numbers twice or taken, gaps, days, kinds, what is missing.
    """
    try:
        table = read_table(content, name, LINES)
    except TableRefused as refusal:
        return TakenIn(faults=refusal.faults)
    try:
        return _take_in(register, table, content, name, actor)
    except numbering.NoRegister as error:
        return TakenIn(faults=[Fault(0, "", "", str(error))])


@transaction.atomic
def _take_in(register: Register, table: Table, content: bytes, name: str, actor: User) -> TakenIn:
    locked = numbering.lock(register)
    table.faults += [fault for record in table.records for fault in _faults_of(record, table)]
    rows = [record for record in table.records if record.get("number")]
    rows.sort(key=lambda record: record.values["number"])
    if not table.faults and _all_there(locked, rows):
        return TakenIn(was_there=True)
    table.faults += _faults_of_numbers(locked, rows, table)
    table.faults += _faults_of_kinds(locked, rows, table)
    if table.faults:
        faults = sorted(table.faults, key=lambda fault: fault.row)
        return TakenIn(faults=faults, warnings=table.warnings)
    new = [_entry(locked, record, actor) for record in rows]
    Entry.objects.bulk_create(new, batch_size=500)
    numbering.take_numbers_to(locked, rows[-1].values["number"])
    told = {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "rows": len(new)}
    audit.record("imported", actor=actor, obj=register, data=told)
    return TakenIn(added=len(new), warnings=table.warnings)


def _faults_of(record: Record, table: Table) -> list[Fault]:
    """What is missing or wrong in one row by itself."""
    kind = record.get("kind") or Entry.Kind.OUTSIDE
    today = timezone.localdate()
    found: list[Fault] = []
    if record.is_bad:
        return found
    if kind == Entry.Kind.OUTSIDE:
        if not record.get("paper_on"):
            found.append(table.fault(record, "paper_on", "Chưa ghi ngày văn bản."))
        elif record.values["paper_on"] > today:
            found.append(table.fault(record, "paper_on", "Ngày văn bản không được sau hôm nay."))
        if not record.get("subject_line"):
            found.append(table.fault(record, "subject_line", "Chưa ghi trích yếu."))
    elif kind == Entry.Kind.RESERVED:
        if not record.get("reason"):
            found.append(table.fault(record, "reason", "Số giữ phải có lý do."))
        if not record.get("expires_on"):
            found.append(table.fault(record, "expires_on", "Số giữ phải có ngày hết hạn."))
    return found


def _faults_of_numbers(register: Register, rows: list[Record], table: Table) -> list[Fault]:
    """Numbers twice, taken, or leaving a gap behind the register's last one."""
    found = [
        table.fault(later, "number", f"Số này đã có ở dòng {earlier.row} của tệp.")
        for later, earlier in repeated(rows, "number")
    ]
    taken: set[int | None] = {*register.entries.values_list("number", flat=True)}
    taken |= {*register.documents.values_list("number", flat=True)}
    expected = register.last_number + 1
    for record in rows:
        number = record.values["number"]
        if number in taken:
            found.append(table.fault(record, "number", f"Số {number:02d} đã có trong sổ."))
        elif register.opened_at < number < expected:
            if number <= register.last_number:
                found.append(table.fault(record, "number", f"Số {number:02d} sổ này đã cấp."))
        elif number > expected:
            gap = f"số {expected:02d}"
            if number - 1 > expected:
                gap = f"các số từ {expected:02d} đến {number - 1:02d}"
            found.append(table.fault(record, "number", f"Thiếu {gap} trước dòng này."))
        if number >= expected:
            expected = number + 1
    return found


def _faults_of_kinds(register: Register, rows: list[Record], table: Table) -> list[Fault]:
    """A register of one kind has no other; one of all kinds asks which."""
    found = []
    for record in rows:
        code = record.get("kind_code")
        is_paper = (record.get("kind") or Entry.Kind.OUTSIDE) == Entry.Kind.OUTSIDE
        if register.kind_code and code and code != register.kind_code:
            label = CODES.get(register.kind_code, register.kind_code)
            found.append(table.fault(record, "kind_code", f"Sổ này chỉ ghi loại {label}."))
        elif not register.kind_code and not code and is_paper and not record.is_bad:
            found.append(table.fault(record, "kind_code", "Chưa ghi loại văn bản."))
    return found


def _all_there(register: Register, rows: list[Record]) -> bool:
    """Whether every row stands in the register already: the same file sent again."""
    numbers = [record.values["number"] for record in rows]
    lines = {line.number: line for line in register.entries.filter(number__in=numbers)}
    return all(
        (line := lines.get(record.values["number"])) is not None
        and (line.subject_line, line.paper_on)
        == (record.get("subject_line") or "", record.get("paper_on"))
        for record in rows
    )


def _entry(register: Register, record: Record, actor: User) -> Entry:
    kind = record.get("kind") or Entry.Kind.OUTSIDE.value
    line = Entry(
        register=register,
        number=record.values["number"],
        kind=kind,
        kind_code=register.kind_code or record.get("kind_code") or "",
        paper_on=record.get("paper_on"),
        expires_on=record.get("expires_on") if kind != Entry.Kind.OUTSIDE else None,
        created_by=actor,
        **{
            name: record.get(name) or ""
            for name in ("symbol", "subject_line", "signer_name", "recipients", "kept_by", "reason")
        },
    )
    if kind == Entry.Kind.OUTSIDE and not line.symbol:
        line.symbol = numbering.symbol_of_line(line, register)
    line.derive_key()
    return line


def name_of(register: Register, on: date) -> str:
    """What the exported file is called."""
    return f"so-van-ban-{register.pk}-{on:%Y-%m-%d}"
