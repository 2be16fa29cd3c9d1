"""The invited person's side: one account, one right, one password; dead links tell nothing."""

import re
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from tests.people import Cast, assemble, person
from tests.units.inviting import PASSWORD, answers, invite, page_of, slip
from units.access.invitations import invitation_of
from units.models import Invitation, Membership
from units.services import acceptance, people
from units.services import invitations as services
from units.services.refusals import Refused
from units.views.joining import MISSES_ALLOWED

SignIn = Callable[[User], Client]


# Used


def test_the_invited_person_opens_one_account_with_its_right_and_is_signed_in_nowhere(
    cast: Cast,
) -> None:
    made = invite(cast)
    client = Client()
    form = client.get(page_of(made)).content.decode()
    assert "Nguyễn Thị An" in form
    assert 'value="nhungnth"' in form
    done = client.post(page_of(made), answers())
    assert done.status_code == 302
    assert "/dang-nhap/" in done["Location"]
    new = User.objects.get(username="nhungnth")
    assert (new.full_name, new.email) == ("Nguyễn Thị Hồng Nhung", "nhung@example.vn")
    assert new.check_password(PASSWORD)
    assert new.memberships.get().unit == cast.damha
    assert client.get("/").status_code == 302
    told = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"invitation_made", "membership_given", "invitation_used"} <= told


def dead(cast: Cast) -> dict[str, str]:
    """Addresses of invitations that open nothing, by why."""
    used, late, withdrawn, renewed, orphan = (invite(cast) for _ in range(5))
    assert used.secret is not None
    acceptance.open_account(used.secret.token, username="mot", password=PASSWORD)
    Invitation.objects.filter(pk=late.invitation.pk).update(expires_at=timezone.now())
    services.withdraw_invitation(withdrawn.invitation, actor=cast.an)
    services.renew_invitation(renewed.invitation, actor=cast.an)
    other = person("quynh", "Trịnh Thị Quỳnh", cast.damha, "leader")
    Invitation.objects.filter(pk=orphan.invitation.pk).update(made_by=other)
    other.memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
    return {
        "used": page_of(used),
        "late": page_of(late),
        "withdrawn": page_of(withdrawn),
        "renewed": page_of(renewed),
        "maker lost the right": page_of(orphan),
        "unknown": reverse("invitations:accept", args=["x" * 43]),
        "no code": reverse("invitations:accept", args=["ABCD-EFGH-JKLM"]),
        "far too long": reverse("invitations:accept", args=["x" * 500]),
    }


def test_used_late_withdrawn_and_unknown_get_the_same_page_and_status(cast: Cast) -> None:
    addresses = dead(cast)
    before = User.objects.count()
    bodies = set()
    for address in addresses.values():
        cache.clear()
        for answer in (Client().get(address), Client().post(address, answers("hai"))):
            assert answer.status_code == 404
            bodies.add(answer.content)
        assert Client().post(address, {}).status_code == 404
    assert len(bodies) == 1
    assert "gửi lời mời mới" in bodies.pop().decode()
    assert User.objects.count() == before


def test_a_wrong_code_keeps_what_was_typed_and_all_dead_codes_get_the_same_answer(
    cast: Cast,
) -> None:
    good, used, late = (invite(cast).secret for _ in range(3))
    assert good
    assert used
    assert late
    acceptance.open_account(used.token, username="mot", password=PASSWORD)
    Invitation.objects.filter(code_hash=late.hashes["code_hash"]).update(expires_at=timezone.now())
    bodies = set()
    for code in (f"{good.code[:-1]}0", used.code, late.code, "ZZZZ-2222"):
        answer = Client().post(reverse("invitations:enter"), {"code": code})
        assert answer.status_code == 404
        page = answer.content.decode()
        assert f'value="{code}"' in page
        assert "is-invalid" in page
        assert "gõ sai" in page
        bodies.add(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.replace(code, "")))
    assert len(bodies) == 1
    for typed in (good.code, good.code.replace("-", "/"), f"{good.code}."):
        browser = Client()
        entered = browser.post(reverse("invitations:enter"), {"code": typed})
        assert browser.get(entered["Location"]).status_code == 200


def test_codes_typed_at_random_are_counted(cast: Cast) -> None:
    client, address = Client(), reverse("invitations:enter")
    answers = {client.post(address, {"code": "sai"}).status_code for _ in range(MISSES_ALLOWED)}
    assert answers == {404}
    assert client.post(address, {"code": "sai"}).status_code == 429


