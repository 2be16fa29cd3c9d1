"""The words of a draft: editing by hand and by the clock, date and signer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.models import User
from inspections.services import Refused, Stale
from reports import access, rich_text, services
from reports.contents.draft import SUBJECT_LINE, parts_of
from reports.forms import DraftForm, PrepareForm
from reports.models import Document


def edit_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of the draft; over somebody's newer text both are shown."""
    # Sent after somebody submitted it, the words still come back to who typed them.
    may = access.may_edit if request.method == "GET" else access.may_write
    shown = access.document_for(request.user, pk, may=may)
    user = signed_in(request)
    form = DraftForm(request.POST or None, document=shown)
    two_texts = None
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        try:
            services.save_draft(shown, rev=words.pop("rev"), words=words, actor=user)
        except Stale as error:
            two_texts = {"rows": _both(words, error.current)}
            form.save_over(error.current.rev)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã lưu dự thảo.")
            return redirect(shown)
    context = {
        "form": form,
        "document": shown,
        "two_texts": two_texts,
        "editing": _said(services.others_editing(shown, user)),
        "comments": [one for one in services.comments_of(shown) if not one.settled_at],
    }
    return render(request, "reports/edit_document.html", context)


@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """The same words, sent by the page itself: saved, refused in words, or shown beside the newer
    text of somebody else."""
    shown = access.document_for(request.user, pk, may=access.may_write)
    form = DraftForm(request.POST, document=shown)
    if not form.is_valid():
        return JsonResponse({"state": "refused", "said": _faults(form)})
    words = dict(form.cleaned_data)
    rev = words.pop("rev")
    try:
        services.save_draft(
            shown, rev=rev, words=words, actor=signed_in(request), is_automatic=True
        )
    except Stale as error:
        return JsonResponse(_stale(error.current, words))
    except Refused as error:
        return JsonResponse({"state": "refused", "said": f"Chưa tự lưu được. {error}"})
    return JsonResponse({"state": "saved", "rev": shown.rev, "at": _clock(timezone.now())})


@require_POST
def note_editing(request: HttpRequest, pk: int) -> JsonResponse:
    """A sign of life of an open editor; answers with the others who have it open."""
    shown = access.document_for(request.user, pk, may=access.may_edit)
    user = signed_in(request)
    services.note_editing(shown, user)
    return JsonResponse({"said": _said(services.others_editing(shown, user))})


def around(document: Document, user: User) -> dict[str, Any]:
    """What goes on around a draft, for its page: who edits it now, comments that wait, and what
    changed since it was last approved."""
    waits = not document.is_frozen
    return {
        "editing": _said(services.others_editing(document, user)) if waits else "",
        "open_comments": services.open_comments(document) if waits else 0,
        "since_approved": services.since_approved(document) if waits else None,
    }


def _said(names: list[str]) -> str:
    """*Phạm Thị Dung đang sửa văn bản này.*; empty when nobody does."""
    return f"{', '.join(names)} đang sửa văn bản này." if names else ""


def _faults(form: DraftForm) -> str:
    fields = {name: form.fields[name].label for name in form.errors if name in form.fields}
    told = [f"{fields.get(name, '')}: {errors[0]}" for name, errors in form.errors.items()]
    return f"Chưa tự lưu được. {' '.join(told)}"


def _stale(current: Document, words: dict[str, str]) -> dict[str, str]:
    last = services.last_saved(current)
    who = f"{last.saved_by.full_name} đã lưu lúc {_clock(last.saved_at)}" if last else "Đã có"
    said = (
        f"{who} một bản khác. Bản của bạn vẫn còn trong các ô và chưa được lưu; "
        "bấm “Lưu dự thảo” để so sánh rồi chọn."
    )
    rows = _both(words, current)
    html = render_to_string("inspections/_two_texts.html", {"rows": rows, "said": said})
    return {"state": "stale", "said": said, "html": html}


def _clock(moment: Any) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def _both(mine: dict[str, str], current: Document) -> list[dict[str, str]]:
    """Both texts of every part that differs."""
    theirs = [("subject_line", SUBJECT_LINE, rich_text.paragraphs(current.subject_line))]
    theirs += parts_of(current.draft)
    typed = {name: rich_text.from_typed(text) for name, text in mine.items()}
    return [
        {
            "label": label,
            "mine": rich_text.plain(typed[name]),
            "theirs": rich_text.plain(html),
        }
        for name, label, html in theirs
        if name in typed and not rich_text.same(typed[name], html)
    ]


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
