"""What was asked on concluded visits becomes tasks, with the outcomes written down so far.

From here on a task alone says what came of a request; the columns go with the next migration.
"""

from datetime import datetime, time

from django.db import migrations
from django.utils import timezone

from vietnamese.text import fold

STATES = {"": "open", "done": "verified", "waived": "waived"}


def begin(apps, schema_editor):
    kinds = apps.get_model("contenttypes", "ContentType").objects
    asked = apps.get_model("inspections", "Recommendation").objects.filter(
        withdrawn_at=None, visit__status__in=("concluded", "closed")
    )
    for row in asked.select_related("visit__round", "visit__unit").iterator():
        kind, _ = kinds.get_or_create(app_label="inspections", model="recommendation")
        _give(apps, kind, row)


def _give(apps, kind, row):
    visit, due = row.visit, row.due_on or row.visit.report_back_by
    label = f"Kết luận kiểm tra {visit.unit.short_name}, {visit.round.title}"[:300]
    facts = {
        "origin_type_id": kind.pk,
        "origin_id": row.pk,
        "origin_label": label,
        "search_key": fold(f"{row.body} {label}"),
        "organiser_id": visit.round.organiser_id,
        "owner_id": visit.unit_id,
        "body": row.body,
        "first_due_on": due,
        "due_on": due,
        "created_at": visit.concluded_at,
        "status": STATES[row.outcome],
    }
    last = ended = None
    if row.outcome:
        ended = timezone.make_aware(datetime.combine(row.outcome_on, time(8)))
        histories = apps.get_model("inspections", "HistoricalRecommendation").objects
        last = histories.filter(id=row.pk, outcome=row.outcome).order_by("history_id").first()
        facts |= {"ended_at": ended, "ended_by_id": last.history_user_id if last else None}
    if row.outcome == "waived":
        facts["waive_reason"] = row.outcome_note or "Không ghi"
    elif row.outcome == "done":
        facts["reported_at"] = ended
    task = apps.get_model("tasks", "Task").objects.create(**facts)
    if row.outcome == "done" and row.outcome_note and last and last.history_user_id:
        apps.get_model("tasks", "TaskReport").objects.create(
            task=task,
            unit_id=visit.unit_id,
            body=row.outcome_note,
            author_id=last.history_user_id,
            created_at=ended,
            verdict="accepted",
            decided_at=ended,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0003_begin_histories"),
        ("tasks", "0001_tasks"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
