"""Reading a printed paper back: lines with their place in millimetres, size, weight, slant."""

import io
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pdfplumber

MM = 25.4 / 72
# Words farther apart than this stand in different cells; the head's two cells meet at 108 mm.
CELL_GAP_MM = 9.0
HEAD_ENDS_MM = 50.0
CELLS_MEET_MM = 108.0


@dataclass
class Line:
    """One run of glyphs on one baseline."""

    page: int
    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool
    italic: bool

    @property
    def centre(self) -> float:
        """Middle, in mm from the left edge."""
        return (self.x0 + self.x1) / 2


class Paper:
    """A PDF read back."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            self.boxes = [(page.width, page.height) for page in pdf.pages]
            self.chars = [self._ink(page) for page in pdf.pages]
            self.rules = [list(page.lines) + list(page.rects) for page in pdf.pages]
        self.lines = [line for n, chars in enumerate(self.chars) for line in _lines(n, chars)]

    @staticmethod
    def _ink(page: Any) -> list[dict[str, Any]]:
        return [
            {**c, "baseline": (page.height - c["matrix"][5]) * MM}
            for c in page.chars
            if c["text"].strip()
        ]

    @property
    def pages(self) -> int:
        """How many pages."""
        return len(self.boxes)

    def find(self, text: str, *, last: bool = False) -> Line:
        """The first (or last) line that holds the text; spaces do not count."""
        wanted = text.replace(" ", "")
        hits = [line for line in self.lines if wanted in line.text.replace(" ", "")]
        assert hits, f"{text!r} stands nowhere on the paper"
        return hits[-1] if last else hits[0]

    def has(self, text: str) -> bool:
        """Whether a line holds the text."""
        wanted = text.replace(" ", "")
        return any(wanted in line.text.replace(" ", "") for line in self.lines)

    def body(self) -> list[Line]:
        """Lines inside the text box: without page numbers and the foot margin."""
        return [line for line in self.lines if 19 < line.baseline < 277.5]


def _lines(page: int, chars: list[dict[str, Any]]) -> list[Line]:
    rows: list[list[dict[str, Any]]] = []
    for char in sorted(chars, key=lambda c: (c["baseline"], c["x0"])):
        if rows and abs(rows[-1][0]["baseline"] - char["baseline"]) < 0.35:
            rows[-1].append(char)
        else:
            rows.append([char])
    return [_line(page, run) for row in rows for run in _runs(page, row)]


def _is_new_cell(page: int, before: dict[str, Any], char: dict[str, Any]) -> bool:
    if (char["x0"] - before["x1"]) * MM >= CELL_GAP_MM:
        return True
    in_head = page == 0 and char["baseline"] < HEAD_ENDS_MM
    return in_head and before["x0"] * MM < CELLS_MEET_MM <= char["x0"] * MM


def _runs(page: int, row: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    runs: list[list[dict[str, Any]]] = []
    for char in sorted(row, key=lambda c: c["x0"]):
        if runs and not _is_new_cell(page, runs[-1][-1], char):
            runs[-1].append(char)
        else:
            runs.append([char])
    return runs


def _line(page: int, run: list[dict[str, Any]]) -> Line:
    font = Counter(c["fontname"] for c in run).most_common(1)[0][0]
    return Line(
        page=page,
        text=_spaced(run),
        x0=run[0]["x0"] * MM,
        x1=run[-1]["x1"] * MM,
        baseline=run[0]["baseline"],
        size=round(Counter(round(c["size"], 1) for c in run).most_common(1)[0][0], 1),
        bold="Bold" in font,
        italic="Italic" in font,
    )


def _spaced(run: list[dict[str, Any]]) -> str:
    text: str = run[0]["text"]
    for before, char in pairwise(run):
        gap = char["x0"] - before["x1"]
        text += (" " if gap > 0.15 * char["size"] else "") + char["text"]
    return text
