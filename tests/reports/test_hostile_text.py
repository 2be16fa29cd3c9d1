"""Markup, addresses and odd spellings in every text field reach paper and page as typed."""

import io
import unicodedata
from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from inspections.models import Round, Topic, Visit
from reports import services
from tests import build
from tests.people import Cast

NASTY = '<script>alert(1)</script><img src="file:///etc/passwd">{{ 7|add:7 }}'


def _spread(cast: Cast) -> None:
    """The text into every field a person can type."""
    Round.objects.filter(pk=cast.round.pk).update(
        title=NASTY, annual_theme=NASTY, general_content=NASTY
    )
    Topic.objects.update(title=NASTY)
    Visit.objects.filter(pk=cast.visit.pk).update(
        subject=NASTY,
        place=NASTY,
        unit_statement=NASTY,
        party_statement=NASTY,
        spoken_conclusion=NASTY,
    )
    cast.visit.findings.update(body=NASTY, cause=NASTY)
    cast.visit.recommendations.update(body=NASTY)
    cast.issuer.recipients = cast.issuer.place = NASTY
    cast.issuer.save()
    cast.signer.full_name = cast.signer.position = NASTY[:120]
    cast.signer.save()
    cast.visit.refresh_from_db()
    cast.visit.round.refresh_from_db()


def test_a_conclusion_and_minutes_print_hostile_text_as_text(
    cast: Cast, as_: Callable[[User], Client]
) -> None:
    build.ready_to_conclude(cast)
    _spread(cast)
    for kind in ("conclusion", "minutes"):
        paper = services.start_document(kind, actor=cast.an, issuer=cast.issuer, visit=cast.visit)
        services.prepare(paper, rev=paper.rev, facts={"signer": cast.signer})
        pages = PdfReader(io.BytesIO(services.preview(paper))).pages
        text = "".join(page.extract_text() for page in pages)
        assert "<script>" in text
        assert "root:x" not in text
        assert "{{" in text
        for name in ("document", "edit_document"):
            page = as_(cast.an).get(reverse(f"reports:{name}", args=[paper.pk]))
            assert "<script>alert(1)" not in page.content.decode()
    for address in (cast.round.get_absolute_url(), cast.visit.get_absolute_url(), "/"):
        page = as_(cast.an).get(address)
        assert "<script>alert(1)" not in page.content.decode()


def test_text_typed_in_nfd_is_printed_in_nfc(cast: Cast) -> None:
    visit = build.ready_to_conclude(cast)
    paper = services.start_document("conclusion", actor=cast.an, issuer=cast.issuer, visit=visit)
    words = {"opening": "", "closing": "Kết luận", "subject_line": "Kết luận kiểm tra"}
    typed = {key: unicodedata.normalize("NFD", text) for key, text in words.items()}
    services.save_draft(paper, rev=paper.rev, words=typed)
    text = PdfReader(io.BytesIO(services.preview(paper))).pages[0].extract_text()
    assert "Kết luận kiểm tra" in text
    assert text == unicodedata.normalize("NFC", text)
