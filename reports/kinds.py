"""One row a document kind: the 20th is added by copying the 19th."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What is fixed for a kind of document.

    ``code`` is the abbreviation in the symbol (HD 29 §3.4); an empty one means that the kind
    bears no number, as minutes do.
    """

    name: str
    label: str
    type_name: str
    code: str
    for_round: bool

    @property
    def is_numbered(self) -> bool:
        """Whether a number from a register is printed on it."""
        return bool(self.code)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("conclusion", "Thông báo kết luận kiểm tra", "THÔNG BÁO", "TB", for_round=True),
        Kind("minutes", "Biên bản kiểm tra", "BIÊN BẢN", "", for_round=False),
    )
}
CHOICES = [(kind.name, kind.label) for kind in KINDS.values()]
