"""Whoever alters the chain behind the product's back is found."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.audit import GENESIS, Anchor, digest, head, seal, verify
from accounts.models import AuditEvent, ChainHead, User
from tests.accounts import chain

EVENTS = 300
MIDDLE = EVENTS // 2
ANCHORED = EVENTS - 50


def build(events: int = EVENTS) -> Anchor:
    """A sealed chain without its guards; returns its head at the time of the anchor."""
    actor = User.objects.create(username="an", full_name="Nguyễn Thị An")
    begin = timezone.now() - timedelta(seconds=events + 1)
    rows = [
        AuditEvent(
            at=begin + timedelta(seconds=n),
            actor=actor,
            actor_name="Nguyễn Thị An",
            action="exported",
            object_type="units.unit",
            object_id=str(n),
            object_label=f"Đơn vị mẫu {n}",
            data={"rows": n, "file": "đơn vị.csv"},
        )
        for n in range(1, events + 1)
    ]
    kept = events - 50
    AuditEvent.objects.bulk_create(rows[:kept])
    seal(timezone.now())
    anchor = head()
    AuditEvent.objects.bulk_create(rows[kept:])
    seal(timezone.now())
    chain.drop_guards()
    return anchor


def _get(seq: int) -> AuditEvent:
    return AuditEvent.objects.get(seq=seq)


def _swap_contents() -> None:
    first, second = _get(MIDDLE), _get(MIDDLE + 1)
    names = ("at", "actor_id", "actor_name", "object_id", "object_label", "data")
    mine = {name: getattr(first, name) for name in names}
    chain.change(MIDDLE, **{name: getattr(second, name) for name in names})
    chain.change(MIDDLE + 1, **mine)


def _swap_numbers() -> None:
    first, second = _get(MIDDLE).pk, _get(MIDDLE + 1).pk
    chain.change(MIDDLE, seq=10**9)
    AuditEvent.objects.filter(pk=second).update(seq=MIDDLE)
    AuditEvent.objects.filter(pk=first).update(seq=MIDDLE + 1)


def _renumber() -> None:
    for event in AuditEvent.objects.order_by("-seq"):
        AuditEvent.objects.filter(pk=event.pk).update(seq=(event.seq or 0) + 1)


def _facts(seq: int | None, **more: Any) -> dict[str, Any]:
    """A made-up event, as convincing as can be."""
    near = _get(min(seq or EVENTS, EVENTS))
    facts = {"at": near.at, "actor": near.actor, "actor_name": near.actor_name}
    return facts | {"action": "exported", "data": {"rows": 1}} | more


def _insert_in_the_middle(*, hide: bool) -> None:
    for event in AuditEvent.objects.filter(seq__gt=MIDDLE).order_by("-seq"):
        AuditEvent.objects.filter(pk=event.pk).update(seq=(event.seq or 0) + 1)
    last = _get(MIDDLE)
    facts = _facts(MIDDLE, hash="a", prev_hash=last.hash)
    new = chain.forge(MIDDLE + 1, **facts)
    new.hash = digest(new)
    new.save()
    if hide:
        chain.rehash_from(MIDDLE + 1)


def _insert_at_the_end() -> None:
    """Well hashed, but the chain's own head does not know it."""
    last = _get(EVENTS)
    new = chain.forge(EVENTS + 1, **_facts(EVENTS, hash="a", prev_hash=last.hash))
    new.hash = digest(new)
    new.save()


def _use_a_number_twice() -> None:
    chain.drop_index()
    last = _get(MIDDLE - 1)
    new = chain.forge(MIDDLE, **_facts(MIDDLE, hash="a", prev_hash=last.hash))
    new.hash = digest(new)
    new.save()


def _change_and_hash_again() -> None:
    chain.change(MIDDLE, object_label="Khác")
    chain.change(MIDDLE, hash=digest(_get(MIDDLE)))


def _change_and_rewrite(seq: int) -> None:
    chain.change(seq, object_label="Khác")
    chain.rehash_from(seq)


def _cut_tail(keep: int) -> None:
    chain.delete(*range(keep + 1, EVENTS + 1))
    last = _get(keep).hash if keep else GENESIS
    ChainHead.objects.update(seq=keep, hash=last)


def _remove_and_close_the_gap() -> None:
    chain.delete(MIDDLE)
    chain.rehash_from(MIDDLE)


def _old() -> Any:
    return timezone.now() - timedelta(days=9)


def _smuggle(*, sealed: bool) -> None:
    chain.forge(None, **_facts(None, at=_old()))
    if sealed:
        seal(timezone.now())


