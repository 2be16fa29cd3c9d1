"""*Ai được xem trang này*: the sentences say what the doors do.

A sentence that names somebody and says "xem được" is a promise; "chưa xem được" and "không xem
được" are promises of the contrary. Each is held against the answer of the page itself.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from inspections import access as inspections
from inspections.models import Round, Visit
from reports import access as reports
from reports.models import Document, Register
from tests import build, people
from tests.people import Cast
from tests.reports.test_sending import common, send
from units.access import who_sees as units

SignIn = Callable[[User], Client]
NO = ("chưa xem được", "không xem")


def says(sentences: list[str], name: str) -> bool:
    """Whether the sentences promise the page to who bears the name; no name, no promise."""
    told = [one for one in sentences if name in one]
    return any("xem được" in one and not any(no in one for no in NO) for one in told)


def opens(browser: Client, address: str) -> bool:
    """Whether the page is the person's; it is there or it is not, nothing between."""
    status = browser.get(address).status_code
    assert status in (200, 404)
    return status == 200


def shown(browser: Client, address: str, sentences: list[str]) -> bool:
    """Whether the page bears exactly these sentences."""
    page = browser.get(address).content.decode()
    return "Ai được xem trang này" in page and all(one in page for one in sentences)


@pytest.mark.parametrize("issued", [False, True])
def test_the_inspected_unit_reads_a_paper_when_the_page_says_so(
    cast: Cast, as_: SignIn, quick_pdf: None, issued: bool
) -> None:
    made = build.issued_paper(cast) if issued else build.approved_paper(cast)
    paper = Document.objects.get(pk=made.pk)
    address = paper.get_absolute_url()
    sentences = reports.who_sees_document(paper)
    assert says(sentences, "Huyện đoàn Đầm Hà") is issued
    assert opens(as_(cast.khoa), address) is issued
    assert says(sentences, "Tỉnh đoàn Quảng Ninh")
    for who in (cast.an, cast.binh):
        assert opens(as_(who), address)
    assert says(sentences, "Đoàn kiểm tra")
    assert opens(as_(cast.em), address)
    assert not says(sentences, "Cẩm Phả")
    for who in (cast.hoa, cast.lan, cast.giang, cast.nga):
        assert not opens(as_(who), address)
    assert shown(as_(cast.an), address, sentences)


@pytest.mark.parametrize("was_sent", [False, True])
def test_a_unit_reads_a_paper_of_the_round_when_it_was_sent_there(
    cast: Cast, as_: SignIn, was_sent: bool
) -> None:
    paper = common(cast)
    if was_sent:
        send(cast, paper, cast.damha)
    sentences = reports.who_sees_document(paper)
    address = paper.get_absolute_url()
    assert says(sentences, "Các đơn vị được gửi") is was_sent
    assert not says(sentences, "Huyện đoàn Đầm Hà")
    assert opens(as_(cast.khoa), address) is was_sent
    assert not says(sentences, "Cẩm Phả")
    assert not opens(as_(cast.hoa), address)
    assert shown(as_(cast.an), address, sentences)
    if was_sent:
        assert shown(as_(cast.khoa), address, sentences)


@pytest.mark.parametrize("told", [False, True])
def test_the_inspected_unit_knows_of_a_visit_when_the_page_says_so(
    cast: Cast, as_: SignIn, told: bool
) -> None:
    if not told:
        Visit.objects.filter(pk=cast.visit.pk).update(status=Visit.Status.PLANNED)
    visit = Visit.objects.get(pk=cast.visit.pk)
    address = visit.get_absolute_url()
    sentences = inspections.who_sees_visit(visit)
    assert says(sentences, "Huyện đoàn Đầm Hà") is told
    assert opens(as_(cast.khoa), address) is told
    for who in (cast.an, cast.binh, cast.em):
        assert opens(as_(who), address)
    for who in (cast.hoa, cast.lan, cast.giang, cast.nga):
        assert not opens(as_(who), address)
    assert shown(as_(cast.em), address, sentences)
    if told:
        assert shown(as_(cast.khoa), address, sentences)


