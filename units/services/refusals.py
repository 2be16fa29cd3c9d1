"""A write that the facts do not allow, with the field it speaks of."""

from collections.abc import Iterable

from django.db import models

from units.services import tree

STALE = "Nội dung vừa được người khác sửa. Hãy mở lại trang này rồi sửa tiếp."


class Refused(tree.Refused):
    """Refused with one sentence.

    ``field`` names the input of a form it belongs to, ``rows`` are the records it speaks of,
    ``more`` what else is refused at the same time; each if any.
    """

    def __init__(
        self,
        reason: str,
        *,
        field: str = "",
        rows: Iterable[models.Model] = (),
        more: Iterable["Refused"] = (),
    ) -> None:
        super().__init__(reason)
        self.field, self.rows, self.more = field, tuple(rows), tuple(more)
