"""The life of a meeting: planned, invited, met, minuted, closed, taken back."""

from datetime import date, timedelta

import pytest

from briefings import services
from briefings.models import Briefing, Confirmation, Outcome, Proposal, Series, TemplateItem
from briefings.services import DayOff, Refused, Stale, parse_line
from tasks.models import Recheck, Task
from tests import build
from tests.people import DAY, Cast
from workflow.moves import MoveRefused


def test_a_new_meeting_copies_the_template_and_keeps_its_copy(
    cast: Cast, series: Series, briefing: Briefing
) -> None:
    TemplateItem.objects.filter(series=series).update(title="Khác")
    titles = [item.title for item in briefing.items.all()]
    assert titles == ["Báo cáo kết quả", "Rà soát", "Kết luận"]
    assert briefing.report_due_on == date(2020, 11, 24)


def test_the_next_meeting_falls_one_period_later_on_a_working_day(
    series: Series, briefing: Briefing
) -> None:
    # 27/02/2021 is a Saturday.
    assert services.next_date(series) == date(2021, 3, 1)


def test_hosts_take_turns_in_the_order_of_names(cast: Cast, series: Series) -> None:
    series.hosts_rotate = True
    series.save()
    hosts = [build.briefing(cast, series, held_on=DAY + timedelta(days=n)).host for n in range(3)]
    members = [seat.unit for seat in series.seats()]
    assert hosts == [members[0], members[1], members[0]]


def test_an_invitation_names_what_is_missing_and_seats_the_members(
    cast: Cast, series: Series
) -> None:
    bare = build.briefing(cast, series, starts_at=None, place="")
    with pytest.raises(MoveRefused) as refused:
        services.invite(bare, actor=cast.an)
    assert len(refused.value.reasons) == 2
    assert not bare.attendances.exists()
    told = build.invited(cast, build.briefing(cast, series))
    assert {row.unit for row in told.attendances.all()} == {cast.campha, cast.damha}


def test_who_stands_in_for_one_unit_cannot_stand_in_for_another(
    cast: Cast, briefing: Briefing
) -> None:
    build.invited(cast, briefing)
    first, second = briefing.attendances.all()
    services.answer_invitation(first, actor=cast.hoa, answer="substitute", full_name="Ông Mẫu")
    with pytest.raises(Refused, match="đã dự họp thay mặt"):
        services.answer_invitation(
            second, actor=cast.khoa, answer="substitute", full_name="ông  mẫu"
        )
    services.begin(briefing, actor=cast.an, at=build.moment(DAY))
    with pytest.raises(Refused, match="không nhận trả lời"):
        services.answer_invitation(second, actor=cast.khoa, answer="yes")


def test_attendance_is_saved_whole_or_not_at_all(cast: Cast, briefing: Briefing) -> None:
    services.begin(briefing, actor=cast.an, at=build.moment(DAY))
    rows = list(briefing.attendances.all())
    for row in rows:
        row.presence, row.full_name = "substitute", "Ông Mẫu"
    with pytest.raises(Refused):
        services.take_attendance(briefing, rows, actor=cast.an)
    assert not briefing.attendances.exclude(presence="").exists()


def test_a_report_late_is_labelled_and_after_the_hour_refused(
    cast: Cast, briefing: Briefing
) -> None:
    build.invited(cast, briefing)
    early, late = briefing.attendances.all()
    facts = {"result_1": "Đã kết nạp", "figures": {}}
    one = services.save_report(
        early,
        actor=cast.hoa,
        rev=0,
        facts=facts,
        is_sent=True,
        at=build.moment(date(2020, 11, 24), 23),
    )
    two = services.save_report(
        late,
        actor=cast.khoa,
        rev=0,
        facts=facts,
        is_sent=True,
        at=build.moment(date(2020, 11, 25)),
    )
    assert (one.is_late, two.is_late) == (False, True)
    with pytest.raises(Refused, match="hết giờ"):
        services.save_report(
            early, actor=cast.hoa, rev=1, facts=facts, is_sent=True, at=build.moment(DAY)
        )


