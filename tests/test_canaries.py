"""Canaries: a marker in every unit's data; each unit's officer asks for everything there is.

Every address × every id that exists, pages, files and search: a foreign marker anywhere is a leak.
"""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest
from django.db.models import Max
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pypdf import PdfReader

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
from tinhdoan.demo import people
from tinhdoan.management.commands.load_demo import load
from units.imports.kinds import KINDS
from units.models import ClusterSeat, Invitation, Membership, Officer, Unit

CODES = ("DH", "CT", "CP", "MC", "TT-KCQ", "TT-QS")
RECORDS = {
    "ghi-nhan": Finding,
    "de-nghi": Recommendation,
    "kien-nghi": UnitRequest,
    "thanh-phan": Attendance,
}


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
        Officer.objects.create(unit=unit, full_name=word, position=word)
        Membership.objects.filter(unit=unit).update(end_reason=word)
        _invitation(unit, word)
        _draft(visits.get(), word)


def _invitation(unit: Unit, word: str) -> None:
    """An invitation of the unit with the marker."""
    now = timezone.now()
    Invitation.objects.create(
        unit=unit,
        full_name=word,
        position=word,
        role="unit_officer",
        token_hash=word,
        code_hash=word,
        made_by=User.objects.get(username="vanphong"),
        made_at=now,
        expires_at=now + Invitation.VALID_FOR,
    )


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


def _choices(words: set[str], top: int) -> Iterator[dict[str, Any]]:
    """What may stand in an address at the places of these names, in every combination."""
    kinds = [kind.slug for kind in KINDS] if "pk" not in words else list(RECORDS)
    # A row of a unit is asked for under each of the six; a unit's own page under every code.
    codes = CODES if "pk" in words else list(Unit.objects.values_list("code", flat=True))
    values: dict[str, Iterable[Any]] = {
        "code": codes,
        "pk": range(1, top + 1),
        "kind": kinds,
        "ending": ["csv"],
        "year": [2020, 2026],
        "secret": ["khong-co"],
        "uidb36": ["1"],
        "key": ["a-b"],
    }
    assert words <= set(values), words
    names = sorted(words)
    for chosen in product(*(values[name] for name in names)):
        yield dict(zip(names, chosen, strict=True))


def addresses(top: int = 0) -> Iterator[str]:
    """Every address with every id that could mean something, or the first ids up to ``top``."""
    top = top or _highest(Round, Team, Visit, Finding, Document, Register, *RECORDS.values())
    for name, pattern in _patterns(get_resolver().url_patterns):
        words = set(pattern.pattern.regex.groupindex)
        yield from (reverse(name, kwargs=chosen) for chosen in _choices(words, top))
    for code in CODES:
        yield f"{reverse('search')}?q={marker(code)}"
        for name in ("units:tree", "inspections:rounds", "inspections:visits"):
            yield f"{reverse(name)}?q={marker(code)}"
        yield f"{reverse('reports:documents')}?q={marker(code)}"


def _text(response: Any) -> str:
    headers = " ".join(f"{k}: {v}" for k, v in response.headers.items())
    if response.get("Content-Type") == "application/pdf":
        pages = PdfReader(io.BytesIO(response.content)).pages
        return headers + "".join(page.extract_text() for page in pages)
    page: str = response.content.decode()
    return headers + page


# What a reader typed is shown back to them in the search box: that is no leak.
_ECHO = re.compile(r'value="[^"]*"|\?q=[^"&]*|page=\d+&amp;q=[^"]*|q=[^"]*')


def leaks(username: str, own: str, asked: list[str]) -> tuple[int, list[str]]:
    """How many answers were read, and each foreign marker or name that stood in one."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    foreign = {code: marker(code) for code in CODES if code != own}
    names = dict(Unit.objects.filter(code__in=foreign).values_list("code", "short_name"))
    # Units of one cluster meet: each reads the others' names there, and nothing else of them.
    seats = ClusterSeat.objects.filter(unit__code=own).values("cluster")
    beside = set(Unit.objects.filter(seats__cluster__in=seats).values_list("code", flat=True))
    found = []
    for address in asked:
        response = client.get(address)
        if response.status_code == 404 and "canary" not in address:
            assert b"canary" not in response.content
            continue
        text = _ECHO.sub("", _text(response))
        met = beside if address.startswith(reverse("clusters:clusters")) else set()
        found += [
            f"{address}: {code}"
            for code in foreign
            if foreign[code] in text or (names[code] in text and code not in met)
        ]
    return len(asked), found


@pytest.fixture
def world(db: None, quick_pdf: None) -> None:
    load()
    plant()


def test_the_officer_of_cam_pha_finds_nothing_of_the_other_five(world: None) -> None:
    read, found = leaks("campha", "CP", list(addresses(top=9)))
    assert found == []
    assert read > 300


def test_the_crawl_would_see_a_leak(world: None) -> None:
    """The same crawl by an officer of the province finds every marker: it is not blind."""
    asked = [visit.get_absolute_url() for visit in Visit.objects.filter(unit__code__in=CODES)]
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
    read, found = leaks(username, own, list(addresses()))
    assert found == []
    assert read > 500
