"""Doors to tasks: unknown to you = 404, known but not yours to change = 403.

Staff of the organiser's line see what it gave; people of a unit what they and the units below have
to do or help with; who follows a task sees it. Who confirms is of the organiser or follows the
task, and never of the unit that reported.
"""

from collections.abc import Callable, Iterable

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from accounts.models import User
from tasks.models import Recheck, Task, TaskFile, TaskQuerySet
from units.access import (
    Reader,
    below,
    has_role,
    lines_read,
    memberships_of,
    represented_units,
)
from units.access.who_sees import NOBODY_ELSE, staff_of, standing_for
from units.models import Membership, Unit

Predicate = Callable[[Reader, Task], bool]
_MANAGES = (Membership.Role.OFFICER, Membership.Role.LEADER, Membership.Role.ADMINISTRATOR)


def tasks_for(user: Reader) -> TaskQuerySet:
    """Tasks the reader may know of."""
    own = represented_units(user)
    shared = Task.coordinators.through.objects.filter(task=OuterRef("pk"))
    known = (
        below(lines_read(user), "organiser__")
        | below(own, "owner__")
        | Q(Exists(shared.filter(unit__in=[unit.pk for unit in own])))
    )
    if user.is_authenticated:
        known |= Q(follower=user.pk)
    return Task.objects.filter(known).select_related("organiser", "owner", "follower")


def my_tasks(user: Reader) -> TaskQuerySet:
    """Tasks in the person's own hands: what their units must do, what they must confirm or
    follow."""
    return tasks_for(user).filter(_to_do(user) | _to_confirm(user) | _followed(user))


def to_do(user: Reader) -> TaskQuerySet:
    """Open tasks of the units the person speaks for."""
    return tasks_for(user).filter(_to_do(user), status=Task.Status.OPEN)


def to_confirm(user: Reader) -> TaskQuerySet:
    """Reported tasks that wait for this person's answer."""
    rows = tasks_for(user).filter(_to_confirm(user) | _followed(user))
    rows = rows.filter(status=Task.Status.REPORTED).exclude(reported_by=user.pk)
    return rows.exclude(owner__in=_own_units(user))


def followed(user: Reader) -> TaskQuerySet:
    """Open tasks of others that the person gave in the name of a unit, or follows."""
    rows = tasks_for(user).filter(_to_confirm(user) | _followed(user))
    return rows.filter(status=Task.Status.OPEN).exclude(owner__in=_own_units(user))


def _own_units(user: Reader) -> list[int]:
    return [unit.pk for unit in represented_units(user)]


def _to_do(user: Reader) -> Q:
    return Q(owner__in=_own_units(user))


def _to_confirm(user: Reader) -> Q:
    units = [m.unit_id for m in memberships_of(user) if m.role in _MANAGES]
    return Q(organiser__in=units)


def _followed(user: Reader) -> Q:
    return Q(follower=user.pk) if user.is_authenticated else Q(pk__in=[])


def task_for(user: Reader, pk: int, *, may: Predicate | None = None) -> Task:
    """One task through the door."""
    task = tasks_for(user).select_related("parent").filter(pk=pk).first()
    if task is None:
        raise Http404
    if may is not None and not may(user, task):
        raise PermissionDenied
    return task


def file_for(user: Reader, pk: int, file_pk: int) -> TaskFile:
    """One file of evidence of a task the reader knows; one who only helps reads it too."""
    task = task_for(user, pk)
    row = TaskFile.objects.filter(report__task=task, pk=file_pk).first()
    if row is None:
        raise Http404
    return row


def parts_for(user: Reader, task: Task) -> TaskQuerySet:
    """Parts of the task that the reader may open."""
    return tasks_for(user).filter(parent=task).worst_first()


# Predicates


def belongs_to_owner(user: Reader, task: Task) -> bool:
    """Whether the person is of the unit that must do it; where a unit gave it to itself, its
    people are those who give too, and only who reported is kept from confirming."""
    if task.owner_id == task.organiser_id:
        return False
    return any(m.unit_id == task.owner_id for m in memberships_of(user))


def may_write_report(user: Reader, task: Task) -> bool:
    """Is of those who report on it, open or not: what comes late is answered with words."""
    return any(m.unit_id == task.owner_id for m in memberships_of(user))


def may_report(user: Reader, task: Task) -> bool:
    """May say now that it is done."""
    return may_write_report(user, task) and task.status == Task.Status.OPEN


def may_judge(user: Reader, task: Task) -> bool:
    """Is of those who answer reports on it: the organiser's officers, leaders and administrators,
    and who follows it; nobody of the owner unit and not who reported."""
    if belongs_to_owner(user, task) or task.reported_by_id == user.pk:
        return False
    return is_manager(user, task) or (user.is_authenticated and task.follower_id == user.pk)


def may_verify(user: Reader, task: Task) -> bool:
    """May confirm or send back now."""
    return may_judge(user, task) and task.status == Task.Status.REPORTED


def is_manager(user: Reader, task: Task) -> bool:
    """Works for the organiser as officer, leader or administrator."""
    return has_role(user, task.organiser, *_MANAGES)


def may_manage(user: Reader, task: Task) -> bool:
    """May extend, split, waive or change it now."""
    return is_manager(user, task) and task.status == Task.Status.OPEN


def may_change(user: Reader, task: Task) -> bool:
    """May change who follows it, until it has ended."""
    return is_manager(user, task) and task.is_open


def rechecks_at(place_type: ContentType, place_id: int) -> dict[int, Recheck]:
    """What was looked at again at the place, by task."""
    rows = Recheck.objects.filter(place_type=place_type, place_id=place_id)
    return {row.task_id: row for row in rows}


def owners_for(task: Task) -> Iterable[Unit]:
    """Units that a part of the task may be given to: at or below who gave it, at work today."""
    return Unit.objects.at_or_below(task.organiser).exclude(pk=task.organiser_id)


def followers_for(task: Task) -> Iterable[User]:
    """People who may follow the task: of the organiser, by given name."""
    ids = [task.follower_id] if task.follower_id else []
    staff = Membership.objects.filter(unit=task.organiser, role__in=Membership.STAFF)
    people = User.objects.filter(Q(pk__in=staff.values("user")) | Q(pk__in=ids), is_active=True)
    return people.order_by("sort_key", "pk")


def who_sees_task(task: Task) -> list[str]:
    """*Ai được xem trang này* of a task."""
    unit, ended = standing_for(task.owner, str(task.owner), organiser=task.organiser)
    own = [f"{unit} và cấp trên của đơn vị xem được."] if unit else []
    others = ["Đơn vị phối hợp và người theo dõi (nếu có) xem được."]
    return [f"{staff_of(task.organiser)} xem được.", *own, *others, *ended, NOBODY_ELSE]
