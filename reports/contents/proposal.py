"""Tờ trình: asks those who decide to issue the plan and to set up the team."""

from typing import Any

from reports.contents import grounds, page, people, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document, Issuer


def gather(subject: Subject) -> dict[str, Any]:
    """Draft from the round. A commission asks its committee; whom a committee asks is typed."""
    round_, issuer = subject.owner, subject.issuer
    draft = Words()
    found = [
        *grounds.rules(draft, round_.starts_on),
        grounds.programme(issuer, round_.starts_on.year, is_training=round_.is_training),
    ]
    union = words.union(issuer)
    above = f"Ban Thường vụ {union}" if issuer.organ == Issuer.Organ.COMMISSION else ""
    asks = (
        f"{issuer.body_in_text} kính trình {above or 'cấp có thẩm quyền'} xem xét, quyết định việc "
        "tổ chức đợt kiểm tra như sau:"
    )
    draft.opening = "\n".join([*grounds.lines(found), asks])
    topics = [f"- {topic.title.rstrip(' .;')}." for topic in round_.topics.all()]
    content = [f"- {round_.title}.", *topics]
    draft.section("content", "1. Nội dung kiểm tra", content, required=True)
    units = [*timetable.subjects(draft, round_), f"- Thời gian: {words.dates(round_)}."]
    draft.section("units", "2. Đối tượng, thời gian", units, required=True)
    team = people.tables(draft, round_)
    draft.section("team", "3. Dự kiến thành phần Đoàn kiểm tra", team, required=True)
    draft.closing = (
        "(Kèm theo dự thảo Kế hoạch kiểm tra, dự thảo Quyết định thành lập Đoàn kiểm tra)\n"
        f"Kính đề nghị {above or 'cấp có thẩm quyền'} xem xét, quyết định./."
    )
    return {
        "subject_line": f"Về việc ban hành Kế hoạch, thành lập {words.team_of(round_)}",
        "addressees": above,
        "recipients": words.recipients("Như trên", issuer),
        "draft": draft.as_draft(),
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the proposal."""
    return page.whole(document, number=number, is_draft=is_draft)
