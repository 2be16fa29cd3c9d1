"""From an uploaded file to its dry run, and from there to the data: all or nothing."""

import hashlib
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from units.access import importing_units
from units.imports import clusters, lineage, officers, units, users
from units.imports.faults import TableRefused
from units.imports.kinds import BY_KEY, CLUSTERS, LINEAGE, OFFICERS, UNITS, USERS, Kind
from units.imports.matching import Scope
from units.imports.plans import Plan, fingerprint, refused_report
from units.imports.tables import read_table
from units.models import ImportFile, Unit
from units.services.tree import Refused

# One module a kind, all of the same shape: rows(scope), plan(table, scope), apply(plan, actor).
HANDS: Mapping[str, ModuleType] = {
    UNITS.key: units,
    LINEAGE.key: lineage,
    CLUSTERS.key: clusters,
    OFFICERS.key: officers,
    USERS.key: users,
}


class PlanChanged(Exception):
    """The data changed since the file was looked at: nothing was done, look again."""


def make_plan(content: bytes, name: str, kind: Kind, actor: User) -> Plan:
    """What the file would do today; raises ``TableRefused`` when it is no table of the kind."""
    table = read_table(content, name, kind)
    made: Plan = HANDS[kind.key].plan(table, Scope(actor))
    return made


def dry_run(
    content: bytes, name: str, kind: Kind, actor: User
) -> tuple[Plan | None, dict[str, Any]]:
    """The plan and its report; a file that is no table has a report of faults alone."""
    try:
        made = make_plan(content, name, kind, actor)
    except TableRefused as refusal:
        return None, refused_report(refusal.faults)
    return made, made.report()


@transaction.atomic
def keep_file(content: bytes, name: str, kind: Kind, *, actor: User) -> ImportFile:
    """Keep the file for a day with its dry run; what is older goes, a resend is the same file."""
    ImportFile.objects.filter(uploaded_at__lt=timezone.now() - ImportFile.KEPT_FOR).delete()
    digest = hashlib.sha256(content).hexdigest()
    waiting = ImportFile.objects.filter(owner=actor, kind=kind.key, sha256=digest, name=name[:200])
    kept = waiting.filter(applied_at=None).first() or ImportFile(
        kind=kind.key, name=name[:200], content=content, sha256=digest, owner=actor
    )
    kept.report = dry_run(content, name, kind, actor)[1]
    kept.uploaded_at = timezone.now()
    kept.save()
    return kept


def apply_file(file: ImportFile, *, actor: User) -> bool:
    """Do what the dry run showed; false when it was done before (a double click).

    Raises ``PlanChanged`` when the same file would do something else by now; the new dry run is
    kept with the file.
    """
    try:
        done, report = _apply_file(file, actor=actor)
    except (IntegrityError, Refused) as error:
        # Somebody wrote between the plan and its deeds: nothing of it was done.
        raise PlanChanged from error
    if report is not None:
        ImportFile.objects.filter(pk=file.pk).update(report=report)
        raise PlanChanged
    return done


@transaction.atomic
def _apply_file(file: ImportFile, *, actor: User) -> tuple[bool, dict[str, Any] | None]:
    """Whether it was done now, and the new report when it no longer is what was looked at."""
    locked = ImportFile.objects.select_for_update().get(pk=file.pk)
    # Two imports into one tree take turns.
    roots = [unit.pk for unit in importing_units(actor)]
    list(Unit.objects.select_for_update().filter(pk__in=roots).order_by("pk"))
    if locked.applied_at:
        return False, None
    kind, content = BY_KEY[locked.kind], bytes(locked.content)
    plan, report = dry_run(content, locked.name, kind, actor)
    as_seen = fingerprint(report) == fingerprint(locked.report)
    if plan is None or not as_seen or not locked.may_be_applied:
        return False, report
    carry_out(plan, actor=actor, name=locked.name, content=content)
    locked.applied_at = timezone.now()
    locked.save(update_fields=["applied_at"])
    return True, None


@transaction.atomic
def carry_out(plan: Plan, *, actor: User, name: str, content: bytes) -> None:
    """Everything the plan says, or nothing; the audit log is told which bytes said it."""
    HANDS[plan.kind.key].apply(plan, actor=actor)
    told = {
        "file": f"{plan.kind.title}: {name}",
        "sha256": hashlib.sha256(content).hexdigest(),
        "added": sum(deed.is_new for deed in plan.deeds),
        "changed": sum(not deed.is_new for deed in plan.deeds),
    }
    audit.record("imported", actor=actor, data=told)
