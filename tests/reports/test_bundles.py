"""All papers of a round as one file: whole, in order, byte for byte, in the background."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import queue
from accounts.models import User
from reports.models import Bundle, Document
from reports.services import as_docx, bundles, stored_pdf
from tests import build
from tests.people import Cast

SignIn = Callable[[User], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdf")]


def _made(cast: Cast, **options: bool) -> Bundle:
    bundle = bundles.ask_for_bundle(cast.round, actor=cast.an, **options)
    bundles.make_bundle.call(bundle.pk)
    bundle.refresh_from_db()
    return bundle


def _names(bundle: Bundle) -> list[str]:
    with zipfile.ZipFile(bundle.file.open("rb")) as archive:
        return archive.namelist()


def test_issued_papers_go_in_byte_for_byte_with_an_index(cast: Cast) -> None:
    paper = build.issued_paper(cast)
    bundle = _made(cast)
    assert (bundle.state, bundle.done, bundle.total, bundle.note) == ("done", 1, 1, "")
    with zipfile.ZipFile(io.BytesIO(bundle.file.open("rb").read())) as archive:
        name, *rest = archive.namelist()
        assert rest == ["MUC-LUC.csv", "sha256sum.txt"]
        assert name.startswith("001_2020-11-30-01-tb-tdtn-ubkt")
        assert archive.read(name) == stored_pdf(paper)
        assert archive.read("sha256sum.txt").decode() == f"{paper.sha256}  {name}\n"
        assert paper.symbol in archive.read("MUC-LUC.csv").decode()
    assert hashlib.sha256(bundle.file.open("rb").read()).hexdigest() == bundle.sha256


def test_drafts_go_in_only_when_asked_for(cast: Cast) -> None:
    build.approved_paper(cast)
    assert len(_names(_made(cast))) == 2
    assert len(_names(_made(cast, with_drafts=True))) == 3


def test_word_files_go_in_beside_when_asked_for(cast: Cast) -> None:
    paper = build.issued_paper(cast)
    bundle = _made(cast, with_docx=True)
    pdf_name, word_name, *_ = _names(bundle)
    assert word_name == pdf_name.replace(".pdf", ".docx")
    with zipfile.ZipFile(bundle.file.open("rb")) as archive:
        word = archive.read(word_name)
        assert hashlib.sha256(word).hexdigest() in archive.read("sha256sum.txt").decode()
    assert word == as_docx(paper)


def test_a_lost_file_is_named_and_keeps_no_other_away(cast: Cast) -> None:
    lost = build.issued_paper(cast)
    kept = build.issued_paper(cast, kind="minutes", signer=None)
    lost.pdf.storage.delete(str(lost.pdf.name))
    bundle = _made(cast)
    assert bundle.state == "done"
    assert lost.symbol in bundle.note
    names = _names(bundle)
    assert len(names) == 3
    assert kept.sha256


def test_a_double_click_makes_one_bundle_and_a_second_run_changes_nothing(cast: Cast) -> None:
    first = bundles.ask_for_bundle(cast.round, actor=cast.an)
    assert bundles.ask_for_bundle(cast.round, actor=cast.binh) == first
    bundles.make_bundle.call(first.pk)
    first.refresh_from_db()
    file = first.file.name
    bundles.make_bundle.call(first.pk)
    first.refresh_from_db()
    assert first.file.name == file


def test_old_bundles_are_deleted_with_their_files(cast: Cast) -> None:
    bundle = _made(cast)
    path = bundle.file.path
    assert bundles.forget_bundles(timezone.now() + timedelta(days=6)) == 0
    assert bundles.forget_bundles(timezone.now() + timedelta(days=8)) == 1
    with pytest.raises(FileNotFoundError):
        open(path, "rb")  # noqa: SIM115


@pytest.mark.django_db(transaction=True)
def test_the_page_asks_the_queue_works_and_only_staff_take_the_file(
    cast: Cast, as_: SignIn
) -> None:
    build.issued_paper(cast)
    page = reverse("reports:bundles", args=[cast.round.pk])
    said = as_(cast.an).post(page, {}, follow=True)
    assert "Đang chờ" in said.content.decode()
    assert queue.work_off() == 1
    bundle = Bundle.objects.get()
    assert bundle.state == "done"
    for who, status in ((cast.an, 200), (cast.em, 404), (cast.khoa, 404)):
        file = reverse("reports:bundle_file", args=[bundle.pk])
        assert as_(who).get(file).status_code == status
    state = as_(cast.an).get(reverse("reports:bundle_state", args=[bundle.pk])).json()
    assert state == {"state": "done", "label": "Đã xong", "done": 1, "total": 1}


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_is_done_by_the_next(cast: Cast) -> None:
    build.issued_paper(cast)
    bundles.ask_for_bundle(cast.round, actor=cast.an)
    row = DBTaskResult.objects.get()
    row.claim("killed")
    now = timezone.now()
    assert queue.work_off() == 0
    assert queue.reap(now + timedelta(minutes=5)) == (0, [])
    assert queue.reap(now + timedelta(minutes=16)) == (1, [])
    assert queue.work_off() == 1
    assert Bundle.objects.get().state == "done"


@pytest.mark.django_db(transaction=True)
def test_what_fails_again_and_again_is_given_up_and_told(cast: Cast) -> None:
    bundles.ask_for_bundle(cast.round, actor=cast.an)
    row: Any = DBTaskResult.objects.get()
    for n in range(queue.MOST_TRIES):
        row.claim(f"killed {n}")
    again, given_up = queue.reap(timezone.now() + timedelta(minutes=16))
    assert (again, given_up) == (0, ["make_bundle"])
    assert not Document.objects.exists()
