"""What anyone who holds a paper may learn about it: fixed facts, and what a file of theirs is."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from reports import codes
from reports.models import Document, DocumentFile, TrustedCertificate
from reports.signing.verify import Findings, Signature, check
from units.models import Unit
from workflow.history import history_of

TRUSTED = "đơn vị cấp chứng thư được tin cậy khi nhận"
UNTRUSTED = "chưa xác thực đơn vị cấp chứng thư"
LEVELS = {
    "": "chữ ký số kèm theo tệp",
    "B-B": "PAdES B-B",
    "B-T": "PAdES B-T, có dấu thời gian",
    "B-LT": "PAdES B-LT, có dấu thời gian và dữ liệu kiểm tra lâu dài",
    "B-LTA": "PAdES B-LTA, có dấu thời gian lưu trữ",
}


@dataclass(frozen=True)
class Facts:
    """All that the check page knows of a paper; nothing else reaches its template.

    ``subject_line`` and ``signer`` are empty unless the paper is marked public.
    """

    code: str
    issuer: str
    kind: str
    number: str
    date: str
    pages: str
    state: str
    tone: str
    sha256: str
    issued_sha256: str
    signatures: tuple[str, ...]
    subject_line: str
    signer: str


def facts_of(document: Document) -> Facts:
    """The facts of an issued paper, from what was frozen when it was issued."""
    content = document.content or {}
    signed = signed_file(document)
    heads = [content.get("superior_line", ""), *content.get("issuer_lines", [])]
    state, tone = _state(document)
    shown = document.is_public
    return Facts(
        code=codes.printed(str(document.code)),
        issuer=" – ".join(line for line in heads if line),
        kind=document.get_kind_display(),
        number=document.symbol,
        date=f"{document.paper_on:%d/%m/%Y}",
        pages=str(document.pages),
        state=state,
        tone=tone,
        sha256=signed.sha256 if signed else document.sha256,
        issued_sha256=document.sha256,
        signatures=_levels(signed),
        subject_line=document.subject_line if shown else "",
        signer=", ".join(s["name"] for s in content.get("signatures", [])) if shown else "",
    )


def signed_file(document: Document) -> DocumentFile | None:
    """The copy that everybody has signed; ``None`` while there is none."""
    jobs = document.signing_jobs.filter(state="done").select_related("result")
    job = jobs.order_by("-ended_at").first()
    return job.result if job else None


def _state(document: Document) -> tuple[str, str]:
    """The state in a sentence, and how the page colours it."""
    if document.is_training:
        return "Văn bản mẫu, không có giá trị.", "warn"
    if document.status == Document.Status.REPLACED:
        newer = document.replaced_by.filter(status__in=Document.FROZEN).first()
        # A secret paper has no page, and is not named on that of another.
        by = f" bởi {_name(newer)}" if newer and not newer.secrecy else ""
        return f"Đã được thay thế{by}.", "bad"
    if document.status == Document.Status.WITHDRAWN:
        move = history_of(document).first()
        on = f" ngày {timezone.localtime(move.at):%d/%m/%Y}" if move else ""
        return f"Đã thu hồi{on}.", "bad"
    if not document.kind_facts.is_numbered:
        return "Biên bản đã được lập và lưu, chưa bị thay thế, thu hồi.", "ok"
    return "Văn bản hợp lệ, chưa bị thay thế, thu hồi.", "ok"


def _name(paper: Document) -> str:
    what = paper.kind_facts.type_name.lower()
    number = f" số {paper.symbol}" if paper.symbol else ""
    return f"{what}{number} ngày {paper.paper_on:%d/%m/%Y}"


def _levels(signed: DocumentFile | None) -> tuple[str, ...]:
    """A line for each signature: level, time, whether its issuer was believed; no names."""
    if signed is None:
        return ()
    found = signed.facts.get("signatures", [])
    return tuple(
        f"{LEVELS.get(one['level'], one['level'])}; thời điểm ký {_moment(one['signed_at'])}; "
        + (TRUSTED if one.get("trusted") else UNTRUSTED)
        for one in found
        if one["kind"] == "signature"
    )


def _moment(text: str) -> str:
    at: datetime | None = parse_datetime(text) if text else None
    return f"{timezone.localtime(at):%H:%M:%S %d/%m/%Y}" if at else "không ghi"


def trusted_roots(unit: Unit) -> list[bytes]:
    """Certificates (DER) that stand for the unit's papers: those its root trusts."""
    rows = TrustedCertificate.objects.filter(is_trusted=True).select_related("unit")
    return [bytes(row.der) for row in rows if unit.is_at_or_below(row.unit)]


