"""Naming somebody else to read a submitted paper, so that one who left holds nothing up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import signed_in
from inspections.services import Refused
from reports import access, reviewing, services
from reports.forms import ChangeReviewerForm


def change_reviewer(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose turn goes to whom, and why."""
    shown = access.document_for(request.user, pk, may=access.may_change_reviewer)
    user = signed_in(request)
    owed = access.reviews_to_change(user, shown)
    form = ChangeReviewerForm(request.POST or None, reviews=owed)
    form.offer(reviewing.reviewers_of(shown, user))
    if request.method == "POST" and form.is_valid():
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        try:
            services.change_reviewer(shown, form.review, to=to, reason=reason, actor=user)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Đã giao {to.full_name} xem văn bản.")
            return redirect(shown)
    context = {"form": form, "title": "Đổi người xem văn bản", "cancel": shown.get_absolute_url()}
    return render(request, "inspections/form.html", context)
