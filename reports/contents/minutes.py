"""Biên bản kiểm tra: in the order of the meeting, without a number (Party set, HD 29 has none).

Who was there → the unit reports → members speak → the unit explains → the party committee speaks →
the unit's requests → the head concludes → read back and signed.
"""

from collections.abc import Iterable
from typing import Any

from inspections.models import Attendance, Finding, Round, TeamMember, Visit
from reports.contents.page import blocks_of, frame, frozen
from reports.models import Document, Issuer
from vietnamese.dates import hour_in_words, short

_SIDES = (
    (Attendance.Side.TEAM, "Đoàn kiểm tra:"),
    (Attendance.Side.UNIT, "Đơn vị được kiểm tra:"),
    (Attendance.Side.PARTY, "Đại diện cấp ủy:"),
    (Attendance.Side.GUEST, "Khách mời:"),
)


def gather(round_: Round, visit: Visit | None, issuer: Issuer) -> dict[str, Any]:
    """Draft of the minutes of one visit. Raises ``ValueError`` without a visit."""
    if visit is None:
        raise ValueError("Minutes belong to one visit.")
    sections = [
        _section("present", "I. THÀNH PHẦN", _present(visit)),
        _section("content", "II. NỘI DUNG KIỂM TRA", _content(round_)),
        _section("members", "III. Ý KIẾN CỦA CÁC THÀNH VIÊN ĐOÀN KIỂM TRA", _findings(visit)),
        _section("unit", "IV. Ý KIẾN CỦA ĐƠN VỊ ĐƯỢC KIỂM TRA", _unit(visit)),
        _section("party", "V. Ý KIẾN CỦA CẤP ỦY", _lines(visit.party_statement)),
        _section("head", "VI. KẾT LUẬN CỦA TRƯỞNG ĐOÀN", _head(visit)),
    ]
    return {
        "subject_line": f"{round_.title} đối với {visit.subject_in_full}",
        "recipients": "",
        "draft": {
            "opening": _opening(visit),
            "sections": _renumbered(sections),
            "closing": _closing(visit),
        },
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the minutes: three signatures side by side, no recipients."""
    page = frame(document, number=None, is_draft=is_draft)
    page["blocks"] = blocks_of(document.draft, level=1)
    page["signatures"] = _signatures(document)
    page["recipients"] = []
    result: dict[str, Any] = frozen(page)
    return result


def _section(key: str, title: str, lines: Iterable[str]) -> dict[str, str]:
    return {"key": key, "title": title, "text": "\n".join(lines)}


def _renumbered(sections: list[dict[str, str]]) -> list[dict[str, str]]:
    """Only sections with words, counted anew: nobody prints an empty heading."""
    kept = [s for s in sections if s["text"]]
    numerals = ("I", "II", "III", "IV", "V", "VI")
    for numeral, section in zip(numerals, kept, strict=False):
        section["title"] = f"{numeral}. {section['title'].partition('. ')[2]}"
    return kept


def _opening(visit: Visit) -> str:
    at = f"Vào hồi {hour_in_words(visit.starts_at)}, " if visit.starts_at else "Hôm nay, "
    day = f"ngày {short(visit.works_on)}, " if visit.works_on else ""
    place = f"tại {visit.place}, " if visit.place else ""
    return (
        f"{at}{day}{place}Đoàn kiểm tra tiến hành {_lower_first(visit.round.title)} đối với "
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
    return lines + [f"- Yêu cầu: {' '.join(row.body.split())}" for row in asked]


def _closing(visit: Visit) -> str:
    at = f" vào hồi {hour_in_words(visit.ended_at)} cùng ngày" if visit.ended_at else ""
    return (
        f"Buổi làm việc kết thúc{at}. Biên bản đã được đọc lại cho mọi người có mặt cùng nghe, "
        "thống nhất và ký tên./."
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _signatures(document: Document) -> list[dict[str, str]]:
    members = list(document.team.members.all()) if document.team else []
    clerk = next((m.full_name for m in members if m.duty == TeamMember.Duty.CLERK), "")
    leader = next((m.full_name for m in members if m.duty == TeamMember.Duty.LEADER), "")
    return [
        {"form": "", "office": "GHI BIÊN BẢN", "name": clerk},
        {"form": "", "office": "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA", "name": ""},
        {"form": "", "office": "CHỦ TRÌ", "name": "" if document.is_training else leader},
    ]


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
