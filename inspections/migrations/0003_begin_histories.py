"""A first row in the new history tables for what is there already.

Without it the first change of each record would not know what it changed from.
"""

from django.db import migrations
from django.utils import timezone

MODELS = ("Round", "Topic", "Team", "TeamMember", "Visit")
REASON = "Đã có trước khi ghi lịch sử"


def begin(apps, schema_editor):
    now = timezone.now()
    for name in MODELS:
        history = apps.get_model("inspections", f"Historical{name}")
        own = {field.attname for field in history._meta.concrete_fields}
        rows = [
            history(
                **{
                    field.attname: getattr(row, field.attname)
                    for field in row._meta.concrete_fields
                    if field.attname in own
                },
                history_date=now,
                history_type="+",
                history_change_reason=REASON,
            )
            for row in apps.get_model("inspections", name).objects.iterator()
        ]
        history.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0002_history_of_rounds_and_visits")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
