"""What the product does by the clock: one list, run by ``manage.py tick`` every minute.

A job runs once in each slot of time (a minute, an hour, a day). The row in ``JobRun`` is both the
claim and the memory: two ticks at once do not do a job twice, and one that failed or was killed
is tried again after ten minutes. A job that fails never stops the others.
"""

import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.utils import timezone

from accounts import audit, queue
from accounts.models import JobRun
from reports.services import bundles, expire_kept
from tinhdoan.reorganise import hand_over_due
from units.services.tree import refresh_today

RETRY_AFTER = timedelta(minutes=10)
RUNS_KEPT = timedelta(days=31)
logger = logging.getLogger(__name__)


class Alarm(Exception):
    """A job did its work and found what a person must hear of; the text is for them."""


def minute(now: datetime) -> str:
    """Once a minute."""
    return f"{timezone.localtime(now):%Y-%m-%d %H:%M}"


def hour(now: datetime) -> str:
    """Once an hour."""
    return f"{timezone.localtime(now):%Y-%m-%d %H}"


def day(now: datetime) -> str:
    """Once a day, Vietnamese time."""
    return f"{timezone.localtime(now):%Y-%m-%d}"


@dataclass(frozen=True)
class Job:
    """One job: its key, its name for people, its slot, and what it does.

    ``run`` gets the moment of the tick and returns a sentence on what was done; it must bear
    being run again in the same slot.
    """

    name: str
    label: str
    slot: Callable[[datetime], str]
    run: Callable[[datetime], str]


# The audit chain


def seal_audit(now: datetime) -> str:
    """Chain the events of the last minute."""
    return f"Đã nối {audit.seal(now)} sự kiện vào chuỗi."


def verify_audit(now: datetime) -> str:
    """Check the whole chain against every anchor kept; raises ``Alarm`` with what is wrong."""
    until = audit.head()
    faults = audit.verify(*kept_anchors(), now=now)
    if faults:
        raise Alarm("\n".join(faults))
    return f"Chuỗi nhật ký toàn vẹn đến sự kiện số {until.seq}."


def anchor_audit(now: datetime) -> str:
    """Keep the head of the chain where the database cannot reach it: a file, and by mail."""
    head = audit.head()
    if head.seq == 0:
        return "Chuỗi nhật ký chưa có sự kiện nào."
    path = Path(settings.AUDIT_ANCHORS)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{timezone.localtime(now).isoformat(timespec='seconds')} {head}\n")
        file.flush()
        os.fsync(file.fileno())
    if settings.AUDIT_MAIL:
        send_mail(
            f"Mốc nhật ký ngày {timezone.localtime(now):%d/%m/%Y}: số {head.seq}",
            f"Đầu chuỗi nhật ký của {settings.PRODUCT_NAME}:\n\n{head}\n\n"
            "Hãy giữ thư này. Khi cần kiểm tra nhật ký, chạy:\n"
            f"manage.py audit_verify --anchor {head}\n",
            None,
            settings.AUDIT_MAIL,
        )
    return f"Đã lưu mốc số {head.seq}."


def kept_anchors() -> list[audit.Anchor]:
    """Every anchor of the file; raises ``Alarm`` when a line of it cannot be read."""
    path = Path(settings.AUDIT_ANCHORS)
    if not path.exists():
        return []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [audit.Anchor.parse(line.rpartition(" ")[2]) for line in lines if line.strip()]
    except UnicodeDecodeError as error:
        raise Alarm("Tệp lưu mốc nhật ký không đọc được: không phải văn bản UTF-8.") from error
    except ValueError as error:
        raise Alarm(f"Tệp lưu mốc nhật ký có dòng không đọc được: {error}.") from error


# Units by day


def refresh_units(now: datetime) -> str:
    """Names, kinds, parents and paths of today, and what passes to heirs on this day."""
    today = timezone.localdate(now)
    changed, passed = refresh_today(today), hand_over_due(today)
    return f"Đã cập nhật {changed} đơn vị theo ngày, chuyển giao của {passed} việc sắp xếp."


# Long work


def work_off(now: datetime) -> str:
    """What waits in the queue of long work, so that cron alone is enough where no worker runs."""
    return f"Đã làm {queue.work_off()} việc nền."


