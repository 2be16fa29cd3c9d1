"""Lines of a register besides the product's own papers: numbers kept, papers made elsewhere."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from inspections.forms import ReasonForm
from inspections.services import Refused, Stale
from reports import access, numbering, services
from reports.access import registers as doors
from reports.forms.registers import KeepForm, OutsideForm
from reports.models import Entry, Register
from units.audit import changes_of

STALE = "Dòng này vừa được người khác sửa. Hãy mở lại trang này rồi sửa tiếp."


def keep_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the next number for a paper to come."""
    shown = access.register_for(request.user, pk, may=doors.may_number_in)
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            line = services.keep_number(shown, actor=signed_in(request), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                f"Đã giữ số {line.number:02d} đến hết ngày {line.expires_on:%d/%m/%Y}. Khi ban "
                "hành, hãy chọn số này trên trang của văn bản.",
            )
            return redirect(shown)
    return _page(request, form, shown, "Giữ số tiếp theo", "Giữ số")


@require_POST
def release_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a kept number up, with a reason; it stays in the register as unused."""
    line = doors.entry_for(request.user, pk, may=doors.may_write_line)
    form = ReasonForm(request.POST)
    reason = str(form.cleaned_data["reason"]) if form.is_valid() else ""
    try:
        services.release_number(line, actor=signed_in(request), reason=reason)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã thôi giữ số {line.number:02d}; số này không cấp lại.")
    return redirect(line.register)


def add_outside(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper that got its number outside the product."""
    shown = access.register_for(request.user, pk, may=doors.may_number_in)
    form = OutsideForm(request.POST or None, register=shown)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        number = facts.pop("number")
        try:
            line = services.add_outside(shown, actor=signed_in(request), facts=facts, number=number)
        except Refused as error:
            form.add_error("number", str(error))
        else:
            messages.success(request, f"Đã ghi {line.symbol} vào sổ.")
            _warn_of_order(request, line)
            return redirect(shown)
    return _page(request, form, shown, "Ghi văn bản cấp số ngoài phần mềm", "Ghi vào sổ")


def _warn_of_order(request: HttpRequest, line: Entry) -> None:
    if line.paper_on:
        warning = numbering.out_of_order(line.register, line.number, line.paper_on)
        if warning:
            messages.warning(request, warning)


def edit_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend the line of a paper made elsewhere, with the reason."""
    line = doors.entry_for(request.user, pk, may=doors.may_write_line)
    register = line.register
    if line.kind != Entry.Kind.OUTSIDE:
        messages.error(request, "Chỉ sửa được dòng của văn bản cấp số ngoài phần mềm.")
        return redirect(register)
    form = OutsideForm(request.POST or None, register=register, instance=line)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        rev, reason = facts.pop("rev"), facts.pop("change_reason")
        # The form has written into its own copy; the service works on what is stored.
        stored = doors.entry_for(request.user, pk, may=doors.may_write_line)
        try:
            changed = services.change_outside(
                stored, actor=signed_in(request), rev=rev, facts=facts, reason=reason
            )
        except Stale:
            form.add_error(None, STALE)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Đã sửa dòng số {line.number:02d}.")
            _warn_of_order(request, changed)
            return redirect(register)
    title = f"Sửa dòng số {line.number:02d}"
    return _page(request, form, register, title, "Lưu", line)


def _page(
    request: HttpRequest,
    form: BaseForm,
    register: Register,
    title: str,
    button: str,
    line: Entry | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "register": register,
        "title": title,
        "button": button,
        "line": line,
        "changes": changes_of(line) if line else [],
    }
    return render(request, "reports/register_form.html", context)
