"""Pages that belong to no app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a person sees whose page was too old to be sent."""
    return render(request, "403_csrf.html", status=403)