MANIPULATIONS: dict[str, Callable[[], object]] = {
    "change who": lambda: chain.change(MIDDLE, actor=User.objects.create(username="khac")),
    "make who nobody": lambda: chain.change(MIDDLE, actor=None),
    "change the name": lambda: chain.change(MIDDLE, actor_name="Trần Văn Bình"),
    "change when": lambda: chain.change(MIDDLE, at=_get(MIDDLE).at + timedelta(microseconds=1)),
    "change the deed": lambda: chain.change(MIDDLE, action="imported"),
    "change the kind of thing": lambda: chain.change(MIDDLE, object_type="units.cluster"),
    "change which thing": lambda: chain.change(MIDDLE, object_id="999"),
    "change its label": lambda: chain.change(MIDDLE, object_label="Khác"),
    "change a detail": lambda: chain.change(MIDDLE, data={"rows": 0, "file": "đơn vị.csv"}),
    "add a detail": lambda: chain.change(
        MIDDLE, data={"rows": MIDDLE, "file": "đơn vị.csv", "x": None}
    ),
    "drop the details": lambda: chain.change(MIDDLE, data={}),
    "change the hash": lambda: chain.change(MIDDLE, hash="0" * 64),
    "change the hash before": lambda: chain.change(MIDDLE, prev_hash="0" * 64),
    "change the first": lambda: chain.change(1, object_label="Khác"),
    "change the last": lambda: chain.change(EVENTS, object_label="Khác"),
    "change one and hash it again": _change_and_hash_again,
    "delete the first": lambda: chain.delete(1),
    "delete one in the middle": lambda: chain.delete(MIDDLE),
    "delete two in the middle": lambda: chain.delete(MIDDLE, MIDDLE + 1),
    "delete the last": lambda: chain.delete(EVENTS),
    "delete one and close the gap": _remove_and_close_the_gap,
    "delete everything": lambda: _cut_tail(0),
    "insert in the middle": lambda: _insert_in_the_middle(hide=False),
    "insert in the middle and rewrite": lambda: _insert_in_the_middle(hide=True),
    "insert at the end": _insert_at_the_end,
    "use a number twice": _use_a_number_twice,
    "swap two contents": _swap_contents,
    "swap two numbers": _swap_numbers,
    "renumber all": _renumber,
    "cut the tail": lambda: _cut_tail(ANCHORED - 1),
    "rewrite the whole chain": lambda: _change_and_rewrite(1),
    "rewrite from the middle": lambda: _change_and_rewrite(MIDDLE),
    "rewrite from the anchored event": lambda: _change_and_rewrite(ANCHORED),
    "take an event out of the chain": lambda: chain.change(EVENTS, seq=None, hash="", prev_hash=""),
    "smuggle in a deed of old": lambda: _smuggle(sealed=False),
    "smuggle in a deed of old and let it be sealed": lambda: _smuggle(sealed=True),
    "smuggle in a deed of tomorrow": lambda: chain.forge(
        None, **_facts(None, at=timezone.now() + timedelta(days=1))
    ),
}


def test_there_are_more_than_twenty_manipulations() -> None:
    assert len(MANIPULATIONS) >= 20


@pytest.mark.django_db
@pytest.mark.parametrize("name", MANIPULATIONS)
def test_it_is_found_to(name: str) -> None:
    anchor = build()
    assert verify(anchor) == []
    MANIPULATIONS[name]()
    faults = verify(anchor)
    assert faults
    assert all(fault[-1] in ".…" and any(c.isdigit() for c in fault) for fault in faults)


@pytest.mark.django_db
def test_a_fault_names_the_number_and_only_what_was_touched() -> None:
    anchor = build()
    chain.change(MIDDLE, object_label="Khác")
    assert verify(anchor) == [f"Nội dung sự kiện số {MIDDLE} đã bị sửa."]
    chain.delete(MIDDLE)
    assert verify(anchor) == [
        f"Thiếu sự kiện số {MIDDLE}.",
        f"Sự kiện số {MIDDLE + 1} không nối với sự kiện đứng trước nó.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hidden", ["cut the tail", "rewrite the whole chain", "rewrite from the anchored event"]
)
def test_what_agrees_with_itself_is_found_by_the_anchor_alone(hidden: str) -> None:
    anchor = build()
    MANIPULATIONS[hidden]()
    assert verify() == []
    assert verify(anchor)


@pytest.mark.django_db
def test_thousands_of_faults_are_told_in_a_hundred_and_one_lines() -> None:
    build()
    AuditEvent.objects.update(actor_name="Khác")
    faults = verify()
    assert len(faults) == 101
    assert faults[-1] == "… và 200 lỗi khác."


@pytest.mark.django_db
def test_other_order_of_the_details_is_no_fault() -> None:
    anchor = build()
    told = {"file": "đơn vị.csv", "rows": MIDDLE}
    for text in (json.dumps(told), json.dumps(told, ensure_ascii=False, separators=(",", ":"))):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_auditevent SET data = %s WHERE seq = %s", [text, MIDDLE]
            )
        assert verify(anchor) == []


@pytest.mark.django_db
def test_a_chain_that_grew_and_events_that_wait_a_little_are_no_fault() -> None:
    anchor = build()
    chain.forge(None, **_facts(None, at=timezone.now()))
    assert verify(anchor) == []
    seal(timezone.now())
    assert head().seq == EVENTS + 1
    assert verify(anchor, head()) == []


@pytest.mark.proof
@pytest.mark.django_db
def test_one_letter_changed_in_ten_thousand_events_is_found() -> None:
    anchor = build(10_000)
    assert verify(anchor) == []
    chain.change(7_777, object_label="Đơn vị mâu 7777")
    assert verify(anchor) == ["Nội dung sự kiện số 7777 đã bị sửa."]
