"""What happened to a right, an officer or a cluster, from the audit log, for its own page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models

from accounts.models import AuditEvent
from units.models import Membership

SHOWN = 50
NOTHING = "(để trống)"
_LABELS = {
    "role": "vai trò",
    "valid_from": "từ ngày",
    "valid_to": "đến ngày",
    "full_name": "họ và tên",
    "position": "chức vụ",
    "may_sign": "được ký văn bản",
    "name": "tên",
    "name_is_assumed": "tên giả định",
    "note": "ghi chú",
    "gone": "rút khỏi cụm",
    "now": "có trong cụm",
}

# The same deed, when there was nothing before it.
_BEGINNINGS = {"officer_changed": "Thêm cán bộ chủ chốt", "cluster_changed": "Lập cụm thi đua"}


@dataclass(frozen=True)
class FieldChange:
    """One field: its label, what it was and what it became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One deed as ``_changes.html`` shows it."""

    when: datetime
    actor: str
    text: str
    note: str = ""
    fields: list[FieldChange] = field(default_factory=list)
    is_new: bool = False


def changes_of(row: models.Model) -> list[Change]:
    """The latest deeds on the row, newest first; one query."""
    events = AuditEvent.objects.filter(
        object_type=row._meta.label_lower, object_id=str(row.pk)
    ).order_by("-pk")[:SHOWN]
    return [_of_event(event) for event in events]


def _of_event(event: AuditEvent) -> Change:
    data = event.data
    before, after = data.get("from"), data.get("to")
    text = event.action_label if before else _BEGINNINGS.get(event.action, event.action_label)
    if "year" in data:
        text = f"{text} năm {data['year']}"
    fields = list(_fields(before or {}, after)) if after else list(_lists(data))
    return Change(
        when=event.at,
        actor=event.actor_name,
        text=text,
        note=str(data.get("reason", "")),
        fields=fields,
        is_new=not before,
    )


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[FieldChange]:
    for name, value in after.items():
        if name in _LABELS and before.get(name) != value:
            yield FieldChange(_LABELS[name], _words(name, before.get(name)), _words(name, value))


def _lists(data: Mapping[str, Any]) -> Iterable[FieldChange]:
    """What a list gained and lost; a right that was given says what it is."""
    for name in ("gone", "now"):
        if data.get(name):
            yield FieldChange(_LABELS[name], "", ", ".join(data[name]))
    for name in ("role", "valid_from", "valid_to"):
        if data.get(name):
            yield FieldChange(_LABELS[name], "", _words(name, data[name]))


def _words(name: str, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "có" if value else "không"
    if name == "role":
        return dict(Membership.Role.choices).get(str(value), str(value))
    if name.startswith("valid_"):
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    return str(value)
