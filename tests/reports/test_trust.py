"""Root certificates: who adds them, what counts, what is refused."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEvent
from reports.models import TrustedCertificate
from reports.services import checking
from tests.people import Cast
from tests.reports.signing_keys import Authority, authority

PAGE = "/van-ban/chung-thu/"


@pytest.fixture
def root() -> Authority:
    """An authority that nobody trusts yet."""
    return authority("Ban Cơ yếu thử nghiệm")


def _send(browser: Any, cast: Cast, data: bytes) -> Any:
    file = SimpleUploadedFile("goc.cer", data)
    return browser.post(PAGE, {"unit": cast.province.pk, "file": file})


def test_only_the_administrator_of_a_root_says_who_is_believed(
    cast: Cast, as_: Any, root: Authority
) -> None:
    assert as_(cast.oanh).get(PAGE).status_code == 200
    for person in (cast.an, cast.binh, cast.khoa, cast.nga):
        assert as_(person).get(PAGE).status_code == 403
        assert _send(as_(person), cast, root.der).status_code == 403
    # Another province neither sees nor changes it, nor adds one here.
    _send(as_(cast.oanh), cast, root.der)
    row = TrustedCertificate.objects.get()
    assert row.name not in as_(cast.phuc).get(PAGE).content.decode()
    address = reverse("reports:trust_certificate", args=[row.pk])
    assert as_(cast.phuc).post(address, {"is_trusted": "1"}).status_code == 404
    assert "Hãy chọn" in _send(as_(cast.phuc), cast, authority().der).content.decode()
    assert TrustedCertificate.objects.count() == 1


def test_a_certificate_counts_only_after_its_fingerprint_was_compared(
    cast: Cast, as_: Any, root: Authority
) -> None:
    oanh = as_(cast.oanh)
    for data in (root.der, root.certificate.public_bytes(Encoding.PEM)):
        assert _send(oanh, cast, data).status_code == 302
    row = TrustedCertificate.objects.get()
    assert row.fingerprint in oanh.get(PAGE).content.decode()
    assert checking.trusted_roots(cast.damha) == []
    address = reverse("reports:trust_certificate", args=[row.pk])
    for _ in range(2):
        oanh.post(address, {"is_trusted": "1"})
    assert checking.trusted_roots(cast.damha) == [root.der]
    assert checking.trusted_roots(cast.other_province) == []
    oanh.post(address, {"is_trusted": "0"})
    assert checking.trusted_roots(cast.province) == []
    told = AuditEvent.objects.filter(action__startswith="certificate_").order_by("pk")
    assert [one.action for one in told] == [
        "certificate_added",
        "certificate_trusted",
        "certificate_distrusted",
    ]


def test_what_is_no_root_certificate_is_refused_in_words(
    cast: Cast, as_: Any, root: Authority
) -> None:
    oanh = as_(cast.oanh)
    person = root.certificate_of("Nguyễn Văn Mẫu").public_bytes(Encoding.DER)
    expired = authority("CA cũ", is_expired=True)
    for data, words in (
        (b"%PDF-1.7", "không phải là chứng thư số"),
        (b"-----BEGIN CERTIFICATE-----\nabc", "không phải là chứng thư số"),
        (b"0" * 70_000, "không phải là chứng thư số"),
        (b"", "rỗng"),
        (person, "chứng thư của người ký"),
        (expired.der, "đã hết hiệu lực ngày"),
    ):
        assert words in _send(oanh, cast, data).content.decode()
    assert not TrustedCertificate.objects.exists()
