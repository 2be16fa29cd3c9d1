"""Who looks after an account whose rights, or whose unit, have ended."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from inspections.models import TeamMember
from tests import build
from tests.people import ROLE, Cast, person
from units.access import people as access
from units.models import Membership, Reorganisation, Unit
from units.services import invitations
from units.services import people as services
from units.services.plans import Link, Plan
from units.services.refusals import Refused

SignIn = Callable[[User], Client]


@pytest.fixture
def quynh(cast: Cast) -> User:
    """Quỳnh, leader of Huyện đoàn Đầm Hà."""
    return person("quynh", "Trịnh Thị Quỳnh", cast.damha, ROLE.LEADER)


def may(user: User, right: Membership) -> tuple[bool, bool]:
    """Whether the person may make a slip for the account, and whether they may close it."""
    again = User.objects.get(pk=user.pk)
    fresh = Membership.objects.select_related("user", "unit").get(pk=right.pk)
    return access.may_reset(again, fresh), access.may_disable(again, fresh)


def days(count: int) -> date:
    """That many days from today."""
    return timezone.localdate() + timedelta(days=count)


def test_an_ended_membership_opens_the_account_to_nobody_but_an_administrator_of_the_root(
    cast: Cast, quynh: User, as_: SignIn
) -> None:
    right = cast.khoa.memberships.get()
    assert may(quynh, right) == (True, False)
    Membership.objects.filter(pk=right.pk).update(valid_to=days(-1))
    for who in (quynh, cast.an, cast.binh, cast.phuc):
        assert may(who, right) == (False, False)
    assert may(cast.oanh, right) == (True, True)
    slip = reverse("units:reset_slip", args=["DH", right.pk])
    close = reverse("units:disable_account", args=["DH", right.pk])
    assert as_(quynh).post(slip, {}).status_code == 403
    assert as_(cast.an).post(close, {"reason": "Thử"}).status_code == 403
    with pytest.raises(Refused):
        invitations.make_reset_slip(right, actor=quynh)
    assert "In phiếu" not in as_(quynh).get(_page(right)).content.decode()
    as_(cast.oanh).post(close, {"reason": "Đã nghỉ"})
    assert not User.objects.get(pk=cast.khoa.pk).is_active
    assert may(cast.oanh, right) == (False, True)


def _page(right: Membership) -> str:
    return reverse("units:edit_membership", args=[right.unit.code, right.pk])


def test_who_was_ended_at_once_is_nobodys_the_same_day_and_who_is_to_come_is_the_heads(
    cast: Cast, quynh: User
) -> None:
    right = cast.khoa.memberships.get()
    services.end_membership(right, reason="Chuyển công tác", actor=quynh)
    assert may(quynh, right) == (False, False)
    coming = person("ha", "Trần Thị Hà")
    new = services.give_membership(
        user=coming, unit=cast.damha, role=ROLE.UNIT_OFFICER, valid_from=days(9), actor=quynh
    )
    assert may(quynh, new) == (True, False)


def test_who_went_on_elsewhere_is_looked_after_there_and_not_from_where_they_left(
    cast: Cast, quynh: User
) -> None:
    left = cast.khoa.memberships.get()
    Membership.objects.filter(pk=left.pk).update(valid_to=days(-1))
    new = Membership.objects.create(user=cast.khoa, unit=cast.campha, role=ROLE.UNIT_OFFICER)
    assert may(quynh, left) == (False, False)
    assert may(cast.an, left) == (False, False)
    assert may(cast.oanh, left) == (False, False)
    assert may(cast.an, new) == (True, False)
    assert may(cast.oanh, new) == (True, True)


def test_an_account_that_left_two_provinces_is_for_neither_alone(cast: Cast) -> None:
    right = cast.khoa.memberships.get()
    Membership.objects.filter(pk=right.pk).update(valid_to=days(-1))
    assert may(cast.oanh, right) == (True, True)
    Membership.objects.create(
        user=cast.khoa, unit=cast.other_province, role=ROLE.OFFICER, valid_to=days(-9)
    )
    assert may(cast.oanh, right) == (False, False)


def test_after_a_merge_the_heirs_head_looks_after_the_people_he_took_over(cast: Cast) -> None:
    head = person("huy", "Phan Văn Huy", cast.campha, ROLE.LEADER)
    stays = person("ha", "Trần Thị Hà", cast.damha, ROLE.UNIT_OFFICER)
    joined = Link("DH", "CP", inherits=True)
    with time_machine.travel("2025-06-16 09:00+07:00"):
        build.applied(cast, Plan(ending=["DH"], links=[joined]), kind=Reorganisation.Kind.MERGE)
    with time_machine.travel("2025-07-02 09:00+07:00"):
        right = services.give_membership(
            user=cast.khoa,
            unit=Unit.objects.get(code="CP"),
            role=ROLE.UNIT_OFFICER,
            actor=User.objects.get(pk=head.pk),
        )
        assert may(head, right) == (True, False)
        assert may(cast.hoa, right) == (False, False)
        assert may(head, stays.memberships.get()) == (False, False)
        later = Unit.objects.create(
            code="TL", name="Tương lai", short_name="Tương lai", kind="base", valid_from=days(60)
        )
        Membership.objects.create(user=cast.khoa, unit=later, role=ROLE.UNIT_OFFICER)
        assert may(head, right) == (False, False)


def test_a_duty_in_a_round_of_the_unit_taken_over_does_not_keep_the_account_from_its_heir(
    cast: Cast,
) -> None:
    head = person("huy", "Phan Văn Huy", cast.campha, ROLE.LEADER)
    cast.round.organiser = cast.damha
    cast.round.save()
    TeamMember.objects.create(
        team=cast.team, user=cast.hoa, full_name="Đặng Thị Hoa", position="Cán bộ"
    )
    right = cast.hoa.memberships.get()
    assert may(head, right) == (False, False)
    with time_machine.travel("2025-06-16 09:00+07:00"):
        merge = Plan(ending=["DH"], links=[Link("DH", "CP", inherits=True)])
        build.applied(cast, merge, kind=Reorganisation.Kind.MERGE)
    with time_machine.travel("2025-07-02 09:00+07:00"):
        assert may(head, right) == (True, False)
