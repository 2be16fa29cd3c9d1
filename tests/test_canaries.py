"""Canaries: a marker in every unit's data; everybody asks for everything there is.

Every address × every id that exists, pages, files, exports and search: a foreign marker anywhere is
a leak. First the officers of the six units of the demo, then the eleven people of the access proof
in the three worlds of ``tests/access/worlds.py``.
"""

import uuid
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.db.models import Max
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from inspections.models import (
    Attendance,
    Finding,
    Recommendation,
    Round,
    Team,
    UnitRequest,
    Verdict,
    Visit,
)
from reports.models import Document, Register
from tests.access import canaries
from tests.access.canaries import RECORDS, foreign_to, text_of, without_echo
from tests.access.principals import PRINCIPALS, browser_of
from tests.access.worlds import Worlds, three_worlds
from tests.people import Cast
from tinhdoan.demo import people
from tinhdoan.management.commands.load_demo import load
from tinhdoan.reorganisation_forms import FORMS
from units.imports.kinds import KINDS
from units.models import Unit

CODES = ("DH", "CT", "CP", "MC", "TT-KCQ", "TT-QS")


def marker(code: str) -> str:
    """A word that occurs nowhere else and survives folding, PDF and addresses."""
    return f"canary{code.replace('-', '').lower()}canary"


def plant() -> None:
    """A marker into every text of each unit: its visit, records, verdicts, papers."""
    for code in CODES:
        word = marker(code)
        unit = Unit.objects.get(code=code)
        Unit.objects.filter(pk=unit.pk).update(note=word, search_key=f"{unit.search_key} {word}")
        visits = Visit.objects.filter(unit=unit)
        visits.update(place=word, spoken_conclusion=word, unit_statement=word, sampled_bases=word)
        Finding.objects.filter(visit__in=visits).update(body=word, cause=word, search_key=word)
        for model in (Recommendation, UnitRequest):
            model.objects.filter(visit__in=visits).update(body=word)
        Attendance.objects.filter(visit__in=visits).update(full_name=word)
        Verdict.objects.filter(finding__visit__in=visits).update(body=word)
        _draft(visits.get(), word)


def _draft(visit: Visit, word: str) -> None:
    """A draft with the marker beside whatever was issued."""
    issued = Document.objects.filter(kind="conclusion").exclude(number=None)[0]
    Document.objects.create(
        kind="conclusion",
        round=visit.round,
        visit=visit,
        issuer=issued.issuer,
        subject_line=word,
        draft={"opening": word, "sections": [], "closing": word},
        recipients=word,
        created_by=issued.created_by,
    )


