"""History as people read it: who, when, from what to what, why."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.history import Change
from accounts.models import AuditEvent, User
from inspections import history, services
from inspections.models import Finding, Round, Team, TeamMember, Visit
from tests import build
from tests.people import DAY, Cast
from workflow.history import NOTHING, changes_of, shown_fields
from workflow.moves import move


def _fields(change: Change) -> list[tuple[str, str, str]]:
    return [(f.label, f.before, f.after) for f in change.fields]


def test_a_meeting_tells_who_changed_which_field_from_what_to_what(cast: Cast) -> None:
    facts = {"worked_on": DAY, "starts_at": time(8, 30), "mode": Visit.Mode.ONLINE}
    services.fill_meeting(cast.visit, rev=cast.visit.rev, actor=cast.dung, facts=facts)
    last = changes_of(cast.visit)[0]
    assert (last.text, last.actor) == ("Sửa lượt kiểm tra", "Phạm Thị Dung")
    assert _fields(last) == [
        ("hình thức", "Trực tiếp tại đơn vị", "Trực tuyến"),
        ("giờ bắt đầu", NOTHING, "08:30"),
        ("ngày làm việc thực tế", NOTHING, "27/11/2020"),
    ]


def test_records_are_told_by_their_name_and_yes_and_no_in_words(cast: Cast) -> None:
    cast.visit.team = cast.second_team
    vars(cast.visit).update(_history_user=cast.an, _change_reason="Đổi Đoàn")
    cast.visit.save()
    cast.round.is_training = True
    cast.round.save()
    moved, trained = changes_of(cast.visit)[0], changes_of(cast.round)[0]
    assert _fields(moved) == [("Đoàn kiểm tra", "Đoàn kiểm tra số 1", "Đoàn kiểm tra số 2")]
    assert moved.note == "Đổi Đoàn"
    assert _fields(trained) == [("đợt mẫu, số lấy từ sổ tập huấn", "Không", "Có")]
    assert trained.actor == "hệ thống"


def test_moves_and_changes_stand_in_one_order_and_nothing_is_told_twice(cast: Cast) -> None:
    move(cast.visit, Visit.Status.POSTPONED, actor=cast.an, note="Bão", facts=_why("Bão"))
    services.fill_meeting(
        cast.visit, rev=cast.visit.rev, actor=cast.dung, facts={"planned_on": date(2020, 11, 30)}
    )
    move(cast.visit, Visit.Status.PLANNED, actor=cast.an, facts=_why(""))
    told = [(c.text, c.note) for c in changes_of(cast.visit)]
    assert told == [
        ("Đã xếp lịch", ""),
        ("Sửa lượt kiểm tra", ""),
        ("Hoãn", "Bão"),
        ("Đã thông báo lịch", ""),
        ("Tạo lượt kiểm tra", ""),
    ]


def _why(reason: str) -> dict[str, Any]:
    return {"status_reason": reason}


def test_what_is_not_for_people_is_not_told() -> None:
    names = {field.name for kind in (Visit, Round, Finding) for field in shown_fields(kind)}
    assert {"planned_on", "title", "body"} <= names
    assert names & {"id", "rev", "search_key", "status", "client_id", "created_at"} == set()


def test_what_was_removed_is_told_too(cast: Cast) -> None:
    member = TeamMember.objects.get(team=cast.team, user=cast.em)
    services.change_team(cast.team, actor=cast.an, members=[], gone=[member], reason="Nghỉ ốm")
    last = history.of_round(cast.round, Visit.objects.all())[0]
    assert last.text == "Bỏ thành viên Đoàn kiểm tra: Hoàng Văn Em – Thành viên"
    assert (last.actor, last.note) == ("Nguyễn Thị An", "Nghỉ ốm")


def test_a_round_tells_of_no_visit_the_reader_does_not_know(
    cast: Cast, as_: Callable[[User], Client]
) -> None:
    page = reverse("inspections:round_history", args=[cast.round.pk])
    seen = {
        name: as_(getattr(cast, name)).get(page).content.decode() for name in ("an", "em", "giang")
    }
    assert "Đầm Hà" in seen["an"]
    assert "Cẩm Phả" in seen["an"]
    assert "Đầm Hà" in seen["em"]
    assert "Cẩm Phả" not in seen["em"]
    assert "Đầm Hà" not in seen["giang"]


def test_a_change_before_histories_were_kept_is_told_without_a_guess(cast: Cast) -> None:
    Visit.history.all().delete()
    services.fill_meeting(cast.visit, rev=cast.visit.rev, actor=cast.dung, facts={"place": "Nơi"})
    assert [c.text for c in changes_of(cast.visit)] == ["Đã thông báo lịch"]
    services.fill_meeting(cast.visit, rev=cast.visit.rev, actor=cast.dung, facts={"place": "Kia"})
    assert _fields(changes_of(cast.visit)[0]) == [("địa điểm", "Nơi", "Kia")]


def test_a_finding_tells_its_wordings_and_the_verdict_on_it(cast: Cast) -> None:
    row = build.finding(cast, body="Bản đầu")
    services.change_record(row, rev=1, actor=cast.dung, changes={"body": "Bản hai"})
    services.decide(row, actor=cast.cuong, rev=2, decision="reword", body="Bản ba")
    told = history.of_record(row)
    assert [c.text for c in told] == [
        "Thêm ý kiến tổng hợp: Sửa câu chữ",
        "Sửa ghi nhận",
        "Tạo ghi nhận",
    ]
    assert ("câu chữ trong kết luận", NOTHING, "Bản ba") in _fields(told[0])
    assert _fields(told[1]) == [("nội dung", "Bản đầu", "Bản hai")]
    assert told[2].is_new


# Pages


def test_a_record_page_shows_the_last_five_and_leads_to_all(
    cast: Cast, as_: Callable[[User], Client]
) -> None:
    for n in range(8):
        services.fill_meeting(
            cast.visit, rev=cast.visit.rev, actor=cast.dung, facts={"place": f"Phòng {n}"}
        )
    client = as_(cast.an)
    page = client.get(cast.visit.get_absolute_url()).content.decode()
    every = reverse("inspections:visit_history", args=[cast.visit.pk])
    assert every in page
    assert "<del><span" in page
    assert "Phòng 7" in page
    assert "Phòng 1<" not in page
    assert "Phòng 1<" in client.get(every).content.decode()


def test_the_inspected_unit_sees_no_inner_history(
    cast: Cast, as_: Callable[[User], Client]
) -> None:
    services.fill_meeting(
        cast.visit, rev=cast.visit.rev, actor=cast.dung, facts={"place": "Phòng kín"}
    )
    services.fill_meeting(
        cast.visit, rev=cast.visit.rev, actor=cast.dung, facts={"place": "Phòng họp"}
    )
    every = reverse("inspections:visit_history", args=[cast.visit.pk])
    seen = as_(cast.khoa).get(cast.visit.get_absolute_url()).content.decode()
    assert "Phòng kín" not in seen
    assert every not in seen
    assert as_(cast.khoa).get(every).status_code == 403
    assert as_(cast.hoa).get(every).status_code == 404
    assert "Phòng kín" in as_(cast.em).get(every).content.decode()


def test_hostile_words_stay_words(cast: Cast, as_: Callable[[User], Client]) -> None:
    words = "<script>alert(1)</script>"
    for place in (words, "Phòng"):
        services.fill_meeting(
            cast.visit, rev=cast.visit.rev, actor=cast.dung, facts={"place": place}
        )
    for page in (cast.visit.get_absolute_url(), f"{cast.visit.get_absolute_url()}lich-su/"):
        text = as_(cast.an).get(page).content.decode()
        assert words not in text
        assert "&lt;script&gt;alert(1)" in text


def test_pages_ask_no_more_often_for_a_long_history_than_for_a_short_one(
    cast: Cast, as_: Callable[[User], Client]
) -> None:
    client = as_(cast.an)
    pages = [
        cast.visit.get_absolute_url(),
        cast.round.get_absolute_url(),
        reverse("inspections:visit_history", args=[cast.visit.pk]),
        reverse("inspections:round_history", args=[cast.round.pk]),
    ]

    def queries() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            counts.append(len(asked))
        return counts

    _change_everything(cast, "a")
    few = queries()
    for word in "bcdefgh":
        _change_everything(cast, word)
    assert all(many <= first for many, first in zip(queries(), few, strict=True))
    assert max(few) <= 20


def _change_everything(cast: Cast, word: str) -> None:
    teams = [cast.second_team, cast.team]
    cast.visit.refresh_from_db()
    cast.visit.team = teams[len(TeamMember.history.all()) % 2]
    cast.visit.place = word
    cast.visit.save()
    cast.round.annual_theme = word
    cast.round.save()
    cast.team.name = f"Đoàn {word}"
    cast.team.save()
    for member in cast.team.members.all():
        member.position = word
        member.save()


def test_a_reason_is_asked_once_the_plan_is_in_force_and_stays_in_the_history(
    cast: Cast, as_: Callable[[User], Client]
) -> None:
    client = as_(cast.an)
    page = reverse("inspections:edit_visit", args=[cast.visit.pk])
    assert "Lý do thay đổi" in client.get(page).content.decode()
    Visit.objects.filter(pk=cast.sibling_visit.pk).update(status="planned")
    planned = reverse("inspections:edit_visit", args=[cast.sibling_visit.pk])
    assert "Lý do thay đổi" not in client.get(planned).content.decode()
    data = {
        "subject": cast.visit.subject,
        "team": cast.team.pk,
        "mode": "on_site",
        "planned_on": "30/11/2020",
        "place": "Phòng họp",
        "change_reason": "Đơn vị đề nghị",
    }
    assert client.post(page, data).status_code == 302
    last = changes_of(Visit.objects.get(pk=cast.visit.pk))[0]
    assert _fields(last) == [("ngày làm việc dự kiến", "27/11/2020", "30/11/2020")]
    assert (last.actor, last.note) == ("Nguyễn Thị An", "Đơn vị đề nghị")


# Rights in a team


def test_who_comes_into_a_team_who_goes_and_whose_duty_changes_is_audited(cast: Cast) -> None:
    em, dung = (TeamMember.objects.get(team=cast.team, user=u) for u in (cast.em, cast.dung))
    dung.duty = TeamMember.Duty.DEPUTY
    new = TeamMember(full_name="Dương Thị Nga", position="Cán bộ", user=cast.nga)
    services.change_team(
        cast.team, actor=cast.an, members=[new, dung], gone=[em], reason="Đổi người"
    )
    event = AuditEvent.objects.get(action="team_changed")
    assert event.actor == cast.an
    assert event.data == {
        "added": ["Dương Thị Nga – Thành viên (tài khoản nga)"],
        "removed": ["Hoàng Văn Em – Thành viên (tài khoản em)"],
        "changed": [
            "Phạm Thị Dung – Thư ký (tài khoản dung) → "
            "Phạm Thị Dung – Phó Trưởng đoàn (tài khoản dung)"
        ],
        "reason": "Đổi người",
    }


def test_a_name_of_a_team_is_no_right(cast: Cast) -> None:
    cast.team.name = "Đoàn kiểm tra số 9"
    services.change_team(cast.team, actor=cast.an, members=[])
    assert not AuditEvent.objects.exists()
    assert Team.objects.get(pk=cast.team.pk).name == "Đoàn kiểm tra số 9"


def test_a_team_that_cannot_be_saved_is_not_audited(cast: Cast) -> None:
    twin = TeamMember(full_name="Khác", position="x", user=cast.em)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.change_team(cast.team, actor=cast.an, members=[twin])
    assert not AuditEvent.objects.exists()
    assert cast.team.members.count() == 3
