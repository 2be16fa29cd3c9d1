"""The audit log: deeds are written down, chained by hashes, and the chain can be checked.

``record`` is a plain insert in the caller's transaction, so that a deed and its event stand or
fall together. ``seal`` gives numbers and hashes to what was committed; one sealer at a time,
because a lock on the chain held by every writer would make all wait for the slowest.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
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
    event = _event(action, actor, obj, data)
    event.save(force_insert=True)
    return event


def record_many(
    action: str,
    told: Iterable[tuple[models.Model, Mapping[str, Any]]],
    *,
    actor: User | AnonymousUser | None,
) -> None:
    """Write down the same deed on many things, each with its ``data``; as ``record``."""
    events = [_event(action, actor, obj, data) for obj, data in told]
    AuditEvent.objects.bulk_create(events, batch_size=1_000)


def _event(
    action: str,
    actor: User | AnonymousUser | None,
    obj: models.Model | None,
    data: Mapping[str, Any] | None,
) -> AuditEvent:
    if action not in ACTIONS:
        raise ValueError(f"Unknown action: {action}")
    person = actor if isinstance(actor, User) else None
    return AuditEvent(
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


# Checking


def verify(*anchors: Anchor, now: datetime | None = None) -> list[str]:
    """Every fault of the chain as a sentence that names the number; empty when it is whole.

    A chain rewritten from the middle on, or without its end, agrees with itself: only an anchor
    kept elsewhere tells. An event that waits for its number for more than five minutes is an
    alarm, not a part of the chain yet.
    """
    now = now or timezone.now()
    faults = [*_chain_faults(anchors), *_waiting_faults(now)]
    if len(faults) > FAULTS_TOLD:
        more = f"… và {len(faults) - FAULTS_TOLD} lỗi khác."
        return [*faults[:FAULTS_TOLD], more]
    return faults


def _chain_faults(anchors: Iterable[Anchor]) -> Iterator[str]:
    at_first = head()  # the chain may grow while it is read
    known: dict[int, set[str]] = {}
    for anchor in (at_first, *anchors):
        known.setdefault(anchor.seq, set()).add(anchor.hash)
    last, latest = Anchor(0, GENESIS), None
    rows = AuditEvent.objects.exclude(seq=None).order_by("seq", "pk")
    for event in rows.iterator(chunk_size=2000):
        if not isinstance(event.seq, int):
            yield f"Số thứ tự “{event.seq}” không phải là số."
            continue
        yield from _link_faults(event, last)
        if latest and event.at and event.at < latest - SEALED_WITHIN:
            yield f"Sự kiện số {event.seq} ghi giờ sớm hơn các sự kiện trước nó quá 5 phút."
        if any(hash_ != event.hash for hash_ in known.pop(event.seq, ())):
            yield f"Sự kiện số {event.seq} không đúng với mốc đã lưu: chuỗi đã bị viết lại."
        last = Anchor(event.seq, event.hash)
        latest = max(filter(None, (latest, event.at)), default=None)
    known.pop(0, None)
    for seq in sorted(known):
        yield f"Không còn sự kiện số {seq} của mốc đã lưu: chuỗi chỉ còn đến số {last.seq}."
    if last.seq > head().seq:
        yield f"Sự kiện số {last.seq} đứng sau đầu chuỗi (số {head().seq}): đã bị chèn vào cuối."


def _link_faults(event: AuditEvent, last: Anchor) -> Iterator[str]:
    """What is wrong with one event and its place behind the last one."""
    seq = event.seq or 0
    if seq <= last.seq:
        yield f"Số {seq} được dùng cho hơn một sự kiện."
    elif seq > last.seq + 1:
        missing = f"{last.seq + 1}" if seq == last.seq + 2 else f"{last.seq + 1} đến {seq - 1}"
        yield f"Thiếu sự kiện số {missing}."
    if event.prev_hash != last.hash:
        yield f"Sự kiện số {seq} không nối với sự kiện đứng trước nó."
    if _digest_or_nothing(event) != event.hash:
        yield f"Nội dung sự kiện số {seq} đã bị sửa."


def _digest_or_nothing(event: AuditEvent) -> str:
    """The digest; nothing when somebody wrote into the row what cannot even be read."""
    try:
        return digest(event)
    except (AttributeError, TypeError, ValueError):
        return ""


def _waiting_faults(now: datetime) -> Iterator[str]:
    """Events that no sealer took: too old, or from a time that has not come."""
    waiting = AuditEvent.objects.filter(seq=None)
    late = waiting.filter(at__lt=now - SEALED_WITHIN).order_by("at")
    oldest = late.first()
    if oldest is not None:
        since = timezone.localtime(oldest.at)
        yield (
            f"Có {late.count()} sự kiện chưa nối vào chuỗi sau 5 phút, cũ nhất (mã {oldest.pk}) "
            f"từ {since:%H:%M %d/%m/%Y}. Hãy xem lệnh tick có chạy mỗi phút không."
        )
    early = waiting.filter(at__gt=now + SEALED_WITHIN).first()
    if early is not None:
        yield f"Sự kiện chưa nối vào chuỗi (mã {early.pk}) ghi giờ ở tương lai."
