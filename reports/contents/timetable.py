"""When and where the team works with which unit, with a mark for whatever is still open."""

from collections.abc import Iterable

from inspections.models import Round, Visit
from reports import rich_text
from reports.contents import words
from reports.contents.draft import Subject, Words
from vietnamese.dates import hour_in_words, short

HEAD = ("Thời gian", "Nội dung", "Địa điểm", "Thực hiện")
PLACES = {Visit.Mode.ONLINE: "Trực tuyến", Visit.Mode.PAPER: "Qua báo cáo bằng văn bản"}
NOT_HELD = (Visit.Status.CANCELLED, Visit.Status.POSTPONED)


def visits_of(round_: Round) -> list[Visit]:
    """The visits that take place, in the order of their days and hours."""
    rows = round_.visits.exclude(status__in=NOT_HELD).select_related("unit", "team", "round")
    return list(rows.prefetch_related("unit__names"))


def visits_on(subject: Subject) -> list[Visit]:
    """The visit a paper speaks of, or those of its round that take place."""
    return [subject.visit] if subject.visit else visits_of(subject.owner)


def page_of(visit: Visit) -> str:
    """Where day, hour and place of a visit are entered."""
    return f"inspections:edit_visit#{visit.pk}"


def when(draft: Words, visit: Visit, *, hour: bool) -> str:
    """``8 giờ 00, ngày 27/11/2020``; the hour only where it is known or asked for."""
    day = visit.works_on
    if day is None:
        return draft.gap(f"ngày làm việc với {visit.unit_name}", page_of(visit))
    if visit.starts_at:
        return f"{hour_in_words(visit.starts_at)}, ngày {short(day)}"
    if hour and visit.mode != Visit.Mode.PAPER:
        missing = draft.gap(f"giờ làm việc với {visit.unit_name}", page_of(visit))
        return f"{missing}, ngày {short(day)}"
    return f"Ngày {short(day)}"


def where(draft: Words, visit: Visit) -> str:
    """The place; of a meeting in a room it must be known."""
    if visit.place:
        return visit.place
    mode = Visit.Mode(visit.mode)
    if mode in PLACES:
        return PLACES[mode]
    return draft.gap(f"địa điểm làm việc với {visit.unit_name}", page_of(visit))


def table(draft: Words, round_: Round, *, hour: bool = False) -> str:
    """Thời gian | Nội dung | Địa điểm | Thực hiện; a mark where no unit was chosen."""
    visits = visits_of(round_)
    if not visits:
        return rich_text.paragraphs(
            draft.gap("đơn vị được kiểm tra", f"inspections:add_visit#{round_.pk}")
        )
    several = round_.teams.count() > 1
    rows = [
        (
            when(draft, visit, hour=hour),
            _content(visit),
            where(draft, visit),
            visit.team.name if several and visit.team else "Đoàn kiểm tra",
        )
        for visit in visits
    ]
    return rich_text.table(HEAD, rows)


def _content(visit: Visit) -> str:
    bases = f"; kiểm tra thực tế tại {visit.sampled_bases}" if visit.sampled_bases else ""
    if visit.mode == Visit.Mode.PAPER:
        return f"Nghiên cứu báo cáo, hồ sơ của {visit.subject_in_full}{bases}"
    return f"Làm việc với {visit.subject_in_full}{bases}"


def subjects(draft: Words, round_: Round) -> list[str]:
    """Whom the round inspects, a line each."""
    visits = visits_of(round_)
    if not visits:
        return [draft.gap("đơn vị được kiểm tra", f"inspections:add_visit#{round_.pk}")]
    return [f"- {visit.subject_in_full}." for visit in visits]


def addressees(visits: Iterable[Visit]) -> str:
    """*Kính gửi*: whom the team inspects, one a line."""
    return "\n".join(visit.subject_in_full for visit in visits)


def meetings(draft: Words, visits: list[Visit], *, hour: bool) -> list[str]:
    """Day and place of each meeting as lines; of a joint one, once for all."""
    if len({(v.works_on, v.starts_at, v.place, v.mode) for v in visits}) == 1:
        return [f"- {when(draft, visits[0], hour=hour)}, {_in_sentence(draft, visits[0])}."]
    return [
        f"- {visit.subject_in_full}: {words.lower_first(when(draft, visit, hour=hour))}, "
        f"{_in_sentence(draft, visit)}."
        for visit in visits
    ]


def _in_sentence(draft: Words, visit: Visit) -> str:
    """*tại Phòng họp …*, or the mode where there is no place."""
    if not visit.place and Visit.Mode(visit.mode) in PLACES:
        return words.lower_first(where(draft, visit))
    return f"tại {where(draft, visit)}"
