"""What every kind of paper has in common: head, date line, blocks, marks, signature, recipients."""

import unicodedata
from typing import Any

from django.conf import settings

from reports import codes, rich_text
from reports.models import Document
from reports.numbering import symbol_of
from vietnamese.dates import date_in_words, date_with_blanks

# Ô 16 of kinds without a number that are no minutes.
UNNUMBERED = {"outline": "ĐC", "file_index": "ML"}
TRAINING_NOTE = "THỬ – VĂN BẢN MẪU – KHÔNG CÓ GIÁ TRỊ"


def frame(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The parts of the page that do not depend on the kind."""
    by_team = document.body == Document.Body.TEAM
    issuer = document.issuer
    facts = document.kind_facts
    return {
        "kind": document.kind,
        "layout": "letter" if facts.is_letter else "standard",
        "superior_line": issuer.name_line if by_team else issuer.superior_line,
        "issuer_lines": ["ĐOÀN KIỂM TRA"] if by_team else [issuer.name_line],
        "number_line": f"Số: {symbol_of(document, number)}" if facts.is_numbered else "",
        "date_line": f"{issuer.place}, {_day(document)}",
        "type_name": facts.type_name,
        "subject_line": document.subject_line,
        "addressees": _lines(document.addressees) if facts.is_addressed else [],
        "draft": is_draft,
        "draft_no": document.draft_no,
        "secrecy": document.secrecy,
        "urgency": document.urgency,
        "duplex": document.is_duplex,
        "foot_note": TRAINING_NOTE if document.is_training else "",
        "document_code": f"{facts.code or UNNUMBERED.get(document.kind, 'BB')}.{document.pk}",
        "dated": document.paper_on.isoformat() if document.paper_on else "",
        "check": _check(document.code) if document.code and not is_draft else None,
    }


def _check(code: str) -> dict[str, str]:
    """What the holder of a copy looks up; in capitals, which make the smaller QR."""
    return {"code": codes.printed(code), "url": f"{settings.CHECK_ADDRESS}/v/{code}".upper()}


def _day(document: Document) -> str:
    if document.paper_on:
        return date_in_words(document.paper_on)
    works_on = document.visit.works_on if document.visit else None
    if works_on is None and document.round:
        works_on = document.round.starts_on
    return date_with_blanks(works_on.year if works_on else document.year or 0)


def whole(
    document: Document,
    *,
    number: int | None,
    is_draft: bool,
    level: int = 2,
    signatures: list[dict[str, str]] | None = None,
    blocks: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """The page of a kind without anything of its own: blocks of the draft, one signature."""
    page = frame(document, number=number, is_draft=is_draft)
    page["blocks"] = blocks_of(document.draft, level=level) if blocks is None else blocks
    page["annexes"] = [*annexes_of(document, page), *_photos_of(document, page)]
    page["signatures"] = [signature_of(document)] if signatures is None else signatures
    page["recipients"] = recipients_of(document) if document.kind_facts.is_numbered else []
    result: dict[str, Any] = frozen(page)
    return result


def blocks_of(draft: dict[str, Any], *, level: int = 2) -> list[dict[str, Any]]:
    """Opening, titled sections and closing as blocks; a section without words is not printed."""
    blocks = rich_text.blocks(draft["opening"], section_level=level)
    for section in draft["sections"]:
        inner = rich_text.blocks(section["html"], section_level=level)
        if inner:
            heading = {"t": "h", "level": level, "text": section["title"]}
            blocks += [*([heading] if section["title"] else []), *inner]
    return blocks + rich_text.blocks(draft["closing"], section_level=level)


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
ARABIC = tuple(str(n) for n in range(1, 11))


def renumbered(
    sections: list[dict[str, Any]], numerals: tuple[str, ...] = ROMAN
) -> list[dict[str, Any]]:
    """Only sections with words, counted anew: nobody prints an empty heading."""
    kept = [section for section in sections if section["html"] or section["required"]]
    return [
        {**section, "title": f"{numeral}. {section['title'].partition('. ')[2]}"}
        for numeral, section in zip(numerals, kept, strict=False)
    ]


def annexes_of(document: Document, page: dict[str, Any]) -> list[dict[str, Any]]:
    """Annexes of the draft with the note that ties each to its paper."""
    return [
        {
            "title": annex["title"],
            "subject_line": annex["subject_line"],
            "note": _tie(document, page),
            "blocks": inner,
        }
        for annex in document.draft.get("annexes", [])
        # Headings of an annex begin anew: I., then 1.
        if (inner := rich_text.blocks(annex["html"], section_level=0))
    ]


def _tie(document: Document, page: dict[str, Any]) -> str:
    """The note that ties an annex to its paper."""
    symbol = page["number_line"].removeprefix("Số: ")
    day = page["date_line"].partition(", ")[2]
    name = document.kind_facts.type_name.capitalize()
    return f"(Kèm theo {name} số {symbol} {day})" if symbol else f"(Kèm theo {name} {day})"


PHOTO_MM = (150, 105)


def _photos_of(document: Document, page: dict[str, Any]) -> list[dict[str, Any]]:
    """The photos as an annex of their own, each as large as the page allows."""
    photos = list(document.photos.all()) if document.pk else []
    if not photos:
        return []
    blocks = [
        {"t": "photo", "photo": photo.pk, "sha256": photo.sha256, "caption": photo.caption}
        | _size(photo.width, photo.height)
        for photo in photos
    ]
    note = _tie(document, page)
    return [{"title": "PHỤ LỤC ẢNH", "subject_line": "", "note": note, "blocks": blocks}]


def _size(width: int, height: int) -> dict[str, int]:
    scale = min(PHOTO_MM[0] / width, PHOTO_MM[1] / height)
    return {"width_mm": max(1, int(width * scale)), "height_mm": max(1, int(height * scale))}


def signature_of(document: Document) -> dict[str, str]:
    """Who signs: the officer for the committee, the head for the team (HD 29 §7)."""
    signer = document.signer
    if document.body == Document.Body.TEAM:
        leader = document.team.leader if document.team else None
        person = signer if document.is_training else leader
        name = person.full_name if person else ""
        return {"form": "TM. ĐOÀN KIỂM TRA", "office": "TRƯỞNG ĐOÀN", "name": name}
    return {
        "form": document.issuer.signing_form,
        "office": signer.position.upper() if signer else "",
        "name": signer.full_name if signer else "",
    }


def recipients_of(document: Document) -> list[str]:
    """One recipient a line, as typed, without the dash and the stop the page adds."""
    lines = (line.lstrip("-").strip(" ;.") for line in _lines(document.recipients))
    return [line for line in lines if line]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def frozen(value: Any) -> Any:
    """The same value with every text in NFC, so that text copied from the PDF is searchable."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [frozen(item) for item in value]
    if isinstance(value, dict):
        return {key: frozen(item) for key, item in value.items()}
    return value
