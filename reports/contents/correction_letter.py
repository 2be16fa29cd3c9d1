"""Công văn đính chính: an error in an issued paper, put right by a letter."""

from typing import Any

from reports.contents import page, simple, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document


def gather(subject: Subject) -> dict[str, Any]:
    """Draft with the paper it corrects; what was printed and what is right only people know."""
    issuer = subject.issuer
    draft = Words()
    old = simple.referred(draft, subject)
    about = subject.refers_to.subject_line if subject.refers_to else ""
    draft.opening = (
        f"{issuer.body_in_text} đã ban hành {old}{f' ({about})' if about else ''}. Do có sai sót "
        f"về kỹ thuật, {issuer.body_in_text} đính chính như sau:"
    )
    where = draft.gap("vị trí có sai sót (trang, mục, dòng)", simple.EDIT)
    wrong = draft.gap("nội dung đã in", simple.EDIT)
    right = draft.gap("nội dung đúng", simple.EDIT)
    lines = (f"- Tại {where}, đã in: “{wrong}”.", f"- Nay đính chính là: “{right}”.")
    draft.section("correction", "", lines, required=True)
    draft.closing = f"{simple.stays(old)[:-1]}; đề nghị các đơn vị biết, thực hiện./."
    return {
        "subject_line": f"V/v đính chính {_named(subject)}",
        "addressees": _addressees(subject),
        "recipients": words.recipients("Như trên", issuer),
        "draft": draft.as_draft(),
    }


def _named(subject: Subject) -> str:
    paper = subject.refers_to
    if paper is None:
        return subject.refers_words or "văn bản đã ban hành"
    name = paper.kind_facts.type_name.capitalize()
    return f"{name} số {paper.symbol}" if paper.symbol else name


def _addressees(subject: Subject) -> str:
    """Whom the corrected paper went to."""
    paper = subject.refers_to
    if paper and paper.addressees:
        return paper.addressees
    if subject.round is None:
        return "Các đơn vị trực thuộc"
    return timetable.addressees(timetable.visits_on(subject))


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the letter."""
    return page.whole(document, number=number, is_draft=is_draft)
