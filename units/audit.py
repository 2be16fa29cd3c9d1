"""What happened to a right, an officer or a cluster, from the audit log, for its own page."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from accounts.kinds import DETAILS
from accounts.models import AuditEvent

SHOWN = 50
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
    before, after = str(data.get("before", "")), str(data.get("after", ""))
    text = event.action_label
    if after and not before:
        text = _BEGINNINGS.get(event.action, text)
    if "year" in data:
        text = f"{text} năm {data['year']}"
    fields = [FieldChange("nội dung", before, after)] if after else []
    fields += [
        FieldChange(DETAILS[name], "", ", ".join(data[name]))
        for name in ("removed", "added")
        if data.get(name)
    ]
    return Change(event.at, event.actor_name, text, str(data.get("reason", "")), fields, not before)
