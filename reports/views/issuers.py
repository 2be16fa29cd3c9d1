"""Settings of who issues: head, numbers, signature, advising units, terms."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from inspections.services import Refused, Stale
from reports import numbering
from reports.access import registers as doors
from reports.forms.issuers import AdvisingUnitForm, IssuerForm, TermForm
from reports.models import AdvisingUnit, Issuer
from reports.services import issuers as services
from units.access.who_sees import NOBODY_ELSE
from units.audit import changes_of
from units.models import Term, Unit
from units.services import terms
from units.services.refusals import STALE
from units.services.refusals import Refused as RefusedAt
from units.views.refused import say

PAGE_SIZE = 50
SAMPLE_KIND = "TB"


@require_safe
def issuers(request: HttpRequest) -> HttpResponse:
    """Issuers of the person's units, and of the units below."""
    page = Paginator(doors.issuers_for(request.user), PAGE_SIZE)
    context = {
        "page_obj": page.get_page(request.GET.get("page")),
        "own_units": doors.set_up_by(request.user),
        "numbered_units": doors.numbered_by(request.user),
    }
    return render(request, "reports/issuers.html", context)


def add_issuer(request: HttpRequest, pk: int) -> HttpResponse:
    """The committee or the commission of a unit as an issuer of papers."""
    unit = doors.unit_to_set_up(request.user, pk)
    new = Issuer(unit=unit)
    form = IssuerForm(request.POST or None, instance=new)
    if _is_saved(request) and form.is_valid():
        try:
            services.add_issuer(form.save(commit=False), actor=signed_in(request))
        except Refused as error:
            form.add_error("organ", str(error))
        else:
            return _saved(request, form.instance)
    return _issuer_page(request, form, unit, f"Khai báo cơ quan ban hành của {unit}", None)


def edit_issuer(request: HttpRequest, pk: int) -> HttpResponse:
    """One issuer: its settings with how they look on paper."""
    shown = doors.issuer_for(request.user, pk, may=doors.may_set_up)
    in_use = services.registers_in_use(shown, timezone.localdate())
    form = IssuerForm(
        request.POST or None,
        instance=shown,
        initial={"seen": services.state_of_issuer(shown)},
        in_use="; ".join(f"{one} (đến số {one.last_number:02d})" for one in in_use),
    )
    if _is_saved(request) and form.is_valid():
        stored = doors.issuer_for(request.user, pk, may=doors.may_set_up)
        facts = dict(form.cleaned_data)
        seen = facts.pop("seen")
        try:
            services.change_issuer(stored, actor=signed_in(request), seen=seen, facts=facts)
        except Stale:
            form.add_error(None, STALE)
        else:
            return _saved(request, doors.issuer_for(request.user, pk))
    stored = doors.issuer_for(request.user, pk)
    return _issuer_page(request, form, stored.unit, f"Cơ quan ban hành: {stored}", stored)


def _is_saved(request: HttpRequest) -> bool:
    """Sent to be saved, not only to be looked at."""
    return request.method == "POST" and request.POST.get("buoc") != "xem"


def _saved(request: HttpRequest, issuer: Issuer) -> HttpResponse:
    messages.success(request, "Đã lưu. Văn bản đã ban hành giữ nguyên; văn bản sau theo mẫu mới.")
    twin = services.twin_of(issuer)
    if twin:
        messages.warning(
            request,
            f"{twin} của đơn vị cũng ghi ký hiệu {_sample(issuer)}: hai sổ khác nhau có thể cho "
            "hai văn bản cùng số, ký hiệu. Hãy đặt ký hiệu khác nhau.",
        )
    return redirect(issuer)


