"""Invitations as the unit makes them: the form, the slip, the list, again and withdrawn."""

from typing import Any

import qrcode
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from units.access import people as access
from units.access.invitations import Secret
from units.access.who_sees import who_sees_invitations
from units.forms.people import InviteForm, SlipForm
from units.models import Invitation
from units.services import invitations as services
from units.services.mails import send_invitation
from units.services.refusals import Refused
from units.views.refused import say
from units.views.tabs import tabs_of

PAGE_SIZE = 50
_SHOWN_ONCE = (
    "Phiếu chỉ hiện một lần, đến khi rời hoặc tải lại trang. Nếu chưa in được, hãy bấm “In phiếu "
    "mới”; phiếu cũ khi ấy không dùng được nữa."
)


@require_safe
def invitations(request: HttpRequest, code: str) -> HttpResponse:
    """Invitations and slips of the unit, the newest first."""
    unit = access.unit_with_people_for(request.user, code, may=access.may_manage_people)
    page = Paginator(access.invitations_in(unit), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **tabs_of(request.user, unit),
        "page_obj": page,
        "who_sees": who_sees_invitations(unit),
    }
    return render(request, "units/invitations.html", context)


def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Invite somebody new."""
    unit = access.unit_with_people_for(request.user, code, may=access.may_manage_people)
    roles = access.roles_to_give(request.user, unit)
    form = InviteForm(
        request.POST or None, roles=roles, initial={"valid_from": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        way = facts.pop("way")
        try:
            made = services.invite(unit=unit, actor=signed_in(request), **facts)
        except Refused as error:
            say(form, error)
        else:
            return _deliver(request, made, by_mail=way == "mail")
    back = reverse("units:people", args=[code])
    context = {
        "form": form,
        "unit": unit,
        "title": f"Mời người dùng mới vào {unit}",
        "button": "Lập lời mời",
        "back": back,
        "section": "Người dùng",
        "section_url": back,
    }
    return render(request, "units/people_form.html", context)


@require_POST
def reset_slip(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A slip with which a person without mail sets a new password."""
    shown = access.membership_for(request.user, code, pk, may=access.may_reset)
    form = SlipForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Trang đã cũ, chưa lập phiếu. Hãy bấm lại nút ở trang này.")
        return redirect("units:edit_membership", code=code, pk=pk)
    try:
        made = services.make_reset_slip(shown, actor=signed_in(request), **form.cleaned_data)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("units:edit_membership", code=code, pk=pk)
    return _deliver(request, made, by_mail=False)


@require_POST
def renew_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A new link for seven days more, by mail or on a slip; the old one is dead."""
    shown = access.invitation_for(request.user, code, pk)
    try:
        made = services.renew_invitation(
            shown, seen=request.POST.get("seen", ""), actor=signed_in(request)
        )
    except Refused as error:
        messages.error(request, str(error))
        return redirect("units:invitations", code=code)
    by_mail = request.POST.get("way") == "mail" and bool(made.invitation.email)
    return _deliver(request, made, by_mail=by_mail)


@require_POST
def withdraw_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The link and the code are dead at once."""
    shown = access.invitation_for(request.user, code, pk)
    try:
        services.withdraw_invitation(shown, actor=signed_in(request))
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã rút lời mời {shown.full_name}. Liên kết cũ không dùng được.")
    return redirect("units:invitations", code=code)


def _deliver(request: HttpRequest, made: services.Made, *, by_mail: bool) -> HttpResponse:
    """Send the link, or show the slip: this answer is the only place where the secret stands."""
    invitation, secret = made.invitation, made.secret
    code = invitation.unit.code
    if secret is None:
        messages.info(request, f"Lời mời này đã được lập từ trước. {_SHOWN_ONCE}")
        return redirect("units:invitations", code=code)
    link = request.build_absolute_uri(reverse("invitations:accept", args=[secret.token]))
    if by_mail:
        if send_invitation(made, link):
            messages.success(request, f"Đã gửi lời mời tới {invitation.email}.")
            return redirect("units:invitations", code=code)
        messages.warning(request, "Chưa gửi được thư. Hãy in phiếu này và đưa tận tay.")
    return _slip(request, invitation, secret, link)


def _slip(request: HttpRequest, invitation: Invitation, secret: Secret, link: str) -> HttpResponse:
    context = {
        "invitation": invitation,
        "unit": invitation.unit,
        "link": link,
        "enter_url": request.build_absolute_uri(reverse("invitations:enter")),
        "code": secret.code,
        "shown_once": _SHOWN_ONCE,
        **qr_of(link),
    }
    response = render(request, "units/slip.html", context)
    # Under "no-referrer" a browser sends the page's own forms with ``Origin: null``, which the
    # check against forged requests refuses; the address of this page bears no secret.
    response["Referrer-Policy"] = "strict-origin"
    return response


def qr_of(text: str) -> dict[str, Any]:
    """The QR code as the outline of its dark squares: ``qr_path`` in a box of ``qr_size``."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    squares = (
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return {"qr_path": "".join(squares), "qr_size": len(rows)}
