"""The only door to a status."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, TypeVar, cast

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from workflow.models import Transition


class Gap(str):
    """One thing a move still needs, in words; ``url_name`` tells the page that mends it."""

    url_name: str

    def __new__(cls, text: str, url_name: str = "") -> "Gap":
        gap = super().__new__(cls, text)
        gap.url_name = url_name
        return gap


class MoveRefused(Exception):
    """A move that the table or the facts do not allow; ``reasons`` are sentences for the user."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class Movable(Protocol):
    """What a model with a status offers."""

    MOVES: ClassVar[Mapping[str, frozenset[str]]]
    status: str
    pk: Any

    def missing_for(self, status: str, *, on: date) -> list[Gap]: ...

    def get_status_display(self) -> str: ...


M = TypeVar("M", bound=models.Model)


@transaction.atomic
def move(
    obj: M,
    to: str,
    *,
    actor: User,
    note: str = "",
    at: datetime | None = None,
    facts: Mapping[str, object] | None = None,
) -> M:
    """Move a record to another status, with the ``facts`` that the new status implies.

    Locks the row and works on what the database holds, not on what a page showed; returns
    the same object brought up to date. Raises ``MoveRefused`` when the table does not allow
    the move or something is still missing.
    """
    at = at or timezone.now()
    locked = type(obj)._default_manager.select_for_update().get(pk=obj.pk)
    here = cast(Movable, locked)
    for name, value in (facts or {}).items():
        setattr(locked, name, value)
    _refuse_unless_allowed(here, to, on=timezone.localdate(at))
    Transition.objects.create(
        subject_type=ContentType.objects.get_for_model(type(obj)),
        subject_id=obj.pk,
        from_status=here.status,
        to_status=to,
        actor=actor,
        at=at,
        note=note,
    )
    here.status = to
    locked._history_user = actor  # type: ignore[attr-defined]
    locked.save(update_fields=["status", *(facts or {})])
    obj.refresh_from_db()
    return obj


def _refuse_unless_allowed(obj: Movable, to: str, *, on: date) -> None:
    if to == obj.status:
        raise MoveRefused([f"Bước này đã làm rồi: hiện là “{obj.get_status_display()}”."])
    if to not in obj.MOVES.get(obj.status, frozenset()):
        raise MoveRefused(
            [f"Đang ở “{obj.get_status_display()}” nên chưa làm được bước này. Hãy tải lại trang."]
        )
    missing = obj.missing_for(to, on=on)
    if missing:
        raise MoveRefused(list(missing))
