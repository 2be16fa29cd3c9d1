"""Rows with periods: which stored row a line of the file means, and which lines clash."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from accounts.models import User
from units.imports.plans import FieldChange, Plan
from units.imports.tables import Record
from units.models import Period
from units.services.periods import Wanted, share_a_day
from units.services.refusals import Refused

Row = TypeVar("Row", bound=Period)
_NO_DAY = "Đã có nhiều khoảng thời gian như thế. Hãy thêm cột “Từ ngày” để rõ là khoảng nào."


@dataclass
class Fit(Generic[Row]):
    """A line of the file and the row it wants; ``stored`` is the row it means, if any."""

    record: Record
    row: Row
    stored: Row | None = None
    changes: tuple[FieldChange, ...] = ()


@dataclass
class Fitting(Generic[Row]):
    """Lays lines over stored rows: one line a period, matched by its first day."""

    made: Plan
    taken: dict[int, Record] = field(default_factory=dict)

    def stored(self, record: Record, rows: Iterable[Row]) -> Row | None:
        """The row the line means; without a column *Từ ngày* the only one there is."""
        found = list(rows)
        if record.has("valid_from"):
            found = [row for row in found if row.valid_from == record.get("valid_from")]
        if len(found) > 1:
            self.made.refuse(record, "valid_from", _NO_DAY)
            return None
        row = next(iter(found), None)
        if row is not None and row.pk in self.taken:
            reason = f"Trùng với dòng {self.taken[row.pk].row}: hãy bỏ bớt một dòng."
            self.made.refuse(record, "valid_from", reason)
        elif row is not None:
            self.taken[row.pk] = record
        return row

    def fit(self, record: Record, stored: Row | None, new: Row, keys: Sequence[str]) -> Fit[Row]:
        """The row as the line wants it; what the file is silent on stays."""
        row = copy(stored) if stored is not None else new
        for key in keys:
            if record.has(key):
                setattr(row, key, record.get(key))
        return Fit(record, row, stored)


def refuse_clashes(made: Plan, fits: Iterable[Fit[Row]], key: Callable[[Row], Hashable]) -> None:
    """No two lines of one thing share a day; the later one is told of the earlier."""
    seen: dict[Hashable, list[Fit[Row]]] = {}
    for fit in fits:
        others = seen.setdefault(key(fit.row), [])
        clash = next((one for one in others if share_a_day(fit.row, one.row)), None)
        if clash is not None and not fit.record.is_bad:
            reason = f"Trùng thời gian với dòng {clash.record.row} của cùng người."
            made.refuse(fit.record, "valid_from", f"{reason} Hãy sửa ngày hoặc bỏ bớt một dòng.")
        others.append(fit)


def wanted(
    made: Plan,
    fits: Iterable[Fit[Row]],
    refusals: Callable[..., list[Refused | None]],
    state_of: Callable[[Row], str],
    actor: User,
) -> list[tuple[Fit[Row], Wanted[Row]]]:
    """Lines that change something and may; what the service refuses becomes a fault."""
    left = [fit for fit in fits if not fit.record.is_bad and (fit.changes or not fit.stored)]
    asked = [Wanted(fit.row, state_of(fit.stored) if fit.stored else "") for fit in left]
    found = []
    for fit, want, refused in zip(left, asked, refusals(asked, actor=actor), strict=True):
        if refused is None:
            found.append((fit, want))
        else:
            made.refuse(fit.record, column_of(made, refused, "valid_from"), str(refused))
    return found


def column_of(made: Plan, refused: Any, other: str) -> str:
    """The column a refusal speaks of."""
    known = {column.key for column in made.kind.columns}
    asked: str = getattr(refused, "field", "")
    return asked if asked in known else other
