"""The things addresses point to, for one cast: visit, records, papers, unit, people, cluster."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from inspections.models import Attendance
from reports import services
from reports.models import (
    AdvisingUnit,
    Bulletin,
    Bundle,
    Document,
    DocumentFile,
    Register,
    Review,
    TrustedCertificate,
)
from tests import build
from tests.access.briefings import arguments_of_briefings
from tests.accounts.keys import Key
from tests.people import Cast
from units.imports import files
from units.imports.kinds import UNITS
from units.models import Cluster, Officer, Reorganisation, Term, Unit
from units.services import invitations
from units.services.plans import NewName, Plan


@dataclass
class World:
    """The things addresses point to, all of one unit (Huyện đoàn Đầm Hà unless told)."""

    papers: dict[str, Document]
    arguments: dict[str, dict[str, Any]]


def world_of(cast: Cast, cluster: Cluster) -> World:
    """Everything of ``cast.damha``: its visit is ready to conclude, its minutes are issued."""
    visit = build.ready_to_conclude(cast)
    services.issue(build.approved_paper(cast, kind="minutes"), actor=cast.an)
    issued = Document.objects.get(kind="minutes", visit=visit)
    draft = services.start_document("conclusion", actor=cast.an, issuer=cast.issuer, visit=visit)
    papers = {"draft": draft, "issued": issued}
    papers |= {status: _twin(draft, status) for status in ("submitted", "approved")}
    finding = visit.findings.order_by("pk")[0]
    asked = visit.recommendations.get()
    Attendance.objects.create(visit=visit, author=cast.em, full_name="Ông Mẫu")
    visits = {"pk": visit.pk}
    key_of_an = {"pk": _key_of(cast.an).pk}
    record = {"pk": finding.pk, "kind": "ghi-nhan"}
    arguments: dict[str, dict[str, Any]] = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "a-b"},
        "accounts:end_session": {"pk": _session_of(cast.an).pk},
        "mfa_edit_webauthn": key_of_an,
        "mfa_remove_webauthn": key_of_an,
        "inspections:record": {**visits, "kind": "ghi-nhan"},
        "inspections:record_on_round": {"pk": cast.round.pk, "kind": "ghi-nhan"},
        "inspections:edit_record": record,
        "inspections:withdraw_record": record,
        "inspections:record_history": record,
        "inspections:decide": {"pk": finding.pk},
        "inspections:record_outcome": {"pk": asked.pk},
        "reports:copy": {"pk": issued.pk, "file_pk": _scan_of(issued, cast).pk},
        "check:paper good": {"code": issued.code},
        "check:paper dead": {"code": "khong-co"},
        "check:upload good": {"code": issued.code},
        "check:upload dead": {"code": "khong-co"},
        "reports:start_for_visit": visits,
        "reports:start_for_round": {"pk": cast.round.pk},
        "reports:start_for_year": {"pk": cast.province.pk, "year": 2020},
    }
    arguments |= _arguments_of_units(cast)
    arguments |= _arguments_of_bundles(cast) | _arguments_of_registers(cast)
    arguments |= _arguments_of_life(draft, issued, cast) | arguments_of_briefings(cast)
    kept = files.keep_file(b"Cot,x", "a.csv", UNITS, actor=cast.an)
    for name in ("import_file", "import_faults", "apply_import"):
        arguments[f"units:{name}"] = {"pk": kept.pk}
    proposal = {"pk": _proposal(cast).pk}
    for name in (
        "reorganisation",
        "edit_proposal",
        "drop_proposal",
        "carry_out_reorganisation",
        "take_back_reorganisation",
    ):
        arguments[f"units:{name}"] = proposal
    arguments |= _arguments_of_people(cast, cluster) | _arguments_of_drafting(cast, papers)
    for name in ("visit", "edit_visit", "edit_meeting", "move_visit", "synthesis", "visit_history"):
        arguments[f"inspections:{name}"] = visits
    for name in ("round", "edit_round", "move_round", "edit_topics", "add_team", "round_history"):
        arguments[f"inspections:{name}"] = {"pk": cast.round.pk}
    return World(papers, arguments)


def _arguments_of_units(cast: Cast) -> dict[str, dict[str, Any]]:
    return {
        "units:unit": {"code": cast.damha.code},
        "units:import_kind": {"kind": "don-vi"},
        "units:export": {"kind": "don-vi"},
        "units:import_template": {"kind": "don-vi", "ending": "csv"},
        "units:propose_reorganisation": {"kind": "rename"},
        "inspections:edit_team": {"pk": cast.team.pk},
        "inspections:add_visit": {"pk": cast.round.pk},
    }


def _arguments_of_bundles(cast: Cast) -> dict[str, dict[str, Any]]:
    bundle = Bundle.objects.create(round=cast.round, asked_by=cast.an, state="done")
    bundle.file.save("goi.zip", ContentFile(b"PK"))
    one = {"pk": bundle.pk}
    news = Bulletin.objects.create(round=cast.round, title="Tin", body="BBT", written_by=cast.an)
    names = ("edit_bulletin", "rewrite_bulletin", "bulletin_text", "bulletin_docx")
    der = f"chứng thư {cast.province.code}".encode()
    root = TrustedCertificate.objects.create(
        unit=cast.province,
        name="CA",
        der=der,
        sha256=cast.damha.code,
        valid_until=cast.round.ends_on,
        added_by=cast.an,
    )
    return {
        "reports:trust_certificate": {"pk": root.pk},
        **{f"reports:{name}": {"pk": news.pk} for name in names},
        "reports:bulletins": {"pk": cast.round.pk},
        "reports:bundles": {"pk": cast.round.pk},
        "reports:bundle_state": one,
        "reports:bundle_file": one,
    }


def _arguments_of_registers(cast: Cast) -> dict[str, dict[str, Any]]:
    """A register with a kept number and a paper made elsewhere; its issuer and what is beside."""
    register = Register.objects.create(
        key=f"k-{cast.damha.code}", issuer=cast.issuer, period="nhiệm kỳ XI"
    )
    until = timezone.localdate()
    kept = services.keep_number(register, actor=cast.an, reason="Chờ ký", expires_on=until)
    facts = {"kind_code": "TB", "paper_on": build.PAPER_ON, "subject_line": "Về việc tập huấn"}
    outside = services.add_outside(register, actor=cast.an, facts=facts)
    advising = AdvisingUnit.objects.create(
        issuer=cast.issuer, code=f"VP{cast.damha.code}"[:20], name="Văn phòng"
    )
    found = {f"reports:{name}": {"pk": register.pk} for name in _OF_REGISTERS}
    for name in ("edit_issuer", "open_register", "add_advising_unit"):
        found[f"reports:{name}"] = {"pk": cast.issuer.pk}
    for name in ("add_issuer", "terms", "add_term"):
        found[f"reports:{name}"] = {"pk": cast.province.pk}
    term = Term.objects.filter(unit=cast.province).order_by("pk")[0]
    return found | {
        "reports:release_number": {"pk": kept.pk},
        "reports:edit_entry": {"pk": outside.pk},
        "reports:edit_advising_unit": {"pk": advising.pk},
        "reports:edit_term": {"pk": term.pk},
    }


_OF_REGISTERS = (
    "register",
    "print_register",
    "export_register",
    "import_register",
    "set_opening",
    "close_register",
    "reopen_register",
    "keep_number",
    "add_outside",
)


def _arguments_of_drafting(cast: Cast, papers: dict[str, Document]) -> dict[str, dict[str, Any]]:
    """What stands on the draft, the first saved state of a draft and of an issued paper."""
    comment = services.add_comment(papers["draft"], actor=cast.an, body="Ghi rõ thời hạn.")
    photo = build.photo(papers["draft"], cast)
    found = {"reports:settle_comment": {"pk": comment.pk}, "reports:photo": {"pk": photo.pk}}
    for name in ("revision", "name_revision", "restore_revision"):
        for what in ("draft", "issued"):
            found[f"reports:{name} {what}"] = {"pk": papers[what].pk, "rev": 1}
    return found


def _proposal(cast: Cast) -> Reorganisation:
    name = NewName(cast.damha.code, "Tên đầy đủ mới", "Tên gọi mới", Unit.Kind.DISTRICT)
    return build.proposal(cast, Plan(renamed=[name]))


def _arguments_of_people(cast: Cast, cluster: Cluster) -> dict[str, dict[str, Any]]:
    """Khoa's right, an officer, an invitation and a cluster of Huyện đoàn Đầm Hà."""
    code = {"code": cast.damha.code}
    membership = {**code, "pk": cast.khoa.memberships.get().pk}
    officer = Officer.objects.create(unit=cast.damha, full_name="Bùi Văn Khoa", position="Bí thư")
    waiting = invitations.invite(
        unit=cast.damha, full_name="Người Mới", role="unit_officer", actor=cast.binh
    )
    assert waiting.secret is not None
    found: dict[str, dict[str, Any]] = {
        "clusters:edit_seats": {"pk": cluster.pk, "year": cluster.seats.latest("year").year},
        "invitations:accept good": {"secret": waiting.secret.token},
        "invitations:accept dead": {"secret": "khong-co"},
    }
    for name in ("people", "officers", "invitations", "invite", "give_membership", "add_officer"):
        found[f"units:{name}"] = code
    for name in ("edit_membership", "end_membership", "reopen_membership", "reset_slip"):
        found[f"units:{name}"] = membership
    for name in ("disable_account", "enable_account"):
        found[f"units:{name}"] = membership
    for name in ("edit_officer", "end_officer"):
        found[f"units:{name}"] = {**code, "pk": officer.pk}
    for name in ("renew_invitation", "withdraw_invitation"):
        found[f"units:{name}"] = {**code, "pk": waiting.invitation.pk}
    for name in ("cluster", "edit_cluster"):
        found[f"clusters:{name}"] = {"pk": cluster.pk}
    return found


