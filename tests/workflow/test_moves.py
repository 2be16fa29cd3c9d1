"""The only door to a status."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from inspections.models import Round, Visit
from tests.build import at_drafting, ready_to_conclude
from tests.people import DAY, Cast
from workflow.history import history_of
from workflow.models import Transition
from workflow.moves import MoveRefused, move


def test_a_move_is_logged_with_who_when_and_why(cast: Cast) -> None:
    facts = {"status_reason": "Bão số 9"}
    move(cast.visit, Visit.Status.POSTPONED, actor=cast.an, note="Bão số 9", facts=facts)
    row = history_of(cast.visit)[0]
    assert (row.from_status, row.to_status, row.actor, row.note) == (
        "notified",
        "postponed",
        cast.an,
        "Bão số 9",
    )


def test_a_move_the_table_does_not_allow_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(MoveRefused) as refusal:
        move(cast.visit, Visit.Status.CLOSED, actor=cast.an)
    assert "Đã thông báo lịch" in refusal.value.reasons[0]
    assert not Transition.objects.filter(to_status="closed").exists()


def test_a_second_click_is_told_that_it_is_done(cast: Cast) -> None:
    with pytest.raises(MoveRefused) as refusal:
        move(cast.visit, Visit.Status.NOTIFIED, actor=cast.an)
    assert "đã làm rồi" in refusal.value.reasons[0]


def test_a_move_works_on_what_is_stored_not_on_what_a_page_showed(cast: Cast) -> None:
    stale = Visit.objects.get(pk=cast.visit.pk)
    at_drafting(cast)
    with pytest.raises(MoveRefused):
        move(stale, Visit.Status.SELF_REPORTED, actor=cast.an)


def test_on_site_needs_the_actual_date_within_the_round(cast: Cast) -> None:
    with pytest.raises(MoveRefused) as refusal:
        move(cast.visit, Visit.Status.ON_SITE, actor=cast.an)
    assert "Chưa ghi ngày làm việc thực tế." in refusal.value.reasons
    outside = {"worked_on": date(2020, 12, 24)}
    with pytest.raises(MoveRefused) as refusal:
        move(cast.visit, Visit.Status.ON_SITE, actor=cast.an, facts=outside)
    assert "ngoài thời gian" in refusal.value.reasons[0]
    move(cast.visit, Visit.Status.ON_SITE, actor=cast.an, facts={"worked_on": DAY})
    assert cast.visit.status == Visit.Status.ON_SITE


def test_a_conclusion_says_everything_that_is_missing_at_once(cast: Cast) -> None:
    visit = at_drafting(cast)
    texts = " ".join(visit.missing_for(Visit.Status.CONCLUDED, on=DAY))
    for words in ("2 ghi nhận chưa", "được đưa vào kết luận", "biên bản", "thông qua"):
        assert words in texts
    assert ready_to_conclude_after(cast, visit) == []


def ready_to_conclude_after(cast: Cast, visit: Visit) -> list[str]:
    other = ready_to_conclude(cast, cast.sibling_visit)
    return list(other.missing_for(Visit.Status.CONCLUDED, on=DAY))


def test_a_round_without_papers_team_or_units_names_each_gap(cast: Cast) -> None:
    bare = Round.objects.create(
        organiser=cast.province, title="Đợt mới", starts_on=DAY, ends_on=DAY
    )
    texts = " ".join(bare.missing_for(Round.Status.APPROVED, on=DAY))
    for words in ("kế hoạch", "quyết định", "mốc thời gian", "Đoàn kiểm tra", "đơn vị"):
        assert words in texts
    supervision = Round(kind=Round.Kind.SUPERVISION)
    assert not supervision.needs_decision


def test_the_database_refuses_half_facts_too(cast: Cast) -> None:
    rows = Visit.objects.filter(pk=cast.visit.pk)
    for half in ({"status": "concluded"}, {"status": "cancelled"}, {"status": "on_site"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**half)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=cast.round.pk).update(plan_symbol="")
