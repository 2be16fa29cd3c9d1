"""Readers before the approver: in order, of the words as they stand, each agrees or returns."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from inspections.services import Refused
from reports import services, work
from reports.models import Document
from tests import build
from tests.people import Cast
from workflow.moves import MoveRefused

pytestmark = pytest.mark.usefixtures("quick_pdf")
SignIn = Callable[[User], Client]


@pytest.fixture
def paper(cast: Cast) -> Document:
    """A draft of Dung's; the issuer wants two readers, Oanh and Bình."""
    cast.issuer.reviewers = 2
    cast.issuer.save()
    visit = build.ready_to_conclude(cast)
    draft = services.start_document("conclusion", actor=cast.an, issuer=cast.issuer, visit=visit)
    facts = {"paper_on": build.PAPER_ON, "signer": cast.signer}
    return services.prepare(draft, rev=draft.rev, facts=facts)


def test_two_readers_agree_in_order_before_the_approver_can(cast: Cast, paper: Document) -> None:
    services.submit(paper, actor=cast.dung, reviewers=[cast.oanh, cast.an])
    assert list(work.to_review(cast.oanh)) == [paper]
    assert not work.to_review(cast.an)
    assert not work.to_approve(cast.binh)
    with pytest.raises(Refused, match="Đang đến lượt Lý Thị Oanh"):
        services.agree(paper, actor=cast.an)
    services.agree(paper, actor=cast.oanh)
    with pytest.raises(MoveRefused, match="Nguyễn Thị An chưa cho ý kiến"):
        services.approve(paper, actor=cast.binh)
    services.agree(paper, actor=cast.an)
    assert list(work.to_approve(cast.binh)) == [paper]
    assert services.approve(paper, actor=cast.binh).status == Document.Status.APPROVED


def test_a_reader_returns_with_a_reason_and_the_same_words_may_be_submitted_again(
    cast: Cast, paper: Document, as_: SignIn
) -> None:
    services.submit(paper, actor=cast.dung, reviewers=[cast.oanh, cast.an])
    back = reverse("reports:send_back", args=[paper.pk])
    assert as_(cast.em).post(back, {"reason": "Không"}).status_code == 403
    as_(cast.oanh).post(back, {"reason": "Thiếu căn cứ"})
    paper.refresh_from_db()
    assert (paper.status, paper.status_reason) == (Document.Status.DRAFT, "Thiếu căn cứ")
    assert [r.decision for r in paper.reviews.all()] == ["returned"]
    services.submit(paper, actor=cast.dung, reviewers=[cast.oanh, cast.an])
    assert list(work.to_review(cast.oanh)) == [paper]


def test_as_many_readers_as_the_issuer_wants_and_only_its_staff(
    cast: Cast, paper: Document
) -> None:
    wrong = [
        ([], "đủ 2 người"),
        ([cast.oanh, cast.oanh], "khác nhau"),
        ([cast.oanh, cast.hoa], "Đặng Thị Hoa không xem được"),
        ([cast.oanh, cast.minh], "Đỗ Văn Minh không xem được"),
    ]
    for readers, words in wrong:
        with pytest.raises(Refused, match=words):
            services.submit(paper, actor=cast.dung, reviewers=readers)
        paper.refresh_from_db()
        assert paper.status == Document.Status.DRAFT


def test_readers_are_chosen_and_agree_on_the_papers_page(
    cast: Cast, paper: Document, as_: SignIn
) -> None:
    page, submit = paper.get_absolute_url(), reverse("reports:submit", args=[paper.pk])
    assert "Người xem thứ 2" in as_(cast.dung).get(page).content.decode()
    chosen = {"rev": paper.rev, "reviewer_1": cast.oanh.pk, "reviewer_2": cast.an.pk}
    answer = as_(cast.dung).post(submit, chosen | {"reviewer_2": cast.hoa.pk}, follow=True)
    assert "Hãy chọn đủ người xem" in answer.content.decode()
    as_(cast.dung).post(submit, chosen)
    agree = reverse("reports:agree", args=[paper.pk])
    assert as_(cast.an).post(agree, {"rev": paper.rev}).status_code == 403
    assert "Đồng ý" in as_(cast.oanh).get(page).content.decode()
    as_(cast.oanh).post(agree, {"rev": paper.rev})
    as_(cast.an).post(agree, {"rev": paper.rev})
    shown = as_(cast.binh).get(page).content.decode()
    assert "Lý Thị Oanh: Đồng ý" in shown
    assert "Người trình: Phạm Thị Dung" in shown
