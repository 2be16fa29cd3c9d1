"""Registers of outgoing papers: read, printed, opened and closed, taken out and in."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from inspections.forms import ReasonForm
from inspections.services import Refused
from reports import access, imports, numbering, services
from reports.access import registers as doors
from reports.forms.registers import (
    OpeningForm,
    OpenRegisterForm,
    RegisterFileForm,
    SoughtForm,
)
from reports.kinds import CODES
from reports.models import Register
from reports.pdf import RenderFailed
from reports.services import book
from units.audit import changes_of
from units.imports.writing import FORMATS

PAGE_SIZE = 50
FAULTS_SHOWN = 200


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """Registers of the person's units."""
    page = Paginator(access.registers_for(request.user), PAGE_SIZE)
    context = {
        "page_obj": page.get_page(request.GET.get("page")),
        "sets_up": doors.issuers_for(request.user).exists() or doors.set_up_by(request.user),
    }
    return render(request, "reports/registers.html", context)


@require_safe
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """One register: every number with what stands on it, withdrawn papers too."""
    shown = access.register_for(request.user, pk)
    sought, asked = _sought(request)
    found = Paginator(doors.lines_of(shown, sought), PAGE_SIZE)
    page = found.get_page(request.GET.get("page"))
    context = {
        "register": shown,
        "page_obj": page,
        "lines": book.lines(shown, page.object_list),
        "years": doors.years_of(shown),
        "codes": [] if shown.kind_code else CODES.items(),
        "sought": sought,
        "is_filtered": bool(asked),
        "parts": _parts(found.count, asked),
        "may_number": doors.may_number_in(request.user, shown),
        "changes": changes_of(shown),
        "who_sees": access.who_sees_register(shown),
    }
    return render(request, "reports/register.html", context)


def _sought(request: HttpRequest) -> tuple[doors.Sought, dict[str, str]]:
    """What the address asks for, and the same as parameters; what is odd in it is left out."""
    names = {"nam": "year", "loai": "code", "q": "text", "tu": "first", "den": "last"}
    form = SoughtForm({field: request.GET.get(name, "") for name, field in names.items()})
    form.is_valid()
    values = {field: form.cleaned_data.get(field) for field in names.values()}
    asked = {name: str(values[field]) for name, field in names.items() if values[field]}
    sought = doors.Sought(
        year=values["year"],
        code=values["code"] or "",
        text=values["text"] or "",
        first=values["first"],
        last=values["last"],
    )
    return sought, asked


def _parts(count: int, asked: dict[str, str]) -> list[tuple[str, str]]:
    """Parts in which the book is printed: what each is called and its parameters."""
    most = book.PRINTED_AT_ONCE
    parts = max(1, -(-count // most))
    if parts == 1:
        return [("In sổ (PDF)", urlencode(asked))]
    return [
        (
            f"In phần {part}/{parts} (dòng {(part - 1) * most + 1}–{min(part * most, count)})",
            urlencode(asked | {"phan": str(part)}),
        )
        for part in range(1, parts + 1)
    ]


@require_safe
def print_register(request: HttpRequest, pk: int) -> HttpResponse:
    """The official book as PDF, as filtered; a long one part by part."""
    shown = access.register_for(request.user, pk)
    sought, _ = _sought(request)
    part = Paginator(doors.lines_of(shown, sought), book.PRINTED_AT_ONCE)
    rows = book.lines(shown, part.get_page(request.GET.get("phan")).object_list)
    try:
        data = book.printed(book.content(shown, rows, on=timezone.localdate()))
    except RenderFailed as error:
        context = {"document": shown, "reason": error}
        return render(request, "reports/failed.html", context, status=503)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_file_name(shown)}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _file_name(shown: Register) -> str:
    return imports.name_of(shown, timezone.localdate())


@require_POST
def export_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Every line as a workbook that can be read in again."""
    shown = access.register_for(request.user, pk)
    data = imports.export(shown, book.every_line(shown), actor=signed_in(request))
    response = HttpResponse(data, content_type=FORMATS["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{_file_name(shown)}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def import_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines from a table; every fault is shown, and then nothing was saved."""
    shown = access.register_for(request.user, pk, may=doors.may_number_in)
    sent = request.method == "POST"
    form = RegisterFileForm(request.POST, request.FILES) if sent else RegisterFileForm()
    taken = imports.TakenIn()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        taken = imports.take_in(shown, file.read(), file.name, actor=signed_in(request))
        if not taken.faults:
            _say_taken(request, taken)
            return redirect(shown)
    context = {
        "register": shown,
        "form": form,
        "faults": [fault.as_list() for fault in taken.faults[:FAULTS_SHOWN]],
        "fault_count": len(taken.faults),
        "warnings": taken.warnings,
        "columns": imports.LINES.columns,
    }
    return render(request, "reports/register_import.html", context)


def _say_taken(request: HttpRequest, taken: imports.TakenIn) -> None:
    for text in taken.warnings:
        messages.warning(request, text)
    if taken.was_there:
        messages.info(request, "Các dòng của tệp đã có trong sổ; không nhập lần nữa.")
    else:
        messages.success(request, f"Đã nhập {taken.added} dòng vào sổ.")


# Opened, closed


def open_register(request: HttpRequest, pk: int) -> HttpResponse:
    """A register before its first paper, also one that goes on from a number given elsewhere."""
    issuer = doors.issuer_for(request.user, pk, may=doors.may_number_for)
    teams = doors.teams_of(issuer)
    start = {"on": timezone.localdate(), "opened_at": 0}
    form = OpenRegisterForm(request.POST or None, initial=start, issuer=issuer, teams=teams)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            where = numbering.place(
                issuer,
                facts["on"],
                code=facts.get("kind_code", ""),
                team=facts["team"],
                is_training=facts["is_training"],
            )
            new = services.open_register(
                where, actor=signed_in(request), opened_at=facts["opened_at"]
            )
        except (numbering.NoRegister, Refused) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Đã mở {new}.")
            return redirect(new)
    context = {
        "form": form,
        "title": f"Mở sổ văn bản của {issuer}",
        "cancel": reverse("reports:issuers"),
    }
    return render(request, "inspections/form.html", context)


def set_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Which number was the last before the register was kept here."""
    shown = access.register_for(request.user, pk, may=doors.may_number_in)
    form = OpeningForm(request.POST or None, initial={"opened_at": shown.opened_at})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_opening(shown, actor=signed_in(request), **form.cleaned_data)
        except Refused as error:
            form.add_error("opened_at", str(error))
        else:
            messages.success(request, "Đã đặt số cuối trước khi mở sổ.")
            return redirect(shown)
    context = {
        "form": form,
        "title": f"Số cuối trước khi mở sổ: {shown}",
        "cancel": shown.get_absolute_url(),
    }
    return render(request, "inspections/form.html", context)


@require_POST
def close_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it give no number any more, with a reason."""
    return _switch(request, pk, services.close_register, "Đã khóa sổ. Không cấp số từ sổ này nữa.")


@require_POST
def reopen_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it give numbers again, with a reason."""
    return _switch(request, pk, services.reopen_register, "Đã mở lại sổ.")


def _switch(
    request: HttpRequest, pk: int, deed: Callable[..., Register], done: str
) -> HttpResponse:
    shown = access.register_for(request.user, pk, may=doors.may_number_in)
    form = ReasonForm(request.POST)
    reason = str(form.cleaned_data["reason"]) if form.is_valid() else ""
    try:
        deed(shown, actor=signed_in(request), reason=reason)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(shown)
