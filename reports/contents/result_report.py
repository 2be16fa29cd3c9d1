"""Báo cáo kết quả kiểm tra: what the team found, by topic, and what it proposes."""

from typing import Any

from inspections.models import Finding, Visit
from reports import rich_text
from reports.contents import page, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document
from vietnamese.dates import short

OTHERS = "Các nội dung khác"


def gather(subject: Subject) -> dict[str, Any]:
    """Draft of the report from what the lead accepted or reworded."""
    round_, visit, issuer = subject.owner, subject.visit, subject.issuer
    findings = words.printed_findings(round_, visit)
    draft = Words(opening=_opening(subject))
    results = _by_topic(findings) if visit else _by_unit(subject)
    where = "inspections:synthesis" if visit else "inspections:round"
    missing = "kết quả kiểm tra đã được Trưởng đoàn tổng hợp"
    results = results or rich_text.paragraphs(draft.gap(missing, where))
    draft.section("results", "I. KẾT QUẢ KIỂM TRA", results, required=True)
    draft.section("remarks", "II. NHẬN XÉT, KIẾN NGHỊ", _remarks(subject, findings))
    draft.sections = page.renumbered(draft.sections)
    draft.closing = (
        f"Trên đây là báo cáo kết quả {words.lower_first(round_.title)}{_whom(visit)}; Đoàn kiểm "
        f"tra trình {issuer.body_in_text} xem xét, kết luận./."
    )
    kept = (f"{issuer.body_in_text} (để báo cáo)", "Thành viên Đoàn kiểm tra")
    return {
        "subject_line": f"Kết quả {words.lower_first(round_.title)}{_whom(visit)}",
        "recipients": "\n".join([*kept, "Lưu hồ sơ Đoàn kiểm tra"]),
        "draft": draft.as_draft(),
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the report, signed by the head of the team."""
    return page.whole(document, number=number, is_draft=is_draft, level=1)


def _whom(visit: Visit | None) -> str:
    return f" đối với {visit.subject_in_full}" if visit else ""


def _opening(subject: Subject) -> str:
    round_, visit, issuer = subject.owner, subject.visit, subject.issuer
    decided = ""
    if round_.decision_symbol and round_.decided_on:
        day = short(round_.decided_on)
        decided = f" và Quyết định số {round_.decision_symbol} ngày {day}"
    day = f"ngày {short(visit.works_on)}" if visit and visit.works_on else words.dates(round_)
    place = f", tại {visit.place}" if visit and visit.place else ""
    held = [v for v in timetable.visits_of(round_) if v.status not in Visit.NOT_BEGUN]
    whom = _whom(visit) or f" đối với {len(held):02d} đơn vị"
    return (
        f"{words.plan_ground(round_, issuer)}{decided}, {day}{place}, Đoàn kiểm tra đã tiến hành "
        f"{words.lower_first(round_.title)}{whom}.{words.period(round_)} Đoàn kiểm tra báo cáo kết "
        "quả như sau:"
    )


def _by_topic(findings: list[Finding]) -> str:
    """Strengths, shortcomings and causes under the heading of each topic."""
    titles = dict.fromkeys(f.topic.title if f.topic else OTHERS for f in findings)
    order = sorted(titles, key=lambda title: title == OTHERS)
    parts = []
    for n, title in enumerate(order, 1):
        here = [f for f in findings if (f.topic.title if f.topic else OTHERS) == title]
        parts.append(rich_text.heading(f"{n}. {title}") + _seen(here))
    return "".join(parts)


def _by_unit(subject: Subject) -> str:
    """The same of each unit the team worked with."""
    parts: list[str] = []
    for visit in timetable.visits_of(subject.owner):
        findings = words.printed_findings(subject.owner, visit)
        if findings:
            title = f"{len(parts) + 1}. {visit.unit_name}"
            parts.append(rich_text.heading(title) + _seen(findings))
    return "".join(parts)


def _seen(findings: list[Finding]) -> str:
    good, bad = words.bodies(findings, words.STRENGTHS), words.faults(findings)
    lines = (["Ưu điểm:", *good] if good else []) + (["Hạn chế, khuyết điểm:", *bad] if bad else [])
    return rich_text.paragraphs(lines)


def _remarks(subject: Subject, findings: list[Finding]) -> str:
    """General strengths and faults, what is asked of the unit, what the unit asks."""
    round_, visit = subject.owner, subject.visit
    asked = [words.request(row) for row in words.recommendations(round_, visit)]
    parts = (
        ("Ưu điểm", words.bodies(findings, words.STRENGTHS)),
        ("Hạn chế, khuyết điểm và nguyên nhân", words.faults(findings)),
        ("Yêu cầu, đề nghị đối với đơn vị", asked),
        ("Kiến nghị, đề xuất của đơn vị", _requests(visit)),
    )
    kept = [(title, lines) for title, lines in parts if lines]
    return "".join(
        rich_text.heading(f"{n}. {title}") + rich_text.paragraphs(lines)
        for n, (title, lines) in enumerate(kept, 1)
    )


def _requests(visit: Visit | None) -> list[str]:
    rows = visit.unit_requests.filter(withdrawn_at=None) if visit else ()
    return [words.line(row.body) for row in rows]
