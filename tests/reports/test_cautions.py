"""What is looked at again before a paper goes on: told with a link, and nothing is held up."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from reports import services
from reports.models import Document
from tests import build
from tests.people import Cast, unit
from units.services.plans import NewName, Plan
from vietnamese.days_off import day_off

pytestmark = pytest.mark.usefixtures("quick_pdf")
SignIn = Callable[[User], Client]


def letter(cast: Cast, **facts: Any) -> Document:
    """A letter on the visit to Đầm Hà, dated on a working day."""
    paper = services.start_document("letter", actor=cast.an, issuer=cast.issuer, visit=cast.visit)
    Document.objects.filter(pk=paper.pk).update(
        **({"paper_on": build.PAPER_ON, "subject_line": "V/v kiểm tra"} | facts)
    )
    return Document.objects.get(pk=paper.pk)


def written(paper: Document, words: str) -> Document:
    key = paper.draft["sections"][0]["key"]
    return services.save_draft(paper, rev=paper.rev, words={key: words})


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2020, 11, 28), "thứ Bảy"),
        (date(2020, 11, 29), "Chủ nhật"),
        (date(2021, 9, 2), "ngày nghỉ lễ (Quốc khánh)"),
        (date(2020, 11, 30), ""),
    ],
)
def test_a_day_off_is_called_what_it_is(day: date, why: str) -> None:
    assert day_off(day) == why


def test_a_paper_without_anything_odd_has_no_caution(cast: Cast) -> None:
    paper = written(letter(cast), "Huyện đoàn Đầm Hà và các chi đoàn.")
    assert services.cautions(paper) == []


def test_odd_things_are_told_with_their_pages_and_hold_nothing_up(cast: Cast, as_: SignIn) -> None:
    letter(cast, symbol="07-CV/TĐTN")
    paper = written(letter(cast, paper_on=date(2020, 11, 29)), "Như Thành đoàn Cẩm Phả đã làm.")
    said = services.cautions(paper)
    assert [str(one) for one in said] == [
        "Ngày văn bản 29/11/2020 là Chủ nhật.",
        "Đã có văn bản cùng loại, cùng trích yếu: 07-CV/TĐTN ngày 30/11/2020.",
        "Nội dung nhắc đến đơn vị ngoài đối tượng của văn bản: Thành đoàn Cẩm Phả.",
    ]
    page = as_(cast.an).get(paper.get_absolute_url()).content.decode()
    assert "không chặn bước tiếp theo" in page
    assert all(one in page for one in said)
    facts = {"signer": cast.signer, "addressees": "Huyện đoàn Đầm Hà"}
    paper = services.prepare(paper, rev=paper.rev, facts=facts)
    assert services.submit(paper, actor=cast.an).status == Document.Status.SUBMITTED


def test_old_names_count_and_longer_names_and_own_bases_do_not(cast: Cast) -> None:
    name = NewName("CP", "Đoàn phường Cẩm Phả", "Đoàn phường Cẩm Phả", "commune")
    build.applied(cast, Plan(renamed=[name]))
    unit("X1", "Huyện đoàn Đầm", cast.province)
    unit("X2", "Đoàn xã Đầm Hà", cast.damha)
    paper = written(letter(cast), "Huyện đoàn Đầm Hà, Đoàn xã Đầm Hà.")
    assert services.cautions(paper) == []
    paper = written(paper, "Theo Thành đoàn Cẩm Phả.")
    assert ["Thành đoàn Cẩm Phả" in one for one in services.cautions(paper)] == [True]
    other = services.start_document(
        "schedule", actor=cast.an, issuer=cast.issuer, round_=cast.round
    )
    assert not [one for one in services.cautions(other) if "nhắc đến" in one]


def test_an_invitation_to_a_day_that_is_over_is_looked_at_again(cast: Cast) -> None:
    paper = services.start_document(
        "invitation", actor=cast.an, issuer=cast.issuer, visit=cast.visit
    )
    services.prepare(paper, rev=paper.rev, facts={"paper_on": date(2020, 11, 30)})
    told = "Ngày làm việc 27/11/2020 đã qua so với ngày văn bản 30/11/2020."
    assert told in services.cautions(paper)
    services.prepare(paper, rev=paper.rev, facts={"paper_on": date(2020, 11, 20)})
    assert not [one for one in services.cautions(paper) if "đã qua" in one]
    assert services.cautions(build.issued_paper(cast)) == []


def test_more_units_ask_no_more_of_the_database(cast: Cast) -> None:
    paper = letter(cast)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            services.cautions(Document.objects.select_related("visit__unit").get(pk=paper.pk))
        return len(queries)

    few = asked()
    for n in range(30):
        unit(f"Y{n}", f"Đoàn xã thứ {n}", cast.province)
    assert asked() == few
