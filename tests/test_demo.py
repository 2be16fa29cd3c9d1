"""The demo tells the bulletin and invents nothing about real people or units."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from briefings.models import Briefing, Outcome, UnitReport
from inspections.models import Finding, Recommendation, Round, TeamMember, Visit
from reports.kinds import KINDS
from reports.models import Document
from tasks.models import Task
from tinhdoan.demo import people, round_2020, round_2026
from units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdf")]
REAL = {"DH", "CT", "CP", "MC", "TT-KCQ", "TT-QS"}


def _loaded() -> dict[str, Any]:
    out = io.StringIO()
    call_command("load_demo", "--json", stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def test_loading_twice_changes_nothing() -> None:
    first = _loaded()
    counts = [m.objects.count() for m in (Unit, User, Round, Visit, Finding, Document)]
    assert _loaded() == first
    assert [m.objects.count() for m in (Unit, User, Round, Visit, Finding, Document)] == counts


def test_it_tells_scripts_a_login_of_each_role_and_unit_and_every_issued_paper() -> None:
    told = _loaded()
    assert {one["role"] for one in told["logins"]} == {
        "office",
        "leader",
        "admin",
        "clerk",
        "member",
        "unit",
    }
    assert {one["unit"] for one in told["logins"] if one["role"] == "unit"} == REAL
    assert set(told["visits"]) == REAL
    assert len(told["documents"]) == Document.objects.exclude(issued_at=None).count()
    client = Client()
    office = told["logins"][0]
    told_login = {"username": office["username"], "password": office["password"]}
    assert client.post("/dang-nhap/", told_login)["Location"] == "/"
    assert {paper["kind"] for paper in told["documents"]} == set(KINDS)
    assert {len(paper["check"]) for paper in told["documents"]} == {len("/v/7K2MQ9XD4TP")}
    pages = [told["round"], *told["visits"].values()]
    pages += [paper[key] for paper in told["documents"] for key in ("page", "pdf")]
    assert {client.get(page).status_code for page in pages} == {200}


def test_the_round_is_the_bulletins_own() -> None:
    _loaded()
    real = Round.objects.get(title=round_2020.TITLE)
    assert {visit.unit.code for visit in real.visits.all()} == REAL
    assert real.topics.count() == 4
    head = TeamMember.objects.get(team__round=real, duty=TeamMember.Duty.LEADER)
    assert (head.full_name, head.user) == ("Hoàng Văn Hải", None)
    shared = real.findings.filter(visit=None)
    assert {(f.kind, f.source) for f in shared} == {("strength", "Theo bản tin 27/11/2020")}
    asked = real.recommendations.filter(visit=None)
    assert [row.due_on for row in asked] == [None] * 4
    states = sorted(visit.status for visit in real.visits.all())
    assert states == ["concluded"] + ["drafting"] * 5


def test_nothing_is_invented_about_real_units() -> None:
    _loaded()
    ours = Finding.objects.filter(visit__unit__code__in=REAL)
    assert ours.exists()
    assert all("[MẪU]" in finding.body for finding in ours)
    assert not ours.filter(kind=Finding.Kind.VIOLATION).exists()
    assert not Recommendation.objects.filter(
        round__title=round_2020.TITLE, due_on__isnull=False
    ).exists()


def test_what_a_person_typed_into_sample_papers_says_that_it_is_invented() -> None:
    _loaded()
    for paper in Document.objects.exclude(issued_at=None):
        built, draft = paper.built, paper.draft
        was = [built["opening"], *(part["html"] for part in built["sections"]), built["closing"]]
        now = [draft["opening"], *(part["html"] for part in draft["sections"]), draft["closing"]]
        assert all(a == b or "[MẪU]" in b for a, b in zip(was, now, strict=True)), paper
        assert not any("[Cần bổ sung" in html for html in now)


def test_the_sample_round_learnt_its_numbers_from_its_papers() -> None:
    _loaded()
    sample = Round.objects.get(title=round_2026.TITLE)
    assert (sample.plan_symbol, sample.decision_symbol) == ("01-KH/TĐTN-UBKT", "01-QĐ/TĐTN-UBKT")
    papers = Document.objects.filter(round=sample).exclude(number=None)
    for register in {paper.register for paper in papers}:
        days = [p.paper_on for p in papers.filter(register=register).order_by("number")]
        assert days == sorted(days), register


def test_no_sample_paper_bears_the_name_of_the_real_head_as_signer() -> None:
    _loaded()
    for paper in Document.objects.exclude(issued_at=None):
        assert paper.register is None or paper.register.is_training
        assert "KHÔNG CÓ GIÁ TRỊ" in paper.content["foot_note"]
        assert all(one["name"] != "Hoàng Văn Hải" for one in paper.content["signatures"])


def test_thirteen_districts_stood_on_the_day_of_the_round() -> None:
    _loaded()
    there = Unit.objects.existing_on(round_2020.DAY)
    assert there.filter(kind=Unit.Kind.DISTRICT).count() == 13
    assert there.filter(kind=Unit.Kind.DIRECT).count() == 7


def test_logins_stand_on_the_sign_in_page_of_the_demo_alone(settings: Any, client: Client) -> None:
    settings.DEMO = False
    assert people.PASSWORD not in client.get("/dang-nhap/").content.decode()
    settings.DEMO = True
    _loaded()
    page = client.get("/dang-nhap/").content.decode()
    assert people.PASSWORD in page
    assert "campha" in page


def test_the_briefing_of_the_bulletin_comes_first_and_nothing_of_it_is_invented() -> None:
    told = _loaded()
    shown = Briefing.objects.get(source=round_2020.SOURCE)
    assert told["briefings"][0] == shown.get_absolute_url()
    assert len(told["briefings"]) == Briefing.objects.count() == 3
    assert (shown.status, shown.starts_at, shown.attendances.count()) == ("held", None, 0)
    assert shown.round is not None
    lines = Outcome.objects.filter(item__briefing=shown)
    assert not lines.filter(kind="v").exists()
    client = Client()
    client.force_login(User.objects.get(username="vanphong"))
    assert {client.get(page).status_code for page in told["briefings"]} == {200}


def test_lateness_and_overdue_tasks_of_briefings_belong_to_sample_units_alone() -> None:
    _loaded()
    late = UnitReport.objects.filter(is_late=True)
    tasks = Task.objects.filter(origin_type__model="outcome")
    assert late.count() == 1
    assert tasks.overdue(round_2026.BEGINS).count() == 1
    owners = [*(one.unit for one in late), *(one.owner for one in tasks)]
    assert all(unit.is_sample for unit in owners)
