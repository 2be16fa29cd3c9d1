"""Briefings: the series of a year, its meetings, reports before them, what came of them."""

from briefings.models.meetings import AgendaItem, Briefing, BriefingQuerySet
from briefings.models.outcomes import Confirmation, Outcome
from briefings.models.people import Attendance, UnitReport
from briefings.models.series import Proposal, ReportField, Series, TemplateItem

__all__ = [
    "AgendaItem",
    "Attendance",
    "Briefing",
    "BriefingQuerySet",
    "Confirmation",
    "Outcome",
    "Proposal",
    "ReportField",
    "Series",
    "TemplateItem",
    "UnitReport",
]
