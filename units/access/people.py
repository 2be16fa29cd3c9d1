"""Who looks after people's rights: the unit above, and the unit's own head for its own people.

Nobody gives more than they may give, and nobody changes their own rights. Rights that hang on
other things than memberships (duties in teams) are asked of ``OTHER_RIGHTS``.
"""

from collections.abc import Callable, Collection, Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from units.access.doors import Reader, memberships_of, unit_for, units_for
from units.models import (
    Invitation,
    Membership,
    MembershipQuerySet,
    Officer,
    OfficerQuerySet,
    Unit,
)

_ROLE = Membership.Role
UnitPredicate = Callable[[Reader, Unit], bool]
MembershipPredicate = Callable[[Reader, Membership], bool]
# Floors above add what they know: (who, over whom) → "holds rights the first one does not oversee".
OTHER_RIGHTS: list[Callable[[Reader, User], bool]] = []


# Predicates


def cares_from_above(user: Reader, unit: Unit) -> bool:
    """Works as administrator, officer or leader in a unit above this one."""
    return any(
        m.role in Membership.CARERS and m.unit_id != unit.pk and unit.is_at_or_below(m.unit)
        for m in memberships_of(user)
    )


def is_head_of(user: Reader, unit: Unit) -> bool:
    """Heads exactly this unit: its leader or administrator."""
    return any(m.unit_id == unit.pk and m.role in Membership.HEADS for m in memberships_of(user))


def may_manage_people(user: Reader, unit: Unit) -> bool:
    """May give, change and end rights and name officers: the unit above and the unit's head."""
    return cares_from_above(user, unit) or is_head_of(user, unit)


def sees_people(user: Reader, unit: Unit) -> bool:
    """Sees who has which right: people of the unit itself, staff of the units above."""
    return any(
        m.unit_id == unit.pk or (m.role in Membership.STAFF and unit.is_at_or_below(m.unit))
        for m in memberships_of(user)
    )


def is_administrator_over(user: Reader, unit: Unit) -> bool:
    """Administrator of the unit or of one above it."""
    return any(
        m.role == _ROLE.ADMINISTRATOR and unit.is_at_or_below(m.unit) for m in memberships_of(user)
    )


def may_give(user: Reader, unit: Unit, role: str) -> bool:
    """May give, change and end this role in the unit: of administrators only administrators."""
    if role == _ROLE.ADMINISTRATOR and not is_administrator_over(user, unit):
        return False
    return may_manage_people(user, unit)


def roles_to_give(user: Reader, unit: Unit) -> list[tuple[str, str]]:
    """Roles the person may give in the unit, with their labels."""
    return [(role, label) for role, label in _ROLE.choices if may_give(user, unit, role)]


def may_change_membership(user: Reader, membership: Membership) -> bool:
    """May change, end or reopen it: whoever may give it, but nobody their own."""
    return membership.user_id != user.pk and may_give(user, membership.unit, membership.role)


def controls(user: Reader, person: User) -> bool:
    """Oversees every right the account has now or is to have: who takes the account over gets
    nothing they could not give. Nobody controls their own account.

    An account that holds nothing any more is for administrators of the roots it belonged to.
    """
    return person.pk in controlled_among(user, [person])


def controlled_among(user: Reader, people: Collection[User]) -> set[int]:
    """Which of the accounts the reader oversees, as ``controls`` says it."""
    ever = Membership.objects.filter(user__in=people).select_related("unit")
    held, left = _by_person(ever.held(timezone.localdate())), _by_person(ever)

    def oversees(person: User) -> bool:
        if person.pk == user.pk or person.is_superuser:
            return False
        if any(goes_beyond(user, person) for goes_beyond in OTHER_RIGHTS):
            return False
        if person.pk in held:
            return all(may_give(user, one.unit, one.role) for one in held[person.pk])
        rows = left.get(person.pk, [])
        return bool(rows) and all(_is_root_administrator(user, one.unit) for one in rows)

    return {person.pk for person in people if oversees(person)}


