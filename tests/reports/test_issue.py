"""Issuing: a number once, a frozen paper, all or nothing."""

import hashlib
import threading
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from inspections.models import Visit
from inspections.services import Refused, Stale
from reports import services
from reports.models import Document, Issuer, Register
from reports.pdf import RenderFailed
from tests import build
from tests.people import Cast, assemble
from units.models import Officer, Term, Unit
from workflow.moves import MoveRefused

pytestmark = pytest.mark.usefixtures("quick_pdf")


def test_issuing_numbers_freezes_stores_and_concludes_in_one_go(cast: Cast) -> None:
    paper = build.issued_paper(cast)
    assert paper.symbol == "01-TB/TĐTN-UBKT"
    assert paper.content["number_line"] == "Số: 01-TB/TĐTN-UBKT"
    assert paper.content["date_line"] == "Quảng Ninh, ngày 30 tháng 11 năm 2020"
    assert paper.sha256 == hashlib.sha256(services.stored_pdf(paper)).hexdigest()
    cast.visit.refresh_from_db()
    assert cast.visit.status == Visit.Status.CONCLUDED


def test_a_second_issue_of_the_same_paper_uses_no_number(cast: Cast) -> None:
    paper = build.issued_paper(cast)
    with pytest.raises(MoveRefused, match="Đã ban hành"):
        services.issue(paper, actor=cast.an)
    assert Register.objects.get().last_number == 1


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ({"signer": None}, "Chưa chọn người ký."),
        ({"paper_on": None}, "Chưa có ngày văn bản."),
        ({"paper_on": date(2020, 11, 26)}, "trước ngày làm việc"),
        ({"paper_on": date(2099, 1, 1)}, "sau hôm nay"),
        ({"recipients": " "}, "Chưa có nơi nhận."),
    ],
)
def test_a_paper_with_a_gap_is_refused_in_words(
    cast: Cast, fact: dict[str, Any], words: str
) -> None:
    with pytest.raises(MoveRefused, match=words):
        services.issue(build.approved_paper(cast, **fact), actor=cast.an)
    assert not Register.objects.exists()
    assert Document.objects.get().status != Document.Status.ISSUED


def test_a_signer_must_be_entitled_on_the_day_of_the_paper(cast: Cast) -> None:
    cast.signer.valid_from = date(2021, 1, 1)
    cast.signer.save()
    with pytest.raises(MoveRefused, match="không có quyền ký"):
        build.approved_paper(cast)
    cast.signer.valid_from = date(2020, 1, 1)
    cast.signer.save()
    paper = Document.objects.get()
    services.submit(paper, actor=cast.an)
    services.approve(paper, actor=cast.binh)
    Officer.objects.update(valid_to=date(2020, 11, 1))
    with pytest.raises(MoveRefused, match="không có quyền ký"):
        services.issue(paper, actor=cast.an)
    Officer.objects.update(valid_to=None)
    assert services.issue(paper, actor=cast.an).number == 1


def test_a_conclusion_with_nothing_in_it_cannot_even_be_submitted(cast: Cast) -> None:
    visit = build.at_drafting(cast)
    paper = services.start_document("conclusion", actor=cast.an, issuer=cast.issuer, visit=visit)
    visit.recommendations.update(withdrawn_at=timezone.now())
    paper = services.rebuild_draft(paper, rev=paper.rev)
    with pytest.raises(MoveRefused, match="chưa có nội dung"):
        services.submit(paper, actor=cast.an)


def test_a_conclusion_waits_for_the_synthesis_below_it(cast: Cast) -> None:
    visit = build.at_drafting(cast)
    paper = build.approved_paper(cast, visit)
    with pytest.raises(MoveRefused, match="chưa được Trưởng đoàn tổng hợp"):
        services.issue(paper, actor=cast.an)


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_failed_render_uses_no_number_and_leaves_no_file(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, fails_at: int
) -> None:
    paper = build.approved_paper(cast)
    calls = iter(range(1, 9))

    def breaks(content: object, **limits: object) -> bytes:
        if next(calls) == fails_at:
            raise RenderFailed("Văn bản in quá 15 giây nên đã dừng.")
        return b"%PDF"

    monkeypatch.setattr("reports.pdf.render", breaks)
    with pytest.raises(RenderFailed):
        services.issue(paper, actor=cast.an)
    paper.refresh_from_db()
    cast.visit.refresh_from_db()
    assert paper.status == Document.Status.APPROVED
    assert cast.visit.status == Visit.Status.DRAFTING
    assert not Register.objects.filter(last_number__gt=0).exists()
    assert list(tmp_path.rglob("*.pdf")) == []


