"""Outlets: who published an article."""

from dataclasses import dataclass
from enum import StrEnum


class OutletKind(StrEnum):
    """What an outlet is. Aggregators are never an origin."""

    WIRE = "wire"
    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    OFFICIAL = "official"
    THINK_TANK = "think-tank"
    STATE = "state"
    TRADE_PRESS = "trade-press"
    AGGREGATOR = "aggregator"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet as configured: names it goes by, hosts it publishes on, credits that name it in other people's
    text."""

    slug: str
    name: str
    kind: OutletKind = OutletKind.UNKNOWN
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    country: str | None = None
    lang: str | None = None
    credits: tuple[str, ...] = ()
