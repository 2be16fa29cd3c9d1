"""The real history in the demo: 14, 13, then 54 units under the province, and how they hang on."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.models import Document
from tinhdoan.management.commands.load_demo import load
from units.models import OfficialCode, Placement, Unit, UnitName, UnitQuerySet


@pytest.fixture
def office(db: None, quick_pdf: None) -> Client:
    load()
    client = Client()
    client.force_login(User.objects.get(username="vanphong"))
    return client


def below_province(day: date, kind: str) -> UnitQuerySet:
    """Units of the kind directly under the province on the day, samples left out."""
    province = Unit.objects.get(code="TD-QN")
    rows = Unit.objects.children_of(province, day).filter(is_sample=False)
    named = UnitName.objects.on(day).filter(kind=kind)
    return rows.filter(pk__in=named.values("unit"))


@pytest.mark.parametrize(
    ("day", "districts", "communes"),
    [
        (date(2019, 12, 31), 14, 0),
        (date(2020, 1, 1), 13, 0),
        (date(2020, 11, 27), 13, 0),
        (date(2025, 6, 30), 13, 0),
        (date(2025, 7, 1), 0, 54),
        (date(2025, 7, 2), 0, 54),
        (date(2026, 11, 25), 0, 54),
    ],
)
def test_the_tree_stands_as_it_stood(
    office: Client, day: date, districts: int, communes: int
) -> None:
    assert below_province(day, Unit.Kind.DISTRICT).count() == districts
    assert below_province(day, Unit.Kind.COMMUNE).count() == communes
    page = office.get(reverse("units:tree"), {"ngay": f"{day:%d/%m/%Y}"}).content.decode()
    for label, count in (("Đoàn cấp huyện", districts), ("Đoàn cấp xã", communes)):
        samples = 6 if label == "Đoàn cấp xã" and communes else 0
        beside = f", trong đó {samples} đơn vị mẫu" if samples else ""
        heading = f'{label} <span class="text-secondary">({count + samples}{beside})</span>'
        assert (heading in page) == bool(count)


def test_every_commune_leads_to_a_predecessor(office: Client) -> None:
    for unit in below_province(date(2025, 7, 2), Unit.Kind.COMMUNE):
        page = office.get(unit.get_absolute_url()).content.decode()
        before = [row.predecessor for row in unit.origins.in_force().select_related("predecessor")]
        assert before
        assert all(f'href="{old.get_absolute_url()}"' in page for old in before)


def test_the_special_zone_leads_back_to_the_district_and_its_papers(office: Client) -> None:
    page = office.get(reverse("units:unit", args=["DK-COTO"])).content.decode()
    assert reverse("units:unit", args=["CT"]) in page
    paper = Document.objects.get(kind="conclusion", visit__unit__code="CT")
    assert paper.get_absolute_url() in page
    assert "Huyện đoàn Cô Tô" in str(paper.content)
    assert "đặc khu" not in str(paper.content)


def test_two_districts_and_one_commune_share_what_crossed_their_line(office: Client) -> None:
    unit = Unit.objects.get(code="X-HAILANG")
    rows = unit.origins.in_force()
    assert {(row.predecessor.code, row.part) for row in rows} == {("TY", "part"), ("CP", "part")}


def test_a_town_that_became_a_city_keeps_its_old_name_before(office: Client) -> None:
    town = Unit.objects.get(code="DT")
    assert town.name_on(date(2024, 10, 31)) == "Thị đoàn Đông Triều"
    assert town.name_on(date(2024, 11, 1)) == "Thành đoàn Đông Triều"


def test_a_base_changed_its_parent_in_2019_and_again_with_the_districts(office: Client) -> None:
    base = Unit.objects.get(code="CS-VTT")

    def parent(day: date) -> str:
        return Placement.objects.on(day).get(unit=base).parent.code

    assert [parent(date(2019, 7, 7)), parent(date(2019, 7, 8))] == ["TT-THAN", "HL"]
    assert [parent(date(2025, 6, 30)), parent(date(2025, 7, 1))] == ["HL", "P-HALONG"]


def test_each_commune_has_the_code_of_the_state(office: Client) -> None:
    codes = OfficialCode.objects.on(date(2025, 7, 1)).filter(unit__kind=Unit.Kind.COMMUNE)
    assert codes.count() == len(set(codes.values_list("code", flat=True))) == 54


def test_the_units_officer_of_today_reads_what_the_district_left(office: Client) -> None:
    client = Client()
    client.force_login(User.objects.get(username="damha"))
    tree = client.get(reverse("units:tree")).content.decode()
    assert "Đoàn xã Đầm Hà" in tree
    assert client.get(reverse("units:unit", args=["DH"])).status_code == 200
    assert client.get(reverse("units:unit", args=["CT"])).status_code == 404
