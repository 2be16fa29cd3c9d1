"""The register as people read it: papers and other lines together, one row a number."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from reports import pdf
from reports.access import registers as access
from reports.kinds import CODES
from reports.models import Document, Entry, Register
from vietnamese.dates import date_in_words

# One printed part of the book; more than this takes longer than a person waits.
PRINTED_AT_ONCE = 200
PRINT_LIMIT_SECONDS = 20.0
# Databases take only so many keys in one question.
_AT_A_TIME = 500
_UNCHANGED = Document.Status.ISSUED


@dataclass(frozen=True)
class Line:
    """One number of a register; ``document`` or ``entry`` is what stands on it."""

    number: int
    symbol: str
    paper_on: date | None
    code: str
    subject_line: str
    signer: str
    recipients: str
    kept_by: str
    note: str
    state: str
    document: Document | None = None
    entry: Entry | None = None

    @property
    def kind(self) -> str:
        """The kind of paper in words."""
        return CODES.get(self.code, self.code)


def lines(register: Register, keys: Iterable[tuple[int, int, int]]) -> list[Line]:
    """The lines of these (number, is a paper, key), in their order; two queries."""
    rows = list(keys)
    papers = access.papers_by_key(register, [key for _, is_paper, key in rows if is_paper])
    others = access.others_by_key(register, [key for _, is_paper, key in rows if not is_paper])
    today = timezone.localdate()
    return [
        _of_paper(papers[key]) if is_paper else _of_entry(others[key], today)
        for _, is_paper, key in rows
        # A kept line may have gone between the two looks: its paper stands on the next page load.
        if key in (papers if is_paper else others)
    ]


def every_line(register: Register) -> Iterator[Line]:
    """The whole register in the order of its numbers, some hundred lines at a time."""
    keys = list(access.lines_of(register, access.Sought()))
    for start in range(0, len(keys), _AT_A_TIME):
        yield from lines(register, keys[start : start + _AT_A_TIME])


def _of_paper(paper: Document) -> Line:
    recipients, kept_by = _apart(paper.recipients)
    state = str(paper.get_status_display())
    return Line(
        number=paper.number or 0,
        symbol=paper.symbol,
        paper_on=paper.paper_on,
        code=paper.kind_facts.code,
        subject_line=paper.subject_line,
        signer=paper.signer.full_name if paper.signer else (paper.signed_by or ""),  # type: ignore[attr-defined]
        recipients=recipients,
        kept_by=kept_by,
        note="" if paper.status == _UNCHANGED else _what_became_of(paper, state),
        state=state,
        document=paper,
    )


def _what_became_of(paper: Document, state: str) -> str:
    newer = [p.symbol for p in paper.replaced_by.all() if p.is_frozen and p.symbol]
    if paper.status == Document.Status.REPLACED and newer:
        return f"{state} bằng {', '.join(newer)}"
    return f"{state}: {paper.status_reason}" if paper.status_reason else state


def _apart(recipients: str) -> tuple[str, str]:
    """*Nơi nhận* without its last word, and who keeps the paper (*Lưu …*)."""
    rows = [row.strip() for row in recipients.splitlines() if row.strip()]
    keeps = [row for row in rows if row.startswith("Lưu")]
    others = [row for row in rows if not row.startswith("Lưu")]
    kept_by = "; ".join(row.removeprefix("Lưu").strip(" :") for row in keeps)
    return "\n".join(others), kept_by


def _of_entry(entry: Entry, today: date) -> Line:
    return Line(
        number=entry.number,
        symbol=entry.symbol,
        paper_on=entry.paper_on,
        code=entry.kind_code,
        subject_line=entry.subject_line,
        signer=entry.signer_name,
        recipients=entry.recipients,
        kept_by=entry.kept_by,
        note="; ".join(part for part in (entry.reason, entry.end_reason) if part),
        state=entry.label_on(today),
        entry=entry,
    )


def content(register: Register, rows: list[Line], *, on: date) -> dict[str, Any]:
    """The printed book of these lines as plain data: equal lines give equal pages."""
    issuer, team = register.issuer, register.team
    return {
        "superior_line": issuer.name_line if team else issuer.superior_line,
        "name_line": "ĐOÀN KIỂM TRA" if team else issuer.name_line,
        "date_line": f"{issuer.place}, {date_in_words(on)}",
        "about": _about(register),
        "first": rows[0].number if rows else None,
        "last": rows[-1].number if rows else None,
        "is_training": register.is_training,
        "dated": on.isoformat(),
        "rows": [_printed(line) for line in rows],
    }


def _about(register: Register) -> str:
    kind = CODES.get(register.kind_code, register.kind_code) or "Các loại văn bản"
    period = register.team.name if register.team else register.period
    return f"{kind} – {period}"


def _printed(line: Line) -> dict[str, Any]:
    name = line.kind
    return {
        "number": line.symbol or f"{line.number:02d}",
        "day": f"{line.paper_on:%d/%m/%Y}" if line.paper_on else "",
        "kind": name,
        "subject_line": line.subject_line or f"({line.state})",
        "signer": line.signer,
        "recipients": line.recipients,
        "kept_by": line.kept_by,
        "note": line.note,
    }


def printed(page: Mapping[str, Any]) -> bytes:
    """The book as PDF, landscape; equal content gives equal bytes. Raises ``pdf.RenderFailed``."""
    html = render_to_string("reports/_book.html", {"book": page})
    return pdf.render_html(
        unicodedata.normalize("NFC", html),
        limit_seconds=PRINT_LIMIT_SECONDS,
        data=pdf.data_of(page),
        dated=page["dated"],
    )
