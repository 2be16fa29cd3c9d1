"""The check page: open to anyone who holds a paper, for as long as papers live.

It knows no session and sets no cookie (``tinhdoan.middleware.without_cookies``); a wrong, unknown
or closed code gets one and the same answer.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.adapters import client_address
from reports import access
from reports.services.checking import check_file, facts_of
from reports.signing.verify import MAX_BYTES

PER_MINUTE = 30
FILES_PER_MINUTE = 6
MINUTE = 60
# A form around the file.
MAX_BODY_BYTES = MAX_BYTES + 64 * 1024

View = Callable[..., HttpResponse]


def open_to_all(limit: int) -> Callable[[View], View]:
    """No sign-in, not indexed, no address passed on, so many calls a minute from one place."""

    def dress(view: View) -> View:
        @login_not_required
        @wraps(view)
        def dressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _is_over(request, view.__name__, limit):
                response = _page("reports/check_wait.html", {}, status=429)
                response["Retry-After"] = str(MINUTE)
            else:
                response = view(request, *args, **kwargs)
            _read_to_end(request)
            response["X-Robots-Tag"] = "noindex, nofollow"
            response["Referrer-Policy"] = "no-referrer"
            response["Cache-Control"] = "no-store"
            return response

        return dressed

    return dress


def _is_over(request: HttpRequest, what: str, limit: int) -> bool:
    """Counts calls in the running minute; counters of past minutes are left to expire."""
    key = f"{what}-{client_address(request)}-{int(time.time() // MINUTE)}"
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        return cache.incr(key) > limit
    except ValueError:  # thrown out in between: the cache was full
        return False


def _read_to_end(request: HttpRequest) -> None:
    """A browser still sending would show a broken connection in place of the answer."""
    with suppress(UnreadablePostError):
        while request.read(1 << 16):
            pass


def _page(template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Without the request: no template may learn who is asking."""
    return HttpResponse(render_to_string(template, context), status=status)


@open_to_all(PER_MINUTE)
@require_safe
def check_start(request: HttpRequest) -> HttpResponse:
    """Where a code is typed."""
    typed = request.GET.get("ma", "").strip().replace("/", "")[:40]
    if typed:
        return HttpResponseRedirect(reverse("check:paper", args=[typed]))
    return _page("reports/check_start.html", {})


@open_to_all(PER_MINUTE)
@require_safe
def check_paper(request: HttpRequest, code: str) -> HttpResponse:
    """The facts of one paper."""
    paper = access.checked_paper(code)
    if paper is None:
        return _page("reports/check_unknown.html", {}, status=404)
    return _page("reports/check.html", {"facts": facts_of(paper)})


# The one form without a token: it changes nothing, and a token would need a cookie.
@csrf_exempt
@open_to_all(FILES_PER_MINUTE)
@require_POST
def check_upload(request: HttpRequest, code: str) -> HttpResponse:
    """Three lines on a file somebody sent; nothing of it is kept."""
    paper = access.checked_paper(code)
    if paper is None:
        return _page("reports/check_unknown.html", {}, status=404)
    context: dict[str, Any] = {"facts": facts_of(paper), "answer": None, "refusal": ""}
    # Looked at before the body is read.
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > MAX_BODY_BYTES:
        context["refusal"] = f"Tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB nên không nhận."
        return _page("reports/check.html", context, status=413)
    sent = request.FILES.get("tep")
    if sent is None:
        context["refusal"] = "Chưa có tệp nào được gửi. Hãy chọn tệp PDF của văn bản rồi gửi lại."
        return _page("reports/check.html", context, status=400)
    context["answer"] = check_file(paper, sent.read())
    return _page("reports/check.html", context)
