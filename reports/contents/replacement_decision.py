"""Quyết định thay đổi thành viên: who leaves the team and who comes in their place."""

from typing import Any

from reports import rich_text
from reports.contents import articles, people, simple
from reports.contents.draft import Subject, Words
from reports.models import Document


def gather(subject: Subject) -> dict[str, Any]:
    """Draft from the difference between the decision's list and the teams as they are."""
    draft = Words()
    came, went = people.came_and_went(subject.refers_to, subject.owner)
    lines = [f"- Đồng chí {name}, {position} ({duty})." for name, position, duty in went]
    lines = lines or [draft.gap("người thôi tham gia Đoàn kiểm tra", simple.EDIT)]
    first = rich_text.paragraphs(["Thôi tham gia Đoàn kiểm tra đối với:", *lines])
    first += rich_text.paragraphs("Cử tham gia Đoàn kiểm tra các đồng chí có tên sau:")
    if came:
        first += people.table(came)
    else:
        page = f"inspections:edit_team#{subject.team.pk}" if subject.team else "inspections:round"
        first += rich_text.paragraphs(draft.gap("người thay thế tham gia Đoàn kiểm tra", page))
    return simple.decision(
        subject,
        draft,
        about="thay đổi thành viên",
        first=first,
        named="Điều 1",
        closing="Thành viên được cử thực hiện nhiệm vụ theo phân công của Trưởng đoàn; người thôi "
        "tham gia bàn giao hồ sơ, tài liệu, công việc đang thực hiện.",
    )


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the decision."""
    return articles.paper(document, number=number, is_draft=is_draft)
