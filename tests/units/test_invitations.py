"""Invitations and slips: made by who may, used once, dead otherwise, never telling which."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from tests.people import Cast
from tests.units.inviting import PASSWORD, invite, page_of
from units.access.invitations import invitation_behind
from units.models import Invitation
from units.services import acceptance
from units.services import invitations as services
from units.services.refusals import Refused

SignIn = Callable[[User], Client]


# Made


def test_only_hashes_of_the_secret_are_stored(cast: Cast) -> None:
    made = invite(cast)
    assert made.secret is not None
    assert len(made.secret.token) >= 43  # 256 bits
    row = Invitation.objects.filter(pk=made.invitation.pk).values().get()
    text = " ".join(map(str, row.values()))
    for part in (made.secret.token, made.secret.code, made.secret.code.replace("-", "")):
        assert part not in text
    events = str(list(AuditEvent.objects.values()))
    assert made.secret.token not in events
    assert made.secret.code not in events


def test_a_form_sent_twice_makes_one_invitation(cast: Cast) -> None:
    client_id = uuid.uuid4()
    first = invite(cast, client_id=client_id)
    again = invite(cast, client_id=client_id)
    assert first.invitation == again.invitation
    assert again.secret is None


def test_who_may_not_give_the_role_may_not_invite_to_it(cast: Cast) -> None:
    invite(cast, actor=cast.oanh, role="administrator")
    for actor, role in (
        (cast.an, "administrator"),
        (cast.khoa, "unit_officer"),
        (cast.lan, "leader"),
    ):
        with pytest.raises(Refused):
            invite(cast, actor=actor, role=role)
    assert Invitation.objects.count() == 1


def test_the_slip_bears_name_unit_link_code_and_how_long_it_is_good(
    cast: Cast, as_: SignIn
) -> None:
    data = {
        "full_name": "Nguyễn Thị  Hồng Nhung",
        "position": "Bí thư",
        "role": "leader",
        "way": "slip",
        "client_id": str(uuid.uuid4()),
    }
    client = as_(cast.an)
    page = client.post(reverse("units:invite", args=["DH"]), data)
    text = page.content.decode()
    made = Invitation.objects.get()
    for words in ("Nguyễn Thị Hồng Nhung", "Bí thư · Huyện đoàn Đầm Hà", "Dùng được một lần"):
        assert words in text
    assert f"{timezone.localtime(made.expires_at):%d/%m/%Y}" in text
    assert "<svg" in text
    code = re.search(r'class="slip-code">([^<]+)<', text)
    link = re.search(r"http://testserver(/loi-moi/[\w-]{43}/)", text)
    assert code
    assert link
    anonymous = Client()
    entered = anonymous.post(reverse("invitations:enter"), {"code": code[1].lower()})
    for address in (link[1], entered["Location"]):
        assert "Nguyễn Thị Hồng Nhung" in anonymous.get(address).content.decode()
    assert "no-store" in page["Cache-Control"]
    # Sent again by a reload, the secret does not come back.
    again = client.post(reverse("units:invite", args=["DH"]), data, follow=True)
    assert "Phiếu chỉ hiện một lần" in again.content.decode()
    assert Invitation.objects.count() == 1


def test_the_mail_carries_the_link_to_the_invited_address(cast: Cast, as_: SignIn) -> None:
    data = {
        "full_name": "Nguyễn Thị Hồng Nhung",
        "role": "unit_officer",
        "way": "mail",
        "email": "nhung@example.vn",
        "client_id": str(uuid.uuid4()),
    }
    page = as_(cast.an).post(reverse("units:invite", args=["DH"]), data, follow=True)
    assert "Đã gửi lời mời tới nhung@example.vn" in page.content.decode()
    (sent,) = mail.outbox
    assert sent.to == ["nhung@example.vn"]
    link = re.search(r"http://testserver(/loi-moi/\S+)", str(sent.body))
    assert link
    assert Client().get(link[1]).status_code == 200


class DownBackend(BaseEmailBackend):
    """A mail server that is not there."""

    def send_messages(self, messages: Any) -> int:
        raise OSError("no route")


def test_when_the_mail_server_is_down_the_slip_is_shown(
    cast: Cast, as_: SignIn, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.units.test_invitations.DownBackend"
    data = {
        "full_name": "Nguyễn Thị Hồng Nhung",
        "role": "unit_officer",
        "way": "mail",
        "email": "nhung@example.vn",
        "client_id": str(uuid.uuid4()),
    }
    page = as_(cast.an).post(reverse("units:invite", args=["DH"]), data).content.decode()
    assert "Chưa gửi được thư" in page
    assert "slip-code" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"full_name": ""}, "Hãy nhập ô này"),
        ({"way": "mail"}, "Hãy nhập địa chỉ thư"),
        ({"way": "mail", "email": "khong phai thu"}, "Địa chỉ thư không đúng dạng"),
        ({"role": "administrator"}, "Hãy chọn một vai trò"),
        ({"valid_to": "01/01/2019", "valid_from": "01/01/2020"}, "trước ngày bắt đầu"),
        ({"client_id": "x"}, "Hãy tải lại trang"),
    ],
)
def test_a_bad_invitation_gets_words_keeps_what_was_typed_and_makes_nothing(
    cast: Cast, as_: SignIn, changes: dict[str, str], words: str
) -> None:
    data = {
        "full_name": "Nguyễn Thị Hồng Nhung",
        "position": "Chức vụ đã gõ",
        "role": "leader",
        "way": "slip",
        "client_id": str(uuid.uuid4()),
        **changes,
    }
    page = as_(cast.an).post(reverse("units:invite", args=["DH"]), data).content.decode()
    assert words in page
    assert "Chức vụ đã gõ" in page
    assert not Invitation.objects.exists()


# Again and withdrawn


def test_sent_again_the_new_link_opens_and_the_old_one_is_dead(cast: Cast, as_: SignIn) -> None:
    made = invite(cast)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    address = reverse("units:renew_invitation", args=["DH", made.invitation.pk])
    as_(cast.binh).post(address, {"way": "mail"})
    link = re.search(r"http://testserver(/loi-moi/\S+)", str(mail.outbox[0].body))
    assert link
    assert Client().get(link[1]).status_code == 200
    assert Client().get(page_of(made)).status_code == 404


def test_the_slip_has_a_button_for_a_new_one_and_a_reload_makes_none(
    cast: Cast, as_: SignIn
) -> None:
    made = invite(cast)
    client = as_(cast.an)
    address = reverse("units:renew_invitation", args=["DH", made.invitation.pk])
    facts = {"way": "slip", "seen": made.invitation.edition}
    shown = client.post(address, facts)
    assert shown["Referrer-Policy"] == "strict-origin"  # else the button's POST is refused
    first = shown.content.decode()
    assert f'action="{address}"' in first
    code = first.partition('slip-code">')[2].partition("<")[0]
    again = client.post(address, facts, follow=True).content.decode()
    assert "đã được lập từ trước" in again
    assert 'slip-code">' not in again
    assert invitation_behind(code, at=timezone.now()) is not None
    seen = first.partition('name="seen" value="')[2].partition('"')[0]
    assert 'slip-code">' in client.post(address, {**facts, "seen": seen}).content.decode()
    assert invitation_behind(code, at=timezone.now()) is None


def test_each_role_says_what_it_may_do_to_who_chooses(cast: Cast, as_: SignIn) -> None:
    for name in ("invite", "give_membership"):
        page = as_(cast.an).get(reverse(f"units:{name}", args=["DH"])).content.decode()
        for label in ("Lãnh đạo duyệt, ký", "Văn thư", "Cán bộ đơn vị"):
            assert f"<strong>{label}</strong>: " in page
        assert "<strong>Quản trị hệ thống</strong>" not in page


def test_a_used_invitation_is_neither_sent_again_nor_withdrawn(cast: Cast) -> None:
    made = invite(cast)
    assert made.secret is not None
    acceptance.open_account(made.secret.token, username="mot", password=PASSWORD)
    with pytest.raises(Refused):
        services.renew_invitation(made.invitation, actor=cast.an)
    with pytest.raises(Refused):
        services.withdraw_invitation(made.invitation, actor=cast.an)


def test_an_invitation_of_another_unit_is_not_found_and_an_administrators_is_not_an_officers(
    cast: Cast, as_: SignIn
) -> None:
    chief = invite(cast, actor=cast.oanh, role="administrator").invitation
    address = reverse("units:withdraw_invitation", args=["DH", chief.pk])
    assert as_(cast.an).post(address).status_code == 403
    foreign = reverse("units:withdraw_invitation", args=["CP", chief.pk])
    assert as_(cast.oanh).post(foreign).status_code == 404
    assert as_(cast.oanh).post(address).status_code == 302
    assert Invitation.objects.get().withdrawn_at
