"""What was exported is imported again without change, whatever the texts hold."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.people import Cast
from tests.units.imports.files import again, imported
from units.imports.cells import guarded, readable, unguarded
from units.imports.exports import export, template
from units.imports.kinds import CLUSTERS, KINDS, LINEAGE, OFFICERS, UNITS, USERS, Kind
from units.imports.tables import read_table
from units.imports.writing import as_csv, as_xlsx
from units.models import Cluster, ClusterSeat, Membership, Officer
from vietnamese.text import clean

PAYLOADS = (
    "=1+1",
    "+84 912",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "=cmd|'/c calc'!A1",
    "'=1+1",
    "''",
    "{=1}",
    "\t=1",
    'một "hai", ba; bốn',
    "dòng một\ndòng hai",
)
# One role, one office, three times.
PERIODS = (
    (None, date(2019, 12, 31)),
    (date(2021, 1, 1), date(2022, 6, 30)),
    (date(2024, 1, 1), None),
)


def written(kind: Kind, rows: list[dict[str, object]]) -> Iterator[tuple[str, bytes]]:
    yield "a.csv", "".join(as_csv(kind, rows)).encode()
    yield "a.xlsx", as_xlsx(kind, rows)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_an_export_begins_a_formula(payload: str) -> None:
    rows: list[dict[str, object]] = [
        {"code": "C1", "name": payload, "organiser": "TD-QN", "note": payload}
    ]
    (_, as_text), (_, as_book) = written(CLUSTERS, rows)
    for row in csv.reader(io.StringIO(as_text.decode("utf-8-sig"))):
        assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in row)
    for line in openpyxl.load_workbook(io.BytesIO(as_book)).active.iter_rows():
        for cell in line:
            assert cell.data_type != "f"
            assert cell.hyperlink is None
            assert not str(cell.value).startswith(tuple("=+-@\t\r"))


@given(st.text(max_size=60))
def test_the_apostrophe_before_a_formula_is_taken_away_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple("=+-@\t\r"))


vietnamese = st.text("aăâđêơưÀảẵậ Đ\"',;\n=+-@|{}0123 ", min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(note=vietnamese, name=vietnamese, day=st.dates(date(1931, 3, 26), date(2100, 12, 31)))
def test_any_text_and_day_come_back_as_they_were(note: str, name: str, day: date) -> None:
    name, note = clean(name.replace("\n", " ")), clean(note)
    if not name:
        return
    row: dict[str, object] = {
        "unit": "06652",
        "full_name": name,
        "position": "Bí thư",
        "valid_from": day,
        "may_sign": True,
    }
    for file, content in written(OFFICERS, [row]):
        (record,) = read_table(content, file, OFFICERS).records
        assert {key: record.values[key] for key in row} == row
    cluster: dict[str, object] = {"code": "C1", "name": name, "organiser": "X", "note": note}
    for file, content in written(CLUSTERS, [cluster]):
        (record,) = read_table(content, file, CLUSTERS).records
        assert record.values.get("note", "") == note == (readable(guarded(note)))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_importing_an_export_changes_nothing(cast: Cast, kind: Kind, ending: str) -> None:
    fill(cast)
    content = b"".join(export(kind, ending, actor=cast.an))
    report = again(kind, cast.an, content, f"a.{ending}")
    assert (report["deeds"], report["faults"], report["warnings"]) == ([], [], [])
    assert report["same"] > 1
    if kind in (OFFICERS, USERS):
        assert content.count(b"30/06/2022") == 1 or ending == "xlsx"


def fill(cast: Cast) -> None:
    """Something of every kind, with texts that are hard to carry."""
    for n, payload in enumerate(PAYLOADS):
        text = clean(payload).replace("\n", " ")
        Officer.objects.create(
            unit=cast.damha, full_name=text, position=text, valid_to=date(2020, 1, 1 + n)
        )
    for begins, ends in PERIODS:
        days = {"valid_from": begins, "valid_to": ends}
        Membership.objects.create(user=cast.khoa, unit=cast.campha, role="registrar", **days)
        Officer.objects.create(unit=cast.campha, full_name="Mẫu", position="Bí thư", **days)
    cluster = Cluster.objects.create(
        code="C1", name="=Cụm", organiser=cast.province, note="a\n=b", name_is_assumed=True
    )
    Cluster.objects.create(code="C2", name="Không ai", organiser=cast.province)
    first = ["Đoàn cơ sở", "TD-QN", "", "30/06/2025"]
    then = ["Đoàn cơ sở", "TD-QN", "01/07/2025", ""]
    rows = [["X1", "a", "a", *first], ["X2", "b", "b", *first], ["N", "c", "c", *then]]
    imported(UNITS, cast.an, *([*row, "06652", "x"] for row in rows))
    links = [[one, "", "", "N", "", "toàn bộ", "01/07/2025", "-1/NQ"] for one in ("X1", "X2")]
    imported(LINEAGE, cast.an, *links)
    ClusterSeat.objects.create(cluster=cluster, unit=cast.damha, year=2026, duty="head")
    ClusterSeat.objects.create(cluster=cluster, unit=cast.campha, year=2026, is_assumed=True)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_an_export_holds_nothing_of_others(cast: Cast, kind: Kind) -> None:
    fill(cast)
    theirs = b"".join(export(kind, "csv", actor=cast.lan)).decode()
    for word in ("DH", "CP", "TD-QN", "khoa", "Mẫu", "=Cụm", "C1"):
        assert word not in theirs


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_a_template_has_the_columns_import_reads(kind: Kind) -> None:
    text = b"".join(template(kind, "csv")).decode("utf-8-sig")
    assert next(csv.reader([text])) == [column.label for column in kind.columns]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(template(kind, "xlsx"))))
    assert [cell.value for cell in book.worksheets[0][1]] == [c.label for c in kind.columns]
    assert book.worksheets[1].title == "Hướng dẫn"
    examples = {c.key: c.format.read for c in kind.columns}
    assert set(examples) == {c.key for c in kind.columns}
