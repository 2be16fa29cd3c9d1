"""Mục lục hồ sơ: every paper of the round in the order of its day, for the archive."""

from typing import Any

from reports import rich_text
from reports.contents import page, people, timetable, words
from reports.contents.draft import Subject, Words
from reports.models import Document
from vietnamese.dates import short

HEAD = ("TT", "Số, ký hiệu", "Ngày", "Tên văn bản, trích yếu", "Số trang")


def gather(subject: Subject) -> dict[str, Any]:
    """Draft of the index: issued papers, also those no longer in force, and units' reports."""
    round_ = subject.owner
    draft = Words()
    draft.opening = (
        f"Hồ sơ đợt {words.lower_first(round_.title)}, tiến hành {words.dates(round_)}, gồm các "
        "văn bản, tài liệu sau:"
    )
    rows = sorted([*_papers(subject), *_reports(subject)], key=lambda row: row[0])
    if rows:
        cells = [(str(n), *cells) for n, (_, cells) in enumerate(rows, 1)]
        table = rich_text.table(HEAD, cells)
    else:
        missing = draft.gap(
            "văn bản của đợt (chưa có văn bản nào được ban hành)", "inspections:round"
        )
        table = rich_text.paragraphs(missing)
    draft.section("papers", "", table, required=True)
    draft.closing = f"Tổng số: {len(rows):02d} văn bản, tài liệu./."
    return {
        "subject_line": f"Hồ sơ {words.lower_first(round_.title)}",
        "recipients": "",
        "draft": draft.as_draft(),
    }


# The day that orders the rows, and the cells after the running number.
_Row = tuple[str, tuple[str, str, str, str]]


def _papers(subject: Subject) -> list[_Row]:
    papers = Document.objects.filter(round=subject.round, status__in=Document.FROZEN)
    rows: list[_Row] = []
    for paper in papers.exclude(kind="file_index").order_by("paper_on", "pk"):
        if paper.paper_on is None:
            continue
        ended = "" if paper.status == Document.Status.ISSUED else f" ({_state(paper)})"
        called = paper.kind_facts.type_name.capitalize()
        name = f"{called} {words.lower_first(paper.subject_line)}{ended}"
        cells = (paper.symbol, short(paper.paper_on), name, str(paper.pages or ""))
        rows.append((paper.paper_on.isoformat(), cells))
    return rows


def _state(paper: Document) -> str:
    return words.lower_first(paper.get_status_display())


def _reports(subject: Subject) -> list[_Row]:
    """What the units handed in; its number and pages are those of the unit's own paper."""
    rows: list[_Row] = []
    for visit in timetable.visits_of(subject.owner):
        if visit.reported_on:
            name = f"Báo cáo của {visit.unit_name} (ngày nhận)"
            rows.append((visit.reported_on.isoformat(), ("", short(visit.reported_on), name, "")))
    return rows


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the index: who made it and the head sign it."""
    clerk, leader = people.clerk_and_leader(document)
    signatures = [
        {"form": "", "office": "NGƯỜI LẬP", "name": clerk},
        {"form": "", "office": "TRƯỞNG ĐOÀN", "name": leader},
    ]
    return page.whole(document, number=None, is_draft=is_draft, signatures=signatures)
