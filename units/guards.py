"""The database itself refuses dated rows that overlap.

PostgreSQL has exclusion constraints (migration 0003); SQLite has none, so triggers look before
each write. They are put back after each migration: SQLite drops them when Django rebuilds a table.
"""

from typing import Any

from django.db import connections

# table → columns that together may hold only one row at a time
SINGLE = {
    "units_unitname": ("unit_id",),
    "units_placement": ("unit_id",),
    "units_officialcode": ("unit_id",),
}
REFUSAL = "periods of one unit overlap"


def _trigger(table: str, columns: tuple[str, ...], event: str) -> str:
    same = " AND ".join(f"other.{column} = NEW.{column}" for column in columns)
    return f"""
CREATE TRIGGER IF NOT EXISTS {table}_apart_on_{event.split()[0].lower()}
BEFORE {event} ON {table}
WHEN EXISTS (
  SELECT 1 FROM {table} AS other
  WHERE {same} AND other.id IS NOT NEW.id
    AND (other.valid_from IS NULL OR NEW.valid_to IS NULL OR other.valid_from <= NEW.valid_to)
    AND (other.valid_to IS NULL OR NEW.valid_from IS NULL OR other.valid_to >= NEW.valid_from)
)
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""  # noqa: S608  (names from the table above, nothing of a user)


def install(using: str, **kwargs: Any) -> None:
    """Put the triggers into an SQLite database; receiver of ``post_migrate``."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, columns in SINGLE.items():
            if table in present:
                for event in ("INSERT", f"UPDATE OF valid_from, valid_to, {', '.join(columns)}"):
                    cursor.execute(_trigger(table, columns, event))
