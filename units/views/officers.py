"""Pages of a unit's officers: who holds which position, who did."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from units import audit
from units.access import people as access
from units.access import unit_for
from units.access.who_sees import who_sees_officers
from units.forms.people import LeaveForm, OfficerForm
from units.models import Officer, Unit
from units.services import officers as services
from units.services.refusals import Refused
from units.views.refused import say
from units.views.tabs import tabs_of

PAGE_SIZE = 50
_FIELDS = ("full_name", "position", "valid_from", "valid_to", "may_sign")


@require_safe
def officers(request: HttpRequest, code: str) -> HttpResponse:
    """Officers in office, or those who left, by given name."""
    unit = unit_for(request.user, code)
    today = timezone.localdate()
    left = request.GET.get("hien") == "da-thoi"
    rows = access.officers_in(unit)
    page = Paginator(rows.left(today) if left else rows.serving(today), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        **tabs_of(request.user, unit),
        "page_obj": page,
        "left": left,
        "who_sees": who_sees_officers(unit),
    }
    return render(request, "units/officers.html", context)


def add_officer(request: HttpRequest, code: str) -> HttpResponse:
    """An officer of the unit."""
    unit = access.unit_with_people_for(request.user, code, may=access.may_manage_people)
    form = OfficerForm(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in _FIELDS}
        try:
            services.add_officer(unit=unit, actor=signed_in(request), **facts)
        except Refused as error:
            say(form, error)
        else:
            messages.success(request, f"Đã thêm {facts['full_name']}.")
            return redirect("units:officers", code=code)
    return _page(request, form, unit, f"Thêm cán bộ của {unit}")


def edit_officer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Name, position, days and the right to sign of one officer."""
    shown = access.officer_for(request.user, code, pk)
    start = {"seen": services.state_of(shown)}
    form = OfficerForm(request.POST or None, instance=shown, initial=start, is_new=False)
    if request.method == "POST" and form.is_valid():
        # The form has written into its own copy; the service works on what is stored.
        stored = access.officer_for(request.user, code, pk)
        try:
            services.change_officer(stored, actor=signed_in(request), **form.cleaned_data)
        except Refused as error:
            say(form, error)
        else:
            messages.success(request, "Đã lưu cán bộ.")
            return redirect("units:officers", code=code)
    stored = access.officer_for(request.user, code, pk)
    return _page(request, form, stored.unit, str(stored), stored)


def end_officer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """An officer leaves the position."""
    shown = access.officer_for(request.user, code, pk)
    form = LeaveForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_officer(shown, actor=signed_in(request), **form.cleaned_data)
        except Refused as error:
            say(form, error)
        else:
            messages.success(request, f"Đã ghi {shown.full_name} thôi chức vụ.")
            return redirect("units:officers", code=code)
    return _page(request, form, shown.unit, f"Thôi chức vụ: {shown}")


def _page(
    request: HttpRequest, form: Any, unit: Unit, title: str, officer: Officer | None = None
) -> HttpResponse:
    back = reverse("units:officers", args=[unit.code])
    context = {
        "form": form,
        "unit": unit,
        "title": title,
        "button": "Lưu",
        "back": back,
        "section": "Cán bộ",
        "section_url": back,
        "officer": officer,
        "changes": audit.changes_of(officer) if officer else [],
        "who_sees": who_sees_officers(unit) if officer else [],
    }
    return render(request, "units/people_form.html", context)
