"""Clusters: who sees and who sets them, one head, one cluster a year, years that exist."""

import re
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from tests import people
from tests.people import Cast, assemble, person, unit
from units.access import clusters as access
from units.models import Cluster, ClusterSeat, Membership, Unit
from units.services import clusters as services
from units.services.clusters import Seat
from units.services.refusals import Refused

SignIn = Callable[[User], Client]
HEAD, DEPUTY = ClusterSeat.Duty.HEAD, ClusterSeat.Duty.DEPUTY


@pytest.fixture
def cluster(cast: Cast) -> Cluster:
    """Cụm thi đua số 1 in 2020: Cẩm Phả its head, Đầm Hà a member."""
    return people.cluster(cast)


def sitting(cluster: Cluster, year: int) -> dict[str, str]:
    """Code of each unit that sits in the year → its duty."""
    rows = ClusterSeat.objects.filter(cluster=cluster, year=year)
    return dict(rows.values_list("unit__code", "duty"))


def form(cluster: Cluster, year: int, **duties: str) -> dict[str, str]:
    """What the page of a year sends: duties by the unit's code."""
    units = dict(Unit.objects.filter(code__in=duties).values_list("code", "pk"))
    typed = {f"duty-{units[code]}": duty for code, duty in duties.items()}
    return {**typed, "seen": services.state_of(cluster, year)}


# Who sees


def test_the_organisers_line_sees_every_year_and_units_the_years_they_sat(
    cast: Cast, cluster: Cluster, as_: SignIn
) -> None:
    services.set_seats(cluster, 2021, [Seat(cast.campha, HEAD)], actor=cast.an)
    page = cluster.get_absolute_url()
    for who in (cast.an, cast.binh, cast.hoa):
        assert "2021" in as_(who).get(page).content.decode()
    khoa = as_(cast.khoa)
    shown = khoa.get(page, {"nam": "2021"}).content.decode()
    assert "năm 2020" in shown
    assert "2021" not in shown
    assert "Thành đoàn Cẩm Phả" in shown  # sits beside it
    assert reverse("units:unit", args=["CP"]) not in shown
    for who in (cast.lan, cast.nga, cast.em):
        assert as_(who).get(page).status_code == 404
    assert "Cụm thi đua số 1" not in as_(cast.lan).get("/cum-thi-dua/").content.decode()
    assert "Cụm thi đua số 1" in khoa.get("/cum-thi-dua/").content.decode()


def test_only_officers_and_administrators_of_the_organiser_set_it(
    cast: Cast, cluster: Cluster
) -> None:
    for who in (cast.binh, cast.hoa, cast.khoa, cast.lan):
        assert not access.may_edit_cluster(who, cluster)
        with pytest.raises(Refused):
            services.set_seats(cluster, 2022, [Seat(cast.damha)], actor=who)
    for who in (cast.an, cast.oanh):
        assert access.may_edit_cluster(who, cluster)
    services.set_seats(cluster, 2022, [Seat(cast.damha)], actor=cast.an)
    assert sitting(cluster, 2022) == {"DH": "member"}


# Setting


def test_a_year_is_set_as_a_whole_and_the_head_changes_hands(
    cast: Cast, cluster: Cluster, as_: SignIn
) -> None:
    address = reverse("clusters:edit_seats", args=[cluster.pk, 2020])
    client = as_(cast.an)
    done = client.post(address, form(cluster, 2020, DH="head", CP="deputy"))
    assert done.status_code == 302
    assert sitting(cluster, 2020) == {"DH": "head", "CP": "deputy"}
    client.post(address, form(cluster, 2020, DH="head"))
    assert sitting(cluster, 2020) == {"DH": "head"}
    event = AuditEvent.objects.filter(action="seat_changed").first()
    assert event.data == {"year": 2020, "removed": ["Thành đoàn Cẩm Phả"], "added": []}
    client.post(address, form(cluster, 2020, DH="head"))
    assert AuditEvent.objects.filter(action="seat_changed").count() == 2


def test_last_years_members_are_copied_and_who_has_ended_is_named(
    cast: Cast, cluster: Cluster, as_: SignIn
) -> None:
    cast.damha.valid_to = date(2020, 12, 31)
    cast.damha.save()
    address = reverse("clusters:edit_seats", args=[cluster.pk, 2021])
    client = as_(cast.an)
    assert "Chép từ năm 2020" in client.get(address).content.decode()
    page = client.get(address, {"chep": ""}).content.decode()
    assert "không chép: Huyện đoàn Đầm Hà" in page
    assert f'name="duty-{cast.campha.pk}"' in page
    assert f'name="duty-{cast.damha.pk}"' not in page
    assert sitting(cluster, 2021) == {}


