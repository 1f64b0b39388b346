"""What each file may hold: pydantic shapes, one a table, that become the dataclasses of the model.

The shapes of the options are made from their dataclasses, so that a new option is a new key by itself; what this file
adds are the bounds. Strict: a number is no text, an unknown key is an error, and no value is ever printed.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import time
from enum import StrEnum
from typing import Annotated, Any, Literal, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model

from monitor.model.alert import Trigger
from monitor.model.digest import EVERY_DAY, Order, Tongue
from monitor.model.feed import Priority
from monitor.model.options import (
    FetchOptions,
    JudgeOptions,
    MailOptions,
    ParseOptions,
    PollOptions,
    WebOptions,
)
from monitor.model.outlet import OutletKind

KIB, MIB = 1024, 1024 * 1024
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_S = 86_400
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+=?^_`{|}~-]+@[\w-]+(\.[\w-]+)*")  # the domain may be in any script
SECTIONS: Mapping[str, type] = {
    "fetch": FetchOptions,
    "poll": PollOptions,
    "parse": ParseOptions,
    "judge": JudgeOptions,
    "web": WebOptions,
    "mail": MailOptions,
}


class Shape(BaseModel):
    """A table of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


def _zone(name: object) -> object:
    try:
        return ZoneInfo(str(name)).key
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("is no IANA zone; write one like Europe/Berlin, Asia/Seoul or UTC") from error


def _web_address(text: object) -> object:
    try:
        parts = urlsplit(str(text))
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return text
    except ValueError:
        pass
    raise ValueError("must be an address that begins with http:// or https:// and a host")


def _feed_address(text: object) -> object:
    if urlsplit(str(_web_address(text))).username is not None:
        raise ValueError("must not hold a user name or password; give an access with env:NAME or file:PATH instead")
    return text


def _base_address(text: object) -> object:
    return str(_web_address(text)).rstrip("/")


def _wall_time(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value):
        try:
            return time.fromisoformat(value.zfill(5))
        except ValueError:
            pass
    if isinstance(value, time):
        return value
    raise ValueError('must be a time of day like "07:30"')


def _wall_times(value: object) -> object:
    return tuple(map(_wall_time, value)) if isinstance(value, list | tuple) and value else _wall_time(value)


def _weekday(value: object) -> object:
    if value in WEEKDAYS:
        return WEEKDAYS.index(str(value))
    raise ValueError(f"must be one of {', '.join(WEEKDAYS)}")


def _mail_address(text: object) -> object:
    if isinstance(text, str) and re.fullmatch(r"[^@\s<>]+@[^@\s<>]+|[^@<>\r\n]*<[^@\s<>]+@[^@\s<>]+>", text):
        return text
    raise ValueError("must be a mail address like desk@example.org")


def _test(value: object) -> object:
    """A number is that of a stored article."""
    return f"article:{value}" if isinstance(value, int) and not isinstance(value, bool) and value > 0 else value


def _recipient(text: object) -> object:
    if isinstance(text, str) and len(text) <= 64 and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        return text
    if isinstance(text, str) and len(text) <= 254 and PLAIN_ADDRESS.fullmatch(text):
        return text
    raise ValueError("must be a mail address like desk@example.org, or the slug of a [[destination]], and nothing else")


def _one_line(text: str) -> str:
    if text.isprintable():
        return text
    raise ValueError("must be one line, without control characters")


def _kind(value: object) -> object:
    try:
        return OutletKind(str(value))
    except ValueError:
        raise ValueError(f"must be one of {', '.join(OutletKind)}") from None


def _order(value: object) -> object:
    return _one_of(Order, value)


def _tongue(value: object) -> object:
    return _one_of(Tongue, value)


def _trigger(value: object) -> object:
    return _one_of(Trigger, value)


def _quiet(value: object) -> object:
    """From and to, as times."""
    ends = re.split(r"\s*[-–]\s*|\s+to\s+", value.strip()) if isinstance(value, str) else []
    try:
        first, last = map(_wall_time, ends)
    except ValueError:
        raise ValueError('must be two times of day like "22:00-07:00"') from None
    if first == last:
        raise ValueError("begins when it ends; leave it out where no hour is quiet")
    return first, last


def _one_of(kind: type[StrEnum], value: object) -> object:
    try:
        return kind(str(value))
    except ValueError:
        raise ValueError(f"must be one of {', '.join(kind)}") from None


