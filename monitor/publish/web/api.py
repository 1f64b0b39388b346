"""The JSON side: the address of every page with `.json` (its twin), and the OpenAPI document that lists them."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.responses import Response

from monitor.publish.web import wire
from monitor.publish.web.address import SHARED
from monitor.publish.web.context import Visit
from monitor.publish.web.frame import json_response
from monitor.store import views_live

SHAPES: Mapping[str, type[BaseModel]] = {
    "/": wire.Overview,
    "/stories": wire.Stories,
    "/articles": wire.Articles,
    "/search": wire.Found,
    "/feeds": wire.Feeds,
    "/digests": wire.Things,
    "/alerts": wire.Things,
}
FILTERED = ("/", "/stories", "/articles", "/search", "/topics/{slug}")
WORDS = {
    "q": 'A query: words, "phrases", AND OR NOT, parentheses, prefix*, title:word.',
    "topic": "Slug of a topic.",
    "outlet": "Slug of an outlet.",
    "lang": "ISO 639-1 code.",
    "feed": "Slug of a feed.",
    "since": "From this time on: ISO 8601, today, 7d, 12h.",
    "until": "Before this time; a bare day counts whole.",
    "as_of": "As it was known at this time.",
    "fold": "0 lists reprints too.",
    "sort": "new, old, rank (stories) or relevance (search).",
    "after": "The `next` of the page before.",
    "limit": "25, 50 or 100.",
}


def twin_path(path: str, form: str) -> str:
    """The address of a twin."""
    return f"{path}.{form}"


def openapi(pages: Iterable[str]) -> Response:
    """The document."""
    return json_response(document(tuple(pages)))


@cache
def document(pages: tuple[str, ...]) -> dict[str, Any]:
    """OpenAPI, made by FastAPI from the table of pages."""
    described = FastAPI(
        title="monitor", version=release(), description="The twins of the pages: add .json to an address."
    )
    for path in pages:
        _describe(described, path)
    return described.openapi()


def release() -> str:
    """The version of monitor; "0" from a checkout that is not installed."""
    try:
        return version("monitor")
    except PackageNotFoundError:
        return "0"


def _describe(app: FastAPI, path: str) -> None:
    names = re.findall(r"{(\w+)}", path)
    parameters = [_parameter(name, "path", "string") for name in names]
    if path in FILTERED:
        parameters += [_parameter(name, "query", "string", WORDS[name]) for name in WORDS if name in SHARED]
    app.add_api_route(
        twin_path(path, "json"), _nothing, methods=["GET"], response_model=SHAPES.get(path, wire.Thing),
        name=_name(path), operation_id=_name(path), openapi_extra={"parameters": parameters},
        responses={401: {"model": wire.Error}, 404: {"model": wire.Error}},
    )  # fmt: skip


def _name(path: str) -> str:
    words = [part.strip("{}") for part in path.split("/") if part]
    return "_".join(words) or "overview"


def _parameter(name: str, place: str, kind: str, words: str = "") -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": kind}, "description": words}


def _nothing() -> None:
    """Only described here; `site` answers."""


def new_since(visit: Visit) -> Response:
    """How many stories are newer than the newest that a page shows: `after` is that story's number."""
    after = visit.params.get("after", "")
    number = int(after) if after.isdecimal() and len(after) < 15 else 0
    return json_response({"stories": views_live.newer(visit.conn, number, visit.params.get("topic") or None)})