def test_a_block_has_a_block_head(cast: Cast, as_: SignIn) -> None:
    block = people.cluster(cast, name="Khối thi đua các đoàn trực thuộc")
    page = as_(cast.an).get(block.get_absolute_url()).content.decode()
    assert "Khối trưởng" in page
    assert "Cụm trưởng" not in page


def test_each_unit_stands_under_its_name_of_the_year(
    cast: Cast, cluster: Cluster, as_: SignIn
) -> None:
    cast.damha.names.update(valid_to=date(2021, 6, 30))
    cast.damha.names.create(
        name="Đoàn xã Đầm Hà",
        short_name="Đoàn xã Đầm Hà",
        kind="commune",
        valid_from=date(2021, 7, 1),
    )
    Unit.objects.filter(pk=cast.damha.pk).update(short_name="Đoàn xã Đầm Hà")
    page = as_(cast.an).get(cluster.get_absolute_url()).content.decode()
    assert "Huyện đoàn Đầm Hà" in page
    assert "(nay: Đoàn xã Đầm Hà)" in page


# Bad input


def test_two_heads_are_refused_by_name_and_by_the_database(
    cast: Cast, cluster: Cluster, as_: SignIn
) -> None:
    address = reverse("clusters:edit_seats", args=[cluster.pk, 2020])
    page = as_(cast.an).post(address, form(cluster, 2020, DH="head", CP="head")).content.decode()
    assert "chỉ có một cụm trưởng; đang chọn:" in page
    marked = re.findall(r'<tr data-words="([^"]+)" class="is-marked">', page)
    assert sorted(marked) == ["Huyện đoàn Đầm Hà", "Thành đoàn Cẩm Phả"]
    assert page.count('aria-invalid="true"') == 2
    assert f'href="#id_duty-{cast.damha.pk}"' in page
    assert "Huyện đoàn Đầm Hà" in page
    assert sitting(cluster, 2020) == {"CP": "head", "DH": "member"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ClusterSeat.objects.filter(cluster=cluster, unit=cast.damha).update(duty=HEAD)


def test_a_unit_in_two_clusters_a_year_is_refused_by_the_others_name_and_by_the_database(
    cast: Cast, cluster: Cluster, as_: SignIn
) -> None:
    other = Cluster.objects.create(code="CUM-2", name="Cụm khác", organiser=cast.province)
    address = reverse("clusters:edit_seats", args=[other.pk, 2020])
    page = as_(cast.an).post(address, form(other, 2020, DH="member")).content.decode()
    assert "Huyện đoàn Đầm Hà năm 2020 đã ở Cụm thi đua số 1" in page
    assert sitting(other, 2020) == {}
    with pytest.raises(IntegrityError), transaction.atomic():
        ClusterSeat.objects.create(cluster=other, unit=cast.damha, year=2020)
    services.set_seats(other, 2021, [Seat(cast.damha)], actor=cast.an)


def test_a_unit_may_sit_in_clusters_of_different_organisers(cast: Cast, cluster: Cluster) -> None:
    base = unit("B1", "Đoàn cơ sở số 1", cast.damha, Unit.Kind.BASE)
    own = person("q", "Quỳnh", cast.damha, Membership.Role.OFFICER)
    inner = services.create_cluster(organiser=cast.damha, code="DH-1", name="Cụm", actor=own)
    services.set_seats(inner, 2020, [Seat(base, HEAD)], actor=own)
    services.set_seats(cluster, 2020, [Seat(base)], actor=cast.an)
    assert ClusterSeat.objects.filter(unit=base, year=2020).count() == 2


def test_a_unit_that_did_not_exist_or_stands_elsewhere_is_refused(
    cast: Cast, cluster: Cluster
) -> None:
    new = unit("X1", "Đoàn xã mới", cast.province)
    new.valid_from = date(2025, 7, 1)
    new.save()
    with pytest.raises(Refused, match=r"không tồn tại trong năm 2024 \(hoạt động từ ngày 01/07"):
        services.set_seats(cluster, 2024, [Seat(new)], actor=cast.an)
    services.set_seats(cluster, 2025, [Seat(new)], actor=cast.an)
    for foreign in (cast.other_province, cast.province):
        with pytest.raises(Refused, match="không trực thuộc"):
            services.set_seats(cluster, 2025, [Seat(foreign)], actor=cast.an)
    with pytest.raises(Refused, match="hai lần"):
        services.set_seats(cluster, 2025, [Seat(new), Seat(new, HEAD)], actor=cast.an)
    assert sitting(cluster, 2025) == {"X1": "member"}


@pytest.mark.parametrize("year", [1989, 2101])
def test_a_year_out_of_range_is_refused_everywhere(
    cast: Cast, cluster: Cluster, as_: SignIn, year: int
) -> None:
    with pytest.raises(Refused, match="1990 đến 2100"):
        services.set_seats(cluster, year, [Seat(cast.damha)], actor=cast.an)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClusterSeat.objects.create(cluster=cluster, unit=cast.damha, year=year)
    client = as_(cast.an)
    address = reverse("clusters:edit_seats", args=[cluster.pk, year])
    for sent in (client.get(address, follow=True), client.post(address, {}, follow=True)):
        assert "từ 1990 đến 2100" in sent.content.decode()
    for asked in (year, "năm nay", "²"):
        page = client.get("/cum-thi-dua/", {"nam": asked}, follow=True).content.decode()
        assert "từ 1990 đến 2100" in page


def test_a_form_older_than_the_seats_is_refused(cast: Cast, cluster: Cluster, as_: SignIn) -> None:
    address = reverse("clusters:edit_seats", args=[cluster.pk, 2020])
    typed = form(cluster, 2020, DH="head")
    services.set_seats(cluster, 2020, [Seat(cast.campha)], actor=cast.oanh)
    page = as_(cast.an).post(address, typed).content.decode()
    assert "vừa được người khác sửa" in page
    assert sitting(cluster, 2020) == {"CP": "member"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Hãy nhập ô này"),
        ({"code": "CUM-1"}, "Mã này đã được dùng"),
        ({"organiser": "0"}, "Hãy chọn một đơn vị"),
    ],
)
def test_a_bad_cluster_gets_words_keeps_what_was_typed_and_makes_nothing(
    cast: Cast, cluster: Cluster, as_: SignIn, changes: dict[str, str], words: str
) -> None:
    data: dict[str, Any] = {
        "organiser": cast.province.pk,
        "code": "CUM-9",
        "name": "Cụm thi đua số 9",
        "note": "Ghi chú đã gõ",
        **changes,
    }
    page = as_(cast.an).post(reverse("clusters:create_cluster"), data).content.decode()
    assert words in page
    assert "Ghi chú đã gõ" in page
    assert Cluster.objects.count() == 1


