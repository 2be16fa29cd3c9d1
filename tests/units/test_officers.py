"""Officers: who names them, in which order they stand, what papers hold fast."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from tests import build
from tests.people import Cast
from units.models import Officer
from units.services import officers as services
from units.services.refusals import Refused

SignIn = Callable[[User], Client]
LIST = reverse("units:officers", args=["DH"])


def add(cast: Cast, name: str = "Trần Văn Ổn", position: str = "Bí thư", **rest: Any) -> Officer:
    """An officer of Huyện đoàn Đầm Hà, named by An."""
    facts: dict[str, Any] = {"full_name": name, "position": position, "actor": cast.an}
    return services.add_officer(unit=cast.damha, **facts | rest)


def test_officers_in_office_and_those_who_left_stand_by_given_name(cast: Cast, as_: SignIn) -> None:
    for name in ("Lê Văn Há", "Trần Thị Hà", "Vũ An"):
        add(cast, name)
    add(cast, "Đỗ Ân", valid_to=date(2020, 1, 1))
    client = as_(cast.khoa)
    now = client.get(LIST).content.decode()
    assert now.index("Vũ An") < now.index("Trần Thị Hà") < now.index("Lê Văn Há")
    assert "Đỗ Ân" not in now
    left = client.get(LIST, {"hien": "da-thoi"}).content.decode()
    assert "Đỗ Ân" in left
    assert "Vũ An" not in left


def test_one_person_in_one_position_once_at_a_time(cast: Cast) -> None:
    add(cast, valid_from=date(2019, 1, 1), valid_to=date(2020, 6, 30))
    with pytest.raises(Refused, match="đã có"):
        add(cast, "Trần Văn ỔN", "bí thư", valid_from=date(2020, 6, 30))
    add(cast, position="Phó Bí thư", valid_from=date(2020, 1, 1))
    add(cast, valid_from=date(2020, 7, 1))
    assert cast.damha.officers.count() == 3


def test_the_database_refuses_an_overlap_and_days_out_of_order(cast: Cast) -> None:
    add(cast, valid_from=date(2019, 1, 1), valid_to=date(2020, 6, 30))
    facts: dict[str, Any] = {"unit": cast.damha, "full_name": "Trần Văn Ổn", "position": "Bí thư"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Officer.objects.create(valid_from=date(2020, 1, 1), **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Officer.objects.create(valid_from=date(2022, 1, 2), valid_to=date(2022, 1, 1), **facts)


def test_who_signed_a_paper_keeps_name_and_position_and_may_leave(
    cast: Cast, quick_pdf: None
) -> None:
    paper = build.issued_paper(cast)
    signer = cast.signer
    with pytest.raises(Refused, match="người ký văn bản") as error:
        services.change_officer(
            signer, seen=services.state_of(signer), actor=cast.binh, full_name="Người Khác"
        )
    assert error.value.field == "full_name"
    services.end_officer(signer, last_day=date(2021, 1, 1), reason="Nghỉ", actor=cast.binh)
    paper.refresh_from_db()
    assert paper.signer == signer
    assert paper.signer.full_name == "Nguyễn Văn Mẫu"
    assert not Officer.objects.entitled_to_sign(cast.province, date(2021, 1, 2)).exists()


def test_a_form_older_than_the_row_changes_nothing(cast: Cast) -> None:
    officer = add(cast)
    seen = services.state_of(officer)
    services.change_officer(officer, seen=seen, actor=cast.binh, may_sign=True)
    with pytest.raises(Refused, match="người khác sửa"):
        services.change_officer(officer, seen=seen, actor=cast.an, position="Phó Bí thư")
    officer.refresh_from_db()
    assert (officer.may_sign, officer.position) == (True, "Bí thư")


def test_adding_changing_and_leaving_are_told_on_the_officers_page(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.an)
    data = {"full_name": "Trần  Văn Ổn", "position": "Bí thư", "valid_from": "01/01/2020"}
    for _ in range(2):
        client.post(reverse("units:add_officer", args=["DH"]), data)
    officer = cast.damha.officers.get()
    assert officer.full_name == "Trần Văn Ổn"
    edit = reverse("units:edit_officer", args=["DH", officer.pk])
    changed = {**data, "may_sign": "on", "reason": "Phân công", "seen": services.state_of(officer)}
    assert client.post(edit, changed).status_code == 302
    client.post(
        reverse("units:end_officer", args=["DH", officer.pk]),
        {"last_day": "31/12/2025", "reason": "Nghỉ"},
    )
    page = client.get(edit).content.decode()
    for words in ("Thêm cán bộ chủ chốt", "được ký văn bản", "Lý do: Phân công", "31/12/2025"):
        assert words in page
    assert AuditEvent.objects.filter(action="officer_changed").count() == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"full_name": ""}, "Hãy nhập ô này"),
        ({"valid_to": "01/01/2019"}, "không được trước ngày bắt đầu"),
        ({"valid_from": "1/2020"}, "Ngày không có thật"),
        ({"full_name": "Đã Có Rồi"}, "đã có"),
    ],
)
def test_a_bad_officer_gets_words_keeps_what_was_typed_and_adds_nothing(
    cast: Cast, as_: SignIn, changes: dict[str, str], words: str
) -> None:
    add(cast, "Đã Có Rồi", "Chức vụ đã gõ")
    data = {
        "full_name": "Trần Văn Ổn",
        "position": "Chức vụ đã gõ",
        "valid_from": "01/01/2020",
        **changes,
    }
    page = as_(cast.an).post(reverse("units:add_officer", args=["DH"]), data).content.decode()
    assert words in page
    assert 'value="Chức vụ đã gõ"' in page
    assert cast.damha.officers.count() == 1


def test_an_officer_of_another_unit_is_not_found_under_this_one(cast: Cast, as_: SignIn) -> None:
    foreign = services.add_officer(
        unit=cast.campha, full_name="Người Khác", position="Bí thư", actor=cast.an
    )
    client = as_(cast.an)
    assert client.get(reverse("units:edit_officer", args=["CP", foreign.pk])).status_code == 200
    assert client.get(reverse("units:edit_officer", args=["DH", foreign.pk])).status_code == 404
