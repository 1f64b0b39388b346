"""Spikes of an alert's topics that are new to it."""

from monitor.model.alert import AlertKind, Found, Trigger
from monitor.store import spikes
from monitor.store.alert_news import REACH, Asked
from monitor.store.database import Connection


def found(conn: Connection, look: Asked) -> tuple[Found, ...]:
    """Each once: spikes are kept until they are over."""
    spec, begun = look.spec, look.row.begun
    if Trigger.SPIKE not in spec.on or not spec.topics:
        return ()
    since = min((begun[slug] for slug in spec.topics if slug in begun), default=look.now)
    return tuple(
        Found(AlertKind.SPIKE, f"spike/{one.id}", one.topic, None, {"spike": one.id})
        for one in spikes.open_since(conn, max(since, look.now - REACH))
        if one.topic in spec.topics and one.at <= look.now and one.at > begun.get(one.topic, look.now)
    )
