"""Bản tin: a news text from the facts of a round, in the manner of the office's own news page.

Who inspected whom, when and where; what was looked at; what was found good; what was asked. What
the data do not hold is not said. Signs of violation never stand in news, shortcomings only when
somebody chose so, and of one unit nothing before its conclusion was announced.
"""

from collections.abc import Iterable

from inspections.models import Finding, Round, Visit
from reports.contents import words
from reports.models import Issuer
from vietnamese.dates import short
from vietnamese.text import clean

SIGNED = "BBT"


def write(round_: Round, issuer: Issuer | None, *, with_shortcomings: bool) -> tuple[str, str]:
    """Title and body, a paragraph between empty lines."""
    body = issuer.body_in_text if issuer else str(round_.organiser)
    visits = worked_visits(round_)
    good = _told(round_, visits, words.STRENGTHS)
    faults = _told(round_, visits, (Finding.Kind.SHORTCOMING,)) if with_shortcomings else ""
    paragraphs = [
        _lead(round_, visits, body),
        _leaders(visits),
        _units(visits),
        _content(round_),
        f"Theo đánh giá của Đoàn kiểm tra: {good}" if good else "",
        f"Bên cạnh đó còn một số hạn chế cần khắc phục: {faults}" if faults else "",
        _requests(round_, body),
        SIGNED,
    ]
    return round_.title, "\n\n".join(part for part in paragraphs if part)


def worked_visits(round_: Round) -> list[Visit]:
    """Visits that took place: news tells what happened."""
    rows = round_.visits.exclude(status__in=(*Visit.NOT_BEGUN, Visit.Status.CANCELLED))
    return list(rows.select_related("unit", "round", "team").order_by("planned_on", "pk"))


def _lead(round_: Round, visits: list[Visit], body: str) -> str:
    days = sorted({visit.works_on for visit in visits if visit.works_on})
    if not days:
        when = words.dates(round_)
    elif days[0] == days[-1]:
        when = f"ngày {short(days[0])}"
    else:
        when = f"từ ngày {short(days[0])} đến ngày {short(days[-1])}"
    places = {visit.place for visit in visits}
    only = next(iter(places)) if len(places) == 1 else ""
    where = f", tại {words.lower_first(only)}" if only else ""
    what = words.lower_first(round_.title)
    return (
        f"{when[:1].upper()}{when[1:]}{where}, Đoàn kiểm tra của {body} đã tiến hành {what} "
        f"đối với {len(visits):02d} địa phương, đơn vị."
    )


def _leaders(visits: list[Visit]) -> str:
    """Who led, once each, as the team names them."""
    teams = {visit.team_id: visit.team for visit in visits if visit.team}
    leaders = [leader for team in teams.values() if (leader := team.leader)]
    names = [", ".join(part for part in (one.full_name, one.position) if part) for one in leaders]
    names = list(dict.fromkeys(names))
    if not names:
        return ""
    return f"Trưởng đoàn: đồng chí {'; đồng chí '.join(names)}."


def _units(visits: list[Visit]) -> str:
    return f"Các đơn vị được kiểm tra gồm: {'; '.join(v.subject_in_full for v in visits)}."


def _content(round_: Round) -> str:
    """What was looked at in general, and the topics one by one."""
    parts = []
    if round_.general_content:
        parts.append(f"Nội dung kiểm tra: {_sentence(words.lower_first(round_.general_content))}")
    topics = [topic.title for topic in round_.topics.order_by("order", "pk")]
    if topics:
        listed = "; ".join(words.lower_first(title).rstrip(" .;") for title in topics)
        parts.append(f"Đoàn kiểm tra đi sâu vào {len(topics):02d} chuyên đề: {listed}.")
    return " ".join(parts)


def _told(round_: Round, visits: list[Visit], kinds: tuple[Finding.Kind, ...]) -> str:
    """What was said of the round as a whole; when nothing was, of each concluded unit."""
    general = _sentences(words.printed_findings(round_, None), kinds)
    if general:
        return general
    by_unit = [
        f"{visit.unit_name}: {told}"
        for visit in visits
        if visit.concluded_at and (told := _sentences(words.printed_findings(round_, visit), kinds))
    ]
    return "\n".join(by_unit)


def _sentences(findings: Iterable[Finding], kinds: tuple[Finding.Kind, ...]) -> str:
    return " ".join(_sentence(f.printed_body) for f in findings if f.kind in kinds)


def _requests(round_: Round, body: str) -> str:
    asked = [row.body for row in words.recommendations(round_, None)]
    if not asked:
        return ""
    listed = "; ".join(words.lower_first(" ".join(text.split())).rstrip(" .;") for text in asked)
    return f"Qua kiểm tra, {body} đề nghị các đơn vị: {listed}."


def _sentence(text: str) -> str:
    """On one line, without the dash of a list, with its stop."""
    flat = clean(" ".join(text.split())).lstrip("-–+ ")
    return flat if flat.endswith((".", "!", "?", "…")) else f"{flat.rstrip(';:,')}."
