"""The one schema of edited words: what the editor writes, what is stored, what reaches paper.

Paragraphs, two levels of headings, lists, bold, italic, line breaks and simple tables; nothing
else, and no attribute. The same list is given to the editor in the browser and to the sanitiser
here; on paper the words are blocks of plain text, so no markup of a person ever reaches the
renderer.
"""

import math
import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from typing import Any

import nh3

from reports.faces import width_mm
from vietnamese.text import clean

TAGS = frozenset(
    {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "br"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
MAX_BYTES = 200_000
MAX_ROWS = 2_000
MAX_COLUMNS = 12
MAX_DEPTH = 20
TOO_LONG = "Nội dung quá dài. Hãy rút gọn hoặc tách thành phụ lục."
_PASSES = 10
_IS_HTML = re.compile(r"<(?:p|h2|h3|ul|ol|table)(?:\s[^>]*)?>", re.IGNORECASE)
_DROP_WITH_CONTENT = {"script", "style", "template", "iframe", "object", "svg", "math"}
# Words of other editors and of pasted Word text that mean the same.
_SAME = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "div": "p"}
_ALIASES = re.compile(r"<(/?)(b|i|h1|h4|h5|h6|div)(?=[\s>/])", re.IGNORECASE)


class TooRich(Exception):
    """The text is larger or deeper than a paper may hold; the message is for the person."""


def sanitise(html: str) -> str:
    """The text in the fixed schema: unknown tags go and their words stay, scripts go whole.

    Raises ``TooRich`` when it is too large, too deep or has a table too wide or too long.
    """
    if len(html.encode()) > MAX_BYTES:
        raise TooRich(TOO_LONG)
    kept = _settled(_ALIASES.sub(lambda found: f"<{found[1]}{_SAME[found[2].lower()]}", html))
    # Asked again: what was one sign may have come back as five (``&`` as ``&amp;``).
    if len(kept.encode()) > MAX_BYTES:
        raise TooRich(TOO_LONG)
    _refuse_unless_simple(kept)
    return kept


def _settled(html: str) -> str:
    """Cleaned until nothing changes any more.

    One spelling (NFC) joins ``>`` and a combining stroke after it into another letter, which
    opens a tag that had been closed: so what was spelled anew is cleaned anew.
    """
    for _ in range(_PASSES):
        before = html
        html = clean(
            nh3.clean(
                html,
                tags=set(TAGS),
                # Named for every tag: with nothing named, two harmless ones would pass.
                attributes={"*": set()},
                clean_content_tags=_DROP_WITH_CONTENT,
                link_rel=None,
                strip_comments=True,
            )
        )
        if html == before:
            return html
    raise TooRich("Nội dung có ký tự không đọc được. Hãy gõ lại đoạn vừa dán.")


def from_typed(text: str) -> str:
    """Words from the editor in the fixed schema; what begins without a tag is plain lines.

    Raises ``TooRich`` as ``sanitise`` does.
    """
    text = clean(text)
    html = sanitise(text) if _IS_HTML.match(text) else _lines(text)
    return html if plain(html).strip() else ""


def _lines(text: str) -> str:
    if len(text.encode()) > MAX_BYTES:
        raise TooRich(TOO_LONG)
    return paragraphs(text)


def to_type(html: str) -> str:
    """The words for a plain text box: lines where nothing is lost by it, else the html.

    Cleaned once more on its way to a browser, however it came into the store.
    """
    html = _settled(html)
    lines = plain(html)
    return lines if paragraphs(lines) == html and not _IS_HTML.match(lines) else html


def same(one: str, other: str) -> bool:
    """Whether both say the same in the same form; the editor spells cells and items its way."""
    return one == other or blocks(one) == blocks(other)


def _refuse_unless_simple(html: str) -> None:
    reader = _Reader(section_level=2)
    reader.feed(html)
    if reader.deepest > MAX_DEPTH:
        raise TooRich("Danh sách lồng nhau quá sâu. Hãy viết lại cho phẳng hơn.")
    for block in reader.finished():
        if block["t"] == "table":
            if len(block["columns"]) > MAX_COLUMNS:
                raise TooRich(f"Bảng có hơn {MAX_COLUMNS} cột nên không in vừa trang.")
            if len(block["rows"]) > MAX_ROWS:
                raise TooRich(f"Bảng có hơn {MAX_ROWS} dòng. Hãy gửi kèm tệp Excel thay cho bảng.")


def paragraphs(lines: Iterable[str] | str) -> str:
    """Plain lines as paragraphs; every sign stays as it was typed."""
    rows = lines.split("\n") if isinstance(lines, str) else lines
    return "".join(f"<p>{escape(row.strip(), quote=False)}</p>" for row in rows if row.strip())


def heading(text: str, level: int = 2) -> str:
    """A heading inside a section: 2 or 3."""
    return f"<h{level}>{escape(text.strip(), quote=False)}</h{level}>"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of plain cells."""
    first = "".join(f"<th>{escape(cell, quote=False)}</th>" for cell in head)
    rest = "".join(
        "<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{first}</tr></thead><tbody>{rest}</tbody></table>"


def _cell(text: str) -> str:
    return "<br>".join(escape(line.strip(), quote=False) for line in text.split("\n"))


def plain(html: str) -> str:
    """The words alone, a paragraph, list item or row of a table on each line."""
    return "\n".join(line for block in blocks(html) for line in lines_of(block))


def lines_of(block: dict[str, Any]) -> list[str]:
    """The words of a block, line by line."""
    if block["t"] == "table":
        head = [column["title"] for column in block["columns"]]
        return [" | ".join(row) for row in [head, *block["rows"]] if any(row)]
    if block["t"] == "list":
        return [line for item in block["items"] for line in _item_lines(item)]
    return [block["text"] if "text" in block else _words(block.get("runs", []))]


def _item_lines(item: dict[str, Any]) -> list[str]:
    below = [line for inner in item.get("items", []) for line in _item_lines(inner)]
    return [_words(item["runs"]), *below]


def _words(runs: list[dict[str, Any]]) -> str:
    return "".join(run["text"] for run in runs)


def blocks(html: str, *, section_level: int = 2) -> list[dict[str, Any]]:
    """The text as blocks of the page; headings in it stand below the section's own level."""
    reader = _Reader(section_level)
    reader.feed(html)
    return reader.finished()


class _Reader(HTMLParser):
    """Reads the fixed schema; whatever else might be there counts as its words."""

    def __init__(self, section_level: int) -> None:
        super().__init__(convert_charrefs=True)
        self.section_level = section_level
        self.blocks: list[dict[str, Any]] = []
        self.runs: list[dict[str, Any]] = []
        self.heading = 0
        self.marks = {"strong": 0, "em": 0}
        self.lists: list[dict[str, Any]] = []
        self.items: list[dict[str, Any]] = []
        self.rows: list[list[str]] | None = None
        self.head: list[str] = []
        self.in_head = False
        self.deepest = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self.marks:
            self.marks[tag] += 1
        elif tag in ("ul", "ol"):
            self._open_list(tag == "ol")
        elif tag == "li":
            self._open_item()
        elif tag in ("h2", "h3"):
            self._end_paragraph()
            self.heading = int(tag[1])
        elif tag == "p":
            self._end_line_or_paragraph()
        elif tag == "br":
            self._add("\n")
        elif tag == "table":
            self._end_paragraph()
            self.rows, self.head = [], []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in ("th", "td"):
            self.runs = []
            self.in_head = tag == "th"

    def handle_endtag(self, tag: str) -> None:
        if tag in self.marks:
            self.marks[tag] = max(0, self.marks[tag] - 1)
        elif tag in ("ul", "ol") and self.lists:
            self._close_list()
        elif tag == "li":
            self._close_item()
        elif tag in ("h2", "h3", "p"):
            self._end_line_or_paragraph()
        elif tag in ("th", "td"):
            self._close_cell()
        elif tag == "table" and self.rows is not None:
            self._close_table()

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data)
        if text.strip() or self.runs:
            self._add(text)

    def finished(self) -> list[dict[str, Any]]:
        """Everything read, what was left open closed."""
        self.close()
        while self.lists:
            self._close_item()
            self._close_list()
        self._end_paragraph()
        return self.blocks

    def _add(self, text: str) -> None:
        run: dict[str, Any] = {"text": text}
        if self.marks["strong"]:
            run["b"] = True
        if self.marks["em"]:
            run["i"] = True
        last = self.runs[-1] if self.runs else None
        if last is not None and {**last, "text": ""} == {**run, "text": ""}:
            last["text"] += text
        else:
            self.runs.append(run)

    def _taken(self) -> list[dict[str, Any]]:
        runs, self.runs = self.runs, []
        if runs:
            runs[0]["text"] = runs[0]["text"].lstrip()
            runs[-1]["text"] = runs[-1]["text"].rstrip()
        return [run for run in runs if run["text"]]

    def _end_line_or_paragraph(self) -> None:
        """Inside an item or a cell a paragraph is a line of it."""
        if self.rows is not None or self.items:
            if self.runs and not self.runs[-1]["text"].endswith("\n"):
                self._add("\n")
        else:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        level, self.heading = self.heading, 0
        if self.lists or self.rows is not None:
            return
        runs = self._taken()
        if not runs:
            return
        if level:
            below = min(3, self.section_level + level - 1)
            self.blocks.append({"t": "h", "level": below, "text": _words(runs)})
        elif len(runs) == 1 and set(runs[0]) == {"text"}:
            self.blocks.append({"t": "p", "text": runs[0]["text"]})
        else:
            self.blocks.append({"t": "p", "runs": runs})

    def _open_list(self, ordered: bool) -> None:
        if self.items:
            self.items[-1]["runs"] += self._taken()
        else:
            self._end_paragraph()
        self.lists.append({"t": "list", "ordered": ordered, "items": []})
        self.deepest = max(self.deepest, len(self.lists))

    def _open_item(self) -> None:
        if not self.lists:
            return
        if len(self.items) == len(self.lists):
            self._close_item()
        self.items.append({"runs": [], "items": []})

    def _close_item(self) -> None:
        if self.items and len(self.items) == len(self.lists):
            item = self.items.pop()
            item["runs"] += self._taken()
            if item["runs"] or item["items"]:
                self.lists[-1]["items"].append(item)

    def _close_list(self) -> None:
        self._close_item()
        done = self.lists.pop()
        if not done["items"]:
            return
        if self.items:
            self.items[-1]["items"] += done["items"]
        elif self.rows is None:
            self.blocks.append(done)

    def _close_cell(self) -> None:
        text = _words(self._taken())
        if self.rows is None or not self.rows:
            return
        if self.in_head and len(self.rows) == 1:
            self.head.append(text)
        else:
            self.rows[-1].append(text)

    def _close_table(self) -> None:
        rows, self.rows = [row for row in self.rows or [] if row], None
        width = max([len(self.head), *(len(row) for row in rows)], default=0)
        if width:
            head = self.head + [""] * (width - len(self.head))
            full = [row + [""] * (width - len(row)) for row in rows]
            self.blocks.append({"t": "table", "columns": _columns(head, full), "rows": full})


