"""Pages of registers: who may write in them, what bad input gets, how the book is read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from reports import numbering, services
from reports.access.registers import Sought, lines_of
from reports.models import Document, Entry, Issuer, Register
from tests import build
from tests.people import Cast

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("quick_pdf")
PAPER = {"paper_on": "20/11/2020", "subject_line": "Về việc tập huấn"}


@pytest.fixture
def register(cast: Cast) -> Register:
    """The committee's notices of the term."""
    where = numbering.place(cast.issuer, build.PAPER_ON, code="TB")
    return services.open_register(where, actor=cast.an, opened_at=0)


def page_of(name: str, row: Any) -> str:
    return reverse(f"reports:{name}", args=[row.pk])


def in_days(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


WRITING = (
    "keep_number",
    "add_outside",
    "set_opening",
    "import_register",
    "close_register",
    "reopen_register",
)


@pytest.mark.parametrize("name", WRITING)
def test_only_the_registrar_of_the_unit_writes_in_its_register(
    cast: Cast, as_: SignIn, register: Register, name: str
) -> None:
    before = list(Entry.objects.values_list())
    for person, answer in ((cast.binh, 403), (cast.khoa, 404), (cast.lan, 404)):
        assert as_(person).post(page_of(name, register)).status_code == answer
    assert list(Entry.objects.values_list()) == before
    assert as_(cast.an).post(page_of(name, register)).status_code in (200, 302)


def test_a_number_is_kept_used_on_the_papers_page_and_the_line_gives_way(
    cast: Cast, as_: SignIn, register: Register
) -> None:
    browser = as_(cast.an)
    facts = {"reason": "Kết luận Đầm Hà", "expires_on": in_days(5)}
    browser.post(page_of("keep_number", register), facts)
    line = Entry.objects.get()
    paper = build.approved_paper(cast)
    shown = browser.get(paper.get_absolute_url()).content.decode()
    assert "Số giữ 01: Kết luận Đầm Hà" in shown
    browser.post(page_of("issue", paper), {"kept": str(line.pk)})
    paper.refresh_from_db()
    assert (paper.number, Entry.objects.count()) == (1, 0)


@pytest.mark.parametrize("kept", ["0", "-3", "abc", "9" * 30, "999999"])
def test_a_number_that_is_not_offered_issues_nothing(
    cast: Cast, as_: SignIn, register: Register, kept: str
) -> None:
    paper = build.approved_paper(cast)
    answer = as_(cast.an).post(page_of("issue", paper), {"kept": kept}, follow=True)
    assert "Hãy chọn lại số" in answer.content.decode()
    paper.refresh_from_db()
    assert paper.status == Document.Status.APPROVED


@pytest.mark.parametrize(
    ("reason", "expires_on", "words"),
    [
        ("", in_days(1), "Hãy nhập ô này."),
        ("Chờ ký", "", "Hãy nhập ô này."),
        ("Chờ ký", in_days(-1), "Ngày này đã qua"),
        ("Chờ ký", in_days(400), "tối đa một năm"),
        ("Chờ ký", "31/02/2026", "Ngày không có thật"),
    ],
)
def test_a_number_is_not_kept_without_reason_and_a_near_day(
    cast: Cast, as_: SignIn, register: Register, reason: str, expires_on: str, words: str
) -> None:
    facts = {"reason": reason, "expires_on": expires_on}
    answer = as_(cast.an).post(page_of("keep_number", register), facts).content.decode()
    assert words in answer
    assert reason in answer
    register.refresh_from_db()
    assert register.last_number == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject_line": ""}, "Hãy nhập ô này."),
        ({"paper_on": in_days(1)}, "không được sau hôm nay"),
        ({"paper_on": "hôm qua"}, "Ngày không có thật"),
        ({"number": "7"}, "chưa đến lượt"),
        ({"number": "x"}, "số nguyên"),
        ({"number": "0"}, "Số nhỏ nhất là 1"),
        ({"number": "9" * 30}, "Số lớn nhất"),
    ],
)
def test_a_paper_made_elsewhere_that_is_wrong_keeps_what_was_typed_and_takes_no_number(
    cast: Cast, as_: SignIn, register: Register, change: dict[str, str], words: str
) -> None:
    facts = PAPER | {"signer_name": "Người Ký"} | change
    answer = as_(cast.an).post(page_of("add_outside", register), facts).content.decode()
    assert words in answer
    assert "Người Ký" in answer
    register.refresh_from_db()
    assert (register.last_number, Entry.objects.count()) == (0, 0)


def test_a_line_is_written_and_mended_on_its_pages(
    cast: Cast, as_: SignIn, register: Register
) -> None:
    browser = as_(cast.an)
    browser.post(page_of("add_outside", register), PAPER)
    line = Entry.objects.get()
    mended = PAPER | {"symbol": line.symbol, "rev": "1", "signer_name": "Người Ký"}
    refused = browser.post(page_of("edit_entry", line), mended).content.decode()
    assert "Hãy nhập ô này." in refused
    browser.post(page_of("edit_entry", line), mended | {"change_reason": "Thiếu tên"})
    again = browser.post(page_of("edit_entry", line), mended | {"change_reason": "Thiếu tên"})
    assert "vừa được người khác sửa" in again.content.decode()
    line.refresh_from_db()
    assert (line.signer_name, line.number, line.rev) == ("Người Ký", 1, 2)
    assert as_(cast.binh).get(page_of("edit_entry", line)).status_code == 403


