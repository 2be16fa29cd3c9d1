"""A realistic paper of every kind, made the way people make it: from the data, filled, issued.

``golden_contents`` gives the frozen contents for tests of the page; nothing in them depends on the
day of the test but the reminder, which tells what is late today.
"""

import re
from datetime import date, time
from typing import Any
from unittest.mock import patch

from inspections import services as inspections
from inspections.models import Round, TeamMember, Topic, Visit
from reports import services
from reports.models import Document, Issuer
from reports.models.missing import GAP
from tests import build
from tests.conftest import one_page
from tests.people import Cast
from units.models import Officer

CHECK = {"code": "7K2M-Q9XD-4TP", "url": "HTTPS://QUANGNINH.EXAMPLE/V/7K2MQ9XD4TP"}
# What no data know and a person types.
TYPED = {
    "giờ, ngày họp": "14 giờ 00, ngày 24/11/2020",
    "địa điểm họp": "phòng họp Tỉnh đoàn",
    "nội dung họp": "Phân công nhiệm vụ, thống nhất lịch làm việc với các đơn vị.",
    "ý kiến của các thành viên": "Các thành viên nhất trí với dự kiến phân công.",
    "kết luận của Trưởng đoàn": "Các thành viên nghiên cứu báo cáo trước ngày 26/11/2020.",
    "giờ kết thúc": "16 giờ 30",
    "giờ, ngày công bố": "14 giờ 00, ngày 02/12/2020",
    "địa điểm công bố": "phòng họp Huyện đoàn Đầm Hà",
    "họ tên, chức vụ đại diện đơn vị dự công bố": "Đồng chí Bùi Văn Khoa – Bí thư Huyện đoàn",
    "ý kiến của đơn vị": "Đơn vị nhất trí với kết luận, tổ chức thực hiện đúng thời hạn.",
    "lý do gia hạn": "cần xác minh thêm số liệu tại cơ sở",
    "lý do điều chỉnh lịch": "đơn vị có hội nghị của cấp ủy cùng ngày",
    "người thôi tham gia Đoàn kiểm tra": "Đồng chí Phạm Văn Sơn, chuyển công tác",
    "vị trí có sai sót (trang, mục, dòng)": "trang 1, mục 1, dòng 3 của bảng",
    "nội dung đã in": "8 giờ 00",
    "nội dung đúng": "14 giờ 00",
}
# Kind, the day on it, whether it speaks of the visit; in the order of the process.
BEFORE = (
    ("proposal", date(2020, 10, 20), False),
    ("plan", date(2020, 11, 2), False),
    ("decision", date(2020, 11, 5), False),
    ("schedule", date(2020, 11, 9), False),
    ("outline", date(2020, 11, 9), False),
    ("letter", date(2020, 11, 9), True),
    ("invitation", date(2020, 11, 10), True),
    ("correction_letter", date(2020, 11, 11), False),
)
CHANGES = (
    ("addition_decision", date(2020, 11, 16), False),
    ("replacement_decision", date(2020, 11, 17), False),
    ("extension_decision", date(2020, 11, 18), False),
    ("schedule_change", date(2020, 11, 18), False),
    ("team_meeting_minutes", date(2020, 11, 24), False),
)
AFTER = (
    ("minutes", date(2020, 11, 27), True),
    ("result_report", date(2020, 11, 29), True),
    ("ruling", date(2020, 11, 30), True),
    ("conclusion", date(2020, 11, 30), True),
    ("announcement_minutes", date(2020, 12, 2), True),
    ("reminder_letter", date(2021, 1, 5), True),
    ("file_index", date(2021, 1, 15), False),
)


def golden_contents(cast: Cast) -> dict[str, dict[str, Any]]:
    """Kind → what its issued paper shows. Brings the cast's round to its end."""
    papers = golden_papers(cast)
    return {kind: {**(paper.content or {}), "check": CHECK} for kind, paper in papers.items()}


def golden_papers(cast: Cast) -> dict[str, Document]:
    """Kind → the issued paper; nothing is printed meanwhile."""
    prepare_round(cast)
    papers: dict[str, Document] = {}
    with patch("reports.pdf.render", lambda content, **limits: one_page()):
        papers["programme"] = finished(cast, "programme", date(2020, 1, 15), year=2020)
        _make(cast, papers, BEFORE)
        newcomer(cast, "Phan Văn Quân")
        _make(cast, papers, CHANGES)
        build.ready_to_conclude(cast)
        people_present(cast)
        _make(cast, papers, AFTER)
    return papers


