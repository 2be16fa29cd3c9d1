"""Reorganisations: what is refused, what one does, how it is taken back."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import AuditEvent
from tests import build
from tests.build import SWITCH
from tests.people import ROLE, Cast, person, unit
from units.models import (
    Cluster,
    ClusterSeat,
    Membership,
    Officer,
    OfficialCode,
    Placement,
    Reorganisation,
    Succession,
    Unit,
    UnitName,
)
from units.services import reorganisations as services
from units.services import take_back as backwards
from units.services.plans import Link, NewName, NewPlace, NewUnit, Plan
from units.services.tree import Refused

KIND = Reorganisation.Kind
PART = Succession.Part.PART
CIRCLE = "vòng tròn"
LAST = SWITCH - timedelta(days=1)


def new(code: str, parent: str = "TD-QN", **rest: Any) -> NewUnit:
    """A commune union that begins."""
    return NewUnit(code, f"Đoàn TNCS {code}", f"Đoàn {code}", Unit.Kind.COMMUNE, parent, **rest)


def split() -> Plan:
    """Đầm Hà ends and goes on in two communes; the first keeps the records."""
    return Plan(
        new=[new("X-1"), new("X-2")],
        ending=["DH"],
        links=[Link("DH", "X-1", PART, inherits=True), Link("DH", "X-2", PART)],
    )


def merge() -> Plan:
    """Đầm Hà goes into Cẩm Phả."""
    return Plan(ending=["DH"], links=[Link("DH", "CP", inherits=True)])


BAD: list[tuple[str, str, Plan, str]] = [
    ("nothing", KIND.REARRANGE, Plan(), "Chưa có thay đổi nào"),
    ("unknown code", KIND.DISSOLVE, Plan(ending=["KHONG-CO"]), "Không có đơn vị có mã KHONG-CO"),
    ("of another province", KIND.DISSOLVE, Plan(ending=["TD-HP"]), "Không có đơn vị có mã TD-HP"),
    ("code taken", KIND.CREATE, Plan(new=[new("DH")]), "đã có đơn vị khác dùng"),
    ("code twice", KIND.CREATE, Plan(new=[new("A"), new("A")]), "đã có đơn vị khác dùng"),
    ("code with a slash", KIND.CREATE, Plan(new=[new("A/B")]), "Mã “A/B” chưa đúng"),
    ("under itself", KIND.MOVE, Plan(moved=[NewPlace("DH", "DH")]), "vòng tròn"),
    ("under its child", KIND.MOVE, Plan(moved=[NewPlace("DH", "B")]), "vòng tròn"),
    ("root below", KIND.MOVE, Plan(moved=[NewPlace("TD-QN", "DH")]), "vòng tròn"),
    (
        "each under the other",
        KIND.MOVE,
        Plan(moved=[NewPlace("DH", "CP"), NewPlace("CP", "DH")]),
        CIRCLE,
    ),
    (
        "into its grandchild",
        KIND.MERGE,
        Plan(ending=["DH"], links=[Link("DH", "B-1", inherits=True)]),
        CIRCLE,
    ),
    (
        "records of one that goes on",
        KIND.SPLIT,
        Plan(new=[new("X-1")], links=[Link("DH", "X-1", PART, inherits=True)]),
        "tự giữ hồ sơ của mình",
    ),
    (
        "a split that nobody takes over",
        KIND.SPLIT,
        Plan(
            [new("X-1"), new("X-2")],
            ending=["B2"],
            links=[Link("B2", "X-1", PART), Link("B2", "X-2", PART)],
        ),
        "chưa có đơn vị tiếp nhận",
    ),
    (
        "a name that is there",
        KIND.RENAME,
        Plan(renamed=[NewName("DH", "x", "Thành đoàn Cẩm Phả", Unit.Kind.DISTRICT)]),
        "Đã có đơn vị khác tên",
    ),
    (
        "renamed and ended at once",
        KIND.REARRANGE,
        Plan(
            renamed=[NewName("DH", "x", "x", Unit.Kind.DISTRICT)],
            ending=["DH"],
            links=[Link("DH", "CP", inherits=True)],
        ),
        "vừa đổi tên",
    ),
    ("merge of none", KIND.MERGE, Plan(links=[Link("DH", "CP")]), "ít nhất một đơn vị được nhập"),
    (
        "merge into two",
        KIND.MERGE,
        Plan(ending=["DH"], links=[Link("DH", "CP", PART), Link("DH", "B2", PART)]),
        "đúng một đơn vị nhận",
    ),
    (
        "split that does not cover",
        KIND.SPLIT,
        Plan(new=[new("X-1")], ending=["DH"], links=[Link("DH", "X-1", PART, inherits=True)]),
        "chỉ mới chuyển một phần",
    ),
    (
        "whole to two",
        KIND.SPLIT,
        Plan(
            new=[new("X-1"), new("X-2")],
            ending=["DH"],
            links=[Link("DH", "X-1"), Link("DH", "X-2")],
        ),
        "“toàn bộ” cho nhiều đơn vị",
    ),
    (
        "whole without an end",
        KIND.SPLIT,
        Plan(new=[new("X-1")], links=[Link("DH", "X-1")]),
        "nên phải kết thúc",
    ),
    (
        "two to split",
        KIND.SPLIT,
        Plan(links=[Link("DH", "B2", PART), Link("CP", "B2", PART)]),
        "đúng một",
    ),
    ("an end without heir", KIND.REARRANGE, Plan(ending=["CP"]), "chưa có đơn vị kế thừa"),
    ("children left alone", KIND.DISSOLVE, Plan(ending=["DH"]), "còn 1 đơn vị trực thuộc"),
    (
        "an heir that ends too",
        KIND.DISSOLVE,
        Plan(ending=["DH", "CP"], heirs={"DH": "CP"}),
        "cũng kết thúc nên không thể tiếp nhận",
    ),
    (
        "parent that ends before its child",
        KIND.MOVE,
        Plan(moved=[NewPlace("DH", "B2")]),
        "kết thúc trước",
    ),
    (
        "into the dissolved",
        KIND.MERGE,
        Plan(ending=["DH"], links=[Link("DH", "OLD")]),
        "đã kết thúc",
    ),
    ("not yet begun", KIND.MOVE, Plan(moved=[NewPlace("DH", "NEW")]), "chỉ có từ ngày"),
    (
        "new unit under one that ends",
        KIND.REARRANGE,
        Plan(new=[new("X-1", "CP")], ending=["CP"], links=[Link("CP", "X-1")]),
        "kết thúc trước",
    ),
]


@pytest.mark.parametrize(
    ("kind", "plan", "words"), [row[1:] for row in BAD], ids=[r[0] for r in BAD]
)
def test_a_plan_that_cannot_be_is_refused_and_changes_nothing(
    cast: Cast, kind: str, plan: Plan, words: str
) -> None:
    base = unit("B", "Chi đoàn", cast.damha, Unit.Kind.BASE)
    unit("B-1", "Chi đoàn nhỏ", base, Unit.Kind.BRANCH)
    ends = unit("B2", "Đoàn sắp hết", cast.province)
    Unit.objects.filter(pk=ends.pk).update(valid_to=date(2026, 1, 1))
    old = unit("OLD", "Đoàn đã hết", cast.province)
    Unit.objects.filter(pk=old.pk).update(valid_to=date(2020, 1, 1))
    later = unit("NEW", "Đoàn chưa có", cast.province)
    Unit.objects.filter(pk=later.pk).update(valid_from=date(2026, 1, 1))
    before = sorted(Unit.objects.values_list("code", "valid_to", "path"))
    proposed = build.proposal(cast, plan, kind=kind)
    with pytest.raises(Refused, match=words):
        services.apply(proposed, actor=cast.an)
    assert sorted(Unit.objects.values_list("code", "valid_to", "path")) == before
    assert not Succession.objects.exists()
    proposed.refresh_from_db()
    assert proposed.applied_at is None


def test_a_split_ends_one_and_begins_the_others(cast: Cast) -> None:
    base = unit("B", "Chi đoàn", cast.damha, Unit.Kind.BASE)
    build.applied(cast, split(), kind=KIND.SPLIT)
    cast.damha.refresh_from_db()
    assert cast.damha.valid_to == LAST
    assert {u.code for u in Unit.objects.children_of(cast.province, LAST)} == {"CP", "DH"}
    assert {u.code for u in Unit.objects.children_of(cast.province, SWITCH)} == {"CP", "X-1", "X-2"}
    assert Placement.objects.on(SWITCH).get(unit=base).parent.code == "X-1"
    assert Placement.objects.on(LAST).get(unit=base).parent == cast.damha


def test_applying_twice_does_it_once(cast: Cast) -> None:
    done = build.applied(cast, split(), kind=KIND.SPLIT)
    with pytest.raises(Refused, match="đã được áp dụng"):
        services.apply(done, actor=cast.an)
    assert Unit.objects.filter(code="X-1").count() == 1


def test_seats_of_later_years_pass_to_the_heir_and_those_before_stay(cast: Cast) -> None:
    cluster = Cluster.objects.create(code="C", name="Cụm 1", organiser=cast.province)
    for year in (2024, 2025, 2026):
        ClusterSeat.objects.create(cluster=cluster, unit=cast.damha, year=year)
    build.applied(cast, merge(), kind=KIND.MERGE)
    who = dict(ClusterSeat.objects.values_list("year", "unit__code"))
    assert who == {2024: "DH", 2025: "DH", 2026: "CP"}


def test_nobody_gets_a_right_by_a_merger(cast: Cast) -> None:
    before = Membership.objects.count()
    build.applied(cast, merge(), kind=KIND.MERGE)
    assert Membership.objects.count() == before
    assert not Membership.objects.filter(user=cast.khoa, unit=cast.campha).exists()


def snapshot() -> list[Any]:
    """Everything a reorganisation may change, as plain values."""
    return [
        sorted(Unit.objects.values_list("code", "short_name", "path", "valid_from", "valid_to")),
        sorted(
            Placement.objects.values_list("unit__code", "parent__code", "valid_from", "valid_to"),
            key=str,
        ),
        sorted(ClusterSeat.objects.values_list("unit__code", "year")),
        sorted(
            Unit.objects.values_list(
                "code", "names__short_name", "names__valid_from", "names__valid_to"
            ),
            key=str,
        ),
    ]


@pytest.mark.parametrize(
    ("kind", "plan"),
    [
        (KIND.SPLIT, split()),
        (KIND.MERGE, merge()),
        (KIND.RENAME, Plan(renamed=[NewName("DH", "Tên mới", "Tên mới", Unit.Kind.DISTRICT)])),
        (KIND.MOVE, Plan(moved=[NewPlace("DH", "CP")])),
        (KIND.CREATE, Plan(new=[new("X-1"), new("X-1-1", "X-1")])),
        (KIND.DISSOLVE, Plan(ending=["DH"], heirs={"DH": "TD-QN"})),
    ],
    ids=["split", "merge", "rename", "move", "create", "dissolve"],
)
def test_taking_back_puts_everything_as_it_was(cast: Cast, kind: str, plan: Plan) -> None:
    unit("B", "Chi đoàn", cast.damha, Unit.Kind.BASE)
    cluster = Cluster.objects.create(code="C", name="Cụm 1", organiser=cast.province)
    ClusterSeat.objects.create(cluster=cluster, unit=cast.damha, year=2026)
    before = snapshot()
    done = build.applied(cast, plan, kind=kind)
    assert snapshot() != before
    backwards.take_back(done, actor=cast.an, reason="Ghi nhầm")
    assert snapshot() == before
    assert not Succession.objects.exists()
    with pytest.raises(Refused, match="đã được hủy bỏ"):
        backwards.take_back(done, actor=cast.an, reason="Lần nữa")


def test_taking_back_asks_for_a_reason(cast: Cast) -> None:
    done = build.applied(cast, merge(), kind=KIND.MERGE)
    with pytest.raises(Refused, match="lý do"):
        backwards.take_back(done, actor=cast.an, reason="")
    assert Reorganisation.objects.get(pk=done.pk).is_in_force


def test_what_others_rely_on_is_not_taken_back(cast: Cast) -> None:
    done = build.applied(cast, split(), kind=KIND.SPLIT)
    made = Unit.objects.get(code="X-1")
    new_person = person("moi", "Người Mới", made, ROLE.UNIT_OFFICER)
    with pytest.raises(Refused, match="đã có người dùng"):
        backwards.take_back(done, actor=cast.an, reason="Ghi nhầm")
    new_person.memberships.all().delete()
    Officer.objects.create(unit=made, full_name="Bí thư", position="Bí thư")
    with pytest.raises(Refused, match="cán bộ"):
        backwards.take_back(done, actor=cast.an, reason="Ghi nhầm")


def test_the_later_change_is_taken_back_first(cast: Cast) -> None:
    first = build.applied(cast, split(), kind=KIND.SPLIT)
    name = NewName("X-1", "Tên khác", "Tên khác", Unit.Kind.COMMUNE)
    second = build.applied(
        cast, Plan(renamed=[name]), kind=KIND.RENAME, effective_on=date(2026, 1, 1)
    )
    with pytest.raises(Refused, match="Hãy hủy bỏ việc ấy trước"):
        backwards.take_back(first, actor=cast.an, reason="Ghi nhầm")
    backwards.take_back(second, actor=cast.an, reason="Ghi nhầm")
    backwards.take_back(first, actor=cast.an, reason="Ghi nhầm")
    assert not Unit.objects.filter(code="X-1").exists()


def test_a_change_before_one_that_is_there_is_refused(cast: Cast) -> None:
    build.applied(cast, merge(), kind=KIND.MERGE)
    name = NewName("DH", "Tên khác", "Tên khác", Unit.Kind.DISTRICT)
    early = build.proposal(cast, Plan(renamed=[name]), effective_on=date(2021, 1, 1))
    with pytest.raises(Refused, match="theo thứ tự ngày"):
        services.apply(early, actor=cast.an)


def test_a_circle_that_closes_on_a_later_day_is_refused(cast: Cast) -> None:
    april, march = date(2026, 4, 1), date(2026, 3, 1)
    build.applied(cast, Plan(moved=[NewPlace("CP", "DH")]), kind=KIND.MOVE, effective_on=april)
    early = build.proposal(
        cast, Plan(moved=[NewPlace("DH", "CP")]), kind=KIND.MOVE, effective_on=march
    )
    with pytest.raises(Refused, match="ngày 01/04/2026"):
        services.apply(early, actor=cast.an)


def test_who_would_come_under_it_later_keeps_a_unit_from_ending(cast: Cast) -> None:
    later = Plan(moved=[NewPlace("CP", "DH")])
    build.applied(cast, later, kind=KIND.MOVE, effective_on=date(2026, 3, 1))
    ends = build.proposal(
        cast,
        Plan(ending=["DH"], heirs={"DH": "TD-QN"}),
        kind=KIND.DISSOLVE,
        effective_on=date(2026, 2, 1),
    )
    with pytest.raises(Refused, match="sẽ chuyển về Huyện đoàn Đầm Hà từ ngày 01/03/2026"):
        services.apply(ends, actor=cast.an)


def test_an_heir_from_below_takes_the_place_of_who_ended(cast: Cast) -> None:
    base = unit("B", "Chi đoàn", cast.damha, Unit.Kind.BASE)
    unit("C", "Chi đoàn khác", cast.damha, Unit.Kind.BASE)
    plan = Plan(ending=["DH"], heirs={"DH": "B"})
    done = build.applied(cast, plan, kind=KIND.DISSOLVE)
    assert {u.code for u in Unit.objects.children_of(cast.province, SWITCH)} == {"B", "CP"}
    assert [u.code for u in Unit.objects.children_of(base, SWITCH)] == ["C"]
    backwards.take_back(done, actor=cast.an, reason="Ghi nhầm")
    assert {u.code for u in Unit.objects.children_of(cast.damha, SWITCH)} == {"B", "C"}


def test_what_had_ended_by_itself_stays_ended_when_taken_back(cast: Cast) -> None:
    OfficialCode.objects.create(unit=cast.damha, code="200", valid_to=LAST)
    done = build.applied(cast, merge(), kind=KIND.MERGE)
    backwards.take_back(done, actor=cast.an, reason="Ghi nhầm")
    assert OfficialCode.objects.get(unit=cast.damha).valid_to == LAST


def test_a_name_cannot_change_on_the_day_it_begins(cast: Cast) -> None:
    build.applied(cast, split(), kind=KIND.SPLIT)
    name = NewName("X-1", "Khác", "Khác", Unit.Kind.COMMUNE)
    same_day = build.proposal(cast, Plan(renamed=[name]))
    with pytest.raises(Refused, match="sau ngày ấy"):
        services.apply(same_day, actor=cast.an)


def test_what_a_table_changed_since_is_not_taken_back(cast: Cast) -> None:
    name = NewName("DH", "Tên mới", "Tên mới", Unit.Kind.DISTRICT)
    done = build.applied(cast, Plan(renamed=[name]), kind=KIND.RENAME)
    UnitName.objects.filter(unit=cast.damha, valid_from=SWITCH).delete()
    with pytest.raises(Refused, match="đã được sửa sau đó"):
        backwards.take_back(done, actor=cast.an, reason="Ghi nhầm")
    assert Reorganisation.objects.get(pk=done.pk).is_in_force


def test_every_step_of_a_proposal_stands_in_the_audit_log(cast: Cast) -> None:
    it = build.proposal(cast)
    services.change_proposal(it, plan=merge(), rev=1, actor=cast.an, kind=KIND.MERGE)
    services.drop_proposal(it, actor=cast.an)
    told = [event.action for event in AuditEvent.objects.order_by("pk")]
    assert told[-3:] == [
        "reorganisation_proposed",
        "reorganisation_changed",
        "reorganisation_dropped",
    ]


def test_a_stale_page_does_not_overwrite_a_newer_proposal(cast: Cast) -> None:
    it = build.proposal(cast)
    services.change_proposal(it, plan=merge(), rev=1, actor=cast.an, kind=KIND.MERGE)
    with pytest.raises(Refused, match="vừa được người khác sửa"):
        services.change_proposal(it, plan=split(), rev=1, actor=cast.an, kind=KIND.SPLIT)
    assert str(Reorganisation.objects.get(pk=it.pk)) == (
        "Sáp nhập Huyện đoàn Đầm Hà vào Thành đoàn Cẩm Phả từ 01/07/2025"
    )
