"""The dashboard: every address, what answers it, and the doors in front. `build` wires it once."""

import logging
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from monitor.errors import ConfigurationError
from monitor.model.clock import Clock, world_time
from monitor.model.options import MIB, WebOptions
from monitor.publish.digest_drafting import Rules
from monitor.publish.web import api, errorpages
from monitor.publish.web.assets import Assets
from monitor.publish.web.context import Handler, Web
from monitor.publish.web.deeds import deed
from monitor.publish.web.live import Live
from monitor.publish.web.metrics import metrics
from monitor.publish.web.pages import (
    alerts,
    article,
    decision_deeds,
    digest_deeds,
    digest_editor,
    digests,
    feed_deeds,
    feeds,
    me,
    overview,
    recipient_deeds,
    search,
    story,
    subscriptions,
    system,
    topic,
    topic_deeds,
    topic_editor,
    topic_pulse,
    topics,
)
from monitor.publish.web.passwords import hashed
from monitor.publish.web.security import Doors, is_unlocked
from monitor.publish.web.serving import page, respond, whole
from monitor.publish.web.templating import environment
from monitor.store import change, people
from monitor.store.database import Database

log = logging.getLogger(__name__)

PAGES: Mapping[str, Handler] = {
    "/": overview.overview,
    "/stories": story.story_list,
    "/stories/{number}": story.story,
    "/articles": article.article_list,
    "/articles/{number}": article.article,
    "/topics": topics.topic_list,
    "/topics/new": topic_editor.new,
    "/topics/{slug}": topic.topic,
    "/topics/{slug}/edit": topic_editor.edit,
    "/topics/{slug}/versions/{version}": topics.version,
    "/topics/{slug}/first": topic_pulse.first_page,
    "/topics/{slug}/spikes": topic_pulse.spikes_page,
    "/search": search.search,
    "/feeds": feeds.feeds,
    "/feeds/{slug}": feeds.feed,
    "/digests": digests.digests,
    "/digests/new": digest_editor.new,
    "/digests/{slug}/edit": digest_editor.edit,
    "/digests/{slug}": digests.digest,
    "/digests/{slug}/editions/{period}": digests.edition,
    "/alerts": alerts.alert_list,
    "/alerts/{slug}": alerts.alert,
    "/alerts/{slug}/{number}": alerts.letter,
    "/system": system.system,
    "/help": system.help_,
    "/me": me.me,
}


DECISIONS = {
    "/articles/{number:int}/not-a-duplicate": decision_deeds.not_duplicate,
    "/articles/{number:int}/reprint-of": decision_deeds.reprint_of,
    "/articles/{number:int}/not-this-story": decision_deeds.not_story,
    "/articles/{number:int}/origin": decision_deeds.origin,
    "/stories/{number:int}/merge": decision_deeds.merge,
    "/stories/{number:int}/same-event": decision_deeds.same_event,
    "/stories/{number:int}/not-the-same-event": decision_deeds.other_event,
    "/decisions/{number:int}/undo": decision_deeds.undo,
}


TOPICS = {
    "/topics/{slug}/retire": topic_deeds.retire,
    "/topics/{slug}/restore": topic_deeds.restore,
    "/topics/{slug}/retag": topic_deeds.retag,
    "/topics/{slug}/retag/stop": topic_deeds.stop,
}

DIGESTS = {f"/digests/{{slug}}/{name}": act for name, act in digest_deeds.DEEDS.items()}
RECIPIENTS = {f"/digests/{{slug}}/recipients/{name}": act for name, act in recipient_deeds.DEEDS.items()}


class Dashboard(Starlette):
    """The application, with the doors in front of all of it, the page about our own faults included."""

    def __init__(self, web: Web) -> None:
        """Everything that `web` can answer."""
        super().__init__(routes=routes(web), middleware=_wrappings())
        self.state.web = web
        errorpages.install(self, web)

    def build_middleware_stack(self) -> ASGIApp:
        """Starlette's own, which begins with the handler of errors that nobody caught, behind the doors."""
        return Doors(super().build_middleware_stack(), self.state.web.options)


