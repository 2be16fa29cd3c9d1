"""Exports: what the person may see, in the columns that import reads."""

from collections.abc import Iterable

from accounts import audit
from accounts.models import User
from units.imports.files import HANDS
from units.imports.kinds import Kind
from units.imports.matching import Scope
from units.imports.writing import as_csv, as_xlsx


def export(kind: Kind, ending: str, *, actor: User) -> Iterable[bytes]:
    """The table of the kind as bytes, in one piece (XLSX) or line by line (CSV).

    Told to the audit log before the first byte leaves.
    """
    audit.record("exported", actor=actor, data={"file": f"{kind.title} (.{ending})"})
    rows = HANDS[kind.key].rows(Scope(actor))
    if ending == "xlsx":
        return [as_xlsx(kind, rows)]
    return (line.encode() for line in as_csv(kind, rows))


def template(kind: Kind, ending: str) -> Iterable[bytes]:
    """An empty table of the kind: an example row would be imported by who forgets it there."""
    if ending == "xlsx":
        return [as_xlsx(kind, [])]
    return (line.encode() for line in as_csv(kind, []))
