"""A feed's rhythm as the small JSON of its row."""

from collections.abc import Mapping
from typing import Any

from monitor.model.feed import Rhythm
from monitor.store.instant import from_micros, to_micros


def to_json(rhythm: Rhythm) -> dict[str, Any]:
    """Instants are microseconds; what is empty is left out."""
    found: dict[str, Any] = {
        "polls": [list(pair) for pair in rhythm.polls],
        "interval_s": rhythm.interval_s,
        "failures": rhythm.failures,
        "gone_seen": [to_micros(at) for at in rhythm.gone_seen],
        "moved": [[url, to_micros(at)] for url, at in rhythm.moved],
        "usual_s": rhythm.usual_s,
        "newest": to_micros(rhythm.newest) if rhythm.newest else None,
    }
    return {key: value for key, value in found.items() if value not in (None, [])}


def from_json(stored: Mapping[str, Any]) -> Rhythm:
    """The rhythm of a row; `{}` is that of a new feed."""
    return Rhythm(
        polls=tuple((int(entries), int(new)) for entries, new in stored.get("polls", ())),
        interval_s=stored.get("interval_s", Rhythm().interval_s),
        failures=stored.get("failures", 0.0),
        gone_seen=tuple(from_micros(at) for at in stored.get("gone_seen", ())),
        moved=tuple((url, from_micros(at)) for url, at in stored.get("moved", ())),
        usual_s=stored.get("usual_s"),
        newest=from_micros(stored["newest"]) if "newest" in stored else None,
    )
