"""A session that ends while somebody writes: the words come back after signing in."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from inspections.models import Finding, Visit
from tinhdoan.demo.people import PASSWORD

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]
WORDS = "Sổ chi đoàn ghi chưa đủ; đề nghị bổ sung trước ngày họp."


def sign_in_again(page: Page, username: str) -> None:
    """On the sign-in page that came in place of an answer."""
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def test_a_finding_typed_while_the_session_ended_is_not_lost(
    sign_in: Callable[..., Page], demo: str
) -> None:
    page = sign_in("thanhvien", width=390)
    visit = Visit.objects.filter(unit__code="DH").latest("pk")
    address = f"{demo}/kiem-tra/luot/{visit.pk}/them/ghi-nhan/"
    page.goto(address)
    page.check("[name=kind][value=shortcoming]", force=True)
    page.fill("[name=body]", WORDS)
    Session.objects.all().delete()
    page.click("form.record-form button.btn-primary")
    expect(page.get_by_text("Nội dung vừa gõ vẫn được giữ")).to_be_visible()
    sign_in_again(page, "thanhvien")
    page.wait_for_url(address)
    expect(page.get_by_text("Đã đưa lại nội dung bạn gõ")).to_be_visible()
    assert page.input_value("[name=body]") == WORDS
    assert page.is_checked("[name=kind][value=shortcoming]")
    page.click("form.record-form button.btn-primary")
    page.wait_for_load_state()
    assert Finding.objects.filter(body=WORDS, kind="shortcoming").count() == 1
    assert page.input_value("[name=body]") == ""


def test_the_words_of_one_person_are_not_shown_to_the_next(
    sign_in: Callable[..., Page], demo: str
) -> None:
    page = sign_in("thanhvien", width=390)
    visit = Visit.objects.filter(unit__code="DH").latest("pk")
    page.goto(f"{demo}/kiem-tra/luot/{visit.pk}/them/ghi-nhan/")
    page.fill("[name=body]", WORDS)
    Session.objects.all().delete()
    page.click("form.record-form button.btn-primary")
    sign_in_again(page, "thuky")
    page.wait_for_load_state()
    assert page.input_value("[name=body]") == ""
    assert page.evaluate("sessionStorage.getItem('da-go')") is None
