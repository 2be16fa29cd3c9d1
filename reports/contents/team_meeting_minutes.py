"""Biên bản họp Đoàn kiểm tra: who sat there, what was said, what the head concluded."""

from typing import Any

from reports.contents import simple, words
from reports.contents.draft import Subject, Words
from reports.models import Document


def gather(subject: Subject) -> dict[str, Any]:
    """Draft with the team's members; what was said is typed."""
    title = words.lower_first(subject.owner.title)
    draft = Words()
    when = draft.gap("giờ, ngày họp", simple.EDIT)
    where = draft.gap("địa điểm họp", simple.EDIT)
    draft.opening = (
        f"Vào hồi {when}, tại {where}, Đoàn kiểm tra họp, thống nhất một số nội dung phục vụ "
        f"{title}."
    )
    content = draft.gap("nội dung họp", simple.EDIT)
    said = draft.gap("ý kiến của các thành viên", simple.EDIT)
    head = draft.gap("kết luận của Trưởng đoàn", simple.EDIT)
    return simple.minutes(
        draft,
        about=f"Họp {words.team_of(subject.owner)}",
        parts=[
            ("present", "I. THÀNH PHẦN", simple.team_present(draft, subject)),
            ("content", "II. NỘI DUNG", content),
            ("members", "III. Ý KIẾN CỦA CÁC THÀNH VIÊN", said),
            ("head", "IV. KẾT LUẬN CỦA TRƯỞNG ĐOÀN", head),
        ],
    )


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the minutes: clerk and head."""
    return simple.minutes_paper(document, is_draft=is_draft)
