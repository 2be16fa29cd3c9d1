"""Vietnamese text: one spelling in store, one folding for search, one order for lists.

Plain functions without models; everything that compares text goes through here.
"""

import re
import unicodedata

# The Vietnamese alphabet; tone marks come after the letter (a < à < ả < ã < á < ạ < ă …).
_ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_LETTER_RANK = {letter: f"{rank:02d}" for rank, letter in enumerate(_ALPHABET, start=10)}
_FOREIGN = {"f": "225", "j": "295", "w": "465", "z": "495"}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def clean(text: str) -> str:
    """Text as it is stored: NFC, no control characters, single line ends, trimmed."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))
    return kept.strip()


def fold(text: str) -> str:
    """Search key: lower case, without marks, đ as d, single spaces (``Đầm Hà`` → ``dam ha``)."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare).strip()


def sort_key(text: str) -> str:
    """Key that sorts by the Vietnamese alphabet in any database, byte by byte.

    Letters first, tones second, so that ``Hà`` and ``Há`` stand together.
    """
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text).lower():
        base, tone = _split_tone(char)
        letters.append(_LETTER_RANK.get(base) or _FOREIGN.get(base) or _other(base))
        tones.append(tone)
    return f"{''.join(letters)} {''.join(tones)}"[:400]


def person_sort_key(full_name: str) -> str:
    """Key that sorts people as Vietnamese lists do: by given name, then by the rest.

    The given name counts with its tones before the rest is looked at: all ``Hà`` stand before
    the first ``Há``. ``!`` sorts below every digit.
    """
    rest, _, given = " ".join(full_name.split()).rpartition(" ")
    return f"{sort_key(given)}!{sort_key(rest)}"[:400]


def _split_tone(char: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", char)
    tone = next((_TONES[c] for c in decomposed if c in _TONES), "0")
    bare = "".join(c for c in decomposed if c not in _TONES)
    return unicodedata.normalize("NFC", bare), tone


def _other(char: str) -> str:
    if char.isdigit():
        return f"0{char}"
    return "00"


def shortened(text: str, length: int = 80) -> str:
    """The text on one line, cut at a word with an ellipsis when it is longer."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    return f"{flat[: length - 1].rpartition(' ')[0] or flat[: length - 1]}…"
