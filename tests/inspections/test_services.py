"""Recording, changing, withdrawing, the lead's synthesis, tasks."""

import unicodedata
import uuid
from datetime import date

import pytest
from django.utils import timezone

from inspections import services
from inspections.models import Finding, Verdict, Visit
from inspections.services import Refused, Stale
from tasks import services as tasks
from tasks.models import Task
from tests import build
from tests.people import Cast
from workflow.moves import MoveRefused, move


def test_a_resend_with_the_same_client_id_changes_nothing(cast: Cast) -> None:
    client_id = uuid.uuid4()
    first = build.finding(cast, client_id=client_id, body="Một")
    again = build.finding(cast, client_id=client_id, body="Hai")
    assert again.pk == first.pk
    assert Finding.objects.get().body == "Một"


def test_a_client_id_of_somebody_else_is_refused_not_shown(cast: Cast) -> None:
    client_id = uuid.uuid4()
    build.finding(cast, client_id=client_id)
    with pytest.raises(Refused):
        services.record_finding(
            cast.sibling_visit,
            actor=cast.giang,
            kind=Finding.Kind.STRENGTH,
            body="Khác",
            client_id=client_id,
        )
    assert Finding.objects.count() == 1


def test_words_are_stored_in_one_spelling(cast: Cast) -> None:
    typed = unicodedata.normalize("NFD", "Đầm Hà thực hiện tốt")
    stored = build.finding(cast, body=f"  {typed}\r\n")
    assert stored.body == "Đầm Hà thực hiện tốt"
    assert stored.search_key.startswith("dam ha")


def test_a_change_over_a_newer_text_is_refused_and_keeps_it(cast: Cast) -> None:
    row = build.finding(cast, body="Bản đầu")
    stale = Finding.objects.get(pk=row.pk)
    services.change_record(row, rev=1, actor=cast.em, changes={"body": "Bản của Em"})
    with pytest.raises(Stale) as error:
        services.change_record(stale, rev=1, actor=cast.dung, changes={"body": "Bản của Dung"})
    assert error.value.current.body == "Bản của Em"
    assert Finding.objects.get(pk=row.pk).body == "Bản của Em"


def test_every_wording_stays_in_the_history_with_its_author(cast: Cast) -> None:
    row = build.finding(cast, body="Bản đầu")
    services.change_record(row, rev=1, actor=cast.dung, changes={"body": "Bản hai"})
    services.withdraw_record(row, rev=2, actor=cast.em, reason="Ghi nhầm đơn vị")
    seen = [(h.body, h.history_user, h.history_change_reason) for h in row.history.all()]
    assert seen == [
        ("Bản hai", cast.em, "Rút: Ghi nhầm đơn vị"),
        ("Bản hai", cast.dung, ""),
        ("Bản đầu", cast.em, None),
    ]


def test_a_withdrawal_needs_a_reason_and_happens_once(cast: Cast) -> None:
    row = build.finding(cast)
    with pytest.raises(Refused):
        services.withdraw_record(row, rev=1, actor=cast.em, reason="  ")
    services.withdraw_record(row, rev=1, actor=cast.em, reason="Trùng")
    with pytest.raises(Refused, match="đã được rút: Trùng"):
        services.withdraw_record(row, rev=2, actor=cast.em, reason="Trùng")


def test_nothing_is_recorded_on_a_concluded_visit(cast: Cast) -> None:
    visit = build.ready_to_conclude(cast)
    services.conclude(visit, actor=cast.an, at=timezone.now())
    with pytest.raises(Refused) as error:
        build.finding(cast, visit)
    assert "Đã có kết luận" in str(error.value)


