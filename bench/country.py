"""The whole country as units: 34 provinces, 3,321 communes, 220,000 branches, made up."""

from itertools import islice
from typing import Any

from django.db import connection

from units.models import Placement, Unit, UnitName
from vietnamese.text import fold, sort_key

COMMUNES_PER_PROVINCE = 98
BRANCHES_PER_COMMUNE = 66
_SYLLABLES = tuple(
    word
    for line in (
        "An Bình Cẩm Châu Đại Đầm Điền Đông Giang Hà Hải Hòa Hưng Khánh Kiên",
        "Lâm Long Lộc Minh Nam Nghĩa Phong Phú Phước Quang Quảng Sơn Tân Tây",
        "Thanh Thạnh Thành Thái Thịnh Thuận Tiến Trung Trường Vân Vĩnh Xuân Yên",
    )
    for word in line.split()
)
_Kind = Unit.Kind


def load(root: Unit) -> int:
    """Fill the database below the root; returns the number of units in it."""
    provinces = _add(
        [_row(f"P{n:02d}", _name(n, "Tỉnh đoàn"), _Kind.PROVINCE, root) for n in range(33)]
    )
    for province in provinces:
        communes = _add(
            [
                _row(f"{province.code}-{n:03d}", _name(n, "Đoàn xã"), _Kind.COMMUNE, province)
                for n in range(COMMUNES_PER_PROVINCE)
            ]
        )
        _add(
            [
                _row(f"{above.code}-{n:02d}", _name(n * 31 + m, "Chi đoàn"), _Kind.BRANCH, above)
                for m, above in enumerate(communes)
                for n in range(BRANCHES_PER_COMMUNE)
            ]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Unit.objects.count()


def _name(n: int, title: str) -> str:
    first, second = _SYLLABLES[n % len(_SYLLABLES)], _SYLLABLES[(n * 7 + 3) % len(_SYLLABLES)]
    return f"{title} {first} {second} {n}"


def _row(code: str, name: str, kind: str, parent: Unit) -> Unit:
    return Unit(
        code=code,
        name=name,
        short_name=name,
        kind=kind,
        parent=parent,
        path=f"{parent.path}{code}/",
        sort_key=sort_key(name),
        search_key=fold(f"{name} {name} {code}"),
    )


def _add(rows: list[Unit]) -> list[Unit]:
    """The units with their names and places, in batches."""
    made = Unit.objects.bulk_create(rows, batch_size=2000)
    names: Any = (UnitName(unit=u, name=u.name, short_name=u.short_name, kind=u.kind) for u in made)
    places: Any = (Placement(unit=u, parent=u.parent) for u in made)
    for model, dated in ((UnitName, names), (Placement, places)):
        while batch := list(islice(dated, 5000)):
            model.objects.bulk_create(batch)
    return made
