"""Thông báo kết luận kiểm tra: of one visit, or of the whole round.

Order of the sections after the Party's notice of conclusion: strengths, shortcomings with their
causes, requests; the closing names the day to report back.
"""

from typing import Any

from inspections.models import Round, Visit
from reports.contents import page, words
from reports.contents.draft import Subject, Words
from reports.models import Document, Issuer
from vietnamese.dates import short


def gather(subject: Subject) -> dict[str, Any]:
    """Draft from the lead's synthesis: only what was accepted or reworded is taken."""
    owner, visit, issuer = subject.owner, subject.visit, subject.issuer
    findings = words.printed_findings(owner, visit)
    asked = [words.request(row) for row in words.recommendations(owner, visit)]
    draft = Words(opening=_opening(owner, visit, issuer), closing=_closing(visit, issuer))
    draft.section("strengths", "1. Ưu điểm", words.bodies(findings, words.STRENGTHS))
    draft.section("shortcomings", "2. Hạn chế, khuyết điểm", words.faults(findings))
    draft.section("requests", "3. Yêu cầu, đề nghị", asked)
    whom = f" đối với {visit.subject_in_full}" if visit else ""
    first = visit.subject_in_full if visit else "Các đơn vị được kiểm tra"
    return {
        "subject_line": f"Kết luận {words.lower_first(owner.title)}{whom}",
        "recipients": words.recipients(f"{first} (để thực hiện)", issuer),
        "draft": draft.as_draft(),
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the notice, with one signature and the recipients."""
    return page.whole(document, number=number, is_draft=is_draft)


def _opening(round_: Round, visit: Visit | None, issuer: Issuer) -> str:
    body, ground = issuer.body_in_text, words.plan_ground(round_, issuer)
    checked = words.lower_first(round_.title)
    if visit is None:
        return (
            f"{ground}, {words.dates(round_)}, Đoàn kiểm tra của {body} đã tiến hành "
            f"{checked} tại {round_.visits.exclude(status='cancelled').count():02d} địa phương, "
            f"đơn vị trực thuộc.{words.period(round_)} Sau khi nghe báo cáo của các đơn vị và ý "
            f"kiến của các thành viên Đoàn kiểm tra, {body} thống nhất kết luận như sau:"
        )
    day = f"ngày {short(visit.works_on)}, " if visit.works_on else ""
    return (
        f"{ground}, {day}Đoàn kiểm tra của {body} đã tiến hành {checked} đối với "
        f"{visit.subject_in_full}.{words.period(round_)} Sau khi nghe báo cáo của đơn vị và ý kiến "
        f"của các thành viên Đoàn kiểm tra, {_who_concludes(visit, body)} kết luận như sau:"
    )


def _who_concludes(visit: Visit, body: str) -> str:
    if visit.adoption == Visit.Adoption.AUTHORISED:
        return f"theo ủy quyền của {body}, Trưởng Đoàn kiểm tra"
    return f"{body} thống nhất"


def _closing(visit: Visit | None, issuer: Issuer) -> str:
    if visit is None:
        return (
            f"Trên đây là kết luận của {issuer.body_in_text}; đề nghị các đơn vị triển khai "
            "thực hiện./."
        )
    by = f" trước ngày {short(visit.report_back_by)}" if visit.report_back_by else ""
    return (
        f"Trên đây là kết luận kiểm tra đối với {visit.subject_in_full}; đề nghị đơn vị triển "
        f"khai thực hiện và báo cáo kết quả về {issuer.body_in_text}{by}./."
    )
