"""The database itself refuses to change or delete what the audit log tells.

Triggers: a constraint cannot compare a row with what it was. One change alone is open: giving
an event its number and hashes, once. They are put back after each migration, because SQLite
drops them whenever Django rebuilds the table. Who may drop triggers can still alter rows; the
chain is what finds that.
"""

from typing import Any

from django.db import connections

TABLE = "accounts_auditevent"
_SQLITE = (
    # REPLACE would delete the older row without asking any trigger of deletion.
    """
CREATE TRIGGER IF NOT EXISTS audit_event_comes_unsealed BEFORE INSERT ON accounts_auditevent
WHEN NEW.seq IS NOT NULL OR EXISTS (SELECT 1 FROM accounts_auditevent WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END
""",
    """
CREATE TRIGGER IF NOT EXISTS audit_event_is_sealed_once BEFORE UPDATE ON accounts_auditevent
WHEN OLD.seq IS NOT NULL OR NEW.seq IS NULL
  OR EXISTS (SELECT 1 FROM accounts_auditevent WHERE seq = NEW.seq)
  OR (NEW.id, NEW.at, NEW.actor_id, NEW.actor_name, NEW.action,
      NEW.object_type, NEW.object_id, NEW.object_label, NEW.data)
     IS NOT (OLD.id, OLD.at, OLD.actor_id, OLD.actor_name, OLD.action,
      OLD.object_type, OLD.object_id, OLD.object_label, OLD.data)
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END
""",
    """
CREATE TRIGGER IF NOT EXISTS audit_event_stays BEFORE DELETE ON accounts_auditevent
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END
""",
)
_POSTGRESQL = (
    """
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only added to'
    USING ERRCODE = 'integrity_constraint_violation';
END $$
""",
    """
CREATE OR REPLACE TRIGGER audit_event_comes_unsealed BEFORE INSERT ON accounts_auditevent
FOR EACH ROW WHEN (NEW.seq IS NOT NULL) EXECUTE FUNCTION refuse_audit_change()
""",
    """
CREATE OR REPLACE TRIGGER audit_event_is_sealed_once BEFORE UPDATE ON accounts_auditevent
FOR EACH ROW WHEN (OLD.seq IS NOT NULL OR NEW.seq IS NULL
  OR (NEW.id, NEW.at, NEW.actor_id, NEW.actor_name, NEW.action,
      NEW.object_type, NEW.object_id, NEW.object_label, NEW.data)
     IS DISTINCT FROM (OLD.id, OLD.at, OLD.actor_id, OLD.actor_name, OLD.action,
      OLD.object_type, OLD.object_id, OLD.object_label, OLD.data))
EXECUTE FUNCTION refuse_audit_change()
""",
    """
CREATE OR REPLACE TRIGGER audit_event_stays BEFORE DELETE ON accounts_auditevent
FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()
""",
    """
CREATE OR REPLACE TRIGGER audit_log_stays BEFORE TRUNCATE ON accounts_auditevent
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()
""",
)


def install(using: str, **kwargs: Any) -> None:
    """Put the triggers into the database; receiver of ``post_migrate``."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)
