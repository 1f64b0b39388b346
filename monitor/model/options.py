"""Options that the settings fill, one dataclass a room. Defaults are the packaged ones (config/monitor.toml says the
same)."""

from dataclasses import dataclass, field

KB, MIB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How we speak to servers. Seconds, bytes, counts."""

    user_agent: str = "monitor/0.1 (+https://monitor.example/about)"
    contact: str = ""  # added to the User-Agent when set
    connect_s: float = 5.0
    read_s: float = 10.0
    deadline_s: float = 30.0
    page_deadline_s: float = 20.0
    wire_bytes: int = 5 * MIB
    decoded_bytes: int = 15 * MIB
    page_wire_bytes: int = 3 * MIB
    page_decoded_bytes: int = 8 * MIB
    redirects: int = 5
    url_chars: int = 2048
    header_bytes: int = 100_000
    at_once: int = 100
    per_host: int = 2
    host_gap_s: float = 1.0
    in_flight_bytes: int = 64 * MIB
    allow: tuple[str, ...] = ()  # guard exceptions: "127.0.0.1:8080", "10.0.0.0/8:443"
    resolve: tuple[tuple[str, str], ...] = ()  # (host pattern, "address:port"): the demo maps *.example to itself
    proxy: str | None = field(default=None, repr=False)  # may hold a password
    authorities: str | None = None  # path of a PEM file
    keep_s: float = 5.0  # a connection waits so long for the next request, where more wait for its host
    http2: bool = False


@dataclass(frozen=True, slots=True)
class PollOptions:
    """How often, and how much of a document is taken."""

    tick_s: float = 5.0
    interval_s: int = 1800
    floor_s: int = 300
    cap_s: int = 86_400
    slowest_s: int = 7 * 86_400
    jitter: float = 0.1
    eagerness: float = 1.0  # all polls together go with it, nearly; what is urgent is not put off
    entries: int = 500
    first_entries: int = 100
    claim: int = 200
    per_host_claim: int = 4
    lease_s: int = 180
    full_every_s: int = 86_400  # an unconditional fetch in spite of validators


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """The parse workers."""

    workers: int = 2
    wall_s: float = 20.0
    memory_bytes: int = 512 * MIB
    recycle: int = 500  # tasks after which a worker is replaced


@dataclass(frozen=True, slots=True)
class JudgeOptions:
    """The judge: batch size, and how sure it must be to fold and to list as similar."""

    batch: int = 200
    fold_p: float = 0.85
    similar_p: float = 0.70
    story_days: int = 14
    lease_s: int = 180


@dataclass(frozen=True, slots=True)
class WebOptions:
    """The dashboard. `base_url` is what links in mails begin with."""

    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"
    auth: str = "auto"  # auto | always
    zone: str = "UTC"
    admin_password_file: str | None = None


@dataclass(frozen=True, slots=True)
class MailOptions:
    """The SMTP server that carries digests. `tls`: none | starttls | tls."""

    host: str = "localhost"
    port: int = 25
    tls: str = "none"
    user: str | None = None
    password: str | None = field(default=None, repr=False)  # already read from env: or file:
    sender: str = "monitor <monitor@localhost>"
    timeout_s: float = 60.0
    answer_s: float = 600.0  # for the answer to the end of a message: who hangs up sooner gets doubles (RFC 5321)
    owner: str | None = None  # who is told what did not arrive
    unknown: str = "resend"  # resend | hold: what to do when the server vanished after the final dot
    folder: str = "outbox"  # where the file channel writes


@dataclass(frozen=True, slots=True)
class Destination:
    """A recipient that is no mail address: what a digest's `recipients` call by its slug. Which `address` and `secret`
    there are is up to the channel. Both are already read from env: or file:."""

    slug: str
    channel: str
    address: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that can be set, by room."""

    database_url: str = field(repr=False)  # may hold a password
    fetch: FetchOptions = FetchOptions()
    poll: PollOptions = PollOptions()
    parse: ParseOptions = ParseOptions()
    judge: JudgeOptions = JudgeOptions()
    web: WebOptions = WebOptions()
    mail: MailOptions = MailOptions()
    destinations: tuple[Destination, ...] = ()
    clock: str | None = None  # MONITOR_CLOCK: start=…;rate=…

    def destination(self, channel: str, slug: str) -> Destination | None:
        """The destination of that channel called `slug`."""
        found = (one for one in self.destinations if (one.channel, one.slug) == (channel, slug))
        return next(found, None)
