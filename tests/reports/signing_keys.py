"""A throw-away authority and keys in files, as a folder of trial keys holds them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

DAYS = timedelta(days=3650)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass
class Authority:
    """A root certificate and the key behind it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate as it is trusted."""
        return self.certificate.public_bytes(Encoding.DER)

    def certificate_of(self, name: str) -> x509.Certificate:
        """A certificate of somebody, whose key is thrown away."""
        key = ec.generate_private_key(ec.SECP256R1())
        usage = _usage(signs=True)
        return _certificate(name, key.public_key(), self.certificate.subject, self.key, usage=usage)

    def write_key(self, folder: Path, name: str, *, may_sign: bool = True) -> Path:
        """A key in somebody's name with its certificate, as a file."""
        folder.mkdir(parents=True, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(
            name, key.public_key(), self.certificate.subject, self.key, usage=_usage(signs=may_sign)
        )
        path = folder / f"{len(list(folder.iterdir()))}.p12"
        data = pkcs12.serialize_key_and_certificates(
            name.encode(), key, certificate, [self.certificate], NoEncryption()
        )
        path.write_bytes(data)
        return path


def authority(name: str = "CA thử nghiệm", *, is_expired: bool = False) -> Authority:
    """A fresh one."""
    key = ec.generate_private_key(ec.SECP256R1())
    usage = _usage(is_ca=True)
    made = _certificate(
        name,
        key.public_key(),
        _name(name),
        key,
        is_ca=True,
        usage=usage,
        ends=-DAYS / 2 if is_expired else DAYS,
    )
    return Authority(key, made)


def _certificate(
    name: str,
    public: Any,
    issuer: x509.Name,
    key: Any,
    *,
    usage: x509.KeyUsage,
    is_ca: bool = False,
    ends: timedelta = DAYS,
) -> x509.Certificate:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAYS)
        .not_valid_after(now + ends)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    return made.sign(key, hashes.SHA256())


def _usage(*, is_ca: bool = False, signs: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )


def folder_of_keys(folder: Path, names: Iterable[str]) -> Authority:
    """A folder with a key in each name; their common authority."""
    root = authority()
    for name in names:
        root.write_key(folder, name)
    return root
