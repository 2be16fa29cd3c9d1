"""The tree on any day: names, parents, paths, what the database refuses, what search finds."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.people import Cast, unit
from units.models import Placement, Unit, UnitName
from units.services import tree
from units.services.tree import Refused

SignIn = Callable[[User], Client]
DAY = date(2024, 11, 1)
BEFORE, AFTER = date(2024, 10, 31), date(2024, 11, 2)


def renamed(cast: Cast) -> Unit:
    """Huyện đoàn Đầm Hà bears another name from 1/11/2024 on."""
    tree.rename(cast.damha, on=DAY, name="Thành đoàn mới", short_name="Thành đoàn mới")
    tree.refresh_today(date(2026, 1, 1))
    cast.damha.refresh_from_db()
    return cast.damha


def test_a_unit_bears_the_name_of_the_day(cast: Cast) -> None:
    shown = renamed(cast)
    assert shown.name_on(BEFORE) == "Huyện đoàn Đầm Hà"
    assert shown.name_on(DAY) == shown.name_on(AFTER) == str(shown) == "Thành đoàn mới"


def test_a_name_of_next_month_is_not_todays_yet(cast: Cast) -> None:
    tree.rename(cast.damha, on=DAY, name="Tên mới", short_name="Tên mới")
    assert tree.refresh_today(BEFORE) == 0
    assert Unit.objects.get(pk=cast.damha.pk).short_name == "Huyện đoàn Đầm Hà"
    assert tree.refresh_today(DAY) == 1
    assert tree.refresh_today(DAY) == 0
    assert Unit.objects.get(pk=cast.damha.pk).short_name == "Tên mới"


def test_a_move_takes_everything_below_along(cast: Cast) -> None:
    base = unit("B", "Chi đoàn", cast.damha, Unit.Kind.BASE)
    tree.place(cast.damha, on=DAY, parent=cast.campha)
    tree.refresh_today(AFTER)
    base.refresh_from_db()
    assert base.path == "TD-QN/CP/DH/B/"
    assert set(Unit.objects.at_or_below(cast.campha)) == {cast.campha, cast.damha, base}


def test_a_path_that_begins_alike_is_not_below(cast: Cast) -> None:
    longer = unit("DH-2", "Huyện đoàn khác", cast.province)
    assert longer not in Unit.objects.at_or_below(cast.damha)


def test_the_level_below_is_that_of_the_day(cast: Cast) -> None:
    base = unit("B", "Chi đoàn", cast.damha, Unit.Kind.BASE)
    tree.place(base, on=DAY, parent=cast.campha)
    assert list(Unit.objects.children_of(cast.damha, BEFORE)) == [base]
    assert list(Unit.objects.children_of(cast.campha, BEFORE)) == []
    assert list(Unit.objects.children_of(cast.damha, DAY)) == []
    assert list(Unit.objects.children_of(cast.campha, DAY)) == [base]


def test_history_is_written_in_its_order(cast: Cast) -> None:
    renamed(cast)
    with pytest.raises(Refused, match="theo thứ tự ngày"):
        tree.rename(cast.damha, on=BEFORE, name="Cũ", short_name="Cũ")


@pytest.mark.parametrize(
    "span",
    [
        (None, None),
        (date(2024, 11, 1), None),
        (None, date(2024, 11, 1)),
        (date(2025, 1, 1), date(2025, 1, 1)),
    ],
)
def test_the_database_refuses_names_that_overlap(
    cast: Cast, span: tuple[date | None, date | None]
) -> None:
    renamed(cast)
    first, last = span
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitName.objects.create(
            unit=cast.damha,
            name="x",
            short_name="x",
            kind="district",
            valid_from=first,
            valid_to=last,
        )
    assert cast.damha.names.count() == 2


def test_the_database_refuses_parents_that_come_to_overlap(cast: Cast) -> None:
    tree.place(cast.damha, on=DAY, parent=cast.campha)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(unit=cast.damha, valid_from=None).update(valid_to=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(unit=cast.damha).update(parent=cast.damha)


def test_the_database_refuses_a_period_that_ends_before_it_begins(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitName.objects.filter(unit=cast.damha).update(valid_from=AFTER, valid_to=DAY)


# The page


def test_the_tree_page_shows_the_day_asked_for(cast: Cast, as_: SignIn) -> None:
    renamed(cast)
    page = reverse("units:tree")
    then = as_(cast.an).get(page, {"ngay": "31/10/2024"}).content.decode()
    now = as_(cast.an).get(page).content.decode()
    assert "Huyện đoàn Đầm Hà" in then
    assert "Nay là Thành đoàn mới" in then
    assert "Huyện đoàn Đầm Hà" not in now


def test_a_day_that_is_none_is_answered_with_words(cast: Cast, as_: SignIn) -> None:
    for typed in ("30/02/2024", "hôm qua", "2024"):
        answer = as_(cast.an).get(reverse("units:tree"), {"ngay": typed}).content.decode()
        assert "Ngày không có thật" in answer
        assert f'value="{typed}"' in answer


def test_a_level_of_others_is_not_there(cast: Cast, as_: SignIn) -> None:
    page = reverse("units:tree")
    assert as_(cast.an).get(page, {"cap": "DH"}).status_code == 200
    assert as_(cast.hoa).get(page, {"cap": "DH"}).status_code == 404
    assert as_(cast.hoa).get(page, {"cap": "KHONG-CO"}).status_code == 404


@pytest.mark.parametrize("words", ["dam ha", "Đầm Hà", "ĐẦM HÀ", "huyen dam ha", "DH"])
def test_the_tree_finds_a_unit_with_and_without_marks(cast: Cast, as_: SignIn, words: str) -> None:
    answer = as_(cast.an).get(reverse("units:tree"), {"q": words}).content.decode()
    assert reverse("units:unit", args=["DH"]) in answer
    assert reverse("units:unit", args=["CP"]) not in answer


def test_the_old_name_still_finds_the_unit(cast: Cast, as_: SignIn) -> None:
    renamed(cast)
    answer = as_(cast.an).get(reverse("units:tree"), {"q": "dam ha"}).content.decode()
    assert "Thành đoàn mới" in answer


@pytest.mark.parametrize("words", ["hoà", "hòa", "HOA", "hoa"])
def test_two_spellings_of_one_name_are_one(cast: Cast, as_: SignIn, words: str) -> None:
    unit("X-HAIHOA", "Đoàn xã Hải Hòa", cast.province, Unit.Kind.COMMUNE)
    answer = as_(cast.an).get(reverse("units:tree"), {"q": words}).content.decode()
    assert "Đoàn xã Hải Hòa" in answer


def test_units_stand_in_the_order_of_the_vietnamese_alphabet(cast: Cast) -> None:
    names = ["Ân", "An", "Đông", "Dương", "Ông", "Ơn", "Ước", "Uông", "Ấm", "Ăn"]
    for n, name in enumerate(names):
        unit(f"U{n}", name, cast.campha)
    shown = [str(u) for u in Unit.objects.children_of(cast.campha, DAY).order_by("sort_key")]
    assert shown == ["An", "Ăn", "Ấm", "Ân", "Dương", "Đông", "Ông", "Ơn", "Uông", "Ước"]
