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

    def write_key(self, folder: Path, name: str) -> Path:
        """A key in somebody's name with its certificate, as a file."""
        folder.mkdir(parents=True, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(name, key.public_key(), self.certificate.subject, self.key)
        path = folder / f"{len(list(folder.iterdir()))}.p12"
        data = pkcs12.serialize_key_and_certificates(
            name.encode(), key, certificate, [self.certificate], NoEncryption()
        )
        path.write_bytes(data)
        return path


def authority(name: str = "CA thử nghiệm") -> Authority:
    """A fresh one."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(key, _certificate(name, key.public_key(), _name(name), key, is_ca=True))


def _certificate(
    name: str, public: Any, issuer: x509.Name, key: Any, *, is_ca: bool = False
) -> x509.Certificate:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAYS)
        .not_valid_after(now + DAYS)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(_usage(is_ca), critical=True)
    )
    return made.sign(key, hashes.SHA256())


def _usage(is_ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=not is_ca,
        key_encipherment=False,
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