def test_a_cluster_is_made_once_by_two_clicks_and_renamed(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    data = {"organiser": cast.province.pk, "code": "CUM-9", "name": "Cụm số 9"}
    for _ in range(2):
        assert client.post(reverse("clusters:create_cluster"), data).status_code == 302
    made = Cluster.objects.get()
    assert "Cụm số 9" in client.get("/cum-thi-dua/").content.decode()
    client.post(reverse("clusters:edit_cluster", args=[made.pk]), {"name": "Cụm phía Đông"})
    made.refresh_from_db()
    assert (made.name, made.code) == ("Cụm phía Đông", "CUM-9")
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Lập cụm thi đua" in page
    assert "Sửa cụm thi đua" in page


# Many, and at once


def test_pages_ask_the_same_number_of_queries_for_few_and_many(
    cast: Cast, cluster: Cluster, as_: SignIn, django_assert_max_num_queries: Any
) -> None:
    for n in range(40):
        one = unit(f"U{n}", f"Đơn vị {n}", cast.province)
        ClusterSeat.objects.create(cluster=cluster, unit=one, year=2020)
        extra = Cluster.objects.create(code=f"C{n}", name=f"Cụm {n}", organiser=cast.province)
        beside = unit(f"V{n}", f"Đơn vị bên {n}", cast.province)
        ClusterSeat.objects.create(cluster=extra, unit=beside, year=2020)
    client = as_(cast.an)
    client.get("/")
    pages = (
        ("/cum-thi-dua/", 14),
        (cluster.get_absolute_url(), 15),
        (reverse("clusters:edit_seats", args=[cluster.pk, 2020]), 14),
    )
    for address, most in pages:
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_clusters_at_once_do_not_take_the_same_unit() -> None:
    cast = assemble()
    both = [
        Cluster.objects.create(code=f"C{n}", name=f"Cụm {n}", organiser=cast.province)
        for n in range(2)
    ]
    start = threading.Barrier(2)
    ended: list[str] = []

    def take(cluster: Cluster) -> None:
        start.wait()
        try:
            services.set_seats(cluster, 2026, [Seat(cast.damha)], actor=cast.an)
            ended.append("taken")
        except Refused:
            ended.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(cluster,)) for cluster in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["refused", "taken"]
    assert ClusterSeat.objects.count() == 1
