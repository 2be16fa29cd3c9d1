"""What an attacker with the rights of the database's owner would do, in a few words.

He drops the triggers and the unique index, then writes whatever he likes with plain SQL.
"""

from typing import Any

from django.db import connection

from accounts.audit import GENESIS, digest
from accounts.models import AuditEvent, ChainHead

TABLE = AuditEvent._meta.db_table
TRIGGERS = ("audit_event_comes_unsealed", "audit_event_is_sealed_once", "audit_event_stays")


def drop_guards() -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name in (*TRIGGERS, "audit_log_stays"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}")


def drop_index() -> None:
    """Let a number be used twice."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS audit_seq_once")


def change(seq: int, /, **values: Any) -> None:
    """Write over one event."""
    assert AuditEvent.objects.filter(seq=seq).update(**values) == 1


def delete(*seqs: int) -> None:
    """Take events away; Django's own deletion would ask nothing more."""
    assert AuditEvent.objects.filter(seq__in=seqs).delete()[0] == len(seqs)


def forge(seq: int | None, **values: Any) -> AuditEvent:
    """A row out of nothing."""
    return AuditEvent.objects.create(seq=seq, **values)


def rehash_from(seq: int, *, head_too: bool = True) -> None:
    """Compute the chain anew from an event to the end, as who wants to hide a change would."""
    before = AuditEvent.objects.filter(seq__lt=seq).order_by("-seq").first()
    number, last = (before.seq, before.hash) if before else (0, GENESIS)
    for event in AuditEvent.objects.filter(seq__gte=seq).order_by("seq", "pk"):
        number = (number or 0) + 1
        event.seq, event.prev_hash = number, last
        last = event.hash = digest(event)
        event.save()
    if head_too:
        ChainHead.objects.filter(pk=1).update(seq=number, hash=last)
