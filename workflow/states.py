"""How a state looks, for every machine alike."""

from collections.abc import Mapping
from typing import ClassVar


class HasState:
    """A record with a status: its colour word and icon, from one table beside the states."""

    TONES: ClassVar[Mapping[str, tuple[str, str]]]
    status: str

    @property
    def state_tone(self) -> str:
        """ok, warn, bad, info, muted or primary."""
        return self.TONES[self.status][0]

    @property
    def state_icon(self) -> str:
        """Name of the icon in the sprite."""
        return self.TONES[self.status][1]
