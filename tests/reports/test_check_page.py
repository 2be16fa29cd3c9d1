"""The check page: exactly the facts, to anyone, with one answer to every wrong code."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from reports import codes, services
from reports.models import Document, Issuer
from reports.services import checking
from reports.signing import verify
from reports.views import checking as views
from tests import build
from tests.people import Cast

# Every word the page of a golden paper may show besides the facts.
STANDING = """
Kiểm tra văn bản | Cơ quan ban hành | Loại văn bản | Số, ký hiệu | Ngày văn bản | Số trang
| Chữ ký số | Không có; xem chữ ký, con dấu trên bản giấy. | Mã kiểm tra | SHA-256 của tệp
| Hãy đối chiếu các mục trên với bản đang cầm. Trang này không cho xem nội dung văn bản.
| Kiểm tra tệp của tôi | Tệp PDF của văn bản
| Ngay khi chọn, tệp được so với bản đang lưu trên chính máy này, chưa gửi đi đâu. Để kiểm tra cả
 chữ ký số, hãy gửi tệp lên; hệ thống đọc xong là bỏ, không lưu lại. Tối đa 25 MB.
| Gửi tệp để kiểm tra chữ ký số | Những gì không được kiểm tra
| Nội dung văn bản đúng hay sai, bản giấy và con dấu, chữ ký viết tay, thẩm quyền của người ký.
 Việc thu hồi chứng thư chỉ được kiểm tra khi trong tệp có sẵn dữ liệu cho việc đó.
| Cách tự kiểm tra bằng phần mềm khác
| So tệp: trên Windows, mở PowerShell và gõ | Get-FileHash tên-tệp.pdf | ; trên Linux gõ
| sha256sum tên-tệp.pdf | ; rồi so với dòng SHA-256 ở trên, từng ký tự.
| Chữ ký số: mở tệp bằng phần mềm đọc PDF có kiểm tra chữ ký, xem bảng chữ ký (Signatures). Tệp phải
 được báo là không bị sửa sau khi ký và chứng thư phải mang đúng tên người, cơ quan đã ký.
"""
VALID = "Văn bản hợp lệ, chưa bị thay thế, thu hồi."


class _Texts(HTMLParser):
    """Every text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(_plain(data))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _texts(page: str) -> list[str]:
    body = page[page.index("<main>") :]
    allowed = {_plain(one) for one in STANDING.split("|")}
    return [text for text in _Texts(body).found if text not in allowed]


def _of(paper: Document) -> str:
    return f"/v/{paper.code}"


@pytest.fixture
def paper(cast: Cast, quick_pdf: None) -> Document:
    """An issued conclusion."""
    return build.issued_paper(cast)


def test_the_page_shows_the_facts_and_nothing_else(paper: Document, client: Client) -> None:
    shown = _texts(client.get(_of(paper)).content.decode())
    assert shown == [
        VALID,
        checking.facts_of(paper).issuer,
        "Thông báo kết luận kiểm tra",
        "01-TB/TĐTN-UBKT",
        "30/11/2020",
        str(paper.pages),
        codes.printed(str(paper.code)),
        paper.sha256,
    ]
    assert paper.subject_line not in " ".join(shown)


def test_subject_and_signer_are_told_only_of_a_public_paper(
    cast: Cast, quick_pdf: None, client: Client
) -> None:
    paper = build.issued_paper(cast)
    page = client.get(_of(paper)).content.decode()
    assert cast.signer.full_name not in page
    assert "Đầm Hà" not in page
    Document.objects.filter(pk=paper.pk).update(is_public=True)
    page = client.get(_of(paper)).content.decode()
    assert cast.signer.full_name in page
    assert paper.subject_line in page


def test_it_is_read_in_capitals_and_as_people_type_it(paper: Document, client: Client) -> None:
    page = client.get(_of(paper)).content
    code = str(paper.code)
    for typed in (f"/V/{code}", f"/v/{code.lower()}", f"/v/{codes.printed(code)}", f"/v/{code}/"):
        assert client.get(typed).content == page
    sent = client.get("/v/", {"ma": codes.printed(code).lower()})
    assert client.get(sent["Location"]).content == page


def test_wrong_unknown_and_closed_codes_get_one_answer(
    cast: Cast, quick_pdf: None, client: Client
) -> None:
    secret = build.issued_paper(cast, secrecy="MẬT")
    wrong = [codes.new_code() for _ in range(5)]
    wrong += [str(secret.code), "x", "0" * 11, "%00", "đ", "7K2M-Q9XD-4TQ", "a" * 300, "' OR 1=1"]
    answers = [client.get(f"/v/{one}") for one in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(answer.headers) for answer in answers}) == 1


def test_a_draft_has_no_page(cast: Cast, quick_pdf: None, client: Client) -> None:
    paper = build.approved_paper(cast)
    code = codes.new_code()
    Document.objects.filter(pk=paper.pk).update(code=code)
    assert client.get(f"/v/{code}").status_code == 404


def test_no_cookie_no_index_no_referrer_whoever_asks(paper: Document, cast: Cast, as_: Any) -> None:
    for browser in (Client(), as_(cast.an)):
        for answer in (
            browser.get(_of(paper)),
            browser.get("/v/"),
            browser.get("/v/x"),
            browser.post(f"{_of(paper)}/tep"),
        ):
            assert answer.cookies == {}
            assert answer["X-Robots-Tag"] == "noindex, nofollow"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "csrfmiddlewaretoken" not in answer.content.decode()
            assert cast.an.full_name not in answer.content.decode()
    assert as_(cast.an).get("/").status_code == 200


