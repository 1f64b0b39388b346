"""Tasks that hurt a parse worker. A module of its own, so that a worker starts fast."""

import os
import time
from collections.abc import Callable

from monitor.model.fetching import Failure, Outcome

Work = Callable[..., object]


def sleep(work: Work, args: tuple[object, ...]) -> Failure:
    time.sleep(30)
    return Failure(Outcome.INTERNAL, "awake")


def die(work: Work, args: tuple[object, ...]) -> Failure:
    os._exit(9)


def hoard(work: Work, args: tuple[object, ...]) -> Failure:
    return Failure(Outcome.INTERNAL, str(len(bytearray(2**31))))
