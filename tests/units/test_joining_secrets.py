"""Where the secret of an invitation stands: in its link alone, and guesses at it are counted."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.models import User
from tests.people import Cast
from tests.units.inviting import PASSWORD, answers, invite, page_of, slip
from tinhdoan import settings
from tinhdoan.cache import FileCache
from units.services import invitations as services
from units.views.joining import MISSES_ALLOWED

SignIn = Callable[[User], Client]
ENTER = reverse("invitations:enter")


def codes(count: int) -> list[str]:
    """That many codes of nobody."""
    return [f"ABCD-EFGH-JK{n:02d}" for n in range(22, 22 + count)]


def test_a_typed_code_stands_in_no_address_and_opens_in_this_browser_alone(cast: Cast) -> None:
    made = invite(cast)
    assert made.secret is not None
    client = Client()
    answer = client.post(ENTER, {"code": made.secret.code})
    address = answer["Location"]
    assert made.secret.code not in address
    assert made.secret.token not in address
    assert "Nguyễn Thị Hồng Nhung" in client.get(address).content.decode()
    assert Client().get(address).status_code == 404
    data = answers()
    for _ in range(2):  # a double click ends well here too
        assert client.post(address, data).status_code == 302
    assert User.objects.filter(full_name="Nguyễn Thị Hồng Nhung").count() == 1
    assert client.get(address).status_code == 404


def test_a_code_of_a_slip_for_a_password_goes_the_same_way(cast: Cast) -> None:
    made = slip(cast)
    assert made.secret is not None
    client = Client()
    address = client.post(ENTER, {"code": made.secret.code})["Location"]
    assert client.post(address, answers()).status_code == 302
    assert User.objects.get(pk=cast.khoa.pk).check_password(PASSWORD)


def test_a_code_in_an_address_opens_nothing(cast: Cast) -> None:
    made = invite(cast)
    assert made.secret is not None
    address = reverse("invitations:accept", args=[made.secret.code])
    assert Client().get(address).status_code == 404
    assert Client().post(address, answers()).status_code == 404
    assert Client().get(page_of(made)).status_code == 200


def test_what_the_session_remembers_dies_with_the_secret(cast: Cast) -> None:
    made = invite(cast)
    assert made.secret is not None
    client = Client()
    address = client.post(ENTER, {"code": made.secret.code})["Location"]
    services.renew_invitation(made.invitation, actor=cast.an)
    assert client.get(address).status_code == 404
    assert client.post(address, answers()).status_code == 404


def test_the_way_round_the_sign_in_bears_no_token_and_ends_at_the_invitation(
    cast: Cast,
) -> None:
    cast.hoa.set_password(PASSWORD)
    cast.hoa.save()
    made = invite(cast, full_name="Đặng Thị Hoa")
    assert made.secret is not None
    client = Client()
    page = client.get(page_of(made))
    sign_in = page.context["log_in_url"]
    assert made.secret.token not in page.content.decode()
    assert made.secret.token not in client.get(sign_in).content.decode()
    back = unquote(sign_in.partition("=")[2])
    facts = {"username": "hoa", "password": PASSWORD, "next": back}
    answer = client.post(sign_in, facts, follow=True)
    assert "Bạn đang đăng nhập là" in answer.content.decode()
    address = answer.redirect_chain[-1][0]
    assert made.secret.token not in address
    assert client.post(address, {"x": "1"}).status_code == 302
    assert cast.hoa.memberships.filter(unit=cast.damha).exists()


def test_wrong_codes_are_counted_and_right_ones_are_not(cast: Cast) -> None:
    made = invite(cast)
    assert made.secret is not None
    client = Client()
    for _ in range(MISSES_ALLOWED + 5):
        assert client.post(ENTER, {"code": made.secret.code}).status_code == 302
    for code in codes(MISSES_ALLOWED):
        assert client.post(ENTER, {"code": code}).status_code == 404
    for code in (*codes(1), made.secret.code):
        assert client.post(ENTER, {"code": code}).status_code == 429
    elsewhere = client.post(ENTER, {"code": made.secret.code}, REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 302


def test_counters_in_files_lose_nothing_when_many_count_at_once(tmp_path: Path) -> None:
    def count() -> None:
        cache = FileCache(str(tmp_path / "cache"), {})
        for _ in range(20):
            cache.add("misses", 0, 900)
            cache.incr("misses")
            cache.touch("misses", 900)

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert FileCache(str(tmp_path / "cache"), {}).get("misses") == 120


def test_the_product_counts_in_such_files_unless_told_otherwise() -> None:
    chosen = import_string(settings.CACHES["default"]["BACKEND"])
    assert issubclass(chosen, FileCache) or "CACHE_URL" in os.environ