def test_no_link_leads_into_the_system(paper: Document, client: Client) -> None:
    pages = [client.get(url).content.decode() for url in (_of(paper), "/v/", "/v/x")]
    for page in pages:
        body = page[page.index("<body") :]
        targets = re.findall(r'(?:href|action)="([^"]*)"', body)
        assert all(target.startswith("/v/") for target in targets)


def test_thirty_calls_a_minute_then_a_pause_in_words(
    paper: Document, client: Client, time_machine: Any
) -> None:
    time_machine.move_to("2026-11-25 09:00:10", tick=False)
    answers = [client.get(_of(paper)).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
    refused = client.get(_of(paper))
    assert "Hãy chờ một phút" in refused.content.decode()
    assert refused["Retry-After"] == "60"
    assert client.get(_of(paper), REMOTE_ADDR="10.9.8.7").status_code == 200
    time_machine.move_to("2026-11-25 09:01:05", tick=False)
    assert client.get(_of(paper)).status_code == 200


# States


def test_a_withdrawn_paper_says_so_with_the_day(
    paper: Document, cast: Cast, client: Client
) -> None:
    services.withdraw(paper, actor=cast.binh, reason="Sai số liệu của đơn vị")
    page = client.get(_of(paper)).content.decode()
    assert f"Đã thu hồi ngày {timezone.localdate():%d/%m/%Y}." in page
    assert VALID not in page
    assert "Sai số liệu" not in page


def test_a_replaced_paper_names_the_newer_one(paper: Document, cast: Cast, client: Client) -> None:
    newer = build.issued_paper(cast, replaces=paper)
    page = client.get(_of(paper)).content.decode()
    assert "Đã được thay thế bởi thông báo số 02-TB/TĐTN-UBKT ngày 30/11/2020." in page
    assert VALID in client.get(_of(newer)).content.decode()


def test_minutes_and_sample_papers_have_words_of_their_own(
    cast: Cast, quick_pdf: None, client: Client
) -> None:
    build.ready_to_conclude(cast)
    minutes = build.issued_paper(cast, kind="minutes")
    assert "Biên bản đã được lập và lưu" in client.get(_of(minutes)).content.decode()
    sample = build.approved_paper(cast)
    Document.objects.filter(pk=sample.pk).update(is_training=True)
    services.issue(sample, actor=cast.an)
    page = client.get(_of(sample)).content.decode()
    assert "Văn bản mẫu, không có giá trị." in page
    assert VALID not in page


# A file of theirs


def _send(client: Client, paper: Document, data: bytes) -> str:
    file = SimpleUploadedFile("a.pdf", data, content_type="application/pdf")
    return client.post(f"{_of(paper)}/tep", {"tep": file}).content.decode()


def test_three_lines_on_an_issued_file_and_on_another(cast: Cast, client: Client) -> None:
    paper = build.issued_paper(cast)
    page = _send(client, paper, services.stored_pdf(paper))
    assert "Trùng từng byte với bản đã ban hành đang lưu." in page
    assert "Trong tệp không có chữ ký số nào." in page
    assert "Không có chữ ký số nên không có đơn vị cấp chứng thư." in page
    page = _send(client, paper, services.stored_pdf(paper) + b"\n")
    assert "Không trùng với bản đang lưu." in page


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "Tệp rỗng."), (b"<script>x</script>", "không phải là tệp PDF"), (b"%PDF-1.7", "hỏng")],
)
def test_a_file_that_is_none_gets_a_sentence(
    paper: Document, client: Client, data: bytes, words: str
) -> None:
    assert words in _send(client, paper, data)


def test_too_large_a_file_is_refused_before_it_is_read(
    paper: Document, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MAX_BODY_BYTES", 1000)
    assert "lớn hơn 25 MB" in _send(client, paper, b"x" * 2000)


def test_what_is_sent_is_heard_out_even_where_it_is_not_looked_at(
    paper: Document, client: Client
) -> None:
    """Answered earlier, the browser shows a broken connection and not the sentence."""
    for code in ("khong-co", paper.code):
        file = SimpleUploadedFile("a.pdf", b"x" * (verify.MAX_BYTES + 70_000))
        answer = client.post(f"/v/{code}/tep", {"tep": file})
        assert answer.status_code in (404, 413)
        assert answer.wsgi_request.read(1) == b""


def test_no_file_gets_a_sentence_and_files_are_limited_more(
    paper: Document, client: Client, time_machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    time_machine.move_to("2026-11-25 09:00:10", tick=False)
    asked: list[bytes] = []
    monkeypatch.setattr(
        checking,
        "check",
        lambda data, roots: asked.append(data) or verify.Findings("x"),  # type: ignore[func-returns-value]
    )
    assert "Chưa có tệp nào được gửi" in client.post(f"{_of(paper)}/tep").content.decode()
    for _ in range(views.FILES_PER_MINUTE):
        _send(client, paper, b"%PDF")
    assert len(asked) == views.FILES_PER_MINUTE - 1


def test_a_post_of_another_site_is_answered_because_it_changes_nothing(paper: Document) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{_of(paper)}/tep").status_code == 400
    assert Issuer.objects.count() == 1
