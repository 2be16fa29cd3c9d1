"""Every paper passes the preflight of PDF/A-3a and PDF/UA-1, and broken files do not."""

import html
import io
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from reports import pdf
from reports.kinds import KINDS
from tests.reports import samples
from tests.reports.preflight import DATA_NAME, elements, kids_of, kind, preflight, spoken


@cache
def printed(name: str) -> bytes:
    """The sample's file."""
    return pdf.render(samples.CASES[name])


every_sample = pytest.mark.parametrize("name", samples.CASES)


@every_sample
def test_every_sample_passes(name: str) -> None:
    assert preflight(printed(name)) == []


@every_sample
def test_who_listens_to_a_sample_hears_every_word_in_its_order(name: str) -> None:
    hears_all(samples.CASES[name], printed(name))


@pytest.mark.django_db
def test_every_kind_passes_and_is_heard_in_its_order(
    every_kind: dict[str, dict[str, Any]], printed_kinds: dict[str, bytes]
) -> None:
    assert set(printed_kinds) == set(KINDS)
    faults = {kind: preflight(data) for kind, data in printed_kinds.items()}
    assert {kind: found for kind, found in faults.items() if found} == {}
    for name, content in every_kind.items():
        hears_all(content, printed_kinds[name])


def hears_all(content: dict[str, Any], data: bytes) -> None:
    """The structure has the words of the page, NFC, and besides only heads of tables again."""
    heard, at = spoken(data), 0
    assert heard == unicodedata.normalize("NFC", heard)
    for words in pieces(content):
        again = [head for head in heads(content) if heard.startswith(head + words, at)]
        at += len(again[0]) if again and not heard.startswith(words, at) else 0
        assert heard.startswith(words, at), (words, heard[at : at + 80])
        at += len(words)
    assert heard[at:] == ""


def pieces(content: dict[str, Any]) -> list[str]:
    """The text of the page the file is printed from, without what stands in the margins."""
    page = re.sub(r"<head>.*?</head>|<svg.*?</svg>", "", pdf.to_html(content), flags=re.DOTALL)
    page = re.sub(r'<div class="(o16|foot-note)">.*?</div>', "", page)
    texts = (html.unescape(text) for text in re.split(r"<[^>]+>", page))
    squeezed = (re.sub(r"\s+", "", text) for text in texts)
    return [text for text in squeezed if text]


def heads(content: dict[str, Any]) -> list[str]:
    """The head of each table, which stands again on each of its pages."""
    parts = [content["blocks"], *(annex["blocks"] for annex in content.get("annexes", []))]
    tables = [block for part in parts for block in part if block["t"] == "table"]
    titles = ["".join(column["title"] for column in table["columns"]) for table in tables]
    return [re.sub(r"\s+", "", title) for title in titles]


def test_a_paper_with_a_photo_passes_and_tells_what_it_shows() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (600, 400), "navy").save(picture, format="JPEG")
    photo = {"t": "photo", "photo": 1, "sha256": "aa", "width_mm": 60, "height_mm": 40}
    blocks = [samples.para(samples.OPENING), photo | {"caption": "Sổ chi đoàn"}]
    data = pdf.render(samples.conclusion(blocks=blocks), photos={"aa": picture.getvalue()})
    assert preflight(data) == []
    with pikepdf.open(io.BytesIO(data)) as file:
        figure = next(one for one, _ in elements(file) if kind(one) == "/Figure")
        assert str(figure.Alt) == "Ảnh: Sổ chi đoàn"


def test_the_file_carries_its_very_content() -> None:
    with pikepdf.open(io.BytesIO(printed("everything"))) as file:
        carried = file.attachments[DATA_NAME].get_file().read_bytes()
    assert carried.decode() == pdf.data_of(samples.CASES["everything"])


# Files that are broken


def test_the_file_that_is_broken_below_is_a_good_one() -> None:
    assert preflight(changed(lambda file: None)) == []


