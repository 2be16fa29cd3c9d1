"""How wide words stand on paper: the bundled faces are as wide as Times New Roman."""

import math
from functools import cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts" / "liberation-serif"
POINT_MM = 25.4 / 72


@cache
def _face(style: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"LiberationSerif-{style}.ttf", 1000)


def width_mm(text: str, size: float, *, style: str = "Regular") -> float:
    """How wide the text stands on one line. ``style``: Regular, Bold, Italic or BoldItalic."""
    return float(_face(style).getlength(text)) / 1000 * size * POINT_MM


def balanced_mm(text: str, size: float, room_mm: float, *, style: str = "Regular") -> float:
    """The least width, whole millimetres, in which the text needs no more lines than in the room.

    So that the last line of a name is not one word of it.
    """
    words = [width_mm(word, size, style=style) for word in text.split()]
    gap = width_mm(" ", size, style=style)
    lines = _lines(words, gap, room_mm)
    narrow, wide = 0, math.floor(room_mm)
    if lines < 2 or max(words) > wide:
        return room_mm
    while narrow + 1 < wide:
        middle = (narrow + wide) // 2
        fits = max(words) <= middle and _lines(words, gap, middle) <= lines
        narrow, wide = (narrow, middle) if fits else (middle, wide)
    # A hair of air: the printer's own sums differ by less.
    return min(room_mm, wide + 1.0)


def _lines(words: list[float], gap: float, room_mm: float) -> int:
    lines, taken = 1, -gap
    for word in words:
        if taken + gap + word > room_mm:
            lines, taken = lines + 1, -gap
        taken += gap + word
    return lines
