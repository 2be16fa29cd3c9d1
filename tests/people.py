"""The named cast. Everyone in the tests is one of these.

An   officer and registrar of Tỉnh đoàn          Bình  leader of Tỉnh đoàn, signs and approves
Cường leader of the first team                   Dung  its clerk          Em  its member
Giang member of the second team of the round     Hoa   officer of Thành đoàn Cẩm Phả (a unit)
Khoa officer of Huyện đoàn Đầm Hà (a unit)       Lan   officer of another province
Minh disabled account of Tỉnh đoàn               Nga   signed in, belongs nowhere
Oanh administrator of Tỉnh đoàn                  Phúc  administrator of another province
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import User
from inspections.models import Round, Team, TeamMember, Topic, Visit
from reports.models import Issuer
from units.models import Cluster, ClusterSeat, Membership, Officer, Term, Unit
from units.services.tree import create_unit
from workflow.moves import move

DAY = date(2020, 11, 27)
ROLE = Membership.Role


@dataclass
class Cast:
    """Everybody and everything a test may need, by name."""

    province: Unit
    campha: Unit
    damha: Unit
    other_province: Unit
    round: Round
    team: Team
    second_team: Team
    visit: Visit
    sibling_visit: Visit
    issuer: Issuer
    signer: Officer
    topic: Topic
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]  # type: ignore[no-any-return]
        except KeyError as error:
            raise AttributeError(name) from error


def person(username: str, full_name: str, unit: Any = None, *roles: str) -> User:
    """A user with memberships; the password is not set, tests use ``force_login``."""
    user = User.objects.create(username=username, full_name=full_name)
    for role in roles:
        Membership.objects.create(user=user, unit=unit, role=role)
    return user


def unit(code: str, name: str, parent: Unit | None, kind: str = Unit.Kind.DISTRICT) -> Unit:
    """A unit with its short name as full name."""
    return create_unit(code=code, name=name, kind=kind, parent=parent)


def assemble() -> Cast:
    """The cast on the day of the round: running, two teams, Đầm Hà and Cẩm Phả *notified*."""
    province = unit("TD-QN", "Tỉnh đoàn Quảng Ninh", None, Unit.Kind.PROVINCE)
    other = unit("TD-HP", "Thành đoàn Hải Phòng", None, Unit.Kind.PROVINCE)
    damha = unit("DH", "Huyện đoàn Đầm Hà", province)
    campha = unit("CP", "Thành đoàn Cẩm Phả", province)
    return stage(province, other, damha, campha, _people(province, other, damha, campha))


def stage(province: Unit, other: Unit, damha: Unit, campha: Unit, people: dict[str, User]) -> Cast:
    """A running round of the province with these people in its two teams, its two units told."""
    new = Round.objects.create(
        organiser=province,
        title="Kiểm tra công tác Đoàn và phong trào thanh thiếu nhi năm 2020",
        period_from=date(2020, 1, 1),
        period_to=date(2020, 11, 15),
        starts_on=DAY,
        ends_on=date(2020, 11, 30),
        plan_symbol="12-KH/TĐTN-UBKT",
        plan_on=date(2020, 11, 2),
        decision_symbol="15-QĐ/TĐTN-UBKT",
        decided_on=date(2020, 11, 5),
    )
    topic = Topic.objects.create(round=new, order=1, title="Thực hiện Điều lệ Đoàn")
    first, second = _teams(new, people)
    visit = _visit(new, damha, first)
    sibling = _visit(new, campha, second)
    for status in (Round.Status.APPROVED, Round.Status.RUNNING):
        move(new, status, actor=people["an"])
    for one in (visit, sibling):
        one.round.refresh_from_db()
        move(one, Visit.Status.NOTIFIED, actor=people["an"])
    return Cast(
        province=province,
        campha=campha,
        damha=damha,
        other_province=other,
        round=new,
        team=first,
        second_team=second,
        visit=visit,
        sibling_visit=sibling,
        issuer=_issuer(province),
        signer=Officer.objects.create(
            unit=province, full_name="Nguyễn Văn Mẫu", position="Phó Bí thư", may_sign=True
        ),
        topic=topic,
        people=people,
    )


def _people(province: Unit, other: Unit, damha: Unit, campha: Unit) -> dict[str, User]:
    disabled = person("minh", "Đỗ Văn Minh", province, ROLE.OFFICER)
    disabled.is_active = False
    disabled.save()
    return {
        "an": person("an", "Nguyễn Thị An", province, ROLE.OFFICER, ROLE.REGISTRAR),
        "binh": person("binh", "Trần Văn Bình", province, ROLE.LEADER),
        "cuong": person("cuong", "Lê Văn Cường"),
        "dung": person("dung", "Phạm Thị Dung"),
        "em": person("em", "Hoàng Văn Em"),
        "giang": person("giang", "Vũ Thị Giang"),
        "hoa": person("hoa", "Đặng Thị Hoa", campha, ROLE.UNIT_OFFICER),
        "khoa": person("khoa", "Bùi Văn Khoa", damha, ROLE.UNIT_OFFICER),
        "lan": person("lan", "Ngô Thị Lan", other, ROLE.OFFICER, ROLE.REGISTRAR, ROLE.LEADER),
        "minh": disabled,
        "nga": person("nga", "Dương Thị Nga"),
        "oanh": person("oanh", "Lý Thị Oanh", province, ROLE.ADMINISTRATOR),
        "phuc": person("phuc", "Hồ Văn Phúc", other, ROLE.ADMINISTRATOR),
    }


def _teams(new: Round, people: dict[str, User]) -> tuple[Team, Team]:
    first = Team.objects.create(round=new, name="Đoàn kiểm tra số 1")
    second = Team.objects.create(round=new, name="Đoàn kiểm tra số 2")
    duty = TeamMember.Duty
    rows: list[tuple[Team, str, Any]] = [
        (first, "cuong", duty.LEADER),
        (first, "dung", duty.CLERK),
        (first, "em", duty.MEMBER),
        (second, "giang", duty.LEADER),
    ]
    for team, name, what in rows:
        user = people[name]
        TeamMember.objects.create(
            team=team, user=user, full_name=user.full_name, position="Cán bộ", duty=what
        )
    return first, second


def _visit(new: Round, inspected: Unit, team: Team) -> Visit:
    return Visit.objects.create(
        round=new, unit=inspected, team=team, planned_on=DAY, place="Phòng họp"
    )


def _issuer(province: Unit) -> Issuer:
    Term.objects.create(unit=province, name="nhiệm kỳ XI", ends_on=date(2022, 10, 7))
    Term.objects.create(unit=province, name="nhiệm kỳ XII", starts_on=date(2022, 10, 8))
    return Issuer.objects.create(
        unit=province,
        name_line="BCH ĐOÀN TỈNH QUẢNG NINH",
        place="Quảng Ninh",
        advising_code="UBKT",
        recipients="Thường trực Tỉnh đoàn (để báo cáo)\nLưu UBKT, VT-LT",
    )


def cluster(cast: Cast, name: str = "Cụm thi đua số 1", code: str = "CUM-1") -> Cluster:
    """A cluster of the province in 2020: Cẩm Phả its head, Đầm Hà a member."""
    new = Cluster.objects.create(code=code, name=name, organiser=cast.province)
    for sits, duty in ((cast.campha, "head"), (cast.damha, "member")):
        ClusterSeat.objects.create(cluster=new, unit=sits, year=2020, duty=duty)
    return new