TEXT_WIDTH_MM = 160
NARROWEST_MM = 12
# Of cells, with their padding and lines beside.
CELL_PT, PADDING_MM = 13, 4
LONGEST_WORD_MM = 50


def _columns(head: list[str], rows: list[list[str]]) -> list[dict[str, Any]]:
    """Widths by how much each column says, whole millimetres that fill the text's width."""
    columns = list(zip(head, *rows, strict=True))
    least = [_least(column) for column in columns]
    wish = [max(low, _wish(column)) for low, column in zip(least, columns, strict=True)]
    free = max(0, TEXT_WIDTH_MM - sum(least))
    hunger = sum(wish) - sum(least)
    share = min(1.0, free / hunger) if hunger else 0.0
    widths = [low + int((want - low) * share) for low, want in zip(least, wish, strict=True)]
    if sum(least) > TEXT_WIDTH_MM:
        widths = [TEXT_WIDTH_MM // len(columns)] * len(columns)
    widths[widths.index(max(widths))] += TEXT_WIDTH_MM - sum(widths)
    return [{"title": title, "width_mm": width} for title, width in zip(head, widths, strict=True)]


def _least(cells: tuple[str, ...]) -> int:
    longest = max((width_mm(word, CELL_PT, style="Bold") for word in _each(cells)), default=0)
    return max(NARROWEST_MM, min(LONGEST_WORD_MM, math.ceil(longest)) + PADDING_MM)


def _each(cells: tuple[str, ...]) -> set[str]:
    return {word for cell in cells for word in cell.split()}


def _wish(cells: tuple[str, ...]) -> int:
    longest = max((line for cell in cells for line in cell.split("\n")), key=len)
    return math.ceil(min(width_mm(longest, CELL_PT), 500)) + PADDING_MM
