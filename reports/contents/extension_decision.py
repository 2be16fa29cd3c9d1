"""Quyết định gia hạn: the round goes on to its new last day."""

from typing import Any

from reports.contents import articles, simple
from reports.contents.draft import Subject, Words
from reports.models import Document
from vietnamese.dates import short


def gather(subject: Subject) -> dict[str, Any]:
    """Draft to the last day of the round as it stands; why is asked for."""
    draft = Words()
    why = draft.gap("lý do gia hạn", simple.EDIT)
    return simple.decision(
        subject,
        draft,
        about="gia hạn thời gian làm việc của",
        first="Gia hạn thời gian làm việc của Đoàn kiểm tra đến hết ngày "
        f"{short(subject.owner.ends_on)}. Lý do: {why}.",
        closing="Đoàn kiểm tra thông báo thời gian gia hạn cho các đơn vị được kiểm tra, hoàn "
        "thành nhiệm vụ và báo cáo kết quả theo quy định.",
    )


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the decision."""
    return articles.paper(document, number=number, is_draft=is_draft)
