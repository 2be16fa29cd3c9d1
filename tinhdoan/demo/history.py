"""What became of the units of Quảng Ninh from 2019 to 2025, as the sources tell it.

A merger, a change of parent, a town that became a city, and the end of the district level; what no
source says (who keeps the records of a district) is marked as assumed.
"""

from datetime import date

from accounts.models import User
from tinhdoan.demo.places import ROOT, rows_of
from units.models import Reorganisation, Succession, Unit
from units.services.plans import Link, NewName, NewPlace, NewUnit, Plan
from units.services.reorganisations import apply, propose

_Kind = Reorganisation.Kind
NO_DISTRICTS = date(2025, 7, 1)


def load_history(root: Unit, actor: User) -> None:
    """Every change in the order of its days."""
    _carry_out(
        root,
        actor,
        _Kind.MOVE,
        date(2019, 7, 8),
        Plan(moved=[NewPlace("CS-VTT", "HL")]),
        note="Chuyển theo tổ chức đảng; lễ bàn giao ngày 10/07/2019.",
    )
    _carry_out(
        root,
        actor,
        _Kind.MERGE,
        date(2020, 1, 1),
        Plan(ending=["HB"], links=[Link("HB", "HL", inherits=True)]),
        decided_on=date(2019, 12, 17),
        is_assumed=True,
        note="Ủy ban Thường vụ Quốc hội quyết định ngày 17/12/2019, công bố tháng 01/2020; ngày có "
        "hiệu lực là giả định.",
    )
    _carry_out(
        root,
        actor,
        _Kind.RETITLE,
        date(2024, 11, 1),
        Plan(renamed=[_CITY]),
        is_assumed=True,
        note="Thị xã Đông Triều thành thành phố từ 01/11/2024; tên mới của tổ chức Đoàn là giả "
        "định.",
    )
    _carry_out(
        root,
        actor,
        _Kind.REARRANGE,
        NO_DISTRICTS,
        _end_of_districts(),
        decision_symbol="1679/NQ-UBTVQH15",
        decided_on=date(2025, 6, 16),
        is_assumed=True,
        note="Không còn cấp huyện; 54 xã, phường, đặc khu hoạt động từ 01/07/2025. Tên tổ chức "
        "Đoàn và đơn vị tiếp nhận hồ sơ của từng huyện đoàn là giả định.",
    )


_CITY = NewName(
    "DT",
    "Đoàn TNCS Hồ Chí Minh thành phố Đông Triều",
    "Thành đoàn Đông Triều",
    Unit.Kind.DISTRICT,
    is_assumed=True,
)


def heirs() -> dict[str, str]:
    """Code of each district union → code of the commune union assumed to keep its records."""
    return {
        row["assumed_heir_of"]: row["code"]
        for row in rows_of("quang-ninh-2025.csv")
        if row["assumed_heir_of"]
    }


def _end_of_districts() -> Plan:
    """13 district unions end, 54 commune unions begin, each out of one or two of them."""
    plan = Plan()
    rows = rows_of("quang-ninh-2025.csv")
    pairs = [(row, code) for row in rows for code in row["predecessors"].split(";")]
    for row in rows:
        plan.new.append(
            NewUnit(
                code=row["code"],
                name=row["name"],
                short_name=row["short_name"],
                kind=Unit.Kind.COMMUNE,
                parent=ROOT,
                official_code=row["official_code"],
                is_assumed=row["name_is_assumed"] == "yes",
            )
        )
    for row, code in pairs:
        alone = sum(code == other for _, other in pairs) == 1
        plan.links.append(
            Link(
                predecessor=code,
                successor=row["code"],
                part=Succession.Part.WHOLE if alone else Succession.Part.PART,
                inherits=row["assumed_heir_of"] == code,
                is_assumed=not alone,
            )
        )
    # The one base of the old wards that the sources name goes on in the ward of the same name.
    plan.links.append(Link("CS-TCHAU", "P-TUANCHAU", inherits=True, is_assumed=True))
    plan.ending = [*sorted({code for _, code in pairs}), "CS-TCHAU"]
    return plan


def _carry_out(
    root: Unit, actor: User, kind: str, on: date, plan: Plan, **rest: object
) -> Reorganisation:
    proposed = propose(organiser=root, kind=kind, effective_on=on, plan=plan, actor=actor, **rest)
    return apply(proposed, actor=actor)
