"""Small tags of the frame: icons, states, addresses of the same page with another parameter."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def icon(context: RequestContext, name: str) -> SafeString:
    """A decorative picture out of the vendored sprite; words always stand beside it."""
    sprite = context["vendor"]["icons"] if "vendor" in context else ""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        sprite,
        name,
    )


@register.inclusion_tag("_state.html", takes_context=True)
def state(context: RequestContext, obj: Any, label: str = "") -> dict[str, Any]:
    """The state of a record: word, icon and colour; ``label`` for readers with other words."""
    return {
        "vendor": context.get("vendor"),
        "label": label or obj.get_status_display(),
        "tone": obj.state_tone,
        "icon_name": obj.state_icon,
    }


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The page's own query string with some parameters changed."""
    parameters = context["request"].GET.copy()
    for key, value in changes.items():
        parameters[key] = value
    return f"?{parameters.urlencode()}"
