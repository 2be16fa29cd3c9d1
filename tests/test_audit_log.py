"""The page *Nhật ký*: for administrators of a root, each of their own people's deeds."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit import record, seal
from accounts.models import AuditEvent, JobRun, User
from tests.accounts import chain
from tests.people import Cast, person, unit
from tinhdoan.jobs import run_due
from units.models import Membership, Unit

PAGE, EXPORT = "/nhat-ky/", "/nhat-ky/xuat/"
As = Callable[[User], Client]


def _text(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    page: str = response.content.decode()
    return page


def _told(client: Client, query: str = "") -> list[str]:
    """Who did it, of every row shown."""
    page = client.get(f"{PAGE}{query}").context["page_obj"]
    return [event.actor_name for event in page]


def _rows(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_administrators_of_a_root_read_it_and_nobody_else(cast: Cast, as_: As) -> None:
    below = person("quy", "Tô Văn Quý", cast.damha, Membership.Role.ADMINISTRATOR)
    for who in (cast.an, cast.binh, cast.khoa, cast.nga, below):
        client = as_(who)
        assert client.get(PAGE).status_code == 403
        assert client.post(EXPORT).status_code == 403
        assert PAGE not in _text(client, "/")
    client = as_(cast.oanh)
    assert PAGE in _text(client, "/")
    assert client.get(PAGE).status_code == 200
    assert client.post(EXPORT).status_code == 200
    cast.oanh.memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert as_(cast.oanh).get(PAGE).status_code == 403


def test_an_administrator_of_another_province_reads_nothing_of_this_one(
    cast: Cast, as_: As
) -> None:
    for name in ("an", "khoa", "em", "lan"):
        record("signed_out", actor=getattr(cast, name))
    record("sign_in_failed", actor=None, obj=cast.an, data={"username": "an"})
    record("sign_in_failed", actor=None, obj=cast.lan, data={"username": "lan"})
    record("sign_in_failed", actor=None, data={"username": "abc…"})
    ours, theirs = as_(cast.oanh), as_(cast.phuc)
    assert set(_told(ours)) == {
        "",
        cast.an.full_name,
        "Bùi Văn Khoa",
        "Hoàng Văn Em",
        "Lý Thị Oanh",
    }
    assert set(_told(theirs)) == {"", "Ngô Thị Lan", "Hồ Văn Phúc"}
    page = _text(theirs)
    for word in ("Nguyễn Thị An", "Khoa", "(an)", ">an<", "Tên đăng nhập: an<"):
        assert word not in page
    exported = theirs.post(EXPORT).content.decode()
    assert "Nguyễn" not in exported
    assert "Lan" in exported
    # Asked for by number, a person of others is nobody.
    assert len(_told(theirs, f"?nguoi={cast.an.pk}")) == len(_told(theirs))


def _did(as_: As, who: User) -> set[str]:
    """Actions that an administrator is shown."""
    return {event.action for event in as_(who).get(PAGE).context["page_obj"]}


def test_deeds_are_those_of_the_tree_the_person_belonged_to_that_day(cast: Cast, as_: As) -> None:
    cast.lan.memberships.update(valid_from=date(2021, 6, 1))
    Membership.objects.create(
        user=cast.lan,
        unit=cast.damha,
        role=Membership.Role.UNIT_OFFICER,
        valid_from=date(2015, 1, 1),
        valid_to=date(2021, 5, 31),
    )
    # Half past midnight in Vietnam is still the day before in UTC.
    with time_machine.travel("2021-05-31 23:30+07:00"):
        record("signed_out", actor=cast.lan, obj=cast.lan)
        record("locked_out", actor=None, obj=cast.lan)
    with time_machine.travel("2021-06-01 00:30+07:00"):
        record("exported", actor=cast.lan)
        record("recovery_code_used", actor=None, obj=cast.lan)
    assert _did(as_, cast.oanh) >= {"signed_out", "locked_out"}
    assert not _did(as_, cast.oanh) & {"exported", "recovery_code_used"}
    assert _did(as_, cast.phuc) >= {"exported", "recovery_code_used"}
    assert not _did(as_, cast.phuc) & {"signed_out", "locked_out"}


def test_an_open_membership_in_an_ended_unit_claims_no_later_deed(cast: Cast, as_: As) -> None:
    Membership.objects.create(user=cast.lan, unit=cast.damha, role=Membership.Role.UNIT_OFFICER)
    yesterday = timezone.localdate() - timedelta(days=1)
    Unit.objects.filter(pk=cast.damha.pk).update(valid_to=yesterday)
    record("exported", actor=cast.lan)
    assert "exported" not in _did(as_, cast.oanh)
    assert "exported" in _did(as_, cast.phuc)


def test_what_others_did_to_rows_of_the_tree_is_its_own_to_read(cast: Cast, as_: As) -> None:
    theirs = cast.lan.memberships.order_by("pk")[0]
    record("membership_given", actor=cast.lan, obj=theirs)
    record("membership_ended", actor=cast.lan, obj=cast.khoa.memberships.get())
    record("team_changed", actor=cast.lan, obj=cast.team)
    assert _did(as_, cast.oanh) >= {"membership_ended", "team_changed"}
    assert "membership_given" not in _did(as_, cast.oanh)
    assert "membership_given" in _did(as_, cast.phuc)


def test_a_team_member_from_outside_is_read_where_they_serve_and_nowhere_else(
    cast: Cast, as_: As
) -> None:
    record("signed_out", actor=cast.em)
    assert "signed_out" in _did(as_, cast.oanh)
    assert "signed_out" not in _did(as_, cast.phuc)
    Membership.objects.create(
        user=cast.em, unit=cast.other_province, role=Membership.Role.UNIT_OFFICER
    )
    assert "signed_out" not in _did(as_, cast.oanh)
    assert "signed_out" in _did(as_, cast.phuc)


def test_where_one_tree_stands_alone_its_administrator_reads_all(cast: Cast, as_: As) -> None:
    Membership.objects.filter(unit=cast.other_province).delete()
    Unit.objects.filter(pk=cast.other_province.pk).delete()
    record("signed_out", actor=cast.nga)
    assert "Dương Thị Nga" in _told(as_(cast.oanh))


def test_it_is_filtered_by_person_deed_and_days(cast: Cast, as_: As) -> None:
    record("signed_out", actor=cast.an)
    record("exported", actor=cast.binh)
    record("sign_in_failed", actor=None, obj=cast.an, data={"username": "an"})
    client = as_(cast.oanh)
    assert _told(client, f"?nguoi={cast.an.pk}") == ["", "Nguyễn Thị An"]
    assert _told(client, "?viec=exported") == ["Trần Văn Bình"]
    today = f"{timezone.localdate():%d/%m/%Y}"
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"
    assert len(_told(client, f"?tu={today}&den={today}")) == 4
    assert _told(client, f"?tu={tomorrow}") == []
    assert "Không có sự kiện nào khớp" in _text(client, f"{PAGE}?tu={tomorrow}")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?tu=31/02/2020", "Ngày không có thật"),
        ("?tu=02/01/2020&den=01/01/2020", "Ngày cuối trước ngày đầu"),
        ("?nguoi=abc", "Hãy chọn lại"),
        ("?viec=%00&page=x", "Hãy chọn lại"),
    ],
)
def test_a_bad_filter_is_told_at_its_field(cast: Cast, as_: As, query: str, said: str) -> None:
    assert said in _text(as_(cast.oanh), f"{PAGE}{query}")


def test_the_page_tells_how_the_last_check_went(cast: Cast, as_: As) -> None:
    client = as_(cast.oanh)
    assert "chưa được kiểm tra lần nào" in _text(client)
    run_due(timezone.now())
    assert "Chuỗi nhật ký toàn vẹn đến sự kiện số 1." in _text(client)
    JobRun.objects.update(finished_at=timezone.now() - timedelta(hours=4))
    assert "Đã lâu chưa kiểm tra lại" in _text(client)
    chain.drop_guards()
    chain.change(1, actor_name="Khác")
    JobRun.objects.all().delete()
    run_due(timezone.now())
    page = _text(client)
    assert "Nhật ký không còn toàn vẹn" in page
    assert "Nội dung sự kiện số 1 đã bị sửa." in page


def test_details_are_read_in_words_and_hostile_ones_stay_words(cast: Cast, as_: As) -> None:
    words = "<script>alert(1)</script>"
    record("team_changed", actor=cast.an, obj=cast.team, data={"added": [words, "B"], "reason": ""})
    page = _text(as_(cast.oanh))
    assert "Thêm: &lt;script&gt;alert(1)&lt;/script&gt;, B" in page
    assert words not in page
    assert "Lý do" not in page


def test_an_export_holds_what_was_filtered_and_is_itself_told(cast: Cast, as_: As) -> None:
    record("team_changed", actor=cast.an, obj=cast.team, data={"reason": "=1+1"})
    record("signed_out", actor=cast.binh)
    seal(timezone.now())
    client = as_(cast.oanh)
    rows = _rows(client.post(EXPORT, {"viec": "team_changed"}))
    assert len(rows) == 2
    assert rows[1][:1] + rows[1][2:6] == [
        "1",
        "Nguyễn Thị An",
        "Thay đổi Đoàn kiểm tra",
        "Đoàn kiểm tra số 1",
        "lý do: =1+1",
    ]
    told = AuditEvent.objects.get(action="exported")
    assert told.actor == cast.oanh
    assert told.data == {"file": "nhat-ky.csv", "rows": 1, "filters": "Việc: team_changed"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_an_export_is_a_formula(cast: Cast, as_: As, start: str) -> None:
    User.objects.filter(pk=cast.an.pk).update(full_name=f"{start}cmd|' /C calc'!A0")
    record("signed_out", actor=User.objects.get(pk=cast.an.pk))
    rows = _rows(as_(cast.oanh).post(EXPORT, {"viec": "signed_out"}))
    assert rows[1][2].startswith("'")


def test_the_page_asks_as_often_for_many_events_as_for_few(cast: Cast, as_: As) -> None:
    client = as_(cast.oanh)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            _text(client)
        return len(asked)

    queries()
    few = queries()
    for n in range(70):
        own = unit(f"U{n}", f"Đơn vị {n}", cast.province)
        user = person(f"u{n}", f"Người {n}", own, Membership.Role.UNIT_OFFICER)
        record("signed_in", actor=user, obj=user)
    assert queries() == few
    assert len(_told(client)) == 50
    assert len(_told(client, "?page=2")) > 20
