"""What every page shows around its content: the menu and where the vendored files are."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from inspections.access import duties_of
from tinhdoan.demo.people import logins
from tinhdoan.home import waiting_count
from units.access import administered_roots, memberships_of, staffed_units

BOOTSTRAP = "vendor/bootstrap/5.3.8"
ICONS = "vendor/bootstrap-icons/1.13.1/bootstrap-icons.svg"

# label, url name, icon, who sees it
_ENTRIES = (
    ("Việc cần xử lý", "home", "inbox", "all"),
    ("Đợt kiểm tra", "inspections:rounds", "clipboard-check", "inside"),
    ("Kiểm tra đơn vị", "inspections:visits", "clipboard-check", "inspected"),
    ("Đi cơ sở", "inspections:field", "geo-alt", "team"),
    ("Giao ban cụm", "briefings:briefings", "people", "member"),
    ("Văn bản", "reports:documents", "file-earmark-text", "all"),
    ("Đơn vị, cán bộ", "units:tree", "diagram-3", "member"),
    ("Nhật ký", "audit_log", "journal-text", "admin"),
    ("Chứng thư số", "reports:certificates", "patch-check", "admin"),
)
# Pages of a part of the product stand under its first entry.
_PARTS = {
    "inspections": "inspections:rounds",
    "briefings": "briefings:briefings",
    "reports": "reports:documents",
    "units": "units:tree",
    "clusters": "units:tree",
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame; nothing about menus for who is not signed in."""
    context: dict[str, Any] = {
        "demo": settings.DEMO,
        "product_name": settings.PRODUCT_NAME,
        "vendor": {
            "bootstrap_css": static(f"{BOOTSTRAP}/css/bootstrap.min.css"),
            "bootstrap_js": static(f"{BOOTSTRAP}/js/bootstrap.bundle.min.js"),
            "icons": static(ICONS),
        },
    }
    # An address refused before sign-in (a foreign Host) has no person at all.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        if settings.DEMO:
            context["demo_logins"] = [{**one.as_json(), "label": one.label} for one in logins()]
    else:
        menu = _menu(request)
        context |= {
            "menu": menu,
            "phone_menu": menu[:4],
            "search_url": reverse("search"),
            "memberships": memberships_of(user),
        }
    return context


def _entry_of(request: HttpRequest) -> str:
    """The menu entry a page belongs to: its own, or that of its part of the product."""
    match = request.resolver_match
    if match is None:
        return ""
    own = {name for _, name, _, _ in _ENTRIES}
    return match.view_name if match.view_name in own else _PARTS.get(match.namespace, "")


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    inside = bool(staffed_units(request.user))
    team = bool(duties_of(request.user))
    admin = bool(administered_roots(request.user))
    member = bool(memberships_of(request.user))
    shown = {
        "all": True,
        "inside": inside or team,
        "inspected": member and not (inside or team),
        "member": member,
        "team": team,
        "admin": admin,
    }
    here = _entry_of(request)
    return [
        {
            "label": label,
            "url": reverse(name),
            "icon": icon,
            "count": waiting_count(request) if name == "home" else None,
            "active": here == name,
        }
        for label, name, icon, who in _ENTRIES
        if shown[who]
    ]
