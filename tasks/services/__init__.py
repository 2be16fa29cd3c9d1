"""What happens to tasks: every write goes through here."""

from tasks.services.files import MAX_BYTES, MOST_FILES, Evidence, checked, file_bytes
from tasks.services.handover import begun_since, hand_back, hand_over, open_at
from tasks.services.life import (
    Refused,
    Stale,
    change_task,
    extend,
    give,
    recheck,
    report,
    send_back,
    split,
    verify,
    waive,
)

__all__ = [
    "MAX_BYTES",
    "MOST_FILES",
    "Evidence",
    "Refused",
    "Stale",
    "begun_since",
    "change_task",
    "checked",
    "extend",
    "file_bytes",
    "give",
    "hand_back",
    "hand_over",
    "open_at",
    "recheck",
    "report",
    "send_back",
    "split",
    "verify",
    "waive",
]
