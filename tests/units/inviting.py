"""An invites, somebody answers: what the tests of invitations share."""

import uuid
from typing import Any

from django.urls import reverse

from accounts.models import User
from tests.people import Cast
from units.services import invitations as services
from units.services.invitations import Made

PASSWORD = "một con mèo trắng ngủ"


def invite(cast: Cast, **changes: Any) -> Made:
    """An invites Nguyễn Thị Hồng Nhung into Đầm Hà."""
    facts: dict[str, Any] = {
        "unit": cast.damha,
        "full_name": "Nguyễn Thị Hồng Nhung",
        "role": "unit_officer",
        "email": "nhung@example.vn",
        "actor": cast.an,
    }
    return services.invite(**facts | changes)


def page_of(made: Made) -> str:
    """The address on the slip."""
    assert made.secret is not None
    return reverse("invitations:accept", args=[made.secret.token])


def answers(username: str = "nhungnth", **changes: str) -> dict[str, str]:
    """What the invited person types."""
    return {
        "username": username,
        "password": PASSWORD,
        "password_again": PASSWORD,
        "client_id": str(uuid.uuid4()),
        **changes,
    }


def slip(cast: Cast, actor: User | None = None) -> Made:
    """A slip for Khoa's new password."""
    right = cast.khoa.memberships.get(unit=cast.damha)
    return services.make_reset_slip(right, actor=actor or cast.an)
