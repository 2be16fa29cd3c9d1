"""Logins of the demo: one for each role, one for each of the six units."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import User
from tinhdoan.demo.places import ROOT, SIGNER
from units.models import Membership, Unit

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
    names = dict(Unit.objects.filter(code__in=UNIT_LOGINS).values_list("code", "short_name"))
    return [
        *STAFF,
        *(
            Login(
                "unit",
                code,
                username,
                f"Cán bộ mẫu {names[code]}",
                f"Cán bộ {names[code]}",
                (_ROLE.UNIT_OFFICER,),
            )
            for code, username in UNIT_LOGINS.items()
            if code in names
        ),
    ]


def load_people(units: dict[str, Unit]) -> dict[str, User]:
    """Accounts and memberships; returns users by their login name."""
    password = make_password(PASSWORD)
    users: dict[str, User] = {}
    for login in logins():
        user = User.objects.create(
            username=login.username, full_name=login.full_name, password=password
        )
        for role in login.memberships:
            Membership.objects.create(user=user, unit=units[login.unit], role=role)
        users[login.username] = user
    return users
