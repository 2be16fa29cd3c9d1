"""Units and clusters of 2020, sample units, the issuing office."""

import csv
from datetime import date
from pathlib import Path

from django.conf import settings

from reports.models import Issuer
from units.models import Cluster, ClusterSeat, Officer, Term, Unit
from units.services.tree import create_unit

ROOT = "TD-QN"
DATA = Path(settings.BASE_DIR) / "units" / "data"
SIGNER = "Nguyễn Văn Mẫu"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of the product's own data files."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_units() -> dict[str, Unit]:
    """Units as they stood in early 2019 by their code, parents before children as in the file."""
    known: dict[str, Unit] = {}
    for row in rows_of("quang-ninh-2019.csv"):
        known[row["code"]] = create_unit(
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            kind=row["kind"],
            parent=known.get(row["parent"]),
            official_code=row["official_code"],
            note=row["note"],
        )
    return known


def load_sample_units(root: Unit) -> list[Unit]:
    """Đơn vị mẫu 01–06: for everything that must not be invented about real units."""
    return [
        create_unit(
            code=f"MAU-{n:02d}",
            name=f"Đoàn TNCS Hồ Chí Minh – Đơn vị mẫu {n:02d}",
            short_name=f"Đơn vị mẫu {n:02d}",
            kind=Unit.Kind.COMMUNE,
            parent=root,
            valid_from=date(2025, 7, 1),
            is_sample=True,
        )
        for n in range(1, 7)
    ]


def load_clusters(units: dict[str, Unit], samples: list[Unit]) -> None:
    """Clusters of 2020 with what is assumed marked as such, and the sample cluster of 2026."""
    for row in rows_of("clusters-2020.csv"):
        cluster = Cluster.objects.create(
            code=row["code"],
            name=row["name"],
            organiser=units[ROOT],
            name_is_assumed=row["name_is_assumed"] == "yes",
            note=row["note"],
        )
        for code in row["members"].split(";"):
            ClusterSeat.objects.create(
                cluster=cluster,
                unit=units[code],
                year=int(row["year"]),
                is_assumed=row["members_are_assumed"] == "yes",
            )
    sample = Cluster.objects.create(code="CUM-MAU", name="Cụm thi đua mẫu", organiser=units[ROOT])
    for unit in samples:
        ClusterSeat.objects.create(cluster=sample, unit=unit, year=2026)


def load_office(root: Unit) -> Officer:
    """How the province's papers are headed; its terms; the sample signer."""
    Term.objects.create(unit=root, name="nhiệm kỳ XI", ends_on=date(2022, 10, 7))
    Term.objects.create(unit=root, name="nhiệm kỳ XII", starts_on=date(2022, 10, 8))
    Issuer.objects.create(
        unit=root,
        name_line="BCH ĐOÀN TỈNH QUẢNG NINH",
        body_in_text="Ban Thường vụ Tỉnh đoàn",
        place="Quảng Ninh",
        code="TĐTN",
        advising_code="UBKT",
        recipients=(
            "Thường trực Tỉnh đoàn (để báo cáo)\n"
            "Các Ban, Văn phòng Tỉnh đoàn\n"
            "Thành viên Đoàn kiểm tra\n"
            "Lưu UBKT, VT-LT"
        ),
    )
    Issuer.objects.create(
        unit=root,
        organ=Issuer.Organ.COMMISSION,
        superior_line="BCH ĐOÀN TỈNH QUẢNG NINH",
        name_line="ỦY BAN KIỂM TRA",
        body_in_text="Ủy ban Kiểm tra Tỉnh đoàn",
        place="Quảng Ninh",
        code="UBKT",
        signing_form="TM. ỦY BAN KIỂM TRA",
        recipients="Lưu UBKT",
    )
    Officer.objects.create(unit=root, full_name=SIGNER, position="Chủ nhiệm", may_sign=True)
    Officer.objects.create(
        unit=root, full_name="Hoàng Văn Hải", position="Phó Bí thư Thường trực Tỉnh đoàn"
    )
    return Officer.objects.create(
        unit=root, full_name=SIGNER, position="Phó Bí thư Thường trực", may_sign=True
    )