def test_a_fault_after_the_file_was_stored_takes_the_file_away_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    paper = build.approved_paper(cast)
    monkeypatch.setattr("reports.services.issuing._consequences", _out_of_order)
    with pytest.raises(RuntimeError):
        services.issue(paper, actor=cast.an)
    assert list(tmp_path.rglob("*.pdf")) == []
    assert not Register.objects.filter(last_number__gt=0).exists()


def _out_of_order(*args: object) -> None:
    raise RuntimeError("disk full")


def test_numbers_run_per_kind_and_term_and_begin_anew_with_the_next(cast: Cast) -> None:
    first = build.issued_paper(cast)
    second = build.issued_paper(cast, cast.sibling_visit)
    assert (first.number, second.number) == (1, 2)
    assert second.register.period == "nhiệm kỳ XI"
    later = build.approved_paper(cast, replaces=first, paper_on=date(2022, 10, 8))
    assert services.issue(later, actor=cast.an).symbol == "01-TB/TĐTN-UBKT"


def test_by_setting_numbers_begin_anew_each_year(cast: Cast) -> None:
    cast.issuer.reset_rule = Issuer.Reset.YEAR
    cast.issuer.save()
    first = build.issued_paper(cast)
    assert first.register.period == "năm 2020"
    later = build.approved_paper(cast, replaces=first, paper_on=date(2021, 1, 4))
    assert services.issue(later, actor=cast.an).number == 1


def test_a_date_outside_every_term_is_refused_in_words(cast: Cast) -> None:
    Term.objects.all().delete()
    paper = build.approved_paper(cast)
    with pytest.raises(Refused, match="nhiệm kỳ"):
        services.issue(paper, actor=cast.an)


def test_a_team_has_one_register_of_its_own_for_all_its_papers(cast: Cast) -> None:
    paper = build.approved_paper(cast, body=Document.Body.TEAM)
    issued = services.issue(paper, actor=cast.an)
    assert issued.symbol == "01-TB/ĐKT"
    assert issued.content["superior_line"] == "BCH ĐOÀN TỈNH QUẢNG NINH"
    assert issued.content["issuer_lines"] == ["ĐOÀN KIỂM TRA"]
    assert issued.content["signatures"][0]["name"] == "Lê Văn Cường"
    cast.issuer.team_symbol = Issuer.TeamSymbol.LITERAL
    cast.issuer.save()
    other = build.approved_paper(cast, cast.sibling_visit, body=Document.Body.TEAM)
    assert services.issue(other, actor=cast.an).symbol == "01/ĐKT"


def test_a_training_round_counts_in_a_register_of_its_own(cast: Cast) -> None:
    build.issued_paper(cast)
    cast.round.is_training = True
    cast.round.save()
    cast.sibling_visit.refresh_from_db()
    sample = build.issued_paper(cast, cast.sibling_visit)
    assert sample.number == 1
    assert sample.register.is_training
    assert sample.content["foot_note"] == "THỬ – VĂN BẢN MẪU – KHÔNG CÓ GIÁ TRỊ"


def test_minutes_bear_no_number_and_take_none(cast: Cast) -> None:
    paper = build.approved_paper(cast, kind="minutes")
    issued = services.issue(paper, actor=cast.an)
    assert (issued.number, issued.symbol, issued.register) == (None, "", None)
    assert issued.content["number_line"] == ""
    assert not Register.objects.exists()


def test_an_issued_paper_never_changes(cast: Cast) -> None:
    paper = build.issued_paper(cast)
    with pytest.raises(Stale):
        services.prepare(paper, rev=paper.rev, facts={"paper_on": date(2020, 12, 1)})
    with pytest.raises(Refused):
        services.save_draft(paper, rev=paper.rev, words={"opening": "", "closing": ""})
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(content={})
    Unit.objects.filter(pk=cast.damha.pk).update(short_name="Tên khác")
    paper.refresh_from_db()
    assert "Huyện đoàn Đầm Hà" in paper.content["subject_line"]


def test_a_file_that_was_changed_on_disk_is_not_given_out(cast: Cast) -> None:
    paper = build.issued_paper(cast)
    with open(paper.pdf.path, "ab") as file:
        file.write(b" ")
    with pytest.raises(Refused, match="không còn đúng"):
        services.stored_pdf(paper)


