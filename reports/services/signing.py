"""Signing an issued paper: a job with its signers, the files that come back, scans of paper.

The issued file never changes; each copy is a file of its own, written once. The product does not
wait for any of this: a paper is issued with or without digital signatures.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from inspections.services import Refused
from reports.models import Document, DocumentFile, SigningJob
from reports.services.checking import trusted_roots
from reports.services.files import stored_pdf
from reports.services.told import told
from reports.signing.prepare import Box, Field, person_box, prepare, seal_box, spaces
from reports.signing.providers import Signed, Signer, SigningRefused, providers
from reports.signing.verify import Findings, check
from vietnamese.text import clean

PERSON, AGENCY = "person", "agency"
# Of a paper that several people sign, the rooms are too narrow for a seal beside a name.
SEAL_NEEDS_POINTS = 220.0


def printed_signers(document: Document) -> list[dict[str, str]]:
    """Name and office of each signature printed on the issued paper; they alone can sign it."""
    printed = (document.content or {}).get("signatures", [])
    return [one for one in printed if one["name"]]


def open_job(document: Document) -> SigningJob | None:
    """The job that waits for signatures, if there is one."""
    return document.signing_jobs.filter(state=SigningJob.State.OPEN).first()


def begin_signing(
    document: Document, *, persons: Sequence[str], agency: str, provider: str, actor: User
) -> SigningJob:
    """Prepare the file with a field for each signer: the named persons as printed on the paper,
    then the office under the name in its certificate (none when empty).

    Raises ``Refused`` when the paper cannot be signed now or nobody is to sign.
    """
    if document.status != Document.Status.ISSUED:
        raise Refused("Chỉ ký số được văn bản đang có giá trị.")
    if document.signing_jobs.filter(state=SigningJob.State.DONE).exists():
        raise Refused("Văn bản đã được ký số xong. Bản đã ký là bản duy nhất, không ký lại.")
    rows = _rows(document, persons, clean(agency))
    if not rows:
        raise Refused("Hãy chọn ít nhất một người ký hoặc ghi tên cơ quan ký.")
    data = stored_pdf(document)
    signers = _signers(rows, data)
    fields = [Field(one.field, _label(n, one), one.box) for n, one in enumerate(signers, 1)]
    ready = prepare(data, fields)
    way = providers()[provider]
    try:
        kept = way.begin(ready, signers)
        with transaction.atomic():
            # First, so that of two who begin at once one writes no file.
            job = SigningJob.objects.create(
                document=document,
                provider=provider,
                signers=rows,
                provider_data=kept,
                begun_by=actor,
            )
            job.prepared = _keep(document, DocumentFile.Kind.PREPARED, ready, actor)
            job.save()
            audit.record("paper_signing_begun", actor=actor, obj=document, data=told(document))
    except SigningRefused as error:
        raise Refused(str(error)) from error
    except IntegrityError as error:
        raise Refused("Văn bản này đang được ký. Hãy tải lại trang.") from error
    return job


def _rows(document: Document, persons: Sequence[str], agency: str) -> list[dict[str, Any]]:
    printed = (document.content or {}).get("signatures", [])
    rows: list[dict[str, Any]] = [
        {"name": one["name"], "office": one["office"], "role": PERSON, "place": place}
        for place, one in enumerate(printed)
        if one["name"] and one["name"] in persons
    ]
    if agency:
        place = rows[-1]["place"] if rows else 0
        rows.append({"name": agency, "office": "", "role": AGENCY, "place": place})
    for number, row in enumerate(rows, 1):
        row |= {"field": f"Ky{number}", "signed_at": "", "certificate": ""}
    return rows


def _signers(rows: Sequence[dict[str, Any]], data: bytes) -> list[Signer]:
    """The rows with their places on the page."""
    rooms = spaces(data)
    sealed = {row["place"] for row in rows if row["role"] == AGENCY}
    return [
        Signer(
            field=row["field"],
            name=row["name"],
            office=row["office"],
            is_agency=row["role"] == AGENCY,
            box=_box(row, rooms, sealed),
        )
        for row in rows
    ]


def _box(row: dict[str, Any], rooms: Sequence[Box], sealed: set[int]) -> Box | None:
    place = row["place"]
    if place >= len(rooms):
        return None
    room = rooms[place]
    has_room = room.width >= SEAL_NEEDS_POINTS
    if row["role"] == AGENCY:
        return seal_box(room) if has_room else None
    return person_box(room, beside_seal=has_room and place in sealed)


def _label(number: int, signer: Signer) -> str:
    return f"Ô chữ ký số {number}: {signer.name}"


def base_of(job: SigningJob) -> DocumentFile:
    """The file that the next signer signs: the prepared one, later the one signed last."""
    base = job.result or job.prepared
    if base is None:
        raise Refused("Việc ký này không còn tệp chờ ký. Hãy hủy ký và lập lại.")
    return base


def add_signature(job: SigningJob, upload: bytes, *, actor: User) -> SigningJob:
    """Take the file signed by the next signers, byte for byte; done when all have signed.

    Raises ``Refused`` with the reason; nothing is kept of a refused file.
    """
    _refuse_unless_in_force(job.document)
    base = base_of(job)
    before = file_bytes(base)
    waiting = [row for row in job.signers if not row["signed_at"]]
    signers = _signers(job.signers, before)[-len(waiting) :] if waiting else []
    way = providers().get(job.provider)
    if way is None or not signers:
        raise Refused("Cách ký này không còn dùng được. Hãy hủy ký và lập lại.")
    try:
        # Takes seconds: before any lock.
        signed = way.finish(before, signers, upload, trusted_roots(job.document.issuer.unit))
    except SigningRefused as error:
        raise Refused(str(error)) from error
    return _take(job, base, signed, actor)


def _refuse_unless_in_force(document: Document) -> None:
    if document.status != Document.Status.ISSUED:
        raise Refused("Văn bản đã được thay thế hoặc thu hồi nên không nhận chữ ký. Hãy hủy ký.")


def end_signing(document: Document) -> None:
    """A paper that counts no more is not signed any more; call it inside ``atomic``."""
    waiting = document.signing_jobs.filter(state=SigningJob.State.OPEN)
    waiting.update(state=SigningJob.State.CANCELLED, ended_at=timezone.now())


@transaction.atomic
def _take(job: SigningJob, base: DocumentFile, signed: Signed, actor: User) -> SigningJob:
    # The paper first: it may have been withdrawn while the file was looked at.
    _refuse_unless_in_force(
        Document.objects.select_for_update(of=("self",)).get(pk=job.document_id)
    )
    locked = SigningJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.state != SigningJob.State.OPEN or base_of(locked).pk != base.pk:
        raise Refused("Vừa có người khác tải lên hoặc hủy việc ký này. Hãy tải lại trang.")
    by_field = {one.field: one for one in signed.new}
    for row in locked.signers:
        if row["field"] in by_field:
            one = by_field[row["field"]]
            row |= {"signed_at": one.signed_at or "?", "certificate": one.issuer}
    kind = DocumentFile.Kind.SIGNED
    locked.result = _keep(locked.document, kind, signed.data, actor, signed.findings)
    if all(row["signed_at"] for row in locked.signers):
        locked.state, locked.ended_at = SigningJob.State.DONE, timezone.now()
    locked.save()
    facts = told(locked.document) | {"sha256": locked.result.sha256}
    audit.record("paper_signed", actor=actor, obj=locked.document, data=facts)
    return locked


@transaction.atomic
def cancel_signing(job: SigningJob, *, actor: User) -> SigningJob:
    """Give the job up, whatever the provider says; files that came in stay."""
    locked = SigningJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.state != SigningJob.State.OPEN:
        raise Refused("Việc ký này đã kết thúc.")
    way = providers().get(locked.provider)
    if way:
        way.cancel(locked.provider_data)
    locked.state, locked.ended_at = SigningJob.State.CANCELLED, timezone.now()
    locked.save()
    document = locked.document
    audit.record("paper_signing_cancelled", actor=actor, obj=document, data=told(document))
    return locked


def keep_scan(document: Document, data: bytes, *, actor: User) -> DocumentFile:
    """Keep the picture of the paper that was signed by hand. Raises ``Refused``."""
    if not document.is_frozen:
        raise Refused("Chỉ thêm được bản chụp của văn bản đã ban hành.")
    found = check(data)
    if found.problem:
        raise Refused(f"{found.problem_words} Hãy quét lại thành tệp PDF rồi tải lên.")
    if document.files.filter(sha256=found.sha256).exists():
        raise Refused("Tệp này đã có trong danh sách.")
    with transaction.atomic():
        file = _keep(document, DocumentFile.Kind.SCAN, data, actor, found)
        facts = told(document) | {"sha256": file.sha256}
        audit.record("paper_scan_added", actor=actor, obj=document, data=facts)
    return file


def _keep(
    document: Document, kind: str, data: bytes, actor: User, found: Findings | None = None
) -> DocumentFile:
    """Write a file once. When the database refuses, the file goes again."""
    row = DocumentFile(
        document=document, kind=kind, sha256=hashlib.sha256(data).hexdigest(), added_by=actor
    )
    if found:
        row.facts = {"signatures": [asdict(one) for one in found.signatures]}
    row.file.save("tep.pdf", ContentFile(data), save=False)
    try:
        row.save()
    except BaseException:
        row.file.storage.delete(str(row.file.name))
        raise
    return row


def file_bytes(row: DocumentFile) -> bytes:
    """Bytes of a kept file, compared with the hash taken when it came in. Raises ``Refused``."""
    try:
        with row.file.storage.open(str(row.file.name)) as file:
            data: bytes = file.read()
    except OSError as error:
        raise Refused("Không mở được tệp đang lưu. Hãy báo người quản trị hệ thống.") from error
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise Refused(
            "Tệp đang lưu không còn như khi nhận nên không được đưa ra. "
            "Hãy báo người quản trị hệ thống."
        )
    return data
