"""What happened to a unit, a right, an officer, a cluster: from the audit log, for its page."""

from django.db import models
from django.db.models import Q

from accounts.history import Change, FieldChange
from accounts.kinds import DETAILS
from accounts.models import AuditEvent
from units.models import Membership

SHOWN = 50
# The same deed, when there was nothing before it.
_BEGINNINGS = {"officer_changed": "Thêm cán bộ chủ chốt", "cluster_changed": "Lập cụm thi đua"}


def changes_of(row: models.Model) -> list[Change]:
    """The latest deeds on the row, newest first; one query."""
    return _latest(_about(row))


def changes_of_membership(row: Membership) -> list[Change]:
    """The same, with those that closed or opened the person's account; one query."""
    switched = _about(row.user) & Q(action__in=("account_disabled", "account_enabled"))
    return _latest(_about(row) | switched)


def _about(row: models.Model) -> Q:
    return Q(object_type=row._meta.label_lower, object_id=str(row.pk))


def _latest(which: Q) -> list[Change]:
    events = AuditEvent.objects.filter(which).order_by("-pk")[:SHOWN]
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
    fields += _by_field(data.get("from") or {}, data.get("to") or {})
    fields += [
        FieldChange(DETAILS[name], "", ", ".join(data[name]))
        for name in ("removed", "added")
        if data.get(name)
    ]
    is_new = not before and not data.get("from")
    reason = str(data.get("reason", ""))
    return Change(event.at, event.actor_name, text, reason, tuple(fields), is_new)


def _by_field(was: dict[str, str], becomes: dict[str, str]) -> list[FieldChange]:
    """Fields that were told one by one, under their labels."""
    return [
        FieldChange(DETAILS.get(name, name), was.get(name) or "–", becomes.get(name) or "–")
        for name in {**was, **becomes}
        if was.get(name) or becomes.get(name)
    ]
