"""Who gets what: every address × method × person, read from access_matrix.csv.

``ok`` the page or the deed is theirs · ``403`` known but not theirs to do · ``404`` as if it did
not exist · ``login`` sent to sign in · ``405`` not a thing to do there.
"""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from inspections.models import Attendance, Visit
from reports import services
from reports.models import Document, Register
from tests import build, people
from tests.accounts.keys import Key
from tests.people import Cast
from units.imports import files
from units.imports.kinds import UNITS
from units.models import Officer
from units.services import invitations
from workflow.models import Transition
from workflow.moves import move

PEOPLE = ("anonymous", "nga", "lan", "hoa", "khoa", "em", "giang", "cuong", "dung", "an", "binh")
TABLE = Path(__file__).parent / "access_matrix.csv"
ROWS = list(csv.DictReader(TABLE.open(encoding="utf-8", newline="")))


@dataclass
class World:
    """The things addresses point to, all of Huyện đoàn Đầm Hà."""

    papers: dict[str, Document]
    arguments: dict[str, dict[str, Any]]


@pytest.fixture
def world(cast: Cast, quick_pdf: None) -> World:
    visit = build.ready_to_conclude(cast)
    services.issue(build.approved_paper(cast, kind="minutes"), actor=cast.an)
    issued = Document.objects.get(kind="minutes")
    draft = services.start_document("conclusion", actor=cast.an, issuer=cast.issuer, visit=visit)
    papers = {"draft": draft, "issued": issued}
    papers |= {status: _twin(draft, status) for status in ("submitted", "approved")}
    finding = visit.findings.order_by("pk")[0]
    asked = visit.recommendations.get()
    Attendance.objects.create(visit=visit, author=cast.em, full_name="Ông Mẫu")
    register = Register.objects.create(key="k", issuer=cast.issuer, period="nhiệm kỳ XI")
    visits = {"pk": visit.pk}
    key_of_an = {"pk": _key_of(cast.an).pk}
    record = {"pk": finding.pk, "kind": "ghi-nhan"}
    arguments: dict[str, dict[str, Any]] = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "a-b"},
        "accounts:end_session": {"pk": _session_of(cast.an).pk},
        "mfa_edit_webauthn": key_of_an,
        "mfa_remove_webauthn": key_of_an,
        "units:unit": {"code": cast.damha.code},
        "units:import_kind": {"kind": "don-vi"},
        "units:export": {"kind": "don-vi"},
        "units:import_template": {"kind": "don-vi", "ending": "csv"},
        "units:propose_reorganisation": {"kind": "rename"},
        "inspections:edit_team": {"pk": cast.team.pk},
        "inspections:add_visit": {"pk": cast.round.pk},
        "inspections:record": {**visits, "kind": "ghi-nhan"},
        "inspections:record_on_round": {"pk": cast.round.pk, "kind": "ghi-nhan"},
        "inspections:edit_record": record,
        "inspections:withdraw_record": record,
        "inspections:record_history": record,
        "inspections:decide": {"pk": finding.pk},
        "inspections:record_outcome": {"pk": asked.pk},
        "reports:register": {"pk": register.pk},
        "reports:start_for_visit": visits,
        "reports:start_for_round": {"pk": cast.round.pk},
    }
    kept = files.keep_file(b"Cot,x", "a.csv", UNITS, actor=cast.an)
    for name in ("import_file", "import_faults", "apply_import"):
        arguments[f"units:{name}"] = {"pk": kept.pk}
    proposal = {"pk": build.proposal(cast).pk}
    for name in (
        "reorganisation",
        "edit_proposal",
        "drop_proposal",
        "carry_out_reorganisation",
        "take_back_reorganisation",
    ):
        arguments[f"units:{name}"] = proposal
    arguments |= _arguments_of_people(cast)
    for name in ("visit", "edit_visit", "edit_meeting", "move_visit", "synthesis", "visit_history"):
        arguments[f"inspections:{name}"] = visits
    for name in ("round", "edit_round", "move_round", "edit_topics", "add_team", "round_history"):
        arguments[f"inspections:{name}"] = {"pk": cast.round.pk}
    return World(papers, arguments)


