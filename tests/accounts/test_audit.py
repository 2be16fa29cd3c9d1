"""Deeds are written down, chained, and never changed."""

import hashlib
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from accounts.audit import GENESIS, Anchor, digest, head, record, seal, verify
from accounts.models import AuditEvent, ChainHead, User
from tests.accounts import chain
from tests.people import Cast, person


def test_a_deed_is_told_with_who_when_what_and_on_which(cast: Cast) -> None:
    record("team_changed", actor=cast.an, obj=cast.team, data={"added": ["Lê Văn Cường"]})
    event = AuditEvent.objects.get()
    assert (event.actor, event.actor_name) == (cast.an, "Nguyễn Thị An")
    assert (event.object_type, event.object_id) == ("inspections.team", str(cast.team.pk))
    assert str(event) == "Thay đổi Đoàn kiểm tra: Đoàn kiểm tra số 1"
    assert event.data == {"added": ["Lê Văn Cường"]}
    assert event.seq is None
    assert abs(timezone.now() - event.at) < timedelta(minutes=1)


def test_names_are_frozen_when_the_deed_is_done(cast: Cast) -> None:
    record("team_changed", actor=cast.an, obj=cast.team)
    User.objects.filter(pk=cast.an.pk).update(full_name="Nguyễn Thị Khác")
    cast.team.name = "Đoàn khác"
    cast.team.save()
    event = AuditEvent.objects.get()
    assert event.actor_name == "Nguyễn Thị An"
    assert event.object_label == "Đoàn kiểm tra số 1"


@pytest.mark.django_db
def test_an_unknown_action_and_what_cannot_be_told_are_refused() -> None:
    with pytest.raises(ValueError, match="Unknown action"):
        record("sneezed", actor=None)
    for value in (1.5, Decimal("1"), b"x", object()):
        with pytest.raises(TypeError):
            record("exported", actor=None, data={"rows": value})
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_hostile_data_are_told_alike_by_both_databases() -> None:
    deep = {"b\0": ("x\udcff\0", True, None)}
    told = {"valid_from": date(2020, 11, 27), "added": [deep], "rows": 2**53 + 1}
    record("exported", actor=AnonymousUser(), data=told)
    seal(timezone.now())
    event = AuditEvent.objects.get()
    kept = {"b": ["x?", True, None]}
    assert event.data == {"valid_from": "2020-11-27", "added": [kept], "rows": 2**53 + 1}
    assert verify() == []


def test_a_deed_undone_is_not_told(cast: Cast) -> None:
    with transaction.atomic():
        record("team_changed", actor=cast.an, obj=cast.team)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()


def test_sealing_numbers_what_was_committed_in_its_order_and_once(cast: Cast) -> None:
    for name in ("an", "binh", "cuong"):
        record("signed_in", actor=getattr(cast, name))
    assert seal(timezone.now()) == 3
    assert seal(timezone.now()) == 0
    rows = list(AuditEvent.objects.order_by("seq"))
    assert [(row.seq, row.actor_name) for row in rows] == [
        (1, "Nguyễn Thị An"),
        (2, "Trần Văn Bình"),
        (3, "Lê Văn Cường"),
    ]
    assert [row.prev_hash for row in rows] == [GENESIS, rows[0].hash, rows[1].hash]
    assert head() == Anchor(3, rows[2].hash)
    assert verify(head()) == []


@pytest.mark.django_db
def test_the_hash_is_the_one_that_others_would_compute() -> None:
    """Fixed once: a changed way of hashing would make every chain in the field look broken."""
    event = AuditEvent(
        seq=7,
        at=datetime(2026, 11, 25, 1, 2, 3, 4, UTC),
        actor_name="Nguyễn Thị An",
        action="exported",
        object_type="units.unit",
        object_id="4",
        object_label="Huyện đoàn Đầm Hà",
        data={"rows": 2, "file": "đơn vị.csv"},
        prev_hash=GENESIS,
    )
    text = (
        '{"action":"exported","actor_id":null,"actor_name":"Nguyễn Thị An",'
        '"at":"2026-11-25T01:02:03.000004+00:00",'
        '"data":{"file":"đơn vị.csv","rows":2},"object_id":"4",'
        '"object_label":"Huyện đoàn Đầm Hà","object_type":"units.unit",'
        '"prev_hash":"' + GENESIS + '","seq":7}'
    )
    assert digest(event) == hashlib.sha256(text.encode()).hexdigest()


def test_a_person_whose_deeds_are_told_cannot_be_deleted(cast: Cast) -> None:
    record("signed_in", actor=cast.nga)
    with pytest.raises(ProtectedError):
        cast.nga.delete()


def test_an_anchor_is_read_as_it_is_written() -> None:
    anchor = Anchor(12, "ab" * 32)
    assert Anchor.parse(f" {anchor}\n") == anchor
    for text in ("", "12", "12:ab", f"x:{GENESIS}", f"-1:{GENESIS}"):
        with pytest.raises(ValueError, match=r"^"):
            Anchor.parse(text)


# Only added to


