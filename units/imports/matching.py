"""Finds the unit a cell means: by code, by exactly one name; a near match is only suggested."""

import difflib
import re
from collections import defaultdict
from datetime import date

from django.utils import timezone

from accounts.models import User
from units.access import below, importing_units
from units.imports.faults import BadCell
from units.models import OfficialCode, Unit, UnitName
from vietnamese.text import fold

_MOST_SUGGESTIONS = 40
# What stands before the place in a unit's name and tells none from another.
_UNION = re.compile(
    r"^(?:ban chap hanh |bch )?"
    r"(?:(?:tinh|thanh|thi|huyen|xa|phuong|dac khu) )?doan (?:tncs |tn )?(?:ho chi minh )?"
)
_RANK = re.compile(r"^(?:tinh|thanh pho|tp|thi xa|thi tran|huyen|xa|phuong|dac khu) ")


class Scope:
    """The units one importer may speak of: at or below those they run; others do not exist."""

    def __init__(self, actor: User, on: date | None = None) -> None:
        self.actor = actor
        self.on = on or timezone.localdate()
        self.roots = importing_units(actor)
        self._suggested: dict[str, str] = {}
        self._official: dict[date, dict[str, list[Unit]]] = {}
        self._names: dict[int, set[str]] = defaultdict(set)
        rows = Unit.objects.filter(below(self.roots)) if self.roots else Unit.objects.none()
        self.units: dict[str, Unit] = {unit.code: unit for unit in rows.select_related("parent")}
        self._by_pk = {unit.pk: unit for unit in self.units.values()}
        self._by_upper: dict[str, list[Unit]] = defaultdict(list)
        self._by_name: dict[str, set[int]] = defaultdict(set)
        for unit in self.units.values():
            self._by_upper[unit.code.upper()].append(unit)
            for name in (unit.short_name, unit.name):
                self._by_name[fold(name)].add(unit.pk)
        if self.roots:
            self._know_old_names()

    def _know_old_names(self) -> None:
        """A unit is also found by what it was called on another day."""
        old = UnitName.objects.filter(below(self.roots, "unit__"))
        for pk, short_name, name in old.values_list("unit_id", "short_name", "name"):
            self._by_name[fold(short_name)].add(pk)
            self._by_name[fold(name)].add(pk)

    def holds(self, unit: Unit) -> bool:
        """Whether the unit is one of the importer's."""
        return unit.pk in self._by_pk

    def unit(self, text: str, *, on: date | None = None) -> Unit:
        """The unit meant by a code or a name; raises ``BadCell`` with a near match as a hint."""
        found = self._by_upper.get(text.upper(), [])
        if text in self.units:
            return self.units[text]
        if len(found) == 1:
            return found[0]
        named = self.named(text, on=on)
        if len(named) == 1:
            return named[0]
        if named:
            listed = ", ".join(f"“{unit.short_name}” ({unit.code})" for unit in named[:4])
            raise BadCell(f"Có {len(named)} đơn vị cùng tên “{text}”: {listed}. Hãy ghi mã.")
        raise BadCell(f"Không có đơn vị “{text}”.{self._hint(text)}")

    def official(self, text: str, on: date) -> list[Unit]:
        """Units that bore the State's code on the day; codes are used again by others later."""
        if on not in self._official:
            rows = OfficialCode.objects.on(on).filter(unit__in=self._by_pk)
            found = self._official[on] = defaultdict(list)
            for row in rows:
                found[row.code].append(self._by_pk[row.unit_id])
        return self._official[on][text]

    def names_of(self, unit: Unit) -> set[str]:
        """Every folded name of the unit, of today and of other days."""
        if not self._names:
            for name, pks in self._by_name.items():
                for pk in pks:
                    self._names[pk].add(name)
        return self._names[unit.pk]

    def named(self, text: str, *, on: date | None = None) -> list[Unit]:
        """Units that bear or bore the name; of several, those that existed on the day."""
        named = [self._by_pk[pk] for pk in sorted(self._by_name.get(fold(text), ()))]
        if len(named) > 1:
            named = [unit for unit in named if unit.holds(on or self.on)] or named
        return named

    def _hint(self, text: str) -> str:
        """The nearest units as a question; looked up once a text, for the first few only."""
        if text not in self._suggested:
            if len(self._suggested) >= _MOST_SUGGESTIONS:
                return " Hãy ghi mã như trong danh sách đơn vị."
            self._suggested[text] = self._near(text)
        return self._suggested[text]

    def _near(self, text: str) -> str:
        padded = [code for code in self.units if text.isdigit() and code == text.zfill(len(code))]
        if padded:
            return (
                f" Có phải “{padded[0]}”? Excel bỏ số 0 ở đầu khi cột ở dạng Số; hãy đổi cột sang "
                "dạng Văn bản (Text)."
            )
        near = near_names(fold(text), self._by_name)
        units = {pk: self._by_pk[pk] for name in near for pk in sorted(self._by_name[name])}
        if not units:
            return " Hãy ghi mã như trong danh sách đơn vị."
        asked = " hoặc ".join(
            f"“{unit.short_name}” ({unit.code})" for unit in [*units.values()][:3]
        )
        return f" Có phải {asked}?"


def near_names(folded: str, names: dict[str, set[int]]) -> list[str]:
    """Folded names near to the one typed: first by what tells units apart, then as a whole."""
    cores: dict[str, list[str]] = defaultdict(list)
    for name in names:
        cores[_core(name)].append(name)
    by_core = difflib.get_close_matches(_core(folded), list(cores), n=2, cutoff=0.8)
    near = [name for core in by_core for name in cores[core]]
    return near or difflib.get_close_matches(folded, list(names), n=3, cutoff=0.75)


def same_name(text: str, folded: str) -> bool:
    """Whether a typed name means the folded one: ``Phường Hà Tu`` and ``Đoàn phường Hà Tu``."""
    return bool(_cores(fold(text)) & _cores(folded))


def _core(folded: str) -> str:
    """The place without what stands before it: ``huyen doan dam ha`` → ``dam ha``."""
    return _RANK.sub("", _UNION.sub("", folded)) or folded


def _cores(folded: str) -> set[str]:
    """Every reading of a name: ``xa doan ket`` is a commune Đoàn Kết or the union of Kết."""
    return {folded, _core(folded), _RANK.sub("", folded)}
