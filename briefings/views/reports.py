"""Reports of the units: written on the phone, watched on the wall, put side by side."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from briefings import access, services
from briefings.forms.reports import ReportForm
from briefings.models import Attendance, ReportField, UnitReport
from briefings.services import Refused, Stale


def write_report(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """The short report of one's own unit."""
    row = access.own_row_for(request.user, pk, unit_pk)
    report = access.report_of(row)
    asked = row.briefing.series.report_fields.all()
    form = ReportForm(
        request.POST or None,
        instance=report or UnitReport(briefing=row.briefing, unit=row.unit),
        initial={"rev": report.rev if report else 0},
        asked=asked,
        last=access.report_before(row),
    )
    newer = None
    if request.method == "POST" and form.is_valid():
        newer, saved = _save(request, row, form)
        if saved:
            return redirect(saved if saved.sent_at else row.briefing)
    context = {
        "form": form,
        "row": row,
        "briefing": row.briefing,
        "report": report,
        "newer": newer,
        "is_open": access.may_still_report(row.briefing, timezone.now()),
    }
    return render(request, "briefings/write_report.html", context)


def _save(
    request: HttpRequest, row: Attendance, form: ReportForm
) -> tuple[UnitReport | None, UnitReport | None]:
    """The newer text that stands in the way, or the report saved."""
    try:
        saved = services.save_report(
            row,
            actor=signed_in(request),
            rev=form.cleaned_data["rev"] or 0,
            facts=form.facts,
            is_sent="send" in request.POST,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None, None
    except Stale as stale:
        form.add_error(None, "Có người vừa lưu báo cáo này; lưu lần nữa sẽ ghi đè bản đó.")
        form.save_over(stale.current.rev)
        return stale.current, None
    done = "Đã gửi báo cáo." if saved.sent_at else "Đã lưu bản nháp; báo cáo chưa được gửi."
    messages.success(request, done)
    return None, saved


@require_safe
def report(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """One report, to be read."""
    shown = access.report_for(request.user, pk, unit_pk)
    asked = shown.briefing.series.report_fields.all()
    context = {
        "report": shown,
        "briefing": shown.briefing,
        "figures": [(field, shown.figure(field.pk)) for field in asked],
    }
    return render(request, "briefings/report.html", context)


@require_safe
def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has sent, who has not, who is late."""
    shown = access.briefing_for(request.user, pk, may=access.may_read_inside)
    sent = {one.unit_id: one for one in access.reports_at(shown)}
    today = timezone.localdate()
    is_over = shown.report_due_on is not None and today > shown.report_due_on
    rows = [
        {"row": row, "report": sent.get(row.unit_id), "late": is_over}
        for row in shown.attendances.select_related("unit")
    ]
    context = {"briefing": shown, "rows": rows, "sent": len(sent)}
    return render(request, "briefings/wall.html", context)


@dataclass(frozen=True)
class Cell:
    """A figure and how it changed since the last meeting."""

    value: Decimal | None
    change: Decimal | None


@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """All units side by side, with the change since the last meeting; fit to be projected."""
    shown = access.briefing_for(request.user, pk, may=access.may_read_table)
    asked = list(shown.series.report_fields.all())
    now = {one.unit_id: one for one in access.reports_at(shown)}
    earlier = access.meeting_before(shown)
    before = {one.unit_id: one for one in access.reports_at(earlier)} if earlier else {}
    rows = [
        {
            "row": row,
            "report": now.get(row.unit_id),
            "cells": _cells(asked, now.get(row.unit_id), before.get(row.unit_id)),
        }
        for row in shown.attendances.select_related("unit")
    ]
    context = {
        "briefing": shown,
        "earlier": earlier,
        "asked": asked,
        "rows": rows,
        "totals": _totals(asked, rows),
    }
    return render(request, "briefings/table.html", context)


def _cells(
    asked: list[ReportField], now: UnitReport | None, before: UnitReport | None
) -> list[Cell]:
    found = []
    for field in asked:
        value = now.figure(field.pk) if now else None
        last = before.figure(field.pk) if before else None
        known = value is not None and last is not None
        found.append(Cell(value, value - last if known else None))  # type: ignore[operator]
    return found


def _totals(asked: list[ReportField], rows: list[dict[str, Any]]) -> list[Decimal]:
    return [
        sum((row["cells"][n].value or Decimal(0) for row in rows), Decimal(0))
        for n in range(len(asked))
    ]
