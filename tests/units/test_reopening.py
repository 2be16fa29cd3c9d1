"""An ending taken back: the last day agreed before holds again, and not a day more."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.people import ROLE, Cast
from units.models import Membership
from units.services import people as services
from units.services.refusals import Refused
from vietnamese.dates import short

SignIn = Callable[[User], Client]


def days(count: int) -> date:
    """That many days from today."""
    return timezone.localdate() + timedelta(days=count)


@pytest.fixture
def right(cast: Cast) -> Membership:
    """Nga's membership of Đầm Hà, agreed for sixty days."""
    return services.give_membership(
        user=cast.nga, unit=cast.damha, role=ROLE.UNIT_OFFICER, valid_to=days(60), actor=cast.an
    )


def reopened(cast: Cast, right: Membership) -> Membership:
    """As An reopens it."""
    return services.reopen_membership(right, reason="Ghi nhầm", actor=cast.an)


def test_the_agreed_last_day_comes_back(cast: Cast, right: Membership, as_: SignIn) -> None:
    services.end_membership(right, reason="Chuyển công tác", actor=cast.an)
    page = reverse("units:edit_membership", args=["DH", right.pk])
    assert f"ngày cuối lại là {short(days(60))}" in as_(cast.an).get(page).content.decode()
    after = reopened(cast, right)
    assert (after.valid_to, after.end_reason, after.has_ended) == (days(60), "", False)
    assert (
        reverse("units:reopen_membership", args=["DH", right.pk])
        not in as_(cast.an).get(page).content.decode()
    )


def test_ended_twice_it_is_the_day_before_the_first_ending(cast: Cast, right: Membership) -> None:
    for last in (30, 10):
        services.end_membership(right, last_day=days(last), reason="Nghỉ", actor=cast.an)
    assert reopened(cast, right).valid_to == days(60)


def test_what_had_no_last_day_has_none_again(cast: Cast) -> None:
    right = cast.khoa.memberships.get()
    services.end_membership(right, reason="Nghỉ", actor=cast.an)
    assert reopened(cast, right).valid_to is None


def test_an_agreed_last_day_is_no_ending_to_take_back(cast: Cast, right: Membership) -> None:
    with pytest.raises(Refused, match=short(days(60))):
        reopened(cast, right)
    right.refresh_from_db()
    assert right.valid_to == days(60)


def test_nothing_is_reopened_whose_agreed_day_has_passed(cast: Cast, right: Membership) -> None:
    services.end_membership(right, reason="Nghỉ", actor=cast.an)
    Membership.objects.filter(pk=right.pk).update(
        valid_from=days(-30), valid_to=days(-20), agreed_to=days(-1)
    )
    with pytest.raises(Refused, match="giao tư cách mới"):
        reopened(cast, right)
    right.refresh_from_db()
    assert right.valid_to == days(-20)


def test_days_given_anew_are_the_agreed_ones_from_then_on(cast: Cast, right: Membership) -> None:
    ended = services.end_membership(right, reason="Nghỉ", actor=cast.an)
    changed = services.change_membership(
        ended,
        seen=services.state_of(ended),
        role=ROLE.UNIT_OFFICER,
        valid_from=None,
        valid_to=days(40),
        actor=cast.an,
    )
    assert changed.agreed_to is None
    services.end_membership(right, reason="Nghỉ", actor=cast.an)
    assert reopened(cast, right).valid_to == days(40)
