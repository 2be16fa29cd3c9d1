"""Papers pass the PDF/A checks of pikepdf, which are somebody else's, beside our own preflight.

It checks level b of part 3 by the rules of veraPDF and lets pass only what it knows, so it says
more than is wrong: what is in ``ALLOWED`` it has no rule for. Of level a and of PDF/UA it knows
nothing.
"""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Pdf, pdfa

from reports import pdf
from tests.reports import samples
from tests.reports.test_preflight import changed, of_font, without

ALLOWED = {
    # Empty dictionaries that WeasyPrint writes for every page.
    "patterns are not supported",
    "shadings are not supported",
    # The mark of PDF/UA and the description of its schema, which PDF/A allows (6.6.2.3.2).
    "XMP namespace pdfaExtension=http://www.aiim.org/pdfa/ns/extension/ is not permitted",
    "XMP namespace pdfaSchema=http://www.aiim.org/pdfa/ns/schema# is not permitted",
    "XMP namespace pdfaProperty=http://www.aiim.org/pdfa/ns/property# is not permitted",
    "XMP property pdfuaid:part is not permitted",
    "XMP property pdfaExtension:schemas is not permitted",
    # Level a is level b and more.
    "pdfaid:conformance is 'A', expected 'B'",
}


def found_in(data: bytes) -> set[str]:
    """What pikepdf finds, but for what it has no rule for."""
    report = pdfa.validate_written(io.BytesIO(data), "3b")
    return {f"{one.rule}: {one.message}" for one in report.findings if one.message not in ALLOWED}


@pytest.mark.parametrize("name", ["golden", "everything", "letter", "numbered list", "long table"])
def test_a_sample_is_pdf_a(name: str) -> None:
    assert found_in(pdf.render(samples.CASES[name])) == set()


@pytest.mark.proof
@pytest.mark.django_db
def test_every_kind_is_pdf_a(printed_kinds: dict[str, bytes]) -> None:
    found = {kind: found_in(data) for kind, data in printed_kinds.items()}
    assert {kind: faults for kind, faults in found.items() if faults} == {}


def test_what_is_allowed_is_what_such_files_hold() -> None:
    with pikepdf.open(io.BytesIO(pdf.render(samples.conclusion()))) as file:
        for page in file.pages:
            assert not list(page.resources.get("/Pattern", {}))
            assert not list(page.resources.get("/Shading", {}))


@pytest.mark.parametrize(
    "change",
    [
        without("/OutputIntents"),
        without("/Metadata"),
        of_font(pikepdf.Name.FontDescriptor, "/FontFile2"),
        of_font(pikepdf.Name.Font, "/W", pikepdf.Array([0, pikepdf.Array([1, 2, 3])])),
    ],
)
def test_a_broken_file_is_not(change: Callable[[Pdf], Any]) -> None:
    assert found_in(changed(lambda file: None)) == set()
    assert found_in(changed(change))
