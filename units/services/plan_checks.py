"""What stands in the way of a plan, looked at against the units as they stand on the day."""

import re
from datetime import date, timedelta

from django.db.models import Q

from units.models import (
    OfficialCode,
    Placement,
    Reorganisation,
    Succession,
    Unit,
    UnitChange,
    UnitName,
    holds_on,
    under,
)
from units.services.plans import Plan
from vietnamese.text import fold

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
_Kind = Reorganisation.Kind
MOST_ROWS = 500


class Checker:
    """Looks at a plan against the units as they stand on the day; sentences for what is wrong."""

    def __init__(self, plan: Plan, kind: str, on: date, within: Unit) -> None:
        self.plan, self.kind, self.on = plan, kind, on
        rows = Unit.objects.filter(under(within.path), code__in=plan.codes)
        self.units = {unit.code: unit for unit in rows}
        self.made = {row.code: row for row in plan.new}
        self.within = within
        self._parents: dict[tuple[str, date], str] = {}

    def problems(self) -> list[str]:
        """Everything wrong with the plan, in sentences; empty when it can be carried out."""
        unknown = self.plan.codes - set(self.units)
        if unknown:
            names = ", ".join(sorted(unknown))
            return [f"Không có đơn vị có mã {names} trong phạm vi quản lý. Hãy kiểm tra lại mã."]
        checks = (
            self._shape,
            self._new,
            self._alive,
            self._order,
            self._ends,
            self._circles,
            self._names,
            self._cover,
            self._children,
            self._heirs,
        )
        return [sentence for check in checks for sentence in check()]

    def _name(self, code: str) -> str:
        if code in self.made:
            return self.made[code].short_name
        if code not in self.units:
            self.units[code] = Unit.objects.get(code=code)
        return str(self.units[code])

    def _shape(self) -> list[str]:
        """Each kind of reorganisation has its own number of units on each side."""
        plan, kind = self.plan, self.kind
        into = {link.successor for link in plan.links}
        if kind == _Kind.MERGE and (not plan.ending or len(into) != 1):
            return ["Sáp nhập cần ít nhất một đơn vị được nhập và đúng một đơn vị nhận."]
        if kind == _Kind.SPLIT and (len({li.predecessor for li in plan.links}) != 1 or not into):
            return ["Chia, tách cần đúng một đơn vị trước và ít nhất một đơn vị sau."]
        if kind == _Kind.DISSOLVE and (not plan.ending or plan.links):
            return ["Giải thể cần ít nhất một đơn vị kết thúc và không có đơn vị kế thừa."]
        changes = plan.new or plan.renamed or plan.moved or plan.ending or plan.links
        return [] if changes else ["Chưa có thay đổi nào. Hãy chọn đơn vị và nội dung thay đổi."]

    def _new(self) -> list[str]:
        found = []
        taken = set(Unit.objects.filter(code__in=self.made).values_list("code", flat=True))
        codes = [row.code for row in self.plan.new]
        for row in self.plan.new:
            if not CODE.fullmatch(row.code):
                found.append(
                    f"Mã “{row.code}” chưa đúng. Hãy dùng chữ hoa không dấu, số và dấu gạch nối, "
                    "tối đa 20 ký tự."
                )
            elif row.code in taken or codes.count(row.code) > 1:
                found.append(f"Mã “{row.code}” đã có đơn vị khác dùng. Hãy chọn mã khác.")
        return found

    def _alive(self) -> list[str]:
        """Whoever is named stands on the day: nobody merges into a unit that has ended."""
        found = []
        before = {link.predecessor for link in self.plan.links} & set(self.plan.ending)
        for code, unit in sorted(self.units.items()):
            # Written down afterwards: a predecessor may have its last day the day before.
            day = self.on - timedelta(days=1) if code in before else self.on
            if unit.valid_to and unit.valid_to < day:
                found.append(
                    f"{unit} đã kết thúc hoạt động ngày {unit.valid_to:%d/%m/%Y}, trước ngày có "
                    "hiệu lực. Hãy chọn đơn vị khác hoặc sửa ngày."
                )
            elif unit.valid_from and unit.valid_from > self.on:
                found.append(
                    f"{unit} chỉ có từ ngày {unit.valid_from:%d/%m/%Y}, sau ngày có hiệu lực. "
                    "Hãy sửa ngày."
                )
        return found

    def _order(self) -> list[str]:
        """History is written in its order: nothing of these units may begin that day or later."""
        touched = {row.code for row in self.plan.renamed} | {row.code for row in self.plan.moved}
        touched |= set(self.plan.ending)
        later = UnitChange.objects.filter(
            unit__code__in=touched,
            reorganisation__effective_on__gte=self.on,
            reorganisation__reversed_at=None,
            deed__in=(UnitChange.Deed.RENAMED, UnitChange.Deed.MOVED, UnitChange.Deed.ENDED),
        ).select_related("unit", "reorganisation")
        found = {
            change.unit.code: f"{change.unit} đã có thay đổi từ ngày "
            f"{change.reorganisation.effective_on:%d/%m/%Y} ({change.get_deed_display().lower()}). "
            "Hãy hủy bỏ thay đổi sau trước, rồi nhập theo thứ tự ngày."
            for change in later
        }
        return list({**self._later_rows(), **found}.values())

    def _later_rows(self) -> dict[str, str]:
        """Names, parents and codes that begin later, whoever wrote them (a table, say)."""
        ending = set(self.plan.ending)
        asked = (
            (UnitName, ending | {row.code for row in self.plan.renamed}),
            (Placement, ending | {row.code for row in self.plan.moved}),
            (OfficialCode, ending),
        )
        return {
            row.unit.code: f"{row.unit} đã có tên, cấp trên hoặc mã từ ngày "
            f"{row.valid_from:%d/%m/%Y}. Hãy chọn ngày có hiệu lực sau ngày ấy."
            for model, codes in asked
            for row in model.objects.filter(
                unit__code__in=codes, valid_from__gte=self.on
            ).select_related("unit")
        }

    def _ends(self) -> list[str]:
        """No parent that ends before its child; nobody changes and ends in one decision."""
        pairs = [(row.code, row.parent) for row in self.plan.moved]
        pairs += [(row.code, row.parent) for row in self.plan.new if row.parent]
        changed = {row.code for row in self.plan.renamed} | {row.code for row in self.plan.moved}
        both = [
            f"{self._name(code)} không thể vừa đổi tên, chuyển cấp trên vừa kết thúc. Hãy bỏ một."
            for code in self.plan.ending
            if code in changed
        ]
        return both + [self._too_short(*pair) for pair in pairs if self._ends_before(*pair)]

    def _circles(self) -> list[str]:
        """Nobody stands under itself, on the day or on any later day that is written already."""
        above = self._parents_after()
        rows = Placement.objects.filter(under(self.within.path, "unit__"), valid_from__gt=self.on)
        later = {row.valid_from for row in rows.order_by("valid_from")[:MOST_ROWS]}
        for day in sorted({self.on} | {day for day in later if day}):
            for code in above:
                if self._comes_back(code, above, day):
                    return [
                        f"{self._name(code)} không thể trực thuộc {self._name(above[code])} vì sẽ "
                        f"thành vòng tròn (ngày {day:%d/%m/%Y}). Hãy chọn đơn vị cấp trên khác."
                    ]
        return []

    def _names(self) -> list[str]:
        """Two of one name under one parent could not be told apart."""
        ending = set(self.plan.ending)
        wanted = [(row.code, row.short_name, row.parent) for row in self.plan.new]
        wanted += [
            (row.code, row.short_name, self._parent_of(row.code, self.on))
            for row in self.plan.renamed
        ]
        found = []
        for code, name, parent in wanted:
            named = UnitName.objects.on(self.on).filter(
                holds_on(self.on, "unit__placements__"), unit__placements__parent__code=parent
            )
            others = named.exclude(unit__code__in=ending | {code}).values_list("short_name")
            if fold(name) in {fold(other) for (other,) in others}:
                found.append(
                    f"Đã có đơn vị khác tên “{name}” cùng cấp trên. Hãy chọn tên khác để phân biệt."
                )
        return found

    def _parents_after(self) -> dict[str, str]:
        """Code → parent's code, for everyone the plan gives a parent."""
        above = {row.code: row.parent for row in self.plan.moved}
        above |= {row.code: row.parent for row in self.plan.new}
        for row in self._children_of_ending():
            code, heir = row.unit.code, self.plan.heir_of(row.parent.code)
            if code in above or not heir or code in self.plan.ending:
                continue
            above[code] = heir if heir != code else self._parent_of(row.parent.code, self.on)
        return {code: parent for code, parent in above.items() if parent}

    def _comes_back(self, code: str, above: dict[str, str], day: date) -> bool:
        seen = {code}
        while code:
            code = above.get(code) or self._parent_of(code, day)
            if code in seen:
                return True
            seen.add(code)
        return False

    def _parent_of(self, code: str, day: date) -> str:
        known = self._parents.get((code, day))
        if known is None:
            row = Placement.objects.on(day).filter(unit__code=code).values_list("parent__code")
            known = self._parents[code, day] = (row.first() or ("",))[0]
        return known

    def _children_of_ending(self) -> list[Placement]:
        """Who stands under an ending unit on the day, or would later."""
        rows = Placement.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=self.on), parent__code__in=self.plan.ending
        ).select_related("unit", "parent")
        return [r for r in rows if r.unit.valid_to is None or r.unit.valid_to >= self.on]

    def _ends_before(self, child: str, parent: str) -> bool:
        if parent in self.plan.ending:
            return True
        last = self.units[parent].valid_to if parent in self.units else None
        child_last = self.units[child].valid_to if child in self.units else None
        return last is not None and (child_last is None or last < child_last)

    def _too_short(self, child: str, parent: str) -> str:
        return (
            f"{self._name(parent)} kết thúc trước {self._name(child)}. Hãy chọn đơn vị cấp trên "
            "còn hoạt động."
        )

    def _cover(self) -> list[str]:
        """What ends goes on somewhere: as a whole in one unit, or in at least two parts."""
        found = []
        for code in {link.predecessor for link in self.plan.links}:
            parts = [li.part for li in self.plan.links if li.predecessor == code]
            wholes = parts.count(Succession.Part.WHOLE)
            if wholes and len(parts) > 1:
                found.append(
                    f"{self._name(code)} được ghi “toàn bộ” cho nhiều đơn vị. Hãy ghi “một phần”."
                )
            elif not wholes and len(parts) == 1 and code in self.plan.ending:
                found.append(
                    f"{self._name(code)} kết thúc nhưng chỉ mới chuyển một phần. Hãy ghi đủ các "
                    "đơn vị nhận phần còn lại, hoặc cho đơn vị còn tồn tại sau khi tách."
                )
            elif wholes and code not in self.plan.ending:
                found.append(
                    f"{self._name(code)} chuyển toàn bộ nên phải kết thúc. Hãy ghi “một phần”."
                )
        if self.kind in (_Kind.MERGE, _Kind.SPLIT, _Kind.REARRANGE):
            linked = {li.predecessor for li in self.plan.links}
            found += [
                f"{self._name(code)} kết thúc nhưng chưa có đơn vị kế thừa. Hãy chọn đơn vị nhận."
                for code in self.plan.ending
                if code not in linked
            ]
        return found

    def _children(self) -> list[str]:
        """Who stands under an ending unit must be given a new place."""
        moved = {row.code for row in self.plan.moved} | set(self.plan.ending)
        rows = [row for row in self._children_of_ending() if row.unit.code not in moved]
        late = [
            f"{row.unit} sẽ chuyển về {row.parent} từ ngày {row.valid_from:%d/%m/%Y}, khi đơn vị "
            "ấy đã kết thúc. Hãy hủy bỏ việc chuyển đó trước."
            for row in rows
            if row.valid_from and row.valid_from > self.on
        ]
        alone: dict[str, list[Unit]] = {}
        for row in rows:
            if not self.plan.heir_of(row.parent.code):
                alone.setdefault(row.parent.code, []).append(row.unit)
        return late + [
            f"{self._name(code)} còn {len(units)} đơn vị trực thuộc ({units[0]}…). Hãy chọn "
            "đơn vị tiếp nhận, hoặc chuyển các đơn vị ấy trước."
            for code, units in alone.items()
        ]

    def _heirs(self) -> list[str]:
        """Records go to one that stands, from one that ends."""
        ends = set(self.plan.ending)
        chosen = {heir for heir in (self.plan.heir_of(code) for code in ends) if heir}
        found = [
            f"{self._name(heir)} cũng kết thúc nên không thể tiếp nhận. Hãy chọn đơn vị khác."
            for heir in sorted(chosen & ends)
        ]
        return (
            found
            + [
                f"{self._name(link.predecessor)} còn tồn tại nên tự giữ hồ sơ của mình. Hãy bỏ "
                "chọn đơn vị tiếp nhận."
                for link in self.plan.links
                if link.inherits and link.predecessor not in ends
            ]
            + [
                f"{self._name(code)} chưa có đơn vị tiếp nhận hồ sơ, việc còn mở. Hãy chọn."
                for code in self.plan.ending
                if self.kind in (_Kind.MERGE, _Kind.SPLIT) and not self.plan.heir_of(code)
            ]
        )