def test_a_replacing_paper_takes_the_old_ones_place_only_when_issued(cast: Cast) -> None:
    old = build.issued_paper(cast)
    new = services.start_document(
        "conclusion", actor=cast.an, issuer=cast.issuer, visit=cast.visit, replaces=old
    )
    services.prepare(new, rev=new.rev, facts={"paper_on": build.PAPER_ON, "signer": cast.signer})
    services.submit(new, actor=cast.an)
    services.approve(new, actor=cast.binh)
    old.refresh_from_db()
    assert old.status == Document.Status.ISSUED
    services.issue(new, actor=cast.an)
    old.refresh_from_db()
    assert (old.status, new.number) == (Document.Status.REPLACED, 2)


def test_returning_and_withdrawing_need_a_reason(cast: Cast) -> None:
    paper = build.approved_paper(cast)
    with pytest.raises(MoveRefused, match="lý do"):
        services.send_back(paper, actor=cast.binh, reason=" ")
    services.send_back(paper, actor=cast.binh, reason="Sửa trích yếu")
    assert paper.status == Document.Status.DRAFT
    other = build.issued_paper(cast, cast.sibling_visit)
    with pytest.raises(MoveRefused, match="lý do"):
        services.withdraw(other, actor=cast.binh, reason="")
    services.withdraw(other, actor=cast.binh, reason="Ban hành nhầm")
    assert (other.status, other.number) == (Document.Status.WITHDRAWN, 1)


@pytest.mark.django_db(transaction=True)
def test_eight_threads_issuing_five_papers_each_get_forty_consecutive_numbers() -> None:
    cast = assemble()
    build.ready_to_conclude(cast)
    papers = [_one_more(cast, n) for n in range(40)]
    faults: list[BaseException] = []

    def issue_some(mine: list[Document]) -> None:
        try:
            for paper in mine:
                services.issue(paper, actor=cast.an)
        except BaseException as error:  # noqa: BLE001  (told to the main thread)
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue_some, args=(papers[n::8],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    numbers = sorted(Document.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 41))


def _one_more(cast: Cast, n: int) -> Document:
    """An approved paper beside the others on the same visit."""
    facts = {"paper_on": build.PAPER_ON, "signer": cast.signer}
    paper = Document.objects.create(
        kind="conclusion",
        round=cast.round,
        visit=cast.visit,
        issuer=cast.issuer,
        team=cast.team,
        subject_line=f"Kết luận {n}",
        draft={
            "opening": "",
            "sections": [{"key": "a", "title": "1", "html": "<p>x</p>"}],
            "closing": "",
        },
        recipients="Lưu",
        created_by=cast.an,
        **facts,
    )
    services.submit(paper, actor=cast.an)
    return services.approve(paper, actor=cast.binh)


def test_what_was_submitted_stays_as_it_was_read_but_for_the_day(cast: Cast) -> None:
    paper = build.approved_paper(cast)
    for change in ({"body": Document.Body.TEAM}, {"signer": None}, {"recipients": "Khác"}):
        with pytest.raises(Stale):
            services.prepare(paper, rev=paper.rev, facts=change)
    with pytest.raises(Refused):
        services.rebuild_draft(
            Document(pk=paper.pk, status="draft", **_origin(paper)), rev=paper.rev
        )
    services.prepare(paper, rev=paper.rev, facts={"paper_on": date(2020, 12, 1)})
    assert paper.status == Document.Status.APPROVED


def _origin(paper: Document) -> dict[str, Any]:
    """A page's stale copy of the paper."""
    names = ("kind", "round", "visit", "issuer")
    return {name: getattr(paper, name) for name in names}


def test_nobody_approves_words_that_changed_after_they_were_read(cast: Cast) -> None:
    visit = build.ready_to_conclude(cast)
    paper = services.start_document("conclusion", actor=cast.an, issuer=cast.issuer, visit=visit)
    services.prepare(paper, rev=paper.rev, facts={"signer": cast.signer})
    services.submit(paper, actor=cast.an, rev=paper.rev)
    read = paper.rev
    services.send_back(paper, actor=cast.binh, reason="Sửa lại")
    services.save_draft(paper, rev=paper.rev, words={"closing": "Lời khác./."})
    services.submit(paper, actor=cast.an, rev=paper.rev)
    with pytest.raises(Stale):
        services.approve(paper, actor=cast.binh, rev=read)
    assert services.approve(paper, actor=cast.binh, rev=paper.rev).status == "approved"


def test_a_second_conclusion_of_a_visit_must_replace_the_first(cast: Cast) -> None:
    build.issued_paper(cast)
    with pytest.raises(Refused, match="thay thế"):
        services.start_document("conclusion", actor=cast.an, issuer=cast.issuer, visit=cast.visit)


def test_an_issued_paper_is_found_by_its_number(cast: Cast) -> None:
    paper = build.issued_paper(cast)
    paper.refresh_from_db()
    assert "01 tb tdtn ubkt" in paper.search_key
