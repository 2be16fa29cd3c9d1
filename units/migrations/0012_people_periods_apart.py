"""What PostgreSQL can hold by itself: periods of one person and role do not overlap, keys by bytes.

SQLite has no exclusion constraints; its triggers stand in ``units.guards``.
"""

from django.db import migrations

FORWARDS = [
    "ALTER TABLE units_membership ADD CONSTRAINT membership_periods_apart EXCLUDE USING gist "
    "(user_id WITH =, unit_id WITH =, role WITH =, "
    "daterange(valid_from, valid_to, '[]') WITH &&)",
    "ALTER TABLE units_officer ADD CONSTRAINT officer_periods_apart EXCLUDE USING gist "
    "(unit_id WITH =, full_name WITH =, position WITH =, "
    "daterange(valid_from, valid_to, '[]') WITH &&)",
    'ALTER TABLE units_officer ALTER COLUMN sort_key TYPE varchar(400) COLLATE "C"',
]
BACKWARDS = [
    'ALTER TABLE units_officer ALTER COLUMN sort_key TYPE varchar(400) COLLATE "default"',
    "ALTER TABLE units_officer DROP CONSTRAINT officer_periods_apart",
    "ALTER TABLE units_membership DROP CONSTRAINT membership_periods_apart",
]


def run(statements):
    def operate(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return operate


class Migration(migrations.Migration):

    dependencies = [("units", "0011_one_cluster_a_year")]

    operations = [migrations.RunPython(run(FORWARDS), run(BACKWARDS))]
