"""What the clock does: each job once a slot, failures told, the audit chain kept and checked."""

import io
import smtplib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.audit import head, record
from accounts.models import AuditEvent, JobRun
from tests.accounts import chain
from tinhdoan.jobs import JOBS, Alarm, Job, day, hour, minute, run_due

pytestmark = pytest.mark.django_db
# 00:00:30 of the 25th in Vietnam.
NOW = datetime(2026, 11, 24, 17, 0, 30, tzinfo=UTC)


class Counted:
    """A job that counts how often it ran, and fails when told to."""

    def __init__(self, name: str, fault: Exception | None = None) -> None:
        self.times, self.fault = 0, fault
        self.job = Job(name, name.title(), day, self.run)

    def run(self, now: datetime) -> str:
        self.times += 1
        if self.fault:
            raise self.fault
        return "Xong."


def _tick() -> tuple[int, str]:
    """Exit code and what was said."""
    said = io.StringIO()
    try:
        call_command("tick", stderr=said, stdout=said)
    except SystemExit as end:
        return int(str(end.code)), said.getvalue()
    return 0, said.getvalue()


def test_a_slot_is_a_minute_an_hour_or_a_day_of_vietnam() -> None:
    slots = [slot(NOW) for slot in (minute, hour, day)]
    assert slots == ["2026-11-25 00:00", "2026-11-25 00", "2026-11-25"]


def test_a_job_runs_once_a_slot() -> None:
    counted = Counted("dem")
    for moment in (NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=23)):
        assert run_due(moment, [counted.job]) == []
    assert counted.times == 1
    run_due(NOW + timedelta(days=1), [counted.job])
    assert counted.times == 2
    run = JobRun.objects.get(slot="2026-11-25")
    assert (run.note, run.has_failed) == ("Xong.", False)
    assert run.finished_at is not None


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError("No space left on device"), "Có lỗi khi chạy. Hãy báo người quản trị máy chủ"),
        (Alarm("Nhật ký bị sửa."), "Nhật ký bị sửa."),
    ],
)
def test_a_failing_job_is_told_stops_no_other_and_is_tried_again(
    fault: Exception, words: str
) -> None:
    bad, good = Counted("hong", fault), Counted("tot")
    told = run_due(NOW, [bad.job, good.job])
    assert len(told) == 1
    assert "Việc “Hong” không thành" in told[0]
    assert words in told[0]
    assert good.times == 1
    assert run_due(NOW + timedelta(minutes=9), [bad.job]) == []
    bad.fault = None
    assert run_due(NOW + timedelta(minutes=10), [bad.job]) == []
    assert bad.times == 2
    assert JobRun.objects.get(job="hong").note == "Xong."