def build(  # noqa: PLR0913 - what is wired, once
    db: Database, options: WebOptions, clock: Clock, *,
    poll_now: Callable[[str], str] | None = None,
    groups: Mapping[str, tuple[str, ...]] | None = None, shared: Mapping[str, tuple[str, ...]] | None = None,
    rules: Rules | None = None, destinations: Mapping[str, str] | None = None,
) -> Starlette:  # fmt: skip
    """The application for uvicorn. `poll_now` polls a feed by slug and says how it ended; `groups` are the [aliases]
    that a search may use, `shared` those that any topic may. `rules` are those of the files for digests;
    `destinations` are the configured ones with their channels. The database must be at its newest version.

    Raises:
        ConfigurationError: nobody could log in where a login is needed.
    """
    assets = Assets()
    live = Live(lambda: _changed(db))
    web = Web(
        db, options, clock, environment(assets), assets, live, is_unlocked(options), poll_now, groups or {},
        shared or {}, rules, destinations or {},
    )  # fmt: skip
    _let_in(web)
    return Dashboard(web)


def close(app: Starlette) -> None:
    """End the live streams, so that the server can stop at once. Call it in the server's loop."""
    web: Web = app.state.web
    web.live.close()


def _changed(db: Database) -> int:
    with db.read() as conn:
        return change.current(conn)


def _wrappings() -> list[Middleware]:
    return [
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        Middleware(RequestBodyLimitMiddleware, max_body_size=MIB),
    ]


def _let_in(web: Web) -> None:
    if web.unlocked:
        web.db.run(lambda conn: people.local(conn, world_time(), secrets.token_urlsafe(24)))
        return
    if web.options.admin_password_file:
        _first_admin(web, Path(web.options.admin_password_file))
    with web.db.read() as conn:
        if not people.can_log_in(conn):
            raise ConfigurationError(
                "the dashboard asks for a login here, and nobody has an account. "
                "Run `monitor users add NAME --role admin`, or set MONITOR_ADMIN_PASSWORD_FILE "
                "to a file with the password of a first account `admin`."
            )


def _first_admin(web: Web, path: Path) -> None:
    try:
        password = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{path}: the admin's password cannot be read: {error.strerror}") from error
    with web.db.read() as conn:
        if people.can_log_in(conn) or not password:
            return
    stored = hashed(password)
    web.db.run(lambda conn: people.add(conn, "admin", "admin", stored, world_time()))


def routes(web: Web) -> list[BaseRoute]:
    """Every address; twins before pages, so that `/topics/sohae.json` is not a topic called "sohae.json"."""
    twins = [Route(api.twin_path(path, form), page(web, handler, form))
             for path, handler in PAGES.items() for form in ("json", "csv")]  # fmt: skip
    return [
        Route("/static/{name}", web.assets.serve),
        Route("/live", whole(web, web.live.respond)),
        Route("/live/new", respond(web, api.new_since)),
        Route("/api/openapi.json", lambda _request: api.openapi(PAGES)),
        Route("/editions/{number}/mail", respond(web, digests.mail)),
        Route("/alerts/{slug}/{number}/mail", respond(web, alerts.mail)),
        Route("/metrics", respond(web, metrics)),
        *_forms(web),
        *twins,
        *[Route(path, page(web, handler, "html")) for path, handler in PAGES.items()],
    ]


def _forms(web: Web) -> list[BaseRoute]:
    async def log_in(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=10)
        return await run_in_threadpool(me.log_in_form, web, request, form)

    acts = {name: getattr(feed_deeds, name) for name in ("poll", "revive", "pause", "resume")}
    return [
        Route("/login", lambda request: me.login_page(web, request), methods=["GET"]),
        Route("/login", log_in, methods=["POST"]),
        Route("/logout", deed(web, me.logout, role="reader"), methods=["POST"]),
        Route("/me/theme", deed(web, me.theme, role="reader"), methods=["POST"]),
        *[Route(f"/feeds/{{slug}}/{name}", deed(web, act), methods=["POST"]) for name, act in acts.items()],
        *[Route(path, deed(web, act), methods=["POST"]) for path, act in (DECISIONS | TOPICS | DIGESTS).items()],
        *[Route(path, deed(web, act, role=role), methods=["POST"]) for path, (act, role) in RECIPIENTS.items()],
        *subscriptions.routes(web),
        *[
            Route(path, deed(web, digest_editor.send, role="reader", fields=digest_editor.FIELDS), methods=["POST"])
            for path in ("/digests/new", "/digests/{slug}/edit")
        ],
        *[
            Route(path, deed(web, topic_editor.send, role="reader"), methods=["POST"])  # only saving needs more
            for path in ("/topics/new", "/topics/{slug}/edit")
        ],
    ]