def _make(cast: Cast, papers: dict[str, Document], rows: Any) -> None:
    for kind, day, on_visit in rows:
        subject: dict[str, Any] = (
            {"visit": Visit.objects.get(pk=cast.visit.pk)}
            if on_visit
            else {"round_": Round.objects.get(pk=cast.round.pk)}
        )
        if kind == "correction_letter":
            subject["refers_to"] = papers["schedule"]
        if kind == "proposal":
            subject["issuer"] = commission(cast)
        papers[kind] = finished(cast, kind, day, **subject)


def prepare_round(cast: Cast) -> None:
    """Hours, topics and numbers that a round needs before its papers can be written."""
    facts = {"plan_symbol": "01-KH/TĐTN-UBKT", "decision_symbol": "", "decided_on": None}
    facts |= {"general_content": "Việc thực hiện chương trình công tác Đoàn năm 2020."}
    Round.objects.filter(pk=cast.round.pk).update(**facts)
    cast.round.refresh_from_db()
    for order, title in ((2, "Chương trình rèn luyện đoàn viên"), (3, "Thu, nộp đoàn phí")):
        Topic.objects.create(round=cast.round, order=order, title=title)
    for visit, hour in ((cast.visit, 8), (cast.sibling_visit, 14)):
        Visit.objects.filter(pk=visit.pk).update(
            starts_at=time(hour), place=f"Phòng họp {visit.unit_name}"
        )
        visit.refresh_from_db()


def newcomer(cast: Cast, name: str) -> None:
    """Somebody joins the first team after its decision."""
    member = TeamMember(team=cast.team, full_name=name, position="Phó Trưởng ban", order=9)
    inspections.change_team(cast.team, actor=cast.an, members=[member], reason="Bổ sung")


def people_present(cast: Cast) -> None:
    """Two at the meeting, and what the unit asked."""
    for name, position, side in (
        ("Lê Văn Cường", "Trưởng đoàn", "team"),
        ("Bùi Văn Khoa", "Bí thư Huyện đoàn", "unit"),
    ):
        inspections.record_attendance(
            cast.visit, actor=cast.dung, full_name=name, position=position, side=side
        )
    ask = "Đề nghị Tỉnh đoàn tổ chức tập huấn nghiệp vụ kiểm tra, giám sát."
    inspections.record_request(cast.visit, actor=cast.dung, body=ask)


def commission(cast: Cast) -> Issuer:
    """The province's own inspection commission, which asks its committee."""
    issuer, _ = Issuer.objects.get_or_create(
        unit=cast.province,
        organ=Issuer.Organ.COMMISSION,
        defaults={
            "superior_line": cast.issuer.name_line,
            "name_line": "ỦY BAN KIỂM TRA",
            "body_in_text": "Ủy ban Kiểm tra Tỉnh đoàn",
            "place": "Quảng Ninh",
            "code": "UBKT",
            "signing_form": "TM. ỦY BAN KIỂM TRA",
            "recipients": "Lưu UBKT",
        },
    )
    return issuer


def chairman(cast: Cast) -> Officer:
    """Who signs for the commission."""
    facts = {"full_name": "Nguyễn Văn Mẫu", "position": "Chủ nhiệm", "may_sign": True}
    officer, _ = Officer.objects.get_or_create(unit=cast.province, **facts)
    return officer


def started(cast: Cast, kind: str, **subject: Any) -> Document:
    """A draft from the data, as a page begins it."""
    issuer = subject.pop("issuer", cast.issuer)
    return services.start_document(kind, actor=cast.an, issuer=issuer, **subject)


def finished(cast: Cast, kind: str, day: date, **subject: Any) -> Document:
    """The same with every mark filled, submitted, approved and issued."""
    paper = filled(started(cast, kind, **subject))
    signer = cast.signer if paper.issuer == cast.issuer else chairman(cast)
    services.prepare(paper, rev=paper.rev, facts={"paper_on": day, "signer": signer})
    services.submit(paper, actor=cast.an)
    services.approve(paper, actor=cast.binh)
    return services.issue(paper, actor=cast.an)


def filled(paper: Document, typed: dict[str, str] | None = None) -> Document:
    """The draft with words in place of every mark; a mark nobody knows of fails."""
    known = TYPED if typed is None else typed
    draft = paper.draft
    parts = {"opening": draft["opening"], "closing": draft["closing"]}
    parts |= {part["key"]: part["html"] for part in draft["sections"]}
    words = {
        key: re.sub(GAP, lambda mark: known[mark[1]], html)
        for key, html in parts.items()
        if GAP.search(html)
    }
    return services.save_draft(paper, rev=paper.rev, words=words) if words else paper
