"""Load the demo once: the real round of 27/11/2020, a sample round of 2026, a login per role."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from briefings.models import Briefing
from inspections.models import Round, Visit
from reports.models import Document
from tinhdoan.demo import briefings, history, people, places, round_2020, round_2026
from units.models import Unit


class Command(BaseCommand):
    """``manage.py load_demo [--json]``; a second call changes nothing."""

    help = "Nạp dữ liệu mẫu: đợt kiểm tra ngày 27/11/2020 và các tài khoản dùng thử."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.HTTPS:
            raise CommandError("Máy chủ thật (HTTPS=on) không nạp tài khoản có mật khẩu mẫu.")
        load()
        if options["json"]:
            self.stdout.write(json.dumps(summary(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("Đã có dữ liệu mẫu. Tài khoản:")
            for login in people.logins():
                self.stdout.write(f"  {login.username:<12} {people.PASSWORD}   {login.label}")


def is_loaded() -> bool:
    """Whether the demo is in the database already."""
    return Round.objects.filter(source=round_2020.SOURCE, title=round_2020.TITLE).exists()


@transaction.atomic
def load() -> None:
    """Everything or nothing; nothing when it is there already."""
    if is_loaded():
        return
    users = people.load_accounts()
    units = places.load_units()
    history.load_history(units[places.ROOT], users["vanphong"])
    units = {unit.code: unit for unit in Unit.objects.all()}
    samples = places.load_sample_units(units[places.ROOT])
    places.load_clusters(units, samples)
    signer = places.load_office(units[places.ROOT])
    people.load_memberships(users)
    real = round_2020.load_round(units, users, signer)
    round_2026.load_round(units[places.ROOT], samples, users, signer)
    round_2026.load_programme(units)
    briefings.load_briefing_2020(units[places.ROOT], real, users)
    briefings.load_sample_year(units[places.ROOT], samples, users)


def summary() -> dict[str, Any]:
    """What scripts need to know: logins, the round, its visits, every issued paper."""
    real = Round.objects.get(source=round_2020.SOURCE, title=round_2020.TITLE)
    visits = Visit.objects.filter(round=real).select_related("unit")
    papers = Document.objects.filter(status__in=Document.FROZEN).select_related("visit__unit")
    return {
        "logins": [login.as_json() for login in people.logins()],
        "round": real.get_absolute_url(),
        "visits": {visit.unit.code: visit.get_absolute_url() for visit in visits},
        # In the order of their days: that of the bulletin first.
        "briefings": [one.get_absolute_url() for one in Briefing.objects.order_by("held_on")],
        "documents": [
            {
                "kind": paper.kind,
                "unit": paper.visit.unit.code if paper.visit else "",
                "symbol": paper.symbol,
                "page": paper.get_absolute_url(),
                "pdf": f"{paper.get_absolute_url()}van-ban.pdf",
                "docx": f"{paper.get_absolute_url()}van-ban.docx",
                "check": f"/v/{paper.code}",
            }
            for paper in papers.order_by("pk")
        ],
    }
