"""A deed as every page of history shows it (``_changes.html``), whatever it was read from."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class FieldChange:
    """One field: its label, what it was and what it became, as people read them."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One deed: when, who, what, why, and the fields it touched."""

    when: datetime
    actor: str
    text: str
    note: str = ""
    fields: tuple[FieldChange, ...] = ()
    is_new: bool = False
