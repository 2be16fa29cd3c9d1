"""Giấy mời: to the working session of one visit, or to those of a round."""

from typing import Any

from reports.contents import page, schedule, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document


def gather(subject: Subject) -> dict[str, Any]:
    """Draft of the invitation: what, when, where, who, what to bring."""
    round_, issuer, visit = subject.owner, subject.issuer, subject.visit
    visits = timetable.visits_on(subject)
    draft = Words()
    draft.opening = (
        f"{words.plan_ground(round_, issuer)}, {issuer.body_in_text} trân trọng kính mời đại biểu "
        "dự buổi làm việc của Đoàn kiểm tra, cụ thể như sau:"
    )
    whom = f" đối với {visit.subject_in_full}" if visit else ""
    work = f"- {round_.title}{whom}."
    draft.section("content", "1. Nội dung", [work, *_topics(subject)], required=True)
    meetings = timetable.meetings(draft, visits, hour=True) or timetable.subjects(draft, round_)
    draft.section("time_place", "2. Thời gian, địa điểm", meetings, required=True)
    draft.section("present", "3. Thành phần", schedule.present(round_), required=True)
    draft.section("bring", "4. Nội dung chuẩn bị", schedule.prepared(issuer))
    draft.closing = "Trân trọng kính mời./."
    return {
        "subject_line": f"Dự buổi làm việc của Đoàn kiểm tra{whom.replace('đối với', 'với')}",
        "addressees": timetable.addressees(visits),
        "recipients": words.recipients("Như trên", issuer),
        "draft": draft.as_draft(),
    }


def _topics(subject: Subject) -> list[str]:
    titles = [topic.title.rstrip(" .;") for topic in subject.owner.topics.all()]
    return [f"- Chuyên đề: {'; '.join(titles)}."] if titles else []


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of an invitation."""
    return page.whole(document, number=number, is_draft=is_draft)
