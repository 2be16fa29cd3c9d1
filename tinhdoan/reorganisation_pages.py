"""Pages of reorganisations: write one down, look at what it touches, carry out, take back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from tinhdoan import reorganise
from tinhdoan.rearrange_form import RearrangeForm
from tinhdoan.reorganisation_forms import FORMS as SIMPLE_FORMS
from tinhdoan.reorganisation_forms import ReorganisationForm
from tinhdoan.unit_fields import UnitFinder
from units import access, audit
from units.models import Reorganisation
from units.services import reorganisations as services
from units.services.tree import Refused
from vietnamese.text import clean

PAGE_SIZE = 50
NAMES_OFFERED = 300
FORMS: dict[str, type[ReorganisationForm]] = {**SIMPLE_FORMS, RearrangeForm.kind: RearrangeForm}


@require_safe
def reorganisations(request: HttpRequest) -> HttpResponse:
    """Reorganisations of the reader's line, the latest in effect first."""
    rows = access.reorganisations_for(request.user)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    kinds = [(kind, Reorganisation.Kind(kind).label) for kind in FORMS]
    context = {
        "page_obj": page,
        "kinds": kinds,
        "may_reorganise": bool(access.organisers_of_units(request.user)),
    }
    return render(request, "units/reorganisations.html", context)


def propose(request: HttpRequest, kind: str) -> HttpResponse:
    """Write a reorganisation down; nothing happens to any unit yet."""
    organisers = access.organisers_of_units_for(request.user)
    form = _form(request, kind, None)
    if request.method == "POST" and form.is_valid():
        plan = form.plan()
        new = services.propose(
            organiser=access.organiser_over(organisers, plan.codes),
            kind=kind,
            plan=plan,
            typed=form.typed(),
            actor=signed_in(request),
            **_decision(form),
        )
        if services.problems_of(new):
            messages.warning(
                request, "Đã ghi dự kiến, nhưng chưa áp dụng được. Hãy sửa các điểm sau."
            )
        else:
            messages.success(request, "Đã ghi dự kiến. Hãy xem các thay đổi rồi mới áp dụng.")
        return redirect(new)
    return _form_page(request, form, reverse("units:reorganisations"))


def edit_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a reorganisation that was not carried out yet."""
    shown = access.reorganisation_for(request.user, pk, may=access.may_change_proposal)
    form = _form(request, shown.kind, shown)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_proposal(
                shown,
                plan=form.plan(),
                typed=form.typed(),
                rev=form.cleaned_data["rev"] or 0,
                actor=signed_in(request),
                **_decision(form),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            shown.refresh_from_db()
            form.save_over(shown.rev)
        else:
            messages.success(request, "Đã lưu dự kiến.")
            return redirect(shown)
    return _form_page(request, form, shown.get_absolute_url())


def _form(request: HttpRequest, kind: str, shown: Reorganisation | None) -> ReorganisationForm:
    if kind not in FORMS:
        raise Http404
    finder = UnitFinder(access.organisers_of_units(request.user))
    typed = {**shown.typed, "rev": shown.rev} if shown else {}
    return FORMS[kind](request.POST or None, initial=typed, finder=finder)


def _decision(form: ReorganisationForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ReorganisationForm.Meta.fields}


def _form_page(request: HttpRequest, form: ReorganisationForm, cancel: str) -> HttpResponse:
    context = {
        "form": form,
        "title": Reorganisation.Kind(form.kind).label,
        "cancel": cancel,
        "names": form.finder.known.existing_on(timezone.localdate())[:NAMES_OFFERED],
    }
    return render(request, "units/reorganisation_form.html", context)


@require_safe
def reorganisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One reorganisation: what will change or has changed, what it touches, what stands against."""
    shown = access.reorganisation_for(request.user, pk)
    open_ = shown.applied_at is None
    may = access.may_reorganise(request.user, shown)
    context = {
        "it": shown,
        "lines": shown.lines,
        "problems": services.problems_of(shown) if open_ else [],
        "touched": reorganise.touched(shown) if open_ else [],
        "in_the_way": reorganise.in_the_way(shown) if shown.is_in_force and may else [],
        "may_reorganise": may,
        "may_edit": access.may_change_proposal(request.user, shown) and shown.kind in FORMS,
        "changes": shown.changes.select_related("unit"),
        "history": audit.changes_of(shown),
        "who_sees": access.who_sees_reorganisation(shown),
    }
    return render(request, "units/reorganisation.html", context)


@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply it to the units."""
    shown = access.reorganisation_for(request.user, pk, may=access.may_reorganise)
    try:
        reorganise.carry_out(shown, actor=signed_in(request))
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
    else:
        day = f"{shown.effective_on:%d/%m/%Y}"
        messages.success(request, f"Đã áp dụng; các thay đổi có hiệu lực từ ngày {day}.")
    return redirect(shown)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Reverse a mistaken one."""
    shown = access.reorganisation_for(request.user, pk, may=access.may_reorganise)
    reason = clean(request.POST.get("reason", ""))[:300]
    try:
        reorganise.take_back(shown, actor=signed_in(request), reason=reason)
    except Refused as refused:
        for sentence in refused.reasons:
            messages.error(request, sentence)
    else:
        messages.success(request, "Đã hủy bỏ việc sắp xếp; các đơn vị trở lại như trước.")
    return redirect(shown)


@require_POST
def drop_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a proposal away that was not carried out."""
    shown = access.reorganisation_for(request.user, pk, may=access.may_change_proposal)
    try:
        services.drop_proposal(shown, actor=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(shown)
    messages.success(request, "Đã bỏ dự kiến.")
    return redirect("units:reorganisations")
