"""Facts of each kind of paper: ``gather`` makes the draft, ``paper`` the page."""

from typing import Any

from inspections.models import Round, Visit
from reports.contents import conclusion, minutes
from reports.models import Document, Issuer

_MODULES: dict[str, Any] = {"conclusion": conclusion, "minutes": minutes}


def gather(kind: str, round_: Round, visit: Visit | None, issuer: Issuer) -> dict[str, Any]:
    """Draft of the kind, built from the data: subject_line, recipients, draft."""
    draft: dict[str, Any] = _MODULES[kind].gather(round_, visit, issuer)
    return draft


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """Everything the page shows, as plain values that can be frozen."""
    module = _MODULES[document.kind]
    page: dict[str, Any] = module.paper(document, number=number, is_draft=is_draft)
    return page
