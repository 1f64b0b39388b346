"""Signals as the event loop hears them."""

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def answered(answers: Mapping[signal.Signals, Callable[[], object]]) -> Iterator[None]:
    """While the block runs, these signals call these functions in the running loop; afterwards they do what they did
    before. Elsewhere than in the main thread nothing is changed."""
    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        yield
        return
    loop, before = asyncio.get_running_loop(), {number: signal.getsignal(number) for number in answers}
    for number, answer in answers.items():
        loop.add_signal_handler(number, answer)
    try:
        yield
    finally:
        for number, former in before.items():
            loop.remove_signal_handler(number)  # which leaves the system's default: death
            signal.signal(number, former)
