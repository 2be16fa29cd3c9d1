"""What a tree may not be: a circle, a child that outlives its parent, a path without end."""

from collections.abc import Iterator, Mapping
from datetime import date

from units.imports.lives import Life, lives_of
from units.imports.matching import Scope
from units.imports.periods import Period, inside, overlap
from units.imports.plans import Plan
from units.imports.tables import Record
from units.imports.timelines import at
from units.models import Placement

Groups = Mapping[str, list[Record]]
_LONGEST_PATH = 400


class Tree:
    """The tree as it will be: lives of the file over lives that are there."""

    def __init__(self, after: Mapping[str, Life], scope: Scope) -> None:
        self.after, self.scope = after, scope
        self._known: dict[str, Life] = {}

    def life(self, code: str) -> Life | None:
        """The unit's life after the import; nothing outside the importer's scope."""
        if code in self.after:
            return self.after[code]
        if code not in self._known and code in self.scope.units:
            self._known |= lives_of([self.scope.units[code]])
        return self._known.get(code)

    def name(self, code: str) -> str:
        """How people call the unit."""
        life = self.life(code)
        return life.names[-1].value[1] if life and life.names else code

    def chain(self, code: str, day: date) -> list[str]:
        """The unit and those above it on the day; ends where a circle closes."""
        found = [code]
        while True:
            life = self.life(found[-1])
            above = at(life.places, day) if life else None
            if above is None:
                return found
            found.append(above)
            if above in found[:-1]:
                return found


def check(
    made: Plan,
    groups: Groups,
    before: Mapping[str, Life],
    after: Mapping[str, Life],
    changed: set[str],
    scope: Scope,
) -> None:
    """Faults of the tree as it would be; what the file does not change is not judged."""
    tree = Tree(after, scope)
    for code in sorted(changed):
        _check_chain(made, groups[code], tree, code, changed)
    shifted = {c for c in changed if c in before and before[c].days != after[c].days}
    for code, life in after.items():
        for span in life.places:
            if code in changed or span.value in shifted:
                _check_inside(made, groups[code], tree, span.period, span.value)
    _check_children_left(made, groups, tree, shifted)


def _check_chain(made: Plan, group: list[Record], tree: Tree, code: str, changed: set[str]) -> None:
    """No circle on any day, and no path too long to keep."""
    for span in tree.after[code].places:
        for chain in _chains(tree, code, span.period):
            record = _record_at(group, span.period)
            if chain.count(chain[-1]) > 1:
                circle = chain[chain.index(chain[-1]) :]
                # Each unit of the circle would tell the same: one does.
                if code == min((c for c in circle if c in changed), default=code):
                    names = " → ".join(f"{tree.name(one)} ({one})" for one in circle)
                    made.refuse(record, "parent", f"Quan hệ trực thuộc thành vòng tròn: {names}.")
                    return
            elif sum(len(one) + 1 for one in chain) > _LONGEST_PATH:
                made.refuse(record, "parent", "Đơn vị nằm dưới quá nhiều cấp. Hãy sửa cấp trên.")
                return


def _chains(tree: Tree, code: str, period: Period) -> Iterator[list[str]]:
    """The chain above the unit on each day of the period on which something in it begins."""
    waiting, seen = [period[0] or period[1] or tree.scope.on], set()
    while waiting:
        day = waiting.pop()
        if day in seen:
            continue
        seen.add(day)
        chain = tree.chain(code, day)
        yield chain
        for one in chain:
            life = tree.life(one)
            starts = [span.first for span in life.places] if life else []
            waiting += [s for s in starts if s and s not in seen and overlap((s, s), period)]


def _check_inside(made: Plan, group: list[Record], tree: Tree, period: Period, parent: str) -> None:
    life = tree.life(parent)
    if life is None or inside(period, life.days):
        return
    begins, ends = life.days
    record = _record_at(group, period)
    name = tree.name(parent)
    if ends and (period[1] is None or period[1] > ends):
        reason = f"{name} kết thúc ngày {ends:%d/%m/%Y}, trước đơn vị này."
        made.refuse(record, "valid_to", f"{reason} Hãy sửa ngày hoặc chọn cấp trên khác.")
    elif begins:
        reason = f"{name} chỉ có từ ngày {begins:%d/%m/%Y}, sau khi đơn vị này bắt đầu."
        made.refuse(record, "valid_from", f"{reason} Hãy sửa ngày hoặc chọn cấp trên khác.")


def _check_children_left(made: Plan, groups: Groups, tree: Tree, shifted: set[str]) -> None:
    """Units below that the file does not speak of must still stand inside their parent's days."""
    rows = Placement.objects.filter(parent__code__in=shifted).exclude(unit__code__in=tree.after)
    for row in rows.select_related("unit", "parent").order_by("unit__sort_key"):
        days = tree.after[row.parent.code].days
        record = groups[row.parent.code][-1]
        if not record.is_bad and not inside((row.valid_from, row.valid_to), days):
            reason = f"{row.unit} ({row.unit.code}) còn trực thuộc ngoài những ngày này."
            made.refuse(record, "valid_to", f"{reason} Hãy chuyển hoặc kết thúc đơn vị ấy trước.")


def _record_at(group: list[Record], period: Period) -> Record:
    """The row of the unit that speaks of the period."""
    days = ((r, (r.get("valid_from"), r.get("valid_to"))) for r in group)
    return next((record for record, own in days if overlap(own, period)), group[0])
