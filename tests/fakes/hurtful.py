"""Tasks that hurt a parse worker. A module of its own, so that a worker starts fast."""

import os
import time

from monitor.model.fetching import Body, Failure, Outcome


def sleep(body: Body, limit: int) -> Failure:
    time.sleep(30)
    return Failure(Outcome.INTERNAL, "awake")


def die(body: Body, limit: int) -> Failure:
    os._exit(9)


def hoard(body: Body, limit: int) -> Failure:
    return Failure(Outcome.INTERNAL, str(len(bytearray(2**31))))
