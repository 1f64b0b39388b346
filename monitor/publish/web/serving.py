"""From a request to a response: one read transaction, one visitor, one moment; errors are pages of the same frame."""

import logging
import secrets
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.errors import MonitorError, NotFound, QueryError, UsageError
from monitor.publish.web.context import Answer, Handler, Visit, Web
from monitor.publish.web.frame import FORMS, html, json_response
from monitor.publish.web.sessions import to_login, viewer

log = logging.getLogger(__name__)

Endpoint = Callable[[Request], Response]


def page(web: Web, handler: Handler, form: str) -> Endpoint:
    """The endpoint of a page in one of its forms."""

    def answer(visit: Visit) -> Response:
        return FORMS[form](visit, handler(visit))

    return respond(web, answer, form)


def respond(web: Web, answer: Callable[[Visit], Response], form: str = "json") -> Endpoint:
    """The endpoint of anything that a visitor may read."""

    def endpoint(request: Request) -> Response:
        try:
            return _visited(web, request, answer, form)
        except HTTPException as error:
            return trouble(web, request, error.status_code, error.detail, form)
        except MonitorError as error:
            return trouble(web, request, status_of(error), str(error), form)
        except Exception as error:  # noqa: BLE001 - a page that fails is one page, logged with its number
            return failed(web, request, error, form)

    return endpoint


def _visited(web: Web, request: Request, answer: Callable[[Visit], Response], form: str) -> Response:
    with web.db.read() as conn:
        person = viewer(web, conn, request)
        if person is None:
            return to_login(request) if form == "html" else trouble(web, request, 401, "Log in first.", form)
        return answer(Visit(web, request, conn, person, web.clock.now(), person.zone(web.options.zone)))


def whole(web: Web, handler: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """An async endpoint for whoever is logged in: the stream of events."""

    async def endpoint(request: Request) -> Response:
        if not await run_in_threadpool(_is_known, web, request):
            return Response("Log in first.", 401, media_type="text/plain")
        return handler(request)

    return endpoint


def _is_known(web: Web, request: Request) -> bool:
    with web.db.read() as conn:
        return viewer(web, conn, request) is not None


def status_of(error: MonitorError) -> int:
    """The status that says the same."""
    if isinstance(error, NotFound):
        return 404
    return 400 if isinstance(error, UsageError | QueryError) else 500


def failed(web: Web, request: Request, error: Exception, form: str) -> Response:
    """Our own fault: logged with a number that the page shows too."""
    number = secrets.token_hex(4)
    log.error("request %s failed: %s %s", number, request.method, request.url.path, exc_info=error)
    sentence = "This page could not be made. Everything stored is safe; polling goes on."
    return trouble(web, request, 500, sentence, form, number)


def trouble(web: Web, request: Request, status: int, sentence: str, form: str, number: str = "") -> Response:
    """An error in the frame of the page, or as JSON."""
    if form != "html":
        return json_response({"error": sentence, "status": status, "request": number or None}, status)
    answer = Answer("error.html", TITLES.get(status, "Something failed"),
                    {"sentence": sentence, "number": number, "status": status}, dict, status=status)  # fmt: skip
    try:
        return _visited(web, request, lambda visit: html(visit, answer), "html")
    except Exception:
        log.exception("no frame for an error page")
        return Response(f"{sentence}\n{number}\n", status, media_type="text/plain")


TITLES = {
    400: "That cannot be read", 401: "Log in first", 403: "Not allowed", 404: "Not here", 405: "Not that way",
    413: "Too large", 500: "Something failed",
}  # fmt: skip
