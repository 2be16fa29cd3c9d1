"""Sample papers of every kind, from training registers, signed by the sample signer.

What the data of the sample round do not know is filled with words that say themselves that they
are invented (``[MẪU]``).
"""

import re
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from accounts.models import User
from inspections import services as inspections
from inspections.models import Finding, Round, Team, TeamMember, Visit
from reports import services
from reports.models import Document, Issuer
from reports.models.missing import GAP
from tinhdoan.demo.places import SIGNER
from units.models import Officer, Unit

CHAIRMAN = "Chủ nhiệm"
# What is missing → the sample words for it; anything else is named by what it is.
WORDS = {
    "giờ, ngày họp": "[MẪU] 14 giờ 00, ngày 16/10/2026",
    "địa điểm họp": "[MẪU] phòng họp Tỉnh đoàn",
    "nội dung họp": "[MẪU] Phân công nhiệm vụ cho từng thành viên, thống nhất lịch làm việc với "
    "các đơn vị.",
    "ý kiến của các thành viên": "[MẪU] Các thành viên nhất trí với dự kiến phân công.",
    "kết luận của Trưởng đoàn": "[MẪU] Các thành viên nghiên cứu báo cáo của đơn vị trước ngày làm "
    "việc.",
    "giờ kết thúc": "[MẪU] 16 giờ 30",
    "giờ, ngày công bố": "[MẪU] 14 giờ 00, ngày 13/11/2026",
    "địa điểm công bố": "[MẪU] phòng họp Đơn vị mẫu 01",
    "họ tên, chức vụ đại diện đơn vị dự công bố": "[MẪU] Đồng chí Cán bộ mẫu, đại diện đơn vị",
    "ý kiến của đơn vị": "[MẪU] Đơn vị nhất trí với kết luận, tổ chức thực hiện đúng thời hạn.",
    "lý do gia hạn": "[MẪU] cần xác minh thêm số liệu tại cơ sở",
    "người thôi tham gia Đoàn kiểm tra": "- [MẪU] Đồng chí Thành viên mẫu 9 (Thành viên).",
    "vị trí có sai sót (trang, mục, dòng)": "[MẪU] trang 1, mục 3",
    "nội dung đã in": "[MẪU] 03 ngày",
    "nội dung đúng": "[MẪU] 05 ngày",
    "hạn báo cáo kết quả thực hiện kết luận": "31/12/2026 [MẪU]",
}
GENERAL = {
    Finding.Kind.STRENGTH: "[MẪU] Các đơn vị đã bám sát chương trình công tác năm của Tỉnh đoàn, "
    "chủ động xây dựng kế hoạch từng tháng, từng quý.",
    Finding.Kind.SHORTCOMING: "[MẪU] Chế độ thông tin, báo cáo có thời điểm chưa bảo đảm thời gian "
    "quy định.",
}
GENERAL_REQUEST = "[MẪU] Thực hiện nghiêm chế độ thông tin, báo cáo"


def at(day: date, hour: int = 8) -> datetime:
    """A moment of a working day, Vietnamese time."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def issue_paper(
    kind: str, users: dict[str, User], signer: Officer, paper_on: date, **subject: Any
) -> Document:
    """A sample paper through its whole life; ``subject`` is what ``start_document`` takes."""
    office, leader = users["vanphong"], users["lanhdao"]
    paper = services.start_document(kind, actor=office, is_training=True, **subject)
    _fill(paper)
    services.prepare(paper, rev=paper.rev, facts={"paper_on": paper_on, "signer": signer})
    services.submit(paper, actor=office)
    services.approve(paper, actor=leader)
    return services.issue(paper, actor=office, at=at(paper_on, 15))


def _fill(paper: Document) -> None:
    """Sample words in place of every mark."""
    draft = paper.draft
    parts = {"opening": draft["opening"], "closing": draft["closing"]}
    parts |= {part["key"]: part["html"] for part in [*draft["sections"], *draft["annexes"]]}
    words = {
        key: GAP.sub(lambda mark: WORDS.get(mark[1], f"[MẪU] {mark[1]}"), html)
        for key, html in parts.items()
        if re.search(GAP, html)
    }
    if words:
        services.save_draft(paper, rev=paper.rev, words=words)


def committee(unit: Unit) -> Issuer:
    """The province's committee as an issuer."""
    return Issuer.objects.get(unit=unit, organ=Issuer.Organ.COMMITTEE)


