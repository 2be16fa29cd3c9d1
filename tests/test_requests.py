"""Rules of every request: a GET writes nothing, private pages are kept nowhere, lists are lean."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from inspections.models import Round, Visit
from tests import build
from tests.people import Cast
from tinhdoan.middleware import GetWrote, readonly_get
from units.models import Unit

SignIn = Callable[[User], Client]


def test_a_get_that_writes_is_stopped_and_a_post_is_not(cast: Cast) -> None:
    def writes(request: object) -> HttpResponse:
        Unit.objects.filter(pk=cast.damha.pk).update(note="x")
        return HttpResponse()

    get = RequestFactory().get("/")
    post = RequestFactory().post("/")
    for request in (get, post):
        request.user = cast.an
    with pytest.raises(GetWrote), transaction.atomic():
        readonly_get(writes)(get)
    assert Unit.objects.get(pk=cast.damha.pk).note == ""
    readonly_get(writes)(post)
    assert Unit.objects.get(pk=cast.damha.pk).note == "x"


def test_pages_of_a_person_are_kept_by_no_cache(cast: Cast, as_: SignIn) -> None:
    assert as_(cast.an).get("/")["Cache-Control"] == "no-store, private"


def test_every_answer_carries_the_policy_and_no_page_may_frame_it(cast: Cast, as_: SignIn) -> None:
    policy = as_(cast.an).get("/")["Content-Security-Policy"]
    for part in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'self'"):
        assert part in policy


def test_a_foreign_host_gets_an_answer_and_no_page(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "name",
    ["home", "units:tree", "inspections:rounds", "inspections:visits", "reports:documents"],
)
def test_a_list_asks_the_same_number_of_queries_for_few_and_many_rows(
    cast: Cast, as_: SignIn, quick_pdf: None, name: str
) -> None:
    build.issued_paper(cast)
    client = as_(cast.an)
    few = _queries(client, name)
    for n in range(30):
        _one_more(cast, n)
    assert _queries(client, name) <= few


def _one_more(cast: Cast, n: int) -> None:
    base = Unit.objects.create(
        code=f"B{n}", name=f"B{n}", short_name=f"Đơn vị {n}", kind="base", parent=cast.province
    )
    new = Round.objects.create(
        organiser=cast.province,
        title=f"Đợt {n}",
        starts_on=date(2021, 1, 1),
        ends_on=date(2021, 2, 1),
        source="bản tin",
    )
    Visit.objects.create(round=new, unit=base)


def _queries(client: Client, name: str) -> int:
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(name)).status_code == 200
    return len(captured)


def test_search_finds_without_marks_and_only_what_is_known(cast: Cast, as_: SignIn) -> None:
    build.finding(cast, body="Sổ đoàn viên cập nhật chậm")
    page = reverse("search")

    def found(user: User, words: str) -> str:
        return as_(user).get(page, {"q": words}).content.decode()

    assert "Huyện đoàn Đầm Hà" in found(cast.an, "dam ha")
    assert "Sổ đoàn viên" in found(cast.an, "SO DOAN VIEN")
    assert "Sổ đoàn viên" not in found(cast.hoa, "so doan vien")
    assert "Huyện đoàn Đầm Hà" not in found(cast.hoa, "dam ha")


@pytest.mark.parametrize(
    ("name", "entry"),
    [("units:officers", "/don-vi/"), ("units:unit", "/don-vi/"), ("units:tree", "/don-vi/")],
)
def test_the_menu_marks_the_part_of_the_product_one_is_in(
    cast: Cast, as_: SignIn, name: str, entry: str
) -> None:
    arguments = [] if name == "units:tree" else ["DH"]
    page = as_(cast.an).get(reverse(name, args=arguments)).content.decode()
    marked = re.findall(r'<a class="menu-entry" href="([^"]+)" aria-current="page">', page)
    assert set(marked) == {entry}


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/kiem-tra/1/", "/kiem-tra/1/"),
        ("http://evil.example/kiem-tra/1/", "/"),
        ("", "/"),
    ],
)
def test_a_form_that_came_too_late_leads_back_to_its_page(
    client: Client, db: None, came_from: str, back: str
) -> None:
    deed = reverse("inspections:move_round", args=[1])
    answer = client.post(deed, headers={"referer": came_from} if came_from else {})
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={back}"
