"""Import and export of tables: choose, upload, look, apply."""

from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from units.access import import_file_for, importing_units, may_import
from units.forms.imports import UploadForm
from units.imports import exports, files
from units.imports.kinds import BY_KEY, BY_SLUG, KINDS, Kind
from units.imports.writing import FORMATS, faults_as_csv
from units.models import ImportFile

PAGE_SIZE = 100
Answer = TypeVar("Answer", bound=HttpResponseBase)


def _kind(request: HttpRequest, slug: str) -> Kind:
    """The kind of table in the address; only for who imports at all."""
    if not may_import(request.user):
        raise PermissionDenied
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _ending(ending: str | None) -> str:
    if ending not in FORMATS:
        raise Http404
    return ending


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Kinds of tables, each with its page."""
    if not may_import(request.user):
        raise PermissionDenied
    context = {"kinds": KINDS, "own_units": importing_units(request.user)}
    return render(request, "units/imports.html", context)


def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind: its template, its columns, the upload; a file leads to its dry run."""
    chosen = _kind(request, kind)
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        kept = files.keep_file(file.read(), file.name, chosen, actor=signed_in(request))
        return redirect(kept)
    context = {"kind": chosen, "form": form, "own_units": importing_units(request.user)}
    return render(request, "units/import_kind.html", context)


@require_safe
def template(request: HttpRequest, kind: str, ending: str) -> HttpResponse:
    """The empty table to fill in."""
    chosen, ending = _kind(request, kind), _ending(ending)
    content = b"".join(exports.template(chosen, ending))
    return _download(HttpResponse(content), f"mau-{chosen.slug}", ending)


@require_POST
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Everything of the kind that the person may see, ready to be imported again."""
    chosen, ending = _kind(request, kind), _ending(request.POST.get("dang", "xlsx"))
    content = exports.export(chosen, ending, actor=signed_in(request))
    name = f"{chosen.slug}-{timezone.localdate():%Y-%m-%d}"
    return _download(StreamingHttpResponse(content), name, ending)


def _download(response: Answer, name: str, ending: str) -> Answer:
    response["Content-Type"] = FORMATS[ending]
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def dry_run(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run: counts, changes, faults; nothing is imported yet.

    Afterwards new accounts come first: somebody has to print their slips.
    """
    shown = import_file_for(request.user, pk)
    told = shown.report
    accounts = told.get("accounts", []) if shown.applied_at else []
    lists_accounts = bool(accounts) and request.GET.get("hien") != "thay-doi"
    rows = told["faults"] if told["fault_count"] else told["deeds"]
    page = Paginator(accounts if lists_accounts else rows, PAGE_SIZE)
    context = {
        "file": shown,
        "kind": BY_KEY[shown.kind],
        "page_obj": page.get_page(request.GET.get("page")),
        "told": told,
        "accounts": accounts,
        "lists_accounts": lists_accounts,
    }
    return render(request, "units/import_file.html", context)


@require_safe
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The faults of a file as a table to work through."""
    shown = import_file_for(request.user, pk)
    content = "".join(faults_as_csv(shown.report["faults"])).encode()
    return _download(HttpResponse(content), f"loi-{BY_KEY[shown.kind].slug}", "csv")


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Import exactly what was looked at, once."""
    shown = import_file_for(request.user, pk)
    if shown.is_expired and not shown.applied_at:
        messages.error(request, "Tệp đã quá một ngày nên không nhập được nữa. Hãy tải lên lại.")
    elif shown.report["fault_count"]:
        messages.error(request, "Tệp còn lỗi nên chưa nhập gì. Hãy sửa tệp rồi tải lên lại.")
    else:
        _apply(request, shown)
    return redirect(shown)


def _apply(request: HttpRequest, shown: ImportFile) -> None:
    try:
        done = files.apply_file(shown, actor=signed_in(request))
    except files.PlanChanged:
        messages.warning(
            request,
            "Dữ liệu đã thay đổi từ lúc bạn xem nên chưa nhập gì. Hãy xem lại kết quả bên dưới.",
        )
        return
    if not done:
        messages.info(request, "Tệp này đã được nhập trước đó; không nhập lần nữa.")
