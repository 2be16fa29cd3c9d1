"""A sample round of 2026 with sample units, one in each state the real round does not show."""

from datetime import date, time, timedelta
from typing import Any

from accounts.models import User
from inspections import services
from inspections.models import Round, Topic, Visit
from tasks import services as tasks
from tasks.models import Task
from tinhdoan.demo import papers
from tinhdoan.demo.papers import at
from tinhdoan.demo.places import ROOT
from tinhdoan.demo.round_2020 import (
    all_tasks_done,
    conclude_visit,
    hold_meeting,
    load_team,
    record_samples,
)
from units.models import Membership, Officer, Unit
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
    worker = _worker_of(closed.unit)
    all_tasks_done(closed, worker, office, BEGINS + timedelta(days=14))
    _load_tasks(closed.unit, reported.unit, worker, office)
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


def _worker_of(unit: Unit) -> User:
    """Who reports for the sample unit; an account that nobody signs in with."""
    new = User(username="donvimau01", full_name=f"Cán bộ mẫu {unit}")
    new.set_unusable_password()
    new.save()
    Membership.objects.create(user=new, unit=unit, role=Membership.Role.UNIT_OFFICER)
    return new


def _load_tasks(first: Unit, second: Unit, worker: User, office: User) -> None:
    """One task that waits for its answer and one that is overdue, of sample units alone."""
    assert first.parent is not None
    facts: dict[str, Any] = {"actor": office, "organiser": first.parent}
    given = {"created_at": at(BEGINS), "origin_label": "[MẪU] Giao trực tiếp", **facts}
    waiting = tasks.give(
        owner=first,
        body="[MẪU] Báo cáo số liệu đoàn viên sau sắp xếp.",
        due_on=date(2026, 12, 11),
        **given,
    )
    tasks.report(
        waiting,
        actor=worker,
        body="[MẪU] Đã tổng hợp số liệu của 12 chi đoàn.",
        cited="[MẪU] Biểu số liệu kèm báo cáo",
        at=at(BEGINS + timedelta(days=15)),
    )
    tasks.give(
        owner=second,
        body="[MẪU] Kiện toàn Ủy ban Kiểm tra của đơn vị.",
        due_on=date(2026, 11, 13),
        importance=Task.Importance.HIGH,
        **given,
    )


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