def _patterns(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _patterns(pattern.url_patterns, prefix + space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern


def _highest(*models: Any) -> int:
    return max(model.objects.aggregate(top=Max("pk"))["top"] or 0 for model in models)


def _choices(words: set[str], top: int, own: str, is_sample: bool) -> Iterator[dict[str, Any]]:
    """What may stand in an address at the places of these names, in every combination."""
    kinds = [kind.slug for kind in KINDS] if "pk" not in words else list(RECORDS)
    codes: Iterable[str] = CODES
    if "pk" in words:
        # A row of a unit is asked for under the own code, which opens the door, and one other.
        codes = (own, next(code for code in CODES if code != own))
    elif not is_sample:
        # A unit's own page under every code: hundreds.
        codes = Unit.objects.values_list("code", flat=True)
    values: dict[str, Iterable[Any]] = {
        "code": codes,
        "pk": range(1, top + 1),
        "kind": kinds,
        "ending": ["csv"],
        "year": [2020, 2026],
        "secret": ["khong-co"],
        "rev": [1],
        "file_pk": [1],
        "unit_pk": Unit.objects.filter(code__in=codes).values_list("pk", flat=True),
        "task_pk": [1],
        "uidb36": ["1"],
        "key": ["a-b"],
    }
    assert words <= set(values), words
    names = sorted(words)
    for chosen in product(*(values[name] for name in names)):
        yield dict(zip(names, chosen, strict=True))


def addresses(own: str, top: int = 0) -> Iterator[list[str]]:
    """Every address with every id that could mean something, or the first ids up to ``top``; those
    of one route together."""
    is_sample = bool(top)
    top = top or _highest(Round, Team, Visit, Finding, Document, Register, *RECORDS.values())
    for name, pattern in _patterns(get_resolver().url_patterns):
        words = set(pattern.pattern.regex.groupindex)
        chosen = _choices(words, top, own, is_sample)
        yield [reverse(name, kwargs=one) for one in chosen]
    lists = ("search", "units:tree", "inspections:rounds", "inspections:visits")
    for name in (*lists, "reports:documents"):
        yield [f"{reverse(name)}?q={marker(code)}" for code in CODES]


def answers(browser: Client, asked: Iterable[list[str]]) -> Iterator[tuple[str, Any]]:
    """Each address with its answer. A route that takes no GET says so before it looks at an id:
    it is asked once."""
    for route in asked:
        for address in route:
            response = browser.get(address)
            yield address, response
            if response.status_code == 405:
                break


def leaks(username: str, own: str, asked: Iterable[list[str]]) -> tuple[int, list[str]]:
    """How many answers were read, and each foreign marker or name that stood in one."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    foreign = {code: marker(code) for code in CODES if code != own}
    names = dict(Unit.objects.filter(code__in=foreign).values_list("code", "short_name"))
    count, found = 0, []
    for address, response in answers(client, asked):
        count += 1
        if response.status_code == 404 and "canary" not in address:
            assert b"canary" not in response.content
            continue
        text = without_echo(text_of(response))
        # Who is in one's own cluster is no secret; what was written about them is.
        in_cluster = address.startswith(("/cum-thi-dua/", "/giao-ban/"))
        told = {} if in_cluster else names
        found += [
            f"{address}: {code}"
            for code in foreign
            if foreign[code] in text or told.get(code, foreign[code]) in text
        ]
    return count, found


@pytest.fixture
def world(db: None, quick_pdf: None) -> None:
    load()
    plant()


def test_the_officer_of_cam_pha_finds_nothing_of_the_other_five(world: None) -> None:
    read, found = leaks("campha", "CP", addresses("CP", top=5))
    assert found == []
    assert read > 300


def test_the_crawl_would_see_a_leak(world: None) -> None:
    """The same crawl by an officer of the province finds every marker: it is not blind."""
    asked = [[visit.get_absolute_url() for visit in Visit.objects.filter(unit__code__in=CODES)]]
    _, found = leaks("vanphong", "CP", asked)
    assert {line.rpartition(" ")[2] for line in found} == set(CODES) - {"CP"}


@pytest.mark.proof
@pytest.mark.parametrize(
    ("username", "own"), [(username, code) for code, username in people.UNIT_LOGINS.items()]
)
@pytest.mark.django_db
def test_no_unit_finds_anything_of_another_in_pages_files_and_search(
    username: str, own: str
) -> None:
    load()
    plant()
    read, found = leaks(username, own, addresses(own))
    assert found == []
    assert read > 500


# The eleven people in the three worlds


def worlds_with_markers(cast: Cast) -> Worlds:
    """The three worlds; what goes into issued papers is marked before they are issued."""
    worlds = three_worlds(cast, first=canaries.sign_places)
    canaries.plant(worlds)
    return worlds


def crawl(principal: str, worlds: Worlds, step: int = 1) -> tuple[int, list[str], set[str]]:
    """How many answers were read, each leak, and every marker that was met."""
    browser = browser_of(principal, worlds.own)
    asked = [route[::step] for route in (*addresses_of_worlds(), [*canaries.searches()])]
    found = answers(browser, asked)
    count, leaked, met = 0, [], set()
    for address, response in (*found, *canaries.exports(browser)):
        text = without_echo(text_of(response))
        count += 1
        met |= set(canaries.WORDS.findall(text))
        leaked += [f"{address}: {word}" for word in sorted(foreign_to(principal, text))]
    return count, leaked, met


def addresses_of_worlds() -> Iterator[list[str]]:
    """Every address with every id of the three worlds, those of one route together."""
    values = canaries.choices()
    for name, pattern in _patterns(get_resolver().url_patterns):
        words = sorted(pattern.pattern.regex.groupindex)
        kinds = RECORDS if "pk" in words else [kind.slug for kind in KINDS]
        of_units = sorted(FORMS) if name == "units:propose_reorganisation" else kinds
        every = product(*({**values, "kind": of_units}[word] for word in words))
        yield [reverse(name, kwargs=dict(zip(words, chosen, strict=True))) for chosen in every]


@pytest.mark.proof
@pytest.mark.parametrize("principal", [*PRINCIPALS, "an"])
def test_nobody_meets_a_foreign_marker_and_everybody_meets_their_own(
    principal: str, cast: Cast
) -> None:
    read, leaked, met = crawl(principal, worlds_with_markers(cast))
    assert leaked == []
    assert met == canaries.MAY_SEE[principal]
    assert read > 1_000


def test_a_sample_of_the_crawl_meets_nothing_foreign(cast: Cast, quick_pdf: None) -> None:
    worlds = worlds_with_markers(cast)
    for principal in PRINCIPALS:
        point = transaction.savepoint()
        read, leaked, _ = crawl(principal, worlds, step=61)
        transaction.savepoint_rollback(point)
        assert (principal, leaked) == (principal, [])
        assert read > 20


def test_a_link_and_a_mail_tell_of_one_unit_alone(cast: Cast, quick_pdf: None) -> None:
    worlds = worlds_with_markers(cast)
    for where, one in worlds.casts.items():
        own = {f"care{where}", f"unit{where}"}
        secret = worlds.worlds[where].arguments["invitations:accept good"]
        page = text_of(Client().get(reverse("invitations:accept", kwargs=secret)))
        assert set(canaries.WORDS.findall(page)) == {f"care{where}"}
        browser = Client()
        browser.force_login(one.binh)
        form = {"full_name": canaries.marker("care", where), "role": "unit_officer", "way": "mail"}
        form |= {"email": f"{where}@tinhdoan.vn", "client_id": str(uuid.uuid4())}
        browser.post(reverse("units:invite", args=[one.damha.code]), form)
        letters = [letter.body for letter in mail.outbox if where in letter.to[0]]
        assert letters
        assert set(canaries.WORDS.findall("".join(letters))) <= own
