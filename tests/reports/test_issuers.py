"""Settings of who issues: head, numbers, advising units, terms; the commission beside the
committee."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from reports import services
from reports.forms.issuers import IssuerForm
from reports.models import AdvisingUnit, Document, Issuer
from reports.services.issuers import state_of_issuer
from tests import build
from tests.people import Cast
from units.models import Term
from units.services import terms

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("quick_pdf")


def settings_of(issuer: Issuer, **changes: str) -> dict[str, str]:
    """What the page would send as it stands, but for the changes."""
    names = [name for name in Issuer.SETTINGS if name != "organ"]
    sent = {name: str(getattr(issuer, name)) for name in names}
    return sent | {"seen": state_of_issuer(issuer)} | changes


def page_of(name: str, row: Any) -> str:
    return reverse(f"reports:{name}", args=[row.pk])


COMMISSION = {
    "organ": "commission",
    "superior_line": "BCH ĐOÀN TỈNH QUẢNG NINH",
    "name_line": "ỦY BAN KIỂM TRA",
    "body_in_text": "Ủy ban Kiểm tra Tỉnh đoàn",
    "place": "Quảng Ninh",
    "code": "UBKT",
    "signing_form": "TM. ỦY BAN KIỂM TRA",
    "reset_rule": "term",
    "counting": "per_kind",
    "team_symbol": "with_kind",
    "reviewers": "0",
    "recipients": "Lưu UBKT",
}


def test_the_office_changes_the_settings_and_issued_papers_keep_theirs(
    cast: Cast, as_: SignIn
) -> None:
    old = build.issued_paper(cast)
    address = cast.issuer.get_absolute_url()
    for person, answer in ((cast.binh, 403), (cast.khoa, 404), (cast.lan, 404), (cast.an, 302)):
        changes = settings_of(cast.issuer, advising_code="VP", place="Hạ Long")
        assert as_(person).post(address, changes).status_code == answer
    cast.issuer.refresh_from_db()
    assert build.issued_paper(cast, cast.sibling_visit).symbol == "02-TB/TĐTN-VP"
    old.refresh_from_db()
    assert old.symbol == "01-TB/TĐTN-UBKT"
    event = AuditEvent.objects.get(action="issuer_changed")
    assert event.data["from"] == {"advising_code": "UBKT", "place": "Quảng Ninh"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name_line": ""}, "Hãy nhập ô này."),
        ({"code": "tđtn"}, "chữ hoa"),
        ({"code": "TĐ TN"}, "không có dấu cách"),
        ({"advising_code": "U/B"}, "chữ hoa"),
        ({"reviewers": "3"}, "Hãy nhập 0, 1 hoặc 2."),
        ({"reviewers": "x"}, "Hãy nhập 0, 1 hoặc 2."),
        ({"reset_rule": "never"}, "Hãy chọn một mục"),
        ({"seen": "cũ"}, "vừa được người khác sửa"),
    ],
)
def test_settings_that_are_wrong_are_refused_and_what_was_typed_stays(
    cast: Cast, as_: SignIn, change: dict[str, str], words: str
) -> None:
    sent = settings_of(cast.issuer, place="Hạ Long", **change)
    page = as_(cast.oanh).post(cast.issuer.get_absolute_url(), sent).content.decode()
    assert words in page
    assert 'value="Hạ Long"' in page
    cast.issuer.refresh_from_db()
    assert cast.issuer.place == "Quảng Ninh"


def test_the_preview_shows_what_was_typed_and_saves_nothing(cast: Cast, as_: SignIn) -> None:
    sent = settings_of(cast.issuer, code="XYZ", advising_code="VP", buoc="xem")
    page = as_(cast.an).post(cast.issuer.get_absolute_url(), sent).content.decode()
    assert "Số: 01-TB/XYZ-VP" in page
    cast.issuer.refresh_from_db()
    assert cast.issuer.code == "TĐTN"


def test_counting_otherwise_in_mid_term_asks_whoever_has_read_what_follows(
    cast: Cast, as_: SignIn
) -> None:
    browser, address = as_(cast.an), cast.issuer.get_absolute_url()
    paper = build.issued_paper(cast)
    Term.objects.filter(name="nhiệm kỳ XI").update(ends_on=None)
    Term.objects.exclude(name="nhiệm kỳ XI").delete()
    sent = settings_of(cast.issuer, reset_rule="year")
    page = browser.post(address, sent).content.decode()
    assert "giữ nguyên các số đã cấp" in page
    assert str(paper.register) in page
    cast.issuer.refresh_from_db()
    assert cast.issuer.reset_rule == Issuer.Reset.TERM
    browser.post(address, sent | {"confirm": "on"})
    cast.issuer.refresh_from_db()
    later = build.issued_paper(cast, cast.sibling_visit)
    assert (later.number, later.register.period) == (1, "năm 2020")


def test_counting_may_change_freely_while_no_number_was_given(cast: Cast) -> None:
    sent = settings_of(cast.issuer, counting="all_kinds")
    assert IssuerForm(sent, instance=cast.issuer).is_valid()


def test_the_commission_is_set_up_once_and_chosen_when_a_paper_is_begun(
    cast: Cast, as_: SignIn
) -> None:
    browser, address = as_(cast.an), page_of("add_issuer", cast.province)
    assert as_(cast.binh).get(address).status_code == 403
    assert as_(cast.lan).get(address).status_code == 404
    assert browser.post(address, COMMISSION).status_code == 302
    assert "đã được khai báo" in browser.post(address, COMMISSION).content.decode()
    commission = Issuer.objects.get(organ=Issuer.Organ.COMMISSION)
    start = page_of("start_for_round", cast.round)
    assert "ỦY BAN KIỂM TRA" in browser.get(start).content.decode()
    for wrong in (str(10**9), "abc"):
        browser.post(start, {"kind": "plan", "issuer": wrong})
        assert not Document.objects.exists()
    browser.post(start, {"kind": "plan", "issuer": str(commission.pk)})
    assert Document.objects.get().issuer == commission
    browser.post(start, {"kind": "schedule"})
    assert Document.objects.get(kind="schedule").issuer == cast.issuer


def test_two_issuers_with_one_symbol_are_warned_of(cast: Cast, as_: SignIn) -> None:
    facts = COMMISSION | {"code": "TĐTN", "advising_code": "UBKT"}
    answer = as_(cast.an).post(page_of("add_issuer", cast.province), facts, follow=True)
    assert "cùng số, ký hiệu" in answer.content.decode()


def test_advising_units_are_added_mended_and_put_out_of_use(cast: Cast, as_: SignIn) -> None:
    browser, address = as_(cast.an), page_of("add_advising_unit", cast.issuer)
    facts = {"code": "CTĐ&TTN", "name": "Ban Công tác Đoàn và Thanh thiếu nhi", "is_active": "on"}
    assert as_(cast.binh).post(address, facts).status_code == 403
    browser.post(address, facts)
    assert "đã có trong danh sách" in browser.post(address, facts).content.decode()
    row = AdvisingUnit.objects.get()
    mend = page_of("edit_advising_unit", row)
    assert as_(cast.lan).post(mend, facts).status_code == 404
    browser.post(mend, {"code": row.code, "name": row.name})
    row.refresh_from_db()
    assert not row.is_active
    page = browser.get(cast.issuer.get_absolute_url()).content.decode()
    assert "Ngừng dùng" in page
    assert AuditEvent.objects.filter(action="advising_unit_changed").count() == 2


def test_the_list_of_issuers_links_only_to_what_the_reader_may_set_up(
    cast: Cast, as_: SignIn
) -> None:
    address = reverse("reports:issuers")
    for person, named, linked in (
        (cast.an, True, True),
        (cast.binh, True, False),
        (cast.khoa, False, False),
    ):
        page = as_(person).get(address).content.decode()
        assert ("BCH ĐOÀN TỈNH QUẢNG NINH" in page) == named
        assert (cast.issuer.get_absolute_url() in page) == linked


# Terms


def test_terms_are_added_and_may_not_share_a_day(cast: Cast, as_: SignIn) -> None:
    browser = as_(cast.an)
    address = page_of("add_term", cast.province)
    assert as_(cast.binh).post(address).status_code == 403
    assert as_(cast.khoa).post(address).status_code == 404
    facts = {"name": "nhiệm kỳ XIII", "starts_on": "01/10/2027"}
    assert "Thời gian trùng với nhiệm kỳ XII" in browser.post(address, facts).content.decode()
    twelfth = Term.objects.get(name="nhiệm kỳ XII")
    seen = terms.state_of_term(twelfth)
    ended = {"name": twelfth.name, "starts_on": "08/10/2022", "ends_on": "30/09/2027"}
    browser.post(page_of("edit_term", twelfth), ended | {"seen": seen})
    for _ in range(2):
        assert browser.post(address, facts).status_code == 302
    assert Term.objects.filter(name="nhiệm kỳ XIII").count() == 1
    again = browser.post(page_of("edit_term", twelfth), ended | {"seen": seen, "name": "khác"})
    assert "vừa được người khác sửa" in again.content.decode()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"name": ""}, "Hãy nhập ô này."),
        ({"name": "Nhiệm kỳ xi"}, "Đã có nhiệm kỳ XI"),
        ({"starts_on": "02/01/2028", "ends_on": "01/01/2028"}, "không được trước ngày bắt đầu"),
        ({"starts_on": "1/13/2028"}, "Ngày không có thật"),
    ],
)
def test_a_term_that_is_wrong_is_refused(
    cast: Cast, as_: SignIn, facts: dict[str, str], words: str
) -> None:
    sent = {"name": "nhiệm kỳ XIII", "starts_on": "01/10/2027"} | facts
    page = as_(cast.an).post(page_of("add_term", cast.province), sent).content.decode()
    assert words in page
    assert Term.objects.count() == 2


def test_a_term_with_a_register_keeps_its_name_and_its_papers_within_its_days(
    cast: Cast, as_: SignIn
) -> None:
    build.issued_paper(cast)
    term = Term.objects.get(name="nhiệm kỳ XI")
    sent = {"name": term.name, "ends_on": "07/10/2022", "seen": terms.state_of_term(term)}
    browser, address = as_(cast.an), page_of("edit_term", term)
    page = browser.post(address, sent | {"name": "nhiệm kỳ 11"}).content.decode()
    assert "không đổi tên nhiệm kỳ được" in page
    page = browser.post(address, sent | {"ends_on": "01/01/2020"}).content.decode()
    assert "nằm ngoài thời gian mới" in page
    assert browser.post(address, sent | {"ends_on": "06/10/2022"}).status_code == 302
    term.refresh_from_db()
    assert term.ends_on == date(2022, 10, 6)


# A paper that speaks of one made outside the product


def test_a_letter_may_correct_a_paper_that_is_known_only_by_its_words(
    cast: Cast, as_: SignIn
) -> None:
    paper = services.start_document(
        "correction_letter", actor=cast.an, issuer=cast.issuer, round_=cast.round
    )
    browser, address = as_(cast.an), page_of("prepare_document", paper)
    old = "Quyết định số 7-QĐ/TĐTN ngày 01/02/2020"
    facts = {
        "rev": str(paper.rev),
        "paper_on": "30/11/2020",
        "addressees": "Các đơn vị",
        "recipients": "Lưu",
        "signer": str(cast.signer.pk),
        "body": "committee",
        "refers_words": old,
    }
    assert browser.post(address, facts).status_code == 302
    paper.refresh_from_db()
    told = [str(gap) for gap in paper.missing_for("submitted", on=timezone.localdate())]
    assert not any("Chưa chọn văn bản" in text for text in told)
    paper = services.rebuild_draft(paper, rev=paper.rev)
    assert old in paper.draft["opening"]


def test_a_paper_refers_to_one_of_the_product_or_to_words_not_to_both(
    cast: Cast, as_: SignIn
) -> None:
    issued = build.issued_paper(cast)
    paper = services.start_document(
        "correction_letter", actor=cast.an, issuer=cast.issuer, visit=cast.visit
    )
    facts = {"rev": str(paper.rev), "body": "committee", "recipients": "Lưu"}
    facts |= {"refers_to": str(issued.pk), "refers_words": "Khác"}
    browser, address = as_(cast.an), page_of("prepare_document", paper)
    assert "Đã chọn văn bản ở ô trên" in browser.post(address, facts).content.decode()
    assert browser.post(address, facts | {"refers_words": ""}).status_code == 302
    paper.refresh_from_db()
    assert paper.refers_to == issued
