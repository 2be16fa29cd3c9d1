"""Logins of the demo: one for each role, one for each of the six units."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import User
from tinhdoan.demo.places import ROOT, SIGNER
from units.models import Membership, Succession, Unit

PASSWORD = "dot-kiem-tra-2020"  # noqa: S105  (shown on the sign-in page of the demo)
_ROLE = Membership.Role


@dataclass(frozen=True)
class Login:
    """One login: its role in the demo, the unit it belongs to, the person's name."""

    role: str
    unit: str
    username: str
    full_name: str
    label: str
    memberships: tuple[str, ...] = ()

    def as_json(self) -> dict[str, str]:
        """The login for scripts."""
        return {
            "role": self.role,
            "unit": self.unit,
            "username": self.username,
            "password": PASSWORD,
        }


STAFF = (
    Login(
        "office",
        ROOT,
        "vanphong",
        "Chuyên viên mẫu",
        "Chuyên viên tham mưu, văn thư Tỉnh đoàn",
        (_ROLE.OFFICER, _ROLE.REGISTRAR),
    ),
    Login("leader", ROOT, "lanhdao", SIGNER, "Lãnh đạo duyệt, Phó Trưởng đoàn", (_ROLE.LEADER,)),
    Login(
        "admin",
        ROOT,
        "quantri",
        "Quản trị mẫu",
        "Quản trị hệ thống, xem nhật ký",
        (_ROLE.ADMINISTRATOR,),
    ),
    Login("clerk", ROOT, "thuky", "Thành viên mẫu 1", "Thư ký Đoàn kiểm tra"),
    Login("member", ROOT, "thanhvien", "Thành viên mẫu 2", "Thành viên Đoàn kiểm tra"),
)
UNIT_LOGINS = {
    "DH": "damha",
    "CT": "coto",
    "CP": "campha",
    "MC": "mongcai",
    "TT-KCQ": "khoicoquan",
    "TT-QS": "quansu",
}


def logins() -> list[Login]:
    """Every login of the demo, staff first."""
    names = dict(Unit.objects.values_list("code", "short_name").filter(code__in=[*UNIT_LOGINS]))
    heirs = _heirs()
    return [
        *STAFF,
        *(
            Login(
                "unit",
                code,
                username,
                f"Cán bộ mẫu {heirs.get(code, names[code])}",
                _label(names[code], heirs.get(code, "")),
                (_ROLE.UNIT_OFFICER,),
            )
            for code, username in UNIT_LOGINS.items()
            if code in names
        ),
    ]


def _heirs() -> dict[str, str]:
    """Code of a unit of 2020 that has ended → the name of who keeps its records."""
    rows = Succession.objects.in_force().filter(inherits=True, predecessor__code__in=[*UNIT_LOGINS])
    return dict(rows.values_list("predecessor__code", "successor__short_name"))


def _label(name: str, heir: str) -> str:
    return f"Cán bộ {heir} (tiếp nhận hồ sơ {name})" if heir else f"Cán bộ {name}"


def load_accounts() -> dict[str, User]:
    """Accounts by their login name; what they may do comes with ``load_memberships``."""
    password = make_password(PASSWORD)
    names = [login.username for login in STAFF] + [*UNIT_LOGINS.values()]
    return {
        name: User.objects.create(username=name, full_name=name, password=password)
        for name in names
    }


def load_memberships(users: dict[str, User]) -> None:
    """Names and memberships. Who worked for a unit that has ended works for its heir since."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    rows = Succession.objects.in_force().filter(inherits=True)
    taken = {row.predecessor_id: row for row in rows.select_related("reorganisation", "successor")}
    for login in logins():
        user = users[login.username]
        user.full_name = login.full_name
        user.save()
        unit = units[login.unit]
        for role in login.memberships:
            Membership.objects.create(user=user, unit=unit, role=role, valid_to=unit.valid_to)
            row = taken.get(unit.pk)
            if row is not None:
                Membership.objects.create(
                    user=user,
                    unit=row.successor,
                    role=role,
                    valid_from=row.reorganisation.effective_on,
                )
