"""Markers in everything of the three worlds, who may meet which, and the crawl that looks for them.

A marker is a word that occurs nowhere else. Each stands for one kind of thing of one world, so that
what a person may see is told by naming markers; every other one in an answer is a leak.
"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from accounts.models import AuditEvent
from inspections import services
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
from tests.access.worlds import Worlds
from tests.people import ROLE, Cast, person
from units.imports import files
from units.imports.kinds import KINDS, OFFICERS
from units.models import Cluster, ImportFile, Invitation, Membership, Officer, Reorganisation, Unit
from units.services import invitations

WORDS = re.compile(r"canary([a-z]+)canary")
RECORDS = {
    "ghi-nhan": Finding,
    "de-nghi": Recommendation,
    "kien-nghi": UnitRequest,
    "thanh-phan": Attendance,
}
# What a reader typed is shown back to them in the search box: that is no leak.
_ECHO = re.compile(
    r'name="q"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="q"|'
    r"q%3D\w*|\?q=[^\"&]*|page=\d+&amp;q=[^\"]*|q=[^\"]*"
)


def marker(kind: str, where: str) -> str:
    """A word that survives folding, PDF and addresses."""
    return f"canary{kind}{where}canary"


# What each person may meet: kind of thing → worlds. Everything else is foreign to them.
#   unit     page of the unit, its officers and people      visit   what the unit reads of it
#   inner    what the team writes, drafts, histories         care    invitations, audit, proposals
#   team     teams and remarks of the round                  cluster seats and their cluster's note
#   file     an uploaded table: its owner's alone            gone    of the merged predecessor
_PROVINCE = ("unit", "visit", "inner", "team", "cluster", "care", "gone")
_OF_QN = {f"{kind}{where}" for kind in _PROVINCE for where in ("own", "sibling")}
MAY_SEE: dict[str, set[str]] = {
    "anonymous": set(),
    "half_way": set(),
    "closed": set(),
    "khoa": {"unitown", "visitown", "clusterown", "goneown"},
    "hoa": {"unitsibling", "visitsibling", "clusterown", "clustersibling"},
    "ngoc": set(),
    "em": {"visitown", "innerown", "teamown"},
    "giang": {"visitsibling", "innersibling", "teamown"},
    "cuong": {"visitown", "innerown", "teamown"},
    "oanh": _OF_QN - {"teamsibling", "gonesibling"},
    # Twelfth, so that the crawl is not blind to uploaded tables: only who uploaded one meets it.
    "an": _OF_QN - {"teamsibling", "gonesibling"} | {"fileown", "filesibling"},
    "phuc": {f"{kind}abroad" for kind in _PROVINCE} - {"goneabroad"},
}


def foreign_to(principal: str, text: str) -> set[str]:
    """Markers in the text that the person may not meet."""
    return set(WORDS.findall(text)) - MAY_SEE[principal]


def sign_places(where: str, cast: Cast) -> None:
    """Before anything is issued: the unit reads the place of its visit and it goes into papers."""
    Visit.objects.filter(pk=cast.visit.pk).update(place=marker("visit", where))


def plant(worlds: Worlds) -> None:
    """A marker into every text of each world."""
    for where, cast in worlds.casts.items():
        _plant_unit(where, cast)
        _plant_visit(where, cast)
        _plant_office(where, cast, worlds.worlds[where].arguments)
    _plant_round("own", worlds.own)
    _plant_round("abroad", worlds.casts["abroad"])
    gone = marker("gone", "own")
    Unit.objects.filter(code="HC").update(note=gone, search_key=f"huyen doan ha coi {gone}")
    Officer.objects.create(unit=Unit.objects.get(code="HC"), full_name=gone, position="Bí thư")


def _plant_unit(where: str, cast: Cast) -> None:
    word, unit = marker("unit", where), cast.damha
    Unit.objects.filter(pk=unit.pk).update(note=word, search_key=f"{unit.search_key} {word}")
    Officer.objects.filter(unit=unit).update(full_name=word, position=word)
    Membership.objects.filter(user=cast.khoa).update(end_reason=word)
    person(f"{word}-login", f"Người {word}", unit, ROLE.UNIT_OFFICER)


def _plant_visit(where: str, cast: Cast) -> None:
    word, visits = marker("inner", where), Visit.objects.filter(pk=cast.visit.pk)
    visits.update(spoken_conclusion=word, unit_statement=word, party_statement=word)
    visits.update(sampled_bases=word)
    row = services.record_finding(
        cast.visit, actor=cast.em, kind="strength", body=f"{word} x", topic=None
    )
    services.change_record(row, rev=row.rev, actor=cast.em, changes={"body": f"{word} y"})
    Finding.objects.filter(visit=cast.visit).update(body=word, cause=word, search_key=word)
    for model in (Recommendation, UnitRequest):
        model.objects.filter(visit=cast.visit).update(body=word)
    Attendance.objects.filter(visit=cast.visit).update(full_name=word)
    Verdict.objects.filter(finding__visit=cast.visit).update(body=word)
    Document.objects.filter(visit=cast.visit).exclude(status__in=Document.FROZEN).update(
        subject_line=word,
        recipients=word,
        search_key=word,
        draft={"opening": word, "sections": [], "closing": word},
    )


def _plant_office(where: str, cast: Cast, arguments: dict[str, dict[str, Any]]) -> None:
    """What those who look after the unit from above write about it."""
    word = marker("care", where)
    Invitation.objects.filter(unit=cast.damha).update(full_name=word, email=f"{word}@vd.vn")
    proposal = Reorganisation.objects.filter(pk=arguments["units:reorganisation"]["pk"])
    proposal.update(note=word, decision_symbol=word)
    AuditEvent.objects.create(
        at=timezone.now(),
        actor=cast.khoa,
        actor_name=f"Khoa {word}",
        action="exported",
        object_type="units.membership",
        object_id=str(cast.khoa.memberships.get().pk),
        object_label=word,
        data={"file": word, "reason": word},
    )
    cluster = Cluster.objects.filter(pk=arguments["clusters:cluster"]["pk"])
    cluster.update(note=marker("cluster", where))
    files.keep_file(b"Cot,x", f"{marker('file', where)}.csv", OFFICERS, actor=cast.an)
    invitations.invite(
        unit=cast.damha, full_name=word, role="unit_officer", email=f"{word}@vd.vn", actor=cast.binh
    )


def _plant_round(where: str, cast: Cast) -> None:
    word = marker("team", where)
    services.record_finding(
        None, round_=cast.round, actor=cast.an, kind="strength", body=word, topic=None
    )
    for team in (cast.team, cast.second_team):
        team.members.filter(user=None).update(full_name=word)
        Team.objects.filter(pk=team.pk).update(name=f"Đoàn {word} {team.pk}")


# Addresses


def ids_of(*models: type[Model]) -> list[int]:
    """Every key that a row of one of the tables bears."""
    return sorted(
        {pk for model in models for pk in model._default_manager.values_list("pk", flat=True)}
    )


def choices() -> dict[str, Iterable[Any]]:
    """What may stand in an address at the place of each name."""
    rows = (Round, Team, Visit, Document, Register, Cluster, ImportFile, Reorganisation)
    return {
        "pk": ids_of(*rows, *RECORDS.values(), Membership, Officer, Invitation),
        "code": list(Unit.objects.values_list("code", flat=True)),
        "year": [2020, 2021],
        "ending": ["csv", "xlsx"],
        "secret": ["khong-co"],
        "rev": [1],
        "file_pk": [1],
        "unit_pk": ids_of(Unit)[:8],
        "task_pk": [1],
        "uidb36": ["1"],
        "key": ["a-b"],
    }


def searches() -> Iterator[str]:
    """Lists asked for every marker, and their second page."""
    lists = ("units:tree", "inspections:rounds", "inspections:visits", "reports:documents")
    words = {marker(kind, where) for kind in _PROVINCE for where in ("own", "sibling", "abroad")}
    for word in sorted(words):
        yield f"{reverse('search')}?q={word}"
        yield from (f"{reverse(name)}?q={word}" for name in lists)
        for code in Unit.objects.values_list("code", flat=True):
            yield f"{reverse('units:people', args=[code])}?hien=tat-ca&q={word}"
    for name in (*lists, "audit_log", "reports:registers", "units:reorganisations"):
        yield f"{reverse(name)}?page=2"
    for day in ("27/11/2020", "30/06/2025", "02/07/2025"):
        yield from (
            f"{reverse('units:tree')}?ngay={day}&cap={code}"
            for code in ("", *Unit.objects.values_list("code", flat=True))
        )


# Answers


def text_of(response: Any) -> str:
    """Everything an answer tells: headers, page, words of a PDF, cells of a table, all the files
    of an archive, as a Word file is one."""
    headers = " ".join(f"{k}: {v}" for k, v in response.headers.items())
    content = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if kind == "application/pdf":
        return headers + _words_of_pdf(content)
    if "spreadsheetml" in kind:
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = (str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row)
        return headers + " ".join(cells)
    if kind.startswith("image/"):
        return headers
    if content.startswith(b"PK"):
        return headers + _words_of_archive(content)
    return headers + content.decode()


def _words_of_archive(content: bytes) -> str:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
    except BadZipFile:
        return content.decode(errors="replace")
    # Word cuts a sentence into runs, a marker is never cut.
    return " ".join(
        _words_of_pdf(part) if part.startswith(b"%PDF") else part.decode(errors="replace")
        for part in parts
    )


def _words_of_pdf(content: bytes) -> str:
    try:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    except PyPdfError:
        return content.decode()


def without_echo(text: str) -> str:
    """The page without what the reader typed into it."""
    return _ECHO.sub("", text)


def exports(browser: Client) -> Iterator[tuple[str, Any]]:
    """Every table in both formats, and the audit log."""
    for kind in KINDS:
        for ending in ("xlsx", "csv"):
            address = reverse("units:export", args=[kind.slug])
            yield f"{address} {ending}", browser.post(address, {"dang": ending})
    yield "audit log", browser.post(reverse("export_audit_log"))
