"""The words of a draft as the data give them, and how the facts that are missing are marked.

A draft is ``{"opening", "sections": [{"key", "title", "html", "required"}], "closing",
"annexes": [{"key", "title", "subject_line", "html"}], "gaps": [{"mark", "what", "page"}]}``;
every ``html`` is in the schema of ``rich_text``. A missing fact leaves a mark in the words that
a person sees and that keeps the paper from being submitted while it stands there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from inspections.models import Round, Team, Visit
from reports import rich_text
from reports.models import Document, Issuer
from vietnamese.dates import short

SUBJECT_LINE, OPENING, CLOSING = "Trích yếu", "Mở đầu", "Kết thúc"


@dataclass(frozen=True)
class Subject:
    """What a paper speaks of: a year of the issuer, a round, or one visit of it."""

    issuer: Issuer
    year: int | None = None
    round: Round | None = None
    visit: Visit | None = None
    refers_to: Document | None = None
    # A paper for practice speaks of rounds for practice.
    is_training: bool = False
    # Instead of ``refers_to``: a paper made outside the product, as it is to be printed.
    refers_words: str = ""

    @property
    def owner(self) -> Round:
        """The round. Raises ``ValueError`` for a paper of a year."""
        if self.round is None:
            raise ValueError("This kind of paper belongs to a round.")
        return self.round

    @property
    def team(self) -> Team | None:
        """The team of the visit, or the first one of the round."""
        if self.visit:
            return self.visit.team
        return self.round.teams.order_by("pk").first() if self.round else None


@dataclass
class Words:
    """A draft being put together from the data."""

    opening: str = ""
    closing: str = ""
    sections: list[dict[str, Any]] = field(default_factory=list)
    annexes: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[dict[str, str]] = field(default_factory=list)

    def gap(self, what: str, page: str) -> str:
        """The mark of a missing fact; ``page`` names the URL that mends it."""
        mark = f"[Cần bổ sung: {what}]"
        if mark not in [gap["mark"] for gap in self.gaps]:
            self.gaps.append({"mark": mark, "what": what, "page": page})
        return mark

    def known(self, value: Any, what: str, page: str) -> str:
        """The value in words, or the mark of what is missing."""
        if value in (None, ""):
            return self.gap(what, page)
        return short(value) if hasattr(value, "year") else str(value)

    def section(
        self, key: str, title: str, body: Iterable[str] | str, *, required: bool = False
    ) -> None:
        """Add a section: lines of plain words, or html of the schema (begins with ``<``)."""
        is_html = isinstance(body, str) and body.startswith("<")
        html = body if is_html else rich_text.paragraphs(body)
        self.sections.append({"key": key, "title": title, "html": html, "required": required})

    def annex(self, key: str, title: str, subject_line: str, html: str) -> None:
        """Add an annex that begins on a page of its own."""
        facts = {"key": key, "title": title, "subject_line": subject_line, "html": html}
        self.annexes.append(facts)

    def as_draft(self) -> dict[str, Any]:
        """The draft as it is stored; opening and closing are plain lines or html."""
        return {
            "opening": _html(self.opening),
            "sections": self.sections,
            "closing": _html(self.closing),
            "annexes": self.annexes,
            "gaps": self.gaps,
        }


def parts_of(draft: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Key, label and html of every part of a draft, in the order of the page."""
    sections = [(part["key"], part["title"], part["html"]) for part in draft["sections"]]
    annexes = [
        (part["key"], f"{part['title']}: {part['subject_line']}".strip(": "), part["html"])
        for part in draft.get("annexes", [])
    ]
    opening, closing = (
        ("opening", OPENING, draft["opening"]),
        ("closing", CLOSING, draft["closing"]),
    )
    return [opening, *sections, closing, *annexes]


def _html(text: str) -> str:
    return text if text.startswith("<") else rich_text.paragraphs(text)
