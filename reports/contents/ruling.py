"""Kết luận kiểm tra: what the notice of conclusion says, in the form of a ruling of its own."""

from typing import Any

from inspections.models import Visit
from reports.contents import grounds, page, words
from reports.contents.draft import Subject, Words
from reports.models import Document
from vietnamese.dates import short


def gather(subject: Subject) -> dict[str, Any]:
    """Draft from the lead's synthesis: grounds, strengths, shortcomings, what is asked."""
    round_, visit, issuer = subject.owner, subject.visit, subject.issuer
    findings = words.printed_findings(round_, visit)
    draft = Words()
    draft.opening = _opening(draft, subject)
    good, bad = words.bodies(findings, words.STRENGTHS), words.faults(findings)
    if not good and not bad:
        where = "inspections:synthesis" if visit else "inspections:round"
        good = [draft.gap("kết quả kiểm tra đã được Trưởng đoàn tổng hợp", where)]
    asked = [words.request(row) for row in words.recommendations(round_, visit)]
    draft.section("strengths", "I. ƯU ĐIỂM", good)
    draft.section("shortcomings", "II. HẠN CHẾ, KHUYẾT ĐIỂM", bad)
    draft.section("requests", "III. YÊU CẦU, ĐỀ NGHỊ", asked)
    draft.section("carrying_out", "IV. TỔ CHỨC THỰC HIỆN", _carrying_out(draft, subject))
    draft.sections = page.renumbered(draft.sections)
    whom = f" đối với {visit.subject_in_full}" if visit else ""
    first = visit.subject_in_full if visit else "Các đơn vị được kiểm tra"
    return {
        "subject_line": f"{round_.title}{whom}",
        "recipients": words.recipients(f"{first} (để thực hiện)", issuer),
        "draft": draft.as_draft(),
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the ruling."""
    return page.whole(document, number=number, is_draft=is_draft, level=1)


def _opening(draft: Words, subject: Subject) -> str:
    round_, visit, issuer = subject.owner, subject.visit, subject.issuer
    found = [
        *grounds.rules(draft, round_.starts_on),
        grounds.plan(draft, round_, issuer),
        *_report(subject),
    ]
    if visit and visit.minutes_signed_on:
        day = short(visit.minutes_signed_on)
        found.append(f"Biên bản kiểm tra ngày {day} đối với {visit.subject_in_full}")
    span = words.period(round_).strip(" .")
    about = f" ({words.lower_first(span)})" if span else ""
    decides = (
        f"{_who_concludes(draft, subject)} kết luận {words.lower_first(round_.title)}"
        f"{about} như sau:"
    )
    return "\n".join([*grounds.lines(found), decides])


def _report(subject: Subject) -> list[str]:
    """The team's report, when it was issued."""
    papers = Document.objects.filter(
        kind="result_report", round=subject.round, status=Document.Status.ISSUED
    )
    report = papers.filter(visit=subject.visit).first()
    if report is None or report.paper_on is None:
        return []
    return [f"Báo cáo số {report.symbol} ngày {short(report.paper_on)} của Đoàn kiểm tra"]


def _who_concludes(draft: Words, subject: Subject) -> str:
    visit, body = subject.visit, subject.issuer.body_in_text
    if visit is None:
        return body
    day = draft.known(visit.adopted_on, "ngày thông qua kết luận", "inspections:edit_meeting")
    if visit.adoption == Visit.Adoption.AUTHORISED:
        return f"Ngày {day}, theo ủy quyền của {body}, Trưởng Đoàn kiểm tra"
    return f"Ngày {day}, {body} đã xem xét, thông qua và"


def _carrying_out(draft: Words, subject: Subject) -> list[str]:
    visit, issuer = subject.visit, subject.issuer
    whom = visit.subject_in_full if visit else "Các đơn vị được kiểm tra"
    by = ""
    if visit:
        by = draft.known(
            visit.report_back_by,
            "hạn báo cáo kết quả thực hiện kết luận",
            "inspections:edit_meeting",
        )
        by = f" trước ngày {by}"
    return [
        f"- {whom} tổ chức thực hiện Kết luận này, báo cáo kết quả về {issuer.body_in_text}{by}.",
        f"- {words.adviser(issuer)} theo dõi, đôn đốc, kiểm tra việc thực hiện Kết luận./.",
    ]
