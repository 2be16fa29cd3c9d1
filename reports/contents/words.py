"""Phrases that several kinds of paper share, from the data of rounds and visits."""

from collections.abc import Iterable
from datetime import date

from inspections.models import Finding, Recommendation, Round, Visit
from reports.models import Issuer
from vietnamese.dates import short

STRENGTHS = (Finding.Kind.STRENGTH, Finding.Kind.GOOD_MODEL)
FAULTS = (Finding.Kind.SHORTCOMING, Finding.Kind.VIOLATION)


def lower_first(text: str) -> str:
    """A title as it goes on inside a sentence."""
    return text[:1].lower() + text[1:]


def printed_findings(round_: Round, visit: Visit | None) -> list[Finding]:
    """Findings that papers show, by topic; of a visit only what its lead accepted or reworded.

    General remarks of a round are written by its lead and need no verdict of their own.
    """
    rows = Finding.objects.filter(round=round_, visit=visit, withdrawn_at=None)
    ordered = rows.select_related("verdict", "topic").order_by("topic__order", "pk")
    return [f for f in ordered if visit is None or f.is_printed]


def recommendations(round_: Round, visit: Visit | None) -> Iterable[Recommendation]:
    """What was asked of the unit, or of all units of the round."""
    return Recommendation.objects.filter(round=round_, visit=visit, withdrawn_at=None)


def bodies(findings: list[Finding], kinds: tuple[Finding.Kind, ...]) -> list[str]:
    """The words of the findings of these kinds, a line each."""
    return [line(f.printed_body) for f in findings if f.kind in kinds]


def faults(findings: list[Finding]) -> list[str]:
    """Shortcomings, then their causes once each."""
    found = [f for f in findings if f.kind in FAULTS]
    causes = list(dict.fromkeys(f.cause for f in found if f.cause))
    lines = [line(_named(f)) for f in found]
    if causes:
        lines += ["Nguyên nhân:", *(line(cause) for cause in causes)]
    return lines


def _named(finding: Finding) -> str:
    """A sign of violation is called one; a shortcoming stands under its heading."""
    if finding.kind == Finding.Kind.VIOLATION:
        return f"{finding.get_kind_display()}: {finding.printed_body}"
    return finding.printed_body


def request(recommendation: Recommendation) -> str:
    """What is asked, with the day by which it is to be done."""
    body = recommendation.body.rstrip(" .;")
    if recommendation.due_on and short(recommendation.due_on) not in body:
        body += f"; hoàn thành trước ngày {short(recommendation.due_on)}"
    return f"- {body}."


def line(text: str) -> str:
    """A finding begins with a dash; what was typed as paragraphs stays paragraphs."""
    lines = [" ".join(part.split()) for part in text.split("\n") if part.strip()]
    all_of_it = "- " + "\n".join(lines).removeprefix("- ")
    return all_of_it if all_of_it.endswith((".", ":", "…", "!", "?", ";")) else f"{all_of_it}."


def plan_ground(round_: Round, issuer: Issuer) -> str:
    """*Thực hiện Kế hoạch số … ngày … của …*; the yearly programme where no plan is known."""
    body = issuer.body_in_text
    if round_.plan_symbol and round_.plan_on:
        plan = f"Kế hoạch số {round_.plan_symbol} ngày {short(round_.plan_on)}"
        return f"Thực hiện {plan} của {body}"
    return f"Thực hiện chương trình kiểm tra, giám sát năm {round_.starts_on.year} của {body}"


def dates(round_: Round) -> str:
    """*ngày 27/11/2020*, or *từ ngày … đến ngày …*."""
    if round_.starts_on == round_.ends_on:
        return f"ngày {short(round_.starts_on)}"
    return f"từ ngày {short(round_.starts_on)} đến ngày {short(round_.ends_on)}"


def period(round_: Round) -> str:
    """The sentence on the period under review; empty when it is not known."""
    if not (round_.period_from and round_.period_to):
        return ""
    span = f"từ ngày {short(round_.period_from)} đến ngày {short(round_.period_to)}"
    return f" Mốc thời gian kiểm tra: {span}."


def recipients(first: str, issuer: Issuer) -> str:
    """Who is directly concerned, then the issuer's usual ones."""
    return "\n".join([first, *issuer.recipients.split("\n")]).strip()


def union(issuer: Issuer) -> str:
    """``Tỉnh đoàn``: the union as it is called inside a sentence."""
    name = issuer.body_in_text
    for organ in ("Ban Thường vụ ", "Ban Chấp hành ", "Ủy ban Kiểm tra "):
        name = name.removeprefix(organ)
    return name


def authority(issuer: Issuer, day: date | None) -> str:
    """``Ban Thường vụ Tỉnh đoàn Quảng Ninh``: who decides, with the unit's name of the day."""
    commission = issuer.organ == Issuer.Organ.COMMISSION
    organ = "Ủy ban Kiểm tra" if commission else "Ban Thường vụ"
    return f"{organ} {issuer.unit.name_on(day)}"


def adviser(issuer: Issuer) -> str:
    """Who prepared the paper: the advising unit of the symbol, the commission where none is."""
    code = issuer.advising_code
    listed = issuer.advising_units.filter(code=code).first() if code else None
    name = listed.name if listed else "Ủy ban Kiểm tra" if code in ("", "UBKT") else "Văn phòng"
    return name if union(issuer) in name else f"{name} {union(issuer)}"


def team_of(round_: Round) -> str:
    """``Đoàn kiểm tra công tác Đoàn …``: the team as decisions name it."""
    title = lower_first(round_.title)
    if title.startswith(("kiểm tra", "giám sát")):
        return f"Đoàn {title}"
    return f"Đoàn kiểm tra thực hiện đợt “{round_.title}”"
