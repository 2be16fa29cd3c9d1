"""To whom an issued paper went, how and when; and who has said that it arrived."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from inspections.services import Refused
from reports import sent
from reports.models import Document, Sending
from reports.services.told import told
from units.models import Unit
from vietnamese.dates import short
from vietnamese.text import clean, fold


@transaction.atomic
def send(
    document: Document,
    *,
    actor: User,
    way: str,
    on: date,
    units: Sequence[Unit] = (),
    others: Sequence[str] = (),
) -> list[Sending]:
    """Write down that the paper goes to these units and other addressees, on one day in one way.

    Whoever it was sent to before is left out, so that a second click sends nothing twice; what
    was newly written down comes back. Raises ``Refused`` when the paper is not in force, when the
    day cannot be, or when the product may not open the paper to these addressees.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    _refuse_unless_in_force(locked, on)
    names = list(dict.fromkeys(clean(one)[:200] for one in others if clean(one)))
    if way == Sending.Way.IN_APP:
        _refuse_unless_may_open(locked, units, names)
    rows = _not_yet_sent(locked, units, names)
    for row in rows:
        row.way, row.sent_on, row.sent_by = way, on, actor
    Sending.objects.bulk_create(rows)
    if rows:
        facts = {"way": Sending.Way(way).label, "recipients": "; ".join(r.to_name for r in rows)}
        audit.record("paper_sent", actor=actor, obj=locked, data=told(locked, **facts))
    return rows


def _refuse_unless_in_force(document: Document, on: date) -> None:
    if document.status != Document.Status.ISSUED:
        state = document.get_status_display()
        raise Refused(f"Văn bản đang ở “{state}” nên không gửi được. Chỉ gửi văn bản còn hiệu lực.")
    if on > timezone.localdate():
        raise Refused("Ngày gửi không được sau hôm nay.")
    if document.paper_on and on < document.paper_on:
        raise Refused(f"Ngày gửi không được trước ngày văn bản {short(document.paper_on)}.")


def _refuse_unless_may_open(document: Document, units: Sequence[Unit], names: list[str]) -> None:
    """Sending inside the product opens the paper, so it asks what the door asks."""
    closed = sent.closed_to_units(document)
    if closed:
        raise Refused(closed)
    if names:
        raise Refused(
            f"{names[0]} không nhận được trên phần mềm. Hãy chọn cách gửi khác cho nơi nhận này."
        )
    known = {unit.pk for unit in sent.units_to_send_to(document)}
    strange = [str(unit) for unit in units if unit.pk not in known]
    if strange:
        raise Refused(
            f"{', '.join(strange)} không được xem văn bản này trên phần mềm. "
            "Hãy bỏ chọn, hoặc ghi vào ô “Nơi nhận khác” với cách gửi khác."
        )


def _not_yet_sent(document: Document, units: Sequence[Unit], names: list[str]) -> list[Sending]:
    earlier = list(document.sendings.all())
    had = {row.unit_id for row in earlier}
    had_names = {fold(row.to_name) for row in earlier if row.unit_id is None}
    rows = [
        Sending(document=document, unit=unit, to_name=unit.name_on(document.paper_on))
        for unit in dict.fromkeys(units)
        if unit.pk not in had
    ]
    return rows + [
        Sending(document=document, to_name=name) for name in names if fold(name) not in had_names
    ]


@transaction.atomic
def receive(document: Document, *, actor: User) -> int:
    """The person's unit says that the paper arrived; how many sendings that settles.

    Once only: what was confirmed before keeps its time and person, and nothing is written.
    """
    waiting = sent.sendings_to(actor, document).filter(received_at=None)
    names = list(waiting.values_list("to_name", flat=True))
    done = waiting.update(received_at=timezone.now(), received_by=actor)
    if done:
        facts = told(document, recipients="; ".join(names))
        audit.record("paper_received", actor=actor, obj=document, data=facts)
    return done


@transaction.atomic
def take_back_sending(sending: Sending, *, actor: User) -> None:
    """Strike out a sending that was written down by mistake; the product closes the paper again.

    Raises ``Refused`` once its receiver has confirmed: then it did arrive.
    """
    locked = Sending.objects.select_for_update().filter(pk=sending.pk).first()
    if locked is None:
        return
    if locked.received_at:
        raise Refused(f"{locked.to_name} đã xác nhận nhận văn bản nên không bỏ lượt gửi được.")
    document = locked.document
    facts = told(document, recipients=locked.to_name, way=locked.get_way_display())
    locked.delete()
    audit.record("paper_sending_removed", actor=actor, obj=document, data=facts)
