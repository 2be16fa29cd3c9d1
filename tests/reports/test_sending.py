"""Sending issued papers: who gets them, what it opens, what it never opens, who has confirmed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from inspections.services import Refused
from reports import access, services, work
from reports.models import Document, Sending
from tests import build
from tests.people import Cast, unit

pytestmark = pytest.mark.usefixtures("quick_pdf")
SignIn = Callable[[User], Client]
ON = date(2020, 12, 1)


def common(cast: Cast, kind: str = "schedule", status: str = "issued") -> Document:
    """An issued paper of the whole round."""
    paper = services.start_document(kind, actor=cast.an, issuer=cast.issuer, round_=cast.round)
    facts: dict[str, Any] = {
        "status": status,
        "paper_on": build.PAPER_ON,
        "issued_at": "2020-11-30T08:00:00Z",
        "content": {"number_line": ""},
        "sha256": "0" * 64,
        "pdf": "van-ban/a.pdf",
        "symbol": "05-TB/TĐTN-UBKT",
    }
    Document.objects.filter(pk=paper.pk).update(**facts)
    return Document.objects.get(pk=paper.pk)


def form_of(*units: Any, **changes: Any) -> dict[str, Any]:
    """What the clerk sends from the form."""
    facts = {"way": "in_app", "on": "01/12/2020", "others": ""}
    return facts | {"units": [one.pk for one in units]} | changes


def send(cast: Cast, paper: Document, *units: Any, way: str = "in_app") -> list[Sending]:
    return services.send(paper, actor=cast.an, units=units, way=way, on=ON)


def test_one_paper_goes_to_many_units_at_once_and_each_sees_it_then(
    cast: Cast, as_: SignIn
) -> None:
    paper = common(cast)
    page, address = paper.get_absolute_url(), reverse("reports:send", args=[paper.pk])
    assert as_(cast.khoa).get(page).status_code == 404
    shown = as_(cast.an).get(address).content.decode()
    assert "Huyện đoàn Đầm Hà" in shown
    assert "Thành đoàn Cẩm Phả" in shown
    answer = as_(cast.an).post(address, form_of(cast.damha, cast.campha), follow=True)
    assert "Đã ghi gửi văn bản cho 2 nơi nhận." in answer.content.decode()
    for who in (cast.khoa, cast.hoa):
        assert "Đã nhận văn bản" in as_(who).get(page).content.decode()
        assert as_(who).get(address).status_code == 403
        assert list(work.to_receive(who)) == [paper]
    for who in (cast.lan, cast.nga, cast.giang):
        assert as_(who).get(address).status_code in (403, 404)
    assert as_(cast.lan).get(page).status_code == 404


def test_a_second_click_sends_nothing_twice(cast: Cast, as_: SignIn) -> None:
    paper = common(cast)
    address = reverse("reports:send", args=[paper.pk])
    typed = form_of(cast.damha, others="Thường trực Tỉnh ủy", way="post")
    for _ in range(2):
        answer = as_(cast.an).post(address, typed, follow=True)
    assert "đã được gửi từ trước" in answer.content.decode()
    assert sorted(paper.sendings.values_list("to_name", flat=True)) == [
        "Huyện đoàn Đầm Hà",
        "Thường trực Tỉnh ủy",
    ]
    assert AuditEvent.objects.filter(action="paper_sent").count() == 1


def test_sent_by_post_opens_nothing_inside_the_product(cast: Cast, as_: SignIn) -> None:
    paper = common(cast)
    send(cast, paper, cast.damha, way="post")
    assert as_(cast.khoa).get(paper.get_absolute_url()).status_code == 404
    assert not work.to_receive(cast.khoa)
    assert not work.to_be_confirmed(cast.an)


@pytest.mark.parametrize("kind", ["conclusion", "ruling", "result_report", "reminder_letter"])
def test_a_joint_paper_of_several_units_is_never_opened_by_sending(
    cast: Cast, as_: SignIn, kind: str
) -> None:
    build.at_drafting(cast)
    paper = common(cast, kind)
    address = reverse("reports:send", args=[paper.pk])
    answer = as_(cast.an).post(address, form_of(cast.damha)).content.decode()
    assert "Hãy soạn văn bản riêng từ trang lượt kiểm tra" in answer
    assert not paper.sendings.exists()
    # Past the service too: what stands in the table opens no door.
    Sending.objects.create(
        document=paper, unit=cast.damha, to_name="Đầm Hà", sent_on=ON, sent_by=cast.an
    )
    assert as_(cast.khoa).get(paper.get_absolute_url()).status_code == 404
    assert as_(cast.khoa).get(reverse("reports:pdf", args=[paper.pk])).status_code == 404
    assert not work.to_receive(cast.khoa)
    assert "không xem văn bản chung" in " ".join(access.who_sees_document(paper))
    assert send(cast, paper, cast.campha, way="post")


def test_a_letter_about_a_joint_paper_stays_closed_as_that_does(cast: Cast) -> None:
    build.at_drafting(cast)
    joint = common(cast, "conclusion")
    letter = common(cast, "correction_letter")
    Document.objects.filter(pk=letter.pk, issued_at=None).update(refers_to=joint)
    fresh = services.start_document(
        "correction_letter",
        actor=cast.an,
        issuer=cast.issuer,
        round_=cast.round,
        refers_to=joint,
    )
    facts = {"status": "issued", "paper_on": build.PAPER_ON, "issued_at": "2020-11-30T08:00:00Z"}
    facts |= {"content": {}, "sha256": "0" * 64, "pdf": "a.pdf"}
    Document.objects.filter(pk=fresh.pk).update(**facts)
    fresh.refresh_from_db()
    with pytest.raises(Refused, match="nhiều đơn vị"):
        send(cast, fresh, cast.damha)


def test_a_paper_on_one_visit_goes_to_that_unit_alone(cast: Cast, as_: SignIn) -> None:
    paper = build.issued_paper(cast)
    with pytest.raises(Refused, match="Thành đoàn Cẩm Phả không được xem"):
        send(cast, paper, cast.campha)
    Sending.objects.create(
        document=paper, unit=cast.campha, to_name="Cẩm Phả", sent_on=ON, sent_by=cast.an
    )
    assert as_(cast.hoa).get(paper.get_absolute_url()).status_code == 404
    receive = reverse("reports:receive", args=[paper.pk])
    assert as_(cast.hoa).post(receive).status_code == 404
    assert as_(cast.khoa).post(receive).status_code == 403
    send(cast, paper, cast.damha)
    assert as_(cast.khoa).post(receive).status_code == 302
    assert not paper.sendings.get(unit=cast.campha).received_at


def test_nothing_is_sent_before_it_is_issued(cast: Cast, as_: SignIn) -> None:
    draft = services.start_document(
        "schedule", actor=cast.an, issuer=cast.issuer, round_=cast.round
    )
    assert as_(cast.an).get(reverse("reports:send", args=[draft.pk])).status_code == 403
    with pytest.raises(Refused, match="còn hiệu lực"):
        send(cast, draft, cast.damha)
    Sending.objects.create(
        document=draft, unit=cast.damha, to_name="Đầm Hà", sent_on=ON, sent_by=cast.an
    )
    assert as_(cast.khoa).get(draft.get_absolute_url()).status_code == 404


def test_received_is_said_once_and_the_sender_sees_by_whom(cast: Cast, as_: SignIn) -> None:
    paper = common(cast)
    send(cast, paper, cast.damha, cast.campha)
    receive, page = reverse("reports:receive", args=[paper.pk]), paper.get_absolute_url()
    assert list(work.to_be_confirmed(cast.an)) == [paper]
    assert as_(cast.khoa).get(receive).status_code == 405
    first = as_(cast.khoa).post(receive, follow=True).content.decode()
    assert "Đã xác nhận nhận văn bản." in first
    kept = paper.sendings.get(unit=cast.damha)
    again = as_(cast.khoa).post(receive, follow=True).content.decode()
    assert "từ trước" in again
    assert paper.sendings.get(unit=cast.damha).received_at == kept.received_at
    assert AuditEvent.objects.filter(action="paper_received").count() == 1
    assert not work.to_receive(cast.khoa)
    assert not paper.sendings.get(unit=cast.campha).received_at
    shown = as_(cast.an).get(reverse("reports:send", args=[paper.pk])).content.decode()
    assert "Bùi Văn Khoa" in shown
    assert "1 đơn vị chưa xác nhận" in shown
    assert "1 đơn vị chưa xác nhận" in as_(cast.binh).get(page).content.decode()
    services.receive(paper, actor=cast.hoa)
    assert not work.to_be_confirmed(cast.an)


def test_home_tells_both_sides_with_the_count_of_the_list(cast: Cast, as_: SignIn) -> None:
    paper = common(cast)
    send(cast, paper, cast.damha)
    for who, label, key in (
        (cast.khoa, "Văn bản chưa xác nhận đã nhận", "chua-nhan"),
        (cast.an, "Văn bản đã gửi, nơi nhận chưa xác nhận", "da-gui"),
    ):
        assert f"{label}: 1 việc" in as_(who).get("/").content.decode()
        listed = as_(who).get(reverse("reports:documents"), {"viec": key}).content.decode()
        assert paper.symbol in listed
    assert "Văn bản chưa xác nhận" not in as_(cast.hoa).get("/").content.decode()


@pytest.mark.parametrize(
    ("status", "words"), [("withdrawn", "đã bị thu hồi"), ("replaced", "đã được thay thế")]
)
def test_receivers_see_that_a_paper_is_not_in_force_any_more(
    cast: Cast, as_: SignIn, status: str, words: str
) -> None:
    paper = common(cast)
    send(cast, paper, cast.damha)
    newer = common(cast, "letter")
    # What the replacing of papers does, without the road there.
    Document.objects.filter(pk=paper.pk).update(status=status)
    shown = as_(cast.khoa).get(paper.get_absolute_url()).content.decode()
    assert words in shown
    assert newer.get_absolute_url() not in shown
    assert not work.to_receive(cast.khoa)
    answer = as_(cast.an).post(reverse("reports:send", args=[paper.pk]), form_of(cast.campha))
    assert "Chỉ gửi văn bản còn hiệu lực" in answer.content.decode() or answer.status_code == 200
    assert paper.sendings.count() == 1


def test_what_was_sent_by_mistake_is_taken_back_until_it_was_received(
    cast: Cast, as_: SignIn
) -> None:
    paper = common(cast)
    row, other = send(cast, paper, cast.damha, cast.campha)
    services.receive(paper, actor=cast.hoa)
    address = lambda one: reverse("reports:take_back_sending", args=[one.pk])  # noqa: E731
    assert as_(cast.khoa).post(address(row)).status_code == 403
    answer = as_(cast.an).post(address(row), follow=True).content.decode()
    assert "Đã bỏ lượt gửi cho Huyện đoàn Đầm Hà." in answer
    assert as_(cast.an).post(address(row)).status_code == 404
    assert as_(cast.khoa).get(paper.get_absolute_url()).status_code == 404
    refused = as_(cast.an).post(address(other), follow=True).content.decode()
    assert "không bỏ lượt gửi được" in refused
    assert AuditEvent.objects.filter(action="paper_sending_removed").count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"units": []}, "Hãy chọn ít nhất một đơn vị"),
        ({"units": ["x"]}, "không nằm trong danh sách"),
        ({"units": [10**9]}, "không nằm trong danh sách"),
        ({"on": "31/02/2020"}, "Ngày không có thật"),
        ({"on": "29/11/2020"}, "trước ngày văn bản 30/11/2020"),
        ({"on": "01/01/2999"}, "sau hôm nay"),
        ({"way": "bo-cau"}, "bo-cau"),
        ({"others": "Tỉnh ủy"}, "Tỉnh ủy không nhận được trên phần mềm"),
        ({"others": "x" * 201, "way": "post"}, "tối đa 200 ký tự"),
        ({"others": "\n".join(map(str, range(51))), "way": "post"}, "tối đa 50 nơi nhận"),
    ],
)
def test_bad_input_is_told_keeps_what_was_typed_and_saves_nothing(
    cast: Cast, as_: SignIn, typed: dict[str, Any], words: str
) -> None:
    paper = common(cast)
    address = reverse("reports:send", args=[paper.pk])
    filled = form_of(cast.damha) | {"others": "", **typed}
    answer = as_(cast.an).post(address, filled)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert words in shown
    assert str(filled["others"]).splitlines()[:1] == [] or str(filled["others"])[:9] in shown
    assert not paper.sendings.exists()


def test_a_unit_of_another_province_is_not_offered(cast: Cast, as_: SignIn) -> None:
    paper = common(cast)
    address = reverse("reports:send", args=[paper.pk])
    for way in ("in_app", "post"):
        answer = as_(cast.an).post(address, form_of(cast.other_province, way=way))
        assert "không nằm trong danh sách" in answer.content.decode()
    with pytest.raises(Refused, match="Hải Phòng"):
        send(cast, paper, cast.other_province)


def test_the_list_is_paged_and_asks_no_more_for_more_rows(cast: Cast, as_: SignIn) -> None:
    paper = common(cast)
    address = reverse("reports:send", args=[paper.pk])
    browser = as_(cast.an)

    def asked() -> int:
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    send(cast, paper, cast.damha)
    few = asked()
    more = [unit(f"X{n}", f"Đoàn xã {n}", cast.province) for n in range(60)]
    send(cast, paper, *more)
    assert asked() == few
    shown = browser.get(address).content.decode()
    assert "1–50 trong 61" in shown
