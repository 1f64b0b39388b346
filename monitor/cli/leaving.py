"""A stop that comes while a daemon still starts, or when it has all but ended: in order too."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


def _leave() -> None:
    raise SystemExit(0)


class Leaving:
    """What SIGTERM does while no event loop answers it: ends the process with 0, as there is nothing to finish yet;
    once the work is begun, asks it to stop."""

    def __init__(self) -> None:
        """Nothing is begun."""
        self._stop: Callable[[], None] = _leave

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """A signal. A second one changes nothing."""
        if self._stop is _leave:
            signal.signal(number, signal.SIG_IGN)
        self._stop()

    def ask(self, stop: Callable[[], None]) -> None:
        """From now on a stop is asked for by this."""
        self._stop = stop


@contextmanager
def leaving() -> Iterator[Leaving]:
    """From the first moment of a process to its last. Behind it a stop changes nothing any more: the process ends."""
    found = Leaving()
    before = signal.signal(signal.SIGTERM, found)
    try:
        yield found
    except Exception:
        signal.signal(signal.SIGTERM, before)
        raise
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
