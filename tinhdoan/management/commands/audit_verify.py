"""Whether the audit chain is whole."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit
from tinhdoan.jobs import Alarm, kept_anchors


class Command(BaseCommand):
    """``manage.py audit_verify [--anchor NUMBER:HASH]``; exit code 1 when something is wrong."""

    help = "Kiểm tra chuỗi nhật ký có bị sửa, xóa, chèn hay cắt không."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="SỐ:MÃ_BĂM",
            help="mốc giữ ngoài máy chủ (trong thư hằng ngày); dùng được nhiều lần",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            given = [audit.Anchor.parse(text) for text in options["anchor"]]
        except ValueError as error:
            raise CommandError(f"Mốc phải có dạng SỐ:MÃ_BĂM (64 chữ số): {error}") from error
        until = audit.head()
        faults, kept = [], []
        try:
            kept = kept_anchors()
        except Alarm as alarm:
            faults.append(str(alarm))
        faults += audit.verify(*kept, *given)
        if faults:
            self.stderr.write("Nhật ký không còn toàn vẹn:")
            for fault in faults:
                self.stderr.write(f"- {fault}")
            sys.exit(1)
        compared = f", khớp với {len(kept) + len(given)} mốc đã lưu" if kept or given else ""
        self.stdout.write(f"Toàn bộ {until.seq} sự kiện của nhật ký còn nguyên vẹn{compared}.")