def test_a_taken_name_and_a_weak_password_are_said_together(cast: Cast) -> None:
    made = invite(cast)
    weak = "123456789012"
    facts = answers("KHOA", password=weak, password_again=weak)
    page = Client().post(page_of(made), facts).content.decode()
    assert "đã có người dùng" in page
    assert "quá phổ biến" in page
    assert "riêng mật khẩu phải nhập lại" in page


def test_a_double_click_opens_one_account_and_ends_well(cast: Cast) -> None:
    made = invite(cast)
    data = answers()
    first, second = (Client().post(page_of(made), data) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert User.objects.filter(full_name="Nguyễn Thị Hồng Nhung").count() == 1
    assert Client().post(page_of(made), answers("khac")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "Nhung NT"}, "chữ thường không dấu"),
        ({"username": "nhung ñ"}, "chữ thường không dấu"),
        ({"username": "KHOA"}, "đã có người dùng"),
        ({"username": ""}, "Hãy nhập ô này"),
        ({"password": "ngan", "password_again": "ngan"}, "12"),
        ({"password_again": "khác hẳn đi nhé"}, "không giống nhau"),
        ({"password": "x" * 129, "password_again": "x" * 129}, "tối đa 128"),
    ],
)
def test_bad_answers_get_words_and_leave_the_invitation_good(
    cast: Cast, changes: dict[str, str], words: str
) -> None:
    made = invite(cast)
    answer = Client().post(page_of(made), answers(**changes))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert Client().post(page_of(made), answers()).status_code == 302


def test_spaces_at_the_ends_of_a_password_count(cast: Cast) -> None:
    made = invite(cast)
    typed = f" {PASSWORD} "
    Client().post(page_of(made), answers(password=typed, password_again=typed))
    assert User.objects.get(username="nhungnth").check_password(typed)


def test_an_address_that_has_an_account_already_stays_with_it(cast: Cast) -> None:
    User.objects.filter(pk=cast.hoa.pk).update(email="nhung@example.vn")
    made = invite(cast, email="NHUNG@example.vn")
    Client().post(page_of(made), answers())
    assert User.objects.get(username="nhungnth").email == ""


def test_login_names_are_suggested_from_the_name_and_free(cast: Cast) -> None:
    assert acceptance.suggested_username("Đặng Thị Ánh") == "anhdt"
    person("anhdt", "Đặng Thị Ánh")
    person("ANHDT2", "Đặng Thị Ánh")
    assert acceptance.suggested_username("Đặng Thị Ánh") == "anhdt3"
    assert acceptance.suggested_username("An") == "an0"
    assert acceptance.suggested_username("中文") == "nguoidung"


# By who has an account


def test_who_has_an_account_signs_in_and_gets_the_right_beside_the_others(
    cast: Cast, as_: SignIn
) -> None:
    made = invite(cast, full_name="ĐẶNG thị Hoa")
    client = as_(cast.hoa)
    assert "Đăng nhập để nhận" in Client().get(page_of(made)).content.decode()
    assert "Bạn đang đăng nhập là" in client.get(page_of(made)).content.decode()
    assert client.post(page_of(made)).status_code == 302
    assert set(cast.hoa.memberships.values_list("unit__code", flat=True)) == {"CP", "DH"}
    assert client.post(page_of(made)).status_code == 302
    assert cast.hoa.memberships.count() == 2
    assert Invitation.objects.get().used_by == cast.hoa


def test_when_the_names_differ_the_person_confirms(cast: Cast, as_: SignIn) -> None:
    made = invite(cast)
    client = as_(cast.hoa)
    page = client.post(page_of(made), {"x": "1"}).content.decode()
    assert "Tên trên lời mời khác tên tài khoản" in page
    assert cast.hoa.memberships.count() == 1
    client.post(page_of(made), {"is_me": "on"})
    assert cast.hoa.memberships.count() == 2


def test_nobody_invites_themselves_to_more(cast: Cast, as_: SignIn) -> None:
    made = invite(cast, full_name="Nguyễn Thị An", role="leader")
    page = as_(cast.an).post(page_of(made), {"x": "1"})
    assert "chính mình" in page.content.decode()
    assert not cast.an.memberships.filter(unit=cast.damha).exists()


def test_a_right_the_person_has_already_is_said_and_the_invitation_stays(
    cast: Cast, as_: SignIn
) -> None:
    made = invite(cast, full_name="Bùi Văn Khoa", valid_from=timezone.localdate())
    page = as_(cast.khoa).post(page_of(made), {"x": "1"})
    assert "đã có vai trò" in page.content.decode()
    assert Invitation.objects.get().used_at is None


