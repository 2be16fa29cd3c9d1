"""Ways of signing behind one interface; a further provider is added as one more class.

*Signed outside*: the file is downloaded, signed with the person's own software and token, and
uploaded; the key never comes near this server. *Soft key*: only where a setting names keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.utils import timezone

from reports.signing import soft
from reports.signing.prepare import Box
from reports.signing.stamps import Stamp, stamp_page
from reports.signing.verify import Findings, Signature, check
from vietnamese.text import clean

WAITING = "waiting"


class SigningRefused(Exception):
    """The signature cannot be taken; the text says why and what to do."""


@dataclass(frozen=True)
class Signer:
    """Who is to sign: the field, the name that must stand in the certificate, the office."""

    field: str
    name: str
    office: str
    is_agency: bool
    box: Box | None


@dataclass(frozen=True)
class Signed:
    """A file with further signatures, and what was found in it."""

    data: bytes
    new: tuple[Signature, ...]
    findings: Findings


class SigningProvider(Protocol):
    """What the product needs of a way of signing."""

    key: str
    label: str

    def certificates(self, signer: Signer) -> list[str]:
        """Names of the certificates that the signer can choose from, if the provider knows."""

    def begin(self, prepared: bytes, signers: Sequence[Signer]) -> dict[str, Any]:
        """Start; what comes back is kept with the job and given to the other methods."""

    def state(self, data: dict[str, Any]) -> str:
        """How far it is, at the provider."""

    def finish(
        self, base: bytes, signers: Sequence[Signer], upload: bytes, roots: Sequence[bytes]
    ) -> Signed:
        """Take the signature of the next of the signers (or of several, in order) over the
        base. Raises ``SigningRefused``."""

    def cancel(self, data: dict[str, Any]) -> None:
        """Give up, at the provider; never raises, so that a job can always be cancelled."""


class SignedOutside:
    """Download, sign with one's own software, upload."""

    key = "outside"
    label = "Ký bằng phần mềm và thiết bị của người ký, rồi tải lên"

    def certificates(self, signer: Signer) -> list[str]:
        """Unknown: the token stays with its owner."""
        return []

    def begin(self, prepared: bytes, signers: Sequence[Signer]) -> dict[str, Any]:
        """Nothing to start: the file waits to be downloaded."""
        return {}

    def state(self, data: dict[str, Any]) -> str:
        """Waits until somebody uploads."""
        return WAITING

    def finish(
        self, base: bytes, signers: Sequence[Signer], upload: bytes, roots: Sequence[bytes]
    ) -> Signed:
        """The uploaded file, byte for byte, when it is the base signed by the next signers."""
        return accept(base, signers, upload, roots)

    def cancel(self, data: dict[str, Any]) -> None:
        """Nothing runs anywhere."""


class SoftKey:
    """A key of this server signs; for trials and tests."""

    key = "soft"
    label = "Ký bằng khóa thử của hệ thống (không có giá trị)"

    def certificates(self, signer: Signer) -> list[str]:
        """Certificates of the folder in the signer's name."""
        return [name for name, _ in soft.keys(settings.SIGNING_SOFT_KEYS) if _same(name, signer)]

    def begin(self, prepared: bytes, signers: Sequence[Signer]) -> dict[str, Any]:
        """Refuses when a signer has no key."""
        for signer in signers:
            if not self.certificates(signer):
                raise SigningRefused(f"Không có khóa thử nào mang tên {signer.name}.")
        return {}

    def state(self, data: dict[str, Any]) -> str:
        """Waits for the button."""
        return WAITING

    def finish(
        self, base: bytes, signers: Sequence[Signer], upload: bytes, roots: Sequence[bytes]
    ) -> Signed:
        """Sign the next field here and look at the result as at any other."""
        signer = signers[0]
        paths = [p for name, p in soft.keys(settings.SIGNING_SOFT_KEYS) if _same(name, signer)]
        if not paths:
            raise SigningRefused(f"Không có khóa thử nào mang tên {signer.name}.")
        stamp = None
        if signer.box:
            words = Stamp(signer.name, signer.office, signer.is_agency, timezone.now())
            stamp = stamp_page(words, signer.box)
        data = soft.sign(base, signer.field, paths[0], stamp=stamp)
        return accept(base, signers, data, roots)

    def cancel(self, data: dict[str, Any]) -> None:
        """Nothing runs anywhere."""