def test_the_lead_accepts_rewords_merges_and_drops(cast: Cast) -> None:
    visit = build.at_drafting(cast)
    first, second = visit.findings.order_by("pk")
    lead = {"actor": cast.cuong, "rev": 1}
    services.decide(first, decision=Verdict.Decision.REWORD, body="Câu của Trưởng đoàn", **lead)
    first.refresh_from_db()
    assert first.printed_body == "Câu của Trưởng đoàn"
    assert first.body != first.printed_body
    services.decide(second, decision=Verdict.Decision.MERGE, merged_into=first, **lead)
    with pytest.raises(Refused, match="gộp vào đây"):
        services.decide(first, decision=Verdict.Decision.DROP, reason="Trùng", **lead)
    services.decide(second, decision=Verdict.Decision.DROP, reason="Không rõ", **lead)
    assert [f.is_printed for f in visit.findings.order_by("pk")] == [True, False]


@pytest.mark.parametrize(
    "half",
    [
        {"decision": "reword", "body": "  "},
        {"decision": "drop", "reason": ""},
        {"decision": "merge", "merged_into": None},
    ],
)
def test_half_a_verdict_is_refused(cast: Cast, half: dict[str, str]) -> None:
    row = build.finding(cast)
    with pytest.raises(Refused):
        services.decide(row, actor=cast.cuong, rev=1, **half)
    assert not Verdict.objects.exists()


def test_a_finding_changed_after_the_verdict_must_be_decided_again(cast: Cast) -> None:
    row = build.finding(cast)
    services.decide(row, actor=cast.cuong, rev=1, decision=Verdict.Decision.ACCEPT)
    services.change_record(row, rev=1, actor=cast.em, changes={"body": "Khác hẳn"})
    row = Finding.objects.get(pk=row.pk)
    assert not row.is_settled
    with pytest.raises(Stale):
        services.decide(row, actor=cast.cuong, rev=1, decision=Verdict.Decision.ACCEPT)


def test_what_must_be_clarified_is_never_printed(cast: Cast) -> None:
    row = build.finding(cast, kind=Finding.Kind.TO_CLARIFY)
    with pytest.raises(Refused, match="làm rõ"):
        services.decide(row, actor=cast.cuong, rev=1, decision=Verdict.Decision.ACCEPT)
    services.decide(
        row, actor=cast.cuong, rev=1, decision=Verdict.Decision.DROP, reason="Đã làm rõ"
    )
    assert Finding.objects.get(pk=row.pk).is_settled


def test_a_visit_closes_when_every_task_of_it_has_ended(cast: Cast) -> None:
    visit = build.ready_to_conclude(cast)
    services.conclude(visit, actor=cast.an, at=timezone.now())
    with pytest.raises(MoveRefused, match="chưa có kết quả"):
        move(visit, Visit.Status.CLOSED, actor=cast.an)
    task = Task.objects.get()
    tasks.report(task, actor=cast.khoa, body="Đã rà soát", cited="05-BC/ĐTN")
    with pytest.raises(MoveRefused, match="chưa có kết quả"):
        move(visit, Visit.Status.CLOSED, actor=cast.an)
    tasks.verify(task, actor=cast.cuong)
    assert move(visit, Visit.Status.CLOSED, actor=cast.an).status == Visit.Status.CLOSED


def test_a_conclusion_gives_each_request_once_as_a_task(cast: Cast) -> None:
    visit = build.ready_to_conclude(cast)
    undated = services.record_recommendation(visit, actor=cast.an, body="Phát huy mô hình")
    gone = services.record_recommendation(visit, actor=cast.an, body="Nhầm")
    services.withdraw_record(gone, rev=gone.rev, actor=cast.an, reason="Nhầm")
    services.conclude(visit, actor=cast.an, at=timezone.now())
    services.give_tasks(visit, actor=cast.an, at=timezone.now())
    dated, other = Task.objects.order_by("pk")
    assert (dated.owner, dated.organiser, dated.follower) == (cast.damha, cast.province, cast.cuong)
    assert dated.due_on == date(2020, 12, 31)
    assert (other.origin, other.due_on) == (undated, visit.report_back_by)
