"""The checker: a process of its own that reads the signatures in a PDF somebody sent.

Kept apart as the renderer is: a hostile file may want minutes or gigabytes. It gets one file on
standard input, writes what it found as JSON and ends. It opens no other file for writing, asks no
address, and needs no Django.

Input: 4 bytes of length, JSON ``{"roots": [base64 of DER], "base": length in bytes or null}``, the
file. Output: ``{"problem": "", "signatures": […], "change": level from the base on}``.
"""

import asyncio
import base64
import io
import json
import logging
import resource
import struct
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import pikepdf
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
MAX_SIGNATURES = 20
# What may come after a signature: further signatures, filled fields, data for long keeping.
_ALLOWED = ModificationLevel.FORM_FILLING
# What a file that only shows pages has no use for.
_DEEDS = tuple(pikepdf.Name(f"/{deed}") for deed in ("JavaScript", "Launch", "ImportData"))
_ACTIVE = ("/JS", "/EmbeddedFiles", "/AA", "/XFA", "/RichMediaContent")
_COVERS = {
    SignatureCoverageLevel.ENTIRE_FILE: "file",
    SignatureCoverageLevel.ENTIRE_REVISION: "revision",
}


def limit() -> None:
    """Memory, time, and no file written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def look(data: bytes, roots: Iterable[bytes], base: int | None) -> dict[str, Any]:
    """Everything that can be said about the file's signatures.

    A file that cannot be read is a finding too; nothing is raised but for want of memory.
    """
    if not data.startswith(b"%PDF-"):
        return _problem("not_pdf")
    try:
        reader = PdfFileReader(io.BytesIO(data))
        if reader.encrypted:
            return _problem("encrypted")
        found = [*_embedded(reader)]
        change = "" if base is None else _change_since(reader, data, base)
        nature = _nature(data)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (the file is a stranger's; any fault is a finding)
        _note(error)
        return _unsigned(data)
    if len(found) > MAX_SIGNATURES:
        return _problem("too_many")
    certificates = [x509.Certificate.load(root) for root in roots]
    return {
        "problem": "",
        "signatures": [_told(reader, signature, certificates) for signature in found],
        "change": change,
        **nature,
    }


def _problem(word: str) -> dict[str, Any]:
    return {"problem": word, "signatures": [], "change": ""}


def _note(error: Exception) -> None:
    sys.stderr.write(f"checker: {type(error).__name__}\n")


def _unsigned(data: bytes) -> dict[str, Any]:
    """Not made quite as the standard has it, as scanners make files: no signature is read in it,
    but what it is can be told."""
    try:
        return {**_problem("broken"), **_nature(data)}
    except pikepdf.PdfError:
        return _problem("broken")


def _nature(data: bytes) -> dict[str, Any]:
    """How many pages, and whether the file does something or carries other files."""
    with pikepdf.open(io.BytesIO(data)) as file:
        active = any(_does_something(one) for thing in file.objects for one in _parts(thing))
        return {"pages": len(file.pages), "active": active}


def _does_something(one: pikepdf.Object) -> bool:
    is_dictionary = isinstance(one, pikepdf.Dictionary)
    return is_dictionary and (one.get("/S") in _DEEDS or any(key in one for key in _ACTIVE))


def _parts(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The object and everything that stands right inside it; what it points to is listed itself."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        yield one
        below: Iterable[Any] = ()
        if isinstance(one, pikepdf.Dictionary):
            below = one.as_dict().values()
        elif isinstance(one, pikepdf.Array):
            below = one.as_list()
        inside = (part for part in below if isinstance(part, pikepdf.Object))
        waiting += [part for part in inside if not part.is_indirect]


def _embedded(reader: PdfFileReader) -> Iterator[EmbeddedPdfSignature]:
    """Signatures and document timestamps in the order in which they were put in."""
    yield from reader.embedded_signatures


def _change_since(reader: PdfFileReader, data: bytes, base: int) -> str:
    """What the revisions after the first ``base`` bytes did: ``none``, ``allowed``, ``other``.

    A signature vouches for its whole revision, also for a page swapped in just before signing:
    only a comparison with the file that was handed out shows that.
    """
    before = PdfFileReader(io.BytesIO(data[:base]))
    revision = before.xrefs.total_revisions - 1
    if revision >= reader.xrefs.total_revisions:
        return "other"
    result = DEFAULT_DIFF_POLICY.review_file(reader, base_revision=revision)
    if isinstance(result, SuspiciousModification):
        return "other"
    return _level(result.modification_level)


def _level(level: ModificationLevel | None) -> str:
    if level is None or level == ModificationLevel.NONE:
        return "none"
    return "allowed" if level <= _ALLOWED else "other"


def _told(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, roots: list[x509.Certificate]
) -> dict[str, Any]:
    """One signature in plain values; what cannot be validated is not valid."""
    facts: dict[str, Any] = {
        "field": str(signature.field_name),
        "kind": "timestamp" if signature.sig_object_type == "/DocTimeStamp" else "signature",
        "signer": "",
        "issuer": "",
        "signed_at": "",
        "level": "",
        "has_timestamp": False,
        "intact": False,
        "valid": False,
        "trusted": False,
        "revocation_checked": False,
        "covers": "part",
        "change": "other",
    }
    try:
        certificate = signature.signer_cert
        facts["signer"] = _name(certificate.subject)
        facts["issuer"] = _name(certificate.issuer)
        status, checked = _validated(reader, signature, roots)
        facts |= _of_status(status, checked)
        facts["level"] = _pades_level(reader, signature, has_time=facts["has_timestamp"])
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (a broken signature is told as one)
        _note(error)
    return facts


def _of_status(status: Any, revocation_checked: bool) -> dict[str, Any]:
    timestamp = getattr(status, "timestamp_validity", None)
    if isinstance(status, PdfSignatureStatus):
        at: datetime | None = timestamp.timestamp if timestamp else status.signer_reported_dt
    else:
        at = status.timestamp
    coverage: SignatureCoverageLevel | None = status.coverage
    return {
        "signed_at": at.isoformat() if at else "",
        "has_timestamp": bool(timestamp and timestamp.intact and timestamp.valid)
        or not isinstance(status, PdfSignatureStatus),
        "intact": bool(status.intact),
        "valid": bool(status.valid),
        "trusted": bool(status.trusted),
        "revocation_checked": revocation_checked,
        "covers": _COVERS.get(coverage, "part") if coverage else "part",
        "change": _level(status.modification_level) if status.docmdp_ok is not False else "other",
    }


def _validated(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, roots: list[x509.Certificate]
) -> tuple[Any, bool]:
    """The status, and whether revocation could be checked from what the file itself carries."""
    if "/DSS" in reader.root:
        strict = _status(signature, _context(reader, roots, "hard-fail"))
        if strict.trusted:
            return strict, True
    return _status(signature, _context(reader, roots, "soft-fail")), False


def _context(
    reader: PdfFileReader, roots: list[x509.Certificate], revocation: str
) -> ValidationContext:
    """Our roots alone, no fetching: the server may be offline, and a stranger's file must not
    make it call an address."""
    options: dict[str, Any] = {
        "trust_roots": roots,
        "allow_fetching": False,
        "revocation_mode": revocation,
    }
    if "/DSS" in reader.root:
        store = DocumentSecurityStore.read_dss(reader)
        context: ValidationContext = store.as_validation_context(options)
        return context
    return ValidationContext(**options)


def _status(signature: EmbeddedPdfSignature, context: ValidationContext) -> Any:
    if signature.sig_object_type == "/DocTimeStamp":
        return asyncio.run(async_validate_pdf_timestamp(signature, context))
    return asyncio.run(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=context,
            # Offices' certificates name one of the two; a key for anything else signs no paper.
            key_usage_settings=KeyUsageConstraints(
                key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
            ),
        )
    )


def _pades_level(reader: PdfFileReader, signature: EmbeddedPdfSignature, *, has_time: bool) -> str:
    """PAdES level as far as the file shows it; other subfilters have none."""
    if str(signature.sig_object.get("/SubFilter", "")) != "/ETSI.CAdES.detached":
        return ""
    if not has_time:
        return "B-B"
    if "/DSS" not in reader.root:
        return "B-T"
    return "B-LTA" if reader.embedded_timestamp_signatures else "B-LT"


def _name(name: x509.Name) -> str:
    """Common name, else the organisation's, else all of it."""
    values = name.native
    for key in ("common_name", "organization_name"):
        value = values.get(key)
        if value:
            return str(value if isinstance(value, str) else value[0])[:200]
    return str(name.human_friendly)[:200]


def main() -> None:
    """One file in, one answer out."""
    limit()
    logging.disable(logging.CRITICAL)
    head = struct.unpack(">I", sys.stdin.buffer.read(4))[0]
    job = json.loads(sys.stdin.buffer.read(head))
    data = sys.stdin.buffer.read()
    try:
        found = look(data, [base64.b64decode(root) for root in job["roots"]], job["base"])
    except (MemoryError, RecursionError):
        found = _problem("too_large")
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
