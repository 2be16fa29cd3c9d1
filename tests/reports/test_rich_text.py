"""The one schema of edited words: what comes in, what is kept, what reaches paper."""

import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports import rich_text
from reports.rich_text import TooRich

PAYLOADS = (Path(__file__).parent / "xss.txt").read_text(encoding="utf-8").splitlines()
# What has one block of each kind, as the editor writes it.
OF_EVERY_KIND = (
    "<p>Một <strong>hai</strong> <em>ba</em></p><h2>Mục</h2><h3>Mục con</h3>"
    "<ul><li><p>a</p><ol><li><p>b</p></li></ol></li></ul>"
    "<table><tbody><tr><th><p>Tên</p></th></tr><tr><td><p>x</p><p>y</p></td></tr></tbody></table>"
)


class Seen(HTMLParser):
    """Every tag and attribute that a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.other: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)


def is_plain(html: str) -> bool:
    """Whether nothing is left but the tags of the schema, without any attribute."""
    seen = Seen(html)
    return seen.tags <= rich_text.TAGS and not seen.attributes and not seen.other


def test_the_list_of_payloads_is_long_and_would_be_seen() -> None:
    assert len(set(PAYLOADS)) >= 150
    assert sum(not is_plain(one) for one in PAYLOADS) >= 130


@pytest.mark.parametrize("around", ["{}", "<p>{}</p>", "<ul><li>{}", "<table><tr><td>{}", "<h2>{}"])
def test_nothing_that_runs_is_left_of_any_payload(around: str) -> None:
    for payload in PAYLOADS:
        html = rich_text.sanitise(around.format(payload))
        assert is_plain(html), payload
        # A second spelling or a second cleaning finds nothing new.
        assert is_plain(unicodedata.normalize("NFC", html)), payload
        assert rich_text.sanitise(html) == html, payload
        for line in rich_text.plain(html).split("\n"):
            assert rich_text.paragraphs(line).count("<p>") <= 1


def test_a_payload_on_plain_lines_is_printed_as_it_was_typed() -> None:
    for payload in PAYLOADS:
        html = rich_text.from_typed(f"Đề nghị {payload}")
        assert is_plain(html), payload
        assert rich_text.same(rich_text.from_typed(rich_text.to_type(html)), html), payload
    words = rich_text.plain(rich_text.from_typed("a < b & c > d"))
    assert words == "a < b & c > d"


def test_a_combining_stroke_opens_no_closed_tag() -> None:
    """In one spelling ``>`` and U+0338 are one letter, ``≯``, which closes nothing."""
    html = rich_text.sanitise("<p>&#x338; onmouseover=alert(1) x=<br>chữ")
    assert is_plain(html)
    assert "onmouseover" not in html


def test_what_the_editor_writes_is_kept_and_becomes_blocks() -> None:
    assert rich_text.sanitise(OF_EVERY_KIND) == OF_EVERY_KIND
    blocks = rich_text.blocks(OF_EVERY_KIND)
    assert [block["t"] for block in blocks] == ["p", "h", "h", "list", "table"]
    assert blocks[0]["runs"][1] == {"text": "hai", "b": True}
    assert blocks[3]["items"][0]["items"] == [{"runs": [{"text": "b"}], "items": []}]
    assert blocks[4]["rows"] == [["x\ny"]]


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<b>a</b><i>b</i>", "<strong>a</strong><em>b</em>"),
        ("<div>a</div><h1>b</h1><h5>c</h5>", "<p>a</p><h2>b</h2><h3>c</h3>"),
        ('<p class="MsoNormal" style="x"><o:p>a</o:p></p>', "<p>a</p>"),
        ("<p>a<span>b</span><a href='x'>c</a></p>", "<p>abc</p>"),
    ],
)
def test_words_pasted_from_elsewhere_keep_what_the_schema_knows(pasted: str, kept: str) -> None:
    assert rich_text.sanitise(pasted) == kept


def test_cells_and_items_mean_the_same_with_and_without_paragraphs() -> None:
    assert rich_text.same(
        "<ul><li>a</li></ul><table><tr><th>b</th></tr><tr><td>c</td></tr></table>",
        "<ul><li><p>a</p></li></ul>"
        "<table><tbody><tr><th><p>b</p></th></tr><tr><td><p>c</p></td></tr></tbody></table>",
    )
    assert not rich_text.same("<p>a</p>", "<p><strong>a</strong></p>")


@pytest.mark.parametrize(
    "html",
    ["<p>Một</p><p>Hai &lt;3&gt; &amp;</p>", "<p>&lt;p&gt;x</p>", "<p>a  b</p>", OF_EVERY_KIND, ""],
)
def test_a_plain_box_gives_back_what_it_was_given(html: str) -> None:
    assert rich_text.same(rich_text.from_typed(rich_text.to_type(html)), html)


def test_lines_are_shown_as_lines_and_form_as_html() -> None:
    assert rich_text.to_type("<p>Một &amp;</p><p>Hai</p>") == "Một &\nHai"
    assert rich_text.to_type("<p><em>Một</em></p>") == "<p><em>Một</em></p>"


def rows(many: int, *, wide: int = 2) -> str:
    """A table as the editor sends it."""
    return f"<table>{('<tr>' + '<td>a</td>' * wide + '</tr>') * many}</table>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chữ " * 60_000, "quá dài"),
        (f"<p>{'chữ ' * 60_000}</p>", "quá dài"),
        (f"<p>{'&' * 50_000}</p>", "quá dài"),
        (rows(2_001), "hơn 2000 dòng"),
        (rows(2, wide=13), "hơn 12 cột"),
        ("<ul><li>" * 21 + "x", "lồng nhau quá sâu"),
        ("<table><tr><td>" * 5_000 + "x", "quá dài"),
    ],
)
def test_more_than_a_paper_holds_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(TooRich, match=said):
        rich_text.from_typed(text)


def test_the_most_that_a_paper_holds_is_kept() -> None:
    for html in (rows(2_000), rows(2, wide=12), "<ul><li>" * 20 + "x"):
        assert rich_text.from_typed(html)


def test_deep_and_unclosed_tags_end_in_good_time() -> None:
    for html in ("<strong>" * 20_000 + "x", "<p><em>" * 20_000 + "x", "</p>" * 40_000 + "x"):
        try:
            assert rich_text.plain(rich_text.sanitise(html)) == "x"
        except TooRich:
            continue
