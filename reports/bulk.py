"""Many papers at once: two renderers side by side, as a machine of two cores has room for.

For jobs alone: a web worker keeps its one renderer.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from reports import pdf

T = TypeVar("T")
R = TypeVar("R")
PRESSES = 2


def on_two_presses(work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """``work`` over the items in their order, two at a time, each thread with its own renderer.

    The work itself may ask no database: its threads have connections of their own, which nobody
    would close.
    """
    presses = pdf.Presses()
    with ThreadPoolExecutor(PRESSES, initializer=presses.enter) as pool:
        try:
            yield from pool.map(work, items)
        finally:
            pool.shutdown(cancel_futures=True)
            presses.close()
