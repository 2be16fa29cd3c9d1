"""The person behind a request."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """The signed-in person; the middleware lets nobody else reach a page."""
    return cast(User, request.user)
