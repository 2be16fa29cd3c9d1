"""Sending an issued paper, and the word of its receivers that it arrived."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from inspections.services import Refused
from reports import access, sent, services
from reports.forms import SendForm
from reports.models import Document, Sending
from units.access import Reader

PAGE_SIZE = 50


def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the paper went to and who has received it; a POST writes more addressees down."""
    shown = access.document_for(request.user, pk, may=sent.works_at_desk)
    form = SendForm(request.POST or None, document=shown)
    if request.method == "POST" and form.is_valid():
        try:
            written = services.send(shown, actor=signed_in(request), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            _tell(request, len(written))
            return redirect("reports:send", pk=pk)
    rows = sent.sendings_of(shown)
    context = {
        "document": shown,
        "form": form,
        "in_force": shown.status == Document.Status.ISSUED,
        "closed": sent.closed_to_units(shown),
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": _counts(shown),
    }
    return render(request, "reports/sending.html", context)


def _tell(request: HttpRequest, count: int) -> None:
    if count:
        messages.success(request, f"Đã ghi gửi văn bản cho {count} nơi nhận.")
    else:
        messages.info(request, "Các nơi nhận này đã được gửi từ trước, nên không ghi thêm.")


@require_POST
def take_back_sending(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out a sending written down by mistake. A second click finds it gone."""
    sending = access.sending_for(request.user, pk)
    try:
        services.take_back_sending(sending, actor=signed_in(request))
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã bỏ lượt gửi cho {sending.to_name}.")
    return redirect("reports:send", pk=sending.document_id)


@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """*Đã nhận văn bản*: once; a second click changes nothing."""
    shown = access.document_for(request.user, pk, may=sent.may_receive)
    if services.receive(shown, actor=signed_in(request)):
        messages.success(request, "Đã xác nhận nhận văn bản. Nơi gửi thấy được xác nhận này.")
    else:
        messages.info(request, "Đơn vị đã xác nhận nhận văn bản này từ trước.")
    return redirect(shown)


def delivery(user: Reader, shown: Document, *, inside: bool) -> dict[str, Any]:
    """What the page of a paper tells of its sending: to its makers all, to a receiver its own."""
    if not shown.is_frozen:
        return {}
    return {
        "counts": _counts(shown) if inside else {},
        "may_send": sent.works_at_desk(user, shown),
        "to_us": list(sent.sendings_to(user, shown).select_related("received_by")),
    }


def _counts(shown: Document) -> dict[str, int]:
    """How many it was sent to, and how many units still owe their word."""
    owed = Q(way=Sending.Way.IN_APP, received_at=None)
    return shown.sendings.aggregate(all=Count("pk"), owed=Count("pk", filter=owed))
