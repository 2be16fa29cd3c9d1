"""The frame of the smaller papers: what they refer to, and the marks of what only people know."""

from typing import Any

from reports.contents import articles, grounds, page, people, words
from reports.contents.draft import Subject, Words
from reports.models import Document
from vietnamese.dates import short

EDIT = grounds.EDIT
PREPARE = "reports:prepare_document"


def referred(draft: Words, subject: Subject, what: str = "") -> str:
    """``Quyết định số … ngày …`` of the paper that this one changes; a mark while none is chosen.

    A paper made outside the product is named by the words typed for it. A decision that was made
    before the product is known by its number on the round.
    """
    paper, round_ = subject.refers_to, subject.round
    if paper and paper.paper_on:
        name = paper.kind_facts.type_name.capitalize()
        number = f" số {paper.symbol}" if paper.symbol else ""
        return f"{name}{number} ngày {short(paper.paper_on)}"
    if subject.refers_words:
        return subject.refers_words
    if what == "Quyết định" and round_ and round_.decision_symbol and round_.decided_on:
        return f"{what} số {round_.decision_symbol} ngày {short(round_.decided_on)}"
    return draft.gap("văn bản được thay đổi, đính chính", PREPARE)


def decision(
    subject: Subject, draft: Words, *, about: str, first: str, named: str = "", closing: str
) -> dict[str, Any]:
    """A decision of three articles that changes the one that set up the team."""
    issuer, round_ = subject.issuer, subject.owner
    old = referred(draft, subject, "Quyết định")
    team = words.team_of(round_)
    ground = f"{old} của {issuer.body_in_text} về việc thành lập {team}"
    draft.opening = articles.opening(draft, subject, ground)
    draft.section("article1", "Điều 1.", first, required=True)
    draft.section("article2", "Điều 2.", f"{closing} {stays(old)}", required=True)
    last = articles.carried_out_by(issuer, named)
    draft.section("article3", "Điều 3.", last, required=True)
    return {
        "subject_line": f"Về việc {about} {team}",
        "recipients": articles.recipients("Điều 3", issuer),
        "draft": draft.as_draft(),
    }


def stays(old: str) -> str:
    """Whatever a change does not name goes on."""
    return f"Các nội dung khác thực hiện theo {old}."


def minutes(draft: Words, *, about: str, parts: list[tuple[str, str, Any]]) -> dict[str, Any]:
    """Minutes in parts with Roman numerals, read back and signed."""
    for key, title, body in parts:
        draft.section(key, title, body, required=True)
    draft.closing = (
        f"Buổi làm việc kết thúc vào hồi {draft.gap('giờ kết thúc', EDIT)} cùng ngày. Biên bản đã "
        "được đọc lại cho mọi người có mặt cùng nghe, thống nhất và ký tên./."
    )
    return {"subject_line": about, "recipients": "", "draft": draft.as_draft()}


def minutes_paper(document: Document, *offices: str, is_draft: bool) -> dict[str, Any]:
    """The page of minutes: the clerk at the left, the head at the right, others between."""
    clerk, leader = people.clerk_and_leader(document)
    named = [("GHI BIÊN BẢN", clerk), *((office, "") for office in offices), ("CHỦ TRÌ", leader)]
    signatures = [{"form": "", "office": office, "name": name} for office, name in named]
    return page.whole(document, number=None, is_draft=is_draft, level=1, signatures=signatures)


def team_present(draft: Words, subject: Subject) -> list[str]:
    """The members of the team as those who sat there; who was absent is taken out by hand."""
    team = subject.team
    if team is None:
        return [draft.gap("thành phần Đoàn kiểm tra", f"inspections:add_team#{subject.owner.pk}")]
    return [
        "Đoàn kiểm tra:",
        *people.without_head(draft, team),
        *(
            f"- Đồng chí {name} – {position}, {duty}."
            for name, position, duty in people.rows_of(team)
        ),
    ]
