"""Units: one row a unit and period; rows of one code are its names and parents over time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils import timezone

from accounts.models import User
from units.imports import tree_checks
from units.imports.faults import BadCell
from units.imports.kinds import UNITS
from units.imports.lives import Life, lives_of, rows_of
from units.imports.matching import Scope
from units.imports.periods import Period, out_of_order, overlap
from units.imports.plans import Deed, FieldChange, Plan, words
from units.imports.tables import Record, Table
from units.imports.timelines import (
    Line,
    Span,
    Value,
    clipped,
    day_after,
    day_before,
    joined,
    laid_over,
    told,
    touched,
)
from units.models import Unit
from units.services.life_lines import write_life_lines
from units.services.plan_checks import CODE
from vietnamese.text import fold

_NAME = ("name", "short_name", "kind")


def rows(scope: Scope) -> Iterator[dict[str, Any]]:
    """Every unit the person may see, parents first; a parent outside their scope stays empty."""
    for life in lives_of(sorted(scope.units.values(), key=lambda unit: unit.path)).values():
        for row in rows_of(life):
            yield {**row, "parent": row["parent"] if row["parent"] in scope.units else ""}


def plan(table: Table, scope: Scope) -> Plan:
    """What the file would create and change; nothing of what was known is lost on the way."""
    made = Plan(table)
    groups: dict[str, list[Record]] = {}
    for record in table.records:
        if record.get("code"):
            groups.setdefault(record.get("code"), []).append(record)
    foreign = _foreign_codes(groups, scope)
    for code, group in groups.items():
        _check_group(made, code, group, scope, foreign)
    _find_parents(made, groups, scope)
    before = lives_of(scope.units[code] for code in groups if code in scope.units)
    after: dict[str, Life] = {}
    for code, group in groups.items():
        if not any(record.is_bad for record in group):
            after[code] = _life(made, group, before.get(code))
    changed = {code for code, life in after.items() if life != before.get(code)}
    if not made.faults:
        tree_checks.check(made, groups, before, after, changed, scope)
    for code, group in groups.items():
        if code in changed:
            _plan_one(made, group[0], before.get(code), after[code])
        elif code in after:
            made.same += len(group)
    _warn_of_ends(made, before, after)
    return made


def _warn_of_ends(made: Plan, before: dict[str, Life], after: dict[str, Life]) -> None:
    """Who ends a unit by a table should know what a table does not do."""
    ends = [
        life.names[-1].value[1]
        for code, life in after.items()
        if code in before and life.days[1] and before[code].days[1] is None
    ]
    if ends:
        made.table.warnings.append(
            f"{len(ends)} đơn vị đang hoạt động sẽ kết thúc ({', '.join(ends[:3])}…): người dùng "
            "của đơn vị hết quyền từ hôm sau, việc còn mở không tự chuyển giao. Nếu cần thì "
            "dùng trang “Sắp xếp tổ chức”."
        )


def _foreign_codes(groups: dict[str, list[Record]], scope: Scope) -> set[str]:
    """Codes that units outside the importer's scope bear."""
    others = [code for code in groups if code not in scope.units]
    return set(Unit.objects.filter(code__in=others).values_list("code", flat=True))


def _check_group(
    made: Plan, code: str, group: list[Record], scope: Scope, foreign: set[str]
) -> None:
    """Rows of one unit follow one another without gap or overlap, and say one note."""
    first = group[0]
    if code in foreign:
        made.refuse(first, "code", f"Không dùng được mã “{code}”. Hãy chọn mã khác.")
    elif code not in scope.units and not CODE.fullmatch(code):
        made.refuse(first, "code", "Mã mới chỉ gồm chữ hoa không dấu, số và dấu gạch nối.")
    if any(record.is_bad for record in group):
        return
    for record in group:
        if out_of_order(record.get("valid_from"), record.get("valid_to")):
            made.refuse(record, "valid_to", "Ngày kết thúc không được trước ngày bắt đầu.")
        if record.get("note") not in (None, first.get("note")) and first.has("note"):
            made.refuse(record, "note", f"Ghi chú khác dòng {first.row}: mỗi đơn vị một ghi chú.")
    group.sort(key=lambda record: str(record.get("valid_from") or ""))
    for earlier, later in pairwise(group):
        if overlap(_days(earlier), _days(later)):
            reason = f"Trùng thời gian với dòng {earlier.row} của cùng đơn vị."
            made.refuse(later, "valid_from", reason)
        elif day_after(earlier.get("valid_to")) != later.get("valid_from"):
            reason = f"Bỏ trống ngày giữa dòng {earlier.row} và dòng này. Hãy ghi nối tiếp nhau."
            made.refuse(later, "valid_from", reason)


def _days(record: Record) -> tuple[Any, Any]:
    return record.get("valid_from"), record.get("valid_to")


def _find_parents(made: Plan, groups: dict[str, list[Record]], scope: Scope) -> None:
    """Parents by code or name; they may stand anywhere in the same file."""
    named: dict[str, set[str]] = {}
    for code, group in groups.items():
        for record in group:
            for key in ("short_name", "name"):
                named.setdefault(fold(record.get(key) or ""), set()).add(code)
    for code, group in groups.items():
        for record in group:
            wanted = record.get("parent")
            if not wanted and (code in scope.units or record.typed.get("parent", "").strip()):
                continue
            if not wanted:
                made.refuse(record, "parent", "Chưa điền đơn vị cấp trên. Hãy ghi mã đơn vị ấy.")
                continue
            try:
                record.values["parent"] = _parent(wanted, record, groups, named, scope)
            except BadCell as error:
                made.refuse(record, "parent", str(error))


