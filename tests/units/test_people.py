"""Rights over people: who gives, changes and ends what, and what the database holds."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from inspections.models import TeamMember
from tests.people import Cast, person
from units.access import people as access
from units.models import Membership, Unit
from units.services import people as services
from units.services.refusals import Refused

SignIn = Callable[[User], Client]
ROLE = Membership.Role


@pytest.fixture
def quynh(cast: Cast) -> User:
    """Quỳnh, leader of Huyện đoàn Đầm Hà."""
    return person("quynh", "Trịnh Thị Quỳnh", cast.damha, ROLE.LEADER)


def give(cast: Cast, actor: User, user: User, role: str, **rest: Any) -> Membership:
    """A role in Huyện đoàn Đầm Hà (unless told) from one person to another."""
    where: Unit = rest.pop("where", cast.damha)
    return services.give_membership(user=user, unit=where, role=role, actor=actor, **rest)


def may_open(user: User, membership: Membership) -> bool:
    """Whether the memberships in force open the unit to the person, asked anew."""
    return access.sees_people(User.objects.get(pk=user.pk), membership.unit)


# Who may


@pytest.mark.parametrize(
    ("who", "role", "may"),
    [
        ("an", ROLE.UNIT_OFFICER, True),
        ("an", ROLE.LEADER, True),
        ("an", ROLE.ADMINISTRATOR, False),
        ("binh", ROLE.LEADER, True),
        ("binh", ROLE.ADMINISTRATOR, False),
        ("oanh", ROLE.ADMINISTRATOR, True),
        ("khoa", ROLE.UNIT_OFFICER, False),
        ("hoa", ROLE.UNIT_OFFICER, False),
        ("lan", ROLE.UNIT_OFFICER, False),
        ("cuong", ROLE.UNIT_OFFICER, False),
        ("quynh", ROLE.OFFICER, True),
        ("quynh", ROLE.LEADER, True),
        ("quynh", ROLE.ADMINISTRATOR, False),
    ],
)
def test_who_may_give_which_role_in_dam_ha(
    cast: Cast, quynh: User, who: str, role: str, may: bool
) -> None:
    actor = quynh if who == "quynh" else getattr(cast, who)
    if may:
        assert give(cast, actor, cast.nga, role).pk
    else:
        with pytest.raises(Refused):
            give(cast, actor, cast.nga, role)
    assert cast.nga.memberships.exists() is may


def test_an_officer_gives_below_but_not_in_their_own_unit(cast: Cast) -> None:
    give(cast, cast.an, cast.nga, ROLE.LEADER)
    with pytest.raises(Refused):
        give(cast, cast.an, cast.nga, ROLE.UNIT_OFFICER, where=cast.province)
    give(cast, cast.binh, cast.nga, ROLE.UNIT_OFFICER, where=cast.province)


def test_the_head_of_a_unit_has_no_say_in_the_unit_beside_it(cast: Cast, quynh: User) -> None:
    give(cast, quynh, cast.nga, ROLE.OFFICER)
    with pytest.raises(Refused):
        give(cast, quynh, cast.nga, ROLE.OFFICER, where=cast.campha)


def test_nobody_gives_changes_or_ends_their_own_right(cast: Cast, quynh: User) -> None:
    own = quynh.memberships.get()
    with pytest.raises(Refused, match="chính mình"):
        give(cast, quynh, quynh, ROLE.REGISTRAR)
    with pytest.raises(Refused, match="chính mình"):
        services.end_membership(own, reason="Thử", actor=quynh)
    with pytest.raises(Refused, match="chính mình"):
        services.change_membership(
            own,
            seen=services.state_of(own),
            role=ROLE.OFFICER,
            valid_from=None,
            valid_to=None,
            actor=quynh,
        )
    assert services.end_membership(own, reason="Chuyển công tác", actor=cast.an).has_ended


def test_only_an_administrator_changes_or_ends_an_administrator(cast: Cast) -> None:
    chief = give(cast, cast.oanh, cast.nga, ROLE.ADMINISTRATOR)
    with pytest.raises(Refused):
        services.end_membership(chief, reason="Thử", actor=cast.binh)
    assert services.end_membership(chief, reason="Xong việc", actor=cast.oanh).has_ended


# Dates


def test_a_right_of_tomorrow_and_one_that_ended_count_for_nothing(cast: Cast) -> None:
    today = timezone.localdate()
    later = give(cast, cast.an, cast.nga, ROLE.UNIT_OFFICER, valid_from=today + timedelta(days=1))
    assert not may_open(cast.nga, later)
    past = give(
        cast,
        cast.an,
        cast.nga,
        ROLE.OFFICER,
        valid_from=date(2020, 1, 1),
        valid_to=today - timedelta(days=1),
    )
    assert not may_open(cast.nga, past)
    now = give(cast, cast.an, cast.nga, ROLE.REGISTRAR, valid_to=today)
    assert may_open(cast.nga, now)


def test_who_is_ended_at_once_is_out_at_once_and_in_again_when_reopened(
    cast: Cast, as_: SignIn
) -> None:
    right = cast.khoa.memberships.get()
    page = cast.damha.get_absolute_url()
    assert as_(cast.khoa).get(page).status_code == 200
    services.end_membership(right, reason="Chuyển công tác", actor=cast.an)
    assert as_(cast.khoa).get(page).status_code == 404
    right.refresh_from_db()
    assert (right.valid_to, right.end_reason) == (timezone.localdate(), "Chuyển công tác")
    services.reopen_membership(right, reason="Ghi nhầm", actor=cast.an)
    assert as_(cast.khoa).get(page).status_code == 200


def test_a_right_that_has_not_begun_can_be_taken_back(cast: Cast) -> None:
    first = timezone.localdate() + timedelta(days=9)
    right = give(cast, cast.an, cast.nga, ROLE.UNIT_OFFICER, valid_from=first)
    services.end_membership(right, reason="Không nhận việc", actor=cast.an)
    assert not Membership.objects.filter(user=cast.nga).current(first).exists()


def test_a_second_period_after_a_gap_is_given_and_an_overlap_is_refused(cast: Cast) -> None:
    give(
        cast,
        cast.an,
        cast.nga,
        ROLE.LEADER,
        valid_from=date(2019, 1, 1),
        valid_to=date(2020, 6, 30),
    )
    with pytest.raises(Refused, match="đã có vai trò") as error:
        give(cast, cast.an, cast.nga, ROLE.LEADER, valid_from=date(2020, 6, 30))
    assert error.value.field == "valid_from"
    give(cast, cast.an, cast.nga, ROLE.LEADER, valid_from=date(2020, 7, 1))
    assert cast.nga.memberships.count() == 2


def test_the_database_refuses_periods_that_overlap(cast: Cast) -> None:
    facts: dict[str, Any] = {"user": cast.nga, "unit": cast.damha, "role": ROLE.LEADER}
    Membership.objects.create(valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31), **facts)
    later = Membership.objects.create(valid_from=date(2021, 1, 1), **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(valid_from=date(2020, 12, 31), **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=later.pk).update(valid_from=date(2020, 12, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            **{**facts, "role": ROLE.OFFICER},
            valid_from=date(2021, 1, 2),
            valid_to=date(2021, 1, 1),
        )


def test_a_double_click_gives_one_right_and_one_event(cast: Cast) -> None:
    first = give(cast, cast.an, cast.nga, ROLE.LEADER, valid_from=date(2020, 1, 1))
    again = give(cast, cast.an, cast.nga, ROLE.LEADER, valid_from=date(2020, 1, 1))
    assert first == again
    assert AuditEvent.objects.filter(action="membership_given").count() == 1


def test_nothing_is_given_in_a_unit_that_has_ended(cast: Cast) -> None:
    cast.damha.valid_to = date(2025, 6, 30)
    cast.damha.save()
    with pytest.raises(Refused, match="30/06/2025"):
        give(cast, cast.an, cast.nga, ROLE.LEADER, valid_from=date(2026, 1, 1))


# The last head


def test_from_inside_nobody_leaves_a_unit_without_a_head_and_the_unit_above_may(
    cast: Cast, quynh: User
) -> None:
    today = timezone.localdate()
    other = give(cast, cast.an, cast.nga, ROLE.LEADER)
    # Quỳnh's own right ends next week: then Nga would be the only one.
    quynh.memberships.update(valid_to=today + timedelta(days=7))
    actor = User.objects.get(pk=quynh.pk)
    day = today + timedelta(days=30)
    with pytest.raises(Refused, match="người đứng đầu cuối cùng"):
        services.end_membership(other, last_day=day, reason="Hết nhiệm kỳ", actor=actor)
    with pytest.raises(Refused, match="người đứng đầu cuối cùng"):
        services.change_membership(
            other,
            seen=services.state_of(other),
            role=ROLE.LEADER,
            valid_from=None,
            valid_to=day,
            actor=actor,
        )
    assert services.end_membership(other, last_day=day, reason="Hết nhiệm kỳ", actor=cast.an)


def test_while_another_head_remains_the_unit_ends_one_itself(cast: Cast, quynh: User) -> None:
    other = give(cast, cast.an, cast.nga, ROLE.LEADER)
    assert services.end_membership(other, reason="Hết nhiệm kỳ", actor=quynh).has_ended


# Changes by two people, and the log


def test_a_form_that_is_older_than_the_row_does_not_reopen_what_was_ended(cast: Cast) -> None:
    right = cast.khoa.memberships.get()
    seen = services.state_of(right)
    services.end_membership(right, reason="Nghỉ", actor=cast.binh)
    with pytest.raises(Refused, match="người khác sửa"):
        services.change_membership(
            right,
            seen=seen,
            role=ROLE.UNIT_OFFICER,
            valid_from=None,
            valid_to=None,
            actor=cast.an,
        )
    right.refresh_from_db()
    assert right.has_ended


def test_every_change_is_in_the_log_with_who_what_and_why(cast: Cast) -> None:
    right = give(cast, cast.an, cast.nga, ROLE.UNIT_OFFICER)
    services.change_membership(
        right,
        seen=services.state_of(right),
        role=ROLE.LEADER,
        valid_from=date(2020, 1, 1),
        valid_to=None,
        reason="Được bầu",
        actor=cast.binh,
    )
    services.end_membership(right, last_day=date(2026, 1, 1), reason="Nghỉ", actor=cast.an)
    told = [
        (e.action, e.actor, e.data.get("before"), e.data["after"], e.data.get("reason"))
        for e in AuditEvent.objects.filter(object_type="units.membership").order_by("pk")
    ]
    officer, leader = "Cán bộ đơn vị, từ trước đến nay", "Lãnh đạo duyệt, ký, từ 01/01/2020"
    assert told == [
        ("membership_given", cast.an, None, officer, None),
        ("membership_changed", cast.binh, officer, leader, "Được bầu"),
        ("membership_ended", cast.an, leader, f"{leader} đến 01/01/2026", "Nghỉ"),
    ]


# Accounts


def test_an_administrator_of_the_root_closes_an_account_at_once_and_opens_it_again(
    cast: Cast, as_: SignIn
) -> None:
    right = cast.khoa.memberships.get()
    addresses = [
        reverse(f"units:{name}", args=[cast.damha.code, right.pk])
        for name in ("disable_account", "enable_account")
    ]
    browser = as_(cast.khoa)
    assert browser.get("/").status_code == 200
    for who in (cast.an, cast.binh):
        assert as_(who).post(addresses[0], {"reason": "Thử"}).status_code == 403
    as_(cast.oanh).post(addresses[0], {"reason": ""})
    assert browser.get("/").status_code == 200
    as_(cast.oanh).post(addresses[0], {"reason": "Mất máy"})
    assert browser.get("/").status_code == 302
    as_(cast.oanh).post(addresses[1], {"reason": "Đã tìm thấy"})
    assert User.objects.get(pk=cast.khoa.pk).is_active
    told = AuditEvent.objects.filter(action__startswith="account_").order_by("pk")
    assert [(e.action, e.data["reason"]) for e in told] == [
        ("account_disabled", "Mất máy"),
        ("account_enabled", "Đã tìm thấy"),
    ]


def test_an_account_with_rights_elsewhere_is_nobodys_here(cast: Cast) -> None:
    right = cast.khoa.memberships.get()
    assert access.may_disable(cast.oanh, right)
    assert access.may_reset(cast.an, right)
    Membership.objects.create(user=cast.khoa, unit=cast.other_province, role=ROLE.OFFICER)
    assert not access.may_disable(cast.oanh, right)
    assert not access.may_reset(cast.an, right)


def test_a_duty_in_a_team_of_the_unit_above_keeps_the_account_from_the_units_head(
    cast: Cast, quynh: User
) -> None:
    right = cast.khoa.memberships.get()
    assert access.may_reset(quynh, right)
    TeamMember.objects.create(
        team=cast.team, user=cast.khoa, full_name="Bùi Văn Khoa", position="Cán bộ"
    )
    assert not access.may_reset(quynh, right)
    assert access.may_reset(cast.binh, right)