def _priority(value: object) -> object:
    try:
        return Priority(str(value))
    except ValueError:
        raise ValueError(f"must be one of {', '.join(Priority)}") from None


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Title = Annotated[Name, AfterValidator(_one_line)]
Text = Annotated[str, Field(min_length=1, max_length=1000)]
Test = Annotated[str, BeforeValidator(_test), Field(min_length=1, max_length=1000)]
Lang = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Host = Annotated[str, Field(pattern=r"^[^\s/:@A-Z]+$", max_length=253)]
Zone = Annotated[str, BeforeValidator(_zone)]
WallTimes = Annotated[time | tuple[time, ...], BeforeValidator(_wall_times)]
Weekday = Annotated[int, BeforeValidator(_weekday)]
MailAddress = Annotated[str, BeforeValidator(_mail_address)]
Recipient = Annotated[str, BeforeValidator(_recipient)]
Kind = Annotated[OutletKind, BeforeValidator(_kind)]


class AccessTable(Shape):
    """`access` of a `[[feed]]`."""

    user: Text | None = None
    password: Text | None = None
    token: Text | None = None
    certificate: Text | None = None
    key: Text | None = None
    proxy: Text | None = None


class FeedTable(Shape):
    """`[[feed]]`."""

    slug: Slug
    url: Annotated[str, BeforeValidator(_feed_address), Field(max_length=2048)]
    title: Annotated[str, Field(max_length=200)] = ""
    outlet: Slug | None = None
    lang: Lang | None = None
    interval_s: Annotated[int, Field(ge=60, le=7 * DAY_S)] | None = None
    priority: Annotated[Priority, BeforeValidator(_priority)] = Priority.NORMAL
    headers: dict[str, str] = {}
    access: AccessTable = AccessTable()


class OutletTable(Shape):
    """`[[outlet]]`."""

    slug: Slug
    name: Name
    kind: Kind
    aliases: tuple[Name, ...] = ()
    hosts: tuple[Host, ...] = ()
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    lang: Lang | None = None
    credits: tuple[Name, ...] = ()


class DigestTable(Shape):
    """`[[digest]]`."""

    slug: Slug
    name: Title
    topics: Annotated[tuple[Slug, ...], Field(min_length=1)] = ()
    query: str = ""
    recipients: tuple[Recipient, ...] = ()
    at: WallTimes = time(7, 30)
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = EVERY_DAY
    every_hours: Annotated[int, Field(ge=1, le=24)] | None = None
    zone: Zone = "UTC"
    channel: Slug = "mail"
    length: Annotated[int, Field(ge=1, le=200)] = 20
    order: Annotated[Order, BeforeValidator(_order)] = Order.ORIGINS
    languages: tuple[Lang, ...] = ()
    language: Annotated[Tongue, BeforeValidator(_tongue)] = Tongue.EN
    send_empty: bool = False