# A file somebody holds


@dataclass(frozen=True)
class Line:
    """One line of the answer on a file: good, bad or neither, in words."""

    tone: str
    text: str


@dataclass(frozen=True)
class Answer:
    """The three lines, each told by itself: equal bytes say nothing of signatures, nor the
    other way round."""

    same: Line
    signatures: tuple[Line, ...]
    issuers: tuple[Line, ...]


def check_file(document: Document, data: bytes) -> Answer:
    """What the file is to this paper. Nothing of it is kept; never raises for a hostile one."""
    roots = trusted_roots(document.issuer.unit)
    found = check(data, roots=roots)
    own = [s for s in found.signatures if s.kind == "signature"]
    return Answer(
        same=_sameness(document, found.sha256),
        signatures=_of_signatures(found, own),
        issuers=tuple(_of_issuer(one, has_roots=bool(roots)) for one in own)
        or (Line("muted", "Không có chữ ký số nên không có đơn vị cấp chứng thư."),),
    )


def _sameness(document: Document, sha256: str) -> Line:
    signed = signed_file(document)
    if signed and sha256 == signed.sha256:
        return Line("ok", "Trùng từng byte với bản đã ký số đang lưu.")
    if sha256 == document.sha256:
        return Line("ok", "Trùng từng byte với bản đã ban hành đang lưu.")
    return Line(
        "bad",
        "Không trùng với bản đang lưu. Bản chụp, bản in lại và tệp đã được lưu bằng phần mềm khác "
        "cũng cho kết quả này; hãy đối chiếu nội dung với bản do cơ quan ban hành gửi.",
    )


def _of_signatures(found: Findings, own: list[Signature]) -> tuple[Line, ...]:
    if found.problem:
        return (Line("bad", found.problem_words),)
    if not own:
        return (Line("muted", "Trong tệp không có chữ ký số nào."),)
    return tuple(_of_signature(one) for one in own)


def _of_signature(one: Signature) -> Line:
    who = f"Chữ ký số mang tên {one.signer or '(không đọc được)'}"
    if not one.intact or one.covers == "part":
        return Line("bad", f"{who}: nội dung tệp không còn như khi ký.")
    if not one.valid:
        return Line("bad", f"{who}: chữ ký không hợp lệ.")
    if one.change == "other":
        return Line("bad", f"{who}: tệp đã bị sửa sau khi ký.")
    added = " Sau đó tệp chỉ có thêm chữ ký khác." if one.change == "allowed" else ""
    return Line("ok", f"{who}: còn nguyên vẹn, nội dung không bị sửa sau khi ký.{added}")


def _of_issuer(one: Signature, *, has_roots: bool) -> Line:
    moment = _moment(one.signed_at)
    how = "theo dấu thời gian" if one.has_timestamp else "theo máy của người ký"
    told = f"Chứng thư của {one.signer or '(không đọc được)'} do “{one.issuer}” cấp; "
    told += f"ký lúc {moment} ({how})."
    if one.trusted:
        rest = "đã kiểm tra thu hồi" if one.revocation_checked else "chưa kiểm tra được thu hồi"
        return Line("ok", f"{told} Đơn vị cấp thuộc danh sách được tin cậy; {rest}.")
    if not has_roots:
        return Line("muted", f"{told} Hệ thống chưa có danh sách đơn vị cấp để đối chiếu.")
    return Line("bad", f"{told} Chưa xác thực được: đơn vị cấp không thuộc danh sách được tin cậy.")
