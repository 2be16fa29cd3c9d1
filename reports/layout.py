"""The content as the templates of the page want it: every key there, every heading in its place.

Contents are frozen, so those of last year lack the keys of this year; the page prints both.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from reports.faces import balanced_mm, width_mm

_NOTHING: dict[str, Any] = {
    "layout": "standard",
    "superior_line": "",
    "issuer_lines": [],
    "number_line": "",
    "date_line": "",
    "type_name": "",
    "subject_line": "",
    "addressees": [],
    "draft": False,
    "draft_no": 0,
    "secrecy": "",
    "urgency": "",
    "duplex": False,
    "foot_note": "",
    "document_code": "",
    "dated": "",
    "check": None,
    "blocks": [],
    "annexes": [],
    "signatures": [],
    "recipients": [],
}
# A last paragraph of one line leaves the signature nearly alone on a page.
_ONE_LINE_MM = 145.0
# A heading in the middle (QUYẾT ĐỊNH) stands above those with a number.
_CENTRED = 4
TEXT_WIDTH_MM = 160.0
PHOTO_HEIGHT_MM = 230.0
INDENT_MM = 12.7
BODY_PT = 14
# Signs of items, in the order of the Vietnamese alphabet.
LETTERS = "abcdđeghiklmnopqrstuvxy"
# The cell of a letter's subject, without the air at its sides.
ABOUT_MM = 70.0
# More than these a page of HD 29 cannot show, or not in the time a person waits.
MAX_DEPTH = 50
MAX_VALUES = 60_000
MAX_COLUMNS = 20
MAX_ROWS = 2_000
MAX_WORD_CELLS = 10_000


def too_much(content: Mapping[str, Any]) -> str:
    """What makes the paper too much to print, as a sentence; nothing when it is not.

    Walks without calling itself: depth is one of the things it looks for.
    """
    waiting: list[tuple[Any, int]] = [(content, 0)]
    values = 0
    while waiting:
        value, depth = waiting.pop()
        values += 1
        if depth > MAX_DEPTH:
            return "Nội dung lồng vào nhau quá nhiều bậc. Hãy bớt bậc của danh sách."
        if values > MAX_VALUES:
            return "Văn bản có quá nhiều đoạn, dòng và ô để in. Hãy chia thành nhiều văn bản."
        if isinstance(value, Mapping):
            if value.get("t") == "table" and (fault := _table_fault(value)):
                return fault
            waiting += [(below, depth + 1) for below in value.values()]
        elif isinstance(value, list):
            waiting += [(below, depth + 1) for below in value]
    return ""


def too_much_for_word(content: Mapping[str, Any]) -> str:
    """The same for the Word twin, which is made while the person waits: a cell costs more there."""
    parts = [content.get("blocks", []), *(a.get("blocks", []) for a in content.get("annexes", []))]
    tables = [block for part in parts for block in part if block["t"] == "table"]
    if sum(len(table["rows"]) * len(table["columns"]) for table in tables) > MAX_WORD_CELLS:
        return "Bảng quá lớn để xuất bản Word. Hãy dùng tệp PDF hoặc chia bảng."
    return too_much(content)


def _table_fault(table: Mapping[str, Any]) -> str:
    if len(table["columns"]) > MAX_COLUMNS:
        return f"Một bảng có hơn {MAX_COLUMNS} cột nên không vừa trang. Hãy bớt cột."
    if len(table["rows"]) > MAX_ROWS:
        return "Một bảng dài hơn 2.000 dòng. Hãy chia bảng hoặc đưa số liệu ra tệp Excel."
    return ""


def photos_of(content: Mapping[str, Any]) -> set[str]:
    """The ``sha256`` of every photo of the body and of the annexes."""
    parts = [content.get("blocks", []), *(a.get("blocks", []) for a in content.get("annexes", []))]
    return {block["sha256"] for part in parts for block in part if block["t"] == "photo"}


def laid_out(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates print of a content: ``paper``."""
    paper = _NOTHING | dict(content)
    is_letter = paper["layout"] == "letter"
    title = [] if is_letter else [paper["type_name"]]
    title += [paper["subject_line"]] if paper["subject_line"] else []
    # The type's name, or a letter's subject, is the first heading.
    below = bool(title)
    return paper | {
        "is_letter": is_letter,
        "title": ": ".join(title) or "Văn bản",
        "subject_mm": _subject_mm(paper["subject_line"], is_letter=is_letter),
        "blocks": _ending_well(_blocks(paper["blocks"], below=below)),
        "annexes": [
            {"subject_line": "", "note": ""}
            | annex
            | {"blocks": _blocks(annex.get("blocks", []), below=True)}
            for annex in paper["annexes"]
        ],
    }


