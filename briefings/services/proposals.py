"""What units want to speak about, and where it goes."""

import uuid

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from briefings.models import AgendaItem, Briefing, Proposal, Series
from briefings.models.series import ItemKind
from briefings.services.refusals import Refused
from units.models import Unit
from vietnamese.text import clean
from workflow.moves import move


@transaction.atomic
def propose(
    series: Series,
    unit: Unit,
    *,
    actor: User,
    title: str,
    body: str = "",
    minutes: int = 10,
    client_id: uuid.UUID | None = None,
) -> Proposal:
    """A member proposes what to speak about; the same ``client_id`` gives the earlier row."""
    earlier = Proposal.objects.filter(client_id=client_id).first() if client_id else None
    if earlier is not None:
        if earlier.unit_id != unit.pk or earlier.series_id != series.pk:
            raise Refused("Đề xuất này đã được gửi ở lịch khác. Hãy tải lại trang.")
        return earlier
    return Proposal.objects.create(
        series=series,
        unit=unit,
        title=clean(title),
        body=clean(body),
        minutes=minutes,
        author=actor,
        client_id=client_id,
    )


@transaction.atomic
def decide_proposal(
    proposal: Proposal,
    *,
    actor: User,
    to: str,
    reason: str = "",
    briefing: Briefing | None = None,
) -> Proposal:
    """Accept, reject with a reason the unit reads, or put onto the agenda of a meeting.

    Raises ``MoveRefused`` with what is missing, ``Refused`` for a meeting that began or is of
    another series.
    """
    facts: dict[str, object] = {"reason": clean(reason), "item": None}
    if to == Proposal.Status.SCHEDULED and briefing is not None:
        facts["item"] = _item_for(proposal, briefing, actor)
    return move(proposal, to, actor=actor, note=clean(reason), facts=facts)


def _item_for(proposal: Proposal, briefing: Briefing, actor: User) -> AgendaItem:
    locked = Briefing.objects.select_for_update(of=("self",)).get(pk=briefing.pk)
    if locked.series_id != proposal.series_id or locked.status not in Briefing.NOT_BEGUN:
        raise Refused("Hãy chọn một kỳ giao ban chưa họp của lịch này.")
    last = locked.items.aggregate(last=Max("order"))["last"] or 0
    return AgendaItem.objects.create(
        briefing=locked,
        order=last + 1,
        kind=ItemKind.TOPIC,
        title=proposal.title,
        presenter=proposal.unit,
        minutes=proposal.minutes,
        author=actor,
    )
