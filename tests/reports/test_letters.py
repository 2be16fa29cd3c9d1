"""Letters that the shipped fonts lack: told by name and place, never printed as boxes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports import services
from reports.letters import missing_letters, named
from reports.models import Document, Register
from tests import build
from tests.people import Cast
from workflow.moves import MoveRefused

pytestmark = pytest.mark.usefixtures("quick_pdf")
SignIn = Callable[[User], Client]
VOWELS = "aăâeêioôơuưy"


def test_every_letter_of_vietnamese_can_be_printed_however_it_is_spelt() -> None:
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    words = "".join(vowel + mark for vowel in VOWELS for mark in marks) + "đĐ–—“”‘’…•½≥≤×%°"
    assert missing_letters(words + words.upper()) == []
    assert missing_letters("Dòng\r\n\tsau\u00a0đó\u200b\ufeff") == []


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("Tốt 😀 tốt 😀", ["😀"]),
        ("Nhà 👨‍👩‍👧", ["👨", "👩", "👧"]),
        ("Thích ❤️", ["❤"]),
        ("漢字 và ✓", ["漢", "字", "✓"]),
        ("\U0001d400\x07", ["\U0001d400", "\x07"]),
    ],
)
def test_what_the_fonts_lack_is_named_once_each(text: str, strange: list[str]) -> None:
    assert missing_letters(text) == strange


def test_of_many_strange_letters_a_few_are_named_and_the_rest_counted() -> None:
    letters = missing_letters("😀😁😂😃😄😅😆")
    assert named(letters[:1]) == "“😀” (U+1F600)"
    assert named(letters).endswith(" và 2 ký tự khác")


def draft(cast: Cast) -> Document:
    visit = build.ready_to_conclude(cast)
    paper = services.start_document("conclusion", actor=cast.an, issuer=cast.issuer, visit=visit)
    facts = {"paper_on": build.PAPER_ON, "signer": cast.signer}
    return services.prepare(paper, rev=paper.rev, facts=facts)


@pytest.mark.parametrize(
    ("words", "facts", "told", "link"),
    [
        ({"strengths": "Làm tốt 😀"}, {}, "Mục “1. Ưu điểm”", "soan/#id_strengths"),
        ({"subject_line": "Về việc ✓"}, {}, "Trích yếu", "soan/#id_subject_line"),
        ({"closing": "Hết ☑."}, {}, "Kết thúc", "soan/#id_closing"),
        ({}, {"recipients": "Lưu 漢"}, "Nơi nhận", "chuan-bi/#id_recipients"),
    ],
)
def test_a_paper_with_a_strange_letter_is_not_submitted_and_the_page_leads_to_the_field(
    cast: Cast, as_: SignIn, words: dict[str, str], facts: dict[str, Any], told: str, link: str
) -> None:
    paper = draft(cast)
    if words:
        services.save_draft(paper, rev=paper.rev, words=words, actor=cast.an)
    if facts:
        services.prepare(paper, rev=paper.rev, facts=facts)
    with pytest.raises(MoveRefused, match=f"{told} có ký tự không in được"):
        services.submit(paper, actor=cast.an)
    paper.refresh_from_db()
    assert paper.status == Document.Status.DRAFT
    page = as_(cast.an).get(paper.get_absolute_url()).content.decode()
    assert "U+" in page
    assert f'href="{paper.get_absolute_url()}{link}"' in page


def test_a_strange_letter_from_elsewhere_is_found_on_the_whole_page(cast: Cast) -> None:
    paper = draft(cast)
    cast.issuer.place = "Quảng Ninh ✈"
    cast.issuer.save()
    paper = Document.objects.get(pk=paper.pk)
    with pytest.raises(MoveRefused, match=r"Quảng Ninh ✈.*U\+2708"):
        services.submit(paper, actor=cast.an)


def test_a_paper_approved_before_uses_no_number_for_a_letter_that_cannot_be_printed(
    cast: Cast, as_: SignIn
) -> None:
    paper = build.approved_paper(cast)
    Document.objects.filter(pk=paper.pk).update(subject_line="Kết luận 😀")
    answer = as_(cast.an).post(reverse("reports:issue", args=[paper.pk]), follow=True)
    assert "“😀” (U+1F600)" in answer.content.decode()
    paper.refresh_from_db()
    assert paper.status == Document.Status.APPROVED
    assert not Register.objects.filter(last_number__gt=0).exists()
