"""Photos behind a draft: added, named, ordered, taken out; printed in the PDF and in its twin."""

import io
import re
from collections.abc import Callable
from typing import Any

import docx as word
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from inspections.services import Refused, Stale
from reports import pdf, services
from reports.models import Document, DocumentPhoto
from reports.services.photos import FULL, NO_PHOTOS
from tests import build
from tests.people import Cast
from tinhdoan import middleware

As = Callable[[User], Client]
RED, BLUE = build.jpeg("red"), build.jpeg("blue", (60, 80))


@pytest.fixture
def paper(cast: Cast) -> Document:
    """A draft conclusion on Đầm Hà."""
    visit = build.ready_to_conclude(cast)
    return services.start_document("conclusion", actor=cast.an, issuer=cast.issuer, visit=visit)


def sent(*files: bytes, name: str = "anh.jpg") -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, data) for data in files]


def add(paper: Document, cast: Cast, *files: bytes, caption: str = "Sổ chi đoàn") -> int:
    return services.add_photos(paper, sent(*files), caption=caption, actor=cast.an)


def address(name: str, paper: Document) -> str:
    return reverse(f"reports:{name}", args=[paper.pk])


def listed(paper: Document) -> list[tuple[str, int]]:
    return [(one.caption, one.order) for one in paper.photos.order_by("order", "pk")]


def wishes(paper: Document, *answers: tuple[str, int, bool]) -> dict[int, services.Wish]:
    rows = paper.photos.order_by("order", "pk")
    return {row.pk: services.Wish(*answer) for row, answer in zip(rows, answers, strict=True)}


def typed(paper: Document, *answers: tuple[str, int, bool]) -> dict[str, Any]:
    data: dict[str, Any] = {"rev": paper.rev}
    for key, wish in wishes(paper, *answers).items():
        data |= {f"caption_{key}": wish.caption, f"order_{key}": wish.order}
        data |= {f"drop_{key}": "on"} if wish.is_dropped else {}
    return data


def test_several_photos_are_added_at_once_and_only_while_it_is_a_draft(
    cast: Cast, as_: As, paper: Document
) -> None:
    browser = as_(cast.dung)
    data = {"caption": "Sổ chi đoàn", "photos": sent(RED, BLUE)}
    answer = browser.post(address("photos", paper), data)
    assert answer.status_code == 302
    assert listed(paper) == [("Sổ chi đoàn", 1), ("Sổ chi đoàn", 2)]
    # Sent again, as a double click does: nothing is added.
    data["photos"] = sent(RED, BLUE)
    again = browser.post(address("photos", paper), data, follow=True)
    assert "đã có sẵn" in again.content.decode()
    assert paper.photos.count() == 2
    Document.objects.filter(pk=paper.pk).update(status="submitted")
    data["photos"] = sent(build.jpeg("green"))
    late = browser.post(address("photos", paper), data)
    assert "không còn là dự thảo" in late.content.decode()
    assert paper.photos.count() == 2
    assert 'type="file"' not in browser.get(address("photos", paper)).content.decode()


def test_one_bad_file_keeps_all_out_and_is_named_with_its_fault(
    cast: Cast, as_: As, paper: Document
) -> None:
    files = [*sent(RED), *sent(b"<svg/>", name="so-do.svg"), *sent(RED[:300], name="hong.jpg")]
    answer = as_(cast.dung).post(
        address("photos", paper), {"caption": "Ảnh hội trường", "photos": files}
    )
    page = answer.content.decode()
    assert "so-do.svg: Tệp không phải là ảnh" in page
    assert "hong.jpg: Ảnh bị hỏng" in page
    assert 'value="Ảnh hội trường"' in page
    assert not paper.photos.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"caption": "Sổ"}, "Hãy chọn ảnh"),
        ({"photos": sent(RED)}, "Hãy nhập ô này"),
        ({"caption": "x" * 201, "photos": sent(RED)}, "200"),
        ({"caption": "Sổ", "photos": sent(*[RED] * 11)}, "tối đa 10 ảnh"),
        ({"caption": "Sổ", "photos": sent(b"")}, "Tệp rỗng"),
        ({"caption": "Sổ", "photos": sent(RED, name="a" * 201)}, "Tên tệp quá dài"),
    ],
)
def test_what_is_missing_or_too_much_is_told(
    cast: Cast, as_: As, paper: Document, data: dict[str, Any], said: str
) -> None:
    for file in data.get("photos", []):
        file.seek(0)
    page = as_(cast.dung).post(address("photos", paper), data).content.decode()
    assert said in page
    assert not paper.photos.exists()


