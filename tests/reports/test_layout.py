"""Papers as printed pass the acceptance checks of the page (HD 29): samples and every kind."""

import unicodedata
from functools import cache
from typing import Any

import pytest

from reports import pdf
from reports.kinds import KINDS
from tests.reports import checks, samples, sheet
from tests.reports.paper import Paper

CASES = samples.CASES | samples.SWEEP


@cache
def printed(name: str) -> Paper:
    """The case's paper; printed once for all checks."""
    return Paper(pdf.render(CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_a_sample_passes_every_check(name: str) -> None:
    assert checks.faults_of(CASES[name], printed(name), sheet.PDF) == []


@pytest.mark.django_db
def test_every_kind_passes_every_check(
    every_kind: dict[str, dict[str, Any]], printed_kinds: dict[str, bytes]
) -> None:
    assert set(every_kind) == set(KINDS)
    found = {
        kind: checks.faults_of(content, Paper(printed_kinds[kind]), sheet.PDF)
        for kind, content in every_kind.items()
    }
    assert {kind: faults for kind, faults in found.items() if faults} == {}


def test_a_sign_never_stays_behind_at_the_end_of_a_page() -> None:
    long = samples.item("ĐẦU " + samples.LONG_ITEM, samples.item("CUỐI " + samples.LONG_ITEM))
    for lines in range(22, 34):
        body = [samples.para(f"- Nội dung thứ {n}.") for n in range(lines)]
        blocks = [*body, samples.listing(long, ordered=True), samples.para(samples.CLOSING)]
        paper = Paper(pdf.render(samples.conclusion(blocks=blocks)))
        assert paper.find("ĐẦU").text.startswith("1. ĐẦU"), lines
        assert paper.find("CUỐI").text.startswith("a) CUỐI"), lines


def test_markup_is_printed_as_it_was_typed() -> None:
    paper = printed("markup everywhere")
    assert paper.has("<b>đậm</b>")
    assert paper.has("file:///etc/passwd")
    assert not paper.has("root:")


# The checks can fail: one page, spoiled in one way at a time.

SPOILED = [
    ("page_and_box", "@page { size: 210mm 296mm }"),
    ("page_and_box", ".body p { margin-right: -3mm }"),
    ("title_and_rule", ".ruled { border: 0 }"),
    ("title_and_rule", ".ruled { padding-right: 5mm }"),
    ("title_and_rule", ".title { font-size: 14pt }"),
    ("issuer_and_stars", ".stars { text-align: left }"),
    ("issuer_and_stars", ".stars { letter-spacing: 1mm; padding-left: 5mm }"),
    ("number_and_date", ".row > .date { vertical-align: top; padding-top: 3mm }"),
    ("number_and_date", ".number { font-size: 13pt }"),
    ("date_line", ".date { font-style: normal }"),
    ("kind_and_subject", ".type-name { text-align: left }"),
    ("kind_and_subject", ".subject-line { font-weight: normal }"),
    ("kind_and_subject", ".dashes { letter-spacing: 4mm; text-align: left }"),
    ("body_text", ".body p { text-indent: 10mm }"),
    ("body_text", ".body p { text-align: left }"),
    ("body_text", ".body p { line-height: 1.5 }"),
    ("body_text", ".body p { margin-bottom: 8pt }"),
    ("body_text", ".body p { font-size: 13pt }"),
    ("page_numbers", "@page :first { @top-center { content: counter(page) } }"),
    ("page_numbers", "@page { @top-center { padding-left: 20mm } }"),
    ("page_numbers", "@page { @top-center { font-style: italic } }"),
    ("recipients", ".recipients-label { font-style: italic }"),
    ("recipients", ".recipients { padding-top: 5mm; display: block }"),
    ("recipients", ".recipient { display: none }"),
    ("signature", ".space { height: 15mm }"),
    ("signature", ".office { font-weight: bold }"),
    ("signature", ".signature { text-align: left }"),
    ("marks", ".boxed { border: 0 }"),
    ("marks", ".mark { font-weight: normal }"),
    ("foot_margin", ".foot-note { visibility: hidden }"),
    ("foot_margin", ".o16 { font-size: 10pt }"),
]


def spoiled(content: dict[str, Any], css: str = "", *, was: str = "", now: str = "") -> Paper:
    """The content's page with other rules, or with other words."""
    page = pdf.to_html(content)
    assert was in page
    page = page.replace(was, now) if was else page
    return Paper(pdf.render_html(page.replace("</head>", f"<style>{css}</style></head>")))


def rules_broken(content: dict[str, Any], paper: Paper) -> set[str]:
    """Names of the checks that the paper does not pass."""
    return {fault.partition(":")[0] for fault in checks.faults_of(content, paper, sheet.PDF)}


@pytest.mark.parametrize(("rule", "css"), SPOILED)
def test_a_spoiled_page_is_refused_by_its_check(rule: str, css: str) -> None:
    content = samples.conclusion(draft=True, secrecy="MẬT", urgency="KHẨN")
    assert rule in rules_broken(content, spoiled(content, css))


@pytest.mark.parametrize(
    ("rule", "was", "now"),
    [
        ("date_line", "ngày 30 tháng 11", "ngày 3 tháng 11"),
        ("kind_and_subject", ">THÔNG BÁO<", ">Thông báo<"),
        ("number_and_date", "Số: 34-TB/TĐTN-UBKT", ""),
        ("letters_and_fonts", "Ưu điểm", "Khác"),
        ("nothing_of_the_state", "1. Ưu điểm", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("recipients", "VT-LT.", "VT-LT;"),
    ],
)
def test_other_words_are_refused_by_their_check(rule: str, was: str, now: str) -> None:
    content = samples.conclusion()
    assert rule in rules_broken(content, spoiled(content, was=was, now=now))


def test_a_day_that_is_not_written_out_is_refused() -> None:
    content = samples.conclusion(date_line="Quảng Ninh, ngày 9 tháng 03 năm 2020")
    assert "date_line" in rules_broken(content, Paper(pdf.render(content)))


def test_letters_in_pieces_are_refused() -> None:
    content = samples.conclusion()
    page = unicodedata.normalize("NFD", pdf.to_html(content))
    assert "letters_and_fonts" in rules_broken(content, Paper(pdf.render_html(page)))


@pytest.mark.parametrize(
    ("rule", "css"),
    [
        ("addressees", ".addressees { font-weight: normal }"),
        ("kind_and_subject", ".about h1 { font-style: normal }"),
        ("page_numbers", "@page :nth(1 of annex-duplex) { counter-reset: none }"),
        ("page_and_box", "@page duplex:left { margin: 20mm 20mm 20mm 30mm }"),
    ],
)
def test_spoiled_letters_and_annexes_are_refused(rule: str, css: str) -> None:
    annexes = CASES["everything"]["annexes"]
    content = samples.letter(draft=False, duplex=True, annexes=annexes)
    assert checks.faults_of(content, spoiled(content), sheet.PDF) == []
    assert rule in rules_broken(content, spoiled(content, css))


def test_a_signature_alone_on_its_page_is_refused() -> None:
    content = samples.conclusion()
    paper = spoiled(content, ".ending { break-before: page }")
    assert "signature" in rules_broken(content, paper)
