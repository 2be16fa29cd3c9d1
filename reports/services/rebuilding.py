"""A draft beside what the data say now: part by part, the person's words or the new ones."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from inspections.services import Refused
from reports import rich_text
from reports.contents.draft import SUBJECT_LINE, parts_of
from reports.models import Document
from reports.services.drafting import gathered, subject_of
from reports.services.revisions import NOT_A_DRAFT, note_revision, update_at_rev
from vietnamese.text import fold

SUBJECT = "subject_line"


@dataclass(frozen=True)
class Part:
    """One part of a draft: as it stands, as the data gave it, as they give it now."""

    key: str
    label: str
    now: str
    built: str
    fresh: str

    @property
    def is_edited(self) -> bool:
        """Whether somebody changed it by hand since it was built."""
        return not rich_text.same(self.now, self.built)

    @property
    def is_new(self) -> bool:
        """Whether the data say something else than when it was built."""
        return not rich_text.same(self.fresh, self.built)

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return not rich_text.same(self.now, self.fresh)

    @property
    def now_words(self) -> str:
        """The words as they stand, without their form."""
        return rich_text.plain(self.now)

    @property
    def fresh_words(self) -> str:
        """The words of the data, without their form."""
        return rich_text.plain(self.fresh)


def parts_beside_data(document: Document) -> list[Part]:
    """Every part of the draft beside what the data give today, in the order of the page."""
    return _parts(document, gathered(document.kind, subject_of(document)))


def _parts(document: Document, facts: dict[str, Any]) -> list[Part]:
    built = document.built or document.draft
    now = _texts(document.draft, document.subject_line)
    old = _texts(built, built.get(SUBJECT, document.subject_line))
    fresh = _texts(facts["draft"], facts[SUBJECT])
    labels = {key: label for key, (label, _) in (now | fresh).items()}
    order = [*fresh, *(key for key in now if key not in fresh)]
    empty = ("", "")
    return [
        Part(
            key=key,
            label=labels[key],
            now=now.get(key, empty)[1],
            built=old.get(key, empty)[1],
            fresh=fresh.get(key, empty)[1],
        )
        for key in order
    ]


def _texts(draft: dict[str, Any], subject: str) -> dict[str, tuple[str, str]]:
    line = (SUBJECT_LINE, rich_text.paragraphs(subject))
    return {SUBJECT: line} | {key: (label, html) for key, label, html in parts_of(draft)}


@transaction.atomic
def rebuild_draft(
    document: Document,
    *,
    rev: int,
    actor: User | None = None,
    take: Collection[str] | None = None,
) -> Document:
    """Build the draft anew from the data over the revision seen: the parts in ``take`` (all of
    them without it) get the new words, the others keep theirs.

    Raises ``Stale`` when somebody saved meanwhile, ``Refused`` when it is no draft any more.
    """
    current = Document.objects.select_for_update().get(pk=document.pk)
    if current.status != Document.Status.DRAFT:
        raise Refused(NOT_A_DRAFT)
    facts = gathered(document.kind, subject_of(document))
    if take is None:
        changes = facts
    else:
        subject = facts[SUBJECT] if SUBJECT in take else current.subject_line
        changes = {
            "draft": _mixed(current.draft, facts["draft"], set(take)),
            "subject_line": subject,
            "built": facts["built"],
        }
    changes = {**changes, "search_key": fold(changes[SUBJECT])[:500]}
    update_at_rev(document, rev, changes)
    if actor:
        note_revision(document, actor=actor, name="Lập lại từ dữ liệu")
    return document


def _mixed(old: dict[str, Any], new: dict[str, Any], take: set[str]) -> dict[str, Any]:
    """The new draft with the old words where they are kept."""
    marks = {gap["mark"]: gap for gap in [*old.get("gaps", []), *new.get("gaps", [])]}
    return {
        "opening": (new if "opening" in take else old)["opening"],
        "sections": _mixed_parts(old["sections"], new["sections"], take),
        "closing": (new if "closing" in take else old)["closing"],
        "annexes": _mixed_parts(old.get("annexes", []), new.get("annexes", []), take),
        "gaps": list(marks.values()),
    }


def _mixed_parts(
    old: list[dict[str, Any]], new: list[dict[str, Any]], take: set[str]
) -> list[dict[str, Any]]:
    """Parts of the new order, each with its new or its old words; old ones the data do not know
    any more stay at the end unless the new (none) is taken."""
    kept = {part["key"]: part for part in old if part["key"] not in take}
    there = {part["key"] for part in old}
    mixed = [
        {**part, "html": kept[part["key"]]["html"]} if part["key"] in kept else part
        for part in new
        if part["key"] in take or part["key"] in there
    ]
    known = {part["key"] for part in new}
    return [*mixed, *(part for key, part in kept.items() if key not in known)]
