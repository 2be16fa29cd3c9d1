"""*Nhật ký*: who did what and when, for administrators; and the same as a table to take away."""

import csv
import io
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.access import signed_in
from accounts.kinds import ACTIONS
from accounts.models import AuditEvent, User
from tinhdoan.audit_access import audit_events_for, audited_people_for, last_check
from vietnamese.forms import VietnameseForm
from vietnamese.text import sort_key

PAGE_SIZE = 50
ROWS_EXPORTED = 50_000
CHECKED_WITHIN = timedelta(hours=3)
HEADINGS = ("Số", "Lúc", "Người thực hiện", "Việc", "Đối tượng", "Chi tiết", "Mã băm")


class FilterForm(VietnameseForm, forms.Form):
    """By person, action, days; what cannot be read is told at its field and filters nothing."""

    nguoi = forms.ChoiceField(label="Người", required=False)
    viec = forms.ChoiceField(
        label="Việc", required=False, choices=[("", "Tất cả"), *ACTIONS.items()]
    )
    tu = forms.DateField(label="Từ ngày", required=False)
    den = forms.DateField(label="Đến ngày", required=False)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(
            people.values_list("pk", "full_name", "username"),
            key=lambda row: (sort_key(row[1].rpartition(" ")[2]), sort_key(row[1])),
        )
        person: Any = self.fields["nguoi"]
        person.choices = [
            ("", "Tất cả"),
            *((str(pk), f"{name} ({login})") for pk, name, login in names),
        ]
        for name in ("nguoi", "viec"):
            self.fields[name].error_messages["invalid_choice"] = "Hãy chọn lại trong danh sách."

    def clean(self) -> dict[str, Any]:
        """Days in their order."""
        super().clean()
        self._out_of_order("tu", "den", "Ngày cuối trước ngày đầu. Hãy đổi lại.")
        return self.cleaned_data

    def of(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """The events that pass."""
        facts = self.cleaned_data
        if person := facts.get("nguoi"):
            on_them = Q(object_type=User._meta.label_lower, object_id=person)
            events = events.filter(Q(actor_id=person) | on_them)
        if facts.get("viec"):
            events = events.filter(action=facts["viec"])
        if facts.get("tu"):
            events = events.filter(at__gte=_begin_of(facts["tu"]))
        if facts.get("den"):
            events = events.filter(at__lt=_begin_of(facts["den"] + timedelta(days=1)))
        return events

    @property
    def in_words(self) -> str:
        """What was asked for, for the log itself."""
        chosen = {f.label: self.data.get(f.name) for f in self if f.name in self.cleaned_data}
        return "; ".join(f"{label}: {value}" for label, value in chosen.items() if value)


def _begin_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """Events, newest first, and whether their chain was whole when it was last checked."""
    form = FilterForm(request.GET, people=audited_people_for(request.user))
    form.is_valid()
    events = form.of(audit_events_for(request.user))
    page = Paginator(events.order_by("-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    check = last_check()
    late = check and check.finished_at and check.finished_at < timezone.now() - CHECKED_WITHIN
    context = {
        "form": form,
        "page_obj": page,
        "check": check,
        "is_late": bool(late),
        "is_filtered": any(form.cleaned_data.values()) or bool(form.errors),
        "rows_exported": f"{ROWS_EXPORTED:,}".replace(",", "."),
    }
    return render(request, "audit_log.html", context)


@require_POST
@transaction.atomic
def export_audit_log(request: HttpRequest) -> HttpResponse:
    """The filtered events as CSV, newest first; the export is itself an event."""
    form = FilterForm(request.POST, people=audited_people_for(request.user))
    form.is_valid()
    events = list(form.of(audit_events_for(request.user)).order_by("-pk")[:ROWS_EXPORTED])
    told = {"file": "nhat-ky.csv", "rows": len(events), "filters": form.in_words}
    audit.record("exported", actor=signed_in(request), data=told)
    response = HttpResponse(_as_csv(events), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="nhat-ky.csv"'
    return response


def _as_csv(events: list[AuditEvent]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(HEADINGS)
    for event in events:
        at = f"{timezone.localtime(event.at):%d/%m/%Y %H:%M:%S}"
        details = "; ".join(f"{label}: {value}" for label, value in event.details)
        row = (event.actor_name, event.action_label, event.object_label, details, event.hash)
        table.writerow([event.seq or "", at, *map(_cell, row)])
    return text.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
