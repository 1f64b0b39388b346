"""The role judge: judges what is unjudged, under a lease, so that there is one of it however many daemons run."""

import asyncio
import logging
from datetime import datetime, timedelta

from monitor.app import App, holder
from monitor.daemon.shift import Shift
from monitor.errors import LostLease
from monitor.judge import judge_batch
from monitor.judge.linking import anything_unlinked, link_stories
from monitor.judge.repair import repair_stories
from monitor.store import leases

log = logging.getLogger("monitor.daemon")
REST_S = 0.5  # between two looks for unjudged articles when there were none
ELSEWHERE_S = 5.0  # between two tries to take the lease
STUMBLED_S = 2.0
LINKED_AT_ONCE = 500  # stories: a few seconds
REPAIR_EVERY = timedelta(hours=1)  # of news time: small stories are looked at again, languages linked


async def judge(shift: Shift) -> None:
    """Judge what is unjudged, under the lease `judge`; while somebody else holds it, wait."""
    while not shift.stop.is_set():
        try:
            token = await asyncio.to_thread(_take_judge_lease, shift.app)
            if token is None:
                await shift.rest(ELSEWHERE_S)
            else:
                await _judge_while_held(shift, token)
        except LostLease:
            log.warning("another process judges now")
        except Exception:
            log.exception("judging failed; trying again")
            await shift.rest(STUMBLED_S)


def _take_judge_lease(app: App) -> int | None:
    return leases.take(app.db, "judge", holder(), app.options.judge.lease_s)


async def _judge_while_held(shift: Shift, token: int) -> None:
    repaired: datetime | None = None
    behind = False  # more stories wait for their links than are compared at once
    try:
        while not shift.stop.is_set():
            judged = await asyncio.to_thread(_judge_some, shift.app, token)
            now = shift.app.clock.now()
            if repaired is None or now - repaired >= REPAIR_EVERY or (behind and not judged):
                behind = await asyncio.to_thread(_repair, shift.app, token)
                repaired = now
            if not judged and await shift.rest(REST_S):
                break
    finally:
        await asyncio.to_thread(leases.release, shift.app.db, "judge", token)


def _judge_some(app: App, token: int) -> int:
    leases.renew(app.db, "judge", token, app.options.judge.lease_s)
    return judge_batch(app.db, now=app.clock.now(), options=app.options.judge, token=token, book=app.book)


def _repair(app: App, token: int) -> bool:
    """Whether there is more to do."""
    repair_stories(app.db, now=app.clock.now(), options=app.options.judge, token=token)
    link_stories(app.db, now=app.clock.now(), options=app.options.judge, token=token, most=LINKED_AT_ONCE)
    return anything_unlinked(app.db)
