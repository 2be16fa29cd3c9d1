"""Photos behind a draft: the page on which they are added, named, ordered and taken out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import condition, require_POST, require_safe

from accounts.access import signed_in
from inspections.services import Refused, Stale
from reports import access, services
from reports.access import photos as doors
from reports.forms.photos import AddPhotosForm, PhotosForm
from reports.models import Document

OVERTAKEN = (
    "Văn bản vừa được lưu ở nơi khác. Những gì bạn nhập vẫn còn bên dưới; "
    "hãy xem lại rồi bấm “Lưu” lần nữa."
)


def _page(request: HttpRequest, shown: Document, **forms: Any) -> HttpResponse:
    """The page with the forms that were refused, if any, as they were sent."""
    bar = services.photo_bar(shown)
    list_form = PhotosForm(rev=shown.rev, photos=list(doors.photos_on(shown)))
    context: dict[str, Any] = {
        "document": shown,
        "bar": bar,
        "add_form": AddPhotosForm(),
        "list_form": list_form,
        "who_sees": access.who_sees_document(shown),
    }
    return render(request, "reports/photos.html", context | forms)


def photos(request: HttpRequest, pk: int) -> HttpResponse:
    """The photos of a paper; new ones are added, all that were sent or none."""
    shown = access.document_for(request.user, pk, may=access.may_write)
    if request.method != "POST":
        return _page(request, shown)
    form = AddPhotosForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["photos"]
        caption = form.cleaned_data["caption"]
        try:
            new = services.add_photos(shown, sent, caption=caption, actor=signed_in(request))
        except services.PhotosRefused as error:
            form.add_error("photos", list(error.told))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(new, len(sent)))
            return redirect("reports:photos", pk=pk)
    return _page(request, shown, add_form=form)


def _said(new: int, sent: int) -> str:
    there = f" {sent - new} ảnh đã có sẵn nên không thêm nữa." if new < sent else ""
    return f"Đã thêm {new} ảnh.{there}"


@require_POST
def edit_photos(request: HttpRequest, pk: int) -> HttpResponse:
    """Words and order of the photos, and which of them go."""
    shown = access.document_for(request.user, pk, may=access.may_write)
    form = PhotosForm(request.POST, rev=shown.rev, photos=list(doors.photos_on(shown)))
    if form.is_valid():
        wishes = {key: services.Wish(*answer) for key, answer in form.answers().items()}
        rev = form.cleaned_data["rev"]
        try:
            services.edit_photos(shown, rev=rev, wishes=wishes, actor=signed_in(request))
        except Stale as error:
            form.add_error(None, OVERTAKEN)
            form.save_over(error.current.rev)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã lưu ảnh kèm văn bản.")
            return redirect("reports:photos", pk=pk)
    return _page(request, shown, list_form=form)


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """One photo, asked for anew each time: who may see it can change, its bytes do not."""
    shown = doors.photo_for(request.user, pk)

    @condition(etag_func=lambda request: f'"{shown.sha256}"')
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            data = services.photo_bytes(shown)
        except Refused as error:
            context = {"document": shown.document, "reason": error}
            return render(request, "reports/failed.html", context, status=503)
        response = HttpResponse(data, content_type="image/jpeg")
        response["Content-Disposition"] = f'inline; filename="anh-{pk}.jpg"'
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

    response: HttpResponse = answer(request)
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
