"""Three worlds in one database: the cast's own, its sibling, another province.

Own is Huyện đoàn Đầm Hà with the first team, sibling Thành đoàn Cẩm Phả with the second, abroad
Quận đoàn Hồng Bàng with a round, teams and people of Thành đoàn Hải Phòng.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from inspections.models import TeamMember
from tests import build, people
from tests.access.world import World, world_of
from tests.people import ROLE, Cast, person, unit
from units.models import Cluster, ClusterSeat, Reorganisation
from units.services.plans import Link, Plan


@dataclass
class Worlds:
    """The three casts and what addresses point to in each."""

    casts: dict[str, Cast]
    worlds: dict[str, World]

    @property
    def own(self) -> Cast:
        """The cast whose unit is Huyện đoàn Đầm Hà."""
        return self.casts["own"]


def three_worlds(cast: Cast, first: Callable[[str, Cast], None] = lambda *_: None) -> Worlds:
    """All of it; ``first`` sees each cast before anything is recorded or issued in its world.

    Needs ``quick_pdf``, or half a second for each of three issued papers.
    """
    _predecessor(cast)
    casts = {"own": cast, "sibling": mirror(cast), "abroad": abroad(cast)}
    for key, one in casts.items():
        first(key, one)
        one.visit.refresh_from_db()
    clusters = {
        "own": people.cluster(cast),
        "sibling": _second_cluster(cast),
        "abroad": people.cluster(casts["abroad"], code="HP-CUM-1"),
    }
    return Worlds(casts, {key: world_of(one, clusters[key]) for key, one in casts.items()})


def _predecessor(cast: Cast) -> None:
    """Ngọc was the secretary of a unit that was merged into Huyện đoàn Đầm Hà."""
    ended = unit("HC", "Huyện đoàn Hà Cối", cast.province)
    cast.people["ngoc"] = person("ngoc", "Mai Thị Ngọc", ended, ROLE.UNIT_OFFICER)
    merged = Plan(ending=["HC"], links=[Link("HC", "DH", inherits=True)])
    kind = Reorganisation.Kind.MERGE
    build.applied(cast, merged, kind=kind, effective_on=date(2021, 1, 1))


def mirror(cast: Cast) -> Cast:
    """Cẩm Phả in the place of Đầm Hà: each role of the first team has its twin in the second."""
    duty = TeamMember.Duty
    twins = {
        "dung": person("quynh", "Cao Thị Quỳnh"),
        "em": person("son", "Tạ Văn Sơn"),
    }
    for key, what in (("dung", duty.CLERK), ("em", duty.MEMBER)):
        TeamMember.objects.create(
            team=cast.second_team,
            user=twins[key],
            full_name=twins[key].full_name,
            position="Cán bộ",
            duty=what,
        )
    roles = {"khoa": cast.hoa, "hoa": cast.khoa, "cuong": cast.giang, "giang": cast.cuong}
    return replace(
        cast,
        damha=cast.campha,
        campha=cast.damha,
        team=cast.second_team,
        second_team=cast.team,
        visit=cast.sibling_visit,
        sibling_visit=cast.visit,
        people=cast.people | twins | roles,
    )


def abroad(cast: Cast) -> Cast:
    """Another province with a round, two teams and two units of its own."""
    hongbang = unit("HP-HB", "Quận đoàn Hồng Bàng", cast.other_province)
    lechan = unit("HP-LC", "Quận đoàn Lê Chân", cast.other_province)
    roles = {
        "an": cast.lan,
        "binh": cast.lan,
        "cuong": person("uyen", "Chu Thị Uyên"),
        "dung": person("vinh", "Đinh Văn Vinh"),
        "em": person("xuan", "Kiều Thị Xuân"),
        "giang": person("yen", "Lưu Thị Yến"),
        "hoa": person("tam", "Quách Thị Tâm", lechan, ROLE.UNIT_OFFICER),
        "khoa": person("phong", "Thái Văn Phong", hongbang, ROLE.UNIT_OFFICER),
        "lan": cast.an,
        "oanh": cast.phuc,
        "phuc": cast.oanh,
    }
    everybody = cast.people | roles
    return people.stage(cast.other_province, cast.province, hongbang, lechan, everybody)


def _second_cluster(cast: Cast) -> Cluster:
    """A cluster of the province of 2021: Cẩm Phả its head, Đầm Hà no member."""
    new = Cluster.objects.create(code="CUM-2", name="Cụm thi đua số 2", organiser=cast.province)
    ClusterSeat.objects.create(cluster=new, unit=cast.campha, year=2021, duty="head")
    return new
