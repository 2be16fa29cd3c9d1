"""Every address × method × eleven people × four objects: who gets what, and what denial tells.

Of the four objects the own one stands in the table as it is, the sibling's and the other
province's by mirrored roles; what does not exist is what strangers get. A 404 is to the last byte
the answer for what does not exist.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from tests.access.principals import (
    HALF_WAY,
    PRINCIPALS,
    SIGNING_IN,
    browser_of,
    column_of,
)
from tests.access.table import ROWS, Row, answer_and_undo, arguments_of, word_for
from tests.access.worlds import Worlds, three_worlds
from tests.people import Cast

CELLS_AT_LEAST = 5_000
# One cell in so many is asked by `make test`; prime to the length of every group of rows.
SAMPLE = 53
MISSING = {
    "pk": 10**9,
    "unit_pk": 10**9,
    "task_pk": 10**9,
    "code": "KHONG-CO",
    "secret": "khong-co",
}
# What differs between two answers to the same question.
_CHANCE = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|nonce-[\w+/=-]+|[0-9a-f]{32}'
)


@dataclass(frozen=True)
class Cell:
    """One question: a row of the table about one of the four objects."""

    row: Row
    where: str
    arguments: dict[str, Any]
    missing: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.row['method']} {self.row['url']} {self.row['object']} {self.where}"

    def expected(self, principal: str) -> str:
        """What the table says, mirrored into the cell's world."""
        if self.where == "nowhere" and self.row["url"] == "invitations:accept":
            return "404"
        word = self.row[column_of(principal, self.where, self.row)]
        if self.where == "nowhere" and self.row["url"].startswith("check:") and word != "405":
            # Whoever holds no paper of this code gets the page of every wrong code.
            return "404"
        return word


def cells(worlds: Worlds) -> Iterator[Cell]:
    """Every row about every object; one without an object, or the same in two worlds, once."""
    for row in ROWS:
        own = arguments_of(row, worlds.worlds["own"])
        missing = own | {key: MISSING[key] for key in own if key in MISSING}
        yield Cell(row, "own", own, missing)
        if missing == own:
            continue
        for where in ("sibling", "abroad"):
            found = arguments_of(row, worlds.worlds[where])
            if found != own:
                yield Cell(row, where, found, missing)
        yield Cell(row, "nowhere", missing, missing)


def told(response: Any) -> tuple[bytes, dict[str, bytes]]:
    """All an answer says, body and headers, without what chance puts into it."""
    headers = {name: _CHANCE.sub(b"", value.encode()) for name, value in response.items()}
    return _CHANCE.sub(b"", response.content), headers


def asked(principal: str, worlds: Worlds, step: int, first: int = 0) -> tuple[int, list[str]]:
    """How many cells were asked (each ``step``-th), and what was not as it must be."""
    browser = browser_of(principal, worlds.own)
    chosen = [
        cell
        for cell in list(cells(worlds))[first::step]
        if not (principal == HALF_WAY and cell.row["url"] in SIGNING_IN)
    ]
    wrong: list[str] = []
    missing: dict[int, Any] = {}
    for cell in chosen:
        answer = answer_and_undo(browser, cell.row, cell.arguments)
        if (found := word_for(answer)) != cell.expected(principal):
            wrong.append(f"{cell}: {cell.expected(principal)} → {found}")
        elif found == "404" and cell.arguments != cell.missing:
            row = id(cell.row)
            if row not in missing:
                missing[row] = told(answer_and_undo(browser, cell.row, cell.missing))
            if told(answer) != missing[row]:
                wrong.append(f"{cell}: tells that it exists")
    return len(chosen), wrong


@pytest.fixture
def worlds(cast: Cast, quick_pdf: None, monkeypatch: pytest.MonkeyPatch) -> Worlds:
    """Without the number beside *Việc cần xử lý*: each POST makes it be counted anew."""
    monkeypatch.setattr("tinhdoan.frame.waiting_count", lambda user, **how: 0)
    # A table asks more often than a person may.
    monkeypatch.setattr("reports.views.checking._is_over", lambda *asked: False)
    return three_worlds(cast)


@pytest.mark.proof
@pytest.mark.parametrize("principal", PRINCIPALS)
def test_every_cell_of_the_matrix_holds_for(principal: str, worlds: Worlds) -> None:
    count, wrong = asked(principal, worlds, step=1)
    assert wrong == []
    assert count * len(PRINCIPALS) >= CELLS_AT_LEAST


def test_a_sample_of_the_matrix_holds_for_everybody(worlds: Worlds) -> None:
    for place, principal in enumerate(PRINCIPALS):
        point = transaction.savepoint()
        count, wrong = asked(principal, worlds, SAMPLE, place)
        transaction.savepoint_rollback(point)
        assert (principal, wrong) == (principal, [])
        assert count > 15


def test_every_principal_and_every_object_is_asked(worlds: Worlds) -> None:
    found = list(cells(worlds))
    assert {cell.where for cell in found} == {"own", "sibling", "abroad", "nowhere"}
    of_objects = {cell.row["url"] for cell in found if cell.where == "abroad"}
    assert {cell.row["url"] for cell in found if cell.where == "nowhere"} == of_objects
    assert len(of_objects) > 60


def test_an_answer_that_tells_of_a_row_would_be_seen(worlds: Worlds) -> None:
    """Khoa's own page and the page that does not exist differ: the comparison is not blind."""
    browser = browser_of("khoa", worlds.own)
    cell = next(one for one in cells(worlds) if one.row["url"] == "inspections:visit")
    seen = answer_and_undo(browser, cell.row, cell.arguments)
    missing = answer_and_undo(browser, cell.row, cell.missing)
    assert told(seen) != told(missing)
    assert told(missing) == told(answer_and_undo(browser, cell.row, cell.missing))
