"""A reorganisation over all floors: rights on both sides of its day, what passes on, its pages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import AuditEvent, User
from inspections.models import Round, Visit
from tests import build
from tests.build import SWITCH
from tests.people import ROLE, Cast, person, unit
from tinhdoan import jobs, reorganise
from units.models import Membership, Reorganisation, Succession, Unit
from units.services.plans import Link, NewUnit, Plan
from units.services.tree import Refused
from workflow.moves import move

SignIn = Callable[[User], Client]
KIND = Reorganisation.Kind
PART = Succession.Part.PART
EVE, DAY = "2025-06-30 12:00+07:00", "2025-07-01 00:30+07:00"


def two_communes() -> Plan:
    """Đầm Hà goes on in two communes; the first keeps the records."""
    rows = [
        NewUnit(code, f"Đoàn {code}", f"Đoàn {code}", Unit.Kind.COMMUNE, "TD-QN")
        for code in ("X-1", "X-2")
    ]
    links = [Link("DH", "X-1", PART, inherits=True), Link("DH", "X-2", PART)]
    return Plan(new=rows, ending=["DH"], links=links)


def carried_out(cast: Cast, plan: Plan | None = None, **facts: Any) -> Reorganisation:
    """Carried out over all floors."""
    rest: dict[str, Any] = {"kind": KIND.SPLIT}
    proposed = build.proposal(cast, plan or two_communes(), **(rest | facts))
    return reorganise.carry_out(proposed, actor=cast.an)


@pytest.fixture
def heirs(cast: Cast) -> tuple[User, User]:
    """The secretaries of the two communes, decided two weeks ahead; the evaluation is issued."""
    build.at_drafting(cast)
    with time_machine.travel("2025-06-16 09:00+07:00"):
        carried_out(cast)
        return tuple(  # type: ignore[return-value]
            person(code, f"Bí thư {code}", Unit.objects.get(code=code), ROLE.UNIT_OFFICER)
            for code in ("X-1", "X-2")
        )


def test_the_evaluation_passes_to_the_heir_alone_on_the_day(
    cast: Cast, heirs: tuple[User, User], as_: SignIn
) -> None:
    page = cast.visit.get_absolute_url()

    def answers() -> list[int]:
        people = (cast.khoa, *heirs, cast.hoa, cast.an)
        return [as_(who).get(page).status_code for who in people]

    with time_machine.travel(EVE):
        assert answers() == [200, 404, 404, 404, 200]
    with time_machine.travel(DAY):
        assert answers() == [404, 200, 404, 404, 200]


def test_the_papers_pass_with_it(cast: Cast, as_: SignIn, quick_pdf: None) -> None:
    paper = build.issued_paper(cast)
    with time_machine.travel("2025-06-16 09:00+07:00"):
        carried_out(cast)
        heir = person("x1", "Bí thư X-1", Unit.objects.get(code="X-1"), ROLE.UNIT_OFFICER)
    for address in (paper.get_absolute_url(), reverse("reports:pdf", args=[paper.pk])):
        with time_machine.travel(EVE):
            assert as_(cast.khoa).get(address).status_code == 200
            assert as_(heir).get(address).status_code == 404
        with time_machine.travel(DAY):
            assert as_(cast.khoa).get(address).status_code == 404
            assert as_(heir).get(address).status_code == 200


def test_what_was_inherited_is_inherited_again(cast: Cast, as_: SignIn) -> None:
    build.at_drafting(cast)
    carried_out(cast)
    further = Plan(ending=["X-1"], links=[Link("X-1", "CP", inherits=True)])
    carried_out(cast, further, kind=KIND.MERGE, effective_on=date(2026, 1, 1))
    page = cast.visit.get_absolute_url()
    with time_machine.travel("2025-12-31 12:00+07:00"):
        assert as_(cast.hoa).get(page).status_code == 404
    with time_machine.travel("2026-01-01 12:00+07:00"):
        assert as_(cast.hoa).get(page).status_code == 200


def test_a_reversed_reorganisation_gives_no_rights(
    cast: Cast, heirs: tuple[User, User], as_: SignIn
) -> None:
    Membership.objects.filter(user__in=heirs).delete()
    Membership.objects.create(user=heirs[0], unit=cast.campha, role=ROLE.UNIT_OFFICER)
    done = Reorganisation.objects.get()
    reorganise.take_back(done, actor=cast.an, reason="Ghi nhầm")
    with time_machine.travel(DAY):
        assert as_(cast.khoa).get(cast.visit.get_absolute_url()).status_code == 200
        assert as_(heirs[0]).get(cast.visit.get_absolute_url()).status_code == 404


def test_a_visit_keeps_the_name_of_its_day(cast: Cast, as_: SignIn) -> None:
    build.at_drafting(cast)
    carried_out(cast)
    shown = as_(cast.an).get(cast.visit.get_absolute_url()).content.decode()
    assert "Kiểm tra Huyện đoàn Đầm Hà" in shown
    assert "Đơn vị nay là</dt><dd>Đoàn X-1" in shown
    listed = as_(cast.an).get(reverse("inspections:visits")).content.decode()
    assert "Huyện đoàn Đầm Hà" in listed


def planned(cast: Cast, day: date) -> Visit:
    """A later visit to Đầm Hà that has not begun."""
    later = Round.objects.create(
        organiser=cast.province,
        title="Đợt sau",
        starts_on=date(2025, 6, 1),
        ends_on=date(2025, 12, 31),
        source="x",
    )
    return Visit.objects.create(round=later, unit=cast.damha, planned_on=day)


def test_planned_visits_and_open_rounds_pass_to_the_heir_and_come_back(cast: Cast) -> None:
    before, after = planned(cast, date(2025, 6, 20)), planned(cast, date(2025, 9, 1))
    own = Round.objects.create(
        organiser=cast.damha, title="Của huyện", starts_on=SWITCH, ends_on=SWITCH
    )

    def owners() -> list[str]:
        for row in (before, after, own):
            row.refresh_from_db()
        return [before.unit.code, after.unit.code, own.organiser.code]

    done = carried_out(cast)
    assert owners() == ["DH", "X-1", "X-1"]
    told = after.history.latest()
    assert (told.history_user, told.history_change_reason) == (cast.an, str(done))
    reorganise.take_back(done, actor=cast.an, reason="Ghi nhầm")
    assert owners() == ["DH", "DH", "DH"]


def test_what_is_open_passes_on_the_day_and_not_when_it_was_decided(
    cast: Cast, as_: SignIn
) -> None:
    visit = planned(cast, date(2025, 9, 1))
    with time_machine.travel("2025-06-16 09:00+07:00"):
        done = carried_out(cast)
        assert jobs.refresh_units(timezone.now())
        visit.refresh_from_db()
        assert visit.unit == cast.damha
        assert done.handed_over_at is None
    with time_machine.travel(DAY):
        assert "1 việc sắp xếp" in jobs.refresh_units(timezone.now())
        assert "0 việc sắp xếp" in jobs.refresh_units(timezone.now())
        visit.refresh_from_db()
        assert visit.unit.code == "X-1"


def test_a_visit_stays_where_the_heir_is_in_the_round_and_the_preview_says_so(
    cast: Cast, as_: SignIn
) -> None:
    visit = planned(cast, date(2025, 9, 1))
    Visit.objects.create(round=visit.round, unit=cast.campha)
    plan = Plan(ending=["DH"], links=[Link("DH", "CP", inherits=True)])
    it = build.proposal(cast, plan, kind=KIND.MERGE)
    page = as_(cast.an).get(it.get_absolute_url()).content.decode()
    assert "lượt kiểm tra chưa tiến hành: 2, ở lại với đơn vị đã kết thúc" in page
    reorganise.carry_out(it, actor=cast.an)
    visit.refresh_from_db()
    assert visit.unit == cast.damha


def test_nobody_reads_along_with_a_unit_that_goes_on(cast: Cast, as_: SignIn) -> None:
    build.at_drafting(cast)
    part = Plan(
        new=[NewUnit("X-1", "Đoàn X-1", "Đoàn X-1", Unit.Kind.COMMUNE, "TD-QN")],
        links=[Link("DH", "X-1", PART, inherits=True)],
    )
    with pytest.raises(Refused, match="tự giữ hồ sơ"):
        carried_out(cast, part)
    part.links[0].inherits = False
    carried_out(cast, part)
    Succession.objects.update(inherits=True)
    neighbour = person("x1", "Bí thư X-1", Unit.objects.get(code="X-1"), ROLE.UNIT_OFFICER)
    assert as_(neighbour).get(cast.visit.get_absolute_url()).status_code == 404
    assert as_(cast.khoa).get(cast.visit.get_absolute_url()).status_code == 200


def test_a_unit_page_tells_what_was_taken_back(cast: Cast, as_: SignIn) -> None:
    reorganise.take_back(carried_out(cast), actor=cast.an, reason="Ghi nhầm quyết định")
    page = as_(cast.an).get(reverse("units:unit", args=["DH"])).content.decode()
    assert "Hủy bỏ: kết thúc hoạt động" in page
    assert "Ghi nhầm quyết định" in page
    assert "Chưa ghi nhận thay đổi nào" in page


def test_it_is_not_taken_back_once_the_heir_has_begun(cast: Cast) -> None:
    visit = planned(cast, date(2025, 9, 1))
    visit.round.teams.create()
    done = carried_out(cast)
    visit.refresh_from_db()
    facts = {"status_reason": "Bão"}
    move(visit, Visit.Status.CANCELLED, actor=cast.an, facts=facts)
    assert any("đã sang bước khác" in words for words in reorganise.in_the_way(done))
    with pytest.raises(Refused, match="không trả lại được"):
        reorganise.take_back(done, actor=cast.an, reason="Ghi nhầm")
    assert Reorganisation.objects.get(pk=done.pk).is_in_force


def test_the_deed_and_its_reversal_stand_in_the_audit_log(cast: Cast) -> None:
    done = carried_out(cast)
    reorganise.take_back(done, actor=cast.an, reason="Ghi nhầm")
    deeds = AuditEvent.objects.filter(action__startswith="reorganisation_")
    assert [row.action for row in deeds.order_by("pk")] == [
        "reorganisation_proposed",
        "reorganisation_applied",
        "reorganisation_reversed",
    ]


# Pages

DECISION = {
    "decision_symbol": "12-QĐ/TĐTN",
    "decided_on": "16/06/2025",
    "effective_on": "01/07/2025",
    "note": "",
}
FORMS: dict[str, dict[str, str]] = {
    "merge": {"ending": "Huyện đoàn Đầm Hà", "into": "Thành đoàn Cẩm Phả"},
    "split": {
        "unit": "DH",
        "heir": "x-1",
        "new_kind": "commune",
        **{f"new_{n}_{key}": f"X-{n}" for n in (1, 2) for key in ("code", "name", "short_name")},
    },
    "rearrange": {
        "pairs": "DH;X-1;Đoàn X-1;Đoàn X-1;một phần;x\nDH;X-2;Đoàn X-2;Đoàn X-2\nCP;X-2;;;;x",
        "new_kind": "commune",
        "new_parent": "TD-QN",
    },
    "rename": {"unit": "DH", "name": "Tên đầy đủ mới", "short_name": "Tên mới"},
    "retitle": {"unit": "DH", "name": "Mới", "short_name": "Mới", "new_kind": "district"},
    "move": {"units": "DH", "parent": "CP"},
    "dissolve": {"ending": "DH", "heir": "TD-QN"},
    "create": {
        "code": "x-9",
        "name": "Đoàn X-9",
        "short_name": "Đoàn X-9",
        "new_kind": "commune",
        "parent": "Tỉnh đoàn Quảng Ninh",
    },
}


@pytest.mark.parametrize("kind", list(FORMS))
def test_each_kind_is_written_down_looked_at_and_carried_out(
    cast: Cast, as_: SignIn, kind: str
) -> None:
    client = as_(cast.an)
    answer = client.post(
        reverse("units:propose_reorganisation", args=[kind]), DECISION | FORMS[kind]
    )
    assert answer.status_code == 302, answer.content.decode()[:4000]
    it = Reorganisation.objects.get()
    page = client.get(it.get_absolute_url()).content.decode()
    assert "Chưa thể áp dụng" not in page
    assert "Sẽ thay đổi từ 01/07/2025" in page
    assert it.applied_at is None
    again = client.get(reverse("units:edit_proposal", args=[it.pk])).content.decode()
    assert all(escape(line) in again for text in FORMS[kind].values() for line in text.split("\n"))
    done = client.post(reverse("units:carry_out_reorganisation", args=[it.pk]), follow=True)
    assert "Đã áp dụng" in done.content.decode()
    assert "Hủy bỏ vì ghi nhầm" in done.content.decode()
    twice = client.post(reverse("units:carry_out_reorganisation", args=[it.pk]), follow=True)
    assert "đã được áp dụng" in twice.content.decode()
    back = reverse("units:take_back_reorganisation", args=[it.pk])
    reversed_ = client.post(back, {"reason": "Nhầm\0"}, follow=True).content.decode()
    assert "Đã hủy bỏ việc sắp xếp" in reversed_


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("rename", {"unit": "Huyện đoàn Đầm Hài"}, "Có phải “Huyện đoàn Đầm Hà”"),
        ("rename", {"unit": "Thành đoàn Hải Phòng"}, "Không có đơn vị"),
        ("rename", {"effective_on": "31/02/2025"}, "Ngày không có thật"),
        ("rename", {"effective_on": "01/07/1025"}, "Năm chưa đúng"),
        ("rename", {"decision_symbol": ""}, "Hãy nhập ô này"),
        ("merge", {"into": ""}, "Hãy chọn một đơn vị đang có hoặc nhập một đơn vị mới"),
        ("rearrange", {"pairs": "DH;X-1"}, "Đơn vị mới X-1 chưa có tên"),
        ("rearrange", {"pairs": "DH;X-1;A;A;nửa"}, "Dòng 1: Phần “nửa” chưa đúng"),
        ("rearrange", {"pairs": "Đầm Hài;X-1;A;A"}, "Dòng 1: Không có đơn vị"),
        ("rearrange", {"pairs": "DH"}, "Hãy ghi đơn vị trước và mã đơn vị sau"),
        ("split", {"new_2_name": ""}, "Hãy nhập đủ mã, tên đầy đủ, tên gọi"),
        ("split", {"heir": "CP"}, "mã của một trong các đơn vị sau khi chia"),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(
    cast: Cast, as_: SignIn, kind: str, changes: dict[str, str], words: str
) -> None:
    typed = DECISION | FORMS[kind] | {"note": "Giữ lại ghi chú này"} | changes
    address = reverse("units:propose_reorganisation", args=[kind])
    answer = as_(cast.an).post(address, typed).content.decode()
    assert words in answer
    assert "Giữ lại ghi chú này" in answer
    assert not Reorganisation.objects.exists()


def test_the_preview_names_what_is_touched(cast: Cast, as_: SignIn) -> None:
    planned(cast, date(2025, 9, 1))
    unit("B", "Chi đoàn mẫu", cast.damha, Unit.Kind.BASE)
    it = build.proposal(cast, two_communes(), kind=KIND.SPLIT)
    page = as_(cast.an).get(it.get_absolute_url()).content.decode()
    for words in (
        "tư cách của người dùng: 1, hết hiệu lực sau ngày 30/06/2025",
        "đơn vị trực thuộc: 1, chuyển sang Đoàn X-1",
        "lượt kiểm tra chưa tiến hành: 1, chuyển sang Đoàn X-1",
    ):
        assert words in page


def test_a_proposal_is_dropped_and_an_applied_one_is_not(cast: Cast, as_: SignIn) -> None:
    it = build.proposal(cast)
    drop = reverse("units:drop_proposal", args=[it.pk])
    assert as_(cast.binh).post(drop).status_code == 403
    assert as_(cast.an).post(drop).status_code == 302
    assert not Reorganisation.objects.exists()
    done = carried_out(cast)
    kept = as_(cast.an).post(reverse("units:drop_proposal", args=[done.pk]))
    assert kept.status_code == 403
    assert Reorganisation.objects.filter(pk=done.pk).exists()


def test_the_life_line_leads_both_ways(cast: Cast, as_: SignIn) -> None:
    carried_out(cast)
    old, new = reverse("units:unit", args=["DH"]), reverse("units:unit", args=["X-1"])
    assert f'href="{new}"' in as_(cast.an).get(old).content.decode()
    assert f'href="{old}"' in as_(cast.an).get(new).content.decode()


def test_who_looks_after_two_units_reorganises_either(cast: Cast, as_: SignIn) -> None:
    for parent in (cast.damha, cast.campha):
        unit(f"{parent.code}-1", f"Chi đoàn của {parent}", parent, Unit.Kind.BRANCH)
    both = person("hai", "Hai Nơi")
    for parent in (cast.damha, cast.campha):
        Membership.objects.create(user=both, unit=parent, role=ROLE.OFFICER)
    for parent in (cast.damha, cast.campha):
        words = {"unit": f"{parent.code}-1", "name": "Tên", "short_name": f"Tên {parent.code}"}
        address = reverse("units:propose_reorganisation", args=["rename"])
        answer = as_(both).post(address, DECISION | words, follow=True).content.decode()
        assert "Chưa thể áp dụng" not in answer
        assert Reorganisation.objects.latest("pk").organiser == parent


def test_a_proposal_sent_twice_is_written_down_once(cast: Cast, as_: SignIn) -> None:
    client, address = as_(cast.an), reverse("units:propose_reorganisation", args=["rename"])
    first, second = (client.post(address, DECISION | FORMS["rename"]) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Reorganisation.objects.count() == 1


def test_what_passed_on_since_the_page_was_read_is_given_back_too(cast: Cast) -> None:
    visit = planned(cast, date(2025, 9, 1))
    with time_machine.travel("2025-06-16 09:00+07:00"):
        plan = Plan(ending=["DH"], links=[Link("DH", "CP", inherits=True)])
        read = carried_out(cast, plan, kind=KIND.MERGE)
    with time_machine.travel(DAY):
        assert reorganise.hand_over_due(SWITCH) == 1
        reorganise.take_back(read, actor=cast.an, reason="Ghi nhầm")
    visit.refresh_from_db()
    assert visit.unit == cast.damha