def test_a_report_sent_again_is_a_revision_and_a_stale_page_is_told(
    cast: Cast, briefing: Briefing
) -> None:
    build.invited(cast, briefing)
    row = briefing.attendances.get(unit=cast.damha)
    at = build.moment(date(2020, 11, 20))
    for rev, text in enumerate(("Một", "Hai")):
        services.save_report(
            row, actor=cast.khoa, rev=rev, facts={"result_1": text}, is_sent=True, at=at
        )
    with pytest.raises(Stale) as stale:
        services.save_report(
            row, actor=cast.khoa, rev=1, facts={"result_1": "Ba"}, is_sent=True, at=at
        )
    assert stale.value.current.result_1 == "Hai"
    assert stale.value.current.history.count() == 2


def test_a_term_before_the_meeting_is_refused_and_one_on_a_day_off_asked_about(
    cast: Cast, briefing: Briefing
) -> None:
    build.held(cast, briefing)
    item = briefing.items.all()[0]

    def line(day: str) -> services.Line:
        return parse_line(f"v @DH Nộp !{day}", members=[cast.damha], held_on=DAY)

    with pytest.raises(Refused, match="trước ngày họp"):
        services.write_outcome(item, line("26/11/2020"), actor=cast.an)
    with pytest.raises(DayOff) as asked:  # a Sunday
        services.write_outcome(item, line("20/12"), actor=cast.an)
    assert asked.value.instead == date(2020, 12, 21)
    moved = services.write_outcome(item, line("20/12"), actor=cast.an, day_off="move")
    kept = services.write_outcome(item, line("20/12"), actor=cast.an, day_off="keep")
    assert (moved.due_on, kept.due_on) == (date(2020, 12, 21), date(2020, 12, 20))


def test_minutes_name_every_gap_before_they_are_sent(cast: Cast, briefing: Briefing) -> None:
    services.begin(briefing, actor=cast.an, at=build.moment(DAY))
    services.end(briefing, actor=cast.an, at=build.moment(DAY, 11))
    line = parse_line("v Làm việc", members=[], held_on=DAY)
    services.write_outcome(briefing.items.all()[0], line, actor=cast.an)
    gaps = briefing.missing_for("minuted", on=DAY)
    told = " ".join(gaps)
    for words in ("chủ trì", "chưa điểm danh", "chưa có nội dung", "chưa có đơn vị", "thời hạn"):
        assert words in told
    assert all(gap.url_name for gap in gaps)


def test_silence_is_written_down_and_assignments_become_tasks_once(
    cast: Cast, briefing: Briefing
) -> None:
    build.minuted(cast, briefing)
    # Sent on a Saturday: three working days are over on Wednesday.
    assert briefing.confirm_by == date(2020, 12, 2)
    row = briefing.attendances.get(unit=cast.campha)
    at = build.moment(date(2020, 12, 2), 23)
    services.answer_minutes(row, actor=cast.hoa, answer="agreed", at=at)
    Briefing.objects.filter(pk=briefing.pk).update(conclusion_symbol="1-TB", conclusion_on=DAY)
    with pytest.raises(MoveRefused, match="chưa cho ý kiến"):
        services.close(briefing, actor=cast.an, at=at)
    services.close(briefing, actor=cast.an, at=build.moment(date(2020, 12, 3)))
    answers = {one.unit: one.answer for one in briefing.confirmations.all()}
    assert answers == {cast.campha: "agreed", cast.damha: "silent"}
    task = Task.objects.get()
    assert (task.owner, task.due_on) == (cast.damha, date(2020, 12, 15))
    services.reopen(briefing, actor=cast.an, reason="Sửa lỗi")
    outcome = Outcome.objects.get(kind="v")
    with pytest.raises(Refused, match="đã giao thành nhiệm vụ"):
        services.drop_outcome(outcome, actor=cast.an, rev=outcome.rev)


