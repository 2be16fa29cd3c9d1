"""Practice end to end: begun on a page, issued with THỬ on each page, numbered apart.

And what a page says when a paper cannot be replaced or printed.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports import services
from reports.models import Document, Register
from reports.pdf import RenderFailed, render_html
from tests import build
from tests.people import Cast
from tests.reports.paper import Paper

SignIn = Callable[[User], Client]
THU = "THỬ – VĂN BẢN MẪU – KHÔNG CÓ GIÁ TRỊ"


def start(cast: Cast, browser: Client, **more: str) -> Document:
    address = reverse("reports:start_for_year", args=[cast.province.pk, 2020])
    answer = browser.post(address, {"kind": "programme", **more})
    return Document.objects.get(pk=int(answer["Location"].split("/")[2]))


def test_a_paper_for_practice_goes_the_whole_way_and_touches_no_real_number(
    cast: Cast, as_: SignIn
) -> None:
    office, leader = as_(cast.an), as_(cast.binh)
    page = office.get(reverse("reports:start_for_year", args=[cast.province.pk, 2020]))
    assert "Soạn thử" in page.content.decode()
    sample = start(cast, office, is_training="on")
    real = start(cast, office)
    assert (sample.is_training, real.is_training) == (True, False)
    assert start(cast, office, is_training="on") == sample
    assert "văn bản mẫu, không có giá trị" in office.get(sample.get_absolute_url()).content.decode()
    long = "\n".join(f"Việc thứ {n} của năm, làm để tập." for n in range(90))
    words = {part["key"]: long for part in sample.draft["sections"]}
    words |= {part["key"]: "Không." for part in sample.draft.get("annexes", [])}
    sample = services.save_draft(
        sample, rev=sample.rev, words=words | {"opening": "Mở đầu.", "closing": "Hết./."}
    )
    facts = {"paper_on": build.PAPER_ON, "signer": cast.signer}
    sample = services.prepare(sample, rev=sample.rev, facts=facts)
    office.post(reverse("reports:submit", args=[sample.pk]), {"rev": sample.rev})
    leader.post(reverse("reports:approve", args=[sample.pk]), {"rev": sample.rev})
    said = office.post(reverse("reports:issue", args=[sample.pk]), follow=True).content.decode()
    assert "Đã cấp số và ban hành." in said
    sample.refresh_from_db()
    printed = Paper(office.get(reverse("reports:pdf", args=[sample.pk])).content)
    pages = {line.page for line in printed.lines if THU.replace(" ", "") in _bare(line.text)}
    assert printed.pages > 2
    assert pages == set(range(printed.pages))
    assert sample.register.is_training
    assert "(tập huấn)" in office.get(reverse("reports:registers")).content.decode()
    assert not Register.objects.filter(is_training=False).exists()
    # The real paper of the same year is begun, and issued later, as if there were no sample.
    again = start(cast, office)
    assert again == real


def _bare(text: str) -> str:
    return text.replace(" ", "")


def test_a_sample_in_force_is_replaced_by_a_sample(
    cast: Cast, as_: SignIn, quick_pdf: None
) -> None:
    cast.round.is_training = True
    cast.round.save()
    cast.visit.refresh_from_db()
    old = build.issued_paper(cast)
    address = reverse("reports:replace", args=[old.pk])
    new = as_(cast.an).post(address)["Location"]
    assert as_(cast.an).post(address)["Location"] == new
    assert old.replaced_by.get().is_training


def test_what_cannot_be_replaced_is_told_on_its_page(
    cast: Cast, as_: SignIn, quick_pdf: None
) -> None:
    paper = build.issued_paper(cast)
    twin = Document.objects.get(pk=paper.pk)
    twin.pk, twin.code, twin.number = None, None, 77
    twin.save()
    answer = as_(cast.an).post(reverse("reports:replace", args=[paper.pk]), follow=True)
    assert answer.redirect_chain == [(paper.get_absolute_url(), 302)]
    assert "Đã có văn bản loại này được ban hành." in answer.content.decode()
    assert not paper.replaced_by.exists()


def test_a_letter_is_replaced_by_one_however_often_the_button_is_pressed(
    cast: Cast, as_: SignIn, quick_pdf: None
) -> None:
    letter = services.start_document("letter", actor=cast.an, issuer=cast.issuer, visit=cast.visit)
    first = services.start_document(
        "letter", actor=cast.an, issuer=cast.issuer, visit=cast.visit, replaces=letter
    )
    again = services.start_document(
        "letter", actor=cast.an, issuer=cast.issuer, visit=cast.visit, replaces=letter
    )
    assert first == again != letter
    other = services.start_document("letter", actor=cast.an, issuer=cast.issuer, visit=cast.visit)
    assert other not in (first, letter)


@pytest.mark.parametrize(
    "html",
    ["<p>x</p>" * 400_000, "<img src='file:///x'>", "<p>" * 9_000],
    ids=["too-long", "foreign-file", "too-deep"],
)
def test_a_refusal_to_print_gives_one_piece_of_advice(html: str) -> None:
    with pytest.raises(RenderFailed) as refusal:
        render_html(html)
    assert str(refusal.value).lower().count("hãy") == 1
    assert str(refusal.value).count("số nào") == 1
