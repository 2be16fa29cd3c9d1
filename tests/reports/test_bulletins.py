"""News of a round: written from the data, says nothing they do not hold, edited without loss."""

import io
import re
from collections.abc import Callable

import docx as reader
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from inspections import services as inspections
from inspections.models import Round, Visit
from inspections.services import Refused
from reports import services
from reports.models import Bulletin
from tests import build
from tests.people import Cast
from tinhdoan.demo import round_2020
from tinhdoan.management.commands.load_demo import load

# What joins the facts to sentences.
OWN_WORDS = (
    "Ngày 27/11/2020, tại, Đoàn kiểm tra của Ban Thường vụ Tỉnh đoàn đã tiến hành, đối với 06 địa "
    "phương, đơn vị. Trưởng đoàn: đồng chí. Các đơn vị được kiểm tra gồm. Nội dung kiểm tra. "
    "Đoàn kiểm tra đi sâu vào 04 chuyên đề. Theo đánh giá của Đoàn kiểm tra. Qua kiểm tra, "
    "đề nghị. BBT"
)
SignIn = Callable[[User], Client]


def _written(cast: Cast, **options: bool) -> Bulletin:
    build.ready_to_conclude(cast)
    for kind, body in (
        ("strength", "Bám sát chương trình công tác năm"),
        ("shortcoming", "Sổ sách chưa đầy đủ"),
        ("violation", "Có dấu hiệu sai quy định"),
    ):
        inspections.record_finding(None, round_=cast.round, actor=cast.an, kind=kind, body=body)
    return services.write_bulletin(cast.round, actor=cast.an, **options)


def test_news_says_who_inspected_whom_and_what_was_good_but_no_shortcomings(cast: Cast) -> None:
    news = _written(cast)
    assert news.title == cast.round.title
    assert news.body.startswith("Ngày 27/11/2020")
    assert news.body.endswith("\n\nBBT")
    assert "Bám sát chương trình công tác năm." in news.body
    assert "Sổ sách" not in news.body
    assert "sai quy định" not in news.body


def test_shortcomings_stand_in_it_when_chosen_and_signs_of_violation_never(cast: Cast) -> None:
    news = _written(cast, with_shortcomings=True)
    assert "Sổ sách chưa đầy đủ." in news.body
    assert "sai quy định" not in news.body


def test_nothing_is_told_of_a_unit_before_its_conclusion(cast: Cast) -> None:
    build.ready_to_conclude(cast)
    told = [finding.printed_body for finding in cast.visit.findings.all()]
    assert told
    news = services.write_bulletin(cast.round, actor=cast.an, with_shortcomings=True)
    assert not [text for text in told if text in news.body]


def test_there_is_no_news_before_anything_happened(cast: Cast, as_: SignIn) -> None:
    with pytest.raises(Refused):
        services.write_bulletin(cast.round, actor=cast.an)
    page = as_(cast.an).post(reverse("reports:bulletins", args=[cast.round.pk]), {})
    assert "chưa có gì để đưa tin" in page.content.decode()
    assert not Bulletin.objects.exists()


def test_of_the_round_of_2020_it_says_nothing_the_data_do_not_hold(db: None) -> None:
    load()
    held = Round.objects.get(source=round_2020.SOURCE, title=round_2020.TITLE)
    news = services.write_bulletin(held, actor=User.objects.get(username="vanphong"))
    known = " ".join(
        [
            *(held.title, held.annual_theme, held.general_content),
            *round_2020.TOPICS,
            *round_2020.STRENGTHS,
            *round_2020.REQUESTS,
            *(v.subject_in_full + " " + v.place for v in Visit.objects.filter(round=held)),
            *(f"{m.full_name} {m.position}" for t in held.teams.all() for m in t.members.all()),
            OWN_WORDS,
        ]
    )
    words = set(re.findall(r"[\w/]+", known.lower()))
    assert set(re.findall(r"[\w/]+", news.body.lower())) <= words
    assert "[MẪU]" not in news.body
    assert "hạn chế" not in news.body


def test_a_stale_save_shows_both_texts_and_keeps_what_was_typed(cast: Cast, as_: SignIn) -> None:
    news = _written(cast)
    page = reverse("reports:edit_bulletin", args=[news.pk])
    mine = {"rev": news.rev, "title": "Tin của tôi", "body": "Bản của tôi\n\nBBT"}
    services.save_bulletin(news, rev=news.rev, title="Tin khác", body="Bản khác")
    said = as_(cast.an).post(page, mine).content.decode()
    assert "Có hai bản khác nhau" in said
    assert "Tin của tôi" in said
    assert "Bản khác" in said
    as_(cast.an).post(page, mine | {"rev": 2})
    news.refresh_from_db()
    assert (news.title, news.rev) == ("Tin của tôi", 3)


def test_writing_anew_asks_for_the_revision_seen(cast: Cast, as_: SignIn) -> None:
    news = _written(cast)
    first = news.body
    services.save_bulletin(news, rev=1, title=news.title, body="Sửa tay")
    again = reverse("reports:rewrite_bulletin", args=[news.pk])
    for rev in ("1", "x", ""):
        as_(cast.an).post(again, {"rev": rev})
        news.refresh_from_db()
        assert news.body == "Sửa tay"
    as_(cast.an).post(again, {"rev": "2"})
    news.refresh_from_db()
    assert (news.body, news.rev) == (first, 3)


def test_both_files_hold_the_text_and_word_needs_no_official_head(cast: Cast, as_: SignIn) -> None:
    news = _written(cast)
    services.save_bulletin(news, rev=1, title="=1+1 <b>Tin</b>", body="Một\x0b\n\nHai\n\nBBT")
    text = as_(cast.an).get(reverse("reports:bulletin_text", args=[news.pk]))
    assert text.content.decode() == "=1+1 <b>Tin</b>\n\nMột\n\nHai\n\nBBT\n"
    word = as_(cast.an).get(reverse("reports:bulletin_docx", args=[news.pk]))
    file = reader.Document(io.BytesIO(word.content))
    assert [p.text for p in file.paragraphs] == ["=1+1 <b>Tin</b>", "Một", "Hai", "BBT"]
    assert not file.tables
    for nobody in (cast.khoa, cast.em):
        assert as_(nobody).get(reverse("reports:bulletin_text", args=[news.pk])).status_code == 404


def test_a_second_click_writes_no_second_news(cast: Cast) -> None:
    assert _written(cast) == services.write_bulletin(cast.round, actor=cast.binh)
    assert Bulletin.objects.count() == 1
