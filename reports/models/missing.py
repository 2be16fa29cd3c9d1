"""The check before a paper moves on: every gap by name, with the page that mends it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

from inspections.models import Visit
from reports.letters import missing_letters, named
from units.models import Officer
from workflow.moves import Gap

if TYPE_CHECKING:
    from reports.models.documents import Document

EDIT = "reports:edit_document"
PREPARE = "reports:prepare_document"
CHANGE_REVIEWER = "reports:change_reviewer"
TAG = re.compile(r"<[^>]*>")
GAP = re.compile(r"\[Cần bổ sung: ([^\]]{1,200})\]")


def gaps(paper: Document, status: str, on: date) -> list[Gap]:
    """What the move to the status still needs."""
    states = paper.Status
    if status in (states.SUBMITTED, states.APPROVED):
        reviews = _reviews(paper) if status == states.APPROVED else ()
        return [*_words(paper), *_form(paper), *_letters(paper), *reviews]
    if status == states.ISSUED:
        made = [*_words(paper), *_form(paper), *_letters(paper)]
        return [*made, *_approval(paper), *_date(paper, on), *_below(paper, on)]
    if status in (states.DRAFT, states.WITHDRAWN) and not paper.status_reason:
        return [Gap("Hãy ghi lý do.", "")]
    return []


def marked(draft: dict[str, Any]) -> list[Gap]:
    """The marks *[Cần bổ sung: …]* that still stand in the words, each with its page.

    A mark that somebody typed counts as well; its page is that of the draft itself.
    """
    pages = {gap["what"]: gap["page"] for gap in draft.get("gaps", [])}
    parts = [draft["opening"], draft["closing"]]
    parts += [section["html"] for section in draft["sections"]]
    parts += [annex["html"] for annex in draft.get("annexes", [])]
    found = dict.fromkeys(what for part in parts for what in GAP.findall(unescape(part)))
    return [Gap(f"Còn thiếu: {what}.", pages.get(what, EDIT)) for what in found]


def _words(paper: Document) -> Iterable[Gap]:
    sections = paper.draft["sections"]
    if not any(section["html"] for section in sections):
        yield Gap("Văn bản chưa có nội dung nào.", EDIT)
    for section in sections:
        if section.get("required") and not section["html"]:
            yield Gap(f"Mục “{section['title']}” chưa có nội dung.", EDIT)
    if not paper.subject_line:
        yield Gap("Chưa có trích yếu.", EDIT)
    yield from marked(paper.draft)


def _letters(paper: Document) -> Iterable[Gap]:
    """Letters that the fonts of papers do not have, by the field they stand in."""
    for page, field, label, text in _typed(paper):
        strange = missing_letters(unescape(TAG.sub(" ", text)))
        if strange:
            told = f"{label} có ký tự không in được: {named(strange)}. Hãy bỏ hoặc thay ký tự ấy."
            yield Gap(told, f"{page}#id_{field}")


def _typed(paper: Document) -> Iterable[tuple[str, str, str, str]]:
    """Page, field, its name and words of everything people type and the paper prints."""
    draft = paper.draft
    yield EDIT, "subject_line", "Trích yếu", paper.subject_line
    yield EDIT, "opening", "Mở đầu", draft["opening"]
    for part in [*draft["sections"], *draft.get("annexes", [])]:
        words = " ".join((part["title"], part.get("subject_line", ""), part["html"]))
        yield EDIT, part["key"], f"Mục “{part['title']}”", words
    yield EDIT, "closing", "Kết thúc", draft["closing"]
    yield PREPARE, "addressees", "Kính gửi", paper.addressees
    yield PREPARE, "recipients", "Nơi nhận", paper.recipients
    yield PREPARE, "advising_code", "Ký hiệu đơn vị tham mưu", paper.advising_code
    if paper.signer:
        signer = f"{paper.signer.full_name} {paper.signer.position}"
        yield PREPARE, "signer", "Người ký", signer


def _date(paper: Document, on: date) -> Iterable[Gap]:
    visit = paper.visit
    if not paper.paper_on:
        yield Gap("Chưa có ngày văn bản.", PREPARE)
    elif paper.paper_on > on:
        yield Gap("Ngày văn bản không được sau hôm nay.", PREPARE)
    elif visit and paper.follows_work and visit.worked_on and paper.paper_on < visit.worked_on:
        yield Gap("Ngày văn bản không được trước ngày làm việc thực tế.", PREPARE)


def _form(paper: Document) -> Iterable[Gap]:
    facts = paper.kind_facts
    if facts.is_numbered and not paper.recipients.strip():
        yield Gap("Chưa có nơi nhận.", PREPARE)
    if facts.is_addressed and not paper.addressees.strip():
        yield Gap("Chưa ghi nơi kính gửi.", PREPARE)
    if facts.refers and paper.refers_to is None and not paper.refers_words:
        yield Gap("Chưa chọn văn bản mà văn bản này thay đổi hoặc đính chính.", PREPARE)
    if paper.refers_to and paper.refers_to.status != paper.Status.ISSUED:
        yield Gap("Văn bản được thay đổi hoặc đính chính không còn hiệu lực.", PREPARE)
    if paper.needs_signer:
        yield from _signer(paper)
    elif paper.body == paper.Body.TEAM and (paper.team is None or paper.team.leader is None):
        yield Gap("Đoàn kiểm tra chưa có Trưởng đoàn để ký.", "inspections:round")


def _signer(paper: Document) -> Iterable[Gap]:
    if paper.signer is None:
        yield Gap("Chưa chọn người ký.", PREPARE)
    elif paper.paper_on:
        entitled = Officer.objects.entitled_to_sign(paper.issuer.unit, paper.paper_on)
        if not entitled.filter(pk=paper.signer.pk).exists():
            yield Gap(f"{paper.signer.full_name} không có quyền ký vào ngày văn bản.", PREPARE)


def _reviews(paper: Document) -> Iterable[Gap]:
    open_ones = paper.reviews.filter(rev=paper.rev, decision="").select_related("reviewer")
    for review in open_ones:
        yield Gap(f"{review.reviewer.full_name} chưa cho ý kiến.", CHANGE_REVIEWER)


def _approval(paper: Document) -> Iterable[Gap]:
    if paper.status == paper.Status.APPROVED and paper.approved_rev != paper.rev:
        yield Gap("Văn bản đã thay đổi sau khi duyệt; bản đang có chưa được duyệt.", "")


def _below(paper: Document, on: date) -> Iterable[Gap]:
    visit = paper.visit
    if paper.concludes and visit and visit.concluded_at is None:
        yield from visit.missing_for(Visit.Status.CONCLUDED, on=on)
        if visit.status != Visit.Status.DRAFTING:
            yield Gap("Lượt kiểm tra chưa kết thúc buổi làm việc.", "inspections:visit")
    if paper.replaces and paper.replaces.status != paper.Status.ISSUED:
        yield Gap("Văn bản được thay thế không còn ở trạng thái đã ban hành.", "")
