"""Pages of clusters: by year, one cluster in a year, who sits in it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from units import audit
from units.access import clusters as access
from units.access import units_for
from units.access.who_sees import who_sees_cluster
from units.forms.clusters import ClusterForm, SeatsForm
from units.models import FIRST_YEAR, LAST_YEAR, Cluster, ClusterSeat, Unit
from units.services import clusters as services
from units.services.clusters import Seat
from units.services.refusals import Refused
from units.views.refused import say

PAGE_SIZE = 50
_BAD_YEAR = f"Năm phải là số từ {FIRST_YEAR} đến {LAST_YEAR}. Hãy nhập lại."


def _asked_year(request: HttpRequest) -> int | None:
    """The year of ``?nam=``; one out of range is told and not used."""
    text = request.GET.get("nam", "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        messages.error(request, _BAD_YEAR)
        return None
    return int(text)


@require_safe
def clusters(request: HttpRequest) -> HttpResponse:
    """Clusters of a year (the latest known unless asked), with those nobody sits in yet."""
    years = access.years_for(request.user)
    year = _asked_year(request) or (years[0] if years else timezone.localdate().year)
    rows = access.clusters_of_year(request.user, year).order_by("code")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    tables = access.seats_by_cluster(list(page), year)
    context = {
        "page_obj": page,
        "rows": [(cluster, tables.get(cluster.pk, [])) for cluster in page],
        "empty_clusters": access.clusters_without_seats(request.user)[:PAGE_SIZE],
        "years": years,
        "year": year,
        "may_create": bool(access.cluster_organisers_for(request.user)),
    }
    return render(request, "units/clusters.html", context)


@require_safe
def cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """One cluster in a year: head, deputies, members, what is assumed."""
    shown = access.cluster_for(request.user, pk)
    years = access.years_for(request.user, shown)
    edits = access.may_edit_cluster(request.user, shown)
    year = _asked_year(request)
    if year is None or (year not in years and not edits):
        year = years[0] if years else None
    seats = access.seats_of(shown, year) if year else []
    known = set(
        units_for(request.user)
        .filter(pk__in=[seat.unit_id for seat in seats])
        .values_list("pk", flat=True)
    )
    context = {
        "cluster": shown,
        "years": years,
        "year": year,
        "seats": seats,
        "known": known,
        "may_edit": edits,
        "next_year": min((years[0] if years else timezone.localdate().year - 1) + 1, LAST_YEAR),
        "changes": audit.changes_of(shown) if edits else [],
        "who_sees": who_sees_cluster(shown, year),
    }
    return render(request, "units/cluster.html", context)


def create_cluster(request: HttpRequest) -> HttpResponse:
    """A new cluster; who sits in it comes next."""
    organisers = access.cluster_organisers_for(request.user)
    if not organisers:
        raise PermissionDenied
    form = ClusterForm(request.POST or None, organisers=organisers)
    if request.method == "POST" and form.is_valid():
        try:
            new = services.create_cluster(actor=signed_in(request), **form.cleaned_data)
        except Refused as error:
            say(form, error)
        else:
            messages.success(request, "Đã lập cụm thi đua. Hãy chọn thành viên của năm.")
            year = timezone.localdate().year
            return redirect("clusters:edit_seats", pk=new.pk, year=year)
    return _form(request, form, "Lập cụm thi đua", reverse("clusters:clusters"))


def edit_cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and note of a cluster."""
    shown = access.cluster_for(request.user, pk, to_edit=True)
    form = ClusterForm(request.POST or None, instance=shown, organisers=[shown.organiser])
    if request.method == "POST" and form.is_valid():
        # The form has written into its own copy; the service works on what is stored.
        stored = access.cluster_for(request.user, pk, to_edit=True)
        try:
            services.change_cluster(stored, actor=signed_in(request), **form.cleaned_data)
        except Refused as error:
            say(form, error)
        else:
            messages.success(request, "Đã lưu cụm thi đua.")
            return redirect(shown)
    return _form(request, form, "Sửa cụm thi đua", shown.get_absolute_url())


def _form(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "units/cluster_form.html", context)


def edit_seats(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Who sits in the cluster in the year, as whom: all on one page."""
    shown = access.cluster_for(request.user, pk, to_edit=True)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        messages.error(request, _BAD_YEAR)
        return redirect(shown)
    have = access.seats_of(shown, year)
    copied = _copied(request, shown, year) if not have else []
    units = _candidates(shown, year, have)
    form = SeatsForm(
        request.POST or None,
        cluster=shown,
        units=units,
        names=access.names_in(year, [unit.pk for unit in units]),
        seats=have or copied,
        initial={"seen": services.state_of(shown, year)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.set_seats(
                shown,
                year,
                [Seat(*row) for row in form.seats],
                seen=form.cleaned_data["seen"],
                actor=signed_in(request),
            )
        except Refused as error:
            say(form, error)
            form.mark(error.rows)
        else:
            messages.success(request, f"Đã lưu thành viên {shown} năm {year}.")
            return redirect(f"{shown.get_absolute_url()}?nam={year}")
    candidates = {unit.pk for unit in units}
    context = {
        "form": form,
        "cluster": shown,
        "year": year,
        "copy_from": None if have or copied else access.year_before(shown, year),
        "copied": copied,
        "left_out": [seat for seat in copied if seat.unit_id not in candidates],
    }
    return render(request, "units/seats.html", context)


def _copied(request: HttpRequest, shown: Cluster, year: int) -> list[ClusterSeat]:
    """Seats of the nearest year before, when the person asked for them."""
    before = access.year_before(shown, year)
    wanted = request.method == "GET" and "chep" in request.GET
    return access.seats_of(shown, before) if wanted and before else []


def _candidates(shown: Cluster, year: int, have: list[ClusterSeat]) -> list[Unit]:
    """Units that may sit, and those that do."""
    units = list(access.units_to_seat(shown.organiser, year))
    there = {unit.pk for unit in units}
    return [*units, *(seat.unit for seat in have if seat.unit_id not in there)]
