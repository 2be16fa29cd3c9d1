"""P5, P6, P8, P10: the issue request, papers asked for again, lists in CPU and in queries."""

import time
from datetime import date
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bench.rows import Row, alternate
from inspections.models import Round, Visit
from reports import contents, pdf, services
from reports.models import Document
from tests import build
from tests.people import Cast, assemble
from units.models import Unit


def measure() -> list[Row]:
    """The rows of pages; everything happens in a database of its own."""
    settings.ALLOWED_HOSTS.append("testserver")
    settings.ROOT_URLCONF = "bench.urls"
    call_command("migrate", verbosity=0)
    cast = assemble()
    return [*_issue(cast), *_again(cast), *_lists(cast)]


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _issue(cast: Cast) -> list[Row]:
    """P5: number, freeze, two renders, store, commit, through HTTP."""
    client = _signed_in(cast.an)
    build.ready_to_conclude(cast)
    ready = [_approved(cast) for _ in range(12)]
    content = contents.paper(ready[0], number=None, is_draft=False)
    papers = iter(ready)

    def issue() -> None:
        response = client.post(reverse("reports:issue", args=[next(papers).pk]))
        assert response.status_code == 302

    def render() -> None:
        pdf.render(content)

    issue(), render()
    ours, once = alternate(issue, render, times=10)
    return [Row("ban hành (s) ≤ 2 × in một lần + 0,15", ours, once, ours, 2 * once + 0.15)]


def _again(cast: Cast) -> list[Row]:
    """P6: an issued file and a draft that did not change, against the least signed-in page."""
    client = _signed_in(cast.an)
    issued = Document.objects.filter(status=Document.Status.ISSUED)[0]
    draft = services.start_document("plan", actor=cast.an, issuer=cast.issuer, round_=cast.round)
    least = reverse("accounts:me")
    asked = {
        "văn bản đã ban hành": reverse("reports:pdf", args=[issued.pk]),
        "dự thảo không đổi": reverse("reports:preview", args=[draft.pk]),
    }
    rows = []
    for name, address in asked.items():

        def get(address: str = address) -> None:
            assert client.get(address).status_code == 200

        def floor() -> None:
            client.get(least)

        get(), floor()
        with mock.patch.object(pdf, "render", side_effect=AssertionError("printed again")):
            ours, theirs = alternate(get, floor, times=40)
        rows.append(Row(f"{name} ÷ trang nhỏ nhất (s)", ours, theirs, ours / theirs, 2))
    return rows


def _approved(cast: Cast) -> Document:
    lines = "<p>- Chỉ đạo rà soát, cập nhật đầy đủ sổ danh sách.</p>" * 100
    paper = Document.objects.create(
        kind="conclusion",
        round=cast.round,
        visit=cast.visit,
        issuer=cast.issuer,
        team=cast.team,
        subject_line="Kết luận kiểm tra",
        draft={
            "opening": "",
            "sections": [{"key": "a", "title": "1. Ưu điểm", "html": lines}],
            "closing": "",
        },
        recipients="Lưu",
        created_by=cast.an,
        paper_on=build.PAPER_ON,
        signer=cast.signer,
    )
    services.submit(paper, actor=cast.an)
    return services.approve(paper, actor=cast.binh)


def _many_visits(cast: Cast, count: int) -> None:
    have = Visit.objects.count()
    new = Round.objects.create(
        organiser=cast.province,
        title="Đợt lớn",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 1),
    )
    for n in range(have, count):
        unit = Unit.objects.create(
            code=f"B{n}",
            name=f"Đơn vị {n}",
            short_name=f"Đơn vị {n}",
            kind="base",
            parent=cast.province,
        )
        Visit.objects.create(round=new, unit=unit, planned_on=date(2026, 6, 1))


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def _lists(cast: Cast) -> list[Row]:
    client = _signed_in(cast.an)
    address = reverse("inspections:visits")
    few = _queries(client, address)
    _many_visits(cast, 600)
    many = _queries(client, address)
    least = reverse("session_only")

    def page() -> None:
        client.get(address)

    def session_only() -> None:
        client.get(least)

    page(), session_only()
    ours, floor = alternate(page, session_only, times=40, clock=time.process_time)
    return [
        Row("danh sách 50 lượt, CPU ÷ trang chỉ có phiên (s)", ours, floor, ours / floor, 6),
        Row("số truy vấn của danh sách: 600 dòng ÷ vài dòng", many, few, many / few, 1),
    ]
