"""Thông báo lịch kiểm tra: when and where the team comes, what the unit prepares."""

from typing import Any

from inspections.models import Round
from reports import rich_text
from reports.contents import page, plan, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document, Issuer


def gather(subject: Subject) -> dict[str, Any]:
    """Draft of the notice from the visits, in their order."""
    round_, issuer = subject.owner, subject.issuer
    draft = Words()
    draft.opening = (
        f"{words.plan_ground(round_, issuer)}, {issuer.body_in_text} thông báo lịch làm việc của "
        "Đoàn kiểm tra với các đơn vị như sau:"
    )
    table = timetable.table(draft, round_, hour=True) + rich_text.paragraphs(plan.timetable_note())
    draft.section("timetable", "1. Thời gian, địa điểm", table, required=True)
    draft.section("present", "2. Thành phần làm việc", present(round_))
    draft.section("prepare", "3. Nội dung chuẩn bị của đơn vị", prepared(issuer))
    draft.closing = (
        f"Trên đây là lịch {words.lower_first(round_.title)}; đề nghị các đơn vị chuẩn bị, triển "
        "khai thực hiện./."
    )
    return {
        "subject_line": f"Lịch {words.lower_first(round_.title)}",
        "recipients": words.recipients("Các đơn vị được kiểm tra (để thực hiện)", issuer),
        "draft": draft.as_draft(),
    }


def present(round_: Round) -> list[str]:
    """Who sits at the table: the team, and of the unit whom it inspects."""
    bases = any(visit.sampled_bases for visit in timetable.visits_of(round_))
    named = ", đại diện các cơ sở Đoàn được chọn kiểm tra" if bases else ""
    return [
        "- Đoàn kiểm tra: các đồng chí thành viên Đoàn kiểm tra.",
        "- Đơn vị được kiểm tra: các đồng chí trong Ban Thường vụ, Ủy ban Kiểm tra và cán bộ phụ "
        f"trách các nội dung được kiểm tra{named}; kính mời đại diện cấp ủy dự, chỉ đạo.",
    ]


def prepared(issuer: Issuer) -> list[str]:
    """What the unit gets ready, and by when."""
    return [
        f"- Báo cáo theo đề cương, gửi về {words.adviser(issuer)} chậm nhất "
        f"{plan.REPORT_DAYS:02d} ngày trước ngày làm việc.",
        "- Hồ sơ, sổ sách, tài liệu minh chứng liên quan đến nội dung kiểm tra.",
    ]


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the notice."""
    return page.whole(document, number=number, is_draft=is_draft)
