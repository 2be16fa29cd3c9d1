"""What stands in the way of a plan, looked at against the units as they stand on the day."""

import re
from datetime import date, timedelta

from units.models import Placement, Reorganisation, Succession, Unit, UnitChange, under
from units.services.plans import Plan

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
_Kind = Reorganisation.Kind


class Checker:
    """Looks at a plan against the units as they stand on the day; sentences for what is wrong."""

    def __init__(self, plan: Plan, kind: str, on: date, within: Unit) -> None:
        self.plan, self.kind, self.on = plan, kind, on
        rows = Unit.objects.filter(under(within.path), code__in=plan.codes)
        self.units = {unit.code: unit for unit in rows}
        self.made = {row.code: row for row in plan.new}

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
            self._parents,
            self._cover,
            self._children,
            self._heirs,
        )
        return [sentence for check in checks for sentence in check()]

    def _name(self, code: str) -> str:
        return self.made[code].short_name if code in self.made else str(self.units[code])

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
        """History is written in its order: no change of these units may come later."""
        touched = {row.code for row in self.plan.renamed} | {row.code for row in self.plan.moved}
        touched |= set(self.plan.ending)
        later = UnitChange.objects.filter(
            unit__code__in=touched,
            reorganisation__effective_on__gte=self.on,
            reorganisation__reversed_at=None,
            deed__in=(UnitChange.Deed.RENAMED, UnitChange.Deed.MOVED, UnitChange.Deed.ENDED),
        ).select_related("unit", "reorganisation")
        return [
            f"{change.unit} đã có thay đổi từ ngày "
            f"{change.reorganisation.effective_on:%d/%m/%Y} ({change.get_deed_display().lower()}). "
            "Hãy hủy bỏ thay đổi sau trước, rồi nhập theo thứ tự ngày."
            for change in later
        ]

    def _parents(self) -> list[str]:
        """No circle, and no parent that ends before its child."""
        found = []
        for row in self.plan.moved:
            unit, parent = self.units[row.code], self.units.get(row.parent)
            if parent is None and row.parent in self.made:
                continue
            if parent is None or parent.is_at_or_below(unit):
                found.append(
                    f"{unit} không thể trực thuộc {self._name(row.parent)} vì sẽ thành vòng tròn. "
                    "Hãy chọn đơn vị cấp trên khác."
                )
        pairs = [(row.code, row.parent) for row in self.plan.moved]
        pairs += [(row.code, row.parent) for row in self.plan.new if row.parent]
        return found + [self._too_short(*pair) for pair in pairs if self._ends_before(*pair)]

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
        """Who stands under an ending unit must be given a new place first."""
        found = []
        moved = {row.code for row in self.plan.moved} | set(self.plan.ending)
        for code in self.plan.ending:
            if self.plan.heir_of(code):
                continue
            rows = Placement.objects.on(self.on).filter(parent__code=code)
            left = [row.unit for row in rows.select_related("unit") if row.unit.code not in moved]
            left = [unit for unit in left if unit.valid_to is None or unit.valid_to >= self.on]
            if left:
                found.append(
                    f"{self._name(code)} còn {len(left)} đơn vị trực thuộc ({left[0]}…). Hãy chọn "
                    "đơn vị tiếp nhận, hoặc chuyển các đơn vị ấy trước."
                )
        return found

    def _heirs(self) -> list[str]:
        ends = set(self.plan.ending)
        return [
            f"{self._name(heir)} cũng kết thúc nên không thể tiếp nhận. Hãy chọn đơn vị khác."
            for heir in (self.plan.heir_of(code) for code in self.plan.ending)
            if heir in ends
        ]
