"""The inbox of who approves, and readers who leave while it is their turn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from inspections.services import Refused
from reports import services, work
from reports.models import Document
from tests import build
from tests.people import ROLE, Cast, person
from units.models import Membership
from workflow.models import Transition

pytestmark = pytest.mark.usefixtures("quick_pdf")
SignIn = Callable[[User], Client]
INBOX = "/van-ban/duyet/"


def submitted(
    cast: Cast, kind: str = "letter", *, words: str = "Về việc", readers: Any = ()
) -> Any:
    """A submitted paper of the round."""
    visit = cast.visit
    paper = services.start_document(kind, actor=cast.an, issuer=cast.issuer, visit=visit)
    paper = services.save_draft(paper, rev=paper.rev, words=filled(paper, words), actor=cast.an)
    facts = {"paper_on": build.PAPER_ON, "signer": cast.signer, "addressees": "Huyện đoàn Đầm Hà"}
    paper = services.prepare(paper, rev=paper.rev, facts=facts)
    return services.submit(paper, actor=cast.an, reviewers=readers)


def filled(paper: Document, words: str) -> dict[str, str]:
    keys = [section["key"] for section in paper.draft["sections"]]
    return {"subject_line": words, "opening": "Kính gửi.", "closing": "Hết./."} | dict.fromkeys(
        keys, "Nội dung."
    )


def test_papers_wait_for_whose_word_is_next_the_oldest_first(cast: Cast, as_: SignIn) -> None:
    first, second = submitted(cast, words="Việc cũ"), submitted(cast, words="Việc mới")
    Transition.objects.filter(subject_id=second.pk, to_status="submitted").update(
        at=timezone.now() - timedelta(days=3)
    )
    assert list(work.inbox(cast.binh)) == [second, first]
    shown = as_(cast.binh).get(INBOX).content.decode()
    assert shown.index("Việc mới") < shown.index("Việc cũ")
    assert "Nguyễn Thị An trình lúc" in shown
    for who in (cast.an, cast.khoa, cast.nga, cast.lan):
        answer = as_(who).get(INBOX).content.decode()
        assert "Không có văn bản nào chờ bạn" in answer
        assert "Việc cũ" not in answer


def test_readers_and_approver_each_find_only_their_own_turn(cast: Cast, as_: SignIn) -> None:
    cast.issuer.reviewers = 1
    cast.issuer.save()
    paper = submitted(cast, readers=[cast.oanh])
    assert "Đồng ý" in as_(cast.oanh).get(INBOX).content.decode()
    assert not work.inbox(cast.binh)
    agree = reverse("reports:agree", args=[paper.pk])
    form = {"rev": paper.rev, "back": "inbox"}
    answer = as_(cast.oanh).post(agree, form)
    assert answer["Location"] == INBOX
    again = as_(cast.oanh).post(agree, form, follow=True).content.decode()
    assert "Bước này đã làm rồi" in again
    assert paper.reviews.count() == 1
    assert list(work.inbox(cast.binh, "cho-duyet")) == [paper]
    assert not work.inbox(cast.binh, "cho-xem")


def test_a_decision_from_the_inbox_comes_back_to_it_and_a_second_click_changes_nothing(
    cast: Cast, as_: SignIn
) -> None:
    paper, other = submitted(cast), submitted(cast, words="Việc khác")
    approve = reverse("reports:approve", args=[paper.pk])
    form = {"rev": paper.rev, "back": "inbox"}
    answer = as_(cast.binh).post(approve, form, follow=True)
    assert answer.redirect_chain == [(INBOX, 302)]
    assert "Đã duyệt." in answer.content.decode()
    assert "đã làm rồi" in as_(cast.binh).post(approve, form, follow=True).content.decode()
    assert as_(cast.an).post(approve, form).status_code == 403
    back = reverse("reports:send_back", args=[other.pk])
    refused = as_(cast.binh).post(back, {"back": "inbox", "reason": " "}, follow=True)
    assert "Hãy ghi lý do." in refused.content.decode()
    assert list(work.inbox(cast.binh)) == [other]
    as_(cast.binh).post(back, {"back": "inbox", "reason": "Thiếu căn cứ"})
    again = as_(cast.binh).post(back, {"back": "inbox", "reason": "Lần hai"}, follow=True)
    assert "đã làm rồi" in again.content.decode()
    other.refresh_from_db()
    assert other.status_reason == "Thiếu căn cứ"
    assert Transition.objects.filter(subject_id=other.pk, to_status="draft").count() == 1
    # A place of one's own choosing is no way out of the product.
    elsewhere = as_(cast.an).post(
        reverse("reports:submit", args=[other.pk]), {"back": "//x.example", "rev": other.rev}
    )
    assert elsewhere["Location"] == other.get_absolute_url()


def test_what_changed_since_the_last_approval_is_one_link_away(cast: Cast, as_: SignIn) -> None:
    paper = submitted(cast)
    assert "Thay đổi từ bản đã duyệt" not in as_(cast.binh).get(INBOX).content.decode()
    services.approve(paper, actor=cast.binh)
    services.send_back(paper, actor=cast.binh, reason="Sửa câu cuối")
    services.save_draft(paper, rev=paper.rev, words={"closing": "Lời khác./."}, actor=cast.an)
    services.submit(paper, actor=cast.an)
    row: Any = work.inbox(cast.binh)[0]
    address = reverse("reports:compare", args=[paper.pk])
    link = f"{address}?tu={row.kept_approved}&den={row.kept_now}"
    assert link.replace("&", "&amp;") in as_(cast.binh).get(INBOX).content.decode()
    assert "Lời khác" in as_(cast.binh).get(link).content.decode()


def test_home_counts_what_the_inbox_lists(cast: Cast, as_: SignIn) -> None:
    submitted(cast)
    home = as_(cast.binh).get("/").content.decode()
    assert f'href="{INBOX}?viec=cho-duyet"' in home
    assert "Văn bản chờ duyệt: 1 việc" in home
    assert "1–1 trong 1" in as_(cast.binh).get(f"{INBOX}?viec=cho-duyet").content.decode()
    assert as_(cast.binh).get(f"{INBOX}?viec=la&page=999").status_code == 200


def test_the_inbox_is_paged_and_asks_no_more_for_more_rows(cast: Cast, as_: SignIn) -> None:
    paper = submitted(cast)
    browser = as_(cast.binh)

    def asked() -> int:
        browser.get(INBOX)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(INBOX).status_code == 200
        return len(queries)

    few = asked()
    for _ in range(60):
        twin = Document.objects.get(pk=paper.pk)
        twin.pk = None
        twin.save()
    assert asked() == few
    assert "1–50 trong 61" in browser.get(INBOX).content.decode()


def _asked(cast: Cast) -> Any:
    """A paper that waits for Oanh, then for An's colleague Tú."""
    cast.issuer.reviewers = 2
    cast.issuer.save()
    cast.people["tu"] = person("tu", "Đoàn Văn Tú", cast.province, ROLE.OFFICER)
    return submitted(cast, readers=[cast.oanh, cast.tu])


