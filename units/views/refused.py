"""What a service refused, said where the person looks."""

from typing import Any

from units.services.refusals import Refused


def say(form: Any, error: Refused) -> None:
    """Put the reason at its field, or above the form when it has none there."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
