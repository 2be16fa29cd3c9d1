"""*Chờ tôi duyệt*: papers that wait for the reader's word, the longest waiting first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import work

PAGE_SIZE = 50


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Papers to read first or to approve; each can be decided here, by button or by key."""
    key = request.GET.get("viec", "")
    key = key if key in work.INBOX else ""
    rows = Paginator(work.inbox(request.user, key), PAGE_SIZE)
    context = {
        "page_obj": rows.get_page(request.GET.get("page")),
        "queue_label": work.QUEUES[key][0] if key else "Chờ tôi duyệt, cho ý kiến",
        "is_part": bool(key),
        "back": [("back", "inbox")],
    }
    return render(request, "reports/inbox.html", context)
