"""A reorganisation over all floors: what it touches, carried out and taken back as one deed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from inspections import services as inspections
from tasks import services as tasks
from units.models import Placement, Reorganisation, Unit
from units.services import reorganisations as units
from units.services import take_back as backwards
from units.services.plans import Plan
from units.services.tree import Refused

ROWS_SHOWN = 5
_MEANWHILE = "Dữ liệu vừa được người khác thay đổi. Hãy tải lại trang, xem lại rồi làm lần nữa."


@dataclass
class Touched:
    """One kind of thing a reorganisation touches at one unit, and what becomes of it."""

    unit: Unit
    label: str
    rows: Sequence[models.Model]
    what: str

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    @property
    def shown(self) -> list[str]:
        """The first of them, as people read them."""
        return [str(row) for row in self.rows[:ROWS_SHOWN]]


def touched(reorganisation: Reorganisation) -> list[Touched]:
    """Everything open at the units that end: people, seats, visits, rounds, units below."""
    plan = Plan.from_json(reorganisation.plan)
    codes = {*plan.ending, *(plan.heir_of(code) for code in plan.ending)}
    known = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    made = {row.code: row.short_name for row in plan.new}
    found: list[Touched] = []
    for code in plan.ending:
        if code in known:
            heir = plan.heir_of(code)
            name = str(known.get(heir) or made.get(heir, ""))
            rows = _open_at(known[code], known.get(heir), name, reorganisation.effective_on, plan)
            found += [one for one in rows if one.rows]
    return found


def _open_at(unit: Unit, heir: Unit | None, name: str, on: date, plan: Plan) -> list[Touched]:
    goes = f"chuyển sang {name}" if name else "chưa có nơi tiếp nhận, hãy chọn"
    stays = "ở lại với đơn vị đã kết thúc; hãy đổi lịch hoặc rút trước nếu cần"
    moved = {row.code for row in plan.moved} | set(plan.ending)
    people = unit.memberships.current(on).select_related("user", "unit")
    below = Placement.objects.on(on).filter(parent=unit).exclude(unit__code__in=moved)
    passing, staying = units.seats_after(unit, heir, on)
    work, duties = inspections.open_at(unit, heir, on=on), tasks.open_at(unit)
    last_day = f"{on - timedelta(days=1):%d/%m/%Y}"
    visits_go = goes if name else stays
    return [
        Touched(unit, "Tư cách của người dùng", list(people), f"hết hiệu lực sau ngày {last_day}"),
        Touched(unit, "Đơn vị trực thuộc", list(below.select_related("unit", "parent")), goes),
        Touched(unit, "Chỗ trong cụm thi đua các năm sau", passing, goes),
        Touched(unit, "Chỗ trong cụm thi đua các năm sau", staying, stays),
        Touched(unit, "Lượt kiểm tra chưa tiến hành", work.visits, visits_go),
        Touched(unit, "Lượt kiểm tra chưa tiến hành", work.staying, stays),
        Touched(unit, "Đợt kiểm tra đang mở do đơn vị tổ chức", work.rounds, visits_go),
        Touched(unit, "Nhiệm vụ chưa hoàn thành", duties.owned, visits_go),
        Touched(unit, "Nhiệm vụ đã giao chưa hoàn thành", duties.given, visits_go),
    ]


def carry_out(reorganisation: Reorganisation, *, actor: User) -> Reorganisation:
    """Apply it on every floor; raises ``Refused`` with every reason, then nothing has changed.

    What is open passes on the day itself: now when it has come, else by ``hand_over_due``.
    """
    try:
        with transaction.atomic():
            units.apply(reorganisation, actor=actor)
            _hand_over_if_due(reorganisation, timezone.localdate())
            audit.record("reorganisation_applied", actor=actor, obj=reorganisation)
    except IntegrityError as error:
        raise Refused(_MEANWHILE) from error
    return reorganisation


def hand_over_due(today: date) -> int:
    """Pass on what is open at units that end by today; returns how many reorganisations it was."""
    due = Reorganisation.objects.filter(
        applied_at__isnull=False, reversed_at=None, handed_over_at=None, effective_on__lte=today
    )
    count = 0
    for found in due.select_related("organiser"):
        with transaction.atomic():
            units.lock_tree(found.organiser)
            one = Reorganisation.objects.get(pk=found.pk)
            count += _hand_over_if_due(one, today)
    return count


def _hand_over_if_due(it: Reorganisation, today: date) -> bool:
    if not it.is_in_force or it.handed_over_at or it.effective_on > today or not it.applied_by:
        return False
    plan = Plan.from_json(it.plan)
    for code in plan.ending:
        heir = plan.heir_of(code)
        if heir:
            pair = Unit.objects.in_bulk([code, heir], field_name="code")
            for floor in (inspections, tasks):
                it.handed_over += floor.hand_over(
                    pair[code], pair[heir], on=it.effective_on, actor=it.applied_by, reason=str(it)
                )
    it.handed_over_at = timezone.now()
    it.save(update_fields=["handed_over", "handed_over_at"])
    return True


def take_back(reorganisation: Reorganisation, *, actor: User, reason: str) -> Reorganisation:
    """Reverse it on every floor while nothing depends on it; raises ``Refused`` otherwise."""
    try:
        with transaction.atomic():
            units.lock_tree(reorganisation.organiser)
            # The clock may have passed more on since the page was read.
            reorganisation.refresh_from_db()
            if reorganisation.is_in_force:
                why = f"Hủy bỏ: {reorganisation}. {reason}"
                for floor in (inspections, tasks):
                    floor.hand_back(reorganisation.handed_over, actor=actor, reason=why)
            backwards.take_back(reorganisation, actor=actor, reason=reason)
            told = {"reason": reason}
            audit.record("reorganisation_reversed", actor=actor, obj=reorganisation, data=told)
    except (inspections.Refused, tasks.Refused) as refused:
        raise Refused(str(refused)) from refused
    except IntegrityError as error:
        raise Refused(_MEANWHILE) from error
    return reorganisation


def in_the_way(reorganisation: Reorganisation) -> list[str]:
    """Why it can no longer be taken back, in sentences; empty while it can."""
    rows = reorganisation.handed_over
    begun = inspections.begun_since(rows) + tasks.begun_since(rows)
    return begun + backwards.depending_on(reorganisation)
