"""Duties in teams end with the membership of who has one; an outside member keeps theirs."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from inspections.access import duties_of
from inspections.work import to_visit
from tests.people import ROLE, Cast
from units.access import memberships_of
from units.models import Membership, Unit

SignIn = Callable[[User], Client]


def again(user: User) -> User:
    """The person as the next request sees them: nothing kept."""
    return User.objects.get(pk=user.pk)


def yesterday() -> date:
    """The day before today."""
    return timezone.localdate() - timedelta(days=1)


def test_who_left_has_no_duty_in_a_team_any_more_and_an_outside_member_keeps_theirs(
    cast: Cast, as_: SignIn
) -> None:
    Membership.objects.create(
        user=cast.em, unit=cast.province, role=ROLE.UNIT_OFFICER, valid_to=yesterday()
    )
    page = cast.visit.get_absolute_url()
    for address in (page, reverse("inspections:record", args=[cast.visit.pk, "ghi-nhan"])):
        assert as_(cast.em).get(address).status_code == 404
        assert as_(cast.dung).get(address).status_code == 200
    assert not to_visit(again(cast.em)).exists()
    assert to_visit(again(cast.dung)).exists()
    assert "/di-co-so/" not in as_(cast.em).get("/").content.decode()


def test_a_membership_ended_at_once_takes_the_duty_along_the_same_day(cast: Cast) -> None:
    row = Membership.objects.create(user=cast.em, unit=cast.province, role=ROLE.UNIT_OFFICER)
    assert duties_of(again(cast.em))
    row.valid_to, row.ended_at_once = timezone.localdate(), True
    row.save()
    assert not duties_of(again(cast.em))


def test_who_belongs_to_an_ended_unit_alone_has_no_duty_and_who_also_serves_elsewhere_has(
    cast: Cast,
) -> None:
    Membership.objects.create(user=cast.em, unit=cast.damha, role=ROLE.UNIT_OFFICER)
    Unit.objects.filter(pk=cast.damha.pk).update(valid_to=yesterday())
    assert not duties_of(again(cast.em))
    Membership.objects.create(user=cast.em, unit=cast.campha, role=ROLE.UNIT_OFFICER)
    assert duties_of(again(cast.em))


def test_a_membership_to_come_leaves_an_outside_member_their_duty(cast: Cast) -> None:
    Membership.objects.create(
        user=cast.em,
        unit=cast.province,
        role=ROLE.UNIT_OFFICER,
        valid_from=timezone.localdate() + timedelta(days=3),
    )
    assert duties_of(again(cast.em))


def test_duties_are_asked_for_in_one_query(cast: Cast) -> None:
    for who in (again(cast.em), again(cast.an)):
        memberships_of(who)
        with CaptureQueriesContext(connection) as asked:
            duties_of(who)
            duties_of(who)
        assert len(asked) == 1
