"""What is wrong with an uploaded table, by row, column, value and reason."""

from collections.abc import Iterable
from dataclasses import dataclass

# A file with more faults than this is the wrong file; nobody reads a list of five thousand.
MOST_SHOWN = 500


@dataclass(frozen=True)
class Fault:
    """One thing to mend; row 0 is the file as a whole."""

    row: int
    column: str
    value: str
    reason: str

    def as_list(self) -> list[str]:
        """The fault as a row of a table."""
        return [str(self.row) if self.row else "Cả tệp", self.column, self.value, self.reason]


class TableRefused(Exception):
    """The file cannot be read as a table at all; ``faults`` says why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(fault.reason for fault in self.faults[:3]))


class BadCell(ValueError):
    """One cell cannot be taken as it is; the message is the reason."""


def refuse(reason: str, *, row: int = 0, column: str = "", value: str = "") -> TableRefused:
    """A refusal for one reason."""
    return TableRefused([Fault(row, column, value, reason)])
