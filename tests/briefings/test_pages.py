"""Pages of briefings in the browser: what each asks, refuses and keeps."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from briefings.forms.reports import in_words, number_of
from briefings.models import Briefing, Outcome, Proposal, Series, UnitReport
from tests import build, people
from tests.access.forms import faults_of, forms_of
from tests.people import DAY, Cast
from units.models import ClusterSeat

SignIn = Callable[[User], Client]


def page(browser: Client, name: str, /, *args: int) -> str:
    """The text of a page that must be there."""
    answer = browser.get(reverse(f"briefings:{name}", args=args))
    assert answer.status_code == 200, name
    return answer.content.decode()


def send(browser: Client, name: str, /, *args: int, **typed: Any) -> Any:
    """The form of a page sent with what is typed over what the page fills in."""
    address = reverse(f"briefings:{name}", args=args)
    filled = forms_of(page(browser, name, *args), address)[-1].typed
    return browser.post(address, filled | typed)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", "12"), ("1.250", "1250"), ("12,5", "12.5"), ("1 000", "1000"), ("0", "0")],
)
def test_figures_are_read_as_people_write_them(text: str, number: str) -> None:
    assert str(number_of(text)) == number
    assert number_of(in_words(number_of(text) or 0)) == number_of(text)


@pytest.mark.parametrize("text", ["mười", "-1", "1e5", "1,234", "NaN", "٣", "9" * 13, ""])
def test_what_is_no_figure_is_none(text: str) -> None:
    assert number_of(text) is None


def test_a_series_is_set_up_and_its_first_meeting_opened(cast: Cast, as_: SignIn) -> None:
    office = as_(cast.an)
    cluster = people.cluster(cast)
    typed = {"name": "Giao ban 2020", "clusters": cluster.pk, "year": "2020"}
    assert "chưa có thành viên" in " ".join(
        faults_of(send(office, "create_series", **(typed | {"year": "2031"})).content.decode())
    )
    assert not Series.objects.exists()
    made = send(office, "create_series", **typed)
    assert made.status_code == 302, faults_of(made.content.decode())
    series = Series.objects.get()
    late = {"held_on": "27/11/2020", "report_due_on": "28/11/2020", "title": "Kỳ 1"}
    assert "sau ngày họp" in send(office, "add_briefing", series.pk, **late).content.decode()
    assert (
        send(office, "add_briefing", series.pk, **(late | {"report_due_on": ""})).status_code == 302
    )
    assert Briefing.objects.get().series == series


def test_every_page_of_a_meeting_opens_in_every_state(
    cast: Cast, as_: SignIn, series: Series
) -> None:
    office, member = as_(cast.an), as_(cast.khoa)
    for n, state in enumerate((build.reported, build.written, build.minuted, build.closed)):
        shown = state(cast, build.briefing(cast, series, held_on=DAY.replace(day=n + 2)))
        for name in ("briefing", "wall", "table", "attendance", "minutes", "reviews"):
            page(office, name, shown.pk)
        assert "Đầm Hà" in page(member, "briefing", shown.pk)
        page(member, "write_report", shown.pk, cast.damha.pk)
    assert "Nội dung đề xuất" in page(member, "proposals", series.pk)
    page(office, "confirmations", shown.pk)
    page(member, "series", series.pk)


def test_a_unit_writes_a_draft_then_sends_and_letters_in_a_figure_are_kept_and_refused(
    cast: Cast, as_: SignIn, briefing: Briefing
) -> None:
    build.invited(cast, briefing)
    Briefing.objects.filter(pk=briefing.pk).update(held_on="2099-01-05", report_due_on="2099-01-02")
    member, where = as_(cast.khoa), (briefing.pk, cast.damha.pk)
    first, second = (f"figure_{one.pk}" for one in briefing.series.report_fields.all())
    wrong = send(member, "write_report", *where, **{first: "mười hai", "result_1": "Đã kết nạp"})
    assert "mười hai" in wrong.content.decode()
    assert "Hãy nhập số" in " ".join(faults_of(wrong.content.decode()))
    assert not UnitReport.objects.exists()
    address = reverse("briefings:write_report", args=where)
    assert member.post(address, {"rev": 0, first: "12"}).status_code == 302
    assert UnitReport.objects.get().sent_at is None
    gap = member.post(address, {"rev": 1, "send": "1", first: "12"})
    assert "chưa có thì nhập 0" in gap.content.decode()
    member.post(address, {"rev": 1, "send": "1", first: "12", second: "3", "result_1": "Tốt"})
    report = UnitReport.objects.get()
    assert report.sent_at is not None
    assert report.figures[first.removeprefix("figure_")] == "12"
    assert "Đã gửi báo cáo" in page(member, "report", *where)
    stale = member.post(address, {"rev": 1, first: "9", "result_1": "Cũ"}).content.decode()
    assert "Có người vừa lưu" in stale
    assert "Tốt" in stale


def test_a_line_is_typed_refused_with_its_words_kept_and_written_once(
    cast: Cast, as_: SignIn, briefing: Briefing
) -> None:
    build.held(cast, briefing)
    office, item = as_(cast.an), briefing.items.all()[0]
    address = reverse("briefings:minutes", args=[briefing.pk])
    wrong = office.post(address, {"item": item.pk, "line": "v @Hải Phòng làm"}).content.decode()
    assert "Không có đơn vị" in wrong
    assert "v @Hải Phòng làm" in wrong
    sunday = {"item": item.pk, "line": "v @Đầm Hà nộp !20/12"}
    assert "ngày nghỉ" in office.post(address, sunday).content.decode()
    good = sunday | {"day_off": "move", "client_id": "b7f3f7d6-9a3e-4b44-8a5e-0f5e0a9c2b11"}
    for _ in range(2):
        assert office.post(address, good).status_code == 302
    line = Outcome.objects.get()
    assert f"{line.due_on:%d/%m/%Y}" == "21/12/2020"
    assert (
        send(office, "edit_outcome", line.pk, rev=0, line="g x", day_off="keep").status_code == 200
    )
    office.post(reverse("briefings:drop_outcome", args=[line.pk]), {"rev": line.rev})
    assert not Outcome.objects.exists()


def test_members_read_the_minutes_as_they_were_sent_without_internal_items(
    cast: Cast, as_: SignIn, briefing: Briefing
) -> None:
    build.written(cast, briefing)
    member = as_(cast.khoa)
    address = reverse("briefings:minutes", args=[briefing.pk])
    assert member.get(address).status_code == 404
    briefing.items.filter(order=1).update(is_internal=True)
    as_(cast.an).post(reverse("briefings:move_briefing", args=[briefing.pk]), {"to": "minuted"})
    shown = member.get(address).content.decode()
    assert "Tiếp tục" in shown
    assert "Đã nghe" not in shown
    answer = reverse("briefings:answer_minutes", args=[briefing.pk, cast.damha.pk])
    member.post(answer, {"answer": "comment", "body": ""})
    assert not briefing.confirmations.exists()
    member.post(answer, {"answer": "agreed"})
    assert briefing.confirmations.get().answer == "agreed"


def test_steps_say_what_is_missing_and_do_nothing_by_half(
    cast: Cast, as_: SignIn, series: Series
) -> None:
    bare = build.briefing(cast, series, starts_at=None)
    office = as_(cast.an)
    address = reverse("briefings:move_briefing", args=[bare.pk])
    for typed in ({"to": "invited"}, {"to": "closed"}, {"to": "postponed"}, {"to": "x"}):
        office.post(address, typed)
        bare.refresh_from_db()
        assert bare.status == "planned"
    office.post(address, {"to": "postponed", "reason": "Bão"})
    assert office.post(address, {"to": "planned", "held_on": "31/11/2020"}).status_code == 302
    office.post(address, {"to": "planned", "held_on": "04/12/2020"})
    bare.refresh_from_db()
    assert (bare.status, f"{bare.held_on:%d/%m}") == ("planned", "04/12")


def test_attendance_asks_for_reasons_and_names(cast: Cast, as_: SignIn, briefing: Briefing) -> None:
    build.held(cast, briefing)
    office = as_(cast.an)
    wrong = send(office, "attendance", briefing.pk, **{"form-0-presence": "excused"})
    assert "Hãy ghi lý do vắng" in wrong.content.decode()
    right = {"form-0-presence": "excused", "form-0-reason": "Ốm"}
    assert send(office, "attendance", briefing.pk, **right).status_code == 302
    assert briefing.attendances.filter(presence="excused").count() == 1


def test_a_unit_proposes_once_and_reads_why_not(
    cast: Cast, as_: SignIn, series: Series, briefing: Briefing
) -> None:
    member, office = as_(cast.khoa), as_(cast.an)
    typed = {"title": "Kinh phí hè", "unit": cast.damha.pk, "minutes": "10"}
    typed["client_id"] = "b7f3f7d6-9a3e-4b44-8a5e-0f5e0a9c2b12"
    for _ in range(2):
        send(member, "proposals", series.pk, **typed)
    one = Proposal.objects.get()
    decide = reverse("briefings:decide_proposal", args=[one.pk])
    assert member.post(decide, {"to": "accepted"}).status_code == 403
    office.post(decide, {"to": "rejected", "reason": "Đã bàn"})
    assert "Lý do: Đã bàn" in page(member, "proposals", series.pk)


def test_the_table_of_thirty_units_takes_the_queries_of_two(
    cast: Cast,
    as_: SignIn,
    series: Series,
    briefing: Briefing,
    django_assert_max_num_queries: Any,
) -> None:
    cluster = series.clusters.get()
    for n in range(28):
        code = f"M{n:02d}"
        one = people.unit(code, f"Xã đoàn mẫu {n}", cast.province, "commune")
        ClusterSeat.objects.create(cluster=cluster, unit=one, year=2020)
    build.held(cast, build.reported(cast, briefing))
    member = as_(cast.khoa)
    with django_assert_max_num_queries(25):
        assert "Xã đoàn mẫu 27" in page(member, "table", briefing.pk)


def test_the_calendar_file_keeps_its_event_and_its_lines_short(
    cast: Cast, as_: SignIn, briefing: Briefing
) -> None:
    long = "Giao ban; quý IV, " + "chữ Việt ớ " * 12
    Briefing.objects.filter(pk=briefing.pk).update(title=long)
    address = reverse("briefings:calendar_file", args=[briefing.pk])
    assert as_(cast.khoa).get(address).status_code == 404
    text = as_(cast.an).get(address).content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert "DTSTART:20201127T010000Z" in whole
    assert "SUMMARY:Giao ban\\; quý IV\\, chữ Việt" in whole
