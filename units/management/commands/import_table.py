"""Import a table from the command line, for loads too big or too early for the pages."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from units.imports.files import carry_out, dry_run
from units.imports.kinds import BY_KEY


class Command(BaseCommand):
    """``manage.py import_table KIND FILE --as USERNAME [--dry-run]``; the rules of the pages."""

    help = (
        "Nhập một bảng (.xlsx, .csv) với quyền của một người dùng; lỗi một dòng thì không nhập gì."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(BY_KEY), help="loại bảng")
        parser.add_argument("file", type=Path, help="tệp .xlsx hoặc .csv")
        parser.add_argument("--as", dest="username", required=True, help="tên đăng nhập")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không nhập")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = User.objects.filter(username=options["username"], is_active=True).first()
        if actor is None:
            raise CommandError(f"Không có người dùng “{options['username']}” đang hoạt động.")
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"Không có tệp {path}.")
        content = path.read_bytes()
        plan, report = dry_run(content, path.name, BY_KEY[options["kind"]], actor)
        for warning in report["warnings"]:
            self.stdout.write(f"Lưu ý: {warning}")
        for row, column, value, reason in report["faults"]:
            self.stderr.write(f"Dòng {row}, cột {column or '–'}, giá trị “{value}”: {reason}")
        if plan is None or report["fault_count"]:
            raise CommandError(f"Tệp có {report['fault_count']} lỗi nên chưa nhập gì.")
        counts = f"{report['new']} mới, {report['changed']} thay đổi, {report['same']} giữ nguyên"
        if options["dry_run"]:
            self.stdout.write(f"Nếu nhập: {counts}.")
            return
        if not report["deeds"]:
            self.stdout.write("Không có gì thay đổi.")
            return
        carry_out(plan, actor=actor, name=path.name, content=content)
        self.stdout.write(f"Đã nhập: {counts}.")