def test_a_comment_waits_for_an_answer_and_none_comes_after_the_term(
    cast: Cast, briefing: Briefing
) -> None:
    build.minuted(cast, briefing)
    row = briefing.attendances.get(unit=cast.damha)
    with pytest.raises(Refused, match="nội dung ý kiến"):
        services.answer_minutes(row, actor=cast.khoa, answer="comment", at=build.moment(DAY))
    comment = services.answer_minutes(
        row, actor=cast.khoa, answer="comment", body="Sai số", at=build.moment(DAY)
    )
    with pytest.raises(Refused, match="đã trả lời"):
        services.answer_minutes(row, actor=cast.khoa, answer="agreed", at=build.moment(DAY))
    other = briefing.attendances.get(unit=cast.campha)
    after = build.moment(date(2020, 12, 3))
    with pytest.raises(Refused, match="hết hạn"):
        services.answer_minutes(other, actor=cast.hoa, answer="agreed", at=after)
    with pytest.raises(Refused, match="lý do giữ nguyên"):
        services.decide_comment(comment, actor=cast.an, verdict="kept", reply="")
    services.decide_comment(comment, actor=cast.an, verdict="taken", reply="")
    assert Confirmation.objects.get().verdict == "taken"


def test_open_assignments_come_back_and_an_overdue_one_must_be_reviewed(
    cast: Cast, series: Series, briefing: Briefing
) -> None:
    build.closed(cast, briefing)
    second = build.briefing(cast, series, held_on=date(2021, 1, 20))
    build.written(cast, second)
    task = second.carried_over().get()
    assert "chưa được rà soát" in " ".join(second.missing_for("minuted", on=second.held_on))
    services.review_task(second, task, actor=cast.an, result="not", note="Chưa nộp")
    assert Recheck.objects.get().place == second
    assert second.missing_for("minuted", on=second.held_on) == []


def test_only_the_latest_meeting_is_taken_back_and_only_with_a_reason(
    cast: Cast, series: Series, briefing: Briefing
) -> None:
    build.closed(cast, briefing)
    with pytest.raises(Refused, match="lý do"):
        services.reopen(briefing, actor=cast.an, reason=" ")
    build.held(cast, build.briefing(cast, series, held_on=date(2021, 1, 20)))
    with pytest.raises(Refused, match="đã họp sau"):
        services.reopen(briefing, actor=cast.an, reason="Sửa")


def test_a_proposal_is_rejected_with_a_reason_or_put_onto_an_agenda(
    cast: Cast, series: Series, briefing: Briefing
) -> None:
    one = services.propose(series, cast.damha, actor=cast.khoa, title="Kinh phí hè")
    with pytest.raises(MoveRefused, match="lý do"):
        services.decide_proposal(one, actor=cast.an, to="rejected")
    services.decide_proposal(one, actor=cast.an, to="scheduled", briefing=briefing)
    assert briefing.items.last().presenter == cast.damha
    two = services.propose(series, cast.damha, actor=cast.khoa, title="Trại hè")
    services.decide_proposal(two, actor=cast.an, to="rejected", reason="Đã bàn kỳ trước")
    assert Proposal.objects.get(pk=two.pk).reason == "Đã bàn kỳ trước"


def test_a_postponed_meeting_is_planned_again_and_asks_anew(cast: Cast, briefing: Briefing) -> None:
    build.invited(cast, briefing)
    row = briefing.attendances.get(unit=cast.damha)
    services.answer_invitation(row, actor=cast.khoa, answer="yes")
    services.postpone(briefing, actor=cast.an, reason="Bão")
    services.put_off_until(briefing, date(2020, 12, 4), actor=cast.an)
    row.refresh_from_db()
    assert (briefing.status, briefing.held_on, row.answer) == ("planned", date(2020, 12, 4), "")
