"""What an issued paper leads to, and what happens when it counts no more."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from inspections.models import Round
from inspections.services import Refused
from reports import access, services, work
from reports.forms import PrepareForm
from reports.layout import MAX_WORD_CELLS
from reports.models import Bundle, Document
from reports.sent import closed_to_units
from reports.services import checking
from reports.services.bundles import ask_for_bundle
from reports.services.differences import word_changes
from tests import build
from tests.people import Cast
from tests.reports import samples

pytestmark = pytest.mark.usefixtures("quick_pdf")


def _filled(paper: Document, **facts: Any) -> Document:
    """Submitted and approved, with words in every part."""
    draft = paper.draft
    sections = [{**part, "html": "<p>Nội dung.</p>"} for part in draft["sections"]]
    words = {**draft, "opening": "<p>Mở đầu.</p>", "sections": sections, "annexes": [], "gaps": []}
    Document.objects.filter(pk=paper.pk).update(draft=words, paper_on=build.PAPER_ON, **facts)
    paper.refresh_from_db()
    return paper


def test_the_report_of_the_team_goes_up_and_the_unit_reads_the_conclusion(
    cast: Cast, as_: Any
) -> None:
    build.ready_to_conclude(cast)
    about = {"issuer": cast.issuer, "visit": cast.visit}
    report = services.start_document("result_report", actor=cast.an, **about)
    _filled(report, status="approved", approved_rev=report.rev)
    services.issue(report, actor=cast.an)
    page = report.get_absolute_url()
    assert as_(cast.khoa).get(page).status_code == 404
    for person in (cast.an, cast.binh, cast.em):
        assert as_(person).get(page).status_code == 200
    assert closed_to_units(report)
    told = " ".join(access.who_sees_document(report))
    assert "không xem báo cáo" in told
    assert as_(cast.khoa).get(build.issued_paper(cast).get_absolute_url()).status_code == 200


def test_a_draft_whose_predecessor_was_withdrawn_is_issued_on_its_own(cast: Cast) -> None:
    old = build.issued_paper(cast)
    draft = services.start_document(
        "conclusion", actor=cast.an, issuer=cast.issuer, visit=cast.visit, replaces=old
    )
    services.withdraw(old, actor=cast.binh, reason="Ghi nhầm.")
    again = services.start_document(
        "conclusion", actor=cast.an, issuer=cast.issuer, visit=cast.visit
    )
    assert (again.pk, again.replaces) == (draft.pk, None)
    facts = {"paper_on": build.PAPER_ON, "signer": cast.signer}
    services.prepare(again, rev=again.rev, facts=facts)
    services.submit(again, actor=cast.an)
    services.approve(again, actor=cast.binh)
    services.issue(again, actor=cast.an)
    assert again.status == Document.Status.ISSUED


def test_a_new_plan_takes_the_place_of_a_withdrawn_one_on_its_round(cast: Cast) -> None:
    Round.objects.filter(pk=cast.round.pk).update(source="x", plan_symbol="", plan_on=None)

    def made() -> Document:
        plan = services.start_document("plan", actor=cast.an, issuer=cast.issuer, round_=cast.round)
        _filled(plan, signer=cast.signer, status="approved", approved_rev=plan.rev)
        services.issue(plan, actor=cast.an)
        cast.round.refresh_from_db()
        return plan

    first = made()
    assert cast.round.plan_symbol == first.symbol
    services.withdraw(first, actor=cast.binh, reason="Ghi nhầm.")
    second = made()
    assert (cast.round.plan_symbol, first.symbol != second.symbol) == (second.symbol, True)


def test_a_team_issues_its_report_and_never_a_conclusion(cast: Cast) -> None:
    build.ready_to_conclude(cast)
    for kind, is_open in (("result_report", True), ("conclusion", False), ("ruling", False)):
        paper = services.start_document(
            kind, actor=cast.cuong, issuer=cast.issuer, visit=cast.visit
        )
        assert ("body" in PrepareForm(instance=paper).fields) is is_open, kind


def test_a_secret_paper_is_not_named_on_the_page_of_the_one_it_replaced(cast: Cast) -> None:
    old = build.issued_paper(cast)
    new = build.issued_paper(cast, replaces=old, secrecy="MẬT")
    old.refresh_from_db()
    assert access.checked_paper(new.code) is None
    assert checking.facts_of(old).state == "Đã được thay thế."


def test_a_letter_on_a_visit_speaks_of_papers_of_that_visit_alone(cast: Cast) -> None:
    own = build.issued_paper(cast)
    build.issued_paper(cast, cast.sibling_visit)
    letter = services.start_document(
        "correction_letter", actor=cast.an, issuer=cast.issuer, visit=cast.visit
    )
    offered: Any = PrepareForm(instance=letter).fields["refers_to"]
    assert list(offered.queryset) == [own]
    services.prepare(letter, rev=letter.rev, facts={"refers_to": own})
    services.withdraw(own, actor=cast.binh, reason="Ghi nhầm.")
    letter.refresh_from_db()
    missing = letter.missing_for("submitted", on=timezone.localdate())
    assert any("không còn hiệu lực" in gap for gap in missing)


def test_an_odd_symbol_is_refused_in_words(cast: Cast) -> None:
    paper = build.approved_paper(cast)
    services.send_back(paper, actor=cast.binh, reason="Sửa.")
    form = PrepareForm({"rev": paper.rev, "advising_code": "<b> a/b"}, instance=paper)
    assert not form.is_valid()
    assert "chữ hoa" in str(form.errors["advising_code"])


@pytest.mark.parametrize("year", [0, 1989, 2101, 99999])
def test_there_are_no_papers_of_an_odd_year(cast: Cast, as_: Any, year: int) -> None:
    address = reverse("reports:start_for_year", args=[cast.province.pk, year])
    for answer in (as_(cast.an).get(address), as_(cast.an).post(address, {"kind": "programme"})):
        assert answer.status_code == 404


def test_who_drafts_a_paper_without_a_number_is_told_that_it_waits(cast: Cast) -> None:
    build.ready_to_conclude(cast)
    paper = services.start_document(
        "announcement_minutes", actor=cast.an, issuer=cast.issuer, visit=cast.visit
    )
    Document.objects.filter(pk=paper.pk).update(status="approved", approved_rev=paper.rev)
    assert list(work.to_number(cast.dung)) == [paper]
    assert list(work.to_number(cast.em)) == []


def test_very_long_texts_are_shown_whole_beside_each_other() -> None:
    before, after = "a\n" * 25_000, "a\n" * 25_000 + "b\n"
    begin = time.process_time()
    pieces = word_changes(before, after)
    assert [piece.kind for piece in pieces] == ["removed", "added"]
    assert time.process_time() - begin < 5


def test_a_table_too_large_for_word_is_refused_in_words(cast: Cast, monkeypatch: Any) -> None:
    columns = [{"title": f"{n}", "width_mm": 16} for n in range(10)]
    rows = [["a"] * 10] * (MAX_WORD_CELLS // 10 + 1)
    content = samples.conclusion(blocks=[{"t": "table", "columns": columns, "rows": rows}])
    paper = build.issued_paper(cast)
    monkeypatch.setattr("reports.services.files.shown_content", lambda document: content)
    with pytest.raises(Refused, match="Bảng quá lớn"):
        services.as_docx(paper)


def test_a_bundle_whose_worker_fell_silent_is_made_anew(cast: Cast) -> None:
    first = ask_for_bundle(cast.round, actor=cast.an)
    long_ago = timezone.now() - timedelta(hours=1)
    Bundle.objects.filter(pk=first.pk).update(state="running", seen_at=timezone.now())
    assert ask_for_bundle(cast.round, actor=cast.an) == first
    Bundle.objects.filter(pk=first.pk).update(seen_at=long_ago)
    assert ask_for_bundle(cast.round, actor=cast.an) != first
    first.refresh_from_db()
    assert first.state == "failed"
