"""Who is not signed in goes to the sign-in page, and back to the page they were on."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


class SignInRequired(LoginRequiredMiddleware):
    """Django's own; after a form that came too late the way back is the form's page.

    The address a form is sent to may answer no GET: signing in would end on an empty page.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        """Where to sign in, with the way back."""
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        page = request.headers.get("Referer", "")
        ours = url_has_allowed_host_and_scheme(page, {request.get_host()})
        back = urlsplit(page)._replace(scheme="", netloc="").geturl() if ours else "/"
        return redirect_to_login(back or "/", self.get_login_url(view_func))
