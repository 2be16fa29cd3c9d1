"""Text that would print for hours or take all memory: it ends soon, with words for the person.

Each goes the way a drafter's words go: the form, the sanitiser, the store, the renderer.
"""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from reports import pdf, rich_text, services
from reports.pdf import RenderFailed
from reports.services import issuing
from tests import build
from tests.people import Cast
from tests.reports import canary, samples

As = Callable[[User], Client]
# The words, and where they end: refused by the form, printed, or stopped with a reason.
LAYOUTS = {
    "tables in tables": ("<table><tr><td>a" * 3_000, "printed"),
    "cells over a hundred thousand columns": (
        "<table><tr><td colspan=100000 rowspan=100000>a</td></tr></table>" * 200,
        "printed",
    ),
    "a word of a million letters": ("<p>" + "đ" * 1_000_000, "Nội dung quá dài"),
    "a word as long as a part may be": ("<p>" + "x" * 199_000, "đã dừng|không in được"),
    "lists three thousand deep": ("<ul><li>" * 3_000 + "a", "lồng nhau quá sâu"),
    "a list of eighteen thousand items": ("<ul>" + "<li>a" * 18_000, "quá nhiều đoạn"),
    "twenty thousand paragraphs": ("<p>a" * 22_000, "quá nhiều đoạn"),
    "thirty thousand lines of one paragraph": ("<p>" + "a<br>" * 30_000, "đã dừng|không in được"),
    "a row of eight thousand cells": ("<table><tr>" + "<td>a" * 8_000, "hơn 12 cột"),
    "sixty thousand marks on a letter": ("<p>a" + "\u0301" * 60_000, "đã dừng|không in được"),
    "marks of direction": ("<p>" + "\u202eאa\u202b" * 20_000, "đã dừng|không in được"),
    "cells of two thousand empty rows": (
        "<table>" + ("<tr>" + "<td>" * 8) * 2_000,
        "printed|đã dừng|Nội dung quá dài",
    ),
}


@pytest.mark.proof
@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_endless_layout_ends_with_words(
    layout: str, cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What prints longer than the product's own bound is stopped at any bound; a short one will do.
    assert issuing.RENDER_LIMIT_SECONDS <= 60
    monkeypatch.setattr("reports.services.drafting.RENDER_LIMIT_SECONDS", 5.0)
    words, ends = LAYOUTS[layout]
    visit = build.ready_to_conclude(cast)
    paper = services.start_document("conclusion", actor=cast.an, issuer=cast.issuer, visit=visit)
    form = {"rev": paper.rev, "subject_line": paper.subject_line, "opening": words}
    browser = as_(cast.dung)
    saved = browser.post(reverse("reports:edit_document", args=[paper.pk]), form)
    told = saved.content.decode()
    if saved.status_code == 302:
        shown = browser.get(reverse("reports:preview", args=[paper.pk]))
        assert shown.status_code in (200, 503)
        told = "printed" if shown.status_code == 200 else shown.content.decode()
        assert told == "printed" or "Chưa có số nào bị dùng" in told
    else:
        paper.refresh_from_db()
        assert "a" * 3 not in paper.draft["opening"]
    assert any(end in told for end in ends.split("|")), told[-3_000:]
    # The next paper prints as if nothing had been.
    assert pdf.render(samples.conclusion()).startswith(b"%PDF")


@pytest.mark.proof
def test_a_table_of_two_thousand_rows_prints_with_its_head_on_every_page() -> None:
    rows = [[str(n), "Nguyễn Văn Mẫu", "Chi đoàn thôn Bình Hồ"] for n in range(1, 2_001)]
    html = rich_text.from_typed(rich_text.table(["TT", "Họ và tên", "Đơn vị công tác"], rows))
    content = samples.conclusion(blocks=rich_text.blocks(html))
    data = pdf.render(content, limit_seconds=60)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    with_rows = [page for page in pages if "Chi đoàn thôn" in page]
    assert len(with_rows) > 30
    assert all(page.count("Đơn vị công tác") == 1 for page in with_rows)
    assert sum(page.count("Nguyễn Văn Mẫu") for page in with_rows) >= 2_000
    content["blocks"][0]["rows"].append(["2001", "", ""])
    with pytest.raises(RenderFailed, match=r"dài hơn 2\.000 dòng.*Hãy chia bảng"):
        pdf.render(content)


@pytest.mark.proof
def test_a_body_of_almost_three_hundred_pages_prints() -> None:
    lines = [samples.para(f"{n}. Chi đoàn sinh hoạt đều.") for n in range(10_000)]
    data = pdf.render(samples.conclusion(blocks=lines), limit_seconds=120)
    pages = len(PdfReader(io.BytesIO(data)).pages)
    assert 270 <= pages <= 300
    assert "9999. Chi đoàn" in canary.text_of(data)


def test_more_than_three_hundred_pages_are_refused_in_words() -> None:
    annex = {"title": "PHỤ LỤC", "blocks": [samples.para("a")]}
    with pytest.raises(RenderFailed, match="dài hơn 300 trang"):
        pdf.render(samples.conclusion(annexes=[annex] * 300), limit_seconds=60)
