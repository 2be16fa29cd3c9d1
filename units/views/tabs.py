"""What the tabs of a unit's pages need, alike on each of them."""

from typing import Any

from units.access import Reader
from units.access import people as access
from units.models import Unit


def tabs_of(user: Reader, unit: Unit) -> dict[str, Any]:
    """Context of ``units/_unit_tabs.html``: the unit and which of its pages the person opens."""
    return {
        "unit": unit,
        "sees_people": access.sees_people(user, unit),
        "may_manage": access.may_manage_people(user, unit),
    }
