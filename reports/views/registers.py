"""Registers of outgoing papers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import access

PAGE_SIZE = 50


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """Registers of the person's units."""
    page = Paginator(access.registers_for(request.user), PAGE_SIZE)
    context = {"page_obj": page.get_page(request.GET.get("page"))}
    return render(request, "reports/registers.html", context)


@require_safe
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """One register: every number with its paper, withdrawn ones too."""
    shown = access.register_for(request.user, pk)
    rows = access.documents_for(request.user).filter(register=shown).order_by("number")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    who_sees = access.who_sees_register(shown)
    context = {"register": shown, "page_obj": page, "who_sees": who_sees}
    return render(request, "reports/register.html", context)
