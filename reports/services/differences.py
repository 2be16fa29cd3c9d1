"""What changed between two states of a draft, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from reports import rich_text
from reports.contents.draft import SUBJECT_LINE, parts_of
from reports.models import Document, Revision

SAME, ADDED, REMOVED, GAP = "same", "added", "removed", "gap"
# Unchanged lines shown around a change; what lies farther away is left out.
AROUND = 1
# Longer passages are shown as taken away and put in whole: words against words grow as a square.
MOST_WORDS = 2_000
MOST_LINES = 2_000
# Passages with less in common are two texts, not one that was changed: mixed, nobody reads them.
LEAST_ALIKE = 0.4
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A run of words: the same in both, added, removed, or left out of the view."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One part of the paper that differs; without pieces only its form (bold, lists) does."""

    label: str
    pieces: list[Piece]


def draft_changes(before: Document | Revision, after: Document | Revision) -> list[Change]:
    """The parts that differ between two states of one paper, in the order of the newer one."""
    old, new = _texts(before), _texts(after)
    labels = {key: label for key, (label, _) in (old | new).items()}
    order = [*new, *(key for key in old if key not in new)]
    pairs = [(key, old.get(key, ("", ""))[1], new.get(key, ("", ""))[1]) for key in order]
    return [
        Change(labels[key], word_changes(rich_text.plain(one), rich_text.plain(other)))
        for key, one, other in pairs
        if not rich_text.same(one, other)
    ]


def since_approved(document: Document) -> list[Change] | None:
    """What changed since the revision that was last approved; ``None`` when none was.

    Saving the date or the signer makes a revision without words of its own, so the words that
    were approved stand in the last one up to it.
    """
    if not document.approved_rev or document.approved_rev == document.rev:
        return None
    rows = document.revisions.filter(rev__lte=document.approved_rev)
    approved = rows.order_by("-rev").first()
    return draft_changes(approved, document) if approved else None


def _texts(state: Document | Revision) -> dict[str, tuple[str, str]]:
    parts: list[tuple[str, str, str]] = parts_of(state.draft)
    subject = {"subject_line": (SUBJECT_LINE, rich_text.paragraphs(state.subject_line))}
    return subject | {key: (label, html) for key, label, html in parts}


def word_changes(before: str, after: str) -> list[Piece]:
    """The newer text with what was taken out and put in; lines far from a change left out."""
    return list(_joined(_pieces(before.split("\n"), after.split("\n"))))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    if max(len(old), len(new)) > MOST_LINES and old != new:
        # Comparing takes the square of their number; a page must not hang on it.
        yield from (Piece(REMOVED, _text(old)), Piece(ADDED, _text(new)))
        return
    steps = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    for step, (name, i1, i2, j1, j2) in enumerate(steps):
        if name == "equal":
            yield from _unchanged(new[j1:j2], is_first=step == 0, is_last=step == len(steps) - 1)
        else:
            yield from _words(_text(old[i1:i2]), _text(new[j1:j2]))


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _unchanged(lines: list[str], *, is_first: bool, is_last: bool) -> Iterator[Piece]:
    head = 0 if is_first else AROUND
    tail = 0 if is_last else AROUND
    if len(lines) <= head + tail + 1:
        yield Piece(SAME, _text(lines))
        return
    yield Piece(SAME, _text(lines[:head]))
    yield Piece(GAP, "…\n")
    yield Piece(SAME, _text(lines[len(lines) - tail :]))


def _words(old: str, new: str) -> Iterator[Piece]:
    ours, theirs = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(a=ours, b=theirs, autojunk=False)
    if max(len(ours), len(theirs)) > MOST_WORDS or matcher.ratio() < LEAST_ALIKE:
        yield Piece(REMOVED, old)
        yield Piece(ADDED, new)
        return
    for name, i1, i2, j1, j2 in matcher.get_opcodes():
        if name == "equal":
            yield Piece(SAME, "".join(theirs[j1:j2]))
        else:
            yield Piece(REMOVED, "".join(ours[i1:i2]))
            yield Piece(ADDED, "".join(theirs[j1:j2]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one; empty ones go."""
    last: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if last and last.kind == piece.kind and piece.kind != GAP:
            last = Piece(last.kind, last.text + piece.text)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
