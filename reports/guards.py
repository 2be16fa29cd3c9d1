"""The database itself refuses to change an issued paper and its signed and scanned copies.

Triggers, because a constraint cannot compare a row with what it was. They are put back after each
migration: SQLite drops them whenever Django rebuilds the table.
"""

from typing import Any

from django.db import connections

# Everything but the state, its reason and what only drafts use.
FROZEN_COLUMNS = (
    "kind, round_id, visit_id, issuer_id, body, team_id, subject_line, draft, recipients, "
    "paper_on, signer_id, replaces_id, register_id, number, symbol, content, pdf, sha256, "
    "issued_at, year, is_training, built, addressees, advising_code, secrecy, urgency, draft_no, "
    "is_duplex, refers_to_id, refers_words, approved_rev, approved_by_id, pages, code"
)
REFUSAL = "an issued paper never changes"
_SQLITE = f"""
CREATE TRIGGER issued_paper_is_frozen
BEFORE UPDATE OF {FROZEN_COLUMNS} ON reports_document
WHEN OLD.issued_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""
_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION refuse_frozen_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER issued_paper_is_frozen
BEFORE UPDATE OF {FROZEN_COLUMNS} ON reports_document
FOR EACH ROW WHEN (OLD.issued_at IS NOT NULL) EXECUTE FUNCTION refuse_frozen_paper()
"""
_FILES = "reports_documentfile"
_FILES_SQLITE = f"""
CREATE TRIGGER IF NOT EXISTS kept_file_is_frozen
BEFORE UPDATE ON {_FILES}
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""
_FILES_POSTGRESQL = f"""
CREATE OR REPLACE TRIGGER kept_file_is_frozen
BEFORE UPDATE ON {_FILES} FOR EACH ROW EXECUTE FUNCTION refuse_frozen_paper()
"""


def install(using: str, **kwargs: Any) -> None:
    """Put the trigger into the database; receiver of ``post_migrate``."""
    connection = connections[using]
    if "reports_document" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Dropped first: a column that was added since must be guarded too.
            cursor.execute("DROP TRIGGER IF EXISTS issued_paper_is_frozen")
            cursor.execute(_SQLITE)
        else:
            cursor.execute(_POSTGRESQL)
        if _FILES in connection.introspection.table_names(cursor):
            is_sqlite = connection.vendor == "sqlite"
            cursor.execute(_FILES_SQLITE if is_sqlite else _FILES_POSTGRESQL)
