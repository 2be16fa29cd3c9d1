"""Having an issued paper signed: prepared, taken back as it is, refused in words, cancelled."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import AuditEvent
from reports import services
from reports.models import Document, DocumentFile, SigningJob
from reports.services import checking, trust
from reports.services.signing import begin_signing, file_bytes
from reports.signing import soft
from tests import build
from tests.people import Cast
from tests.reports import signed
from tests.reports.signing_keys import Authority

BOTH = {"persons": [signed.PERSON], "agency": signed.OFFICE, "provider": "outside"}


@pytest.fixture
def root(settings: Any, tmp_path: Path) -> Authority:
    """The authority of the trial keys of person and office."""
    return signed.keys_of_both(settings, tmp_path / "keys")


@pytest.fixture
def paper(cast: Cast) -> Document:
    """An issued conclusion with a real file."""
    return build.issued_paper(cast)


def _url(paper: Document, name: str) -> str:
    return reverse(f"reports:{name}", args=[paper.pk])


def _send(client: Client, paper: Document, name: str, data: bytes) -> Any:
    return client.post(_url(paper, name), {"file": SimpleUploadedFile("a.pdf", data)}, follow=True)


def _sign(data: bytes, field: str, name: str, settings: Any) -> bytes:
    keys = {one.casefold(): path for one, path in soft.keys(settings.SIGNING_SOFT_KEYS)}
    return soft.sign(data, field, keys[name.casefold()], stamp=None)


def test_two_sign_outside_and_the_check_page_tells_of_both(
    cast: Cast, paper: Document, as_: Any, root: Authority, settings: Any
) -> None:
    an = as_(cast.an)
    issued = services.stored_pdf(paper)
    page = an.get(_url(paper, "signing")).content.decode()
    assert "Lập bản chờ ký" in page
    page = an.post(_url(paper, "begin_signing"), BOTH, follow=True).content.decode()
    assert "chưa ký (ô “Ky1”)" in page
    job = SigningJob.objects.get()
    handed = an.get(reverse("reports:copy", args=[paper.pk, job.prepared.pk]))
    assert handed["Content-Disposition"].startswith("attachment; ")
    assert handed["X-Content-Type-Options"] == "nosniff"
    assert handed.content.startswith(issued)
    once = _sign(handed.content, "Ky1", signed.PERSON, settings)
    assert "đã ký" in _send(an, paper, "upload_signed", once).content.decode()
    assert not checking.facts_of(paper).signatures
    final = _sign(once, "Ky2", signed.OFFICE, settings)
    _send(an, paper, "upload_signed", final)
    job.refresh_from_db()
    assert job.state == SigningJob.State.DONE
    assert file_bytes(job.result) == final
    assert services.stored_pdf(paper) == issued
    facts = checking.facts_of(paper)
    assert facts.sha256 == hashlib.sha256(final).hexdigest()
    assert facts.issued_sha256 == paper.sha256
    assert [line.partition(";")[0] for line in facts.signatures] == ["PAdES B-B"] * 2
    acts = AuditEvent.objects.filter(action__startswith="paper_sign").values_list("action")
    assert [action for (action,) in acts].count("paper_signed") == 2


def test_the_three_lines_on_a_signed_file(
    cast: Cast, paper: Document, as_: Any, root: Authority, client: Client
) -> None:
    row = trust.add_certificate(cast.province, root.der, actor=cast.oanh)
    trust.trust(row, actor=cast.oanh, is_trusted=True)
    job = begin_signing(
        paper, persons=[signed.PERSON], agency=signed.OFFICE, provider="soft", actor=cast.an
    )
    an = as_(cast.an)
    for _ in range(2):
        an.post(_url(paper, "upload_signed"))
    job.refresh_from_db()
    data = file_bytes(job.result)
    answer = checking.check_file(paper, data)
    assert answer.same.text == "Trùng từng byte với bản đã ký số đang lưu."
    assert [line.tone for line in (*answer.signatures, *answer.issuers)] == ["ok"] * 4
    assert "do “CA thử nghiệm” cấp" in answer.issuers[0].text
    assert "chưa kiểm tra được thu hồi" in answer.issuers[0].text
    answer = checking.check_file(paper, signed.turned(data))
    assert [line.tone for line in (answer.same, *answer.signatures)] == ["bad"] * 3
    assert "tệp đã bị sửa sau khi ký" in answer.signatures[0].text
    trust.trust(row, actor=cast.oanh, is_trusted=False)
    answer = checking.check_file(paper, data)
    assert "chưa có danh sách đơn vị cấp" in answer.issuers[0].text


def test_a_wrong_upload_is_refused_in_words_and_nothing_is_kept(
    cast: Cast, paper: Document, as_: Any, root: Authority, settings: Any
) -> None:
    an = as_(cast.an)
    an.post(_url(paper, "begin_signing"), BOTH)
    ready = file_bytes(SigningJob.objects.get().prepared)
    wrong = {
        b"": "không phải là bản chờ ký",
        ready: "chưa có thêm chữ ký số",
        signed.one_byte_changed(_sign(ready, "Ky1", signed.PERSON, settings)): "không phải là bản",
        _sign(ready, "Ky1", signed.OFFICE, settings): "mang tên “TỈNH ĐOÀN QUẢNG NINH”",
    }
    for data, words in wrong.items():
        assert words in _send(an, paper, "upload_signed", data).content.decode()
    assert "Hãy chọn tệp." in an.post(_url(paper, "upload_signed")).content.decode()
    assert DocumentFile.objects.count() == 1


def test_a_job_can_always_be_cancelled_and_begun_again(
    cast: Cast, paper: Document, as_: Any
) -> None:
    an = as_(cast.an)
    an.post(_url(paper, "begin_signing"), BOTH)
    again = an.post(_url(paper, "begin_signing"), BOTH).content.decode()
    assert "đang được ký" in again
    page = an.post(_url(paper, "cancel_signing"), follow=True).content.decode()
    assert "Đã hủy việc ký số" in page
    assert SigningJob.objects.get().state == SigningJob.State.CANCELLED
    page = an.post(_url(paper, "cancel_signing"), follow=True).content.decode()
    assert "Không có việc ký số nào" in page
    an.post(_url(paper, "begin_signing"), BOTH)
    job = SigningJob.objects.get(state=SigningJob.State.OPEN)
    services.withdraw(paper, actor=cast.binh, reason="Nhầm")
    job.refresh_from_db()
    assert job.state == SigningJob.State.CANCELLED
    page = _send(an, paper, "upload_signed", b"%PDF").content.decode()
    assert "Không có việc ký số nào đang chờ" in page
    assert "đang có giá trị" in an.post(_url(paper, "begin_signing"), BOTH).content.decode()


def test_nobody_chosen_is_said(cast: Cast, paper: Document, as_: Any) -> None:
    sent = {"provider": "outside", "agency": " "}
    page = as_(cast.an).post(_url(paper, "begin_signing"), sent).content.decode()
    assert "Hãy chọn ít nhất một người ký" in page
    sent = {"provider": "outside", "persons": "Lê Văn Lạ"}
    as_(cast.an).post(_url(paper, "begin_signing"), sent)
    assert not SigningJob.objects.exists()


def _scan(pages: int = 1) -> bytes:
    """What a scanner makes: pictures of pages."""
    page, data = Image.new("L", (60, 85), 250), io.BytesIO()
    page.save(data, "PDF", save_all=True, append_images=[page] * (pages - 1))
    return data.getvalue()


def test_a_scan_that_does_something_or_never_ends_is_refused(
    cast: Cast, paper: Document, as_: Any
) -> None:
    running, carrying = io.BytesIO(), io.BytesIO()
    with pikepdf.open(io.BytesIO(_scan())) as file:
        deed = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        file.Root.OpenAction = file.make_indirect(deed)
        file.save(running)
    with pikepdf.open(io.BytesIO(_scan())) as file:
        file.attachments["x.exe"] = b"MZ"
        file.save(carrying)
    an = as_(cast.an)
    for data, words in (
        (running.getvalue(), "mã lệnh hoặc tệp khác"),
        (carrying.getvalue(), "mã lệnh hoặc tệp khác"),
        (_scan(pages=301), "dài hơn 300 trang"),
    ):
        assert words in _send(an, paper, "add_scan", data).content.decode()
    assert not DocumentFile.objects.filter(kind="scan").exists()


def test_a_scan_is_kept_as_it_is_and_read_by_who_reads_the_paper(
    cast: Cast, paper: Document, as_: Any
) -> None:
    scan = _scan()
    an = as_(cast.an)
    assert "Đã lưu bản chụp" in _send(an, paper, "add_scan", scan).content.decode()
    assert "đã có trong danh sách" in _send(an, paper, "add_scan", scan).content.decode()
    assert "không phải là tệp PDF" in _send(an, paper, "add_scan", b"\xff\xd8").content.decode()
    row = DocumentFile.objects.get(kind="scan")
    url = reverse("reports:copy", args=[paper.pk, row.pk])
    assert as_(cast.khoa).get(url).content == scan
    assert as_(cast.hoa).get(url).status_code == 404
    assert url in as_(cast.khoa).get(paper.get_absolute_url()).content.decode()


def test_what_waits_for_a_signature_is_only_for_who_has_it_signed(
    cast: Cast, paper: Document, as_: Any
) -> None:
    as_(cast.an).post(_url(paper, "begin_signing"), BOTH)
    url = reverse("reports:copy", args=[paper.pk, SigningJob.objects.get().prepared.pk])
    assert as_(cast.an).get(url).status_code == 200
    assert as_(cast.khoa).get(url).status_code == 404
    assert as_(cast.binh).get(url).status_code == 404


def test_a_kept_file_never_changes(cast: Cast, paper: Document, as_: Any) -> None:
    _send(as_(cast.an), paper, "add_scan", _scan())
    row = DocumentFile.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentFile.objects.update(sha256="0" * 64)
    with row.file.storage.open(str(row.file.name), "wb") as file:
        file.write(b"%PDF other")
    answer = as_(cast.an).get(reverse("reports:copy", args=[paper.pk, row.pk]))
    assert answer.status_code == 503
    assert "không còn như khi nhận" in answer.content.decode()
