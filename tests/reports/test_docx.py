"""The Word twin says what the PDF says, and nothing a person typed does anything in it."""

import html
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx as reader
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from reports import docx, pdf
from tests import build
from tests.people import Cast
from tests.reports import golden, samples
from tests.reports.paper import Paper
from tests.reports.word import words_of

CASES = samples.CASES | {"rich": samples.rich(), "letter": samples.letter()}
NASTY = (
    samples.NASTY,
    '=HYPERLINK("http://x.example","a")',
    "{{ 7 * 7 }} {% load x %}",
    "]]><w:p/><!--",
    "\x00\x08\x1f\ufffe\ud800 Kết luận",
    'DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"',
)


def words_of_the_pdf(content: dict[str, Any]) -> list[str]:
    """The words of the page the PDF is printed from, in their order, without foot and code."""
    page = re.sub(r"<head>.*?</head>", "", pdf.to_html(content), flags=re.DOTALL)
    page = re.sub(r'<div class="(o16|foot-note)">.*?</div>', "", page)
    page = re.sub(r'<div class="check">.*?</svg>\s*</div>', "", page, flags=re.DOTALL)
    page = re.sub(r"</?(strong|em)>", "", page)
    return html.unescape(re.sub(r"<[^>]+>", " ", page)).split()


def same_words(content: dict[str, Any]) -> None:
    """Nothing is lost between the two forms, and nothing stands elsewhere."""
    assert words_of(docx.render(content)) == words_of_the_pdf(content)


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_lost_between_the_two_forms(name: str) -> None:
    same_words(CASES[name])


def test_nothing_is_lost_of_any_kind_of_paper(cast: Cast) -> None:
    for content in golden.golden_contents(cast).values():
        same_words(content)


def test_equal_content_gives_equal_bytes_and_a_changed_one_does_not() -> None:
    content = samples.rich()
    assert docx.render(content) == docx.render(content)
    assert docx.render(content) != docx.render(content | {"subject_line": "Khác"})


@pytest.mark.parametrize("nasty", NASTY)
def test_what_was_typed_stays_words_in_every_field(nasty: str) -> None:
    data = docx.render(samples.with_text_everywhere(nasty))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name).decode("utf-8", "ignore") for name in file.namelist()}
    assert not [name for name in parts if "vba" in name or name.endswith((".bin", ".ole"))]
    for name, text in parts.items():
        assert 'TargetMode="External"' not in text, name
        assert set(re.findall(r"<w:instrText[^>]*>([^<]*)<", text)) <= {" PAGE "}, name
        assert "<w:hyperlink" not in text
        assert "w:altChunk" not in text
    visible = docx.marks.typed(nasty)
    assert " ".join(visible.split()) in " ".join(words_of(data))


def test_the_file_says_what_it_is_and_in_which_language() -> None:
    file = reader.Document(io.BytesIO(docx.render(samples.conclusion())))
    about = file.core_properties
    assert about.title == "THÔNG BÁO: Kết luận kiểm tra công tác Đoàn năm 2020"
    assert about.language == "vi-VN"
    assert f"{about.created:%Y-%m-%d}" == "2020-11-30"
    assert 'w:lang w:val="vi-VN"' in file.styles.element.xml


def test_a_long_table_repeats_its_head_and_breaks_no_row() -> None:
    table = reader.Document(io.BytesIO(docx.render(samples.CASES["long table"]))).tables[1]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in table.rows)


def test_annexes_count_their_pages_anew() -> None:
    file = reader.Document(io.BytesIO(docx.render(samples.rich())))
    first, *annexes = file.sections
    assert annexes
    assert 'w:start="1"' not in first._sectPr.xml
    for section in annexes:
        assert 'w:start="1"' in section._sectPr.xml
        assert section.different_first_page_header_footer


def test_photos_are_inside_with_words_for_who_cannot_see_them() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(picture, format="JPEG")
    photo = {"t": "photo", "photo": 1, "sha256": "aa", "width_mm": 60, "height_mm": 40}
    content = samples.conclusion(blocks=[photo | {"caption": "Sổ chi đoàn"}])
    with_photo = docx.render(content, {"aa": picture.getvalue()})
    shapes = reader.Document(io.BytesIO(with_photo)).inline_shapes
    assert [round(shape.width.mm) for shape in shapes] == [60]
    assert 'descr="Ảnh: Sổ chi đoàn"' in shapes[0]._inline.xml
    assert len(reader.Document(io.BytesIO(docx.render(content))).inline_shapes) == 0


def test_heads_of_blocks_are_headings_of_word() -> None:
    file = reader.Document(io.BytesIO(docx.render(samples.conclusion())))
    styles = [p.style.name for p in file.paragraphs if p.text.startswith(("1.", "2.", "3."))]
    assert styles == ["Heading 2"] * 3


def test_signs_of_lists_and_ends_of_lines_are_the_same_in_both_forms() -> None:
    below = {"runs": [{"text": "Việc nhỏ"}]}
    items = [{"runs": [{"text": "Việc lớn"}], "items": [below, below]}]
    lists = [{"t": "list", "ordered": ordered, "items": items} for ordered in (False, True)]
    content = samples.conclusion(blocks=[*lists, samples.para("Dòng một\nDòng hai")])
    signs = ["- Việc lớn", "+ Việc nhỏ", "+ Việc nhỏ", "1. Việc lớn", "a) Việc nhỏ", "b) Việc nhỏ"]
    in_word = [p.text for p in reader.Document(io.BytesIO(docx.render(content))).paragraphs]
    on_paper = [line.text for line in Paper(pdf.render(content)).lines]
    assert [text for text in in_word if "Việc" in text] == signs
    assert [text for text in on_paper if "Việc" in text] == signs
    assert "Dòng một\nDòng hai" in in_word
    assert {"Dòng một", "Dòng hai"} <= set(on_paper)


# The door


def test_a_draft_is_given_marked_to_those_inside_and_to_nobody_else(
    cast: Cast, as_: Callable[..., Client]
) -> None:
    paper = build.approved_paper(cast)
    address = reverse("reports:docx", args=[paper.pk])
    assert as_(cast.khoa).get(address).status_code == 404
    answer = as_(cast.dung).get(address)
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert "DỰ THẢO" in " ".join(words_of(answer.content))


def test_an_issued_paper_is_given_as_it_was_frozen(
    cast: Cast, as_: Callable[..., Client], quick_pdf: None
) -> None:
    paper = build.issued_paper(cast)
    address = reverse("reports:docx", args=[paper.pk])
    answer = as_(cast.khoa).get(address)
    assert answer.content == docx.render(paper.content)
    assert "DỰ THẢO" not in " ".join(words_of(answer.content))
    assert as_(cast.lan).get(address).status_code == 404
