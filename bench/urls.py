"""The product's routes, and the least page a signed-in person can get."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def session_only(request: HttpRequest) -> HttpResponse:
    """Session and person, nothing else."""
    return HttpResponse(request.user.get_username())


urlpatterns = [
    path("bench/", session_only, name="session_only"),
    path("", include("tinhdoan.urls")),
]
