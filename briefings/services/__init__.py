"""What happens at briefings: every write but plain forms goes through here."""

from briefings.services.calendar_file import calendar_of
from briefings.services.closing import answer_minutes, close, decide_comment, reopen, send_minutes
from briefings.services.lines import Line, LineFault, parse_line
from briefings.services.meetings import (
    answer_invitation,
    begin,
    cancel,
    end,
    invite,
    next_date,
    open_briefing,
    postpone,
    put_off_until,
    save_report,
    take_attendance,
)
from briefings.services.minutes import (
    DayOff,
    as_typed,
    change_outcome,
    drop_outcome,
    review_task,
    write_outcome,
)
from briefings.services.proposals import decide_proposal, propose
from briefings.services.refusals import Refused, Stale

__all__ = [
    "DayOff",
    "Line",
    "LineFault",
    "Refused",
    "Stale",
    "answer_invitation",
    "answer_minutes",
    "as_typed",
    "begin",
    "calendar_of",
    "cancel",
    "change_outcome",
    "close",
    "decide_comment",
    "decide_proposal",
    "drop_outcome",
    "end",
    "invite",
    "next_date",
    "open_briefing",
    "parse_line",
    "postpone",
    "propose",
    "put_off_until",
    "reopen",
    "review_task",
    "save_report",
    "send_minutes",
    "take_attendance",
    "write_outcome",
]