def providers() -> dict[str, SigningProvider]:
    """The ways of signing that are switched on, by their key."""
    soft_key: list[SigningProvider] = [SoftKey()] if settings.SIGNING_SOFT_KEYS else []
    return {provider.key: provider for provider in (SignedOutside(), *soft_key)}


def accept(base: bytes, signers: Sequence[Signer], upload: bytes, roots: Sequence[bytes]) -> Signed:
    """The upload when it is the base, and over it sound signatures of the next signers in order.

    Raises ``SigningRefused`` with the reason. With no trusted certificate entered, trust is not
    asked for; it is then told as unchecked.
    """
    if upload == base:
        raise SigningRefused("Tệp vừa tải lên chưa có thêm chữ ký số nào. Hãy ký rồi tải lên lại.")
    if not upload.startswith(base):
        raise SigningRefused(
            "Tệp vừa tải lên không phải là bản chờ ký đã tải về, hoặc phần mềm ký đã ghi lại toàn "
            "bộ tệp. Hãy tải lại bản chờ ký và ký trên đúng tệp đó, không mở và lưu bằng phần mềm "
            "khác."
        )
    findings = check(upload, roots=roots, base=len(base))
    if findings.problem:
        raise SigningRefused(f"{findings.problem_words} Hãy ký lại trên bản chờ ký.")
    if findings.change == "other":
        raise SigningRefused(
            "Ngoài chữ ký số, tệp vừa tải lên còn thay đổi nội dung so với bản chờ ký nên không "
            "được nhận. Hãy tải lại bản chờ ký và ký trên đúng tệp đó."
        )
    before = {s.field for s in check(base).signatures}
    new = [s for s in findings.signatures if s.kind == "signature" and s.field not in before]
    _refuse_unless_in_order(signers, new)
    for signer, signature in zip(signers, new, strict=False):
        _refuse_unless_theirs(signer, signature, has_roots=bool(roots))
    _refuse_unless_all_sound(findings)
    return Signed(upload, tuple(new), findings)


def _refuse_unless_in_order(signers: Sequence[Signer], new: Sequence[Signature]) -> None:
    expected = [signer.field for signer in signers]
    got = [signature.field for signature in new]
    if not got or got != expected[: len(got)]:
        raise SigningRefused(
            f"Chữ ký số không nằm trong ô “{expected[0]}” đã chuẩn bị cho {signers[0].name}. "
            "Trong phần mềm ký, hãy chọn đúng ô có sẵn trên trang rồi ký lại."
        )


def _refuse_unless_theirs(signer: Signer, signature: Signature, *, has_roots: bool) -> None:
    if not _same(signature.signer, signer):
        raise SigningRefused(
            f"Chứng thư trong ô “{signer.field}” mang tên “{signature.signer}”, "
            f"không phải “{signer.name}”. Hãy để đúng người ký, hoặc hủy ký và chọn lại người ký."
        )
    if has_roots and not signature.trusted:
        raise SigningRefused(
            f"Chứng thư của {signature.signer} do “{signature.issuer}” cấp không thuộc danh sách "
            "đơn vị cấp được tin cậy. Hãy nhờ người quản trị kiểm tra danh sách này."
        )


def _refuse_unless_all_sound(findings: Findings) -> None:
    for signature in findings.signatures:
        if not signature.is_sound:
            raise SigningRefused(
                f"Chữ ký số của {signature.signer or 'một người'} không còn đúng với nội dung "
                "tệp. Hãy tải lại bản chờ ký và ký lại."
            )


def _same(name: str, signer: Signer) -> bool:
    """Equal names, whatever the case and the spaces: certificates write names in capitals too."""
    return (
        " ".join(clean(name).split()).casefold() == " ".join(clean(signer.name).split()).casefold()
    )
