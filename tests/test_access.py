"""Who gets what: every address × method × person, read from access_matrix.csv.

``ok`` the page or the deed is theirs · ``403`` known but not theirs to do · ``404`` as if it did
not exist · ``login`` sent to sign in · ``405`` not a thing to do there.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from inspections.models import Visit
from tests import people
from tests.access.table import ROWS, answer_and_undo, arguments_of, word_for
from tests.access.world import World, world_of
from tests.people import Cast
from workflow.models import Transition
from workflow.moves import move

PEOPLE = (
    *("anonymous", "nga", "lan", "hoa", "khoa", "em", "giang", "cuong", "dung", "an", "binh"),
    *("oanh", "phuc"),
)


@pytest.fixture
def world(cast: Cast, quick_pdf: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Without the number beside *Việc cần xử lý*: each POST makes it be counted anew."""
    monkeypatch.setattr("tinhdoan.frame.waiting_count", lambda request: 0)
    # A table asks more often than a person may.
    monkeypatch.setattr("reports.views.checking._is_over", lambda *asked: False)
    return world_of(cast, people.cluster(cast))


@pytest.mark.parametrize("who", PEOPLE)
def test_the_whole_table_holds_for(
    who: str, cast: Cast, world: World, as_: Callable[[User], Client]
) -> None:
    signed_in = Client() if who == "anonymous" else as_(getattr(cast, who))

    wrong = [
        f"{row['method']} {row['url']} {row['object']}: {row[who]} → {found}"
        for row in ROWS
        if (found := word_for(answer_and_undo(signed_in, row, arguments_of(row, world))))
        != row[who]
    ]
    assert wrong == []


def _names(patterns: list[Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            found |= _names(pattern.url_patterns, prefix + space)
        elif isinstance(pattern, URLPattern):
            found.add(f"{prefix}{pattern.name}")
    return found


def test_every_address_of_the_product_stands_in_the_table_for_get_and_post() -> None:
    cells = {(row["url"], row["method"]) for row in ROWS}
    wanted = {(n, m) for n in _names(get_resolver().url_patterns) for m in ("GET", "POST")}
    assert wanted - cells == set()
    assert {url for url, _ in cells} - {url for url, _ in wanted} == set()


def test_a_disabled_account_is_out_at_once(cast: Cast, as_: Callable[[User], Client]) -> None:
    client = as_(cast.an)
    assert client.get("/").status_code == 200
    User.objects.filter(pk=cast.an.pk).update(is_active=False)
    assert client.get("/").status_code == 302


def test_an_expired_membership_opens_nothing(cast: Cast, as_: Callable[[User], Client]) -> None:
    assert as_(cast.an).get(cast.round.get_absolute_url()).status_code == 200
    cast.an.memberships.update(valid_to=date(2020, 1, 1))
    assert as_(cast.an).get(cast.round.get_absolute_url()).status_code == 404


def test_a_foreign_visit_and_a_missing_one_get_the_same_answer(
    cast: Cast, as_: Callable[[User], Client]
) -> None:
    client = as_(cast.hoa)
    foreign = client.get(reverse("inspections:visit", args=[cast.visit.pk]))
    missing = client.get(reverse("inspections:visit", args=[999_999]))
    assert foreign.status_code == missing.status_code == 404
    assert _without_token(foreign.content) == _without_token(missing.content)


def _without_token(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", page)


def test_a_visit_dropped_before_its_notice_is_no_business_of_the_unit(
    cast: Cast, as_: Callable[[User], Client]
) -> None:
    page = reverse("inspections:visit", args=[cast.visit.pk])
    facts = {"status_reason": "Bão"}
    move(cast.visit, Visit.Status.POSTPONED, actor=cast.an, facts=facts)
    assert as_(cast.khoa).get(page).status_code == 200
    Transition.objects.filter(to_status=Visit.Status.NOTIFIED).delete()
    assert as_(cast.khoa).get(page).status_code == 404


def test_the_unit_does_not_see_a_planned_visit(cast: Cast, as_: Callable[[User], Client]) -> None:
    page = reverse("inspections:visit", args=[cast.visit.pk])
    assert as_(cast.khoa).get(page).status_code == 200
    type(cast.visit).objects.filter(pk=cast.visit.pk).update(status="planned")
    assert as_(cast.khoa).get(page).status_code == 404
