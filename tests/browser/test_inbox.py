"""The inbox in a real browser: by keys alone, to the row, to the deed, with one confirmation."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from inspections.models import Visit
from reports import access
from reports.models import Document
from reports.services.revisions import note_revision
from tests.browser.test_story import _serious
from units.models import Officer

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]
SignIn = Callable[..., Page]


@pytest.fixture
def papers(demo: str) -> list[Document]:
    """Three papers on Huyện đoàn Đầm Hà that wait for the leader."""
    visit = Visit.objects.filter(unit__code="DH").latest("pk")
    issuer = access.issuer_of(visit.round)
    assert issuer is not None
    office = User.objects.get(username="vanphong")
    Document.objects.filter(status="submitted").update(status="draft")
    made = []
    for n in (1, 2, 3):
        paper = Document.objects.create(
            kind="letter",
            round=visit.round,
            visit=visit,
            issuer=issuer,
            team=visit.team,
            subject_line=f"Về việc thứ {n}",
            draft={
                "opening": "<p>Mở đầu.</p>",
                "sections": [{"key": "a", "title": "1. Việc", "html": "<p>Làm.</p>"}],
                "closing": "<p>Hết./.</p>",
            },
            addressees="Huyện đoàn Đầm Hà",
            recipients="Lưu VT",
            signer=Officer.objects.filter(unit=issuer.unit, may_sign=True).first(),
            created_by=office,
            status="submitted",
        )
        note_revision(paper, actor=office)
        made.append(paper)
    return made


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('[data-inbox-row]')?.innerText ?? ''"))


@pytest.mark.parametrize("width", [390, 1280])
def test_papers_are_approved_and_returned_by_keys_alone(
    sign_in: SignIn, demo: str, papers: list[Document], width: int
) -> None:
    page = sign_in("lanhdao", width=width)
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.goto(f"{demo}/van-ban/duyet/")
    keys = page.keyboard
    keys.press("j")
    assert "Về việc thứ 1" in focused(page)
    keys.press("ArrowDown")
    keys.press("j")
    keys.press("j")
    assert "Về việc thứ 3" in focused(page)
    keys.press("k")
    assert "Về việc thứ 2" in focused(page)
    keys.press("?")
    expect(page.get_by_text("văn bản sau")).to_be_visible()
    keys.press("?")
    expect(page.get_by_text("văn bản sau")).not_to_be_visible()
    # A deed asks once: opening it and leaving by Esc changes nothing.
    keys.press("d")
    expect(page.get_by_role("button", name="Duyệt", exact=True)).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_role("button", name="Duyệt", exact=True)).not_to_be_visible()
    assert "Về việc thứ 2" in focused(page)
    keys.press("t")
    keys.type("Thiếu dj kt căn cứ ?")
    assert _serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    keys.press("Enter")
    expect(page.get_by_text("Đã trả lại để chỉnh sửa.")).to_be_visible()
    papers[1].refresh_from_db()
    assert (papers[1].status, papers[1].status_reason) == ("draft", "Thiếu dj kt căn cứ ?")
    keys.press("j")
    keys.press("d")
    keys.press("Enter")
    expect(page.get_by_text("Đã duyệt. Văn thư có thể cấp số")).to_be_visible()
    papers[0].refresh_from_db()
    assert papers[0].status == "approved"
    keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_url(f"{demo}{papers[2].get_absolute_url()}")
    assert said == []


def test_a_letter_typed_elsewhere_is_a_letter(
    sign_in: SignIn, demo: str, papers: list[Document]
) -> None:
    page = sign_in("lanhdao", width=1280)
    page.goto(f"{demo}/van-ban/duyet/")
    page.keyboard.press("/")
    page.keyboard.type("djt?")
    expect(page.get_by_role("searchbox")).to_have_value("djt?")
    assert page.locator("[data-inbox] details[open]").count() == 0
