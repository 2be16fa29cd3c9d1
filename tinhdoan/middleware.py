"""Rules every answer keeps.

A sign-in ends in time, who leads has a second factor, private pages are not kept by caches, and a
GET writes nothing.
"""

import re
import time
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from accounts import sessions
from accounts.access import has_second_factor, signed_in
from accounts.views import second_factor_page
from inspections.access import leads_running_round
from tinhdoan.home import waiting_key
from units.access import memberships_of
from units.models import Membership

GetResponse = Callable[[HttpRequest], HttpResponse]
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
# The session's own row is not a row of the product.
_ALLOWED = re.compile(r'"django_session"')


# What a leader without a second factor may still open: their own account, signing out.
_ACCOUNT_PAGES = re.compile(r"(account_|mfa_|usersessions_|accounts:)")
_OPEN_PAGES = re.compile(r"/v/", re.IGNORECASE)
_SAFE = ("GET", "HEAD")
_OVER = "Phiên đăng nhập đã hết hạn nên hệ thống đã đóng. Hãy đăng nhập lại."
_LOST = (
    "Nội dung vừa gửi chưa được lưu: trước khi đăng nhập, hãy bấm nút quay lại của trình duyệt và "
    "sao chép phần đã gõ."
)
_NEED_SECOND_FACTOR = {Membership.Role.LEADER, Membership.Role.ADMINISTRATOR}


# Ten photos at their largest would be twice as much; people send what a phone makes of ten.
MAX_BODY_BYTES = 128 * 1024 * 1024
# More is not even listened to: the connection breaks.
DRAINED_BYTES = 1024 * 1024 * 1024
_CHUNK = 1 << 16


class GetWrote(RuntimeError):
    """A GET tried to write: a fault of ours, never of the user."""


def without_cookies(get_response: GetResponse) -> GetResponse:
    """The check page knows nobody: cookies are neither read nor set there, whoever is signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _OPEN_PAGES.match(request.path_info):
            return get_response(request)
        request.COOKIES = {}
        response = get_response(request)
        response.cookies.clear()
        return response

    return middleware


def body_size(get_response: GetResponse) -> GetResponse:
    """What is far too much is read to its end and thrown away, then told.

    Answered earlier, a browser still sending shows a broken connection instead of the page. Nothing
    is written to disk and no form is parsed: this stands before the token is looked for.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or int(length) <= MAX_BODY_BYTES:
            return get_response(request)
        if int(length) <= DRAINED_BYTES:
            while request.read(_CHUNK):
                pass
        megabytes = MAX_BODY_BYTES // 1024 // 1024
        page = render_to_string("413.html", {"megabytes": megabytes})
        return HttpResponse(page, status=413)

    return middleware


def session_age(get_response: GetResponse) -> GetResponse:
    """A sign-in that lasted too long or was left alone counts as none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = time.time()
            if sessions.is_over(request.session, now):
                request.session.flush()
                request.user = AnonymousUser()
                messages.info(request, _OVER if request.method in _SAFE else f"{_OVER} {_LOST}")
            else:
                sessions.note_seen(request.session, now)
        return get_response(request)

    return middleware


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether the person must set up a second factor before anything else."""
    if not settings.MFA_REQUIRED or not request.user.is_authenticated:
        return False
    user = signed_in(request)
    roles = {membership.role for membership in memberships_of(user)}
    leads = bool(roles & _NEED_SECOND_FACTOR) or leads_running_round(user)
    return leads and not has_second_factor(user)


def second_factor(get_response: GetResponse) -> GetResponse:
    """Leaders, administrators and who leads a team of a running round reach nothing but their
    account until they have a second factor.

    A POST is answered with the same page, so that nobody believes it was saved.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *args: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        must = needs_second_factor(request)
        # Account pages say it too, in their own words.
        request.must_set_up = must  # type: ignore[attr-defined]
        if not must or _ACCOUNT_PAGES.match(name):
            return None
        if request.method in _SAFE:
            return redirect("mfa_index")
        return second_factor_page(request, lost=True)

    cast(Any, middleware).process_view = process_view
    return middleware


def private_pages(get_response: GetResponse) -> GetResponse:
    """Pages of a signed-in person are kept by no cache, so that *back* after sign-out is empty."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def readonly_get(get_response: GetResponse) -> GetResponse:
    """GET and HEAD run with writing refused at the database cursor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in _SAFE:
            cache.delete(waiting_key(request.user.pk))
            return get_response(request)
        with connection.execute_wrapper(_refuse_writes):
            return get_response(request)

    return middleware


def _refuse_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if _WRITES.match(sql) and not _ALLOWED.search(sql):
        raise GetWrote(f"A GET may not write: {sql[:80]}")
    return execute(sql, params, many, context)