def _scan_of(issued: Document, cast: Cast) -> DocumentFile:
    """A kept copy of the issued paper."""
    data = b"%PDF-1.7 scan"
    digest = hashlib.sha256(data).hexdigest()
    row = DocumentFile(document=issued, kind="scan", sha256=digest, added_by=cast.an)
    row.file.save("a.pdf", ContentFile(data))
    return row


def _arguments_of_life(draft: Document, issued: Document, cast: Cast) -> dict[str, dict[str, Any]]:
    return {
        "reports:take_back_sending": _sending_of(issued, cast),
        "reports:change_reviewer": _asked_to_read(draft, cast),
    }


def _sending_of(issued: Document, cast: Cast) -> dict[str, Any]:
    """The issued paper was sent to the unit, which has not confirmed."""
    (row,) = services.send(
        issued, actor=cast.an, units=[cast.damha], way="in_app", on=timezone.localdate()
    )
    return {"pk": row.pk}


def _asked_to_read(draft: Document, cast: Cast) -> dict[str, Any]:
    """The same paper, submitted; the administrator is asked to read it first."""
    paper = _twin(draft, "submitted")
    Review.objects.create(document=paper, rev=paper.rev, order=1, reviewer=cast.oanh)
    return {"pk": paper.pk}


def _twin(draft: Document, status: str) -> Document:
    """The same paper in another state."""
    twin = Document.objects.get(pk=draft.pk)
    twin.pk, twin.status = None, status
    twin.save()
    return twin


def _session_of(user: User) -> UserSession:
    return UserSession.objects.create(
        user=user,
        ip="10.0.0.7",
        session_key=f"elsewhere-{UserSession.objects.count()}",
        user_agent="Firefox",
    )


def _key_of(user: User) -> Authenticator:
    answer = json.loads(Key(user).register({"publicKey": {"challenge": "AAAA"}}))
    RecoveryCodes.activate(user)
    return WebAuthn.add(user, "Khóa của chuyên viên", answer).instance
