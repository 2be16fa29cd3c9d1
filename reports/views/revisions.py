"""The saved states of a paper: listed, read, named, compared, brought back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from inspections.services import Refused, Stale
from reports import access, rich_text, services
from reports.contents.draft import parts_of
from reports.forms import RevisionNameForm

PAGE_SIZE = 50


@require_safe
def revisions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every saved state, the newest first; two of them can be compared."""
    shown = access.document_for(request.user, pk, may=access.sees_inside)
    rows = access.revisions_for(request.user, shown)
    context = {
        "document": shown,
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_write": access.may_write(request.user, shown) and not shown.is_frozen,
    }
    return render(request, "reports/revisions.html", context)


@require_safe
def revision(request: HttpRequest, pk: int, rev: int) -> HttpResponse:
    """One saved state as it stood, with what changed from it to now."""
    shown = access.document_for(request.user, pk, may=access.sees_inside)
    kept = access.revision_for(request.user, shown, rev)
    context = {
        "document": shown,
        "kept": kept,
        "parts": [
            (label, rich_text.plain(html)) for _, label, html in parts_of(kept.draft) if html
        ],
        "changes": services.draft_changes(kept, shown),
        "name_form": RevisionNameForm(initial={"name": kept.name}),
        "may_edit": access.may_edit(request.user, shown),
        "may_write": access.may_write(request.user, shown) and not shown.is_frozen,
    }
    return render(request, "reports/revision.html", context)


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two saved states, the words of the newer with what was taken out and put in."""
    shown = access.document_for(request.user, pk, may=access.sees_inside)
    rows = access.revisions_for(request.user, shown)
    wanted = {name: request.GET.get(name, "")[:9] for name in ("tu", "den")}
    pair = [rows.filter(rev=int(text)).first() for text in wanted.values() if text.isdecimal()]
    found = sorted((one for one in pair if one), key=lambda one: one.rev)
    if len(found) != 2:
        messages.error(request, "Hãy chọn hai bản để so sánh.")
        return redirect("reports:revisions", pk=pk)
    changes = services.draft_changes(*found)
    context = {"document": shown, "older": found[0], "newer": found[1], "changes": changes}
    return render(request, "reports/compare.html", context)


@require_POST
def name_revision(request: HttpRequest, pk: int, rev: int) -> HttpResponse:
    """Name a saved state, so that it is found again."""
    shown = access.document_for(request.user, pk, may=access.may_write)
    kept = access.revision_for(request.user, shown, rev)
    form = RevisionNameForm(request.POST)
    if form.is_valid():
        try:
            services.name_revision(kept, form.cleaned_data["name"])
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Đã đặt tên bản dự thảo.")
    else:
        messages.error(request, "Tên bản dài quá 120 ký tự. Hãy đặt tên ngắn hơn.")
    return redirect("reports:revision", pk=pk, rev=rev)


@require_POST
def restore_revision(request: HttpRequest, pk: int, rev: int) -> HttpResponse:
    """Bring a saved state back as a new revision, over the one the page was shown with."""
    shown = access.document_for(request.user, pk, may=access.may_edit)
    kept = access.revision_for(request.user, shown, rev)
    seen = request.POST.get("rev", "")[:9]
    try:
        services.restore_revision(
            shown, kept, rev=int(seen) if seen.isdecimal() else 0, actor=signed_in(request)
        )
    except (Stale, Refused):
        messages.error(request, "Văn bản vừa thay đổi. Hãy xem lại rồi thử lại.")
        return redirect("reports:revision", pk=pk, rev=rev)
    messages.success(request, f"Đã khôi phục “{kept}” thành bản mới nhất.")
    return redirect(shown)