def _parent(
    wanted: str,
    record: Record,
    groups: dict[str, list[Record]],
    named: dict[str, set[str]],
    scope: Scope,
) -> str:
    """The code of the unit meant, among those of the file and those that are there."""
    if wanted in groups or wanted in scope.units:
        return wanted
    day = record.get("valid_to") or record.get("valid_from")
    new = sorted(code for code in named.get(fold(wanted), ()) if code not in scope.units)
    known = scope.named(wanted, on=day)
    if new and len(new) + len(known) > 1:
        codes = ", ".join([*new, *(unit.code for unit in known)])
        raise BadCell(f"Có nhiều đơn vị cùng tên “{wanted}”: {codes}. Hãy ghi mã.")
    return new[0] if new else scope.unit(wanted, on=day).code


def _life(made: Plan, group: list[Record], known: Life | None) -> Life:
    """The unit's life with the rows of the file laid over what is known."""
    first, last = group[0], group[-1]
    life = Life(first.get("code"), (first.get("valid_from"), last.get("valid_to")))
    if known:
        life = replace(known, days=(_begins(known, first), _ends(known, last)))
    life.note = next((r.get("note") for r in group if r.get("note")), life.note)
    for record in group:
        life.names = _lay(made, record, "short_name", life.names, _name(record))
        if record.get("parent"):
            life.places = _lay(made, record, "parent", life.places, record.get("parent"))
        if record.get("official_code"):
            code = record.get("official_code")
            life.codes = _lay(made, record, "official_code", life.codes, code)
    for key in ("names", "places", "codes"):
        setattr(life, key, clipped(getattr(life, key), life.days))
    if known and known.is_bound and life.bounds() != known.bounds():
        reason = "Ngày của đơn vị này do “Sắp xếp tổ chức” ghi. Hãy sửa ở trang ấy."
        made.refuse(first, "valid_from", reason)
    return life


def _name(record: Record) -> tuple[str, str, str]:
    return record.get("name"), record.get("short_name"), record.get("kind")


def _lay(made: Plan, record: Record, key: str, line: Line[Value], value: Value) -> Line[Value]:
    """The row over the line; a row that would wipe out a known change is refused."""
    period = _days(record)
    under = touched(line, period)
    if len({span.value for span in under}) > 1:
        day = next(span.first for span in under[1:])
        reason = f"Hệ thống đã ghi thay đổi từ {day:%d/%m/%Y} trong khoảng này. Hãy tách dòng."
        made.refuse(record, key, reason)
        return line
    return laid_over(line, Span(value, *period))


def _begins(known: Life, first: Record) -> date | None:
    """The first day: the file's, unless the file only tells a later part of a longer story."""
    was, day = known.days[0], first.get("valid_from")
    if day is None or (was and day <= was):
        return day  # type: ignore[no-any-return]
    return day if _says_nothing_else(known, first, (was, day_before(day))) else was


def _ends(known: Life, last: Record) -> date | None:
    """The last day, in the same way."""
    was, day = known.days[1], last.get("valid_to")
    if day is None or (was and day >= was):
        return day  # type: ignore[no-any-return]
    return day if _says_nothing_else(known, last, (day_after(day), was)) else was


def _says_nothing_else(known: Life, record: Record, period: Period) -> bool:
    """Whether the unit had the name and parent of the row during the whole period too."""
    names = {span.value for span in touched(known.names, period)}
    places = {span.value for span in touched(known.places, period)}
    return names <= {_name(record)} and places <= {record.get("parent") or next(iter(places), "")}


def _plan_one(made: Plan, record: Record, known: Life | None, life: Life) -> None:
    before, after = _fields(known) if known else {}, _fields(life)
    changed = [key for key, value in after.items() if value != before.get(key, "")]
    changes = tuple(
        FieldChange(made.kind.column(key).label, words(before.get(key, "")), words(after[key]))
        for key in changed
    )
    line = life.as_line()
    line.was = {key: words(before[key]) for key in changed if before.get(key)}
    line.becomes = {key: words(after[key]) if after[key] else "" for key in changed}
    name = f"{life.names[-1].value[1]} ({life.code})"
    made.deeds.append(Deed(record.row, name, known is None, changes, line))


def _fields(life: Life) -> dict[str, str | date]:
    """The life by the columns of the table, in words."""
    column = UNITS.column("kind")
    names = {
        key: told(joined(Span(span.value[place], *span.period) for span in life.names))
        for place, key in enumerate(_NAME)
    }
    names["kind"] = told(joined(Span(str(column.show(s.value[2])), *s.period) for s in life.names))
    return {
        "code": life.code,
        **names,
        "parent": told(life.places),
        "valid_from": life.days[0] or "",
        "valid_to": life.days[1] or "",
        "official_code": told(life.codes),
        "note": life.note,
    }


def apply(made: Plan, *, actor: User) -> None:
    """Write the lives that were planned."""
    lines = [deed.payload for deed in made.deeds]
    write_life_lines(lines, on=timezone.localdate(), actor=actor)
