"""Why a write was not done, in sentences for the person."""

from typing import Any


class Refused(Exception):
    """The facts do not allow it; the text says what to do."""


class Stale(Exception):
    """Somebody saved meanwhile; ``current`` is the row as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__("Có người vừa sửa nội dung này.")
        self.current = current
