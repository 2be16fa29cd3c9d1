"""Thông báo kết luận kiểm tra: of one visit, or of the whole round.

Order of the sections after the Party's notice of conclusion: strengths, shortcomings with their
causes, requests; the closing names the day to report back.
"""

from collections.abc import Iterable
from typing import Any

from inspections.models import Finding, Recommendation, Round, Visit
from reports.contents.page import blocks_of, frame, frozen, recipients_of
from reports.models import Document, Issuer
from vietnamese.dates import short

_STRENGTHS = (Finding.Kind.STRENGTH, Finding.Kind.GOOD_MODEL)
_FAULTS = (Finding.Kind.SHORTCOMING, Finding.Kind.VIOLATION)


def gather(round_: Round, visit: Visit | None, issuer: Issuer) -> dict[str, Any]:
    """Draft from the lead's synthesis: only what was accepted or reworded is taken."""
    findings = _findings(round_, visit)
    asked = _recommendations(round_, visit)
    sections = [
        _section("strengths", "1. Ưu điểm", _bodies(findings, _STRENGTHS)),
        _section("shortcomings", "2. Hạn chế, khuyết điểm", _faults(findings)),
        _section("requests", "3. Yêu cầu, đề nghị", [_request(r) for r in asked]),
    ]
    whom = f" đối với {visit.subject_in_full}" if visit else ""
    return {
        "subject_line": f"Kết luận {_lower_first(round_.title)}{whom}",
        "recipients": _recipients(visit, issuer),
        "draft": {
            "opening": _opening(round_, visit, issuer),
            "sections": sections,
            "closing": _closing(visit, issuer),
        },
    }


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the notice, with one signature and the recipients."""
    page = frame(document, number=number, is_draft=is_draft)
    page["blocks"] = blocks_of(document.draft)
    page["signatures"] = [_signature(document)]
    page["recipients"] = recipients_of(document)
    result: dict[str, Any] = frozen(page)
    return result


def _findings(round_: Round, visit: Visit | None) -> list[Finding]:
    rows = Finding.objects.filter(round=round_, visit=visit, withdrawn_at=None)
    ordered = rows.select_related("verdict", "topic").order_by("topic__order", "pk")
    # General remarks of a round are written by its lead and need no verdict of their own.
    return [f for f in ordered if visit is None or f.is_printed]


def _recommendations(round_: Round, visit: Visit | None) -> Iterable[Recommendation]:
    return Recommendation.objects.filter(round=round_, visit=visit, withdrawn_at=None)


def _bodies(findings: list[Finding], kinds: tuple[Finding.Kind, ...]) -> list[str]:
    return [_line(f.printed_body) for f in findings if f.kind in kinds]


def _faults(findings: list[Finding]) -> list[str]:
    faults = [f for f in findings if f.kind in _FAULTS]
    causes = list(dict.fromkeys(f.cause for f in faults if f.cause))
    lines = [_line(_named(f)) for f in faults]
    if causes:
        lines += ["Nguyên nhân:", *(_line(cause) for cause in causes)]
    return lines


def _named(finding: Finding) -> str:
    """A sign of violation is called one; a shortcoming stands under its heading."""
    if finding.kind == Finding.Kind.VIOLATION:
        return f"{finding.get_kind_display()}: {finding.printed_body}"
    return finding.printed_body


def _request(recommendation: Recommendation) -> str:
    body = recommendation.body.rstrip(" .;")
    if recommendation.due_on and short(recommendation.due_on) not in body:
        body += f"; hoàn thành trước ngày {short(recommendation.due_on)}"
    return f"- {body}."


def _line(text: str) -> str:
    """A finding begins with a dash; what was typed as paragraphs stays paragraphs."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    whole = "- " + "\n".join(lines)
    return whole if whole.endswith((".", ":", "…", "!", "?", ";")) else f"{whole}."


def _section(key: str, title: str, lines: list[str]) -> dict[str, str]:
    return {"key": key, "title": title, "text": "\n".join(lines)}


def _opening(round_: Round, visit: Visit | None, issuer: Issuer) -> str:
    body = issuer.body_in_text
    if round_.plan_symbol and round_.plan_on:
        ground = f"Thực hiện Kế hoạch số {round_.plan_symbol} ngày {short(round_.plan_on)}"
    else:
        ground = f"Thực hiện chương trình kiểm tra, giám sát năm {round_.starts_on.year}"
    checked = _lower_first(round_.title)
    if visit is None:
        return (
            f"{ground} của {body}, {_dates(round_)}, Đoàn kiểm tra của {body} đã tiến hành "
            f"{checked} tại {round_.visits.exclude(status='cancelled').count():02d} địa phương, "
            f"đơn vị trực thuộc.{_period(round_)} Sau khi nghe báo cáo của các đơn vị và ý kiến "
            f"của các thành viên Đoàn kiểm tra, {body} thống nhất kết luận như sau:"
        )
    day = f"ngày {short(visit.works_on)}, " if visit.works_on else ""
    return (
        f"{ground} của {body}, {day}Đoàn kiểm tra của {body} đã tiến hành {checked} đối với "
        f"{visit.subject_in_full}.{_period(round_)} Sau khi nghe báo cáo của đơn vị và ý kiến "
        f"của các thành viên Đoàn kiểm tra, {_who_concludes(visit, body)} kết luận như sau:"
    )


def _who_concludes(visit: Visit, body: str) -> str:
    if visit.adoption == Visit.Adoption.AUTHORISED:
        return f"theo ủy quyền của {body}, Trưởng Đoàn kiểm tra"
    return f"{body} thống nhất"


def _dates(round_: Round) -> str:
    if round_.starts_on == round_.ends_on:
        return f"ngày {short(round_.starts_on)}"
    return f"từ ngày {short(round_.starts_on)} đến ngày {short(round_.ends_on)}"


def _period(round_: Round) -> str:
    if not (round_.period_from and round_.period_to):
        return ""
    span = f"từ ngày {short(round_.period_from)} đến ngày {short(round_.period_to)}"
    return f" Mốc thời gian kiểm tra: {span}."


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


def _recipients(visit: Visit | None, issuer: Issuer) -> str:
    first = visit.subject_in_full if visit else "Các đơn vị được kiểm tra"
    return "\n".join([f"{first} (để thực hiện)", *issuer.recipients.split("\n")]).strip()


def _signature(document: Document) -> dict[str, str]:
    signer = document.signer
    if document.body == Document.Body.TEAM:
        leader = document.team.leader if document.team else None
        person = signer if document.is_training else leader
        name = person.full_name if person else ""
        return {"form": "TM. ĐOÀN KIỂM TRA", "office": "TRƯỞNG ĐOÀN", "name": name}
    return {
        "form": document.issuer.signing_form,
        "office": signer.position.upper() if signer else "",
        "name": signer.full_name if signer else "",
    }


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
