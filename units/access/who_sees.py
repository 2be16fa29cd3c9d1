"""*Ai được xem trang này*, in words, beside the doors they tell of (a test compares them).

Each function gives sentences: who sees, who does not see, who may change.
"""

from django.utils import timezone

from units.models import Cluster, Unit

NOBODY_ELSE = "Người khác không xem được: với họ trang này không tồn tại."


def units_above(unit: Unit) -> list[Unit]:
    """The units above, from the root down; one query at most."""
    codes = unit.path.rstrip("/").split("/")[:-1]
    return list(Unit.objects.filter(code__in=codes).order_by("path")) if codes else []


def line_of(unit: Unit) -> str:
    """Those above the unit and the unit, as one says them."""
    return ", ".join(str(one) for one in [*units_above(unit), unit])


def who_speaks_for(unit: Unit, name: str) -> str:
    """The unit by its name of the day, and once it has ended who took its records over."""
    ended = unit.valid_to is not None and unit.valid_to < timezone.localdate()
    return f"{name} (nay là đơn vị tiếp nhận hồ sơ)" if ended else name


def who_sees_unit(unit: Unit) -> list[str]:
    """Of the unit's own page: everybody in it and above it."""
    heirs = []
    if unit.valid_to is not None and unit.valid_to < timezone.localdate():
        heirs = [f"Đơn vị tiếp nhận hồ sơ của {unit} xem được từ ngày sắp xếp."]
    return [f"Người dùng của {line_of(unit)} xem được.", *heirs, NOBODY_ELSE]


def who_sees_people(unit: Unit) -> list[str]:
    """Of the page of its people and their rights."""
    above = units_above(unit)
    names = ", ".join(map(str, above))
    line = [f"Chuyên viên, lãnh đạo, văn thư, quản trị của {names} xem được."] if above else []
    return [
        f"Người dùng của {unit} xem được.",
        *line,
        _who_manages(unit, above),
        "Không ai tự sửa quyền của mình.",
        NOBODY_ELSE,
    ]


def who_sees_officers(unit: Unit) -> list[str]:
    """Of the page of its officers: whoever sees the unit."""
    return [
        f"Người dùng của {line_of(unit)} xem được.",
        _who_manages(unit, units_above(unit)),
        NOBODY_ELSE,
    ]


def who_sees_invitations(unit: Unit) -> list[str]:
    """Of the page of its invitations: only who may make them."""
    return [_who_manages(unit, units_above(unit)).replace("sửa được", "xem được"), NOBODY_ELSE]


def _who_manages(unit: Unit, above: list[Unit]) -> str:
    own = f"Lãnh đạo, quản trị của {unit}"
    if not above:
        return f"{own} sửa được."
    names = ", ".join(map(str, above))
    return f"{own} và chuyên viên, lãnh đạo, quản trị của {names} sửa được."


def who_sees_cluster(cluster: Cluster, year: int | None) -> list[str]:
    """Of the page of a cluster in a year."""
    seats = f"các đơn vị trong cụm năm {year}" if year else "các đơn vị trong cụm"
    return [
        f"Cán bộ của {line_of(cluster.organiser)} xem được mọi năm.",
        f"Người dùng của {seats} và của đơn vị cấp trên của các đơn vị ấy xem được năm ấy.",
        f"Chuyên viên, quản trị của {cluster.organiser} sửa được.",
        NOBODY_ELSE,
    ]
