"""What happens on rounds and visits: every write but plain forms goes through here."""

from inspections.services.handover import (
    Handover,
    begun_since,
    hand_back,
    hand_over,
    open_at,
)
from inspections.services.records import (
    Refused,
    Stale,
    change_record,
    decide,
    record_attendance,
    record_finding,
    record_recommendation,
    record_request,
    withdraw_record,
)
from inspections.services.rounds import (
    change_team,
    conclude,
    fill_meeting,
    give_tasks,
    note_paper,
)

__all__ = [
    "Handover",
    "Refused",
    "Stale",
    "begun_since",
    "change_record",
    "change_team",
    "conclude",
    "decide",
    "fill_meeting",
    "give_tasks",
    "hand_back",
    "hand_over",
    "note_paper",
    "open_at",
    "record_attendance",
    "record_finding",
    "record_recommendation",
    "record_request",
    "withdraw_record",
]
