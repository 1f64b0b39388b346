"""What an answer comes to: a body, "not modified", or a failure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import httpx
import xxhash

from monitor.collect.budget import Account
from monitor.collect.fetch_body import Meter, read_body
from monitor.collect.fetch_challenge import SNIFF, is_challenge
from monitor.collect.fetch_fault import Fault
from monitor.collect.fetch_faults import detail, refusal
from monitor.collect.fetch_headers import content_type, kept, max_age, validators
from monitor.collect.fetch_trip import Trip
from monitor.model.fetching import Body, Failure, Fetched, NotModified, Outcome

_OK, _NON_AUTHORITATIVE, _UNCHANGED = 200, 203, 304


async def read(trip: Trip, response: httpx.Response, headers: Mapping[str, str], account: Account) -> Fetched:
    """The answer of the last hop; `headers` are its own, by their names in small letters. Raises Fault, and whatever
    the transport raises."""
    status, stream = response.status_code, cast("httpx.AsyncByteStream", response.stream)
    if status == _UNCHANGED:
        return _unchanged(trip, headers)
    meter = Meter(trip.limits.wire_bytes, trip.limits.decoded_bytes)
    if status not in (_OK, _NON_AUTHORITATIVE):
        return _refused(trip, status, headers, await _glance(stream, headers, account))
    try:
        content = await read_body(stream, headers, meter, account)
    finally:
        trip.wire_bytes = meter.wire
    return _body(trip, status, headers, content)


def _refused(trip: Trip, status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    failure = refusal(status, headers, trip.timing(), body)
    if not trip.bare:
        return failure
    return replace(failure, detail=detail(f"{failure.detail}; {trip.bare}"))


def _unchanged(trip: Trip, headers: Mapping[str, str]) -> Fetched:
    known = trip.request.validators
    if not (known.etag or known.last_modified):
        return Failure(Outcome.HTTP_ERROR, "HTTP 304: not modified, but nothing was asked", _UNCHANGED)
    fresh = validators(headers)
    return NotModified(
        replace(known, etag=fresh.etag or known.etag, last_modified=fresh.last_modified or known.last_modified),
        max_age(headers, datetime.now(UTC)),
    )


def _body(trip: Trip, status: int, headers: Mapping[str, str], content: bytes) -> Fetched:
    if not content:
        return Failure(Outcome.EMPTY_BODY, "an empty body", status)
    if is_challenge(headers, content):
        return Failure(Outcome.BLOCKED, "a challenge page for browsers", status)
    media_type, charset = content_type(headers)
    return Body(
        url=trip.url,
        content=content,
        media_type=media_type,
        charset=charset,
        validators=validators(headers, xxhash.xxh3_128_hexdigest(content)),
        headers=kept(headers),
        moved_to=trip.moved_to,
        max_age=max_age(headers, datetime.now(UTC)),
        status=status,
    )


async def _glance(stream: httpx.AsyncByteStream, headers: Mapping[str, str], account: Account) -> bytes:
    """The beginning of a refusal, where it may be a challenge page."""
    if "html" not in headers.get("content-type", ""):
        return b""
    try:
        return await read_body(stream, headers, Meter(SNIFF, SNIFF), account)
    except Fault:
        return b""
