"""What a reorganisation will do, as plain values that can be looked at before it happens."""

from dataclasses import asdict, dataclass, field
from typing import Any

from units.models import Reorganisation, Succession, Unit
from vietnamese.text import shortened

_Kind = Reorganisation.Kind


@dataclass
class NewUnit:
    """A unit that begins."""

    code: str
    name: str
    short_name: str
    kind: str
    parent: str
    official_code: str = ""
    is_assumed: bool = False


@dataclass
class NewName:
    """A unit that goes on under another name (and perhaps as another kind)."""

    code: str
    name: str
    short_name: str
    kind: str
    is_assumed: bool = False


@dataclass
class NewPlace:
    """A unit that goes on under another parent."""

    code: str
    parent: str


@dataclass
class Link:
    """A unit, or a part of it, that goes on in another; the heir takes over what is open."""

    predecessor: str
    successor: str
    part: str = Succession.Part.WHOLE
    inherits: bool = False
    is_assumed: bool = False


@dataclass
class Plan:
    """Everything one reorganisation does; units are named by their codes."""

    new: list[NewUnit] = field(default_factory=list)
    renamed: list[NewName] = field(default_factory=list)
    moved: list[NewPlace] = field(default_factory=list)
    ending: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    # Of a unit that ends without a successor: who takes over what is open.
    heirs: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The plan as it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Plan":
        """The plan as it was stored."""
        return cls(
            new=[NewUnit(**row) for row in stored["new"]],
            renamed=[NewName(**row) for row in stored["renamed"]],
            moved=[NewPlace(**row) for row in stored["moved"]],
            ending=list(stored["ending"]),
            links=[Link(**row) for row in stored["links"]],
            heirs=dict(stored["heirs"]),
        )

    @property
    def codes(self) -> set[str]:
        """Codes of all units that exist already and are touched or named."""
        made = {row.code for row in self.new}
        named = {row.code for row in self.renamed} | {row.code for row in self.moved}
        parents = [*(row.parent for row in self.new), *(row.parent for row in self.moved)]
        named |= {code for code in parents if code}
        named |= {link.predecessor for link in self.links} | set(self.heirs.values())
        return (named | set(self.ending) | {link.successor for link in self.links}) - made

    def heir_of(self, code: str) -> str:
        """Who takes over what is open of an ending unit; an empty text when nobody does."""
        chosen = [li.successor for li in self.links if li.predecessor == code and li.inherits]
        return chosen[0] if chosen else self.heirs.get(code, "")


def title_of(plan: Plan, kind: str) -> str:
    """What the plan does in one phrase: ``Sáp nhập Huyện đoàn Hoành Bồ vào Thành đoàn Hạ Long``."""
    names = _names_in(plan)
    into = [names[code] for code in dict.fromkeys(link.successor for link in plan.links)]
    gone = [names[code] for code in dict.fromkeys(link.predecessor for link in plan.links)]
    words = {
        _Kind.MERGE: f"Sáp nhập {_few(gone)} vào {_few(into)}",
        _Kind.SPLIT: f"Chia, tách {_few(gone)}",
        _Kind.REARRANGE: f"Sắp xếp {_few(gone)} thành {_few(into)}",
        _Kind.DISSOLVE: f"Giải thể {_few([names[code] for code in plan.ending])}",
        _Kind.CREATE: f"Thành lập {_few([row.short_name for row in plan.new])}",
        _Kind.MOVE: f"Chuyển cấp trên của {_few([names[row.code] for row in plan.moved])}",
        _Kind.RENAME: "Đổi tên " + _few([_renaming(row, names) for row in plan.renamed]),
        _Kind.RETITLE: "Chuyển loại " + _few([_renaming(row, names) for row in plan.renamed]),
    }
    return shortened(words[_Kind(kind)], 200)


def _renaming(row: NewName, names: dict[str, str]) -> str:
    return f"{names[row.code]} thành {row.short_name}"


def _few(names: list[str]) -> str:
    """One or two by name, more by their number."""
    return " và ".join(names) if len(names) <= 2 else f"{len(names)} đơn vị"


def _names_in(plan: Plan) -> dict[str, str]:
    """Code → name of every unit the plan names; a code nobody has stands for itself."""
    rows = Unit.objects.filter(code__in=plan.codes).values_list("code", "short_name")
    found = dict(rows) | {row.code: row.short_name for row in plan.new}
    return {code: found.get(code, code) for code in plan.codes | set(found)}


def lines_of(plan: Plan) -> list[str]:
    """What the plan does, as sentences in the order of the office."""
    names = _names_in(plan)

    def name(code: str) -> str:
        return names[code]

    lines = [f"{row.short_name} được thành lập, trực thuộc {name(row.parent)}." for row in plan.new]
    lines += [f"{name(row.code)} đổi tên thành {row.short_name}." for row in plan.renamed]
    lines += [f"{name(row.code)} chuyển sang trực thuộc {name(row.parent)}." for row in plan.moved]
    for link in plan.links:
        part = "toàn bộ" if link.part == Succession.Part.WHOLE else "một phần"
        heir = ", tiếp nhận hồ sơ và việc còn mở" if link.inherits else ""
        lines.append(f"{name(link.predecessor)} → {name(link.successor)}: {part}{heir}.")
    lines += [f"{name(code)} kết thúc hoạt động." for code in plan.ending]
    lines += [
        f"{name(heir)} tiếp nhận việc còn mở của {name(code)}." for code, heir in plan.heirs.items()
    ]
    return lines
