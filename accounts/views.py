"""The person's own pages: account, address, second factor, spare codes, sessions."""

from collections.abc import Callable
from copy import copy
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.views import PasswordResetFromKeyView, PasswordResetView
from allauth.core.internal import ratelimit
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.access import (
    other_session_for,
    other_sessions_of,
    second_factor_of,
    sessions_of,
    signed_in,
    spare_codes_for,
)
from accounts.adapters import send_confirmation
from accounts.forms.sign_in import EmailForm
from accounts.models import User

PAGE_SIZE = 20
_TOO_MANY_MAILS = "Đã yêu cầu quá nhiều thư xác nhận. Hãy chờ một giờ rồi thử lại."
View = Callable[..., HttpResponse]
_either = require_http_methods(["GET", "HEAD", "POST"])
_confirmed: Callable[[View], View] = reauthentication_required(app="allauth.mfa")


@method_decorator(login_not_required, name="dispatch")
class AskForLink(PasswordResetView):
    """A link to set a new password; the same answer whether the address is known or not."""

    template_name = "accounts/reset.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Send it and write it down."""
        answer: HttpResponse = super().form_valid(form)
        if answer.status_code == HTTPStatus.FOUND:
            services.note_reset_asked(form.users)
        return answer


@method_decorator(login_not_required, name="dispatch")
class ResetByLink(PasswordResetFromKeyView):
    """A new password after the link of a mail; it signs nobody in and out.

    The library would sign out whoever else is signed in here, on a GET.
    """

    template_name = "accounts/reset_by_link.html"
    reset_url_key = "mat-khau-moi"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask to sign out first; else the library's own way."""
        if request.user.is_authenticated:
            return render(request, self.template_name, {"signed_in": True})
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class ReauthenticateByKey(ReauthenticateWebAuthnView):
    """A key before something weighty; a wrong answer leaves the person where they are."""

    template_name = "accounts/reauthenticate_by_key.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say what was wrong on the same page."""
        for sentence in form.errors.get("credential", []):
            messages.error(self.request, sentence)
        return redirect(self.request.get_full_path())


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """*Tài khoản của tôi*: who I am here and how I sign in."""
    user = signed_in(request)
    context = {
        "second_factor": second_factor_of(user),
        "sessions": sessions_of(user, request.session.session_key),
    }
    return render(request, "accounts/me.html", context)


@_either
def change_email(request: HttpRequest) -> HttpResponse:
    """Another address, with the present password; it counts once its link was used."""
    user = signed_in(request)
    before = user.email
    # The form writes what was typed into its own copy.
    form = EmailForm(request.POST or None, instance=copy(user))
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["email"].lower()
        if wanted and wanted != before:
            return _ask_for(request, user, wanted)
        services.drop_email(user, actor=user, keep=wanted == before)
        if wanted != before:
            _tell_old_address(user, before)
        messages.success(request, "Đã lưu địa chỉ thư điện tử.")
        return redirect("accounts:me")
    return render(request, "accounts/change_email.html", {"form": form})


def _ask_for(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Send the link to the new address: only who reads mail there can go on."""
    if not ratelimit.consume(request, app="allauth.account", action="manage_email", user=user):
        messages.error(request, _TOO_MANY_MAILS)
        return redirect("accounts:change_email")
    token = services.ask_for_email(user, wanted, actor=user)
    address = f"{reverse('accounts:confirm_email')}?{urlencode({'ma': token})}"
    if send_confirmation(user, wanted, request.build_absolute_uri(address)):
        messages.info(request, f"Đã gửi liên kết xác nhận tới {wanted}.")
    else:
        messages.warning(request, f"Chưa gửi được thư tới {wanted}. Hãy thử lại sau ít phút.")
    return redirect("accounts:me")


def _tell_old_address(user: User, before: str) -> None:
    if before:
        told = "account/email/email_changed"
        get_adapter().send_notification_mail(told, user, email=before)


@_either
def confirm_email(request: HttpRequest) -> HttpResponse:
    """What the link of the mail opens: the page asks, the button confirms."""
    user = signed_in(request)
    token = request.GET.get("ma", "")
    before = user.email
    try:
        email = services.email_behind(token, user)
        if request.method != "POST":
            return render(request, "accounts/confirm_email.html", {"email": email})
        mine = services.confirm_email(token, actor=user)
    except services.LinkDead:
        return render(request, "accounts/confirm_email.html", status=HTTPStatus.NOT_FOUND)
    if not mine:
        messages.error(request, f"Địa chỉ {email} đã có người dùng. Hãy nhập địa chỉ khác.")
        return redirect("accounts:change_email")
    if before != email:
        _tell_old_address(user, before)
    messages.success(request, f"Đã xác nhận địa chỉ {email}.")
    return redirect("accounts:me")


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """What makes signing in safer, with the way to set it up."""
    return second_factor_page(request)


def second_factor_page(request: HttpRequest, **context: Any) -> HttpResponse:
    """The page, also as the answer to who must set it up first (``required``, ``lost``)."""
    mine = second_factor_of(signed_in(request))
    status = 403 if context.get("lost") else 200
    return render(request, "accounts/second_factor.html", {"mine": mine, **context}, status=status)


@require_safe
@_confirmed
def spare_codes(request: HttpRequest) -> HttpResponse:
    """The spare codes that are left, to be printed or copied."""
    codes = spare_codes_for(signed_in(request))
    return render(request, "accounts/spare_codes.html", {"codes": codes})


@require_safe
@_confirmed
def download_spare_codes(request: HttpRequest) -> HttpResponse:
    """The same as a text file."""
    codes = spare_codes_for(signed_in(request))
    file = render(
        request,
        "accounts/spare_codes.txt",
        {"codes": codes},
        content_type="text/plain; charset=utf-8",
    )
    file["Content-Disposition"] = 'attachment; filename="ma-du-phong.txt"'
    return file


@_either
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in; POST ends all but this one."""
    user = signed_in(request)
    key = request.session.session_key
    if request.method == "POST":
        services.end_sessions(other_sessions_of(user, key), actor=user)
        messages.success(request, "Đã kết thúc mọi phiên khác.")
        return redirect("usersessions_list")
    page = Paginator(sessions_of(user, key), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/sessions.html", {"page_obj": page})


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session of mine."""
    user = signed_in(request)
    other = other_session_for(user, pk, request.session.session_key)
    services.end_sessions([other], actor=user)
    messages.success(request, "Đã kết thúc phiên đăng nhập.")
    return redirect("usersessions_list")
