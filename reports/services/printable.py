"""A last look at everything a paper prints, typed by whomever: no letter may become a box."""

from collections.abc import Iterator, Mapping
from typing import Any

from reports import contents
from reports.letters import missing_letters, named
from reports.models import Document
from workflow.moves import MoveRefused


def refuse_unprintable(document: Document, content: Mapping[str, Any] | None = None) -> None:
    """Raises ``MoveRefused`` when the fonts lack a letter of the whole page.

    The paper's own fields are told one by one before (``models.missing``); what is left are words
    from elsewhere: the issuer's, names of the team, captions of photos.
    """
    page = content or contents.paper(document, number=None, is_draft=False)
    for text in _texts(page):
        strange = missing_letters(text)
        if strange:
            words = " ".join(text.split())[:60]
            raise MoveRefused(
                [
                    f"“{words}” trên trang in có ký tự không in được: {named(strange)}. "
                    "Hãy sửa nơi khai báo nội dung này (cơ quan ban hành, Đoàn kiểm tra, "
                    "chú thích ảnh)."
                ]
            )


def _texts(page: Mapping[str, Any]) -> Iterator[str]:
    """Every text anywhere in the content; walks without calling itself."""
    waiting: list[Any] = [page]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
