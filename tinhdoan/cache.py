"""The cache in files, with counters that count: the base reads, adds and writes in three steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks


class FileCache(FileBasedCache):
    """Adding, counting and prolonging one at a time, over all processes of the machine."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Store where nothing is stored; whether it was."""
        with self._alone():
            return super().add(*args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        """Count up (or down); the key then lasts as long as any other, until ``touch``."""
        with self._alone():
            return super().incr(*args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Give the key a new end."""
        with self._alone():
            return super().touch(*args, **kwargs)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        folder = Path(self._dir)  # type: ignore[attr-defined]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / "counting.lock").open("a") as guard:
            locks.lock(guard, locks.LOCK_EX)
            yield
