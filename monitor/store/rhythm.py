"""A feed's rhythm as the small JSON of its row."""

from collections.abc import Mapping
from typing import Any

from monitor.model.feed import Asks, Profile, Rhythm
from monitor.store.instant import from_micros, to_micros

PLAIN = ("interval_s", "failures", "length")
ROUNDED = ("recent", "expected", "owed", "pause", "peak")


def to_json(rhythm: Rhythm) -> dict[str, Any]:
    """Instants are microseconds; what is empty is left out."""
    found: dict[str, Any] = {
        "polls": [list(pair) for pair in rhythm.polls],
        "interval_s": rhythm.interval_s,
        "failures": rhythm.failures,
        "length": rhythm.length or None,
        "gone_seen": [to_micros(at) for at in rhythm.gone_seen],
        "moved": [[url, to_micros(at)] for url, at in rhythm.moved],
        "newest": to_micros(rhythm.newest) if rhythm.newest else None,
        "seen_at": to_micros(rhythm.seen_at) if rhythm.seen_at else None,
        "profile": _profile(rhythm.profile),
        "took_ms": list(rhythm.took_ms),
        "asks": _asks(rhythm.asks),
    }
    found |= {name: round(value, 3) or None for name in ROUNDED if (value := getattr(rhythm, name))}
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def from_json(stored: Mapping[str, Any]) -> Rhythm:
    """The rhythm of a row; `{}` is that of a new feed."""
    return Rhythm(
        polls=tuple([(int(entries), int(new)) for entries, new in stored.get("polls", ())]),
        gone_seen=tuple([from_micros(at) for at in stored.get("gone_seen", ())]),
        moved=tuple([(url, from_micros(at)) for url, at in stored.get("moved", ())]),
        newest=from_micros(stored["newest"]) if "newest" in stored else None,
        seen_at=from_micros(stored["seen_at"]) if "seen_at" in stored else None,
        profile=Profile(*map(tuple, stored["profile"])) if "profile" in stored else Profile(),
        took_ms=tuple(stored.get("took_ms", ())),
        asks=_asked(stored.get("asks", {})),
        **{name: stored[name] for name in (*PLAIN, *ROUNDED) if name in stored},
    )


def _profile(profile: Profile) -> list[list[int]] | None:
    if profile == Profile():
        return None
    return [list(profile.hours), list(profile.hours_watched), list(profile.days), list(profile.days_watched)]


def _asks(asks: Asks) -> dict[str, Any]:
    found = {
        "ttl_s": asks.ttl_s,
        "period_s": asks.period_s,
        "skip_hours": sorted(asks.skip_hours),
        "skip_days": sorted(asks.skip_days),
    }
    return {key: value for key, value in found.items() if value not in (None, [])}


def _asked(stored: Mapping[str, Any]) -> Asks:
    hours, days = frozenset(stored.get("skip_hours", ())), frozenset(stored.get("skip_days", ()))
    return Asks(stored.get("ttl_s"), stored.get("period_s"), hours, days)
