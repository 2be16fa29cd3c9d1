"""*Ai được xem trang này*, in words, beside the doors they tell of (a test compares them).

Each function gives sentences: who sees, who does not see, who may change. People of a unit that
has ended see nothing by it; in its place the sentences name who has taken its records over.
"""

from datetime import date, timedelta

from django.utils import timezone

from units.models import Cluster, ClusterSeat, Succession, Unit
from vietnamese.dates import short

NOBODY_ELSE = "Người khác không xem được: với họ trang này không tồn tại."
# Membership.STAFF, in words.
STAFF = "Chuyên viên, lãnh đạo, văn thư, quản trị"


def has_ended(unit: Unit) -> bool:
    """Whether the unit's last day is over."""
    return unit.valid_to is not None and unit.valid_to < timezone.localdate()


def units_above(unit: Unit) -> list[Unit]:
    """The units above, from the root down; one query at most."""
    codes = unit.path.rstrip("/").split("/")[:-1]
    return list(Unit.objects.filter(code__in=codes).order_by("path")) if codes else []


def heirs_of(unit: Unit) -> dict[Unit, date]:
    """Units at work today that keep the records of an ended one, near or far, and since when."""
    found: dict[Unit, date] = {}
    edge, seen = {unit.pk}, {unit.pk}
    while edge:
        rows = Succession.objects.inherited(timezone.localdate()).filter(predecessor__in=edge)
        edge = set()
        for row in rows.select_related("successor", "reorganisation"):
            if not has_ended(row.successor):
                found.setdefault(row.successor, row.reorganisation.effective_on)
            elif row.successor_id not in seen:
                edge.add(row.successor_id)
        seen |= edge
    return found


def line_of(unit: Unit) -> str:
    """Those above the unit and the unit, as one says them; for an ended one its heirs."""
    line: dict[Unit, str] = {}
    for one in [*units_above(unit), unit]:
        if not has_ended(one):
            line[one] = str(one)
            continue
        for heir, since in heirs_of(one).items():
            line.setdefault(heir, f"{heir} (tiếp nhận hồ sơ từ ngày {short(since)})")
    return ", ".join(line.values())


def staff_of(unit: Unit) -> str:
    """Staff of the unit and of those above it, as one says them."""
    return f"{STAFF} của {line_of(unit)}"


def standing_for(unit: Unit, name: str, *, organiser: Unit | None = None) -> tuple[str, list[str]]:
    """Who reads as the unit today, and what is to be said of the unit when that is not itself.

    The unit by its ``name`` of the day; once it has ended its heirs, or an empty text. An heir of
    the ``organiser``'s own line is left out: it reads more than the unit did.
    """
    if not has_ended(unit):
        return name, []
    heirs = list(heirs_of(unit))
    others = [one for one in heirs if organiser is None or not organiser.is_at_or_below(one)]
    return ", ".join(map(str, others)), [_ended(unit, name, ", ".join(map(str, heirs)))]


def _ended(unit: Unit, name: str, heirs: str) -> str:
    since = short(unit.valid_to + timedelta(days=1)) if unit.valid_to else ""
    kept = f" (hồ sơ nay do {heirs} quản lý)" if heirs else ""
    over = f"{name} đã kết thúc hoạt động từ ngày {since}{kept}"
    return f"{over}: người chỉ thuộc đơn vị này không xem được nữa."


def _note(unit: Unit) -> list[str]:
    return standing_for(unit, str(unit))[1]


def who_sees_unit(unit: Unit) -> list[str]:
    """Of the unit's own page: everybody in it and above it."""
    return [f"Người dùng của {line_of(unit)} xem được.", *_note(unit), NOBODY_ELSE]


def who_sees_people(unit: Unit) -> list[str]:
    """Of the page of its people and their rights: not for heirs, they have people of their own."""
    above = _at_work_above(unit)
    names = ", ".join(map(str, above))
    own = [] if has_ended(unit) else [f"Người dùng của {unit} xem được."]
    line = [f"{STAFF} của {names} xem được."] if above else []
    return [
        *own,
        *line,
        *_note(unit),
        _who_manages(unit, above),
        "Không ai tự sửa quyền của mình.",
        NOBODY_ELSE,
    ]


def who_sees_officers(unit: Unit) -> list[str]:
    """Of the page of its officers: whoever sees the unit."""
    return [
        f"Người dùng của {line_of(unit)} xem được.",
        *_note(unit),
        _who_manages(unit, _at_work_above(unit)),
        NOBODY_ELSE,
    ]


def who_sees_invitations(unit: Unit) -> list[str]:
    """Of the page of its invitations: only who may make them."""
    manage = _who_manages(unit, _at_work_above(unit)).replace("sửa được", "xem được")
    return [manage, *_note(unit), NOBODY_ELSE]


def _at_work_above(unit: Unit) -> list[Unit]:
    return [one for one in units_above(unit) if not has_ended(one)]


def _who_manages(unit: Unit, above: list[Unit]) -> str:
    own = [] if has_ended(unit) else [f"Lãnh đạo, quản trị của {unit}"]
    names = ", ".join(map(str, above))
    line = [f"chuyên viên, lãnh đạo, quản trị của {names}"] if above else []
    who = " và ".join([*own, *line]) or "không còn ai"
    return f"{who[0].upper()}{who[1:]} sửa được."


def who_sees_cluster(cluster: Cluster, year: int | None) -> list[str]:
    """Of the page of a cluster in a year."""
    seats = f"các đơn vị trong cụm năm {year}" if year else "các đơn vị trong cụm"
    edits = [f"Chuyên viên, quản trị của {cluster.organiser} sửa được."]
    return [
        f"{staff_of(cluster.organiser)} xem được mọi năm.",
        f"Người dùng của {seats} và của đơn vị cấp trên của các đơn vị ấy xem được năm ấy.",
        *_of_ended_seats(cluster, year),
        *([] if has_ended(cluster.organiser) else edits),
        NOBODY_ELSE,
    ]


def _of_ended_seats(cluster: Cluster, year: int | None) -> list[str]:
    today = timezone.localdate()
    seats = ClusterSeat.objects.filter(cluster=cluster, unit__valid_to__lt=today)
    if not (seats.filter(year=year) if year else seats).exists():
        return []
    return ["Thay đơn vị đã kết thúc hoạt động, đơn vị tiếp nhận hồ sơ xem được."]
