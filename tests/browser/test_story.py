"""The main job in a real browser: phone, desk, signature, number; and pages anyone can use."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from inspections.models import Finding, Visit
from reports.models import Document

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]
SignIn = Callable[..., Page]
AXE = next((Path(__file__).parent.parent / "vendor" / "axe-core").glob("*/axe.min.js"))


def _click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def _open(page: Page, demo: str, path: str) -> None:
    page.goto(demo + path)


def test_from_phone_notes_to_a_numbered_paper(sign_in: SignIn, demo: str) -> None:
    visit = Visit.objects.get(unit__code="DH")
    _record_on_phone(sign_in("thanhvien", width=390), demo, visit)
    leader = sign_in("lanhdao", width=1280)
    _synthesise(leader, demo, visit)
    office = sign_in("vanphong", width=1280)
    paper = _draft(office, demo, visit)
    _open(leader, demo, paper.get_absolute_url())
    _click(leader, "Duyệt")
    _open(office, demo, paper.get_absolute_url())
    office.get_by_text("Cấp số, ban hành…").click()
    _click(office, "Cấp số, ban hành")
    expect(office.get_by_text("Đã cấp số và ban hành.")).to_be_visible()
    paper.refresh_from_db()
    assert re.fullmatch(r"\d\d-TB/TĐTN-UBKT", paper.symbol)
    unit = sign_in("damha", width=390)
    _open(unit, demo, visit.get_absolute_url())
    expect(unit.get_by_text(paper.symbol)).to_be_visible()
    answer = unit.context.request.get(f"{demo}{paper.get_absolute_url()}van-ban.pdf")
    assert answer.body().startswith(b"%PDF")
    stranger = sign_in("campha", width=390)
    answer = stranger.context.request.get(demo + visit.get_absolute_url())
    assert answer.status == 404


def _record_on_phone(page: Page, demo: str, visit: Visit) -> None:
    _open(page, demo, visit.get_absolute_url())
    page.get_by_role("link", name="Ghi nhận", exact=True).first.click()
    page.get_by_role("radio", name="Ưu điểm").check()
    page.locator("[name=body]").fill("[MẪU] Ghi từ điện thoại.")
    save = page.get_by_role("button", name="Lưu và ghi tiếp")
    box = save.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    # Three quick taps are one finding.
    save.click(click_count=3)
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    assert Finding.objects.filter(body="[MẪU] Ghi từ điện thoại.").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def _synthesise(page: Page, demo: str, visit: Visit) -> None:
    _open(page, demo, f"{visit.get_absolute_url()}tong-hop/")
    for _ in range(visit.findings.count()):
        verdicts = page.locator(".verdict").filter(has_not=page.locator("[data-done]"))
        for index in range(verdicts.count()):
            finding = visit.findings.order_by("topic__order", "pk")[index]
            if not hasattr(finding, "verdict"):
                verdicts.nth(index).get_by_role("button", name="Nhận", exact=True).click()
                page.wait_for_load_state()
                break
    assert all(f.is_settled for f in visit.findings.select_related("verdict"))


def _draft(page: Page, demo: str, visit: Visit) -> Document:
    _open(page, demo, f"{visit.get_absolute_url()}buoi-lam-viec/")
    page.get_by_label("Cách thông qua").select_option("committee")
    page.get_by_label("Ngày thông qua").fill("30/11/2020")
    _click(page, "Lưu")
    _click(page, "Soạn thông báo kết luận")
    paper = Document.objects.get(visit=visit, kind="conclusion")
    page.get_by_role("link", name="Ngày, người ký, nơi nhận").click()
    page.get_by_label("Ngày văn bản").fill("30/11/2020")
    page.get_by_label("Người ký", exact=True).select_option(
        label="Nguyễn Văn Mẫu – Phó Bí thư Thường trực"
    )
    _click(page, "Lưu")
    _click(page, "Trình duyệt")
    expect(page.get_by_text("Đã trình duyệt.")).to_be_visible()
    return paper


PAGES = {
    "vanphong": [
        "/",
        "/kiem-tra/",
        "{round}",
        "{round}sua/",
        "/kiem-tra/tao/",
        "{DH}",
        "/van-ban/co-quan/",
        "{issuer}",
    ],
    "lanhdao": ["{DH}tong-hop/", "/van-ban/", "{paper}", "/van-ban/so/", "{register}"],
    "thuky": ["{DH}buoi-lam-viec/", "{DH}", "{DH}them/de-nghi/"],
    "thanhvien": ["/", "/kiem-tra/di-co-so/", "{DH}them/ghi-nhan/"],
    "coto": ["/", "{CT}", "{paper}", "/don-vi/", "/tim-kiem/?q=co+to"],
}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("username", PAGES)
def test_pages_have_no_serious_fault_for_anybody_and_do_not_scroll_sideways(
    sign_in: SignIn, demo: str, username: str, width: int
) -> None:
    places = {v.unit.code: v.get_absolute_url() for v in Visit.objects.select_related("unit")}
    places["round"] = Visit.objects.get(unit__code="CT").round.get_absolute_url()
    issued = Document.objects.get(kind="conclusion", visit__unit__code="CT")
    places["paper"] = issued.get_absolute_url()
    places["issuer"] = issued.issuer.get_absolute_url()
    places["register"] = issued.register.get_absolute_url()
    page = sign_in(username, width=width)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for pattern in PAGES[username]:
        path = pattern.format(**places)
        _open(page, demo, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert _serious(page) == [], path
    assert said == []


def _serious(page: Page) -> list[str]:
    """Serious axe findings; the script is evaluated, because the page's policy forbids tags."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run(document, {iframes: false})")
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:120]}"
        for fault in result["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
