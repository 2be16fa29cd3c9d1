"""The invited person's side: pages that anybody with the secret opens, and nobody else.

Used, late, withdrawn and unknown secrets get the same page and the same status. Guesses are
counted for each address. Only the link itself bears its token: a typed code and the way round
the sign-in go on under one fixed address, and the session remembers the invitation.
"""

import hashlib
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from accounts.access import signed_in
from accounts.adapters import client_address
from units.access.invitations import (
    Remembered,
    invitation_behind,
    invitation_of,
    is_token,
    remembered,
)
from units.forms.people import AcceptForm, CodeForm, OpenAccountForm, PasswordForm
from units.models import Invitation
from units.services import acceptance
from units.services.refusals import Refused
from units.views.refused import say

_BAD_CODE = (
    "Mã này không mở được lời mời nào: gõ sai, đã dùng, đã quá hạn hoặc đã được rút. Hãy so lại "
    "từng chữ với phiếu; nếu đúng rồi, hãy nhờ người mời lập phiếu mới."
)
MISSES_ALLOWED = 20
MISSES_KEPT = 15 * 60
# In the address, in the place of a token: the invitation the session remembers.
AS_REMEMBERED = "tiep-tuc"
_IN_SESSION = "invitation"


@login_not_required
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Where the short code of a slip is typed."""
    if _missed(request) >= MISSES_ALLOWED:
        return _private(render(request, "units/join_wait.html", status=429))
    form = CodeForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        # Counted before it is looked up, so that guesses sent all at once are counted one by one.
        if _miss(request) > MISSES_ALLOWED:
            return _private(render(request, "units/join_wait.html", status=429))
        invitation = invitation_behind(form.cleaned_data["code"], at=timezone.now())
        if invitation is not None:
            _forgive(request)
            _remember(request, invitation)
            return _private(redirect("invitations:accept", secret=AS_REMEMBERED))
        # One answer for unknown, used, late and withdrawn codes; what was typed stays.
        form.add_error("code", _BAD_CODE)
        status = HTTPStatus.NOT_FOUND
    return _private(render(request, "units/join_code.html", {"form": form}, status=status))


@login_not_required
@never_cache
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Open an account, add the membership to one's own, or set a new password."""
    if _missed(request) >= MISSES_ALLOWED:
        return _private(render(request, "units/join_wait.html", status=429))
    try:
        shown = _shown(request, secret)
        if request.method == "POST":
            return _private(_use(request, shown))
        invitation = invitation_behind(shown, at=timezone.now())
        if invitation is None:
            raise acceptance.Dead
        return _private(_page(request, invitation, _form(request, invitation)))
    except acceptance.Dead:
        if secret != AS_REMEMBERED:
            _miss(request)
        return _private(render(request, "units/join_dead.html", status=404))


def _shown(request: HttpRequest, secret: str) -> str | Remembered:
    """The token of the address, or what the session remembers; a code in the address is none."""
    kept = request.session.get(_IN_SESSION)
    if secret == AS_REMEMBERED and kept:
        return Remembered(kept)
    if not is_token(secret):
        raise acceptance.Dead
    return secret


def _remember(request: HttpRequest, invitation: Invitation) -> None:
    kept = remembered(invitation).token_hash
    if request.session.get(_IN_SESSION) != kept:
        request.session[_IN_SESSION] = kept


def _use(request: HttpRequest, secret: str | Remembered) -> HttpResponse:
    """One atomic call; what it refuses is said in the form."""
    # A second click comes when the invitation is used already: the service knows its own form.
    invitation = invitation_of(secret)
    if invitation is None:
        raise acceptance.Dead
    form = _form(request, invitation)
    if not form.is_valid():
        if invitation_behind(secret, at=timezone.now()) is None:
            raise acceptance.Dead
        return _page(request, invitation, form)
    try:
        return _done(request, invitation, secret, form.cleaned_data)
    except Refused as error:
        say(form, error)
        return _page(request, invitation, form)


def _form(request: HttpRequest, invitation: Invitation) -> Any:
    data = request.POST or None
    if invitation.kind == Invitation.Kind.RESET:
        return PasswordForm(data)
    if request.user.is_authenticated:
        # A form without fields is still sent.
        given = request.POST if request.method == "POST" else None
        return AcceptForm(given, invited=invitation.full_name, user=signed_in(request))
    name = acceptance.suggested_username(invitation.full_name) if data is None else ""
    return OpenAccountForm(data, initial={"username": name})


def _done(
    request: HttpRequest, invitation: Invitation, secret: str | Remembered, data: dict[str, Any]
) -> HttpResponse:
    facts = {"password": data.get("password", ""), "client_id": data.get("client_id")}
    if invitation.kind == Invitation.Kind.RESET:
        acceptance.set_password_by_slip(secret, **facts)
        messages.success(request, "Đã đặt mật khẩu mới. Hãy đăng nhập.")
        return redirect(settings.LOGIN_URL)
    if request.user.is_authenticated:
        acceptance.accept_invitation(secret, user=signed_in(request))
        messages.success(request, f"Đã nhận lời mời vào {invitation.unit}.")
        return redirect(invitation.unit)
    acceptance.open_account(secret, username=data["username"], **facts)
    messages.success(request, f"Đã mở tài khoản {data['username']}. Hãy đăng nhập.")
    return redirect(settings.LOGIN_URL)


def _page(request: HttpRequest, invitation: Invitation, form: Any) -> HttpResponse:
    if not request.user.is_authenticated:
        _remember(request, invitation)
    back = urlencode({"next": reverse("invitations:accept", args=[AS_REMEMBERED])})
    context = {
        "invitation": invitation,
        "form": form,
        "log_in_url": f"{resolve_url(settings.LOGIN_URL)}?{back}",
        "is_reset": invitation.kind == Invitation.Kind.RESET,
        "code_url": reverse("invitations:enter"),
    }
    return render(request, "units/join.html", context)


def _private(response: HttpResponse) -> HttpResponse:
    """The address bears the secret: it goes to no other page and into no index.

    ``strict-origin`` tells the host alone. Under ``no-referrer`` a browser would send its own
    form with ``Origin: null``, which the check against forged requests refuses.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


# Guesses


def _key(request: HttpRequest) -> str:
    address = hashlib.sha256((client_address(request) or "").encode()).hexdigest()
    return f"invitation-misses-{address[:32]}"


def _missed(request: HttpRequest) -> int:
    return int(cache.get(_key(request), 0))


def _miss(request: HttpRequest) -> int:
    """Count a secret that opens nothing, and tell how many there were; who holds a good one is
    never counted."""
    key = _key(request)
    cache.add(key, 0, MISSES_KEPT)
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out in between
        return 1
    cache.touch(key, MISSES_KEPT)
    return count


def _forgive(request: HttpRequest) -> None:
    """The one counted was good."""
    with suppress(ValueError):
        cache.decr(_key(request))
