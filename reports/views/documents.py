"""Papers in a list, and one paper with its life."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from inspections.views.steps import linked
from reports import access, reviewing, services
from reports.forms import ReviewersForm
from reports.models import Document
from reports.views.drafting import around
from reports.views.sending import delivery
from reports.work import QUEUES
from units.access import Reader
from vietnamese.text import fold
from workflow.history import changes_of, history_of

PAGE_SIZE = 50


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
        "cautions": linked(services.cautions(shown), shown) if inside else [],
        "may_edit": access.may_edit(user, shown),
        "may_prepare": access.may_prepare(user, shown),
        "may_submit": access.may_submit(user, shown),
        "reviewers": _reviewers(user, shown),
        "may_review": reviewing.may_review(user, shown),
        "may_change_reviewer": access.may_change_reviewer(user, shown),
        "reviews": shown.reviews.select_related("reviewer") if inside else [],
        "submitted": history_of(shown).filter(to_status=Document.Status.SUBMITTED).first()
        if inside
        else None,
        "may_approve": access.may_approve(user, shown),
        "may_return": access.may_return(user, shown),
        "may_issue": access.may_issue(user, shown),
        "may_replace": access.may_replace(user, shown),
        "may_withdraw": access.may_withdraw(user, shown),
        "may_sign": access.may_sign(user, shown),
        "copies": access.copies_for(user, shown).exclude(kind="prepared"),
        "issue_warning": _issue_warning(shown),
        "numbers": services.numbers_for(shown, on=timezone.localdate())
        if shown.kind_facts.is_numbered and access.may_issue(user, shown)
        else [],
        "replacements": shown.replaced_by.filter(status__in=Document.FROZEN),
        "known": _known(user, shown),
        "delivery": delivery(user, shown, inside=inside),
        "changes": changes_of(shown) if inside else [],
        "who_sees": access.who_sees_document(shown),
        "around": around(shown, signed_in(request)) if inside else {},
    }
    return render(request, "reports/document.html", context)


def _known(user: Reader, shown: Document) -> set[int]:
    """Of the papers it replaces or is replaced by, those the reader may open too."""
    near = Q(replaces=shown) | Q(pk=shown.replaces_id or 0)
    return set(access.documents_for(user).filter(near).values_list("pk", flat=True))


def _reviewers(user: Reader, shown: Document) -> ReviewersForm | None:
    """Who may be asked to read it first, for who may submit it."""
    if not access.may_submit(user, shown):
        return None
    form = ReviewersForm(wanted=shown.issuer.reviewers)
    form.offer(reviewing.reviewers_of(shown, user))
    return form


def _issue_warning(shown: Document) -> str:
    """What will be true after issuing, said before: it cannot be undone."""
    day = f"{shown.paper_on:%d/%m/%Y}" if shown.paper_on else "…"
    signer = f", người ký {shown.signer.full_name}" if shown.signer else ""
    return (
        f"Văn bản sẽ mang ngày {day}{signer}. Sau khi ban hành không sửa được nữa, "
        "chỉ có thể thay thế hoặc thu hồi."
    )