def test_records_and_histories_are_not_the_units(cast: Cast, as_: SignIn) -> None:
    finding = build.at_drafting(cast).findings.order_by("pk")[0]
    visit = Visit.objects.get(pk=cast.visit.pk)
    sentences = inspections.who_sees_inside(visit)
    address = reverse("inspections:record_history", args=["ghi-nhan", finding.pk])
    assert not says(sentences, "Huyện đoàn Đầm Hà")
    assert not opens(as_(cast.khoa), address)
    assert says(sentences, "Đoàn kiểm tra")
    for who in (cast.an, cast.em):
        assert shown(as_(who), address, sentences)
    for who in (cast.giang, cast.hoa, cast.lan):
        assert not opens(as_(who), address)


def test_a_round_is_for_its_organiser_and_its_teams(cast: Cast, as_: SignIn) -> None:
    round_ = Round.objects.get(pk=cast.round.pk)
    sentences = inspections.who_sees_round(round_)
    for address in (
        round_.get_absolute_url(),
        reverse("inspections:round_history", args=[round_.pk]),
    ):
        for who in (cast.an, cast.binh, cast.em, cast.giang):
            assert opens(as_(who), address)
        for who in (cast.khoa, cast.hoa, cast.lan, cast.nga):
            assert not opens(as_(who), address)
    assert shown(as_(cast.giang), round_.get_absolute_url(), sentences)
    assert says(sentences, "Tỉnh đoàn Quảng Ninh")
    assert says(sentences, "Đoàn kiểm tra")
    assert not says(sentences, "Đơn vị được kiểm tra")


def test_a_register_is_for_the_staff_of_its_unit(cast: Cast, as_: SignIn) -> None:
    register = Register.objects.create(key="k", issuer=cast.issuer, period="nhiệm kỳ XI")
    sentences = reports.who_sees_register(register)
    for who in (cast.an, cast.binh):
        assert shown(as_(who), register.get_absolute_url(), sentences)
    for who in (cast.em, cast.khoa, cast.lan):
        assert not opens(as_(who), register.get_absolute_url())


def test_a_unit_and_its_officers_are_for_the_unit_and_those_above(cast: Cast, as_: SignIn) -> None:
    pages = {
        cast.damha.get_absolute_url(): units.who_sees_unit(cast.damha),
        reverse("units:officers", args=["DH"]): units.who_sees_officers(cast.damha),
        reverse("units:people", args=["DH"]): units.who_sees_people(cast.damha),
    }
    for address, sentences in pages.items():
        for name, who in (("Đầm Hà", cast.khoa), ("Tỉnh đoàn", cast.an), ("Tỉnh đoàn", cast.binh)):
            assert says(sentences, name)
            assert shown(as_(who), address, sentences), address
        for who in (cast.hoa, cast.lan, cast.em, cast.nga):
            assert not opens(as_(who), address)


def test_invitations_are_for_who_may_make_them(cast: Cast, as_: SignIn) -> None:
    quynh = people.person("quynh", "Trịnh Thị Quỳnh", cast.damha, "leader")
    address = reverse("units:invitations", args=["DH"])
    sentences = units.who_sees_invitations(cast.damha)
    for who in (cast.an, cast.binh, quynh):
        assert shown(as_(who), address, sentences)
    assert as_(cast.khoa).get(address).status_code == 403
    assert not says(sentences, "Người dùng của Huyện đoàn Đầm Hà")


def test_a_cluster_is_for_its_organiser_and_who_sits_in_it(cast: Cast, as_: SignIn) -> None:
    cluster = people.cluster(cast)
    sentences = units.who_sees_cluster(cluster, 2020)
    for who in (cast.an, cast.binh, cast.hoa, cast.khoa):
        assert shown(as_(who), cluster.get_absolute_url(), sentences)
    for who in (cast.lan, cast.em, cast.nga):
        assert not opens(as_(who), cluster.get_absolute_url())
