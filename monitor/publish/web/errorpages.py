"""Errors that no page caught: unknown addresses, refused forms, methods that an address does not know."""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.errors import MonitorError
from monitor.publish.web.context import Web
from monitor.publish.web.serving import failed, status_of, trouble

SENTENCES = {
    404: "There is nothing at this address. Nothing is lost: search for it, or go to the overview.",
    405: "This address does not do that.",
    413: "That is more than the dashboard takes in one request (1 MiB).",
}


def install(app: Starlette, web: Web) -> None:
    """Answer in the frame of the pages."""

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        own = str(error.detail) if isinstance(error, HTTPException) else ""
        sentence = SENTENCES.get(status, own)
        return await run_in_threadpool(trouble, web, request, status, sentence, form_of(request))

    async def broken(request: Request, error: Exception) -> Response:
        status = status_of(error) if isinstance(error, MonitorError) else 500
        return await run_in_threadpool(trouble, web, request, status, str(error), form_of(request))

    async def unexpected(request: Request, error: Exception) -> Response:
        return await run_in_threadpool(failed, web, request, error, form_of(request))

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(MonitorError, broken)
    app.add_exception_handler(Exception, unexpected)


def form_of(request: Request) -> str:
    """Machines get JSON, people a page."""
    return "json" if request.url.path.endswith((".json", ".csv")) or request.url.path.startswith("/api/") else "html"
