"""SQLite as the product uses it: a new enough library and promises that hold.

Debian's own SQLite (3.40) can lose a commit in WAL mode when a checkpoint resets the log
(versions 3.7.0 to 3.51.2). pysqlite3 ships a later one; where it is missing we give up WAL.
"""

import sqlite3
import sys
from types import ModuleType

try:
    import pysqlite3 as bundled
except ImportError:  # the machine's own library then serves, without WAL
    bundled = None

WAL_IS_SAFE_FROM = (3, 51, 3)


def use_bundled_sqlite() -> None:
    """Let Django find pysqlite3 under the name ``sqlite3``, where it is installed."""
    if bundled is not None:
        sys.modules["sqlite3"] = bundled


def library_version() -> tuple[int, ...]:
    """Version of the SQLite library Django talks to, as numbers."""
    module: ModuleType = bundled or sqlite3
    return tuple(module.sqlite_version_info)


def database_options() -> dict[str, object]:
    """OPTIONS of the SQLite database.

    FULL: a saved note is a promise. IMMEDIATE: a transaction that reads and then writes
    would otherwise be refused with "database is locked" whatever the time-out.
    """
    safe = library_version() >= WAL_IS_SAFE_FROM
    journal = "WAL;PRAGMA synchronous=FULL" if safe else "DELETE;PRAGMA synchronous=EXTRA"
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode={journal};",
    }