def _arguments_of_people(cast: Cast) -> dict[str, dict[str, Any]]:
    """Khoa's right, an officer, an invitation and a cluster of Huyện đoàn Đầm Hà."""
    code = {"code": cast.damha.code}
    membership = {**code, "pk": cast.khoa.memberships.get().pk}
    officer = Officer.objects.create(unit=cast.damha, full_name="Bùi Văn Khoa", position="Bí thư")
    waiting = invitations.invite(
        unit=cast.damha, full_name="Người Mới", role="unit_officer", actor=cast.binh
    )
    assert waiting.secret is not None
    cluster = people.cluster(cast)
    found: dict[str, dict[str, Any]] = {
        "clusters:edit_seats": {"pk": cluster.pk, "year": 2020},
        "invitations:accept good": {"secret": waiting.secret.token},
        "invitations:accept dead": {"secret": "khong-co"},
    }
    for name in ("people", "officers", "invitations", "invite", "give_membership", "add_officer"):
        found[f"units:{name}"] = code
    for name in ("edit_membership", "end_membership", "reopen_membership", "reset_slip"):
        found[f"units:{name}"] = membership
    for name in ("disable_account", "enable_account"):
        found[f"units:{name}"] = membership
    for name in ("edit_officer", "end_officer"):
        found[f"units:{name}"] = {**code, "pk": officer.pk}
    for name in ("renew_invitation", "withdraw_invitation"):
        found[f"units:{name}"] = {**code, "pk": waiting.invitation.pk}
    for name in ("cluster", "edit_cluster"):
        found[f"clusters:{name}"] = {"pk": cluster.pk}
    return found


def _twin(draft: Document, status: str) -> Document:
    """The same paper in another state."""
    twin = Document.objects.get(pk=draft.pk)
    twin.pk, twin.status = None, status
    twin.save()
    return twin


def _session_of(user: User) -> UserSession:
    return UserSession.objects.create(
        user=user, ip="10.0.0.7", session_key="elsewhere", user_agent="Firefox"
    )


def _key_of(user: User) -> Authenticator:
    answer = json.loads(Key(user).register({"publicKey": {"challenge": "AAAA"}}))
    RecoveryCodes.activate(user)
    return WebAuthn.add(user, "Khóa của An", answer).instance


def _address(row: dict[str, str], world: World) -> str:
    name = row["url"]
    special = f"{name} {row['object']}"
    if special in world.arguments:
        return reverse(name, kwargs=world.arguments[special])
    if name in world.arguments:
        return reverse(name, kwargs=world.arguments[name])
    if name.startswith("reports:") and row["object"]:
        return reverse(name, kwargs={"pk": world.papers[row["object"]].pk})
    return reverse(name)


def _answer(client: Client, row: dict[str, str], world: World) -> str:
    send = client.get if row["method"] == "GET" else client.post
    response = send(_address(row, world))
    if response.status_code == 302 and "/dang-nhap/" in response["Location"]:
        return "login"
    code = response.status_code
    return "ok" if code < 400 or code == 503 else str(code)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_whole_table_holds_for(
    who: str, cast: Cast, world: World, as_: Callable[[User], Client]
) -> None:
    signed_in = Client() if who == "anonymous" else as_(getattr(cast, who))

    def browser() -> Client:
        fresh = Client()
        fresh.cookies.update(signed_in.cookies)
        return fresh

    wrong = [
        f"{row['method']} {row['url']} {row['object']}: {row[who]} → {found}"
        for row in ROWS
        if (found := _answer_and_undo(browser, row, world)) != row[who]
    ]
    assert wrong == []


def _answer_and_undo(browser: Callable[[], Client], row: dict[str, str], world: World) -> str:
    """Each cell starts from the same world, whatever the cell before it did."""
    point = transaction.savepoint()
    try:
        return _answer(browser(), row, world)
    finally:
        transaction.savepoint_rollback(point)


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