def test_a_reader_who_left_does_not_hold_the_paper_up(cast: Cast, as_: SignIn) -> None:
    paper = _asked(cast)
    address = reverse("reports:change_reviewer", args=[paper.pk])
    assert as_(cast.an).get(address).status_code == 403
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=cast.oanh).update(valid_to=yesterday)
    assert list(work.to_give_to_another(cast.an)) == [paper]
    assert list(work.to_give_to_another(cast.binh)) == [paper]
    page = as_(cast.an).get(address).content.decode()
    assert "Lý Thị Oanh" in page
    assert address in as_(cast.an).get(paper.get_absolute_url()).content.decode()
    turn = paper.reviews.get(reviewer=cast.oanh)
    typed = {"turn": turn.pk, "to": cast.binh.pk, "reason": "Chuyển công tác"}
    answer = as_(cast.an).post(address, typed, follow=True).content.decode()
    assert "Đã giao Trần Văn Bình xem văn bản." in answer
    assert not work.to_give_to_another(cast.binh)
    assert list(work.to_review(cast.binh)) == [paper]
    event = AuditEvent.objects.get(action="paper_reviewer_changed")
    assert event.data["before"] == "Lý Thị Oanh"
    assert event.data["after"] == "Trần Văn Bình"
    assert event.data["reason"] == "Chuyển công tác"
    # Again by the button "back": the turn is not Oanh's any more.
    assert as_(cast.an).post(address, typed).status_code == 403
    services.agree(paper, actor=cast.binh)
    services.agree(paper, actor=cast.tu)
    assert services.approve(paper, actor=cast.binh).status == Document.Status.APPROVED


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": ""}, "Hãy nhập ô này"),
        ({"reason": "x" * 301}, "300"),
        ({"to": ""}, "Hãy nhập ô này"),
        ({"to": "khoa"}, ""),
        ({"to": "tu"}, ""),
        ({"to": "binh"}, ""),
        ({"turn": "999999"}, "không còn chờ ý kiến"),
    ],
)
def test_a_leader_may_give_a_turn_to_another_but_not_to_anybody(
    cast: Cast, as_: SignIn, change: dict[str, str], words: str
) -> None:
    paper = _asked(cast)
    address = reverse("reports:change_reviewer", args=[paper.pk])
    turn = paper.reviews.get(reviewer=cast.oanh)
    typed: dict[str, Any] = {"turn": turn.pk, "to": cast.an.pk, "reason": "Đi học dài ngày"}
    to = change.get("to")
    wrong = typed | change | ({"to": getattr(cast, to).pk} if to else {})
    answer = as_(cast.binh).post(address, wrong)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert paper.reviews.get(order=1).reviewer == cast.oanh
    assert as_(cast.binh).post(address, typed).status_code == 302
    assert paper.reviews.get(order=1).reviewer == cast.an
    with pytest.raises(Refused, match="đã có lượt xem"):
        services.change_reviewer(paper, turn, to=cast.tu, reason="Thử", actor=cast.binh)
