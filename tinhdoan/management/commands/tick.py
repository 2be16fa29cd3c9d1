"""The clock: cron calls it every minute, `make run` does so by itself."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tinhdoan.jobs import run_due


class Command(BaseCommand):
    """``manage.py tick``; silent when all went well, exit code 1 with the reasons otherwise."""

    help = "Chạy các việc định kỳ đã đến lượt (gọi mỗi phút một lần)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        faults = run_due(timezone.now())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            sys.exit(1)