def _issuer_page(
    request: HttpRequest, form: IssuerForm, unit: Unit, title: str, stored: Issuer | None
) -> HttpResponse:
    if request.method == "POST":
        form.is_valid()
    context = {
        "form": form,
        "unit": unit,
        "title": title,
        "issuer": stored,
        # The form has written what was typed into its copy: that is what the preview shows.
        "preview": form.instance,
        "sample": _sample(form.instance),
        "team_sample": numbering.symbol(form.instance, "01", "BC", "", by_team=True),
        "advising_units": doors.advising_units_of(stored) if stored else [],
        "registers": doors.registers_of(stored)[:PAGE_SIZE] if stored else [],
        "may_number": bool(stored) and doors.may_number_for(request.user, stored),  # type: ignore[arg-type]
        "changes": changes_of(stored) if stored else [],
        "who_sees": doors.who_sees_issuers(unit),
    }
    return render(request, "reports/issuer.html", context)


def _sample(issuer: Issuer) -> str:
    return numbering.symbol(issuer, "01", SAMPLE_KIND, issuer.advising_code, by_team=False)


# Advising units


def add_advising_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """An advising unit whose code may end the symbol."""
    issuer = doors.issuer_for(request.user, pk, may=doors.may_set_up)
    return _advising_page(request, AdvisingUnit(issuer=issuer), "Thêm đơn vị tham mưu")


def edit_advising_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another code or name, or out of use."""
    row = doors.advising_unit_for(request.user, pk)
    return _advising_page(request, row, f"Đơn vị tham mưu: {row}")


def _advising_page(request: HttpRequest, row: AdvisingUnit, title: str) -> HttpResponse:
    form = AdvisingUnitForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_advising_unit(form.save(commit=False), actor=signed_in(request))
        except Refused as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, f"Đã lưu đơn vị tham mưu {row}.")
            return redirect(row.issuer)
    context = {"form": form, "title": title, "cancel": row.issuer.get_absolute_url()}
    return render(request, "inspections/form.html", context)


# Terms


@require_safe
def unit_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Terms of a unit that issues, the latest first."""
    unit = doors.unit_to_set_up(request.user, pk)
    page = Paginator(doors.terms_of(unit), PAGE_SIZE)
    context = {
        "unit": unit,
        "page_obj": page.get_page(request.GET.get("page")),
        "who_sees": [f"Chuyên viên, quản trị của {unit} xem và sửa được.", NOBODY_ELSE],
    }
    return render(request, "reports/terms.html", context)


def add_term(request: HttpRequest, pk: int) -> HttpResponse:
    """A term of the unit."""
    unit = doors.unit_to_set_up(request.user, pk)
    form = TermForm(request.POST or None, instance=Term(unit=unit))
    if request.method == "POST" and form.is_valid():
        try:
            terms.add_term(unit=unit, actor=signed_in(request), **_facts(form))
        except RefusedAt as error:
            say(form, error)
        else:
            messages.success(request, "Đã thêm nhiệm kỳ.")
            return redirect("reports:terms", pk=pk)
    return _term_page(request, form, unit, f"Thêm nhiệm kỳ của {unit}")


def edit_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and days of a term."""
    shown = doors.term_for(request.user, pk)
    start = {"seen": terms.state_of_term(shown)}
    form = TermForm(request.POST or None, instance=shown, initial=start)
    if request.method == "POST" and form.is_valid():
        stored = doors.term_for(request.user, pk)
        seen = form.cleaned_data["seen"]
        try:
            services.change_term(stored, actor=signed_in(request), seen=seen, **_facts(form))
        except RefusedAt as error:
            say(form, error)
        else:
            messages.success(request, "Đã lưu nhiệm kỳ.")
            return redirect("reports:terms", pk=stored.unit_id)
    return _term_page(request, form, shown.unit, f"Sửa nhiệm kỳ của {shown.unit}")


def _facts(form: TermForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "starts_on", "ends_on")}


def _term_page(request: HttpRequest, form: TermForm, unit: Unit, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "cancel": reverse("reports:terms", args=[unit.pk])}
    return render(request, "inspections/form.html", context)
