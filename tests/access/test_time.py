"""Rights on both sides of 1/7/2025: who reads what the day before a split, and on the day.

Huyện đoàn Đầm Hà goes on in two communes; the first keeps its records, the second does not.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests import build
from tests.people import ROLE, Cast, person
from tests.test_reorganise import DAY, EVE, carried_out
from units.models import Unit

PEOPLE = ("khoa", "heir", "other", "hoa", "an", "oanh", "em", "giang", "lan")
# Page → what each of PEOPLE gets on the eve and on the day: a letter a person, in their order.
#   + the page   - as if it did not exist   x known, not theirs
#
# Khoa's right ends with the unit. The heir opens the unit, its visit and its papers from the day
# on; who works there is a matter of the unit itself and of those above, so its people stay shut.
# Nobody works in the heir before it begins, so the eve shows it to those above alone.
# The other successor, the sibling, the other team and the other province never get anything.
TABLE = {
    "visit": ("+---+++--", "-+--+++--"),
    "paper": ("+---+++--", "-+--+++--"),
    "pdf": ("+---+++--", "-+--+++--"),
    "unit": ("+---++---", "-+--++---"),
    "officers": ("+---++---", "-+--++---"),
    "people": ("+---++---", "-x--++---"),
    "heir's unit": ("----++---", "-+--++---"),
    "history": ("x---+++--", "-x--+++--"),
}
WORDS = {200: "+", 404: "-", 403: "x"}


@dataclass
class Split:
    """The people of the split and the pages about Huyện đoàn Đầm Hà."""

    people: dict[str, User]
    pages: dict[str, str]


@pytest.fixture
def split(cast: Cast, quick_pdf: None) -> Split:
    paper = build.issued_paper(cast)
    with time_machine.travel("2025-06-16 09:00+07:00"):
        carried_out(cast)
        heirs = [
            person(code, f"Bí thư {code}", Unit.objects.get(code=code), ROLE.UNIT_OFFICER)
            for code in ("X-1", "X-2")
        ]
    people = cast.people | {"heir": heirs[0], "other": heirs[1]}
    pages = {
        "visit": cast.visit.get_absolute_url(),
        "paper": paper.get_absolute_url(),
        "pdf": reverse("reports:pdf", args=[paper.pk]),
        "unit": reverse("units:unit", args=["DH"]),
        "officers": reverse("units:officers", args=["DH"]),
        "people": reverse("units:people", args=["DH"]),
        "heir's unit": reverse("units:unit", args=["X-1"]),
        "history": reverse("inspections:visit_history", args=[cast.visit.pk]),
    }
    return Split(people, pages)


SignIn = Callable[[User], Client]


@pytest.mark.parametrize(("moment", "side"), [(EVE, 0), (DAY, 1)])
@pytest.mark.parametrize("page", TABLE)
def test_each_page_is_theirs_until_or_from_the_day(
    split: Split, as_: SignIn, page: str, moment: str, side: int
) -> None:
    with time_machine.travel(moment):
        answers = (as_(split.people[who]).get(split.pages[page]).status_code for who in PEOPLE)
        assert "".join(WORDS[code] for code in answers) == TABLE[page][side]


@pytest.mark.parametrize(("moment", "found"), [(EVE, "+---++---"), (DAY, "-+--++---")])
def test_search_and_tree_find_the_old_unit_for_those_who_may_open_it(
    split: Split, as_: SignIn, moment: str, found: str
) -> None:
    search = f"{reverse('search')}?q=dam+ha"
    tree = f"{reverse('units:tree')}?q=dam+ha"
    link = f'href="{split.pages["unit"]}"'.encode()
    with time_machine.travel(moment):
        for address in (search, tree):
            pages = [as_(split.people[who]).get(address).content for who in PEOPLE]
            assert "".join("+" if link in page else "-" for page in pages) == found, address


@pytest.mark.parametrize(("moment", "found"), [(EVE, "+---+++--"), (DAY, "-+--+++--")])
def test_search_finds_its_visit_and_paper_for_those_who_may_read_them(
    split: Split, as_: SignIn, moment: str, found: str
) -> None:
    address = f"{reverse('search')}?q=dam+ha"
    with time_machine.travel(moment):
        pages = [as_(split.people[who]).get(address).content for who in PEOPLE]
        for name in ("visit", "paper"):
            link = f'href="{split.pages[name]}"'.encode()
            assert "".join("+" if link in page else "-" for page in pages) == found, name
