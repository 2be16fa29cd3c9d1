"""What `make run` does before it serves: tables, demo, logins; one process, so that it is quick."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """``manage.py start``."""

    help = "Chuẩn bị cơ sở dữ liệu, nạp dữ liệu mẫu (khi DEMO bật) và in tài khoản dùng thử."

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Đang chuẩn bị cơ sở dữ liệu…")
            call_command("migrate", verbosity=0)
        if settings.DEMO:
            call_command("load_demo", stdout=self.stdout)
        port = os.environ.get("PORT", "8000")
        self.stdout.write(f"\nMở http://localhost:{port} trên trình duyệt. Nhấn Ctrl-C để dừng.")
