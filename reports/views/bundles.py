"""All papers of a round as one file: asked for, watched, taken away."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from inspections.access import round_for
from reports import access
from reports.models import Bundle
from reports.services.bundles import ask_for_bundle
from vietnamese.forms import VietnameseForm
from vietnamese.text import fold

PAGE_SIZE = 20


class BundleForm(VietnameseForm, forms.Form):
    """What goes into the file besides issued papers."""

    with_drafts = forms.BooleanField(
        label="Kèm bản in của các dự thảo (có dấu DỰ THẢO)", required=False
    )
    with_docx = forms.BooleanField(label="Kèm bản Word của từng văn bản", required=False)


def bundles(request: HttpRequest, pk: int) -> HttpResponse:
    """Bundles of a round; a POST asks for a new one."""
    owner = round_for(request.user, pk, may=access.may_bundle)
    form = BundleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ask_for_bundle(owner, actor=signed_in(request), **form.cleaned_data)
        messages.success(request, "Đã nhận yêu cầu. Gói văn bản được tạo trong ít phút.")
        return redirect("reports:bundles", pk=pk)
    page = Paginator(access.bundles_of(owner), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"round": owner, "form": form, "page_obj": page}
    return render(request, "reports/bundles.html", context)


@require_safe
def bundle_state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a bundle is, for the page that waits."""
    shown = access.bundle_for(request.user, pk)
    return JsonResponse(
        {
            "state": shown.state,
            "label": shown.get_state_display(),
            "done": shown.done,
            "total": shown.total,
        }
    )


@require_safe
def bundle_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The finished file."""
    shown = access.bundle_for(request.user, pk)
    if shown.state != Bundle.State.DONE or not shown.file:
        raise Http404
    name = fold(f"Văn bản {shown.round} {shown.asked_at:%Y-%m-%d}").replace(" ", "-")[:100]
    return FileResponse(
        shown.file.open("rb"),
        as_attachment=True,
        filename=f"{name}.zip",
        content_type="application/zip",
    )
