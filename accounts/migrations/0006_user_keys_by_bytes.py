"""PostgreSQL compares the key of lists byte by byte, as SQLite does; search finds any part fast."""

from django.db import migrations

FORWARDS = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    'ALTER TABLE accounts_user ALTER COLUMN sort_key TYPE varchar(400) COLLATE "C"',
    "CREATE INDEX user_search_trigrams ON accounts_user USING gin (search_key gin_trgm_ops)",
]
BACKWARDS = [
    "DROP INDEX user_search_trigrams",
    'ALTER TABLE accounts_user ALTER COLUMN sort_key TYPE varchar(400) COLLATE "default"',
]


def run(statements):
    def operate(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return operate


class Migration(migrations.Migration):

    dependencies = [("accounts", "0005_fill_user_keys")]

    operations = [migrations.RunPython(run(FORWARDS), run(BACKWARDS))]
