"""What waits for whom: named queues of tasks; home counts them, the list shows the same rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from tasks import access
from tasks.models import TaskQuerySet
from units.access import Reader


@dataclass(frozen=True)
class Queue:
    """One kind of work: its word in the address, its name, its button, its rows for a person."""

    key: str
    label: str
    button: str
    rows: Callable[[Reader], TaskQuerySet]
    is_urgent: bool = False
    url_name: str = "tasks:task"


def overdue(user: Reader) -> TaskQuerySet:
    """Overdue tasks in the person's hands: of their units, or given or followed by them."""
    return access.my_tasks(user).overdue(timezone.localdate()).worst_first()


def to_do(user: Reader) -> TaskQuerySet:
    """Tasks of the person's units that are not overdue yet."""
    late = access.to_do(user).overdue(timezone.localdate())
    return access.to_do(user).exclude(pk__in=late.values("pk")).worst_first()


def to_confirm(user: Reader) -> TaskQuerySet:
    """Reports that wait for the person's answer."""
    return access.to_confirm(user).worst_first()


QUEUES = {
    queue.key: queue
    for queue in (
        Queue("qua-han", "Nhiệm vụ quá hạn", "Xem", overdue, is_urgent=True),
        Queue("cho-xac-nhan", "Nhiệm vụ đã báo cáo, chờ xác nhận", "Xác nhận", to_confirm),
        Queue(
            "can-thuc-hien",
            "Nhiệm vụ cần thực hiện",
            "Báo cáo",
            to_do,
            url_name="tasks:report_task",
        ),
    )
}
