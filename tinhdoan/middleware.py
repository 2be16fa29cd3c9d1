"""Two rules every answer keeps: private pages are not kept by caches, and a GET writes nothing."""

import re
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse

from tinhdoan.home import waiting_key

GetResponse = Callable[[HttpRequest], HttpResponse]
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
# The session's own row is not a row of the product.
_ALLOWED = re.compile(r'"django_session"')


class GetWrote(RuntimeError):
    """A GET tried to write: a fault of ours, never of the user."""


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
        if request.method not in ("GET", "HEAD"):
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