def _by_person(rows: Iterable[Membership]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = {}
    for row in rows:
        found.setdefault(row.user_id, []).append(row)
    return found


def _is_root_administrator(user: Reader, unit: Unit) -> bool:
    """Administrator of the root above the unit."""
    return any(
        m.role == _ROLE.ADMINISTRATOR and m.unit.depth == 0 and unit.is_at_or_below(m.unit)
        for m in memberships_of(user)
    )


def _leads_to_account(membership: Membership) -> bool:
    """Whether the account is looked after from this membership: one in force or to come, any
    when the account holds none."""
    if not membership.has_ended:
        return True
    others = Membership.objects.filter(user=membership.user_id)
    return not others.held(timezone.localdate()).exists()


def may_reset(user: Reader, membership: Membership) -> bool:
    """May make a slip with which the person sets a new password."""
    person = membership.user
    return (
        person.is_active
        and may_change_membership(user, membership)
        and _leads_to_account(membership)
        and controls(user, person)
    )


def may_disable(user: Reader, membership: Membership) -> bool:
    """May close and reopen the account: an administrator of the root, never of oneself."""
    return (
        _is_root_administrator(user, membership.unit)
        and _leads_to_account(membership)
        and controls(user, membership.user)
    )


# Doors


def unit_with_people_for(user: Reader, code: str, *, may: UnitPredicate = sees_people) -> Unit:
    """The unit, or 404 when the reader does not know it, or 403 when this is not theirs."""
    unit = unit_for(user, code)
    if not may(user, unit):
        raise PermissionDenied
    return unit


def memberships_in(unit: Unit) -> MembershipQuerySet:
    """Memberships of the unit, people by given name, the newest period first."""
    rows = Membership.objects.filter(unit=unit).select_related("user", "unit")
    return rows.order_by("user__sort_key", "user_id", "-valid_from", "pk")


def membership_for(
    user: Reader, code: str, pk: int, *, may: MembershipPredicate | None = None
) -> Membership:
    """One membership of the unit through the door."""
    unit = unit_with_people_for(user, code)
    row = Membership.objects.filter(pk=pk, unit=unit).select_related("user", "unit").first()
    if row is None:
        raise Http404
    if may is not None and not may(user, row):
        raise PermissionDenied
    return row


def account_known_to(user: Reader, username: str) -> User | None:
    """An account by its login name, if it belongs to a unit the person knows."""
    known = Membership.objects.filter(unit__in=units_for(user)).values("user_id")
    return User.objects.filter(username__iexact=username, is_active=True, pk__in=known).first()


def officers_in(unit: Unit) -> OfficerQuerySet:
    """Officers of the unit, by given name."""
    return Officer.objects.filter(unit=unit).order_by("sort_key", "pk")


def officer_for(user: Reader, code: str, pk: int) -> Officer:
    """One officer of the unit, for who may change them."""
    unit = unit_for(user, code)
    row = Officer.objects.filter(pk=pk, unit=unit).select_related("unit").first()
    if row is None:
        raise Http404
    if not may_manage_people(user, unit):
        raise PermissionDenied
    return row


def invitations_in(unit: Unit) -> QuerySet[Invitation]:
    """Invitations and slips of the unit, the newest first."""
    return Invitation.objects.filter(unit=unit).select_related("made_by", "used_by", "for_user")


def waiting_in(unit: Unit) -> QuerySet[Invitation]:
    """Invitations and slips that still open their door."""
    return Invitation.objects.filter(unit=unit).waiting(timezone.now())


def may_change_invitation(user: Reader, invitation: Invitation) -> bool:
    """May send it again or withdraw it: whoever may give what it gives."""
    if invitation.for_user is not None:
        return controls(user, invitation.for_user)
    return may_give(user, invitation.unit, invitation.role)


def invitation_for(user: Reader, code: str, pk: int) -> Invitation:
    """One invitation of the unit, for who may change it."""
    unit = unit_with_people_for(user, code, may=may_manage_people)
    row = invitations_in(unit).filter(pk=pk).select_related("unit").first()
    if row is None:
        raise Http404
    if not may_change_invitation(user, row):
        raise PermissionDenied
    return row
