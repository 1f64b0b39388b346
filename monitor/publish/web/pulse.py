"""What pages say of a topic's spikes and firsts: what is usual, the band of chance around it, the spikes that were."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from monitor.curate import spike
from monitor.curate.spike import Usual
from monitor.model.leads import Board
from monitor.model.spike import Spike
from monitor.publish import leading, spiking
from monitor.publish.spiking import Standing
from monitor.publish.web.context import Visit
from monitor.publish.web.volume import Step
from monitor.store import spike_past, spikes
from monitor.store.views_rows import rfc3339
from monitor.store.views_topic import TopicHead

SHOWN = timedelta(days=30)
LONGEST = timedelta(days=2)  # longer steps have no band: it says little of a week


@dataclass(frozen=True, slots=True)
class Pulse:
    """The spikes of a topic, newest first, and what is usual of it; `limit`: from how many stories in the last hour on
    there is a spike (None: none is told)."""

    standing: Standing
    sentence: str
    sensitivity: str
    usual: Usual
    spikes: tuple[Spike, ...]
    titles: Mapping[int, str]
    limit: int | None
    expected: float

    @property
    def open(self) -> Spike | None:
        """The one that goes on."""
        return next((one for one in self.spikes if one.until is None), None)


def pulse(visit: Visit, head: TopicHead, since: datetime | None = None) -> Pulse | None:
    """How a topic beats; None for one that is out of use."""
    known = visit.web.kept.get(("subject", head.id), lambda: spike_past.subjects(visit.conn, [head.id]).get(head.id))
    if known is None:
        return None
    hour = spike.hour_of(visit.now)
    usual = visit.web.kept.get(("usual", known, hour), lambda: spiking.learn(visit.conn, known, visit.now))
    standing = spiking.standing(known, usual, visit.now)
    found = spikes.spikes(visit.conn, head.slug, since or visit.now - SHOWN)
    expected = spike.expected(usual, visit.now - spike.HOUR, visit.now)
    told = standing in (Standing.READY, Standing.LEARNING)
    return Pulse(
        standing, spiking.sentence(known, usual, visit.now), known.sensitivity.value, usual, found,
        spikes.headlines(visit.conn, found),
        spike.limit(expected, usual.extra[1], known.sensitivity) if told else None, expected,
    )  # fmt: skip


def banded(steps: Sequence[Step], beat: Pulse | None, now: datetime) -> list[Step]:
    """Steps of hours or days with the band in which chance leaves 95 of 100, and the spikes found in their windows."""
    if beat is None:
        return list(steps)
    return [replace(one, band=_band(one, beat, now), spike=_times(one, beat.spikes)) for one in steps]


def _band(step: Step, beat: Pulse, now: datetime) -> tuple[int, int] | None:
    length = step.end - step.start
    if beat.usual.silent or length > LONGEST:
        return None
    mean = spike.expected(beat.usual, step.start, min(step.end, now) if step.running else step.end)
    return spike.band(mean, beat.usual.extra[24 if length > spike.HOUR else 1])


def _times(step: Step, found: Sequence[Spike]) -> float | None:
    return max((one.burst.times for one in found if step.start <= one.burst.end < step.end), default=None)


def first(visit: Visit, head: TopicHead, since: datetime, until: datetime) -> Board:
    """Who was first on a topic."""
    key = ("board", head.id, _rounded(since), _rounded(until))
    return visit.web.kept.get(key, lambda: leading.board(visit.conn, (head.id, head.slug), since, until))


def _rounded(moment: datetime) -> datetime:
    """To ten minutes: a board of days does not change with the second."""
    return moment.replace(minute=moment.minute // 10 * 10, second=0, microsecond=0)


def pulse_json(beat: Pulse | None) -> dict[str, Any] | None:
    """For machines."""
    if beat is None:
        return None
    return {
        "standing": beat.standing.value, "sentence": beat.sentence, "sensitivity": beat.sensitivity,
        "hours_known": beat.usual.hours, "expected_this_hour": round(beat.expected, 3), "spike_from": beat.limit,
        "spikes": [spike_json(one) for one in beat.spikes],
    }  # fmt: skip


def spike_json(one: Spike) -> dict[str, Any]:
    """A spike for machines."""
    b = one.burst
    return {
        "id": one.id, "topic": one.topic, "at": rfc3339(one.at), "start": rfc3339(b.start), "end": rfc3339(b.end),
        "hours": b.hours, "stories": b.stories, "expected": round(b.expected, 3), "times": round(b.times, 2),
        "tail": b.tail, "sensitivity": one.sensitivity.value, "learning": one.learning, "reason": one.reason,
        "story_ids": list(one.story_ids), "peak": one.peak, "held": rfc3339(one.held), "until": rfc3339(one.until),
    }  # fmt: skip


def board_json(found: Board) -> dict[str, Any]:
    """The board for machines; times are RFC 3339, leads seconds."""
    return {
        "topic": found.topic, "since": rfc3339(found.since), "until": rfc3339(found.until), "stories": found.stories,
        "alone": found.alone, "outlets": [asdict(one) for one in found.leaders],
        "pairs": [asdict(one) for one in found.duels],
        "items": [{**asdict(one), "at": rfc3339(one.at)} for one in found.led],
    }  # fmt: skip
