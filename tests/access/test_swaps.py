"""Every field of every form with ids of others: refused in words, never saved, never a fault."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from tests.access.forms import Form, faults_of, forms_of
from tests.access.swaps import (
    FORMS,
    NAME_NO_ROW,
    SHOW_ONCE,
    Page,
    crossings,
    pool,
    rows_abroad,
    typed_in,
)
from tests.access.table import ROWS, arguments_of
from tests.access.worlds import Worlds, three_worlds
from tests.people import Cast

SignIn = Callable[[User], Client]
# Numbers beside every key, beyond every key, and what is no number at all.
ODD = ("", "0", "-1", "1.5", "１２", str(2**31), str(2**63), str(10**30), "null", "\x00", "DH' --")
ENGLISH = re.compile(r"\b(?:Select|Enter|This|Ensure|valid|choice|value|must|field)\b")


@pytest.fixture
def worlds(cast: Cast, quick_pdf: None, monkeypatch: pytest.MonkeyPatch) -> Worlds:
    monkeypatch.setattr("tinhdoan.frame.waiting_count", lambda request: 0)
    return three_worlds(cast)


def address_of(page: Page, worlds: Worlds) -> str:
    row = {"url": page.page, "object": page.object}
    return reverse(page.page, kwargs=arguments_of(row, worlds.worlds["own"]) | page.kwargs)


def form_sent_to(name: str, page: Page, browser: Client, worlds: Worlds) -> Form:
    """The form of the page that goes to the address; of several the one with the most fields."""
    address = address_of(page, worlds)
    forms = forms_of(browser.get(address).content.decode(), address)
    fitting = [form for form in forms if resolve(form.action).view_name == name.split()[0]]
    return max(fitting, key=lambda form: len(form.fields))


def swapped(
    browser: Client, form: Form, typed: dict[str, str], worlds: Worlds, before: list[Any]
) -> None:
    """Send it; nothing foreign may be named or changed, and a refusal speaks Vietnamese."""
    point = transaction.savepoint()
    wrote: list[str] = []
    try:
        with connection.execute_wrapper(_noting(wrote)):
            answer = browser.post(form.action, typed)
        assert answer.status_code in (200, 302, 403, 404), typed
        if wrote:
            assert crossings(worlds) == [], typed
            assert rows_abroad(worlds) == before, typed
        page = answer.content.decode() if answer.status_code == 200 else ""
        if "text/html" in answer["Content-Type"]:
            assert [words for words in faults_of(page) if ENGLISH.search(words)] == [], typed
    finally:
        transaction.savepoint_rollback(point)


def _noting(wrote: list[str]) -> Callable[..., Any]:
    """Writes down every statement that changes a row: where there is none, nothing was saved."""

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql:
            wrote.append(sql)
        return execute(sql, params, many, context)

    return note


def _is_open_list(form: Form, name: str) -> bool:
    chosen = form.fields.get(name)
    return chosen is not None and chosen.kind == "select" and not chosen.value


def accepted(name: str, browser: Client, form: Form, typed: dict[str, str]) -> bool:
    """Whether the form is saved as it stands: only then a refusal comes from the swapped id."""
    point = transaction.savepoint()
    answer = browser.post(form.action, typed)
    transaction.savepoint_rollback(point)
    return answer.status_code == (200 if name in SHOW_ONCE else 302)


def swap(name: str, worlds: Worlds, as_: SignIn, examples: int) -> None:
    """The form with ids of others in its fields, so many times."""
    page = FORMS[name]
    browser = as_(getattr(worlds.own, page.who))
    form = form_sent_to(name, page, browser, worlds)
    fields = [*form.references, *page.named]
    assert fields, name
    valid = form.typed | typed_in(page)
    valid |= {n: form.fields[n].options[-1] for n in page.named if _is_open_list(form, n)}
    assert accepted(name, browser, form, valid), valid
    before, foreign = rows_abroad(worlds), pool(worlds)
    assert crossings(worlds) == []
    values = st.one_of(
        st.sampled_from(foreign),
        st.sampled_from(ODD),
        st.integers(-10, 60).map(str),
        st.integers().map(str),
        st.text(st.characters(codec="utf-8"), max_size=12),
    )

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.dictionaries(st.sampled_from(fields), values, min_size=1, max_size=3))
    def run(changes: dict[str, str]) -> None:
        swapped(browser, form, valid | changes, worlds, before)

    run()


@pytest.mark.parametrize("name", FORMS)
def test_a_swapped_id_is_refused(name: str, worlds: Worlds, as_: SignIn) -> None:
    swap(name, worlds, as_, examples=20)


@pytest.mark.proof
@pytest.mark.parametrize("name", FORMS)
def test_many_swapped_ids_are_refused(name: str, worlds: Worlds, as_: SignIn) -> None:
    swap(name, worlds, as_, examples=150)


def test_every_form_of_the_product_is_swapped(worlds: Worlds, as_: SignIn) -> None:
    found = set()
    for who in ("an", "oanh", "binh", "cuong", "khoa"):
        browser = as_(getattr(worlds.own, who))
        for row in ROWS:
            if row["method"] == "GET" and row[who] == "ok":
                address = reverse(row["url"], kwargs=arguments_of(row, worlds.worlds["own"]))
                answer = browser.get(address)
                if answer.get("Content-Type", "").startswith("text/html"):
                    found |= {form.action for form in forms_of(answer.content.decode(), address)}
    names = {resolve(action.partition("#")[0]).view_name for action in found}
    known = {name.split()[0] for name in FORMS}
    assert names - known - NAME_NO_ROW == set()
    assert (known | NAME_NO_ROW) - names == set()


def test_a_swap_that_is_saved_would_be_seen(worlds: Worlds) -> None:
    before = rows_abroad(worlds)
    worlds.own.visit.team = worlds.casts["abroad"].team
    worlds.own.visit.save()
    assert crossings(worlds) != []
    type(worlds.own.topic).objects.filter(pk=worlds.casts["abroad"].topic.pk).update(title="Khác")
    assert rows_abroad(worlds) != before
