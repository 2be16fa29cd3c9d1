"""Đề cương báo cáo: what the unit reports on, prompt by prompt; it goes along with the plan."""

from typing import Any

from reports.contents import page, prompts, words
from reports.contents.draft import Subject, Words
from reports.models import Document
from vietnamese.dates import short


def gather(subject: Subject) -> dict[str, Any]:
    """Draft of the outline: general content and topics, each with what is asked on it."""
    round_, issuer = subject.owner, subject.issuer
    draft = Words()
    draft.opening = (
        f"Đơn vị được kiểm tra xây dựng báo cáo gửi Đoàn kiểm tra của {issuer.body_in_text} theo "
        f"các nội dung sau; số liệu {period(draft, subject)}."
    )
    draft.section("content", "I. NỘI DUNG BÁO CÁO", prompts.content(draft, round_), required=True)
    draft.section("own_view", "II. TỰ NHẬN XÉT VÀ KIẾN NGHỊ", prompts.own_view(), required=True)
    draft.closing = (
        "Báo cáo do đại diện Ban Thường vụ đơn vị ký, gửi kèm hồ sơ, tài liệu minh chứng. Trên "
        "đây là đề cương báo cáo; đề nghị đơn vị chuẩn bị đầy đủ, đúng thời gian./."
    )
    return {
        "subject_line": f"Báo cáo phục vụ {words.lower_first(round_.title)}",
        "recipients": "",
        "draft": draft.as_draft(),
    }


def period(draft: Words, subject: Subject) -> str:
    """*từ ngày … đến ngày …* of the period under review, with marks."""
    round_ = subject.owner
    since = draft.known(round_.period_from, "mốc kiểm tra từ ngày", "inspections:edit_round")
    until = draft.known(round_.period_to, "mốc kiểm tra đến ngày", "inspections:edit_round")
    return f"từ ngày {since} đến ngày {until}"


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of the outline: no number, nobody signs; it says to which plan it belongs."""
    made = page.whole(document, number=None, is_draft=is_draft, level=1, signatures=[])
    round_ = document.round
    if round_ and round_.plan_symbol and round_.plan_on:
        note = f"(Kèm theo Kế hoạch số {round_.plan_symbol} ngày {short(round_.plan_on)})"
        tie = {"t": "p", "runs": [{"text": note, "i": True}], "align": "center"}
        made["blocks"] = [tie, *made["blocks"]]
    result: dict[str, Any] = page.frozen(made)
    return result