REFUSED: dict[str, Callable[[AuditEvent, AuditEvent], object]] = {
    "change a sealed event": lambda sealed, _: AuditEvent.objects.filter(pk=sealed.pk).update(
        object_label="Khác"
    ),
    "change its number": lambda sealed, _: AuditEvent.objects.filter(pk=sealed.pk).update(seq=9),
    "unseal it": lambda sealed, _: AuditEvent.objects.filter(pk=sealed.pk).update(
        seq=None, hash="", prev_hash=""
    ),
    "change one that waits": lambda _, waiting: AuditEvent.objects.filter(pk=waiting.pk).update(
        object_label="Khác"
    ),
    "change one while sealing it": lambda _, waiting: AuditEvent.objects.filter(
        pk=waiting.pk
    ).update(seq=2, hash="a", prev_hash="b", data={"x": 1}),
    "seal one with a used number": lambda _, waiting: AuditEvent.objects.filter(
        pk=waiting.pk
    ).update(seq=1, hash="a", prev_hash="b"),
    "delete a sealed event": lambda sealed, _: sealed.delete(),
    "delete one that waits": lambda _, waiting: waiting.delete(),
    "delete all": lambda *_: AuditEvent.objects.all().delete(),
    "insert a sealed one": lambda *_: AuditEvent.objects.create(
        seq=2, at=timezone.now(), action="exported", hash="a", prev_hash="b"
    ),
}
if connection.vendor == "sqlite":
    REFUSED["replace a row"] = lambda sealed, _: _run(
        "INSERT OR REPLACE INTO accounts_auditevent (id, at, actor_name, action, object_type,"
        " object_id, object_label, data, prev_hash, hash)"
        " VALUES (%s, '2020-11-27', '', 'exported', '', '', '', '{}', '', '')",
        sealed.pk,
    )
    REFUSED["replace by its number"] = lambda _, waiting: _run(
        "UPDATE OR REPLACE accounts_auditevent SET seq = 1, hash = 'a', prev_hash = 'b'"
        " WHERE id = %s",
        waiting.pk,
    )
else:
    REFUSED["empty the table"] = lambda *_: _run("TRUNCATE accounts_auditevent CASCADE")


def _run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


@pytest.mark.django_db
@pytest.mark.parametrize("deed", REFUSED)
def test_the_database_itself_refuses_to(deed: str) -> None:
    sealed = record("exported", actor=None)
    seal(timezone.now())
    waiting = record("imported", actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED[deed](sealed, waiting)
    assert [event.action for event in AuditEvent.objects.order_by("pk")] == ["exported", "imported"]
    assert seal(timezone.now()) == 1
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_the_guards_stand_again_after_migrations_and_after_emptying_every_table() -> None:
    for command in (("migrate",), ("flush", "--no-input")):
        chain.drop_guards()
        call_command(*command, verbosity=0)
        event = record("exported", actor=None)
        with pytest.raises(IntegrityError):
            event.delete()


# Signing in and out


@pytest.fixture
def known(db: None) -> User:
    user = person("an", "Nguyễn Thị An")
    user.set_password("mat-khau-cua-an")
    user.save()
    return user


def test_signing_in_and_out_are_told(known: User) -> None:
    client = Client()
    client.post("/dang-nhap/", {"username": "an", "password": "mat-khau-cua-an"})
    client.post("/dang-xuat/")
    told = AuditEvent.objects.order_by("pk").values_list("action", "actor", "object_id")
    pk = known.pk
    assert list(told) == [("signed_in", pk, str(pk)), ("signed_out", pk, str(pk))]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("AN", "an"), ("mat-khau-cua-an", "mat…"), ("x" * 150, "xxx…"), ("ạ\u202e", "ạ\u202e…")],
)
def test_a_failed_sign_in_is_told_without_any_password(known: User, typed: str, kept: str) -> None:
    Client().post("/dang-nhap/", {"username": typed, "password": "mat-khau-khac"})
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("sign_in_failed", None)
    assert event.data == {"username": kept}
    assert event.object_id == (str(known.pk) if kept == "an" else "")


def test_opening_pages_tells_nothing(known: User) -> None:
    client = Client()
    client.force_login(known)
    AuditEvent.objects.get()
    client.get("/")
    client.get("/dang-nhap/")
    assert AuditEvent.objects.count() == 1


# Many at once


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_fifty_writers_and_five_sealers_at_once_make_one_chain() -> None:
    faults: list[BaseException] = []
    done = threading.Event()

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  (told to the main thread)
            faults.append(error)
        finally:
            connection.close()

    def write() -> None:
        for n in range(10):
            with transaction.atomic():
                record("exported", actor=None, data={"rows": n})
                transaction.set_rollback(n % 5 == 4)

    def keep_sealing() -> None:
        while not done.is_set():
            seal(timezone.now())
            done.wait(0.02)  # a clock ticks; five that never rest would keep every writer out

    sealers = [threading.Thread(target=run, args=(keep_sealing,)) for _ in range(5)]
    writers = [threading.Thread(target=run, args=(write,)) for _ in range(50)]
    for thread in (*sealers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    seal(timezone.now())
    assert faults == []
    assert sorted(AuditEvent.objects.values_list("seq", flat=True)) == list(range(1, 401))
    assert ChainHead.objects.get().seq == 400
    assert verify(head()) == []
