"""*Ai được xem trang này* when a unit has ended: its heir is named, its own people see nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from inspections import access as inspections
from inspections.models import Visit
from reports import access as reports
from reports.models import Document
from tests import build, people
from tests.people import ROLE, Cast
from tests.test_who_sees import opens, says, shown
from units.access import who_sees as units
from units.models import Reorganisation, Unit
from units.services.plans import Link, NewUnit, Plan

SignIn = Callable[[User], Client]
EVE, DAY = "2025-06-30 12:00+07:00", "2025-07-01 00:30+07:00"
KIND = Reorganisation.Kind
GONE, HEIR, TOP = "Huyện đoàn Đầm Hà", "Thành đoàn Cẩm Phả", "Tỉnh đoàn Quảng Ninh"


def ending(cast: Cast, plan: Plan | None = None, **facts: Any) -> Reorganisation:
    """Decided two weeks ahead: Đầm Hà goes into Cẩm Phả (unless told)."""
    merge = Plan(ending=["DH"], links=[Link("DH", "CP", inherits=True)])
    with time_machine.travel("2025-06-16 09:00+07:00"):
        return build.applied(cast, plan or merge, **({"kind": KIND.MERGE} | facts))


def new_heir() -> Plan:
    """Đầm Hà goes into a unit that begins that day."""
    return Plan(
        new=[NewUnit("X-1", "Đoàn X-1", "Đoàn X-1", Unit.Kind.COMMUNE, "TD-QN")],
        ending=["DH"],
        links=[Link("DH", "X-1", inherits=True)],
    )


def damha() -> Unit:
    """As the database has it."""
    return Unit.objects.get(code="DH")


def test_the_pages_of_an_ended_unit_name_its_heir_from_the_day_on(cast: Cast, as_: SignIn) -> None:
    ending(cast)
    pages = {
        cast.damha.get_absolute_url(): units.who_sees_unit,
        reverse("units:officers", args=["DH"]): units.who_sees_officers,
    }
    for moment, gone, heir in ((EVE, True, False), (DAY, False, True)):
        with time_machine.travel(moment):
            for address, who_sees in pages.items():
                sentences = who_sees(damha())
                assert says(sentences, GONE) is gone
                assert opens(as_(cast.khoa), address) is gone
                assert says(sentences, HEIR) is heir
                assert opens(as_(cast.hoa), address) is heir
                assert says(sentences, TOP)
                assert shown(as_(cast.an), address, sentences)
                assert not opens(as_(cast.lan), address)
    assert "từ ngày 01/07/2025" in " ".join(_told_of_unit())


def _told_of_unit() -> list[str]:
    with time_machine.travel(DAY):
        return units.who_sees_unit(damha())


def test_people_of_an_ended_unit_are_looked_after_from_above_alone(cast: Cast, as_: SignIn) -> None:
    ending(cast)
    with time_machine.travel(DAY):
        sentences = units.who_sees_people(damha())
        address = reverse("units:people", args=["DH"])
        assert not says(sentences, GONE)
        assert not says(sentences, HEIR)
        assert opens(as_(cast.khoa), address) is False
        assert as_(cast.hoa).get(address).status_code == 403
        assert shown(as_(cast.an), address, sentences)
        assert "Lãnh đạo, quản trị của Huyện" not in " ".join(sentences)
        assert not says(units.who_sees_invitations(damha()), GONE)


def test_an_heir_that_ended_in_turn_gives_way_to_its_own(cast: Cast, as_: SignIn) -> None:
    ending(cast, new_heir())
    further = Plan(ending=["X-1"], links=[Link("X-1", "CP", inherits=True)])
    build.applied(cast, further, kind=KIND.MERGE, effective_on=date(2026, 1, 1))
    for moment, heir, other in (("2025-12-31", "Đoàn X-1", HEIR), ("2026-01-01", HEIR, "X-1")):
        with time_machine.travel(f"{moment} 12:00+07:00"):
            sentences = units.who_sees_unit(damha())
            assert says(sentences, heir)
            assert not says(sentences, other)
            assert opens(as_(cast.hoa), cast.damha.get_absolute_url()) is (heir == HEIR)


def test_a_unit_that_ended_without_heir_is_for_those_above(cast: Cast, as_: SignIn) -> None:
    ending(cast, Plan(ending=["DH"]), kind=KIND.DISSOLVE)
    with time_machine.travel(DAY):
        for sentences in (
            units.who_sees_unit(damha()),
            inspections.who_sees_visit(Visit.objects.get(pk=cast.visit.pk)),
        ):
            assert says(sentences, TOP)
            assert not says(sentences, GONE)
            assert "hồ sơ nay do" not in " ".join(sentences)
        for address in (cast.damha.get_absolute_url(), cast.visit.get_absolute_url()):
            assert opens(as_(cast.an), address)
            assert not opens(as_(cast.khoa), address)


def test_the_heir_reads_the_visit_and_the_issued_paper_and_the_ended_unit_does_not(
    cast: Cast, as_: SignIn, quick_pdf: None
) -> None:
    paper = Document.objects.get(pk=build.issued_paper(cast).pk)
    ending(cast)
    with time_machine.travel(DAY):
        visit = Visit.objects.get(pk=cast.visit.pk)
        for address, sentences in (
            (visit.get_absolute_url(), inspections.who_sees_visit(visit)),
            (paper.get_absolute_url(), reports.who_sees_document(paper)),
        ):
            assert says(sentences, HEIR)
            assert shown(as_(cast.hoa), address, sentences)
            assert not says(sentences, GONE)
            assert not opens(as_(cast.khoa), address)
            told = " ".join(sentences)
            assert f"{GONE} đã kết thúc hoạt động từ ngày 01/07/2025" in told
            assert f"(hồ sơ nay do {HEIR} quản lý)" in told
            assert "nay là đơn vị tiếp nhận" not in told


def test_an_heir_above_the_unit_is_not_told_to_see_less_than_it_does(
    cast: Cast, as_: SignIn
) -> None:
    ending(cast, Plan(ending=["DH"], links=[Link("DH", "TD-QN", inherits=True)]))
    with time_machine.travel(DAY):
        sentences = inspections.who_sees_inside(Visit.objects.get(pk=cast.visit.pk))
        assert says(sentences, TOP)
        assert not any(TOP in one and "không xem được ghi nhận" in one for one in sentences)


@pytest.mark.parametrize("has_ended", [False, True])
def test_pages_on_which_records_are_written_say_who_reads_them(
    cast: Cast, as_: SignIn, has_ended: bool
) -> None:
    visit = build.at_drafting(cast)
    finding, asked = visit.findings.order_by("pk")[0], visit.recommendations.get()
    if has_ended:
        ending(cast)
    unit = HEIR if has_ended else GONE
    args = [visit.pk]
    pages = {
        reverse("inspections:synthesis", args=args): (cast.cuong, ""),
        reverse("inspections:edit_meeting", args=args): (cast.cuong, ""),
        reverse("inspections:record", args=[*args, "ghi-nhan"]): (cast.em, "ghi-nhan"),
        reverse("inspections:edit_record", args=["ghi-nhan", finding.pk]): (cast.em, "ghi-nhan"),
        reverse("inspections:edit_record", args=["de-nghi", asked.pk]): (cast.an, "de-nghi"),
        reverse("inspections:withdraw_record", args=["de-nghi", asked.pk]): (cast.an, "de-nghi"),
    }
    with time_machine.travel(DAY):
        stored = Visit.objects.get(pk=visit.pk)
        for address, (who, kind) in pages.items():
            sentences = inspections.who_sees_inside(stored, kind)
            page = as_(who).get(address).content.decode()
            assert "Ai đọc được nội dung ở trang này" in page, address
            assert all(one in page for one in sentences), address
            assert says(sentences, TOP)
            assert any(f"{unit} chưa xem" in one or f"{unit} không xem" in one for one in sentences)
            assert not says(sentences, GONE)


def test_in_a_cluster_the_heir_takes_the_place_of_who_sat_there(cast: Cast, as_: SignIn) -> None:
    cluster = people.cluster(cast)
    assert "Thay đơn vị" not in " ".join(units.who_sees_cluster(cluster, 2020))
    ending(cast, new_heir())
    heir = people.person("x1", "Bí thư X-1", Unit.objects.get(code="X-1"), ROLE.UNIT_OFFICER)
    with time_machine.travel(DAY):
        sentences = units.who_sees_cluster(cluster, 2020)
        assert any("Thay đơn vị đã kết thúc" in one for one in sentences)
        assert shown(as_(heir), cluster.get_absolute_url(), sentences)
        assert not opens(as_(cast.khoa), cluster.get_absolute_url())


def test_roles_are_named_where_only_staff_sees(cast: Cast, as_: SignIn) -> None:
    quiet = people.person("quynh", "Trịnh Thị Quỳnh", cast.province, ROLE.UNIT_OFFICER)
    round_ = cast.round
    sentences = inspections.who_sees_round(round_)
    assert sentences[0].startswith(f"Chuyên viên, lãnh đạo, văn thư, quản trị của {TOP}")
    assert not opens(as_(quiet), round_.get_absolute_url())
    assert opens(as_(cast.an), round_.get_absolute_url())
    reorganisation = build.proposal(cast)
    page = reorganisation.get_absolute_url()
    assert as_(cast.an).get(page).content.decode().count("Ai được xem trang này") == 1
    assert not opens(as_(quiet), page)
