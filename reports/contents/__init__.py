"""Facts of each kind of paper: ``gather`` makes the draft, ``paper`` the page.

A kind is a module of its name with these two functions; it is found by that name.
"""

from importlib import import_module
from typing import Any

from reports.contents.draft import Subject
from reports.kinds import KINDS
from reports.models import Document


def _module(kind: str) -> Any:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of paper.")
    return import_module(f"reports.contents.{kind}")


def gather(kind: str, subject: Subject) -> dict[str, Any]:
    """Draft of the kind, built from the data: subject_line, recipients, draft, and where the
    kind has one addressees."""
    draft: dict[str, Any] = _module(kind).gather(subject)
    return draft


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """Everything the page shows, as plain values that can be frozen."""
    page: dict[str, Any] = _module(document.kind).paper(document, number=number, is_draft=is_draft)
    return page