def load_before(round_: Round, users: dict[str, User], signer: Officer) -> None:
    """What is written before the team sets out, in the order of the process."""
    issuer = committee(round_.organiser)
    whole: dict[str, Any] = {"issuer": issuer, "round_": round_}
    first = {"issuer": issuer, "visit": round_.visits.order_by("pk")[0]}
    issue_paper("programme", users, signer, date(2026, 1, 15), issuer=issuer, year=2026)
    chairman = Officer.objects.get(full_name=SIGNER, position=CHAIRMAN)
    commission = Issuer.objects.get(unit=round_.organiser, organ=Issuer.Organ.COMMISSION)
    issue_paper("proposal", users, chairman, date(2026, 9, 25), issuer=commission, round_=round_)
    issue_paper("plan", users, signer, date(2026, 10, 5), **whole)
    issue_paper("decision", users, signer, date(2026, 10, 12), **whole)
    for kind in ("schedule", "outline"):
        issue_paper(kind, users, signer, date(2026, 10, 14), **whole)
    letter = issue_paper("letter", users, signer, date(2026, 10, 14), **first)
    issue_paper("correction_letter", users, signer, date(2026, 10, 15), **first, refers_to=letter)
    issue_paper("team_meeting_minutes", users, signer, date(2026, 10, 16), **whole)
    issue_paper("invitation", users, signer, date(2026, 10, 26), **first)


def add_members(team: Team, actor: User) -> None:
    """Somebody joins the team after its decision, so that there is a change to decide."""
    joins = TeamMember(
        team=team,
        full_name="Thành viên mẫu 3",
        position="Trưởng, Phó các Ban, Văn phòng Tỉnh đoàn",
        order=9,
    )
    reason = "[MẪU] Bổ sung thành viên"
    inspections.change_team(team, actor=actor, members=[joins], reason=reason)


def load_changes(round_: Round, users: dict[str, User], signer: Officer) -> None:
    """What changes a round under way: its people, its days, its schedule."""
    whole: dict[str, Any] = {"issuer": committee(round_.organiser), "round_": round_}
    team = round_.teams.get()
    add_members(team, users["vanphong"])
    for kind, day in (
        ("addition_decision", date(2026, 11, 4)),
        ("replacement_decision", date(2026, 11, 5)),
        ("schedule_change", date(2026, 11, 5)),
        ("extension_decision", date(2026, 11, 6)),
    ):
        issue_paper(kind, users, signer, day, **whole)


def load_results(round_: Round, visit: Visit, users: dict[str, User], signer: Officer) -> None:
    """What follows the first visit, and the ruling and the index of the whole round."""
    office, issuer = users["vanphong"], committee(round_.organiser)
    whole: dict[str, Any] = {"issuer": issuer, "round_": round_}
    visit.refresh_from_db()
    own: dict[str, Any] = {"issuer": issuer, "visit": visit}
    issue_paper("announcement_minutes", users, signer, date(2026, 11, 13), **own)
    for kind, body in GENERAL.items():
        inspections.record_finding(None, round_=round_, actor=office, kind=kind, body=body)
    inspections.record_recommendation(None, round_=round_, actor=office, body=GENERAL_REQUEST)
    issue_paper("reminder_letter", users, signer, date(2026, 11, 20), **whole)
    issue_paper("ruling", users, signer, date(2026, 11, 23), **whole)
    issue_paper("file_index", users, signer, date(2026, 11, 24), **whole)
