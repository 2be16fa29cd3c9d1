"""A draft between its people: saved by the clock, kept in states, commented, built anew."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from inspections.services import Refused, Stale
from reports import services
from reports.models import Document
from reports.services.differences import word_changes
from tests import build
from tests.people import Cast

SignIn = Callable[[User], Client]
NOON = datetime(2020, 11, 30, 5, 0, tzinfo=UTC)


@pytest.fixture
def paper(cast: Cast) -> Document:
    """A draft of the conclusion on Huyện đoàn Đầm Hà."""
    visit = build.ready_to_conclude(cast)
    return services.start_document("conclusion", actor=cast.an, issuer=cast.issuer, visit=visit)


def typed(paper: Document, **words: str) -> dict[str, Any]:
    """What the editor sends: every part as it stands, but for the words given."""
    kept = {part["key"]: part["html"] for part in paper.draft["sections"]}
    ends = {"opening": paper.draft["opening"], "closing": paper.draft["closing"]}
    rest = {"rev": paper.rev, "subject_line": paper.subject_line}
    return {**rest, **ends, **kept, **words}


def sent(browser: Client, paper: Document, **words: str) -> dict[str, Any]:
    """The answer to a save by the clock."""
    address = reverse("reports:autosave", args=[paper.pk])
    answer: dict[str, Any] = browser.post(address, typed(paper, **words)).json()
    return answer


def test_a_save_by_the_clock_gives_the_new_number_and_the_hour(
    cast: Cast, as_: SignIn, paper: Document
) -> None:
    with time_machine.travel(NOON, tick=False):
        # Signed in after the clock was set, or the session would have ended.
        answer = sent(as_(cast.dung), paper, closing="<p>Lời <strong>mới</strong></p>")
    assert answer == {"state": "saved", "rev": 2, "at": "12:00"}
    paper.refresh_from_db()
    assert paper.draft["closing"] == "<p>Lời <strong>mới</strong></p>"
    last = services.last_saved(paper)
    assert (last.rev, last.saved_by, last.is_automatic) == (2, cast.dung, True)


def test_over_newer_words_nothing_is_saved_and_both_come_back(
    cast: Cast, as_: SignIn, paper: Document
) -> None:
    old = typed(paper, closing="Lời của Dung")
    services.save_draft(paper, rev=paper.rev, words={"closing": "Lời của An"}, actor=cast.an)
    address = reverse("reports:autosave", args=[paper.pk])
    answer = as_(cast.dung).post(address, old).json()
    assert answer["state"] == "stale"
    assert "Nguyễn Thị An đã lưu" in answer["said"]
    assert "Lời của Dung" in answer["html"]
    assert "Lời của An" in answer["html"]
    paper.refresh_from_db()
    assert (paper.rev, paper.draft["closing"]) == (2, "<p>Lời của An</p>")


def test_the_same_words_sent_again_are_saved_once(cast: Cast, as_: SignIn, paper: Document) -> None:
    browser, old = as_(cast.dung), typed(paper, closing="Lời mới")
    address = reverse("reports:autosave", args=[paper.pk])
    answers = [browser.post(address, old).json() for _ in range(3)]
    assert [(one["state"], one["rev"]) for one in answers] == [("saved", 2)] * 3
    assert paper.revisions.count() == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"<p>{'chữ ' * 60_000}</p>", "quá dài"),
        (f"<table>{'<tr><td>a</td></tr>' * 2_001}</table>", "hơn 2000 dòng"),
        (f"<table><tr>{'<td>a</td>' * 13}</tr></table>", "hơn 12 cột"),
        ("<ul><li>" * 30, "lồng nhau quá sâu"),
    ],
)
def test_more_than_a_paper_holds_is_told_at_its_part_and_kept_in_the_page(
    cast: Cast, as_: SignIn, paper: Document, text: str, said: str
) -> None:
    browser = as_(cast.dung)
    answer = sent(browser, paper, closing=text)
    assert answer["state"] == "refused"
    assert f"Kết thúc: {'Nội dung ' * (said == 'quá dài')}" in answer["said"]
    assert said in answer["said"]
    page = browser.post(
        reverse("reports:edit_document", args=[paper.pk]), typed(paper, closing=text)
    )
    form = page.context["form"]
    assert said in form.errors["closing"][0]
    assert form["closing"].value() == text
    paper.refresh_from_db()
    assert paper.rev == 1


def test_saves_by_the_clock_of_one_person_in_ten_minutes_are_one_row(
    cast: Cast, paper: Document
) -> None:
    def save(minutes: int, actor: User, text: str, *, is_automatic: bool = True) -> None:
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            services.save_draft(
                paper,
                rev=paper.rev,
                words={"closing": text},
                actor=actor,
                is_automatic=is_automatic,
            )

    for minutes in range(1, 6):
        save(minutes, cast.dung, f"Lần {minutes}")
    assert [row.rev for row in paper.revisions.all()] == [6, 1]
    save(6, cast.an, "Của An")
    save(7, cast.dung, "Của Dung")
    save(8, cast.dung, "Lưu tay", is_automatic=False)
    save(9, cast.dung, "Tự lưu")
    services.name_revision(services.last_saved(paper), "Bản gửi góp ý")
    save(9, cast.dung, "Sau khi đặt tên")
    save(12, cast.dung, "Mười phút sau")
    assert [row.rev for row in paper.revisions.all()] == [12, 11, 10, 9, 8, 7, 6, 1]


def test_an_approved_state_is_never_taken_by_a_later_save(cast: Cast, paper: Document) -> None:
    with time_machine.travel(NOON, tick=False):
        words = {"closing": "Đã duyệt"}
        services.save_draft(paper, rev=1, words=words, actor=cast.dung, is_automatic=True)
        services.prepare(paper, rev=2, facts={"signer": cast.signer})
        services.submit(paper, actor=cast.an)
        services.approve(paper, actor=cast.binh)
        services.send_back(paper, actor=cast.binh, reason="Sửa một chữ")
        assert services.since_approved(paper) in (None, [])
        words = {"closing": "Đã sửa"}
        services.save_draft(paper, rev=paper.rev, words=words, actor=cast.dung, is_automatic=True)
    assert [row.rev for row in paper.revisions.all()] == [4, 2, 1]
    changes = services.since_approved(paper)
    assert [change.label for change in changes] == ["Kết thúc"]
    assert [(p.kind, p.text) for p in changes[0].pieces] == [
        ("same", "Đã "),
        ("removed", "duyệt"),
        ("added", "sửa"),
        ("same", "\n"),
    ]


def test_the_approver_reads_what_changed_since_the_last_approval(
    cast: Cast, as_: SignIn, paper: Document
) -> None:
    services.prepare(paper, rev=1, facts={"signer": cast.signer})
    services.submit(paper, actor=cast.an)
    services.approve(paper, actor=cast.binh)
    services.send_back(paper, actor=cast.binh, reason="Sửa")
    services.save_draft(paper, rev=paper.rev, words={"closing": "<b>Hết</b>"}, actor=cast.an)
    services.submit(paper, actor=cast.an)
    page = as_(cast.binh).get(paper.get_absolute_url()).content.decode()
    assert "Thay đổi từ bản đã duyệt gần nhất" in page
    assert "<ins>&lt;b&gt;Hết&lt;/b&gt;" in page


def test_words_taken_out_and_put_in_are_told_and_far_lines_left_out() -> None:
    pieces = word_changes("Một hai ba", "Một bốn ba")
    assert [(p.kind, p.text) for p in pieces] == [
        ("same", "Một "),
        ("removed", "hai"),
        ("added", "bốn"),
        ("same", " ba\n"),
    ]
    old = "\n".join(f"Dòng {n}" for n in range(50))
    told = word_changes(old, old.replace("Dòng 25", "Câu 25"))
    assert sum(p.kind == "gap" for p in told) == 2
    assert "Dòng 3\n" not in "".join(p.text for p in told)
    long = "chữ " * 3_000
    assert [p.kind for p in word_changes(long, f"{long}x")] == ["removed", "added"]


def test_a_saved_state_is_named_compared_and_brought_back_as_a_new_one(
    cast: Cast, as_: SignIn, paper: Document
) -> None:
    services.save_draft(paper, rev=1, words={"closing": "Lời hai"}, actor=cast.dung)
    services.save_draft(paper, rev=2, words={"closing": "Lời ba"}, actor=cast.an)
    dung, em, khoa = as_(cast.dung), as_(cast.em), as_(cast.khoa)
    name = reverse("reports:name_revision", args=[paper.pk, 2])
    assert em.post(name, {"name": "Bản một"}).status_code == 403
    assert dung.post(name, {"name": "Bản gửi góp ý"}).status_code == 302
    listed = reverse("reports:revisions", args=[paper.pk])
    assert "Bản gửi góp ý" in em.get(listed).content.decode()
    assert khoa.get(listed).status_code == 404
    compare = reverse("reports:compare", args=[paper.pk])
    page = em.get(compare, {"tu": "3", "den": "2"}).content.decode()
    assert "<del>hai</del><ins>ba</ins>" in page
    assert em.get(compare, {"tu": "3", "den": "x"}).status_code == 302
    restore = reverse("reports:restore_revision", args=[paper.pk, 2])
    dung.post(restore, {"rev": "2"})
    paper.refresh_from_db()
    assert paper.draft["closing"] == "<p>Lời ba</p>"
    dung.post(restore, {"rev": "3"})
    paper.refresh_from_db()
    assert (paper.rev, paper.draft["closing"]) == (4, "<p>Lời hai</p>")
    assert str(services.last_saved(paper)) == "Khôi phục Bản gửi góp ý"


def test_comments_are_written_by_who_sees_inside_and_settled_by_who_writes(
    cast: Cast, as_: SignIn, paper: Document
) -> None:
    em, dung = as_(cast.em), as_(cast.dung)
    address = reverse("reports:comments", args=[paper.pk])
    said = {"section": "shortcomings", "body": "Nêu rõ <b>số</b> sổ."}
    assert as_(cast.khoa).post(address, said).status_code == 404
    for _ in range(2):
        assert em.post(address, said).status_code == 302
    em.post(address, {"section": "", "body": "Thêm thời hạn."})
    assert paper.comments.count() == 2
    first = paper.comments.get(section="shortcomings")
    settle = reverse("reports:settle_comment", args=[first.pk])
    assert em.post(settle).status_code == 403
    dung.post(settle)
    page = dung.get(address).content.decode()
    assert page.index("Thêm thời hạn.") < page.index("Nêu rõ &lt;b&gt;số&lt;/b&gt; sổ.")
    assert "Phạm Thị Dung đã xử lý" in page
    dung.post(settle, {"lai": "1"})
    first.refresh_from_db()
    assert first.settled_at is None
    assert em.post(address, {"section": "khac", "body": "x"}).status_code == 200


def test_comments_stay_with_the_issued_paper_and_are_closed(
    cast: Cast, as_: SignIn, quick_pdf: None
) -> None:
    paper = build.approved_paper(cast)
    comment = services.add_comment(paper, actor=cast.em, body="Đã đọc.")
    services.issue(paper, actor=cast.an)
    address = reverse("reports:comments", args=[paper.pk])
    assert "Đã đọc." in as_(cast.em).get(address).content.decode()
    assert as_(cast.khoa).get(address).status_code == 403
    settle = reverse("reports:settle_comment", args=[comment.pk])
    assert as_(cast.khoa).post(settle).status_code == 404
    comment.document.refresh_from_db()
    for deed in (
        lambda: services.add_comment(comment.document, actor=cast.em, body="Nữa"),
        lambda: services.settle_comment(comment, actor=cast.an),
        lambda: services.reopen_comment(comment),
        lambda: services.name_revision(services.last_saved(comment.document), "Khác"),
    ):
        with pytest.raises(Refused):
            deed()


def test_who_edits_is_shown_to_the_others_for_a_minute(
    cast: Cast, as_: SignIn, paper: Document
) -> None:
    beat = reverse("reports:note_editing", args=[paper.pk])
    assert as_(cast.em).post(beat).status_code == 403
    assert as_(cast.dung).post(beat).json() == {"said": ""}
    said = "Phạm Thị Dung đang sửa văn bản này."
    assert as_(cast.an).post(beat).json() == {"said": said}
    assert said in as_(cast.binh).get(paper.get_absolute_url()).content.decode()
    assert said not in as_(cast.dung).get(paper.get_absolute_url()).content.decode()
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=61)):
        assert services.others_editing(paper, cast.binh) == []


def _changed_data(cast: Cast, paper: Document) -> None:
    """One part by hand, then another finding in the data of two parts."""
    words = {"strengths": "Viết bằng tay", "closing": "Lời kết bằng tay"}
    services.save_draft(paper, rev=1, words=words, actor=cast.dung)
    paper.visit.findings.update(body="Câu mới trong dữ liệu.")
    paper.refresh_from_db()


def test_parts_beside_the_data_say_who_changed_what(cast: Cast, paper: Document) -> None:
    assert not any(part.differs for part in services.parts_beside_data(paper))
    _changed_data(cast, paper)
    parts = {part.key: part for part in services.parts_beside_data(paper)}
    told = {
        key: (parts[key].is_edited, parts[key].is_new, parts[key].differs)
        for key in ("strengths", "shortcomings", "closing", "opening")
    }
    assert told == {
        "strengths": (True, True, True),
        "shortcomings": (False, True, True),
        "closing": (True, False, True),
        "opening": (False, False, False),
    }


def test_built_anew_what_was_edited_stays_and_the_rest_takes_the_data(
    cast: Cast, as_: SignIn, paper: Document
) -> None:
    _changed_data(cast, paper)
    browser = as_(cast.dung)
    address = reverse("reports:rebuild", args=[paper.pk])
    page = browser.get(address)
    form = page.context["form"]
    assert [part.key for part in form.parts] == ["strengths", "shortcomings", "closing"]
    chosen = {part.key: form[part.key].initial for part in form.parts}
    assert chosen == {"strengths": "giu", "shortcomings": "moi", "closing": "giu"}
    assert "Đã sửa bằng tay, dữ liệu cũng đã thay đổi." in page.content.decode()
    assert browser.post(address, {"rev": paper.rev}).status_code == 200
    browser.post(address, {"rev": paper.rev - 1, **chosen})
    paper.refresh_from_db()
    assert paper.rev == 2
    browser.post(address, {"rev": paper.rev, **chosen})
    paper.refresh_from_db()
    words = {part["key"]: part["html"] for part in paper.draft["sections"]}
    assert words["strengths"] == "<p>Viết bằng tay</p>"
    assert "Câu mới trong dữ liệu." in words["shortcomings"]
    assert paper.draft["closing"] == "<p>Lời kết bằng tay</p>"
    # The data as they are now count as read: only what is edited still differs.
    left = [part.key for part in services.parts_beside_data(paper) if part.differs]
    assert left == ["strengths", "closing"]


def test_built_anew_whole_nothing_typed_by_hand_stays(cast: Cast, paper: Document) -> None:
    _changed_data(cast, paper)
    with pytest.raises(Stale):
        services.rebuild_draft(paper, rev=1, actor=cast.an)
    services.rebuild_draft(paper, rev=2, actor=cast.an)
    assert not any(part.is_edited or part.differs for part in services.parts_beside_data(paper))
    assert services.last_saved(paper).name == "Lập lại từ dữ liệu"


def test_opening_and_saving_without_a_change_edits_nothing(cast: Cast, paper: Document) -> None:
    """The editor spells items and cells its own way; that is no change by hand."""
    paper.draft["closing"] = paper.built["closing"] = "<ul><li>Một</li></ul>"
    Document.objects.filter(pk=paper.pk).update(draft=paper.draft, built=paper.built)
    words = {"closing": "<ul><li><p>Một</p></li></ul>"}
    services.save_draft(paper, rev=1, words=words, actor=cast.dung)
    assert paper.draft["closing"] == "<ul><li>Một</li></ul>"