class AlertTable(Shape):
    """`[[alert]]`."""

    slug: Slug
    name: Title
    topics: Annotated[tuple[Slug, ...], Field(min_length=1)] = ()
    on: tuple[Annotated[Trigger, BeforeValidator(_trigger)], ...] = tuple(Trigger)
    outlets: tuple[Slug, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    channel: Slug = "mail"
    language: Annotated[Tongue, BeforeValidator(_tongue)] = Tongue.EN
    languages: tuple[Lang, ...] = ()
    zone: Zone = "UTC"
    quiet: Annotated[tuple[time, time] | None, BeforeValidator(_quiet)] = None
    daily_cap: Annotated[int, Field(ge=1, le=1000)] = 10
    batch_minutes: Annotated[int, Field(ge=0, le=24 * 60)] = 5
    health: bool = False
    after_hours: Annotated[int, Field(ge=1, le=30 * 24)] = 24
    after_failures: Annotated[int, Field(ge=1, le=1000)] = 10


class DestinationTable(Shape):
    """`[[destination]]`."""

    slug: Slug
    channel: Slug
    address: Annotated[str, Field(min_length=1, max_length=2048)]
    secret: Text | None = None


GroupName = Annotated[str, Field(pattern=r"^\w[\w-]*$", max_length=64)]
Groups = dict[GroupName, Annotated[tuple[Text, ...], Field(min_length=1)]]


class TopicTable(Shape):
    """`[[topic]]`, or a whole file of topics.d/."""

    slug: Slug
    name: Name
    query: Annotated[str, Field(min_length=1)]
    decoys: tuple[Text, ...] = ()
    must_match: tuple[Test, ...] = ()
    must_not_match: tuple[Test, ...] = ()
    note: str = ""
    spikes: Literal["off", "low", "normal", "high"] = "normal"
    aliases: Groups = {}


class PairTable(Shape):
    """`[[pair]]`."""

    slug: Slug
    feeds: Annotated[tuple[Slug, ...], Field(min_length=2, max_length=10)]
    hours: Annotated[int, Field(ge=1, le=24 * 60)] = 48
    topic: Slug | None = None
    note: str = ""


class FeedsFile(Shape):
    """feeds.toml."""

    feed: tuple[FeedTable, ...] = ()
    pair: tuple[PairTable, ...] = ()


class OutletsFile(Shape):
    """outlets.toml."""

    outlet: tuple[OutletTable, ...] = ()


class DigestsFile(Shape):
    """digests.toml."""

    digest: tuple[DigestTable, ...] = ()
    alert: tuple[AlertTable, ...] = ()
    destination: tuple[DestinationTable, ...] = ()


class TopicsFile(Shape):
    """topics.toml. Its groups are for every topic, in whatever file."""

    topic: tuple[TopicTable, ...] = ()
    aliases: Groups = {}


class GroupsFile(Shape):
    """A file of topics.d/ whose name begins with `_`: groups for every topic."""

    aliases: Groups = {}


def between(low: float, high: float) -> Any:
    """Bounds of a number, both allowed."""
    return Field(ge=low, le=high)


BOUNDS: Mapping[str, Mapping[str, Any]] = {
    "fetch": {
        "connect_s": between(0.1, 120),
        "read_s": between(0.1, 120),
        "deadline_s": between(1, 600),
        "page_deadline_s": between(1, 600),
        "wire_bytes": between(KIB, 256 * MIB),
        "decoded_bytes": between(KIB, 256 * MIB),
        "page_wire_bytes": between(KIB, 256 * MIB),
        "page_decoded_bytes": between(KIB, 256 * MIB),
        "redirects": between(0, 20),
        "url_chars": between(100, 8192),
        "header_bytes": between(KIB, MIB),
        "keep_s": between(0, 60),
        "at_once": between(1, 1000),
        "per_host": between(1, 20),
        "host_gap_s": between(0, 60),
        "in_flight_bytes": between(MIB, 4096 * MIB),
    },
    "poll": {
        "tick_s": between(0.05, 300),
        "interval_s": between(60, 7 * DAY_S),
        "floor_s": between(1, DAY_S),
        "cap_s": between(60, 7 * DAY_S),
        "slowest_s": between(3600, 60 * DAY_S),
        "jitter": between(0, 0.5),
        "eagerness": between(0.01, 100),
        "entries": between(1, 10_000),
        "first_entries": between(1, 10_000),
        "claim": between(1, 5000),
        "per_host_claim": between(1, 100),
        "lease_s": between(10, 3600),
        "full_every_s": between(60, 30 * DAY_S),
    },
    "parse": {
        "workers": between(1, 64),
        "wall_s": between(1, 300),
        "memory_bytes": between(64 * MIB, 8192 * MIB),
        "recycle": between(1, 1_000_000),
    },
    "judge": {
        "batch": between(1, 1000),
        "fold_p": between(0.5, 1),
        "similar_p": between(0.1, 1),
        "story_days": between(1, 60),
        "lease_s": between(10, 3600),
    },
    "web": {"port": between(0, 65_535)},
    "mail": {"port": between(1, 65_535), "timeout_s": between(1, 600), "answer_s": between(1, 3600)},
}

KINDS: Mapping[tuple[str, str], Any] = {
    ("web", "base_url"): Annotated[str, BeforeValidator(_base_address)],
    ("web", "auth"): Literal["auto", "always"],
    ("web", "zone"): Zone,
    ("mail", "tls"): Literal["none", "starttls", "tls"],
    ("mail", "unknown"): Literal["resend", "hold"],
    ("mail", "sender"): MailAddress,
    ("mail", "owner"): MailAddress | None,
}


def options_shape(section: str) -> type[Shape]:
    """The shape of a section of monitor.toml, from its dataclass and the bounds above."""
    options = SECTIONS[section]
    hints = get_type_hints(options)
    bounds = BOUNDS.get(section, {})
    keys: dict[str, Any] = {
        one.name: (
            Annotated[KINDS.get((section, one.name), hints[one.name]), bounds.get(one.name, Field())],
            one.default,
        )
        for one in fields(options)
    }
    return create_model(f"{section.title()}Table", __base__=Shape, **keys)


class DatabaseTable(Shape):
    """`[database]`."""

    url: Annotated[str, Field(min_length=1)] | None = None


def monitor_file() -> type[Shape]:
    """The shape of monitor.toml: every section may be missing."""
    tables: dict[str, Any] = {section: (options_shape(section) | None, None) for section in SECTIONS}
    return create_model("MonitorFile", __base__=Shape, database=(DatabaseTable | None, None), **tables)
