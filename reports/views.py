"""Pages of papers: list, one paper and its life, registers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from inspections.access import (
    may_draft_for_round,
    may_draft_for_visit,
    round_for,
    visit_for,
)
from inspections.forms import ReasonForm
from inspections.models import Round, Visit
from inspections.services import Refused, Stale
from inspections.views.steps import linked
from reports import access, services
from reports.forms import DraftForm, PrepareForm, StartForm
from reports.kinds import CHOICES, KINDS
from reports.models import Document
from reports.pdf import RenderFailed
from reports.work import QUEUES
from units.access import Reader
from vietnamese.text import fold
from workflow.history import changes_of
from workflow.moves import MoveRefused

PAGE_SIZE = 50
NO_ISSUER = (
    "Đơn vị tổ chức chưa khai báo thể thức ban hành (tên cơ quan, ký hiệu, nơi nhận). "
    "Hãy nhờ người quản trị hệ thống khai báo trước."
)


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Papers the reader may open, or one queue of what waits for them."""
    key = request.GET.get("viec", "")
    queue = QUEUES.get(key)
    rows = queue[2](request.user) if queue else access.documents_for(request.user)
    text = request.GET.get("q", "").strip()[:100]
    if text:
        rows = rows.filter(search_key__contains=fold(text))
    if request.GET.get("trang_thai") in Document.Status.values:
        rows = rows.filter(status=request.GET["trang_thai"])
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "queue_label": queue[0] if queue else "",
        "queue_key": key if queue else "",
        "q": text,
        "statuses": Document.Status.choices,
        "chosen": request.GET.get("trang_thai", ""),
        "has_registers": access.registers_for(request.user).exists(),
    }
    return render(request, "reports/documents.html", context)


@require_POST
def start_for_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a paper on a visit, drafted from what was recorded."""
    visit = visit_for(request.user, pk, may=may_draft_for_visit)
    return _start(request, CHOICES, visit.round, visit)


@require_POST
def start_for_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a paper on the whole round."""
    owner = round_for(request.user, pk, may=may_draft_for_round)
    kinds = [(kind.name, kind.label) for kind in KINDS.values() if kind.for_round]
    return _start(request, kinds, owner, None)


def _start(
    request: HttpRequest, kinds: list[tuple[str, str]], owner: Round, visit: Visit | None
) -> HttpResponse:
    form = StartForm(request.POST, kinds=kinds)
    issuer = access.issuer_of(owner)
    if not form.is_valid() or issuer is None:
        messages.error(request, "Hãy chọn loại văn bản." if issuer else NO_ISSUER)
        return redirect(visit or owner)
    try:
        new = services.start_document(
            form.cleaned_data["kind"],
            actor=signed_in(request),
            issuer=issuer,
            visit=visit,
            round_=owner,
        )
    except Refused as error:
        messages.error(request, str(error))
        return redirect(visit or owner)
    return redirect(new)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: its life at the top, the page in the middle, what is missing."""
    shown = access.document_for(request.user, pk)
    user = request.user
    inside = access.sees_inside(user, shown)
    next_status = {
        Document.Status.DRAFT: Document.Status.SUBMITTED,
        Document.Status.SUBMITTED: Document.Status.APPROVED,
        Document.Status.APPROVED: Document.Status.ISSUED,
    }.get(Document.Status(shown.status))
    gaps = shown.missing_for(Document.Status.ISSUED, on=timezone.localdate()) if next_status else []
    context = {
        "document": shown,
        "inside": inside,
        "missing": linked(gaps, shown) if inside else [],
        "may_edit": access.may_edit(user, shown),
        "may_prepare": access.may_prepare(user, shown),
        "may_submit": access.may_submit(user, shown),
        "may_approve": access.may_approve(user, shown),
        "may_return": access.may_return(user, shown),
        "may_issue": access.may_issue(user, shown),
        "may_replace": access.may_replace(user, shown),
        "may_withdraw": access.may_withdraw(user, shown),
        "issue_warning": _issue_warning(shown),
        "replacements": shown.replaced_by.exclude(status__in=("draft", "submitted", "approved")),
        "changes": changes_of(shown) if inside else [],
        "who_sees": access.who_sees_document(shown),
    }
    return render(request, "reports/document.html", context)


def _issue_warning(shown: Document) -> str:
    """What will be true after issuing, said before: it cannot be undone."""
    day = f"{shown.paper_on:%d/%m/%Y}" if shown.paper_on else "…"
    signer = f", người ký {shown.signer.full_name}" if shown.signer else ""
    return (
        f"Văn bản sẽ mang ngày {day}{signer}. Sau khi ban hành không sửa được nữa, "
        "chỉ có thể thay thế hoặc thu hồi."
    )


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
            services.save_draft(shown, rev=words.pop("rev"), words=words)
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
    theirs = {section["key"]: section["text"] for section in current.draft["sections"]}
    theirs |= {
        "opening": current.draft["opening"],
        "closing": current.draft["closing"],
        "subject_line": current.subject_line,
    }
    rows = [
        {"label": form.fields[name].label, "mine": text, "theirs": theirs[name]}
        for name, text in mine.items()
        if name in theirs and text != theirs[name]
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
            services.rebuild_draft(shown, rev=form.cleaned_data["rev"] or 0)
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


@require_safe
@xframe_options_sameorigin
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """PDF of a paper that is not issued, marked DỰ THẢO; the unit it is about sees none."""
    shown = access.document_for(request.user, pk, may=access.sees_inside)
    if shown.is_frozen:
        return redirect("reports:pdf", pk=pk)
    try:
        data = services.preview(shown)
    except RenderFailed as error:
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
    return _pdf(data, f"{_file_name(shown)}.pdf")


def _file_name(shown: Document) -> str:
    day = f"{shown.paper_on:%Y-%m-%d}" if shown.paper_on else ""
    unit = shown.visit.unit_name if shown.visit else shown.round.title
    return fold(f"{day} {shown.symbol or shown.get_kind_display()} {unit}").replace(" ", "-")


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    # The browser's own PDF viewer is an object to the policy; a PDF runs no page.
    setattr(response, "_csp_exempt", True)  # noqa: B010  (the middleware's own mark)
    return response


def _act(
    request: HttpRequest, shown: Document, deed: Callable[[], object], done: str
) -> HttpResponse:
    """Do one deed of the paper's life, say what happened, go back to its page."""
    try:
        deed()
    except MoveRefused as refusal:
        for text in refusal.reasons:
            messages.error(request, text)
    except (Refused, RenderFailed) as error:
        messages.error(request, str(error))
    except Stale:
        messages.error(request, "Văn bản vừa được người khác sửa. Hãy đọc lại rồi làm tiếp.")
    else:
        messages.success(request, done)
    return redirect(shown)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send to be approved."""
    shown = access.document_for(request.user, pk, may=access.may_submit)
    user = signed_in(request)
    rev = _rev_of(request)
    deed = lambda: services.submit(shown, actor=user, rev=rev)  # noqa: E731
    return _act(request, shown, deed, "Đã trình duyệt.")


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve."""
    shown = access.document_for(request.user, pk, may=access.may_approve)
    user = signed_in(request)
    done = "Đã duyệt. Văn thư có thể cấp số, ban hành."
    rev = _rev_of(request)
    return _act(request, shown, lambda: services.approve(shown, actor=user, rev=rev), done)


