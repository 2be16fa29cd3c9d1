"""What every kind of paper has in common: head, date line, blocks, marks."""

import unicodedata
from typing import Any

from reports.models import Document
from reports.numbering import symbol_of
from vietnamese.dates import date_in_words, date_with_blanks

TRAINING_NOTE = "VĂN BẢN MẪU – KHÔNG CÓ GIÁ TRỊ"


def frame(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The parts of the page that do not depend on the kind."""
    by_team = document.body == Document.Body.TEAM
    issuer = document.issuer
    numbered = document.kind_facts.is_numbered
    return {
        "kind": document.kind,
        "superior_line": issuer.name_line if by_team else issuer.superior_line,
        "issuer_lines": ["ĐOÀN KIỂM TRA"] if by_team else [issuer.name_line],
        "number_line": f"Số: {symbol_of(document, number)}" if numbered else "",
        "date_line": f"{issuer.place}, {_day(document)}",
        "type_name": document.kind_facts.type_name,
        "subject_line": document.subject_line,
        "draft": is_draft,
        "foot_note": TRAINING_NOTE if document.is_training else "",
        "document_code": f"{document.kind_facts.code or 'BB'}.{document.pk}",
        "grounds": [],
        "dated": document.paper_on.isoformat() if document.paper_on else "",
    }


def _day(document: Document) -> str:
    if document.paper_on:
        return date_in_words(document.paper_on)
    works_on = document.visit.works_on if document.visit else None
    return date_with_blanks((works_on or document.round.starts_on).year)


def blocks_of(draft: dict[str, Any], *, level: int = 2) -> list[dict[str, Any]]:
    """Opening, titled sections and closing as blocks; a line of text is a paragraph."""
    blocks = _paragraphs(draft["opening"])
    for section in draft["sections"]:
        lines = _paragraphs(section["text"])
        if lines:
            blocks += [{"t": "h", "level": level, "text": section["title"]}, *lines]
    return blocks + _paragraphs(draft["closing"])


def _paragraphs(text: str) -> list[dict[str, Any]]:
    return [{"t": "p", "text": line.strip()} for line in text.split("\n") if line.strip()]


def recipients_of(document: Document) -> list[str]:
    """One recipient a line, as typed, without the dash and the stop the page adds."""
    lines = (line.strip().lstrip("-").strip(" ;.") for line in document.recipients.split("\n"))
    return [line for line in lines if line]


def frozen(value: Any) -> Any:
    """The same value with every text in NFC, so that text copied from the PDF is searchable."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [frozen(item) for item in value]
    if isinstance(value, dict):
        return {key: frozen(item) for key, item in value.items()}
    return value
