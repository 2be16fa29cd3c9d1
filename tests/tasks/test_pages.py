"""Pages of tasks: what each reader finds, what bad input gets, how many questions a list asks."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from inspections import services as inspections
from tasks import services
from tasks.models import Task, TaskFile
from tests import build
from tests.people import Cast

SignIn = Callable[[User], Client]
LIST = "/nhiem-vu/"


def test_from_the_visit_through_the_task_to_its_end(cast: Cast, as_: SignIn) -> None:
    visit = build.ready_to_conclude(cast)
    inspections.conclude(visit, actor=cast.an, at=timezone.now())
    asked, task = visit.recommendations.get(), Task.objects.get()
    through = reverse("inspections:task_of_record", args=[asked.pk])
    assert through in as_(cast.an).get(visit.get_absolute_url()).content.decode()
    assert as_(cast.an).get(through)["Location"] == task.get_absolute_url()
    assert as_(cast.hoa).get(through).status_code == 404
    khoa = as_(cast.khoa)
    assert "Rà soát sổ đoàn viên" in khoa.get(visit.get_absolute_url()).content.decode()
    sent = {"body": "Đã làm", "evidence": SimpleUploadedFile("Ảnh sổ.png", build.picture())}
    answer = khoa.post(reverse("tasks:report_task", args=[task.pk]), sent)
    assert answer["Location"] == task.get_absolute_url()
    page = as_(cast.an).get(task.get_absolute_url()).content.decode()
    assert "Xác nhận hoàn thành" in page
    assert "Xác nhận hoàn thành" not in khoa.get(task.get_absolute_url()).content.decode()
    for _ in range(2):
        assert as_(cast.an).post(reverse("tasks:verify_task", args=[task.pk])).status_code == 302
    assert Task.objects.get().status == Task.Status.VERIFIED


def test_evidence_is_handed_out_to_be_kept_and_only_to_who_knows_the_task(
    cast: Cast, as_: SignIn
) -> None:
    task = build.reported_task(cast)
    page = reverse("tasks:file", args=[task.pk, TaskFile.objects.get().pk])
    answer = as_(cast.an).get(page)
    assert answer.content == build.picture()
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_(cast.hoa).get(page).status_code == 404


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"body": "Đã làm"}, "Hãy tải tệp minh chứng lên"),
        ({"body": " ", "cited": "5-BC"}, "Hãy nhập ô này"),
        ({"body": "Đã làm", "evidence": SimpleUploadedFile("a.pdf", b"<html>")}, "không phải PDF"),
    ],
)
def test_a_bad_report_keeps_the_words_and_saves_nothing(
    cast: Cast, as_: SignIn, sent: dict[str, Any], words: str
) -> None:
    task = build.task(cast)
    page = as_(cast.khoa).post(reverse("tasks:report_task", args=[task.pk]), sent)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert sent["body"].strip() in page.content.decode()
    assert not task.reports.exists()


def test_a_term_on_a_day_off_is_told_and_moved_on_request(cast: Cast, as_: SignIn) -> None:
    task = build.task(cast, due_on=date(2026, 2, 2))
    page, client = reverse("tasks:extend_task", args=[task.pk]), as_(cast.an)
    sent = {"due_on": "17/02/2026", "reason": "Nghỉ Tết"}
    told = client.post(page, sent).content.decode()
    assert "Ngày 17/02/2026 là ngày nghỉ" in told
    assert "23/02/2026" in told
    assert "Nghỉ Tết" in told
    assert client.post(page, sent | {"day_off": "move"}).status_code == 302
    assert Task.objects.get().due_on == date(2026, 2, 23)
    again = client.post(page, sent | {"day_off": "move"}).content.decode()
    assert "phải sau thời hạn hiện nay" in again


def test_a_form_sent_late_says_so_and_keeps_the_words(cast: Cast, as_: SignIn) -> None:
    task = build.reported_task(cast)
    services.verify(task, actor=cast.binh)
    page = as_(cast.an).post(
        reverse("tasks:return_task", args=[task.pk]), {"reason": "Thiếu danh sách"}
    )
    assert page.status_code == 200
    assert "nên chưa làm được bước này" in page.content.decode()
    assert "Thiếu danh sách" in page.content.decode()


def test_the_list_shows_mine_first_and_all_on_request(cast: Cast, as_: SignIn) -> None:
    build.task(cast, body="Của Đầm Hà")
    build.task(cast, body="Của Cẩm Phả", owner=cast.campha)
    assert "Của Cẩm Phả" not in as_(cast.khoa).get(LIST, {"pham_vi": "tat-ca"}).content.decode()
    everything = as_(cast.an).get(LIST, {"pham_vi": "tat-ca", "q": "cua cam pha"}).content.decode()
    assert "Của Cẩm Phả" in everything
    assert "Của Đầm Hà" not in everything
    assert "Không có nhiệm vụ nào của bạn" in as_(cast.nga).get(LIST).content.decode()
    home = as_(cast.khoa).get("/").content.decode()
    assert "Nhiệm vụ quá hạn" in home


@pytest.mark.parametrize("scope", ["", "tat-ca"])
def test_ten_thousand_tasks_ask_no_more_than_ten(cast: Cast, as_: SignIn, scope: str) -> None:
    client = as_(cast.an)

    def queries() -> int:
        client.get(LIST, {"pham_vi": scope})
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST, {"pham_vi": scope}).status_code == 200
        return len(captured)

    _many(cast, 10)
    few = queries()
    _many(cast, 9_990)
    assert queries() == few
    assert few <= 8


def _many(cast: Cast, count: int) -> None:
    row = {"organiser": cast.province, "owner": cast.damha, "body": "Việc", "search_key": "viec"}
    due = date(2026, 1, 5)
    Task.objects.bulk_create(
        [Task(due_on=due, first_due_on=due, **row) for _ in range(count)], batch_size=1_000
    )
