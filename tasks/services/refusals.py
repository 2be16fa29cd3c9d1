"""What a write says when it does not happen."""

from tasks.models import Task


class Refused(Exception):
    """A write that the facts do not allow; the text is a sentence for the user."""


class Stale(Exception):
    """Somebody saved a newer text meanwhile; ``current`` is the task as it stands now."""

    def __init__(self, current: Task) -> None:
        super().__init__("Nhiệm vụ này vừa được người khác sửa.")
        self.current = current
