"""Quyết định bổ sung thành viên: who joins the team besides those of the first decision."""

from typing import Any

from reports import rich_text
from reports.contents import articles, people, simple
from reports.contents.draft import Subject, Words
from reports.models import Document


def gather(subject: Subject) -> dict[str, Any]:
    """Draft from the people who are in the teams and not in the decision."""
    draft = Words()
    came, _ = people.came_and_went(subject.refers_to, subject.owner)
    first = rich_text.paragraphs("Bổ sung các đồng chí có tên sau tham gia Đoàn kiểm tra:")
    if came:
        first += people.table(came)
    else:
        page = f"inspections:edit_team#{subject.team.pk}" if subject.team else "inspections:round"
        first += rich_text.paragraphs(draft.gap("người được bổ sung vào Đoàn kiểm tra", page))
    return simple.decision(
        subject,
        draft,
        about="bổ sung thành viên",
        first=first,
        named="Điều 1",
        closing="Thành viên được bổ sung thực hiện nhiệm vụ theo phân công của Trưởng đoàn.",
    )


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the decision."""
    return articles.paper(document, number=number, is_draft=is_draft)
