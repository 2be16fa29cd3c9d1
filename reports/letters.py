"""Which letters the shipped fonts can print; of the others a paper would show boxes.

The renderer never falls back to a font of the machine, so what is not in ours is on no paper.
"""

import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts" / "liberation-serif"
# Never drawn, so no font needs them: line ends, joiners, marks of direction.
_UNSEEN = frozenset("\n\r\t\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff")
MOST_NAMED = 5


@cache
def _printable() -> frozenset[int]:
    """Code points that every face of the family has: any word may come to stand in bold."""
    faces: list[frozenset[int]] = []
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            faces.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*faces)


def missing_letters(text: str) -> list[str]:
    """The letters of the text that cannot be printed, once each, in their order.

    The text counts as it is printed, in NFC. A sign that only chooses how the one before it looks
    (emoji) is told with neither box nor name of its own.
    """
    composed = unicodedata.normalize("NFC", text)
    strange = dict.fromkeys(one for one in composed if not _can_print(one))
    return list(strange)


def _can_print(letter: str) -> bool:
    code = ord(letter)
    is_selector = 0xFE00 <= code <= 0xFE0F
    return is_selector or letter in _UNSEEN or code in _printable()


def named(letters: list[str]) -> str:
    """``“😀” (U+1F600), …``: each letter beside its number, for where it shows as a box."""
    told = ", ".join(f"“{one}” (U+{ord(one):04X})" for one in letters[:MOST_NAMED])
    left = len(letters) - MOST_NAMED
    return f"{told} và {left} ký tự khác" if left > 0 else told
