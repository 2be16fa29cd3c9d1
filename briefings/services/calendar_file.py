"""A meeting as a calendar file (RFC 5545) that phones and desks take up."""

from datetime import UTC, datetime, timedelta

from briefings.models import Briefing

_LONGEST = 75  # octets of a line, RFC 5545 §3.1
_PER_LETTER = 4


def calendar_of(briefing: Briefing, *, at: datetime) -> str:
    """The file's text; the same meeting keeps its UID, so that a new date moves it."""
    begins = briefing.begins_at
    ends = begins + timedelta(minutes=briefing.minutes)
    is_off = briefing.status in (Briefing.Status.POSTPONED, Briefing.Status.CANCELLED)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Giao ban cum//VI",
        "BEGIN:VEVENT",
        f"UID:giao-ban-{briefing.pk}",
        f"SEQUENCE:{briefing.history.count()}",
        f"DTSTAMP:{_utc(at)}",
        f"DTSTART:{_utc(begins)}",
        f"DTEND:{_utc(ends)}",
        f"SUMMARY:{_escaped(briefing.title)}",
        f"LOCATION:{_escaped(briefing.place)}",
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> list[str]:
    """The line in parts no longer than allowed; each after the first begins with a space."""
    if len(line.encode()) <= _LONGEST:
        return [line]
    step = _LONGEST // _PER_LETTER
    parts = [line[n : n + step] for n in range(0, len(line), step)]
    return [parts[0], *(f" {part}" for part in parts[1:])]