# Slips for a password


def test_a_slip_sets_a_new_password_and_ends_every_session(cast: Cast, as_: SignIn) -> None:
    cast.khoa.set_password("mật khẩu cũ đã quên")
    cast.khoa.save()
    browser = as_(cast.khoa)
    assert browser.get("/").status_code == 200
    older, made = slip(cast), slip(cast)
    assert Client().get(page_of(older)).status_code == 404
    assert "Đặt mật khẩu mới" in Client().get(page_of(made)).content.decode()
    data = answers()
    for _ in range(2):
        assert Client().post(page_of(made), data).status_code == 302
    assert User.objects.get(pk=cast.khoa.pk).check_password(PASSWORD)
    assert browser.get("/").status_code == 302
    assert Client().post(page_of(made), answers()).status_code == 404


def test_no_slip_for_oneself_for_who_stands_above_or_for_a_closed_account(cast: Cast) -> None:
    quynh = person("quynh", "Trịnh Thị Quỳnh", cast.damha, "leader")
    assert slip(cast, quynh).secret
    with pytest.raises(Refused):
        services.make_reset_slip(quynh.memberships.get(), actor=quynh)
    Membership.objects.create(user=cast.khoa, unit=cast.province, role="registrar")
    with pytest.raises(Refused, match="ngoài phạm vi"):
        slip(cast, quynh)
    people.disable_account(cast.khoa, reason="Thử", actor=cast.oanh)
    with pytest.raises(Refused, match="ngừng sử dụng"):
        slip(cast, cast.oanh)


def test_a_slip_dies_when_its_account_gets_rights_above_its_maker(cast: Cast) -> None:
    quynh = person("quynh", "Trịnh Thị Quỳnh", cast.damha, "leader")
    made = slip(cast, quynh)
    assert Client().get(page_of(made)).status_code == 200
    Membership.objects.create(user=cast.khoa, unit=cast.province, role="leader")
    assert Client().get(page_of(made)).status_code == 404
    assert Client().post(page_of(made), answers()).status_code == 404


def test_two_clicks_on_the_button_make_one_slip(cast: Cast, as_: SignIn) -> None:
    right = cast.khoa.memberships.get()
    address = reverse("units:reset_slip", args=["DH", right.pk])
    data = {"client_id": str(uuid.uuid4())}
    assert "slip-code" in as_(cast.an).post(address, data).content.decode()
    assert as_(cast.an).post(address, data).status_code == 302
    assert Invitation.objects.count() == 1
    assert as_(cast.an).post(address, {}).status_code == 302
    assert Invitation.objects.count() == 1


# The public pages


def test_the_address_goes_to_no_other_page_and_no_cache_keeps_it(cast: Cast) -> None:
    made = invite(cast)
    for answer in (Client().get(page_of(made)), Client().get("/loi-moi/khong-co/")):
        assert answer["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]


def test_guesses_are_stopped_and_who_holds_a_good_link_is_not(cast: Cast) -> None:
    made = invite(cast)
    client = Client()
    for _ in range(MISSES_ALLOWED + 5):
        client.get(page_of(made))
    for n in range(MISSES_ALLOWED):
        address = reverse("invitations:accept", args=[f"ABCD-EFGH-JK{n:02d}"])
        assert client.get(address).status_code == 404
    assert client.get("/loi-moi/x/").status_code == 429
    elsewhere = client.get(page_of(made), REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 200


def test_a_code_is_read_in_whatever_way_it_is_typed(cast: Cast) -> None:
    secret = invite(cast).secret
    assert secret is not None
    bare = secret.code.replace("-", "")
    for typed in (secret.code, bare, bare.lower(), f" {secret.code.replace('-', ' ')} "):
        found = invitation_of(typed)
        assert found is not None, typed
    assert not set(bare) & set("01OIL")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_with_one_link_open_one_account() -> None:
    cast = assemble()
    made = invite(cast)
    assert made.secret is not None
    token = made.secret.token
    start = threading.Barrier(2)
    ended: list[str] = []

    def accept(username: str) -> None:
        start.wait()
        try:
            acceptance.open_account(token, username=username, password=PASSWORD)
            ended.append("opened")
        except acceptance.Dead:
            ended.append("dead")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(name,)) for name in ("mot", "hai")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["dead", "opened"]
    assert User.objects.filter(username__in=("mot", "hai")).count() == 1
    assert Membership.objects.filter(user__username__in=("mot", "hai")).count() == 1
