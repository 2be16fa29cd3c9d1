"""A draft built anew from the data, part by part."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import signed_in
from inspections.services import Refused, Stale
from reports import access, services
from reports.forms import RebuildForm


def rebuild(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft beside what the data say now; of each part that differs one is chosen.

    What nobody edited by hand takes the new data, what somebody edited stays, unless told.
    """
    shown = access.document_for(request.user, pk, may=access.may_edit)
    parts = services.parts_beside_data(shown)
    form = RebuildForm(request.POST or None, rev=shown.rev, parts=parts)
    if request.method == "POST" and form.is_valid():
        try:
            services.rebuild_draft(
                shown, rev=form.cleaned_data["rev"], actor=signed_in(request), take=form.taken
            )
        except (Stale, Refused):
            messages.error(request, "Văn bản vừa thay đổi. Hãy xem lại rồi thử lại.")
        else:
            messages.success(request, "Đã lập lại dự thảo từ dữ liệu.")
        return redirect(shown)
    context = {"document": shown, "form": form}
    return render(request, "reports/rebuild.html", context)
