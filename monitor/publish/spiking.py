"""Looks for spikes: what just began is held against what is usual, and what is more than that is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.curate import spike
from monitor.curate.spike import Usual
from monitor.model.spike import DAYS, Sensitivity
from monitor.store import spike_past, spikes
from monitor.store.database import Connection, Database
from monitor.store.spike_past import Begun, Subject
from monitor.store.spikes import Finding

RELEARN = timedelta(hours=1)  # what is usual holds for so long
LATEST_H = 27  # hours that are being judged, and are no part of what they are judged by


class Standing(StrEnum):
    """Whether spikes of a topic are told."""

    READY = "ready"
    LEARNING = "learning"  # told, with more caution: less than 28 days are known
    TOO_YOUNG = "too young"  # not told: less than a day is known
    SETTLING = "settling"  # not told: its query changed within the last day
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt of a topic, for which state of it, and when."""

    subject: Subject
    usual: Usual
    at: datetime


@dataclass(slots=True)
class Scout:
    """Looks again and again; remembers what is usual for an hour."""

    db: Database
    learnt: dict[int, Learnt] = field(default_factory=dict)

    def look(self, now: datetime) -> tuple[Finding, ...]:
        """One look at everything: the spikes that are new. Nothing is written where nothing happened."""
        with self.db.read() as conn:
            bursts = [
                found for topic, begun in self._busy(conn, now) if (found := self._judged(conn, topic, begun, now))
            ]
            idle = not bursts and not spikes.any_to_close(conn, now, spike.COOL_DOWN)
        return () if idle else self.db.run(lambda conn: _kept(conn, bursts, now))

    def _busy(self, conn: Connection, now: datetime) -> list[tuple[Subject, list[Begun]]]:
        busy = {topic: begun for topic, begun in spike_past.fresh(conn, now).items() if len(begun) >= spike.FLOOR}
        subjects = spike_past.subjects(conn, list(busy)) if busy else {}
        return [(subjects[topic], begun) for topic, begun in sorted(busy.items()) if topic in subjects]

    def _judged(self, conn: Connection, topic: Subject, begun: list[Begun], now: datetime) -> Finding | None:
        if topic.settling(now):
            return None
        usual, told = self._usual(conn, topic, now), spikes.told(conn, topic.id, now - spike_past.REACH)
        begun = [one for one in begun if one.story not in told]
        found = spike.find([one.at for one in begun], now, usual, topic.sensitivity)
        if found is None:
            return None
        stories = tuple(one.story for one in begun if found.start < one.at <= found.end)
        why = spike.reason(found, usual, topic.sensitivity)
        return Finding(topic.id, now, found, topic.sensitivity, usual.learning, why, stories)

    def _usual(self, conn: Connection, topic: Subject, now: datetime) -> Usual:
        known = self.learnt.get(topic.id)
        if known is None or known.subject != topic or not timedelta(0) <= now - known.at < RELEARN:
            known = self.learnt[topic.id] = Learnt(topic, learn(conn, topic, now), now)
        return known.usual


def _kept(conn: Connection, bursts: list[Finding], now: datetime) -> tuple[Finding, ...]:
    new = tuple(found for found in bursts if spikes.file(conn, found, spike.COOL_DOWN))
    spikes.close(conn, now, spike.COOL_DOWN)
    return new


def learn(conn: Connection, topic: Subject, now: datetime) -> Usual:
    """What is usual of a topic now."""
    first = spike.hour_of(topic.since) + 1
    watched = sorted(hour for hour in spike_past.watched(conn, now) if hour >= first)
    watched = watched[: len(watched) - min(LATEST_H, len(watched) // 4)]
    changed = None if topic.changed is None else spike.hour_of(topic.changed)
    return spike.learn(spike_past.counts(conn, topic.id, now), watched, changed)


def standing(topic: Subject, usual: Usual, now: datetime) -> Standing:
    """Whether spikes of it are told."""
    if topic.sensitivity is Sensitivity.OFF:
        return Standing.OFF
    if topic.settling(now):
        return Standing.SETTLING
    if usual.silent:
        return Standing.TOO_YOUNG
    return Standing.LEARNING if usual.learning else Standing.READY


def sentence(topic: Subject, usual: Usual, now: datetime) -> str:
    """The same in words, for a page and a terminal."""
    days = f"{usual.hours // 24} of {DAYS} days known"
    words: Mapping[Standing, str] = {
        Standing.READY: f"Spikes are told at sensitivity {topic.sensitivity}.",
        Standing.LEARNING: f"Still learning: {days}. Spikes are told with caution, at sensitivity {topic.sensitivity}.",
        Standing.TOO_YOUNG: f"Still learning: {usual.hours} of the first {spike.LEARNING_H} hours known. "
        "Until then no spike is told.",
        Standing.SETTLING: "Its query changed within the last day: no spike is told until a day has passed, or "
        f"`monitor topics retag {topic.slug}` has matched the archive with it.",
        Standing.OFF: "Spikes of it are not told: its sensitivity is off.",
    }
    return words[standing(topic, usual, now)]
