"""Pages of series: the year's plan, its template, the figures asked, what units propose."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from briefings import access, services
from briefings.forms import (
    BriefingForm,
    DecisionForm,
    ProposalForm,
    ReportFieldFormSet,
    SeriesForm,
    TemplateFormSet,
)
from briefings.models import Briefing, Series
from briefings.services import Refused
from inspections.access import rounds_for
from workflow.moves import MoveRefused

PAGE_SIZE = 50


@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    """Series the reader knows, the newest year first."""
    rows = access.all_series_for(request.user)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "may_create": bool(access.organisers_for(request.user))}
    return render(request, "briefings/series_list.html", context)


@require_safe
def series_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One series: its meetings, members, template and figures."""
    shown = access.series_for(request.user, pk)
    meetings = access.briefings_for(request.user).filter(series=shown)
    context = {
        "series": shown,
        "page_obj": Paginator(meetings, PAGE_SIZE).get_page(request.GET.get("page")),
        "seats": shown.seats(),
        "template": shown.template.all(),
        "asked": shown.report_fields.all(),
        "may_set_up": access.may_set_up(request.user, shown),
        "may_run": access.may_run_series(request.user, shown),
        "who_sees": access.who_sees_series(shown),
    }
    return render(request, "briefings/series.html", context)


def create_series(request: HttpRequest) -> HttpResponse:
    """A new series."""
    if not access.organisers_for(request.user):
        raise PermissionDenied
    return _series_form(request, Series(), "Lập lịch giao ban năm", reverse("briefings:all_series"))


def edit_series(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a series."""
    shown = access.series_for(request.user, pk, may=access.may_set_up)
    return _series_form(request, shown, "Sửa lịch giao ban năm", shown.get_absolute_url())


def _series_form(request: HttpRequest, series: Series, title: str, back: str) -> HttpResponse:
    form = SeriesForm(
        request.POST or None,
        instance=series,
        organisers=access.organisers_for(request.user),
        clusters=access.clusters_to_meet(request.user),
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
        messages.success(request, "Đã lưu lịch giao ban. Hãy soạn chương trình mẫu, mẫu báo cáo.")
        return redirect(saved)
    return render(request, "briefings/form.html", {"form": form, "title": title, "cancel": back})


def edit_template(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands on every agenda of the series."""
    shown = access.series_for(request.user, pk, may=access.may_run_series)
    return _formset(request, shown, TemplateFormSet, "Chương trình họp mẫu")


def edit_report_fields(request: HttpRequest, pk: int) -> HttpResponse:
    """Figures every unit reports."""
    shown = access.series_for(request.user, pk, may=access.may_run_series)
    return _formset(request, shown, ReportFieldFormSet, "Mẫu báo cáo của đơn vị")


def _formset(request: HttpRequest, shown: Series, kind: type, title: str) -> HttpResponse:
    formset = kind(request.POST or None, instance=shown)
    if request.method == "POST" and formset.is_valid():
        with transaction.atomic():
            formset.save()
        messages.success(request, "Đã lưu.")
        return redirect(shown)
    context = {"formset": formset, "title": title, "cancel": shown.get_absolute_url()}
    return render(request, "briefings/formset.html", context)


def add_briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """A new meeting of the series, one period after the last."""
    shown = access.series_for(request.user, pk, may=access.may_run_series)
    new = Briefing(series=shown, minutes=shown.minutes)
    start = {"held_on": services.next_date(shown), "title": shown.name}
    form = BriefingForm(
        request.POST or None, instance=new, initial=start, rounds=rounds_for(request.user)
    )
    if request.method == "POST" and form.is_valid():
        services.open_briefing(form.save(commit=False), actor=signed_in(request))
        messages.success(request, "Đã lập kỳ giao ban với chương trình mẫu. Hãy gửi giấy mời.")
        return redirect(new)
    context = {"form": form, "title": "Lập kỳ giao ban", "cancel": shown.get_absolute_url()}
    return render(request, "briefings/form.html", context)


def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """What units proposed, and the form to propose."""
    shown = access.series_for(request.user, pk)
    units = access.proposing_units(request.user, shown)
    if request.method == "POST" and not units:
        raise PermissionDenied
    form = ProposalForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid() and _proposed(request, shown, form):
        return redirect("briefings:proposals", shown.pk)
    rows = access.proposals_for(request.user, shown)
    may_run = access.may_run_series(request.user, shown)
    context = {
        "series": shown,
        "form": form if units else None,
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_run": may_run,
        "meetings": shown.briefings.filter(status__in=Briefing.NOT_BEGUN) if may_run else (),
    }
    return render(request, "briefings/proposals.html", context)


def _proposed(request: HttpRequest, shown: Series, form: ProposalForm) -> bool:
    try:
        services.propose(shown, actor=signed_in(request), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Đã gửi đề xuất. Kết quả hiện ở danh sách bên dưới.")
    return True


@require_POST
def decide_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, schedule or reject a proposal."""
    shown = access.proposal_for(request.user, pk)
    form = DecisionForm(request.POST, series=shown.series)
    if not form.is_valid():
        messages.error(request, "Hãy chọn lại: kỳ giao ban hoặc cách xử lý không hợp lệ.")
        return redirect(shown)
    try:
        services.decide_proposal(shown, actor=signed_in(request), **form.cleaned_data)
    except (MoveRefused, Refused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{shown}”: {shown.get_status_display().lower()}.")
    return redirect(shown)
