"""The queue of long work: what waits is done, what was left by a killed worker is done again.

Tasks are Django's own (``@task``) in the database, so that SQLite, PostgreSQL, one machine and
several work alike. Every task of the product must bear being done twice: the library leaves the
task of a killed worker running for ever, and ``reap`` puts it back.
"""

from datetime import datetime, timedelta

from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

# Longer than the longest task; whoever runs longer was killed.
LOST_AFTER = timedelta(minutes=15)
MOST_TRIES = 3
TASKS_A_TICK = 20


def work_off() -> int:
    """Do what waits, up to a bounded number of tasks; returns how many were done."""
    waiting = DBTaskResult.objects.ready().count()
    if waiting:
        call_command(
            "db_worker",
            batch=True,
            max_tasks=TASKS_A_TICK,
            startup_delay=False,
            reload=False,
            interval=0,
            verbosity=0,
        )
    return min(waiting, TASKS_A_TICK)


def reap(now: datetime) -> tuple[int, list[str]]:
    """Put tasks of killed workers back; returns how many, and the names of those given up."""
    lost = DBTaskResult.objects.running().filter(started_at__lte=now - LOST_AFTER)
    again, given_up = 0, []
    for row in lost:
        still = DBTaskResult.objects.filter(pk=row.pk, started_at=row.started_at)
        still = still.filter(status=TaskResultStatus.RUNNING)
        if len(row.worker_ids) < MOST_TRIES:
            again += still.update(status=TaskResultStatus.READY, started_at=None)
        elif still.update(status=TaskResultStatus.FAILED, finished_at=timezone.now()):
            given_up.append(row.task_name)
    return again, given_up


def forget(before: datetime) -> None:
    """Drop finished work of long ago."""
    ended = Q(status=TaskResultStatus.SUCCESSFUL) | Q(status=TaskResultStatus.FAILED)
    DBTaskResult.objects.filter(ended, finished_at__lt=before).delete()
