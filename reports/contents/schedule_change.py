"""Thông báo điều chỉnh lịch: the visits as they are planned now, and why they moved."""

from typing import Any

from inspections.models import Visit
from reports import rich_text
from reports.contents import page, simple, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document


def gather(subject: Subject) -> dict[str, Any]:
    """Draft from the visits; the reason is that of those postponed, or is asked for."""
    round_, issuer = subject.owner, subject.issuer
    postponed = list(
        round_.visits.filter(status=Visit.Status.POSTPONED).select_related("unit", "round")
    )
    draft = Words()
    old = simple.referred(draft, subject)
    draft.opening = (
        f"{issuer.body_in_text} đã ban hành {old} về lịch {words.lower_first(round_.title)}. Để "
        f"phù hợp với tình hình thực tế, {issuer.body_in_text} thông báo điều chỉnh lịch như sau:"
    )
    why = [
        f"- {v.subject_in_full}: hoãn; lý do: {v.status_reason.rstrip(' .')}." for v in postponed
    ]
    why = why or [f"- Lý do: {draft.gap('lý do điều chỉnh lịch', simple.EDIT)}."]
    draft.section("reason", "1. Nội dung điều chỉnh, lý do", why, required=True)
    table = timetable.table(draft, round_, hour=True)
    draft.section("timetable", "2. Lịch sau khi điều chỉnh", table, required=True)
    rest = rich_text.paragraphs([simple.stays(old), "Đề nghị các đơn vị triển khai thực hiện./."])
    draft.closing = rest
    return {
        "subject_line": f"Điều chỉnh lịch {words.lower_first(round_.title)}",
        "recipients": words.recipients("Các đơn vị được kiểm tra (để thực hiện)", issuer),
        "draft": draft.as_draft(),
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the notice."""
    return page.whole(document, number=number, is_draft=is_draft)
