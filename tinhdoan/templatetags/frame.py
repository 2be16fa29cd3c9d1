"""Tags of the frame: vendored styles, icons drawn in place, states, addresses."""

import re
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import PasswordInput
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tinhdoan.frame import BOOTSTRAP, ICONS

register = template.Library()

_SYMBOL = re.compile(r'<symbol[^>]* id="([\w-]+)">(.*?)</symbol>', re.DOTALL)


@register.simple_tag
def bootstrap_css() -> str:
    """Address of the vendored style sheet; error pages have no context to take it from."""
    return static(f"{BOOTSTRAP}/css/bootstrap.min.css")


@cache
def icon_shapes() -> dict[str, str]:
    """Every icon by name: what stands inside its ``<svg>``.

    The sprite is over 1 MB: a page carries the few shapes it shows, never the file.
    """
    return dict(_SYMBOL.findall((settings.BASE_DIR / "static" / ICONS).read_text()))


@register.simple_tag
@cache
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; silent for screen readers unless it has a label.

    An unknown name gives a circle: no page fails for a picture.
    """
    shapes = icon_shapes()
    said = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" fill="currentColor" {}>{}</svg>',
        mark_safe(said),  # noqa: S308  (escaped in the line above)
        mark_safe(shapes.get(name) or shapes["circle"]),  # noqa: S308  (our own file)
    )


@register.simple_tag
def state(obj: Any, label: str = "") -> SafeString:
    """The state of a record: word, icon, colour; ``label`` for readers with other words."""
    return state_of(label or obj.get_status_display(), obj.state_tone, obj.state_icon)


@register.simple_tag
@cache
def state_of(label: str, tone: str, icon: str) -> SafeString:
    """A state by its word, colour and icon; drawn once per process, a list shows few of them."""
    return render_to_string("_state.html", {"label": label, "tone": tone, "icon": icon})


@register.filter
def asks_password(form: Any) -> bool:
    """Whether the form has a password among its inputs: browsers show none again."""
    return any(isinstance(one.widget, PasswordInput) for one in form.fields.values())


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's own query string with some parameters changed."""
    parameters = context["request"].GET.copy()
    for key, value in changes.items():
        parameters[key] = value
    return f"?{parameters.urlencode()}"


@register.filter
def samples(units: list[Any]) -> int:
    """How many of the units stand for nothing real."""
    return sum(unit.is_sample for unit in units)
