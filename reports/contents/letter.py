"""Công văn: asks the unit, or all units of a round, to make ready for the team."""

from typing import Any

from inspections.models import Visit
from reports.contents import page, plan, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document


def gather(subject: Subject) -> dict[str, Any]:
    """Draft of the letter; another subject is typed over it."""
    round_, issuer = subject.owner, subject.issuer
    visits = timetable.visits_on(subject)
    draft = Words()
    draft.opening = (
        f"{words.plan_ground(round_, issuer)}, {words.dates(round_)}, Đoàn kiểm tra của "
        f"{issuer.body_in_text} tiến hành {words.lower_first(round_.title)}. {issuer.body_in_text} "
        "đề nghị đơn vị phối hợp, chuẩn bị một số nội dung sau:"
    )
    draft.section("asked", "", _asked(draft, subject, visits), required=True)
    draft.closing = (
        "Đề nghị đơn vị quan tâm, phối hợp thực hiện; nội dung cần trao đổi, liên hệ "
        f"{words.adviser(issuer)}./."
    )
    return {
        "subject_line": "V/v phối hợp, chuẩn bị nội dung làm việc với Đoàn kiểm tra",
        "addressees": timetable.addressees(visits),
        "recipients": words.recipients("Như trên", issuer),
        "draft": draft.as_draft(),
    }


def _asked(draft: Words, subject: Subject, visits: list[Visit]) -> list[str]:
    return [
        "1. Báo cáo theo đề cương kèm theo Kế hoạch; gửi về "
        f"{words.adviser(subject.issuer)} chậm nhất {plan.REPORT_DAYS:02d} ngày trước ngày làm "
        "việc.",
        "2. Hồ sơ, sổ sách, tài liệu minh chứng liên quan đến nội dung kiểm tra.",
        "3. Bố trí thành phần, địa điểm làm việc với Đoàn kiểm tra theo thời gian sau:",
        *timetable.meetings(draft, visits, hour=False),
    ]


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of a letter."""
    return page.whole(document, number=number, is_draft=is_draft)
