"""One row of the table of measurements."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass
class Row:
    """A figure beside what it is compared with; ``value`` must not exceed ``goal``."""

    name: str
    figure: float
    against: float
    value: float
    goal: float

    @property
    def is_met(self) -> bool:
        """Whether the goal is met."""
        return self.value <= self.goal

    def plain(self) -> dict[str, object]:
        """The row's own fields."""
        return asdict(self)

    def as_json(self) -> dict[str, object]:
        """The row for scripts."""
        return {**self.plain(), "is_met": self.is_met}


def alternate(
    one: Callable[[], object],
    other: Callable[[], object],
    *,
    times: int,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[float, float]:
    """Median seconds of two deeds done in turn, so that a busy machine hits both alike."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for deed, kept in ((one, seconds[0]), (other, seconds[1])):
            start = clock()
            deed()
            kept.append(clock() - start)
    return statistics.median(seconds[0]), statistics.median(seconds[1])
