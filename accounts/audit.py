"""The audit log: deeds are written down, chained by hashes, and the chain can be checked.

``record`` is a plain insert in the caller's transaction, so that a deed and its event stand or
fall together. ``seal`` gives numbers and hashes to what was committed; one sealer at a time,
because a lock on the chain held by every writer would make all wait for the slowest.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.utils import timezone

from accounts.kinds import ACTIONS
from accounts.models import AuditEvent, ChainHead, User

GENESIS = "0" * 64
SEALED_WITHIN = timedelta(minutes=5)
FAULTS_TOLD = 100
_BATCH = 500
_HASHED = (
    "seq",
    "at",
    "actor_id",
    "actor_name",
    "action",
    "object_type",
    "object_id",
    "object_label",
    "data",
    "prev_hash",
)


@dataclass(frozen=True)
class Anchor:
    """The head of the chain at one moment, kept outside the database."""

    seq: int
    hash: str

    @classmethod
    def parse(cls, text: str) -> "Anchor":
        """``NUMBER:HASH`` as it is mailed. Raises ``ValueError`` when it is not that."""
        number, _, digest = text.strip().partition(":")
        if not number.isdigit() or len(digest) != len(GENESIS):
            raise ValueError(text)
        return cls(int(number), digest.lower())

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


# Writing down


def record(
    action: str,
    *,
    actor: User | AnonymousUser | None,
    obj: models.Model | None = None,
    data: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Write down a deed in the caller's transaction; it gets its number when it is sealed.

    ``data`` holds texts, whole numbers, yes/no, days, and lists or mappings of these: never a
    password, and nothing whose writing differs between databases (fractions are refused).
    Raises ``ValueError`` for an action that ``ACTIONS`` does not know.
    """
    if action not in ACTIONS:
        raise ValueError(f"Unknown action: {action}")
    person = actor if isinstance(actor, User) else None
    return AuditEvent.objects.create(
        at=timezone.now(),
        actor=person,
        actor_name=_text(str(person) if person else "")[:160],
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk)[:40] if obj is not None else "",
        object_label=_text(str(obj) if obj is not None else "")[:300],
        data={_text(str(key)): _plain(value) for key, value in (data or {}).items()},
    )


def _plain(value: Any) -> Any:
    """The value as every database gives it back, or ``TypeError``."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date):  # a moment too
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_text(str(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    raise TypeError(f"Not for the audit log: {type(value).__name__}")


def _text(text: str) -> str:
    """Without what PostgreSQL cannot keep: zero bytes and halves of letters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


# Chaining


def digest(event: AuditEvent) -> str:
    """SHA-256 over the event's canonical JSON: sorted keys, no spaces, UTF-8, time in UTC."""
    facts = {name: getattr(event, name) for name in _HASHED}
    facts["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seal(now: datetime) -> int:
    """Chain every committed event that has no number yet; returns how many.

    Works in batches, each a transaction under the lock of the one head row: two sealers take
    turns, and writers are never kept waiting for long. ``now`` bounds the work: events younger
    than it are left to the next run.
    """
    sealed = 0
    while batch := _seal_batch(now):
        sealed += batch
    return sealed


@transaction.atomic
def _seal_batch(now: datetime) -> int:
    ChainHead.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
    head = ChainHead.objects.select_for_update().get(pk=1)
    events = list(AuditEvent.objects.filter(seq=None, at__lte=now).order_by("pk")[:_BATCH])
    for event in events:
        event.seq, event.prev_hash = head.seq + 1, head.hash
        event.hash = digest(event)
        event.save(update_fields=["seq", "prev_hash", "hash"])
        head.seq, head.hash = event.seq, event.hash
    if events:
        head.save(update_fields=["seq", "hash"])
    return len(events)


def head() -> Anchor:
    """The last number of the chain and its hash; number 0 while nothing is sealed."""
    row = ChainHead.objects.filter(pk=1).first()
    return Anchor(row.seq, row.hash) if row else Anchor(0, GENESIS)
