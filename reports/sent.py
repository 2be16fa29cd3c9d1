"""Doors of sent papers: what sending opens to whom, and what it never opens.

A joint paper of a round tells what was found with several units. The product never shows it to
one of them, whatever was written down: each reads the paper on its own visit.
"""

from django.db.models import Q, QuerySet
from django.utils import timezone

from reports.kinds import GOES_UP, INTERNAL, JOINT
from reports.models import Document, Sending
from units.access import Reader, below, has_role, represented_units
from units.access.who_sees import has_ended, heirs_of
from units.models import Membership, Unit, UnitQuerySet

DESK = (Membership.Role.OFFICER, Membership.Role.ADMINISTRATOR, Membership.Role.REGISTRAR)
CLOSED = JOINT | INTERNAL
_JOINT_WORDS = (
    "Văn bản chung của cả đợt nêu kết quả của nhiều đơn vị nên không mở cho từng đơn vị trên "
    "phần mềm. Hãy soạn văn bản riêng từ trang lượt kiểm tra của mỗi đơn vị rồi gửi văn bản đó, "
    "hoặc chọn cách gửi khác."
)
_UPWARD_WORDS = (
    "Báo cáo của Đoàn kiểm tra gửi Ban Thường vụ nên không mở cho đơn vị trên phần mềm. Hãy gửi "
    "đơn vị thông báo kết luận, hoặc chọn cách gửi khác."
)
_INTERNAL_WORDS = (
    "Đây là văn bản nội bộ nên không mở cho đơn vị trên phần mềm. Nếu cần gửi, hãy chọn cách gửi "
    "khác."
)


def opened_by_sending(user: Reader) -> Q:
    """Condition on papers: issued, and sent inside the product to a unit the person speaks for.

    A paper on one visit opens to its unit without being sent and to no other by it.
    """
    to_us = below(represented_units(user), "unit__")
    sent = Sending.objects.filter(to_us, way=Sending.Way.IN_APP).values("document")
    common = Q(visit=None, status__in=Document.FROZEN, pk__in=sent)
    return common & ~Q(kind__in=CLOSED) & ~Q(refers_to__kind__in=CLOSED)


def goes_up(document: Document) -> bool:
    """Whether it is, or speaks of, a report that no inspected unit reads."""
    about = document.refers_to.kind if document.refers_to else ""
    return bool({document.kind, about} & GOES_UP)


def closed_to_units(document: Document) -> str:
    """Why no unit may read the paper inside the product, and what to do; empty when one may."""
    if document.visit_id:
        return _UPWARD_WORDS if goes_up(document) else ""
    about = document.refers_to.kind if document.refers_to else ""
    if {document.kind, about} & JOINT:
        return _JOINT_WORDS
    return _INTERNAL_WORDS if {document.kind, about} & INTERNAL else ""


def units_to_send_to(document: Document) -> UnitQuerySet:
    """Units at work today that the paper may go to, by name.

    A paper on a visit goes to its unit or who has taken that over; another one to the units of
    its round and to those right under the issuer.
    """
    today = timezone.localdate()
    if document.visit:
        keys = _at_work([document.visit.unit])
    else:
        visited = Unit.objects.filter(visits__round=document.round_id or 0).distinct()
        under_issuer = Unit.objects.children_of(document.issuer.unit, today)
        keys = {*_at_work(visited), *under_issuer.values_list("pk", flat=True)}
    return Unit.objects.filter(pk__in=keys).prefetch_related("names").order_by("sort_key", "pk")


def _at_work(units: QuerySet[Unit] | list[Unit]) -> set[int]:
    """Keys of the units, or of the heirs of those that have ended."""
    ended = [unit for unit in units if has_ended(unit)]
    alive = {unit.pk for unit in units if not has_ended(unit)}
    return alive | {heir.pk for unit in ended for heir in heirs_of(unit)}


def works_at_desk(user: Reader, document: Document) -> bool:
    """Holds the desk of the issuing unit: writes down whom its papers were sent to."""
    return document.is_frozen and has_role(user, document.issuer.unit, *DESK)


def sendings_of(document: Document) -> QuerySet[Sending]:
    """Everything the paper was sent to; for those who passed ``works_at_desk``."""
    return document.sendings.select_related("unit", "sent_by", "received_by")


def sendings_to(user: Reader, document: Document) -> QuerySet[Sending]:
    """Sendings inside the product to the person's very own unit, or to one it has taken over.

    Whoever works above the unit reads the paper and does not confirm in its place.
    """
    own = [unit.pk for unit in represented_units(user)]
    return document.sendings.filter(unit__in=own, way=Sending.Way.IN_APP)


def may_receive(user: Reader, document: Document) -> bool:
    """May say that the paper arrived: people of a unit it was sent to."""
    return document.is_frozen and sendings_to(user, document).exists()
