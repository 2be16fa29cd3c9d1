"""What people say of a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from inspections.services import Refused
from reports import access, services
from reports.forms import CommentForm
from reports.models import Document


def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Every comment on a paper, the open ones first, and a box for one more."""
    shown = access.document_for(request.user, pk, may=access.sees_inside)
    form = CommentForm(
        request.POST or None, document=shown, initial={"section": request.GET.get("muc", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.add_comment(shown, actor=signed_in(request), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã gửi góp ý.")
            return redirect("reports:comments", pk=pk)
    context = {
        "document": shown,
        "form": form,
        "comments": services.comments_of(shown),
        "may_settle": access.may_settle(request.user, shown),
    }
    return render(request, "reports/comments.html", context)


@require_POST
def settle_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a comment as dealt with, or take it up again."""
    comment = access.comment_for(request.user, pk)
    shown: Document = comment.document
    try:
        if "lai" in request.POST:
            services.reopen_comment(comment)
        else:
            services.settle_comment(comment, actor=signed_in(request))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("reports:comments", pk=shown.pk)
