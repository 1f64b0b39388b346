"""What all pages share, one visit to a page, and what a page answers with."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jinja2
from starlette.requests import Request

from monitor.model.clock import Clock
from monitor.model.options import WebOptions
from monitor.publish.digest_drafting import Rules
from monitor.publish.web.assets import Assets
from monitor.publish.web.kept import Kept
from monitor.publish.web.live import Live
from monitor.store.database import Connection, Database
from monitor.store.people import Person

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Web:
    """The dashboard, wired once. `unlocked`: on loopback nobody has to log in."""

    db: Database
    options: WebOptions
    clock: Clock
    templates: jinja2.Environment
    assets: Assets
    live: Live
    unlocked: bool
    poll_now: Callable[[str], str] | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # [aliases] that a search may use
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # groups that any topic may use
    rules: Rules | None = None  # those of the files for a digest; without them none can be saved
    destinations: Mapping[str, str] = field(default_factory=dict)  # their channels
    kept: Kept = field(default_factory=Kept)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looks: a person and the secret that their forms prove."""

    person: Person
    csrf: str

    @property
    def theme(self) -> str | None:
        """Light | dark; None follows the system."""
        theme = self.person.settings.get("theme")
        return theme if theme in ("light", "dark") else None

    def zone(self, default: str) -> ZoneInfo:
        """The reader's zone, else the configured one."""
        try:
            return ZoneInfo(str(self.person.settings.get("zone") or default))
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    def may(self, role: str) -> bool:
        """Whether this person's role is at least `role`."""
        order = ("reader", "editor", "admin")
        return order.index(self.person.role) >= order.index(role)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page: inside one read transaction, at one moment."""

    web: Web
    request: Request
    conn: Connection
    viewer: Viewer
    now: datetime
    zone: ZoneInfo

    @property
    def params(self) -> Mapping[str, str]:
        """The query parameters; of one given twice, the last."""
        return self.request.query_params

    @property
    def path(self) -> Mapping[str, Any]:
        """The parameters in the path."""
        return self.request.path_params


@dataclass(frozen=True, slots=True)
class Answer:
    """A page: its template with the context, the twin's data, and the rows of its CSV when it is a list."""

    template: str
    title: str
    context: Mapping[str, Any]
    data: Callable[[], Json]
    rows: Callable[[], Iterable[Json]] | None = None
    here: str = ""  # which entry of the rail it is
    notices: tuple[str, ...] = ()
    status: int = 200


Handler = Callable[[Visit], Answer]