def test_the_text_of_an_exception_is_for_the_log_and_not_for_people(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Counted("hong", OSError("No space left on device"))
    told = run_due(NOW, [broken.job])
    note = JobRun.objects.get(job="hong").note
    monkeypatch.setattr("tinhdoan.jobs._claim", lambda job, now: broken.run(now))
    told += run_due(NOW, [Job("khac", "Khác", day, broken.run)])
    for text in (note, *told):
        assert "(lỗi OSError)" in text
        assert "No space" not in text
    assert caplog.text.count("No space left on device") >= 2


def test_a_job_that_was_killed_is_done_after_ten_minutes() -> None:
    counted = Counted("dem")
    JobRun.objects.create(job="dem", slot=day(NOW), started_at=NOW)
    run_due(NOW + timedelta(minutes=5), [counted.job])
    assert counted.times == 0
    run_due(NOW + timedelta(minutes=11), [counted.job])
    assert counted.times == 1


def test_names_of_jobs_are_their_own() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_a_tick_seals_checks_and_keeps_the_head(settings: Any) -> None:
    record("exported", actor=None)
    assert _tick() == (0, "")
    assert AuditEvent.objects.get().seq == 1
    kept = Path(settings.AUDIT_ANCHORS).read_text().split()
    assert kept[1] == str(head())
    assert mail.outbox == []
    check = JobRun.objects.get(job="verify_audit")
    assert check.note == "Chuỗi nhật ký toàn vẹn đến sự kiện số 1."


def test_the_head_is_mailed_to_those_who_keep_it(settings: Any) -> None:
    settings.AUDIT_MAIL = ["a@example.org", "b@example.org"]
    record("exported", actor=None)
    assert _tick()[0] == 0
    sent = mail.outbox[0]
    assert sent.to == ["a@example.org", "b@example.org"]
    assert str(head()) in sent.body
    assert "số 1" in sent.subject


def test_a_post_box_that_cannot_be_reached_is_told(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> int:
        raise smtplib.SMTPServerDisconnected("không nối được")

    monkeypatch.setattr("tinhdoan.jobs.send_mail", refuse)
    settings.AUDIT_MAIL = ["a@example.org"]
    record("exported", actor=None)
    code, said = _tick()
    assert code == 1
    assert "Việc “Lưu mốc nhật ký” không thành" in said
    assert AuditEvent.objects.get().seq == 1


def test_a_tick_finds_a_chain_cut_behind_its_anchor() -> None:
    for _ in range(3):
        record("exported", actor=None)
    _tick()
    chain.drop_guards()
    chain.delete(3)
    chain.rehash_from(2)
    JobRun.objects.all().delete()
    code, said = _tick()
    assert code == 1
    assert "Không còn sự kiện số 3" in said
    assert JobRun.objects.get(job="verify_audit").has_failed


def test_an_anchor_file_somebody_wrote_into_is_told(settings: Any) -> None:
    record("exported", actor=None)
    _tick()
    for written, words in ((b"2026-11-25 linh tinh\n", "tinh."), (b"\xff\n", "UTF-8")):
        with Path(settings.AUDIT_ANCHORS).open("ab") as file:
            file.write(written)
        JobRun.objects.all().delete()
        code, said = _tick()
        assert code == 1
        assert "không đọc được" in said
        assert words in said
        assert "codec" not in said


def test_runs_of_long_ago_are_forgotten() -> None:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    JobRun.objects.create(job="dem", slot="2020-01-01", started_at=old, finished_at=old)
    _tick()
    assert not JobRun.objects.filter(job="dem").exists()


# audit_verify


def _verify(*arguments: str) -> tuple[int, str]:
    said = io.StringIO()
    try:
        call_command("audit_verify", *arguments, stderr=said, stdout=said)
    except SystemExit as end:
        return int(str(end.code)), said.getvalue()
    return 0, said.getvalue()


def test_a_whole_chain_is_told_in_one_sentence() -> None:
    assert _verify() == (0, "Toàn bộ 0 sự kiện của nhật ký còn nguyên vẹn.\n")
    record("exported", actor=None)
    _tick()
    anchor = f"--anchor={head()}"
    whole = "Toàn bộ 1 sự kiện của nhật ký còn nguyên vẹn, khớp với 2 mốc đã lưu.\n"
    assert _verify(anchor) == (0, whole)


def test_faults_are_listed_with_exit_code_one(settings: Any) -> None:
    for _ in range(2):
        record("exported", actor=None)
    _tick()
    mailed = head()
    chain.drop_guards()
    chain.change(1, object_label="Khác")
    code, said = _verify()
    assert code == 1
    assert "Nội dung sự kiện số 1 đã bị sửa." in said
    Path(settings.AUDIT_ANCHORS).unlink()
    chain.rehash_from(1)
    assert _verify()[0] == 0
    code, said = _verify("--anchor", str(mailed))
    assert code == 1
    assert "Sự kiện số 2 không đúng với mốc đã lưu" in said


def test_an_anchor_that_is_none_is_refused_in_words() -> None:
    with pytest.raises(CommandError, match="Mốc phải có dạng"):
        _verify("--anchor", "12")