def _subject_mm(subject: str, *, is_letter: bool) -> float:
    """How wide ô 5 or ô 9 is set, so that its lines are of like length."""
    text = unicodedata.normalize("NFC", subject)
    if is_letter:
        return balanced_mm(text, 12, ABOUT_MM, style="Italic")
    return balanced_mm(text, 14, TEXT_WIDTH_MM, style="Bold")


def _blocks(blocks: Iterable[Mapping[str, Any]], *, below: bool) -> list[dict[str, Any]]:
    """The blocks with known keys; ``below`` says that a first heading stands above them."""
    above: list[int] = []
    laid = []
    for block in blocks:
        if block["t"] == "h":
            rank = 0 if block["level"] == _CENTRED else block["level"]
            above = [other for other in above if other < rank]
            # Readers of the tag tree may not meet a skipped level (PDF/UA 7.4.2).
            laid.append({**block, "tag": f"h{len(above) + 1 + below}"})
            above.append(rank)
        elif block["t"] == "list":
            items = _items(block["items"], ordered=block.get("ordered", False))
            laid.append({**block, "tag": _list_tag(block), "items": items})
        elif block["t"] == "p":
            laid.append({"align": "", "stays": False, **block, "runs": runs_of(block)})
        elif block["t"] == "table":
            laid.append({**block, "columns": _fitting(block["columns"])})
        else:
            laid.append({**block, **_photo_size(block)})
    return laid


def _ending_well(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks, of which a last short paragraph stays with the one above it."""
    last = blocks[-1] if blocks else {}
    if last.get("t") == "p":
        text = "".join(run["text"] for run in last["runs"])
        last["stays"] = "\n" not in text and width_mm(text, BODY_PT) <= _ONE_LINE_MM
    return blocks


def _fitting(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns, narrowed in proportion when together they leave the page."""
    whole = sum(column["width_mm"] for column in columns)
    share = min(1.0, TEXT_WIDTH_MM / whole) if whole else 1.0
    return [column | {"width_mm": column["width_mm"] * share} for column in columns]


def _photo_size(photo: Mapping[str, Any]) -> dict[str, float]:
    """Width and height in millimetres, made smaller when the photo would leave the page."""
    wide, high = photo["width_mm"], photo["height_mm"]
    share = min(1.0, TEXT_WIDTH_MM / wide, PHOTO_HEIGHT_MM / high)
    return {"width_mm": wide * share, "height_mm": high * share}


def runs_of(block: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The runs of a paragraph or of an item, also of one that has only a text."""
    runs = block.get("runs") or [{"text": block.get("text", "")}]
    return [{"b": False, "i": False, **run} for run in runs]


def _list_tag(block: Mapping[str, Any]) -> str:
    return "ol" if block.get("ordered") else "ul"


def _items(
    items: Iterable[Mapping[str, Any]], *, ordered: bool, depth: int = 0
) -> list[dict[str, Any]]:
    """Items with their sign, their runs and the list below, which is ordered as the one above."""
    laid = []
    for place, item in enumerate(items):
        kind = {"ordered": item.get("ordered", ordered)}
        below = _items(item.get("items", []), ordered=kind["ordered"], depth=depth + 1)
        sign = _sign(place, ordered=ordered, depth=depth)
        of_sign = {"sign": sign, "indent_mm": INDENT_MM + width_mm(f"{sign} ", BODY_PT)}
        laid.append({"runs": runs_of(item), "tag": _list_tag(kind), "below": below} | of_sign)
    return laid


def _sign(place: int, *, ordered: bool, depth: int) -> str:
    """ "-", below it "+"; "1.", below it "a)"."""
    if not ordered:
        return "+" if depth else "-"
    if not depth or place >= len(LETTERS):
        return f"{place + 1}."
    return f"{LETTERS[place]})"
