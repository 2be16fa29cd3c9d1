"""Drafts that were printed before are taken from the drawer, and only where nothing changed."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports import pdf
from tests import build
from tests.people import Cast
from tests.reports import samples
from tests.reports.test_renderer import _told_by

PHOTO = {"t": "photo", "photo": 1, "sha256": "aa", "width_mm": 60, "height_mm": 40, "caption": ""}


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """The contents that were really printed; no renderer runs, each print is another file."""
    contents: list[dict[str, Any]] = []

    def render(content: dict[str, Any], **limits: Any) -> bytes:
        contents.append(content)
        return f"%PDF {len(contents)}".encode()

    monkeypatch.setattr("reports.pdf.render", render)
    pdf._page_digest.cache_clear()
    yield contents
    pdf._page_digest.cache_clear()


def test_the_same_content_is_printed_once(printed: list[dict[str, Any]]) -> None:
    assert pdf.kept(samples.rich()) == pdf.kept(samples.rich()) == b"%PDF 1"
    backwards = dict(reversed(samples.rich().items()))
    assert pdf.kept(backwards) == b"%PDF 1"
    assert len(printed) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"subject_line": "Khác"},
        {"draft_no": 3},
        {"blocks": []},
        {"dated": "2020-12-01"},
        {"recipients": ["Lưu"]},
    ],
)
def test_another_content_is_printed_anew(
    printed: list[dict[str, Any]], changes: dict[str, Any]
) -> None:
    pdf.kept(samples.rich())
    assert pdf.kept(samples.rich(**changes)) == b"%PDF 2"
    assert pdf.kept(samples.rich()) == b"%PDF 1"


def test_a_photo_of_other_bytes_is_printed_anew(printed: list[dict[str, Any]]) -> None:
    content = samples.conclusion(blocks=[PHOTO])
    assert pdf.kept(content, {"aa": b"one"}) == pdf.kept(content, {"aa": b"one"})
    assert pdf.kept(content, {"aa": b"two"}) == b"%PDF 2"
    assert len(printed) == 2


MAKERS = ("print.css", "print_base.css", "_frame.html", "_list.html", "LiberationSerif-Bold.ttf")
OWN_CODE = ("pdf.py", "layout.py", "faces.py", "renderer.py", "check_mark.py")


@pytest.mark.parametrize("name", [*MAKERS, *OWN_CODE])
def test_a_page_made_otherwise_is_printed_anew(
    printed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    pdf.kept(samples.rich())
    plain = Path.read_bytes

    def changed(file: Path) -> bytes:
        return plain(file) + (b" " if file.name == name else b"")

    monkeypatch.setattr(Path, "read_bytes", changed)
    pdf._page_digest.cache_clear()
    assert pdf.kept(samples.rich()) == b"%PDF 2"


def test_another_version_of_the_printer_prints_anew(
    printed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf.kept(samples.rich())
    monkeypatch.setattr("reports.pdf.version", lambda name: "0.0")
    pdf._page_digest.cache_clear()
    assert pdf.kept(samples.rich()) == b"%PDF 2"


def test_a_print_that_failed_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(content: dict[str, Any], **limits: Any) -> bytes:
        raise pdf.RenderFailed("Máy bận.")

    with monkeypatch.context() as once:
        once.setattr("reports.pdf.render", fails)
        with pytest.raises(pdf.RenderFailed):
            pdf.kept(samples.rich())
    monkeypatch.setattr("reports.pdf.render", lambda content, **limits: b"%PDF good")
    assert pdf.kept(samples.rich()) == b"%PDF good"


def test_who_may_not_see_a_draft_gets_nothing_of_a_kept_one(
    cast: Cast, as_: Callable[..., Client], printed: list[dict[str, Any]]
) -> None:
    paper = build.approved_paper(cast)
    address = reverse("reports:preview", args=[paper.pk])
    first = as_(cast.dung).get(address)
    assert (first.status_code, first.content) == (200, b"%PDF 1")
    for stranger in (cast.khoa, cast.lan):
        refused = as_(stranger).get(address)
        assert refused.status_code == 404
        assert b"%PDF" not in refused.content
    assert as_(cast.dung).get(address).content == b"%PDF 1"
    assert len(printed) == 1


HASHES = """
import django; django.setup()
import hashlib
from reports import pdf
from tests.reports import samples
for content in (samples.CASES["everything"], samples.CASES["letter"]):
    print(hashlib.sha256(pdf.render(content)).hexdigest())
"""


def test_two_processes_give_equal_bytes_for_equal_content() -> None:
    here = [
        hashlib.sha256(pdf.render(samples.CASES[name])).hexdigest()
        for name in ("everything", "letter")
    ]
    assert _told_by(HASHES).split() == here
