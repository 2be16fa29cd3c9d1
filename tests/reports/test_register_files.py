"""The register as a printed book and as a table: out, and in again all or nothing."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pdfplumber
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from reports import imports, numbering, services
from reports.access.registers import Sought, lines_of
from reports.models import Entry, Register
from reports.services import book
from tests import build
from tests.people import Cast
from tests.reports.preflight import preflight

SignIn = Callable[[User], Client]
HEADS = [column.label for column in imports.LINES.columns]
FACTS = {"paper_on": build.PAPER_ON, "subject_line": "Về việc tập huấn", "kept_by": "VT"}


def opened(cast: Cast, code: str = "TB", **more: Any) -> Register:
    where = numbering.place(cast.issuer, build.PAPER_ON, code=code)
    return services.open_register(where, actor=cast.an, **({"opened_at": 0} | more))


def row(number: int | str, **changes: Any) -> dict[str, Any]:
    """A right row of the table."""
    return {"Số": number, "Ngày văn bản": "27/11/2020", "Trích yếu": f"Văn bản {number}"} | changes


def workbook(*rows: dict[str, Any]) -> bytes:
    file, book_ = io.BytesIO(), openpyxl.Workbook()
    book_.active.append(HEADS)
    for one in rows:
        book_.active.append([one.get(head) for head in HEADS])
    book_.save(file)
    return file.getvalue()


def reasons(cast: Cast, register: Register, *rows: dict[str, Any]) -> list[tuple[int, str]]:
    """Row and reason of every fault; nothing may have been saved."""
    taken = imports.take_in(register, workbook(*rows), "so.xlsx", actor=cast.an)
    register.refresh_from_db()
    assert (taken.added, register.entries.count()) == (0, 0)
    return [(fault.row, fault.reason) for fault in taken.faults]


def shown(register: Register) -> list[tuple[Any, ...]]:
    """What the register shows of each line."""
    return [
        (
            line.number,
            line.symbol,
            line.paper_on,
            line.kind,
            line.subject_line,
            line.signer,
            line.recipients,
            line.kept_by,
        )
        for line in book.lines(register, lines_of(register, Sought()))
    ]


@pytest.mark.usefixtures("quick_pdf")
def test_a_file_taken_out_and_into_an_empty_register_gives_the_same_lines(
    cast: Cast, as_: SignIn
) -> None:
    paper = build.issued_paper(cast)
    register = paper.register
    services.add_outside(register, actor=cast.an, facts=FACTS | {"subject_line": "=1+1"})
    for _ in range(2):
        kept = services.keep_number(
            register, actor=cast.an, reason="Chờ ký", expires_on=build.PAPER_ON.replace(year=2099)
        )
    services.release_number(kept, actor=cast.an, reason="Không dùng")
    browser = as_(cast.an)
    out = browser.post(reverse("reports:export_register", args=[register.pk]))
    assert AuditEvent.objects.filter(action="exported").count() == 1
    other = Register.objects.create(
        key="new", issuer=cast.issuer, kind_code="TB", period="nhiệm kỳ XI khác"
    )
    address = reverse("reports:import_register", args=[other.pk])
    for words in ("Đã nhập 4 dòng", "không nhập lần nữa"):
        file = SimpleUploadedFile("so.xlsx", out.content)
        answer = browser.post(address, {"file": file}, follow=True)
        assert words in answer.content.decode()
    assert shown(other) == shown(register)
    other.refresh_from_db()
    assert other.last_number == 4
    kinds = list(other.entries.order_by("number").values_list("kind", flat=True))
    assert kinds == ["outside", "outside", "reserved", "unused"]


def test_a_right_file_makes_lines_and_counts_on(cast: Cast) -> None:
    register = opened(cast, opened_at=30)
    rows = [row(12), row(31), row(32, **{"Loại dòng": "Số giữ không dùng"})]
    assert imports.take_in(register, workbook(*rows), "so.xlsx", actor=cast.an).added == 3
    register.refresh_from_db()
    assert register.last_number == 32
    first = register.entries.get(number=12)
    assert (first.symbol, first.kind) == ("12-TB/TĐTN-UBKT", "outside")
    assert AuditEvent.objects.get(action="imported").data["rows"] == 3


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([row(1), row(1)], [(3, "Số này đã có ở dòng 2 của tệp.")]),
        ([row(1), row(3)], [(3, "Thiếu số 02 trước dòng này.")]),
        ([row(4)], [(2, "Thiếu các số từ 01 đến 03 trước dòng này.")]),
        ([row("x")], [(2, "Số phải là số nguyên từ 1 đến 99999, ví dụ 12.")]),
        ([row(1, **{"Trích yếu": None})], [(2, "Chưa ghi trích yếu.")]),
        ([row(1, **{"Ngày văn bản": None})], [(2, "Chưa ghi ngày văn bản.")]),
        ([row(1, **{"Loại văn bản": "Kế hoạch"})], [(2, "Sổ này chỉ ghi loại Thông báo.")]),
        (
            [row(1, **{"Loại dòng": "Giữ số", "Ghi chú": "Chờ"})],
            [(2, "Số giữ phải có ngày hết hạn.")],
        ),
        ([row(1, **{"Ngày văn bản": "01/01/2099"})], [(2, "Ngày văn bản không được sau hôm nay.")]),
    ],
)
def test_a_file_with_a_fault_saves_nothing_and_names_the_row(
    cast: Cast, rows: list[dict[str, Any]], faults: list[tuple[int, str]]
) -> None:
    assert reasons(cast, opened(cast), *rows) == faults


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"Trích yếu": "=HYPERLINK(1)"}, "công thức"),
        ({"Ngày văn bản": "30/02/2020"}, "Ngày không có thật"),
        ({"Ngày văn bản": 44000}, "không phải ngày"),
        ({"Loại văn bản": "Bài thơ"}, "Chỉ nhận một trong các loại"),
        ({"Trích yếu": "x" * 401}, "tối đa 400"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(
    cast: Cast, change: dict[str, Any], words: str
) -> None:
    (fault,) = reasons(cast, opened(cast), row(1, **change))
    assert fault[0] == 2
    assert words in fault[1]


def test_a_number_the_register_has_already_is_refused(cast: Cast) -> None:
    register = opened(cast, opened_at=5)
    services.add_outside(register, actor=cast.an, facts=FACTS)
    taken = imports.take_in(register, workbook(row(6), row(7)), "so.xlsx", actor=cast.an)
    assert [fault.reason for fault in taken.faults] == ["Số 06 đã có trong sổ."]
    assert register.entries.count() == 1


def test_the_import_page_shows_each_fault_and_refuses_what_is_no_table(
    cast: Cast, as_: SignIn
) -> None:
    register = opened(cast)
    address = reverse("reports:import_register", args=[register.pk])
    browser = as_(cast.an)
    for name, data, words in (
        ("so.xlsx", workbook(row(1), row(3)), "Thiếu số 02"),
        ("so.xlsx", b"not a workbook", "không phải tệp Excel"),
        ("so.pdf", b"%PDF", "Chỉ nhận tệp .xlsx"),
        ("so.xlsx", b"", "Tệp rỗng"),
        ("so.csv", ("Số,Ngày văn bản\n" + "1,27/11/2020\n" * 5_002).encode(), "5.000"),
    ):
        answer = browser.post(address, {"file": SimpleUploadedFile(name, data)}).content.decode()
        assert words in answer, name
        assert "chưa nhập dòng nào" in answer
    assert "Hãy chọn tệp." in browser.post(address).content.decode()
    assert not Entry.objects.exists()


def test_a_closed_register_takes_no_file(cast: Cast) -> None:
    register = opened(cast)
    services.close_register(register, actor=cast.an, reason="Hết nhiệm kỳ")
    assert "đã khóa" in reasons(cast, register, row(1))[0][1]


# The printed book


def test_the_book_prints_landscape_with_heads_on_every_page(cast: Cast, as_: SignIn) -> None:
    register = opened(cast)
    rows = [row(n, **{"Trích yếu": f"Về việc tập huấn lần {n} " * 3}) for n in range(1, 61)]
    imports.take_in(register, workbook(*rows), "so.xlsx", actor=cast.an)
    address = reverse("reports:print_register", args=[register.pk])
    answer = as_(cast.binh).get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert preflight(answer.content) == []
    with pdfplumber.open(io.BytesIO(answer.content)) as file:
        texts = [page.extract_text() for page in file.pages]
        assert all(page.width > page.height for page in file.pages)
    assert len(texts) > 2
    assert all("Trích yếu" in text for text in texts)
    assert "ĐOÀN TNCS HỒ CHÍ MINH" in texts[0]
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐI" in texts[0]
    assert "BCH ĐOÀN TỈNH QUẢNG NINH" in texts[0]
    assert "60-TB/TĐTN-UBKT" in texts[-1]


def test_a_long_register_is_printed_part_by_part(
    cast: Cast, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "PRINTED_AT_ONCE", 10)
    seen: list[dict[str, Any]] = []

    def prints(page: dict[str, Any]) -> bytes:
        seen.append(page)
        return b"%PDF"

    monkeypatch.setattr(book, "printed", prints)
    register = opened(cast)
    imports.take_in(register, workbook(*[row(n) for n in range(1, 26)]), "so.xlsx", actor=cast.an)
    browser = as_(cast.an)
    page = browser.get(register.get_absolute_url()).content.decode()
    assert "In phần 3/3 (dòng 21–25)" in page
    browser.get(reverse("reports:print_register", args=[register.pk]), {"phan": "3"})
    assert (seen[0]["first"], seen[0]["last"]) == (21, 25)


def test_an_empty_register_prints_and_exports_too(cast: Cast, as_: SignIn) -> None:
    register = opened(cast)
    browser = as_(cast.an)
    for send, name in ((browser.get, "print_register"), (browser.post, "export_register")):
        assert send(reverse(f"reports:{name}", args=[register.pk])).status_code == 200