def changed(change: Callable[[Pdf], Any]) -> bytes:
    """A file with everything on it, changed."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed("everything"))) as file:
        change(file)
        file.save(out, deterministic_id=True)
    return out.getvalue()


def first(file: Pdf, name: str) -> Any:
    """The first element of a type."""
    return next(element for element, _ in elements(file) if kind(element) == name)


def xmp(was: str, now: str) -> Callable[[Pdf], None]:
    """A change of the metadata."""

    def change(file: Pdf) -> None:
        text = file.Root.Metadata.read_bytes().decode()
        assert re.search(was, text)
        file.Root.Metadata.write(re.sub(was, now, text, count=1).encode())

    return change


def without(*names: str) -> Callable[[Pdf], None]:
    """The catalogue without an entry."""

    def change(file: Pdf) -> None:
        for name in names:
            del file.Root[name]

    return change


def of_font(kind_of: Name, key: str, value: Any = None) -> Callable[[Pdf], None]:
    """A font with another value, or without one."""

    def change(file: Pdf) -> None:
        fonts = [item for item in file.objects if isinstance(item, Dictionary)]
        font = next(item for item in fonts if item.get("/Type") == kind_of and key in item)
        if value is None:
            del font[key]
        else:
            font[key] = value

    return change


def with_picture(**facts: Any) -> Callable[[Pdf], None]:
    """A picture on the first page."""

    def change(file: Pdf) -> None:
        size = {"Width": 1, "Height": 1, "BitsPerComponent": 8}
        stream = Stream(file, b"0", Type=Name.XObject, Subtype=Name.Image, **size, **facts)
        file.pages[0].add_resource(stream, Name.XObject)

    return change


def with_note(*, tabs: bool = True, **facts: Any) -> Callable[[Pdf], None]:
    """An annotation on the first page."""

    def change(file: Pdf) -> None:
        note = {"Type": Name.Annot, "Subtype": Name.Link, "Rect": Array([0, 0, 9, 9]), "F": 4}
        added = file.make_indirect(Dictionary(**{**note, **facts}))
        file.pages[0].obj.Annots = Array([added])
        file.Root.AcroForm = Dictionary(Fields=Array([added] if "FT" in facts else []))
        if not tabs:
            del file.pages[0].obj["/Tabs"]

    return change


def _bare_text_in_an_item(file: Pdf) -> None:
    item = first(file, "/LI")
    item.K = Array(kids_of(kids_of(item)[1]))


def _an_item_without_its_list(file: Pdf) -> None:
    first(file, "/L").S = Name.Div


def _a_skipped_heading(file: Pdf) -> None:
    first(file, "/H2").S = Name.H4


def _a_dumb_figure(file: Pdf) -> None:
    del first(file, "/Figure")["/Alt"]


def _merged_heads(file: Pdf) -> None:
    first(file, "/TH").A.ColSpan = 2


def _unsaid_painting(file: Pdf) -> None:
    file.pages[0].contents_add(b"0 0 1 1 re f")


def _another_order(file: Pdf) -> None:
    whole = first(file, "/Document")
    one, two, *others = whole.K
    whole.K = Array([two, one, *others])


def _pages_from_the_end(file: Pdf) -> None:
    whole = first(file, "/Document")
    whole.K = Array(list(reversed(list(whole.K))))


def _content_of_nothing(file: Pdf) -> None:
    first(file, "/Span").K = Array([9999])


def _no_relationship(file: Pdf) -> None:
    file.Root.AF[0].AFRelationship = Name.Unspecified


def _data_without_a_type(file: Pdf) -> None:
    del file.Root.AF[0].EF.F["/Subtype"]


def _a_second_attachment(file: Pdf) -> None:
    file.attachments["khac.txt"] = b"x"


def _a_script(file: Pdf) -> None:
    file.Root.OpenAction = file.make_indirect(Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def _no_title_shown(file: Pdf) -> None:
    file.Root.ViewerPreferences.DisplayDocTitle = False


def _untagged(file: Pdf) -> None:
    file.Root.MarkInfo.Marked = False


def _in_english(file: Pdf) -> None:
    file.Root.Lang = "en"


def _words_in_pieces(file: Pdf) -> None:
    text = file.Root.Metadata.read_bytes().decode()
    file.Root.Metadata.write(unicodedata.normalize("NFD", text).encode())


FIELD = {"Subtype": Name.Widget, "FT": Name.Sig}
BROKEN: list[tuple[str, Callable[[Pdf], Any]]] = [
    ("lack the part of PDF/A", xmp(r"pdfaid:part", "pdfaid:teil")),
    ("lack the level of PDF/A", xmp(r"(pdfaid:conformance(?:=\"|>))A", r"\1U")),
    ("lack the part of PDF/UA", xmp(r"pdfuaid:part=\"1\"", "")),
    ("lack a title", xmp("<dc:title>", "<dc:name>")),
    ("not exactly one rdf:RDF", xmp("</rdf:RDF>", "</rdf:RDF><rdf:RDF></rdf:RDF>")),
    ("the metadata are not NFC", _words_in_pieces),
    ("no output intent", without("/OutputIntents")),
    ("the language is not Vietnamese", _in_english),
    ("the language is not Vietnamese", without("/Lang")),
    ("does not say that it is tagged", _untagged),
    ("the window would show", _no_title_shown),
    ("does not carry du-lieu.json", without("/AF")),
    ("would not list the attached data", without("/Names")),
    ("would not list the attached data", _a_second_attachment),
    ("not said to be the data", _no_relationship),
    ("the attachment has no type", _data_without_a_type),
    ("headings go from level 1 to 4", _a_skipped_heading),
    ("a figure has no words", _a_dumb_figure),
    ("/LI holds /Span", _bare_text_in_an_item),
    ("/LI stands under /Div", _an_item_without_its_list),
    ("heads are merged", _merged_heads),
    ("a picture is interpolated", with_picture(Interpolate=True, ColorSpace=Name.DeviceRGB)),
    ("a picture is in CMYK", with_picture(ColorSpace=Name.DeviceCMYK)),
    ("a font is not embedded", of_font(Name.FontDescriptor, "/FontFile2")),
    ("a font is embedded whole", of_font(Name.FontDescriptor, "/FontName", Name.Times)),
    ("cannot be copied", of_font(Name.Font, "/ToUnicode")),
    ("would run something", _a_script),
    ("an annotation is not printed", with_note(F=0)),
    ("no look or no place", with_note(**FIELD)),
    ("the tabulator key", with_note(tabs=False)),
    ("neither content nor an ornament", _unsaid_painting),
    ("another order than the page", _another_order),
    ("goes back to an earlier page", _pages_from_the_end),
    ("content that is not on the page", _content_of_nothing),
]


@pytest.mark.parametrize(("said", "change"), BROKEN)
def test_a_broken_file_is_refused_with_its_fault(said: str, change: Callable[[Pdf], Any]) -> None:
    found = preflight(changed(change))
    assert any(said in fault for fault in found), found


def test_a_locked_file_and_one_without_a_name_of_its_own_are_refused() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed("everything"))) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="x", user=""))
    assert "the file is encrypted" in preflight(out.getvalue())
    nameless = printed("everything").replace(b"/ID", b"/XX")
    assert "the file has no identifier" in preflight(nameless)


def test_every_letter_of_vietnamese_is_read_as_it_was_typed() -> None:
    """134 letters with their marks in both cases, upright, bold and slanted."""
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    small = [unicodedata.normalize("NFC", v + m) for v in "aăâeêioôơuưy" for m in marks]
    letters = "".join([*small, "bcdđghklmnpqrstvxfjwz"])
    words = f"{letters} {letters.upper()}"
    runs = [{"text": words}, {"text": f" {words}", "b": True}, {"text": f" {words}", "i": True}]
    data = pdf.render(samples.conclusion(blocks=[{"t": "p", "runs": runs}]))
    assert spoken(data).count("".join(words.split())) == 3
