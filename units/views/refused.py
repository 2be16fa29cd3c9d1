"""What a service refused, said where the person looks."""

from typing import Any

from units.services.refusals import Refused


def say(form: Any, error: Refused) -> None:
    """Put each reason at its field, or above the form when it has none there."""
    for one in (error, *error.more):
        form.add_error(one.field if one.field in form.fields else None, str(one))
