"""Root certificates that signatures are checked against: received, compared, trusted, dropped."""

import hashlib
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from accounts import audit
from accounts.models import User
from inspections.services import Refused
from reports.models import TrustedCertificate
from units.models import Unit

MAX_BYTES = 64 * 1024
NO_CERTIFICATE = (
    "Tệp không phải là chứng thư số. Hãy chọn tệp .cer, .crt hoặc .pem do đơn vị cấp công bố."
)


def add_certificate(unit: Unit, data: bytes, *, actor: User) -> TrustedCertificate:
    """Keep a root certificate (DER or PEM); it counts only after ``trust``.

    One that is there already is returned as it is. Raises ``Refused`` for what is no certificate,
    is none of an authority, or has expired.
    """
    found = _read(data)
    der = found.public_bytes(Encoding.DER)
    with transaction.atomic():
        row, is_new = TrustedCertificate.objects.get_or_create(
            unit=unit,
            sha256=hashlib.sha256(der).hexdigest(),
            defaults={
                "name": _name(found),
                "der": der,
                "valid_until": found.not_valid_after_utc.date(),
                "added_by": actor,
            },
        )
        if is_new:
            _note("certificate_added", row, actor)
    return row


@transaction.atomic
def trust(row: TrustedCertificate, *, actor: User, is_trusted: bool) -> None:
    """Let signatures count against the certificate, or no longer; saying it twice is once."""
    locked = TrustedCertificate.objects.select_for_update().get(pk=row.pk)
    if locked.is_trusted != is_trusted:
        locked.is_trusted = is_trusted
        locked.save(update_fields=["is_trusted"])
        _note("certificate_trusted" if is_trusted else "certificate_distrusted", locked, actor)


def _note(action: str, row: TrustedCertificate, actor: User) -> None:
    audit.record(action, actor=actor, obj=row, data={"sha256": row.sha256, "name": row.name})


def _read(data: bytes) -> x509.Certificate:
    if len(data) > MAX_BYTES:
        raise Refused(NO_CERTIFICATE)
    load = (
        x509.load_pem_x509_certificate if b"-----BEGIN" in data else x509.load_der_x509_certificate
    )
    try:
        found = load(data)
        constraints = found.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        constraints = None
    except (ValueError, x509.InvalidVersion, x509.DuplicateExtension) as error:
        raise Refused(NO_CERTIFICATE) from error
    if constraints is None or not constraints.ca:
        raise Refused(
            "Đây là chứng thư của người ký, không phải của đơn vị cấp. "
            "Hãy chọn chứng thư gốc do đơn vị cấp công bố."
        )
    if found.not_valid_after_utc < datetime.now(UTC):
        raise Refused(
            f"Chứng thư đã hết hiệu lực ngày {found.not_valid_after_utc:%d/%m/%Y}. "
            "Hãy tải chứng thư đang dùng."
        )
    return found


def _name(found: x509.Certificate) -> str:
    """Common name, else the organisation's, else all of it."""
    for oid in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME):
        for attribute in found.subject.get_attributes_for_oid(oid):
            return str(attribute.value)[:200]
    return found.subject.rfc4514_string()[:200] or "(không ghi tên)"
