"""What a fetch gives back: a body, "not modified", or a failure of a fixed vocabulary. Errors travel as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How one poll of one feed ended. Stored in poll events, shown on pages; never invent another word."""

    OK = "ok"  # a body with entries was read
    NOT_MODIFIED = "not_modified"  # the server answered 304
    UNCHANGED = "unchanged"  # 200, but the same bytes as last time
    NO_ENTRIES = "no_entries"  # a valid feed with nothing in it
    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    PROTOCOL = "protocol"
    TRUNCATED = "truncated"
    BAD_ENCODING = "bad_encoding"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    BLOCKED_ADDRESS = "blocked_address"  # our address guard refused
    BAD_URL = "bad_url"
    BLOCKED = "blocked"  # 401, 403, 451, a challenge page: they do not want us
    NOT_FOUND = "not_found"  # 404
    GONE = "gone"  # 410
    RATE_LIMITED = "rate_limited"  # 429, 503
    SERVER_ERROR = "server_error"  # other 5xx
    HTTP_ERROR = "http_error"  # any other status
    EMPTY_BODY = "empty_body"
    NOT_A_FEED = "not_a_feed"  # HTML or anything else under "200 OK"
    UNREADABLE = "unreadable"  # looked like a feed, could not be parsed
    PARSE_LIMIT = "parse_limit"  # the parse worker hit its time or memory limit
    INTERNAL = "internal"  # our own fault; the detail names the exception


GOOD = frozenset({Outcome.OK, Outcome.NOT_MODIFIED, Outcome.UNCHANGED})


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets the next fetch be short: ETag, Last-Modified, and the hash of the last body (hex)."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


NO_PROXY = "none"


@dataclass(frozen=True, slots=True)
class Access:
    """How a feed is reached that is not open to everybody. In a declaration of a person's and in the database secrets
    are references (env:NAME, file:PATH); in a request they are what these say. Nothing here leaves the feed's own
    origin."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)  # sent as "Authorization: Bearer …"
    certificate: str | None = None  # path of a PEM file: the client's certificate, and its key unless `key` names it
    key: str | None = None  # path of a PEM file
    proxy: str | None = field(default=None, repr=False)  # http://[user:password@]host:port, instead of the general one;
    # or NO_PROXY


@dataclass(frozen=True, slots=True)
class Request:
    """One address to fetch, with the validators of last time (empty for an unconditional fetch). `headers` and what
    `access` proves are for the origin of `home` only: the address that they were declared for (None: `url`)."""

    url: str
    validators: Validators = Validators()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold secrets
    access: Access = Access()
    home: str | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Costs of a fetch: wall milliseconds over all hops, bytes on the wire of the last body."""

    ms: int = 0
    wire_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    """A whole, decoded body. `moved_to` is set when every redirect hop was permanent (301, 308)."""

    url: str
    content: bytes
    media_type: str
    charset: str | None
    validators: Validators
    headers: Mapping[str, str] = field(default_factory=dict)
    moved_to: str | None = None
    max_age: int | None = None
    status: int = 200
    timing: Timing = Timing()


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server answered 304. Validators it sent replace the stored ones."""

    validators: Validators
    max_age: int | None = None
    timing: Timing = Timing()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing could be read. `detail` is at most 500 characters; `retry_after` is in seconds, already clamped, and
    was said by `host` (after a redirect it is not the feed's own)."""

    outcome: Outcome
    detail: str
    status: int | None = None
    retry_after: int | None = None
    timing: Timing = Timing()
    host: str | None = None


Fetched = Body | NotModified | Failure