def reap_tasks(now: datetime) -> str:
    """Work whose worker was killed goes back into the queue; raises ``Alarm`` for what has failed
    again and again."""
    again, given_up = queue.reap(now)
    if given_up:
        raise Alarm("Việc nền không làm được sau nhiều lần thử: " + ", ".join(given_up) + ".")
    return f"Đã trả {again} việc nền về hàng chờ."


def forget_bundles(now: datetime) -> str:
    """Bundles of papers are kept for a week; each can be made again."""
    return f"Đã xóa {bundles.forget_bundles(now)} gói văn bản cũ."


# Registers


def expire_numbers(now: datetime) -> str:
    """Numbers that were kept too long stay in their register as unused."""
    return f"Đã ghi {expire_kept(now)} số giữ hết hạn là không dùng."


# The ledger


def forget_runs(now: datetime) -> str:
    """Runs of more than a month ago are of no use to anybody."""
    gone, _ = JobRun.objects.filter(started_at__lt=now - RUNS_KEPT).delete()
    queue.forget(now - RUNS_KEPT)
    return f"Đã dọn {gone} dòng."


# In this order; a new job is one line here.
JOBS: tuple[Job, ...] = (
    Job("seal_audit", "Nối chuỗi nhật ký", minute, seal_audit),
    Job("refresh_units", "Cập nhật đơn vị theo ngày", day, refresh_units),
    Job("verify_audit", "Kiểm tra chuỗi nhật ký", hour, verify_audit),
    Job("anchor_audit", "Lưu mốc nhật ký", day, anchor_audit),
    Job("reap_tasks", "Trả việc nền dang dở về hàng chờ", minute, reap_tasks),
    Job("work_off", "Làm việc nền", minute, work_off),
    Job("forget_bundles", "Xóa gói văn bản cũ", day, forget_bundles),
    Job("expire_numbers", "Ghi số giữ hết hạn", day, expire_numbers),
    Job("forget_runs", "Dọn sổ việc định kỳ", day, forget_runs),
)


def run_due(now: datetime, jobs: Iterable[Job] = JOBS) -> list[str]:
    """Run every job whose slot is still open; returns a sentence for each that went wrong."""
    return [fault for job in jobs if (fault := _run_if_due(job, now))]


def _run_if_due(job: Job, now: datetime) -> str:
    try:
        run = _claim(job, now)
        if run is None:
            return ""
        run.note = _do(job, now, run)
        run.finished_at = timezone.now()
        run.save(update_fields=["note", "finished_at", "has_failed"])
    except Exception as error:
        logger.exception("The ledger of jobs cannot be written: %s", job.name)
        return f"Việc “{job.label}” chưa chạy được. {_in_words(error)}"
    return f"Việc “{job.label}” không thành:\n{run.note}" if run.has_failed else ""


def _do(job: Job, now: datetime, run: JobRun) -> str:
    """The job's own sentence, or what went wrong; a fault is marked on the run."""
    try:
        return job.run(now)
    except Alarm as alarm:
        run.has_failed = True
        return str(alarm)
    except Exception as error:
        logger.exception("Job failed: %s", job.name)
        run.has_failed = True
        return f"Có lỗi khi chạy. {_in_words(error)}"


def _in_words(error: Exception) -> str:
    """What people read of a fault; the text of the exception, in whatever language, is logged."""
    name = type(error).__name__
    return f"Hãy báo người quản trị máy chủ xem nhật ký máy chủ (lỗi {name}); việc sẽ được thử lại."


def _claim(job: Job, now: datetime) -> JobRun | None:
    """The run of this slot, when it is ours to do: new, or unfinished for ten minutes."""
    run, is_new = JobRun.objects.get_or_create(
        job=job.name, slot=job.slot(now), defaults={"started_at": now}
    )
    if is_new:
        return run
    undone = Q(finished_at=None) | Q(has_failed=True)
    again = JobRun.objects.filter(undone, pk=run.pk, started_at__lte=now - RETRY_AFTER)
    if not again.update(started_at=now, finished_at=None, has_failed=False):
        return None
    run.has_failed = False
    return run
