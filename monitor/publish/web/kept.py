"""Counts that took long are kept a while: twenty times as long as they took, so that counting never costs more than a
twentieth of the machine, and on a small database nothing is ever stale."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
TIMES = 20
MOST = 256


class Kept:
    """Values by key, each with the machine time until which it holds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` is machine time in seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._values: dict[Hashable, tuple[float, Any]] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The kept value, or a new one."""
        begun = self._clock()
        with self._lock:
            until, value = self._values.get(key, (0.0, None))
        if begun < until:
            found: T = value
            return found
        made = make()
        self._keep(key, made, begun)
        return made

    def _keep(self, key: Hashable, value: object, begun: float) -> None:
        ended = self._clock()
        with self._lock:
            if len(self._values) >= MOST:
                self._values.clear()
            self._values[key] = (ended + TIMES * (ended - begun), value)
