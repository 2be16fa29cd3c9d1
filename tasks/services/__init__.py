"""What happens to tasks: every write goes through here."""

from tasks.services.files import file_bytes
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
    "Refused",
    "Stale",
    "begun_since",
    "change_task",
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
