"""A sample round of 2026 with sample units, one in each state the real round does not show."""

from datetime import date, time, timedelta

from accounts.models import User
from inspections import services
from inspections.models import Round, Topic, Visit
from tinhdoan.demo import papers
from tinhdoan.demo.papers import at
from tinhdoan.demo.places import ROOT
from tinhdoan.demo.round_2020 import (
    all_recommendations_done,
    conclude_visit,
    hold_meeting,
    load_team,
    record_samples,
)
from units.models import Officer, Unit
from workflow.moves import move

COMMUNES = ("X-DAMHA", "DK-COTO", "P-CAMPHA", "P-MONGCAI1")
BEGINS, ENDS = date(2026, 11, 2), date(2026, 12, 18)
TITLE = "Kiểm tra công tác Đoàn và phong trào thanh thiếu nhi năm 2026 (đợt mẫu)"


def load_round(root: Unit, samples: list[Unit], users: dict[str, User], signer: Officer) -> Round:
    """Planned, notified, self-reported, on site, closed and postponed: one unit each."""
    office = users["vanphong"]
    new = Round.objects.create(
        organiser=root,
        kind=Round.Kind.YEAR,
        title=TITLE,
        general_content="[MẪU] Việc thực hiện chương trình công tác năm 2026.",
        period_from=date(2026, 1, 1),
        period_to=date(2026, 10, 31),
        starts_on=BEGINS,
        ends_on=ENDS,
        is_training=True,
    )
    for order, title in enumerate(("Công tác tổ chức", "Thu, nộp đoàn phí"), 1):
        Topic.objects.create(round=new, order=order, title=f"[MẪU] {title}")
    team = load_team(new, users, leader="Trần Thị Mẫu")
    visits = [
        Visit.objects.create(
            round=new,
            unit=unit,
            team=team,
            planned_on=BEGINS + timedelta(days=7 * n + 1),
            starts_at=time(8),
            place=f"Phòng họp {unit}",
        )
        for n, unit in enumerate(samples)
    ]
    papers.load_before(new, users, signer)
    move(new, Round.Status.APPROVED, actor=office, at=at(date(2026, 10, 12)))
    move(new, Round.Status.RUNNING, actor=office, at=at(BEGINS))
    for visit in visits:
        visit.round.refresh_from_db()
    _walk(visits, users, signer)
    papers.load_results(new, visits[0], users, signer)
    return new


def _walk(visits: list[Visit], users: dict[str, User], signer: Officer) -> None:
    closed, on_site, reported, notified, _planned, postponed = visits
    office, clerk = users["vanphong"], users["thuky"]
    _postpone(postponed, office)
    papers.load_changes(closed.round, users, signer)
    hold_meeting(closed, users, BEGINS + timedelta(days=1))
    report = ("result_report", BEGINS + timedelta(days=6))
    conclude_visit(closed, users, signer, adopted=BEGINS + timedelta(days=8), also=(report,))
    all_recommendations_done(closed, office, BEGINS + timedelta(days=14))
    move(closed, Visit.Status.CLOSED, actor=office, at=at(BEGINS + timedelta(days=14)))
    for visit in (on_site, reported, notified):
        move(visit, Visit.Status.NOTIFIED, actor=office, at=at(BEGINS))
    for visit in (on_site, reported):
        facts = {"reported_on": BEGINS + timedelta(days=4)}
        services.fill_meeting(visit, rev=visit.rev, actor=clerk, facts=facts)
        move(visit, Visit.Status.SELF_REPORTED, actor=clerk, at=at(BEGINS + timedelta(days=4)))
    worked = {"worked_on": on_site.planned_on}
    services.fill_meeting(on_site, rev=on_site.rev, actor=clerk, facts=worked)
    move(on_site, Visit.Status.ON_SITE, actor=clerk, at=at(BEGINS + timedelta(days=8)))
    record_samples(on_site, users)


def _postpone(postponed: Visit, office: User) -> None:
    reason = "[MẪU] Đơn vị có việc đột xuất, đề nghị lùi lịch."
    move(
        postponed,
        Visit.Status.POSTPONED,
        actor=office,
        at=at(BEGINS + timedelta(days=2)),
        note=reason,
        facts={"status_reason": reason},
    )


def load_programme(units: dict[str, Unit]) -> Round:
    """A round of 2026 over commune unions, still being prepared: nothing is said of any of them."""
    new = Round.objects.create(
        organiser=units[ROOT],
        kind=Round.Kind.YEAR,
        title="[MẪU] Dự kiến kiểm tra công tác Đoàn cấp xã cuối năm 2026",
        general_content="[MẪU] Việc thực hiện chương trình công tác năm 2026 ở đơn vị cấp xã.",
        period_from=date(2026, 1, 1),
        period_to=date(2026, 11, 30),
        starts_on=date(2026, 12, 7),
        ends_on=date(2026, 12, 31),
        is_training=True,
    )
    Topic.objects.create(round=new, order=1, title="[MẪU] Tổ chức bộ máy sau sắp xếp")
    for code in COMMUNES:
        Visit.objects.create(round=new, unit=units[code])
    return new
