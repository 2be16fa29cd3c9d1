"""Biên bản kiểm tra: in the order of the meeting, without a number (Party set, HD 29 has none).

Who was there → the unit reports → members speak → the unit explains → the party committee speaks →
the unit's requests → the head concludes → read back and signed.
"""

from typing import Any

from inspections.models import Attendance, Finding, Round, Visit
from reports.contents import page, people
from reports.contents.draft import Subject, Words
from reports.contents.words import lower_first
from reports.models import Document
from vietnamese.dates import hour_in_words, short

_SIDES = (
    (Attendance.Side.TEAM, "Đoàn kiểm tra:"),
    (Attendance.Side.UNIT, "Đơn vị được kiểm tra:"),
    (Attendance.Side.PARTY, "Đại diện cấp ủy:"),
    (Attendance.Side.GUEST, "Khách mời:"),
)


def gather(subject: Subject) -> dict[str, Any]:
    """Draft of the minutes of one visit. Raises ``ValueError`` without a visit."""
    visit, round_ = subject.visit, subject.owner
    if visit is None:
        raise ValueError("Minutes belong to one visit.")
    draft = Words(opening=_opening(visit), closing=_closing(visit))
    draft.section("present", "I. THÀNH PHẦN", _present(visit))
    draft.section("content", "II. NỘI DUNG KIỂM TRA", _content(round_))
    draft.section("members", "III. Ý KIẾN CỦA CÁC THÀNH VIÊN ĐOÀN KIỂM TRA", _findings(visit))
    draft.section("unit", "IV. Ý KIẾN CỦA ĐƠN VỊ ĐƯỢC KIỂM TRA", _unit(visit))
    draft.section("party", "V. Ý KIẾN CỦA CẤP ỦY", _lines(visit.party_statement))
    draft.section("head", "VI. KẾT LUẬN CỦA TRƯỞNG ĐOÀN", _head(visit))
    draft.sections = page.renumbered(draft.sections)
    return {
        "subject_line": f"{round_.title} đối với {visit.subject_in_full}",
        "recipients": "",
        "draft": draft.as_draft(),
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the minutes: three signatures side by side, no recipients."""
    signatures = _signatures(document)
    return page.whole(document, number=None, is_draft=is_draft, level=1, signatures=signatures)


def _opening(visit: Visit) -> str:
    at = f"Vào hồi {hour_in_words(visit.starts_at)}, " if visit.starts_at else "Hôm nay, "
    day = f"ngày {short(visit.works_on)}, " if visit.works_on else ""
    place = f"tại {visit.place}, " if visit.place else ""
    return (
        f"{at}{day}{place}Đoàn kiểm tra tiến hành {lower_first(visit.round.title)} đối với "
        f"{visit.subject_in_full}."
    )


def _present(visit: Visit) -> list[str]:
    rows = list(visit.attendances.filter(withdrawn_at=None))
    lines: list[str] = []
    for side, title in _SIDES:
        people = [row for row in rows if row.side == side]
        if people:
            lines += [title, *(_person(row) for row in people)]
    return lines


def _person(row: Attendance) -> str:
    position = f" – {row.position}" if row.position else ""
    present = row.presence == Attendance.Presence.PRESENT
    note = "" if present else f" ({row.get_presence_display().lower()})"
    return f"- Đồng chí {row.full_name}{position}{note}."


def _content(round_: Round) -> list[str]:
    lines = _lines(round_.general_content)
    return lines + [f"- {topic.title}." for topic in round_.topics.all()]


def _findings(visit: Visit) -> list[str]:
    rows = visit.findings.filter(withdrawn_at=None).exclude(kind=Finding.Kind.TO_CLARIFY)
    return [
        f"- {row.get_kind_display()}: {' '.join(row.body.split())}"
        for row in rows.order_by("topic__order", "pk")
    ]


def _unit(visit: Visit) -> list[str]:
    lines = _lines(visit.unit_statement)
    requests = list(visit.unit_requests.filter(withdrawn_at=None))
    if requests:
        lines.append("Kiến nghị, đề xuất của đơn vị:")
    for row in requests:
        lines.append(f"- {' '.join(row.body.split())}")
        lines += [f"+ Trả lời: {' '.join(row.answer.split())}"] if row.answer else []
    return lines


def _head(visit: Visit) -> list[str]:
    asked = visit.recommendations.filter(withdrawn_at=None)
    lines = _lines(visit.spoken_conclusion)
    return lines + [f"- Yêu cầu: {' '.join(row.body.split()).rstrip(' .;')}." for row in asked]


def _closing(visit: Visit) -> str:
    at = f" vào hồi {hour_in_words(visit.ended_at)} cùng ngày" if visit.ended_at else ""
    return (
        f"Buổi làm việc kết thúc{at}. Biên bản đã được đọc lại cho mọi người có mặt cùng nghe, "
        "thống nhất và ký tên./."
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _signatures(document: Document) -> list[dict[str, str]]:
    clerk, leader = people.clerk_and_leader(document)
    return [
        {"form": "", "office": "GHI BIÊN BẢN", "name": clerk},
        {"form": "", "office": "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA", "name": ""},
        {"form": "", "office": "CHỦ TRÌ", "name": leader},
    ]
