"""The words of a draft: editing, preparing, building anew."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import signed_in
from inspections.forms import ReasonForm
from inspections.services import Refused, Stale
from reports import access, rich_text, services
from reports.forms import DraftForm, PrepareForm
from reports.models import Document


def edit_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of the draft; over somebody's newer text both are shown."""
    # Sent after somebody submitted it, the words still come back to who typed them.
    may = access.may_edit if request.method == "GET" else access.may_write
    shown = access.document_for(request.user, pk, may=may)
    form = DraftForm(request.POST or None, document=shown)
    two_texts = None
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        try:
            services.save_draft(shown, rev=words.pop("rev"), words=words, actor=signed_in(request))
        except Stale as error:
            two_texts = _both(form, error.current, words)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã lưu dự thảo.")
            return redirect(shown)
    context = {"form": form, "document": shown, "two_texts": two_texts}
    return render(request, "reports/edit_document.html", context)


def _both(form: DraftForm, current: Document, mine: dict[str, str]) -> dict[str, Any]:
    """Both texts of every part that differs; the form then saves over the newer revision."""
    parts = [*current.draft["sections"], *current.draft.get("annexes", [])]
    theirs = {part["key"]: part["html"] for part in parts}
    theirs |= {
        "opening": current.draft["opening"],
        "closing": current.draft["closing"],
        "subject_line": current.subject_line,
    }
    rows = [
        {
            "label": form.fields[name].label,
            "mine": rich_text.plain(services.as_html(text)),
            "theirs": rich_text.plain(theirs[name]),
        }
        for name, text in mine.items()
        if name in theirs and services.as_html(text) != theirs[name]
    ]
    form.save_over(current.rev)
    return {"rows": rows, "current": current}


def prepare_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Date, signer and recipients of a paper that is not issued yet."""
    shown = access.document_for(request.user, pk, may=access.may_prepare)
    form = PrepareForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        stored = access.document_for(request.user, pk, may=access.may_prepare)
        try:
            services.prepare(stored, rev=facts.pop("rev"), facts=facts)
        except Stale:
            form.add_error(None, "Văn bản vừa được người khác sửa. Hãy mở lại trang này.")
        else:
            messages.success(request, "Đã lưu ngày, người ký, nơi nhận.")
            return redirect(stored)
    context = {
        "form": form,
        "title": "Ngày văn bản, người ký, nơi nhận",
        "cancel": shown.get_absolute_url(),
    }
    return render(request, "inspections/form.html", context)


def rebuild(request: HttpRequest, pk: int) -> HttpResponse:
    """Build the draft anew from the data, after asking once."""
    shown = access.document_for(request.user, pk, may=access.may_edit)
    form = ReasonForm(request.POST or None, initial={"rev": shown.rev})
    del form.fields["reason"]
    if request.method == "POST" and form.is_valid():
        try:
            rev = form.cleaned_data["rev"] or 0
            services.rebuild_draft(shown, rev=rev, actor=signed_in(request))
        except (Stale, Refused):
            messages.error(request, "Văn bản vừa thay đổi. Hãy xem lại rồi thử lại.")
        else:
            messages.success(request, "Đã lập lại dự thảo từ dữ liệu.")
        return redirect(shown)
    context = {
        "form": form,
        "title": "Lập lại dự thảo từ dữ liệu",
        "warning": "Những chỗ đã sửa bằng tay trong dự thảo này sẽ được thay bằng nội dung mới.",
        "back": shown.get_absolute_url(),
    }
    return render(request, "inspections/withdraw.html", context)