def _rev_of(request: HttpRequest) -> int | None:
    """The revision the page showed."""
    form = ReasonForm(request.POST)
    return form.cleaned_data["rev"] if form.is_valid() else None


def _reason_of(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return to be changed, with a reason."""
    shown = access.document_for(request.user, pk, may=access.may_return)
    user = signed_in(request)
    reason = _reason_of(request)
    deed = lambda: services.send_back(shown, actor=user, reason=reason)  # noqa: E731
    return _act(request, shown, deed, "Đã trả lại để chỉnh sửa.")


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the number and issue. A second click finds it issued and changes nothing."""
    shown = access.document_for(request.user, pk, may=_may_issue_or_done)
    user = signed_in(request)
    if shown.is_frozen:
        messages.info(request, f"Văn bản đã được ban hành: {shown.symbol or shown}.")
        return redirect(shown)
    return _act(request, shown, lambda: services.issue(shown, actor=user), "Đã cấp số và ban hành.")


def _may_issue_or_done(user: Reader, shown: Document) -> bool:
    return access.may_issue(user, shown) or (shown.is_frozen and access.may_number(user, shown))


@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the paper that will replace this one."""
    shown = access.document_for(request.user, pk, may=access.may_replace)
    new = services.start_document(
        shown.kind,
        actor=signed_in(request),
        issuer=shown.issuer,
        visit=shown.visit,
        round_=shown.round,
        body=shown.body,
        replaces=shown,
    )
    messages.info(request, "Đây là dự thảo thay thế. Văn bản cũ còn hiệu lực đến khi ban hành.")
    return redirect(new)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an issued paper with a reason."""
    shown = access.document_for(request.user, pk, may=access.may_withdraw)
    user = signed_in(request)
    reason = _reason_of(request)
    deed = lambda: services.withdraw(shown, actor=user, reason=reason)  # noqa: E731
    return _act(request, shown, deed, "Đã thu hồi văn bản. Số và tệp vẫn còn trong sổ.")


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """Registers of the person's units."""
    page = Paginator(access.registers_for(request.user), PAGE_SIZE)
    context = {"page_obj": page.get_page(request.GET.get("page"))}
    return render(request, "reports/registers.html", context)


@require_safe
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """One register: every number with its paper, withdrawn ones too."""
    shown = access.register_for(request.user, pk)
    rows = access.documents_for(request.user).filter(register=shown).order_by("number")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    who_sees = access.who_sees_register(shown)
    context = {"register": shown, "page_obj": page, "who_sees": who_sees}
    return render(request, "reports/register.html", context)