def test_a_paper_takes_so_many_photos_and_some_kinds_take_none(
    cast: Cast, paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.services.photos.MAX_PHOTOS", 1)
    with pytest.raises(Refused, match=re.escape(FULL)):
        add(paper, cast, RED, BLUE)
    assert not paper.photos.exists()
    letter = services.start_document("letter", actor=cast.an, issuer=cast.issuer, visit=paper.visit)
    with pytest.raises(Refused, match=NO_PHOTOS):
        add(letter, cast, RED)
    plan = services.start_document("plan", actor=cast.an, issuer=cast.issuer, round_=cast.round)
    assert plan.takes_photos  # it has annexes


def test_words_and_order_change_and_a_photo_goes(cast: Cast, as_: As, paper: Document) -> None:
    add(paper, cast, RED, BLUE)
    browser = as_(cast.dung)
    data = typed(paper, ("Hội trường", 2, False), ("Sổ đoàn viên", 1, False))
    assert browser.post(address("edit_photos", paper), data).status_code == 302
    assert listed(paper) == [("Sổ đoàn viên", 1), ("Hội trường", 2)]
    paper.refresh_from_db()
    data = typed(paper, ("Sổ đoàn viên", 1, True), ("Hội trường", 2, False))
    # Back and sent once more: the page of a photo that is gone does no harm.
    for _ in range(2):
        browser.post(address("edit_photos", paper), data)
        assert listed(paper) == [("Hội trường", 1)]
    names = [one.name for one in paper.revisions.all()]
    assert names[:3] == ["Bỏ 1 ảnh", "Sửa chú thích, thứ tự ảnh", "Thêm 2 ảnh"]


def test_the_file_of_a_photo_goes_with_it(
    cast: Cast, paper: Document, django_capture_on_commit_callbacks: Any
) -> None:
    add(paper, cast, RED)
    file = paper.photos.get().file
    with django_capture_on_commit_callbacks(execute=True):
        rows = wishes(paper, ("Sổ", 1, True))
        services.edit_photos(paper, rev=paper.rev, wishes=rows, actor=cast.an)
    assert not file.storage.exists(file.name)


def test_an_older_page_does_not_save_over_a_newer_one(cast: Cast, as_: As, paper: Document) -> None:
    add(paper, cast, RED)
    old = typed(paper, ("Chú thích của Dung", 1, False))
    rows = wishes(paper, ("Chú thích của An", 1, False))
    services.edit_photos(paper, rev=paper.rev, wishes=rows, actor=cast.an)
    page = as_(cast.dung).post(address("edit_photos", paper), old).content.decode()
    assert "vừa được lưu ở nơi khác" in page
    assert 'value="Chú thích của Dung"' in page
    assert listed(paper) == [("Chú thích của An", 1)]
    found = re.search(r'name="rev" value="(\d+)"', page)
    assert found
    old["rev"] = found[1]
    as_(cast.dung).post(address("edit_photos", paper), old)
    assert listed(paper) == [("Chú thích của Dung", 1)]
    rows = wishes(paper, ("Khác", 1, False))
    with pytest.raises(Stale):
        services.edit_photos(paper, rev=1, wishes=rows, actor=cast.an)


def test_an_empty_caption_is_refused_and_another_paper_s_photo_is_not_touched(
    cast: Cast, as_: As, paper: Document
) -> None:
    add(paper, cast, RED)
    other = services.start_document("minutes", actor=cast.an, issuer=cast.issuer, visit=paper.visit)
    add(other, cast, RED, caption="Của biên bản")
    data = typed(paper, ("", 1, False))
    page = as_(cast.dung).post(address("edit_photos", paper), data).content.decode()
    assert "Hãy nhập ô này" in page
    key = other.photos.get().pk
    data = typed(paper, ("Mới", 1, False))
    data |= {f"caption_{key}": "Đổi", f"order_{key}": 1, f"drop_{key}": "on"}
    assert as_(cast.dung).post(address("edit_photos", paper), data).status_code == 302
    assert listed(other) == [("Của biên bản", 1)]
    rows = {key: services.Wish("Đổi", 1, True)}
    services.edit_photos(paper, rev=paper.rev, wishes=rows, actor=cast.an)
    assert listed(other) == [("Của biên bản", 1)]


def test_a_photo_is_shown_to_its_makers_alone_and_never_guessed_at(
    cast: Cast, as_: As, paper: Document
) -> None:
    add(paper, cast, RED)
    row = paper.photos.get()
    shown = reverse("reports:photo", args=[row.pk])
    answer = as_(cast.em).get(shown)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.content == services.photo_bytes(row)
    known = {"If-None-Match": answer["ETag"]}
    assert as_(cast.em).get(shown, headers=known).status_code == 304
    for stranger in (cast.khoa, cast.hoa, cast.giang, cast.lan, cast.nga):
        assert as_(stranger).get(shown, headers=known).status_code == 404
        assert as_(stranger).get(address("photos", paper)).status_code == 404
    assert as_(cast.em).get(address("photos", paper)).status_code == 403


def test_the_unit_sees_the_photos_on_the_issued_paper_only(cast: Cast, as_: As) -> None:
    paper = build.approved_paper(cast)
    row = build.photo(paper, cast)
    issued = services.issue(paper, actor=cast.an)
    assert as_(cast.khoa).get(reverse("reports:pdf", args=[issued.pk])).status_code == 200
    assert as_(cast.khoa).get(reverse("reports:photo", args=[row.pk])).status_code == 404
    with pytest.raises(Refused):
        add(issued, cast, BLUE)
    with pytest.raises(Refused):
        services.edit_photos(issued, rev=issued.rev, wishes={}, actor=cast.an)


def images_of(data: bytes) -> list[Any]:
    with pikepdf.open(io.BytesIO(data)) as file:
        return [image for page in file.pages for image in page.get_images().values()]


def test_photos_print_as_an_annex_with_words_in_the_pdf_and_its_twin(
    cast: Cast, paper: Document
) -> None:
    add(paper, cast, RED, caption="Sổ chi đoàn Đầm Hà")
    add(paper, cast, BLUE, caption="Hội trường")
    data = services.preview(paper)
    assert services.preview(paper) == data
    text = PdfReader(io.BytesIO(data)).pages[-1].extract_text()
    assert text.index("PHỤ LỤC ẢNH") < text.index("Kèm theo") < text.index("Sổ chi đoàn Đầm Hà")
    assert text.index("Sổ chi đoàn Đầm Hà") < text.index("Hội trường")
    assert alternatives(data) >= {"Ảnh: Sổ chi đoàn Đầm Hà", "Ảnh: Hội trường"}
    twin = word.Document(io.BytesIO(services.as_docx(paper)))
    told = [shape._inline.docPr.get("descr") for shape in twin.inline_shapes]
    assert told[-2:] == ["Ảnh: Sổ chi đoàn Đầm Hà", "Ảnh: Hội trường"]
    words = [paragraph.text for paragraph in twin.paragraphs]
    assert words.index("Sổ chi đoàn Đầm Hà") < words.index("Hội trường")


def alternatives(data: bytes) -> set[str]:
    """Words for who cannot see, of every figure."""
    with pikepdf.open(io.BytesIO(data)) as file:
        return {
            str(one["/Alt"])
            for one in file.objects
            if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
        }


def test_equal_photos_print_to_equal_bytes(cast: Cast, paper: Document) -> None:
    add(paper, cast, build.jpeg("red", (1800, 1200)))
    content = services.files.shown_content(paper)
    photos = services.photos_of(paper)
    assert pdf.render(content, photos=photos) == pdf.render(content, photos=photos)


def test_a_photo_that_was_changed_or_lost_is_told_and_not_printed(
    cast: Cast, as_: As, paper: Document
) -> None:
    add(paper, cast, RED)
    row = paper.photos.get()
    with open(row.file.path, "wb") as file:
        file.write(BLUE)
    for spoil in (lambda: None, lambda: row.file.storage.delete(row.file.name)):
        spoil()
        for name in ("docx", "preview"):
            answer = as_(cast.dung).get(address(name, paper))
            assert answer.status_code == 503
            assert "Hãy bỏ ảnh đó ra" in answer.content.decode()
        shown = reverse("reports:photo", args=[row.pk])
        assert as_(cast.dung).get(shown).status_code == 503


def test_the_page_asks_as_often_for_many_photos_as_for_one(
    cast: Cast, as_: As, paper: Document
) -> None:
    browser = as_(cast.dung)
    add(paper, cast, RED)
    counts = []
    browser.get(address("photos", paper))
    for more in (0, 20):
        add_rows(paper, cast, more)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address("photos", paper))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def add_rows(paper: Document, cast: Cast, count: int) -> None:
    facts = {"document": paper, "width": 8, "height": 6, "caption": "Sổ", "added_by": cast.an}
    DocumentPhoto.objects.bulk_create(
        DocumentPhoto(sha256=str(n), file=f"{n}.jpg", **facts) for n in range(count)
    )


def test_what_is_too_much_to_send_is_read_to_its_end_and_told(
    cast: Cast, as_: As, paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "MAX_BODY_BYTES", 5_000)
    read: list[int] = []

    class Body(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            got = super().read(size)
            read.append(len(got))
            return got

    data = b"x" * 300_000
    browser = as_(cast.dung)
    extra = {"wsgi.input": Body(data), "CONTENT_LENGTH": str(len(data))}
    answer = browser.generic("POST", address("photos", paper), b"", **extra)
    assert answer.status_code == 413
    assert "Chưa có gì được lưu" in answer.content.decode()
    assert sum(read) == len(data)
    small = {"caption": "Sổ", "photos": sent(RED)}
    assert browser.post(address("photos", paper), small).status_code == 302