def test_a_number_is_given_up_and_a_register_closed_and_opened_with_reasons(
    cast: Cast, as_: SignIn, register: Register
) -> None:
    browser = as_(cast.an)
    browser.post(page_of("keep_number", register), {"reason": "x", "expires_on": in_days(1)})
    line = Entry.objects.get()
    for reason, kind in (("", Entry.Kind.RESERVED), ("Thôi", Entry.Kind.UNUSED)):
        browser.post(page_of("release_number", line), {"reason": reason})
        line.refresh_from_db()
        assert line.kind == kind
    for name, is_open in (("close_register", False), ("reopen_register", True)):
        browser.post(page_of(name, register), {"reason": ""})
        browser.post(page_of(name, register), {"reason": "Hết nhiệm kỳ"})
        register.refresh_from_db()
        assert register.is_open == is_open
    assert "Số giữ không dùng" in browser.get(register.get_absolute_url()).content.decode()


def test_papers_and_other_lines_stand_in_one_order_and_are_found(
    cast: Cast, as_: SignIn, register: Register
) -> None:
    services.add_outside(register, actor=cast.an, facts=_outside(2019))
    paper = build.issued_paper(cast)
    services.add_outside(register, actor=cast.an, facts=_outside(2020))
    assert [row[:2] for row in lines_of(register, Sought())] == [(1, 0), (2, 1), (3, 0)]
    browser, address = as_(cast.binh), register.get_absolute_url()
    for asked, found in (
        ({"nam": "2019"}, {1}),
        ({"nam": "2020"}, {2, 3}),
        ({"q": "viec tap huan"}, {1, 3}),
        ({"q": paper.symbol}, {2}),
        ({"tu": "2", "den": "2"}, {2}),
        ({"nam": "xyz", "loai": "???", "tu": "-1"}, {1, 2, 3}),
        ({"q": "không có"}, set()),
    ):
        answer = browser.get(address, asked)
        assert {line.number for line in answer.context["lines"]} == found, asked
    assert "Xóa bộ lọc" in answer.content.decode()


def _outside(year: int) -> dict[str, Any]:
    return {"paper_on": build.PAPER_ON.replace(year=year), "subject_line": "Về việc tập huấn"}


def test_all_kinds_in_one_register_are_told_apart_by_kind(cast: Cast, as_: SignIn) -> None:
    Issuer.objects.filter(pk=cast.issuer.pk).update(counting=Issuer.Counting.ALL_KINDS)
    cast.issuer.refresh_from_db()
    paper = build.issued_paper(cast)
    browser = as_(cast.an)
    address = page_of("add_outside", paper.register)
    assert "Hãy nhập ô này." in browser.post(address, PAPER).content.decode()
    browser.post(address, PAPER | {"kind_code": "NQ"})
    assert Entry.objects.get().symbol == "02-NQ/TĐTN-UBKT"
    shown = browser.get(paper.register.get_absolute_url(), {"loai": "NQ"})
    assert [line.number for line in shown.context["lines"]] == [2]


def test_the_page_asks_as_often_for_many_lines_as_for_few(
    cast: Cast, as_: SignIn, register: Register
) -> None:
    browser, address = as_(cast.an), register.get_absolute_url()
    build.issued_paper(cast)
    services.add_outside(register, actor=cast.an, facts=_outside(2020))
    few = _queries(browser, address)
    for n in range(70):
        services.add_outside(register, actor=cast.an, facts=_outside(2019 + n % 2))
    assert _queries(browser, address) <= few
    assert len(browser.get(address, {"page": "2"}).context["lines"]) == 22


def _queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        browser.get(address)
    return len(seen)


def test_a_register_is_opened_in_mid_term_from_the_issuers_page(cast: Cast, as_: SignIn) -> None:
    address = page_of("open_register", cast.issuer)
    for person, answer in ((cast.binh, 403), (cast.khoa, 404)):
        assert as_(person).get(address).status_code == answer
    browser = as_(cast.an)
    facts = {"on": "30/11/2020", "opened_at": "33"}
    assert "hãy chọn loại" in browser.post(address, facts).content.decode()
    browser.post(address, facts | {"kind_code": "TB"})
    again = browser.post(address, facts | {"kind_code": "TB"}).content.decode()
    assert "đã có" in again
    assert build.issued_paper(cast).number == 34
    nowhere = browser.post(address, facts | {"kind_code": "TB", "on": "01/01/1930"})
    assert nowhere.status_code in (200, 302)


def test_an_opening_number_is_set_while_no_number_was_given(
    cast: Cast, as_: SignIn, register: Register
) -> None:
    browser, address = as_(cast.an), page_of("set_opening", register)
    assert "Số nhỏ nhất là 0" in browser.post(address, {"opened_at": "-1"}).content.decode()
    browser.post(address, {"opened_at": "12"})
    assert build.issued_paper(cast).number == 13
    assert "đã cấp đến số 13" in browser.post(address, {"opened_at": "5"}).content.decode()


def test_readers_see_no_buttons_of_the_registrar(
    cast: Cast, as_: SignIn, register: Register
) -> None:
    for person, may in ((cast.an, True), (cast.binh, False)):
        page = as_(person).get(register.get_absolute_url()).content.decode()
        assert (page_of("keep_number", register) in page) == may
        assert (page_of("close_register", register) in page) == may
        assert page_of("print_register", register) in page
