"""Signing an issued paper, and its signed and scanned copies."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from inspections.services import Refused
from reports import access
from reports.forms.signing import BeginSigningForm, PdfForm
from reports.models import Document, DocumentFile
from reports.pdf import RenderFailed
from reports.services import signing as services
from reports.signing.providers import SoftKey, providers
from vietnamese.text import fold


def _begin_form(shown: Document, data: Any = None) -> BeginSigningForm:
    persons = [
        (one["name"], f"{one['name']}, {one['office'].lower()}" if one["office"] else one["name"])
        for one in services.printed_signers(shown)
    ]
    ways = [(key, way.label) for key, way in providers().items()]
    return BeginSigningForm(data, persons=persons, providers=ways)


def _page(request: HttpRequest, shown: Document, **forms: Any) -> HttpResponse:
    """The page with the forms that were refused, if any, as they were sent."""
    job = services.open_job(shown)
    context: dict[str, Any] = {
        "document": shown,
        "job": job,
        "base": services.base_of(job) if job else None,
        "is_soft": bool(job and job.provider == SoftKey.key),
        "copies": access.copies_for(request.user, shown).exclude(kind=DocumentFile.Kind.PREPARED),
        "may_begin": shown.status == Document.Status.ISSUED and job is None,
        "begin_form": _begin_form(shown),
        "upload_form": PdfForm(auto_id="ky_%s"),
        "scan_form": PdfForm(auto_id="chup_%s"),
        "who_sees": access.who_sees_document(shown),
    }
    return render(request, "reports/signing.html", context | forms)


@require_safe
def signing(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the signing is, and what can be done now."""
    return _page(request, access.document_for(request.user, pk, may=access.may_sign))


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the file for its signers."""
    shown = access.document_for(request.user, pk, may=access.may_sign)
    form = _begin_form(shown, request.POST)
    if form.is_valid():
        try:
            services.begin_signing(shown, actor=signed_in(request), **form.cleaned_data)
        except (Refused, RenderFailed) as error:
            # Above the page: where somebody was faster, the form is not shown any more.
            messages.error(request, str(error))
        else:
            messages.success(request, "Đã lập bản chờ ký. Hãy tải về, ký rồi tải bản đã ký lên.")
            return redirect("reports:signing", pk=pk)
    return _page(request, shown, begin_form=form)


@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the signed file, or sign with the trial key."""
    shown = access.document_for(request.user, pk, may=access.may_sign)
    job = services.open_job(shown)
    if job is None:
        messages.error(request, "Không có việc ký số nào đang chờ. Hãy lập bản chờ ký trước.")
        return redirect("reports:signing", pk=pk)
    user = signed_in(request)
    if job.provider == SoftKey.key:
        return _sign(request, shown, lambda: services.add_signature(job, b"", actor=user))
    form = PdfForm(request.POST, request.FILES, auto_id="ky_%s")
    if form.is_valid():
        try:
            services.add_signature(job, form.cleaned_data["file"].read(), actor=user)
        except Refused as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Đã nhận bản ký số và giữ nguyên từng byte.")
            return redirect("reports:signing", pk=pk)
    return _page(request, shown, upload_form=form)


def _sign(request: HttpRequest, shown: Document, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except (Refused, RenderFailed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã ký bằng khóa thử.")
    return redirect("reports:signing", pk=shown.pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a job that waits."""
    shown = access.document_for(request.user, pk, may=access.may_sign)
    job = services.open_job(shown)
    if job is None:
        messages.info(request, "Không có việc ký số nào đang chờ.")
        return redirect("reports:signing", pk=pk)
    try:
        services.cancel_signing(job, actor=signed_in(request))
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã hủy việc ký số. Văn bản đã ban hành không thay đổi.")
    return redirect("reports:signing", pk=pk)


@require_POST
def add_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a scan of the paper that was signed by hand."""
    shown = access.document_for(request.user, pk, may=access.may_sign)
    form = PdfForm(request.POST, request.FILES, auto_id="chup_%s")
    if form.is_valid():
        try:
            services.keep_scan(shown, form.cleaned_data["file"].read(), actor=signed_in(request))
        except Refused as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Đã lưu bản chụp.")
            return redirect("reports:signing", pk=pk)
    return _page(request, shown, scan_form=form)


_NAMES = {
    DocumentFile.Kind.PREPARED: "cho-ky",
    DocumentFile.Kind.SIGNED: "da-ky-so",
    DocumentFile.Kind.SCAN: "ban-chup",
}


@require_safe
def copy(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """One file as it came in, to be kept, not shown: a scan comes from a stranger's machine."""
    row = access.copy_for(request.user, pk, file_pk)
    try:
        data = services.file_bytes(row)
    except Refused as error:
        context = {"document": row.document, "reason": error}
        return render(request, "reports/failed.html", context, status=503)
    name = fold(f"{row.document.symbol or row.document.get_kind_display()}").replace(" ", "-")
    response = HttpResponse(data, content_type="application/pdf")
    kind = _NAMES[DocumentFile.Kind(row.kind)]
    response["Content-Disposition"] = f'attachment; filename="{name}-{kind}-{row.pk}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
