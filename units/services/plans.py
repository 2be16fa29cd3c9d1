"""What a reorganisation will do, as plain values that can be looked at before it happens."""

from dataclasses import asdict, dataclass, field
from typing import Any

from units.models import Succession, Unit


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
    pass_memberships: bool = False

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
            pass_memberships=stored["pass_memberships"],
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


def lines_of(plan: Plan) -> list[str]:
    """What the plan does, as sentences in the order of the office."""
    rows = Unit.objects.filter(code__in=plan.codes).values_list("code", "short_name")
    names = dict(rows) | {row.code: row.short_name for row in plan.new}

    def name(code: str) -> str:
        return names.get(code, code)

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
