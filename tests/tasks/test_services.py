"""The life of a task: who may end it, what it asks for, what stays of each deed."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from tasks import services
from tasks.models import Recheck, Task, TaskFile, TaskReport
from tasks.services import Refused, Stale
from tests import build
from tests.people import ROLE, Cast, assemble, person
from workflow.history import history_of
from workflow.moves import MoveRefused

PNG = services.checked("anh.png", build.picture())


def test_the_owner_reports_and_another_confirms(cast: Cast) -> None:
    task = build.reported_task(cast)
    assert task.status == Task.Status.REPORTED
    with pytest.raises(Refused, match="không tự xác nhận"):
        services.verify(task, actor=cast.khoa)
    services.verify(task, actor=cast.an, note="Đã xem sổ")
    assert task.status == Task.Status.VERIFIED
    assert task.reports.get().verdict == TaskReport.Verdict.ACCEPTED
    assert [row.to_status for row in history_of(task)] == ["verified", "reported"]


def test_nobody_of_the_owner_confirms_for_a_colleague(cast: Cast) -> None:
    colleague = person("colleague", "Phó Bí thư", cast.damha, ROLE.UNIT_OFFICER)
    task = build.reported_task(cast, follower=colleague)
    with pytest.raises(Refused):
        services.verify(task, actor=colleague)
    with pytest.raises(Refused):
        services.send_back(task, actor=colleague, reason="Thiếu")
    assert Task.objects.get().status == Task.Status.REPORTED


def test_who_reported_for_their_own_unit_leaves_it_to_a_colleague(cast: Cast) -> None:
    task = build.task(cast, owner=cast.province)
    services.report(task, actor=cast.an, body="Xong", cited="12-BC/TĐTN")
    with pytest.raises(Refused):
        services.verify(task, actor=cast.an)
    assert services.verify(task, actor=cast.binh).status == Task.Status.VERIFIED


def test_the_database_refuses_a_task_confirmed_by_who_reported(cast: Cast) -> None:
    task = build.reported_task(cast)
    facts = {"ended_at": timezone.now(), "ended_by": cast.khoa}
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**{"status": "verified"}, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**{"status": "waived"}, ended_at=timezone.now())


def test_a_report_needs_evidence_and_a_refused_one_leaves_nothing(cast: Cast) -> None:
    task = build.task(cast)
    with pytest.raises(MoveRefused, match="minh chứng"):
        services.report(task, actor=cast.khoa, body="Đã làm")
    assert not TaskReport.objects.exists()
    part = services.split(
        task, actor=cast.an, owner=cast.campha, body="Phần của Cẩm Phả", due_on=None
    )
    with pytest.raises(MoveRefused, match="phần việc"):
        services.report(task, actor=cast.khoa, body="Đã làm", files=[PNG])
    assert not TaskFile.objects.exists()
    folders, files = (
        default_storage.listdir("nhiem-vu") if default_storage.exists("nhiem-vu") else ([], [])
    )
    assert files == []
    assert all(default_storage.listdir(f"nhiem-vu/{folder}")[1] == [] for folder in folders)
    services.waive(part, actor=cast.an, reason="Gộp vào phần chung")
    services.report(task, actor=cast.khoa, body="Đã làm", cited="05-BC/ĐTN ngày 02/12/2020")
    assert task.status == Task.Status.REPORTED


def test_a_second_report_while_one_waits_is_refused_in_words(cast: Cast) -> None:
    task = build.reported_task(cast)
    with pytest.raises(Refused, match="còn chờ xác nhận"):
        services.report(task, actor=cast.khoa, body="Lần hai", files=[PNG])
    assert TaskReport.objects.count() == 1


def test_a_return_says_why_and_opens_the_task_again(cast: Cast) -> None:
    task = build.reported_task(cast)
    with pytest.raises(Refused, match="lý do"):
        services.send_back(task, actor=cast.an, reason=" ")
    services.send_back(task, actor=cast.an, reason="Thiếu danh sách 3 chi đoàn")
    assert (task.status, task.state_label) == (Task.Status.OPEN, "Yêu cầu bổ sung")
    services.report(task, actor=cast.khoa, body="Bổ sung", files=[PNG])
    assert not task.is_returned
    told = [(row.verdict, row.reason) for row in task.reports.all()]
    assert told == [("", ""), ("returned", "Thiếu danh sách 3 chi đoàn")]


def test_waiving_asks_for_a_reason_and_only_an_open_task_is_waived(cast: Cast) -> None:
    task = build.task(cast)
    with pytest.raises(Refused):
        services.waive(task, actor=cast.an, reason="")
    services.waive(task, actor=cast.an, reason="Đơn vị sáp nhập")
    assert (task.status, task.waive_reason) == (Task.Status.WAIVED, "Đơn vị sáp nhập")
    with pytest.raises(MoveRefused):
        services.waive(build.reported_task(cast, body="Khác"), actor=cast.an, reason="Thôi")


def test_an_extension_is_a_row_and_the_first_term_stays(cast: Cast) -> None:
    task = build.task(cast)
    with pytest.raises(Refused, match="phải sau"):
        services.extend(task, actor=cast.an, due_on=date(2020, 12, 31), reason="Bão")
    with pytest.raises(Refused, match="lý do"):
        services.extend(task, actor=cast.an, due_on=date(2021, 1, 29), reason="")
    services.extend(task, actor=cast.an, due_on=date(2021, 1, 29), reason="Bão")
    assert (task.first_due_on, task.due_on) == (date(2020, 12, 31), date(2021, 1, 29))
    row = task.extensions.get()
    assert (row.due_before, row.decided_by) == (date(2020, 12, 31), cast.an)


def test_one_origin_gives_one_task_and_a_part_split_twice_is_one(cast: Cast) -> None:
    first = build.task(cast, origin=cast.topic)
    assert build.task(cast, origin=cast.topic).pk == first.pk
    facts: dict[str, Any] = {"actor": cast.an, "owner": cast.campha, "body": "Phần việc"}
    part = services.split(first, due_on=None, **facts)
    assert services.split(first, due_on=None, **facts).pk == part.pk
    assert (part.due_on, part.parent) == (first.due_on, first)
    with pytest.raises(Refused, match="thời hạn chung"):
        services.split(first, due_on=date(2021, 1, 4), **(facts | {"body": "Muộn"}))
    with pytest.raises(Refused, match="phần việc khác"):
        services.split(part, due_on=None, **facts)


def test_a_stale_change_is_refused_and_the_newer_text_stays(cast: Cast) -> None:
    task = build.task(cast)
    services.change_task(
        task, rev=1, actor=cast.an, changes={"product": "Sổ mới"}, coordinators=[cast.campha]
    )
    with pytest.raises(Stale):
        services.change_task(task, rev=1, actor=cast.binh, changes={"product": "Khác"})
    fresh = Task.objects.get()
    assert (fresh.product, list(fresh.coordinators.all())) == ("Sổ mới", [cast.campha])


def test_days_late_are_working_days_and_none_for_a_task_without_a_term(cast: Cast) -> None:
    task = build.task(cast, due_on=date(2026, 11, 27))
    assert task.badge(date(2026, 11, 20)) == ("Sắp đến hạn", "warn")
    assert task.badge(date(2026, 11, 29)) == ("Sắp đến hạn", "warn")
    assert task.badge(date(2026, 12, 2)) == ("Quá hạn 3 ngày làm việc", "bad")
    assert list(Task.objects.overdue(date(2026, 11, 29))) == []
    assert list(Task.objects.overdue(date(2026, 11, 30))) == [task]
    build.task(cast, body="Không hạn", due_on=None)
    assert list(Task.objects.overdue(date(2030, 1, 1))) == [task]
    reported = datetime(2026, 12, 1, 2, tzinfo=UTC)
    late = build.reported_task(cast, body="Chậm", due_on=date(2026, 11, 27), at=reported)
    assert late.badge(date(2027, 3, 1)) == ("Hoàn thành chậm", "warn")


def test_the_worst_stand_first(cast: Cast) -> None:
    build.task(cast, body="không hạn", due_on=None)
    build.task(cast, body="xa", due_on=date(2027, 1, 4))
    build.task(cast, body="gần", due_on=date(2026, 1, 5))
    build.task(cast, body="gần, quan trọng", due_on=date(2026, 1, 5), importance=1)
    build.reported_task(cast, body="đã báo cáo", due_on=date(2020, 1, 2))
    done = build.task(cast, body="thôi", due_on=date(2019, 1, 2))
    services.waive(done, actor=cast.an, reason="x")
    order = [task.body for task in Task.objects.worst_first()]
    assert order == ["gần, quan trọng", "gần", "xa", "không hạn", "đã báo cáo", "thôi"]


def test_a_second_look_at_the_same_visit_replaces_the_first(cast: Cast) -> None:
    task = build.task(cast)
    with pytest.raises(Refused):
        services.recheck(task, actor=cast.em, place=cast.visit, result=Recheck.Result.NOT)
    services.recheck(
        task, actor=cast.em, place=cast.visit, result=Recheck.Result.NOT, note="Sổ trống"
    )
    services.recheck(task, actor=cast.em, place=cast.visit, result=Recheck.Result.HOLDS)
    assert task.rechecks.get().result == Recheck.Result.HOLDS


def test_open_tasks_pass_to_the_heir_and_come_back(cast: Cast) -> None:
    task, done = build.task(cast), build.task(cast, body="Đã thôi")
    services.waive(done, actor=cast.an, reason="x")
    rows = services.hand_over(
        cast.damha, cast.campha, on=date(2021, 1, 1), actor=cast.an, reason="Sáp nhập"
    )
    owners = dict(Task.objects.values_list("body", "owner__code"))
    assert owners == {task.body: "CP", "Đã thôi": "DH"}
    assert task.history.latest().history_change_reason == "Sáp nhập"
    services.hand_back(rows, actor=cast.an, reason="Hủy")
    assert Task.objects.get(pk=task.pk).owner == cast.damha
    rows = services.hand_over(
        cast.damha, cast.campha, on=date(2021, 1, 1), actor=cast.an, reason="Sáp nhập"
    )
    services.waive(Task.objects.get(pk=task.pk), actor=cast.an, reason="x")
    with pytest.raises(Refused, match="bước khác"):
        services.hand_back(rows, actor=cast.an, reason="Hủy")


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(transactional_db: None) -> None:
    cast = assemble()
    task = build.reported_task(cast)

    def answer(deed: Any) -> str:
        time.sleep(0.01)
        try:
            deed()
        except (MoveRefused, Refused):
            return "refused"
        finally:
            connections.close_all()
        return "done"

    deeds = [
        lambda: services.verify(Task.objects.get(pk=task.pk), actor=cast.an),
        lambda: services.send_back(Task.objects.get(pk=task.pk), actor=cast.binh, reason="Thiếu"),
    ]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, deeds)) == ["done", "refused"]
    assert TaskReport.objects.filter(verdict="").count() == 0
