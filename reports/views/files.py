"""The files of a paper: the marked draft, the issued PDF, its Word twin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from inspections.services import Refused
from reports import access, services
from reports.pdf import RenderFailed

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@xframe_options_sameorigin
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """PDF of a paper that is not issued, marked DỰ THẢO; the unit it is about sees none."""
    shown = access.document_for(request.user, pk, may=access.sees_inside)
    if shown.is_frozen:
        return redirect("reports:pdf", pk=pk)
    try:
        data = services.preview(shown)
    except (Refused, RenderFailed) as error:
        return render(
            request, "reports/failed.html", {"document": shown, "reason": error}, status=503
        )
    return _pdf(data, f"du-thao-{pk}.pdf")


@require_safe
@xframe_options_sameorigin
def pdf_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The issued file, byte for byte."""
    shown = access.document_for(request.user, pk)
    if not shown.is_frozen:
        return redirect("reports:preview", pk=pk)
    try:
        data = services.stored_pdf(shown)
    except Refused as error:
        return render(
            request, "reports/failed.html", {"document": shown, "reason": error}, status=503
        )
    return _pdf(data, f"{services.file_name(shown)}.pdf")


@require_safe
def docx_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word twin, to take away; of a paper that is not issued only to those who make it."""
    shown = access.document_for(request.user, pk, may=access.may_take_word)
    try:
        data = services.as_docx(shown)
    except Refused as error:
        return render(
            request, "reports/failed.html", {"document": shown, "reason": error}, status=503
        )
    name = services.file_name(shown) if shown.is_frozen else f"du-thao-{pk}"
    response = HttpResponse(data, content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    # The browser's own PDF viewer is an object to the policy; a PDF runs no page.
    setattr(response, "_csp_exempt", True)  # noqa: B010  (the middleware's own mark)
    return response
