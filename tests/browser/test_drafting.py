"""The editor of a draft in a real browser: form, saving by the clock, two people, a cut line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.models import User
from inspections.models import Visit
from reports import access, services
from reports.models import Document
from tests.browser.test_kept_words import sign_in_again
from tests.browser.test_story import _serious

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]
SignIn = Callable[..., Page]
SAVED = "Đã lưu lúc"
PAYLOADS = Path(__file__).parent.parent / "reports" / "xss.txt"


@pytest.fixture
def paper(demo: str) -> Document:
    """A draft of the conclusion on Huyện đoàn Đầm Hà."""
    visit = Visit.objects.filter(unit__code="DH").latest("pk")
    issuer = access.issuer_of(visit.round)
    assert issuer is not None
    office = User.objects.get(username="vanphong")
    return services.start_document("conclusion", actor=office, issuer=issuer, visit=visit)


def editor(page: Page, demo: str, paper: Document) -> Page:
    page.goto(f"{demo}/van-ban/{paper.pk}/soan/")
    expect(page.get_by_role("toolbar", name="Định dạng chữ")).to_be_visible()
    return page


def box(page: Page, label: str) -> Any:
    return page.get_by_role("textbox", name=label, exact=True)


def write(page: Page, label: str, text: str) -> None:
    box(page, label).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def words_of(paper: Document, key: str) -> str:
    paper.refresh_from_db()
    return str(next(one["html"] for one in paper.draft["sections"] if one["key"] == key))


@pytest.mark.parametrize("width", [390, 1280])
def test_bold_and_a_list_are_typed_and_save_themselves(
    sign_in: SignIn, demo: str, paper: Document, width: int
) -> None:
    page = editor(sign_in("vanphong", width=width), demo, paper)
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    box(page, "1. Ưu điểm").click()
    page.get_by_role("button", name="Danh sách gạch đầu dòng").click()
    page.keyboard.type("Đầy đủ hồ sơ")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("Đúng hạn")
    expect(page.get_by_role("button", name="Đậm")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text(SAVED)).to_be_visible(timeout=15_000)
    html = words_of(paper, "strengths")
    assert "<ul><li><p>Đầy đủ hồ sơ</p></li>" in html
    assert "<strong>Đúng hạn</strong>" in html
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _serious(page) == []
    # What was saved asks nobody whether to leave.
    page.goto(f"{demo}/van-ban/{paper.pk}/")
    page.go_back()
    expect(box(page, "1. Ưu điểm")).to_contain_text("Đúng hạn")
    page.get_by_role("button", name="Lưu dự thảo").dblclick()
    expect(page.get_by_text("Đã lưu dự thảo.")).to_be_visible()
    assert words_of(paper, "strengths") == html
    assert said == []


def test_a_table_is_made_and_left_by_keys_alone(
    sign_in: SignIn, demo: str, paper: Document
) -> None:
    page = editor(sign_in("vanphong", width=1280), demo, paper)
    box(page, "1. Ưu điểm").focus()
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="Đậm")).to_be_focused()
    page.keyboard.press("End")
    while page.evaluate("document.activeElement.dataset.does") != "table":
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    for cell in ("Đơn vị", "Điểm", "Ghi chú", "Đầm Hà"):
        page.keyboard.type(cell)
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(box(page, "2. Hạn chế, khuyết điểm")).to_be_focused()
    expect(page.get_by_text(SAVED)).to_be_visible(timeout=15_000)
    block = services.draft_changes(paper.revisions.last(), Document.objects.get(pk=paper.pk))
    assert "Đơn vị | Điểm | Ghi chú" in "".join(piece.text for piece in block[0].pieces)


def test_over_somebodys_newer_text_nothing_is_saved_and_both_are_shown(
    sign_in: SignIn, demo: str, paper: Document
) -> None:
    first = editor(sign_in("vanphong", width=1280), demo, paper)
    second = editor(sign_in("thuky", width=390), demo, paper)
    expect(second.locator("[data-others]")).to_contain_text("đang sửa văn bản này")
    write(first, "Kết thúc", " Lời của văn phòng.")
    expect(first.get_by_text(SAVED)).to_be_visible(timeout=15_000)
    write(second, "Kết thúc", " Lời của thư ký.")
    two = second.locator(".two-texts")
    expect(two).to_contain_text("Lời của thư ký.", timeout=15_000)
    expect(two).to_contain_text("Lời của văn phòng.")
    paper.refresh_from_db()
    assert "Lời của văn phòng." in paper.draft["closing"]
    assert "Lời của thư ký." not in paper.draft["closing"]
    assert "Lời của thư ký." in box(second, "Kết thúc").inner_text()
    # By hand too, the newer text is first shown beside the own one.
    second.get_by_role("button", name="Lưu dự thảo").click()
    expect(second.locator(".two-texts")).to_contain_text("Lời của văn phòng.")
    paper.refresh_from_db()
    assert "Lời của thư ký." not in paper.draft["closing"]
    second.get_by_role("button", name="Lưu dự thảo").click()
    expect(second.get_by_text("Đã lưu dự thảo.")).to_be_visible()
    paper.refresh_from_db()
    assert "Lời của thư ký." in paper.draft["closing"]


def test_a_cut_line_loses_no_word(sign_in: SignIn, demo: str, paper: Document) -> None:
    page = editor(sign_in("vanphong", width=390), demo, paper)
    page.context.set_offline(True)
    write(page, "Kết thúc", " Viết lúc mất mạng.")
    state = page.locator(".save-state")
    expect(state).to_contain_text("Chưa lưu được, sẽ thử lại", timeout=15_000)
    page.get_by_role("button", name="Lưu dự thảo").click()
    expect(state).to_contain_text("Chưa lưu được, sẽ thử lại")
    assert "Viết lúc mất mạng." in box(page, "Kết thúc").inner_text()
    page.context.set_offline(False)
    expect(page.get_by_text(SAVED)).to_be_visible(timeout=20_000)
    paper.refresh_from_db()
    assert "Viết lúc mất mạng." in paper.draft["closing"]


def test_words_typed_when_the_session_ended_come_back_into_the_editor(
    sign_in: SignIn, demo: str, paper: Document
) -> None:
    page = editor(sign_in("vanphong", width=390), demo, paper)
    Session.objects.all().delete()
    write(page, "Kết thúc", " Viết sau khi hết phiên.")
    expect(page.locator(".save-state")).to_contain_text("Phiên đăng nhập đã hết", timeout=15_000)
    page.get_by_role("button", name="Lưu dự thảo").click()
    expect(page.get_by_text("Nội dung vừa gõ vẫn được giữ")).to_be_visible()
    sign_in_again(page, "vanphong")
    page.wait_for_url(f"{demo}/van-ban/{paper.pk}/soan/")
    expect(box(page, "Kết thúc")).to_contain_text("Viết sau khi hết phiên.")
    page.get_by_role("button", name="Lưu dự thảo").click()
    expect(page.get_by_text("Đã lưu dự thảo.")).to_be_visible()
    paper.refresh_from_db()
    assert "Viết sau khi hết phiên." in paper.draft["closing"]


def test_hostile_words_run_nothing_in_the_editor(
    sign_in: SignIn, demo: str, paper: Document
) -> None:
    """Stored as they are, past every check: no handler is even refused by the policy."""
    payloads = PAYLOADS.read_text(encoding="utf-8").split("\n")[:50]
    paper.draft["sections"][0]["html"] = "".join(f"<p>x</p>{one}" for one in payloads)
    Document.objects.filter(pk=paper.pk).update(draft=paper.draft)
    page = sign_in("vanphong", width=1280)
    ran: list[str] = []
    asked: list[str] = []
    page.on("console", lambda one: ran.append(one.text))
    page.on("request", lambda one: asked.append(one.url))
    page.add_init_script("window.alert = (text) => console.log(`ran ${text}`)")
    editor(page, demo, paper)
    write(page, "Kết thúc", " Thêm chữ.")
    expect(page.get_by_text(SAVED)).to_be_visible(timeout=15_000)
    for path in ("", "ban-du-thao/1/", "ban-du-thao/so-sanh/?tu=1&den=2", "lap-lai/"):
        page.goto(f"{demo}/van-ban/{paper.pk}/{path}")
    assert ran == []
    # The viewer of the PDF is an extension of the browser itself.
    own = (demo, "chrome-extension:", "chrome:", "data:image/", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []
