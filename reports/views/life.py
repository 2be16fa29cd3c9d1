"""What people do with a paper: submit, approve, return, issue, replace, withdraw."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from inspections.forms import ReasonForm
from inspections.services import Refused, Stale
from reports import access, reviewing, services
from reports.forms import ReviewersForm
from reports.forms.registers import NumberForm
from reports.models import Document
from reports.numbering import out_of_order
from reports.pdf import RenderFailed
from units.access import Reader
from workflow.history import history_of
from workflow.moves import MoveRefused


def _act(
    request: HttpRequest, shown: Document, deed: Callable[[], object], done: str
) -> HttpResponse:
    """Do one deed of the paper's life, say what happened, go back to where it was asked."""
    from_inbox = request.POST.get("back") == "inbox"
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
        messages.success(request, f"{shown}: {done}" if from_inbox else done)
    return _back(request, shown)


def _back(request: HttpRequest, shown: Document) -> HttpResponse:
    """To the inbox when the deed came from there, else to the paper's page."""
    if request.POST.get("back") == "inbox":
        return redirect("reports:inbox")
    return redirect(shown)


def _done_before(request: HttpRequest, shown: Document) -> HttpResponse:
    """A second click changes nothing and says so."""
    messages.info(request, f"Bước này đã làm rồi: hiện là “{shown.get_status_display()}”.")
    return _back(request, shown)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send to be approved."""
    shown = access.document_for(request.user, pk, may=access.may_submit)
    user = signed_in(request)
    rev = _rev_of(request)
    form = ReviewersForm(request.POST, wanted=shown.issuer.reviewers)
    form.offer(reviewing.reviewers_of(shown, user))
    if not form.is_valid():
        messages.error(request, "Hãy chọn đủ người xem trước khi duyệt, rồi trình lại.")
        return redirect(shown)
    deed = lambda: services.submit(shown, actor=user, rev=rev, reviewers=form.people)  # noqa: E731
    return _act(request, shown, deed, "Đã trình duyệt.")


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a paper before it is approved, when it is the person's turn."""
    shown = access.document_for(request.user, pk, may=_may_agree_or_done)
    user = signed_in(request)
    if not reviewing.may_review(user, shown):
        return _done_before(request, shown)
    rev, note = _rev_of(request), _reason_of(request)
    deed = lambda: services.agree(shown, actor=user, note=note, rev=rev)  # noqa: E731
    return _act(request, shown, deed, "Đã ghi ý kiến đồng ý.")


def _may_agree_or_done(user: Reader, shown: Document) -> bool:
    return reviewing.may_review(user, shown) or reviewing.has_agreed(user, shown)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve."""
    shown = access.document_for(request.user, pk, may=_may_approve_or_done)
    user = signed_in(request)
    if not access.may_approve(user, shown):
        return _done_before(request, shown)
    done = "Đã duyệt. Văn thư có thể cấp số, ban hành."
    rev = _rev_of(request)
    return _act(request, shown, lambda: services.approve(shown, actor=user, rev=rev), done)


def _may_approve_or_done(user: Reader, shown: Document) -> bool:
    approved = shown.status == Document.Status.APPROVED and shown.approved_rev == shown.rev
    return access.may_approve(user, shown) or (approved and shown.approved_by_id == user.pk)


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
    shown = access.document_for(request.user, pk, may=_may_return_or_done)
    user = signed_in(request)
    if not access.may_return(user, shown):
        return _done_before(request, shown)
    reason = _reason_of(request)
    deed = lambda: services.send_back(shown, actor=user, reason=reason)  # noqa: E731
    return _act(request, shown, deed, "Đã trả lại để chỉnh sửa.")


def _may_return_or_done(user: Reader, shown: Document) -> bool:
    if access.may_return(user, shown):
        return True
    last = history_of(shown).first()
    returned = last is not None and last.to_status == shown.status == Document.Status.DRAFT
    return returned and last is not None and last.actor_id == user.pk


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the number and issue. A second click finds it issued and changes nothing."""
    shown = access.document_for(request.user, pk, may=_may_issue_or_done)
    user = signed_in(request)
    if shown.is_frozen:
        messages.info(request, f"Văn bản đã được ban hành: {shown.symbol or shown}.")
        return redirect(shown)
    form = NumberForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, "Số đã chọn không có trong danh sách. Hãy chọn lại số rồi ban hành."
        )
        return redirect(shown)
    kept = form.cleaned_data["kept"]
    deed = lambda: services.issue(shown, actor=user, kept=kept)  # noqa: E731
    answer = _act(request, shown, deed, "Đã cấp số và ban hành.")
    if shown.register and shown.number and shown.paper_on:
        warning = out_of_order(shown.register, shown.number, shown.paper_on)
        if warning:
            messages.warning(request, warning)
    return answer


def _may_issue_or_done(user: Reader, shown: Document) -> bool:
    return access.may_issue(user, shown) or (shown.is_frozen and access.may_number(user, shown))


@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the paper that will replace this one."""
    shown = access.document_for(request.user, pk, may=access.may_replace)
    try:
        new = services.start_document(
            shown.kind,
            actor=signed_in(request),
            issuer=shown.issuer,
            visit=shown.visit,
            round_=shown.round,
            year=shown.year,
            body=shown.body,
            refers_to=shown.refers_to,
            replaces=shown,
            is_training=shown.is_training,
        )
    except Refused as error:
        messages.error(request, str(error))
        return redirect(shown)
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
