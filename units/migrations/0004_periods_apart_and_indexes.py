"""What PostgreSQL can hold by itself: periods that do not overlap, paths by bytes, fast search.

SQLite has neither exclusion constraints nor trigrams; its triggers stand in ``units.guards``.
"""

from django.db import migrations

TABLES = ("unitname", "placement", "officialcode")

FORWARDS = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    *(
        f"ALTER TABLE units_{table} ADD CONSTRAINT {table}_periods_apart EXCLUDE USING gist "
        "(unit_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)"
        for table in TABLES
    ),
    'ALTER TABLE units_unit ALTER COLUMN path TYPE varchar(400) COLLATE "C"',
    'ALTER TABLE units_unit ALTER COLUMN sort_key TYPE varchar(400) COLLATE "C"',
    "CREATE INDEX unit_search_trigrams ON units_unit USING gin (search_key gin_trgm_ops)",
]
BACKWARDS = [
    "DROP INDEX unit_search_trigrams",
    'ALTER TABLE units_unit ALTER COLUMN sort_key TYPE varchar(400) COLLATE "default"',
    'ALTER TABLE units_unit ALTER COLUMN path TYPE varchar(400) COLLATE "default"',
    *(f"ALTER TABLE units_{table} DROP CONSTRAINT {table}_periods_apart" for table in TABLES),
]


def run(statements):
    def operate(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return operate


class Migration(migrations.Migration):

    dependencies = [("units", "0003_names_and_places_of_units_so_far")]

    operations = [migrations.RunPython(run(FORWARDS), run(BACKWARDS))]
