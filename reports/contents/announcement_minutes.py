"""Biên bản công bố kết luận: the conclusion was read to the unit, and what the unit said."""

from typing import Any

from reports.contents import simple, words
from reports.contents.draft import Subject, Words
from reports.kinds import CONCLUDE
from reports.models import Document
from vietnamese.dates import short


def gather(subject: Subject) -> dict[str, Any]:
    """Draft with the issued conclusion of the visit. Raises ``ValueError`` without a visit."""
    visit = subject.visit
    if visit is None:
        raise ValueError("These minutes belong to one visit.")
    draft = Words()
    conclusion = _conclusion(draft, subject)
    when = draft.gap("giờ, ngày công bố", simple.EDIT)
    where = draft.gap("địa điểm công bố", simple.EDIT)
    draft.opening = (
        f"Vào hồi {when}, tại {where}, Đoàn kiểm tra tổ chức công bố kết luận "
        f"{words.lower_first(visit.round.title)} đối với {visit.subject_in_full}."
    )
    unit = draft.gap("họ tên, chức vụ đại diện đơn vị dự công bố", simple.EDIT)
    said = draft.gap("ý kiến của đơn vị", simple.EDIT)
    by = f" trước ngày {short(visit.report_back_by)}" if visit.report_back_by else ""
    content = (
        f"1. Đại diện Đoàn kiểm tra công bố toàn văn {conclusion}.",
        f"2. Đoàn kiểm tra đề nghị đơn vị thực hiện các yêu cầu trong kết luận, báo cáo kết "
        f"quả{by}; bàn giao 01 bản kết luận cho đơn vị.",
    )
    present = [*simple.team_present(draft, subject), "Đơn vị được kiểm tra:", f"- {unit}."]
    return simple.minutes(
        draft,
        about=f"Công bố kết luận kiểm tra đối với {visit.subject_in_full}",
        parts=[
            ("present", "I. THÀNH PHẦN", present),
            ("content", "II. NỘI DUNG", content),
            ("unit", "III. Ý KIẾN CỦA ĐƠN VỊ", said),
        ],
    )


def _conclusion(draft: Words, subject: Subject) -> str:
    issued = Document.objects.filter(
        kind__in=CONCLUDE, visit=subject.visit, status=Document.Status.ISSUED
    ).first()
    if issued is None or issued.paper_on is None:
        return draft.gap("thông báo kết luận hoặc kết luận đã ban hành", "inspections:visit")
    return f"{issued.get_kind_display()} số {issued.symbol} ngày {short(issued.paper_on)}"


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the minutes: clerk, the unit, head."""
    return simple.minutes_paper(document, "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA", is_draft=is_draft)
