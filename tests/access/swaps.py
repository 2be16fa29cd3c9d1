"""Every form of the product with what makes it valid, and what a swapped id may never do."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from briefings.models import AgendaItem, Attendance, Briefing, Outcome, Proposal, Series
from inspections.models import Finding, Round, Team, TeamMember, Topic, Verdict, Visit
from reports.models import AdvisingUnit, Document, Entry, Issuer, Register
from tests.access.worlds import Worlds
from units.models import (
    Cluster,
    ClusterSeat,
    Invitation,
    Membership,
    Officer,
    Reorganisation,
    Term,
    Unit,
    under,
)


@dataclass(frozen=True)
class Page:
    """Where a form stands, who opens it, what must be typed beside what the page fills in."""

    who: str
    page: str
    object: str = ""
    kwargs: dict[str, Any] = field(default_factory=dict)
    valid: dict[str, str] = field(default_factory=dict)
    # ``@HC`` stands for the key of the unit HC, ``%CUM-1`` for that of the cluster CUM-1.
    # Text fields that name a row: a unit, an account.
    named: tuple[str, ...] = ()


_DECISION = {"decision_symbol": "1-QĐ", "decided_on": "01/06/2025", "effective_on": "01/07/2027"}


def _proposal(kind: str, named: tuple[str, ...], **valid: str) -> Page:
    return Page(
        "an",
        "units:propose_reorganisation",
        kwargs={"kind": kind},
        valid=_DECISION | valid,
        named=named,
    )


_NAMED = {"name": "Tên mới", "short_name": "Tên mới"}
_ROW = {f"new_1_{key}": "X-1" for key in ("code", "name", "short_name")}
_NEW_PERSON = {"members-0-full_name": "Người Mới", "members-0-position": "Cán bộ"}

# Address that the form is sent to (and, of one address with several forms, which) → its page.
FORMS: dict[str, Page] = {
    "briefings:add_briefing": Page(
        "an", "briefings:add_briefing", valid={"title": "Kỳ mới", "held_on": "25/12/2019"}
    ),
    "briefings:attendance": Page("an", "briefings:attendance"),
    "briefings:create_series": Page(
        "an",
        "briefings:create_series",
        valid={"name": "Lịch mới", "year": "2020", "clusters": "%CUM-1"},
    ),
    "briefings:decide_proposal": Page("an", "briefings:proposals"),
    "briefings:edit_agenda": Page("an", "briefings:edit_agenda"),
    "briefings:edit_briefing": Page("an", "briefings:edit_briefing"),
    "briefings:edit_outcome": Page("an", "briefings:edit_outcome", valid={"line": "g Đã sửa"}),
    "briefings:edit_report_fields": Page("an", "briefings:edit_report_fields"),
    "briefings:edit_series": Page("an", "briefings:edit_series"),
    "briefings:edit_template": Page("an", "briefings:edit_template"),
    "briefings:minutes": Page(
        "an", "briefings:minutes", valid={"line": "g Đã nghe"}, named=("item",)
    ),
    "briefings:move_briefing": Page("an", "briefings:briefing"),
    "briefings:proposals": Page("khoa", "briefings:proposals", valid={"title": "Đề xuất mới"}),
    "clusters:create_cluster": Page(
        "an", "clusters:create_cluster", valid={"code": "CUM-9", "name": "Cụm 9"}
    ),
    "clusters:edit_seats": Page("an", "clusters:edit_seats"),
    "export_audit_log": Page("oanh", "audit_log", named=("nguoi", "viec")),
    "inspections:add_team": Page(
        "an", "inspections:add_team", valid={"name": "Đoàn mới", **_NEW_PERSON}
    ),
    "inspections:add_visit": Page(
        "an", "inspections:add_visit", valid={"planned_on": "28/11/2020", "unit": "@HC"}
    ),
    "inspections:create_round": Page(
        "an",
        "inspections:create_round",
        valid={"title": "Đợt mới", "starts_on": "01/12/2020", "ends_on": "05/12/2020"},
    ),
    "inspections:decide": Page(
        "cuong", "inspections:synthesis", valid={"decision": "merge"}, named=("merged_into",)
    ),
    "inspections:edit_meeting": Page("dung", "inspections:edit_meeting"),
    "inspections:edit_record": Page("em", "inspections:edit_record"),
    "inspections:edit_round": Page("an", "inspections:edit_round"),
    "inspections:edit_team": Page("oanh", "inspections:edit_team"),
    "inspections:edit_topics": Page("an", "inspections:edit_topics"),
    "inspections:edit_visit": Page("an", "inspections:edit_visit"),
    "inspections:move_round": Page("binh", "inspections:round"),
    "inspections:record": Page(
        "em", "inspections:record", valid={"kind": "strength", "body": "Ghi nhận mới"}
    ),
    "inspections:record_on_round": Page(
        "cuong", "inspections:record_on_round", valid={"kind": "strength", "body": "Nhận xét chung"}
    ),
    "inspections:withdraw_record": Page(
        "em", "inspections:withdraw_record", valid={"reason": "Nhầm"}
    ),
    "reports:add_issuer": Page(
        "an",
        "reports:add_issuer",
        valid={"organ": "commission", "name_line": "ỦY BAN KIỂM TRA", "place": "Quảng Ninh"},
    ),
    "reports:add_outside": Page(
        "an",
        "reports:add_outside",
        valid={"kind_code": "TB", "paper_on": "27/11/2020", "subject_line": "Văn bản mới"},
    ),
    "reports:approve": Page("binh", "reports:document", "submitted"),
    "reports:change_reviewer": Page(
        "binh", "reports:change_reviewer", valid={"reason": "Nghỉ ốm"}, named=("turn", "to")
    ),
    "reports:comments": Page("em", "reports:comments", "draft", valid={"body": "Góp ý mới"}),
    "reports:edit_entry": Page("an", "reports:edit_entry", valid={"change_reason": "Sửa"}),
    "reports:edit_issuer": Page("an", "reports:edit_issuer"),
    "reports:open_register": Page("an", "reports:open_register", valid={"kind_code": "NQ"}),
    "reports:edit_document": Page("dung", "reports:edit_document", "draft"),
    "reports:prepare_document": Page("dung", "reports:prepare_document", "draft"),
    "reports:rebuild": Page("dung", "reports:rebuild", "draft"),
    "reports:restore_revision": Page("dung", "reports:revision", "draft"),
    "reports:send": Page(
        "an",
        "reports:send",
        "issued",
        valid={"others": "Thường trực Tỉnh ủy", "way": "post"},
        named=("units",),
    ),
    "reports:start_for_round": Page("an", "reports:start_for_round", named=("kind",)),
    "reports:start_for_year": Page("an", "reports:start_for_year", named=("kind",)),
    "reports:start_for_visit": Page("dung", "inspections:visit", named=("kind",)),
    "reports:submit": Page("dung", "reports:document", "draft"),
    "units:edit_membership": Page("binh", "units:edit_membership"),
    "units:edit_officer": Page("an", "units:edit_officer"),
    "units:edit_proposal": Page(
        "an", "units:edit_proposal", valid=_DECISION | _NAMED | {"unit": "DH"}, named=("unit",)
    ),
    "units:give_membership": Page(
        "binh",
        "units:give_membership",
        valid={"username": "hoa", "role": "unit_officer"},
        named=("username",),
    ),
    "units:invite": Page(
        "an", "units:invite", valid={"full_name": "Người Mới", "role": "unit_officer"}
    ),
    "units:propose_reorganisation": _proposal("rename", ("unit",), unit="DH", **_NAMED),
    "units:propose_reorganisation merge": _proposal(
        "merge", ("ending", "into", "new_parent"), ending="DH", into="CP"
    ),
    "units:propose_reorganisation split": _proposal(
        "split", ("unit", "receiving", "heir", "new_parent"), unit="DH", receiving="CP", **_ROW
    ),
    "units:propose_reorganisation move": _proposal(
        "move", ("units", "parent"), units="DH", parent="CP"
    ),
    "units:propose_reorganisation dissolve": _proposal(
        "dissolve", ("ending", "heir"), ending="DH", heir="CP"
    ),
    "units:propose_reorganisation create": _proposal(
        "create", ("parent",), new_kind="commune", code="X-1", parent="TD-QN", **_NAMED
    ),
    "units:renew_invitation": Page("an", "units:invitations", named=("way",)),
    "units:reset_slip": Page("binh", "units:edit_membership"),
}
# Forms that answer with a page when all went well: a slip, a table.
SHOW_ONCE = {"export_audit_log", "units:invite", "units:renew_invitation", "units:reset_slip"}
# Forms that name no row: what they hold is the person's own, or words and days alone.
NAME_NO_ROW = {
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "accounts:change_email",
    "briefings:answer_invitation",
    "briefings:drop_outcome",
    "briefings:edit_conclusion",
    "briefings:review_task",
    "briefings:write_report",
    "check:upload",
    "clusters:edit_cluster",
    "invitations:accept",
    "invitations:enter",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "reports:add_advising_unit",
    "reports:add_scan",
    "reports:add_term",
    "reports:agree",
    "reports:begin_signing",
    "reports:bulletins",
    "reports:bundles",
    "reports:certificates",
    "reports:close_register",
    "reports:edit_advising_unit",
    "reports:edit_bulletin",
    "reports:edit_term",
    "reports:export_register",
    "reports:import_register",
    "reports:keep_number",
    "reports:name_revision",
    "reports:release_number",
    "reports:receive",
    "reports:edit_photos",
    "reports:photos",
    "reports:replace",
    "reports:rewrite_bulletin",
    "reports:send_back",
    "reports:set_opening",
    "reports:settle_comment",
    "reports:take_back_sending",
    "reports:trust_certificate",
    "reports:withdraw",
    "units:add_officer",
    "units:carry_out_reorganisation",
    "units:disable_account",
    "units:drop_proposal",
    "units:end_membership",
    "units:end_officer",
    "units:export",
    "units:import_kind",
    "units:withdraw_invitation",
}


def typed_in(page: Page) -> dict[str, str]:
    """What is typed beside what the page fills in."""
    kinds: dict[str, type[Model]] = {"@": Unit, "%": Cluster}
    return {
        name: str(kinds[value[0]]._default_manager.get(code=value[1:]).pk)
        if value[:1] in kinds
        else value
        for name, value in page.valid.items()
    }


def pool(worlds: Worlds) -> list[str]:
    """What a form of Đầm Hà has no business naming: keys, codes and accounts of others."""
    cast, other = worlds.casts["sibling"], worlds.casts["abroad"]
    rows: list[Model] = []
    for one in (cast, other):
        rows += [one.visit, one.team, one.round, one.damha, one.campha, one.signer, one.topic]
        rows += [*one.visit.findings.all(), one.khoa, one.em, one.cuong, *one.team.members.all()]
        rows += [*one.khoa.memberships.all(), *one.damha.officers.all()]
    texts = [other.damha.code, "TD-HP", str(other.damha), other.khoa.username, "phuc", "lan"]
    return sorted({str(row.pk) for row in rows}) + texts


def crossings(worlds: Worlds) -> list[str]:
    """Rows that name something which belongs to another round, team, unit or province."""
    own, other = worlds.own, worlds.casts["abroad"]
    strangers = [person.pk for key, person in other.people.items() if key in _ABROAD]
    officers = [own.khoa.pk, own.hoa.pk]
    teams = TeamMember.objects.filter(team__round__organiser=own.province)
    qn = under(own.province.path, "unit__")
    found: list[QuerySet[Any]] = [
        Visit.objects.exclude(team=None).exclude(team__round=F("round")),
        Visit.objects.filter(round__organiser=own.province).exclude(qn),
        Finding.objects.exclude(topic=None).exclude(topic__round=F("round")),
        Finding.objects.exclude(visit=None).exclude(visit__round=F("round")),
        Verdict.objects.exclude(merged_into=None).exclude(merged_into__visit=F("finding__visit")),
        teams.filter(user__in=[*strangers, *officers]),
        Register.objects.exclude(team=None).exclude(team__round__organiser=F("issuer__unit")),
        Document.objects.exclude(signer=None).exclude(signer__unit=F("issuer__unit")),
        ClusterSeat.objects.filter(cluster__organiser=own.province).exclude(qn),
        Membership.objects.filter(qn, user__in=strangers),
        Series.objects.exclude(clusters__organiser=F("organiser")).exclude(clusters=None),
        Briefing.objects.exclude(round=None).exclude(round__organiser=F("series__organiser")),
        Briefing.objects.filter(series__organiser=own.province)
        .exclude(host=None)
        .exclude(under(own.province.path, "host__")),
        AgendaItem.objects.exclude(presenter=None).exclude(
            presenter__seats__cluster__briefing_series=F("briefing__series")
        ),
        Proposal.objects.exclude(unit__seats__cluster__briefing_series=F("series")),
        Proposal.objects.exclude(item=None).exclude(item__briefing__series=F("series")),
    ]
    plans = Reorganisation.objects.filter(organiser=own.province)
    named = [str(row.pk) for row in plans if {"TD-HP", "HP-HB", "HP-LC"} & _codes(row.plan)]
    return [f"{rows.model.__name__} {list(rows)}" for rows in found if rows.exists()] + named


_ABROAD = ("an", "cuong", "dung", "em", "giang", "hoa", "khoa", "oanh")


def _codes(plan: Any) -> set[str]:
    """Every text that stands anywhere in the plan."""
    if isinstance(plan, dict):
        return {code for value in [*plan, *plan.values()] for code in _codes(value)}
    if isinstance(plan, list):
        return {code for value in plan for code in _codes(value)}
    return {plan} if isinstance(plan, str) else set()


def rows_abroad(worlds: Worlds) -> list[Any]:
    """Everything of the other province, and the second team: it stays as it is."""
    path = worlds.casts["abroad"].province.path
    ways: dict[type[Model], Q] = {
        Unit: under(path),
        Round: under(path, "organiser__"),
        Topic: under(path, "round__organiser__"),
        Team: under(path, "round__organiser__"),
        TeamMember: under(path, "team__round__organiser__") | Q(team=worlds.own.second_team),
        Visit: under(path, "unit__") | Q(pk=worlds.own.sibling_visit.pk),
        Finding: under(path, "round__organiser__") | Q(visit=worlds.own.sibling_visit),
        Document: under(path, "issuer__unit__") | Q(visit=worlds.own.sibling_visit),
        Issuer: under(path, "unit__"),
        AdvisingUnit: under(path, "issuer__unit__"),
        Term: under(path, "unit__"),
        Register: under(path, "issuer__unit__"),
        Entry: under(path, "register__issuer__unit__"),
        Officer: under(path, "unit__"),
        Membership: under(path, "unit__"),
        Invitation: under(path, "unit__"),
        Cluster: under(path, "organiser__"),
        Reorganisation: under(path, "organiser__"),
        Series: under(path, "organiser__"),
        Briefing: under(path, "series__organiser__"),
        AgendaItem: under(path, "briefing__series__organiser__"),
        Attendance: under(path, "briefing__series__organiser__"),
        Outcome: under(path, "item__briefing__series__organiser__"),
        Proposal: under(path, "series__organiser__"),
    }
    return [
        list(kind._default_manager.filter(way).order_by("pk").values_list())
        for kind, way in ways.items()
    ]
