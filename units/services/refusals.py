"""A write that the facts do not allow, with the field it speaks of."""

from units.services import tree

STALE = "Nội dung vừa được người khác sửa. Hãy mở lại trang này rồi sửa tiếp."


class Refused(tree.Refused):
    """Refused with one sentence; ``field`` names the input of a form it belongs to, if any."""

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(reason)
        self.field = field
