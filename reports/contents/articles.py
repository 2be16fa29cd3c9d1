"""The page of a decision: grounds, who decides, QUYẾT ĐỊNH, articles (HD 29 §9)."""

from typing import Any

from inspections.models import Round
from reports import rich_text
from reports.contents import grounds, page, words
from reports.contents.draft import Subject, Words
from reports.models import Document, Issuer


def opening(draft: Words, subject: Subject, *more: str) -> str:
    """Lines of grounds: the Union's rules, the issuer's own, ``more``, the adviser's proposal."""
    adviser = words.adviser(subject.issuer)
    found = [
        *grounds.rules(draft, grounds.day_of(subject)),
        grounds.working_rules(subject.issuer),
        *more,
        f"Xét đề nghị của {adviser}",
    ]
    return "\n".join(grounds.lines(found))


def carried_out_by(issuer: Issuer, named: str = "") -> str:
    """The last article: who carries the decision out."""
    union = words.union(issuer)
    whom = f"các đồng chí có tên tại {named}" if named else "Đoàn kiểm tra"
    return (
        f"Văn phòng, Ủy ban Kiểm tra, các Ban {union}, {whom} và các đơn vị có liên quan chịu "
        "trách nhiệm thi hành Quyết định này. Quyết định có hiệu lực kể từ ngày ký./."
    )


def recipients(last: str, issuer: Issuer) -> str:
    """``Như Điều …`` stands first."""
    return words.recipients(f"Như {last}", issuer)


def paper(document: Document, *, number: int | None, is_draft: bool) -> dict[str, Any]:
    """The page of any decision."""
    return page.whole(document, number=number, is_draft=is_draft, blocks=_blocks(document), level=1)


def _blocks(document: Document) -> list[dict[str, Any]]:
    draft = document.draft
    blocks = rich_text.blocks(draft["opening"])
    for text in (_who_decides(document), "QUYẾT ĐỊNH:"):
        blocks.append({"t": "h", "level": 4, "text": text})
    for section in draft["sections"]:
        blocks += _article(section)
    return blocks + rich_text.blocks(draft["closing"])


def _who_decides(document: Document) -> str:
    owner: Round | None = document.round
    day = document.paper_on or (owner.starts_on if owner else None)
    return words.authority(document.issuer, day).upper()


def _article(section: dict[str, Any]) -> list[dict[str, Any]]:
    """``Điều 1.`` in bold goes on as the first paragraph."""
    inner = rich_text.blocks(section["html"])
    if not inner:
        return []
    title = {"text": f"{section['title']} ", "b": True}
    first = inner[0]
    if first["t"] != "p":
        return [{"t": "p", "runs": [{**title, "text": section["title"]}]}, *inner]
    runs = first.get("runs") or [{"text": first["text"]}]
    return [{"t": "p", "runs": [title, *runs]}, *inner[1:]]
