"""Quyết định thành lập Đoàn kiểm tra: who is sent, what for, who carries it out."""

from typing import Any

from inspections.models import Round
from reports import rich_text
from reports.contents import articles, grounds, people, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document, Issuer


def gather(subject: Subject) -> dict[str, Any]:
    """Draft of the decision from the round's plan, teams and visits."""
    round_, issuer = subject.owner, subject.issuer
    draft = Words()
    draft.opening = articles.opening(draft, subject, grounds.plan(draft, round_, issuer))
    draft.section("article1", "Điều 1.", _who(draft, round_), required=True)
    draft.section("article2", "Điều 2.", _what_for(draft, round_, issuer), required=True)
    last = articles.carried_out_by(issuer, "Điều 1")
    draft.section("article3", "Điều 3.", last, required=True)
    return {
        "subject_line": f"Về việc thành lập {words.team_of(round_)}",
        "recipients": articles.recipients("Điều 3", issuer),
        "draft": draft.as_draft(),
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the decision."""
    return articles.paper(document, number=number, is_draft=is_draft)


def _who(draft: Words, round_: Round) -> str:
    said = f"Thành lập {words.team_of(round_)}, gồm các đồng chí có tên sau:"
    return rich_text.paragraphs(said) + people.tables(draft, round_)


def _what_for(draft: Words, round_: Round, issuer: Issuer) -> str:
    plan = f"Kế hoạch số {round_.plan_symbol}" if round_.plan_symbol else "Kế hoạch kiểm tra"
    lines = (
        f"Đoàn kiểm tra có nhiệm vụ {words.lower_first(round_.title)} theo {plan} của "
        f"{issuer.body_in_text} đối với:",
        *timetable.subjects(draft, round_),
        f"Thời gian kiểm tra: {words.dates(round_)}.{words.period(round_)} Trưởng đoàn phân công "
        "nhiệm vụ cho các thành viên. Đoàn kiểm tra tự giải thể sau khi hoàn thành nhiệm vụ.",
    )
    return rich_text.paragraphs(lines)
