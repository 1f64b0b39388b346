"""What a server may do with HTTP/2's frames, and the outcomes that are right. As in `http_oddities`: read whole, or
refused with a word."""

import asyncio
import gzip
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.model.fetching import Outcome
from tests.fakes.behaviours import FEED
from tests.fakes.h2server import Asked, Frames

OK, WIRE, CUT = Outcome.OK, Outcome.PROTOCOL, Outcome.TRUNCATED
LARGE, LATE = Outcome.TOO_LARGE, Outcome.TIMEOUT
HEADERS, RST, SETTINGS, PING, GOAWAY, CONTINUATION = 1, 3, 4, 6, 7, 9


@dataclass(frozen=True, slots=True)
class Odd:
    """What the server does, and the outcomes that are right."""

    behaviour: Frames
    outcomes: frozenset[Outcome]


def odd(behaviour: Frames, *outcomes: Outcome) -> Odd:
    return Odd(behaviour, frozenset(outcomes))


def frame(kind: int, payload: bytes, stream: int = 0, flags: int = 0) -> bytes:
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


async def plain(asked: Asked) -> None:
    await asked.answer(FEED)


async def sized(asked: Asked) -> None:
    await asked.answer(FEED, content_length=str(len(FEED)), content_type="application/xml")


async def packed(asked: Asked) -> None:
    await asked.answer(gzip.compress(FEED), content_encoding="gzip")


async def in_bytes(asked: Asked) -> None:
    asked.state.send_headers(asked.stream, [(":status", "200")])
    for n in range(len(FEED)):
        asked.state.send_data(asked.stream, FEED[n : n + 1], pad_length=7)
    asked.state.end_stream(asked.stream)
    await asked.flush()


async def hinted(asked: Asked) -> None:
    for _ in range(3):
        asked.state.send_headers(asked.stream, [(":status", "103"), ("link", "</a>")])
    await asked.answer(FEED)


async def trailed(asked: Asked) -> None:
    asked.state.send_headers(asked.stream, [(":status", "200")])
    asked.state.send_data(asked.stream, FEED)
    asked.state.send_headers(asked.stream, [("x-sum", "1")], end_stream=True)
    await asked.flush()


async def silent(asked: Asked) -> None:
    await asyncio.sleep(60)


async def headers_only(asked: Asked) -> None:
    asked.state.send_headers(asked.stream, [(":status", "200")])
    await asked.flush()
    await asyncio.sleep(60)


async def dripping(asked: Asked) -> None:
    asked.state.send_headers(asked.stream, [(":status", "200")])
    while True:
        asked.state.send_data(asked.stream, b"x")
        await asked.flush()
        await asyncio.sleep(0.05)


async def endless(asked: Asked) -> None:
    asked.state.send_headers(asked.stream, [(":status", "200")])
    for _ in range(1000):
        if asked.state.local_flow_control_window(asked.stream) < 16_000:
            await asyncio.sleep(60)
        asked.state.send_data(asked.stream, b"x" * 16_000)
        await asked.flush()


async def bomb(asked: Asked) -> None:
    await asked.answer(gzip.compress(bytes(5_000_000)), content_encoding="gzip")


async def promised(asked: Asked) -> None:
    asked.state.send_headers(asked.stream, [(":status", "200"), ("content-length", "99999999")])
    await asked.flush()
    await asyncio.sleep(60)


async def big_head(asked: Asked) -> None:
    """160 kB, written by hand: packing them would take the fake longer than the client waits."""
    field = b"\x00\x03x-a" + b"\x7f\xa1\x1e" + b"y" * 4000  # a length of 127 + 3873, in steps of seven bits
    block = b"\x88" + field * 40
    pieces = [block[n : n + 16_000] for n in range(0, len(block), 16_000)]
    await asked.raw(frame(HEADERS, pieces[0], asked.stream, 1))
    for n, piece in enumerate(pieces[1:], start=2):
        await asked.raw(frame(CONTINUATION, piece, asked.stream, 4 if n == len(pieces) else 0))


async def continued(asked: Asked) -> None:
    """A header block that is never ended (CVE-2024-24549 and its kin)."""
    await asked.raw(frame(HEADERS, b"\x88", asked.stream))
    for _ in range(2000):
        await asked.raw(frame(CONTINUATION, b"\x00\x03x-a\x01b" * 20, asked.stream))
        await asyncio.sleep(0)
    await asyncio.sleep(60)


async def pinging(asked: Asked) -> None:
    while True:
        await asked.raw(frame(PING, bytes(8)) * 20)
        await asyncio.sleep(0.005)


async def setting(asked: Asked) -> None:
    while True:
        await asked.raw(frame(SETTINGS, b"") * 20)
        await asyncio.sleep(0.005)


async def emptily(asked: Asked) -> None:
    asked.state.send_headers(asked.stream, [(":status", "200")])
    while True:
        for _ in range(20):
            asked.state.send_data(asked.stream, b"")
        await asked.flush()
        await asyncio.sleep(0.005)


async def reset(asked: Asked) -> None:
    asked.state.reset_stream(asked.stream, 7)
    await asked.flush()


async def reset_in_body(asked: Asked) -> None:
    asked.state.send_headers(asked.stream, [(":status", "200")])
    asked.state.send_data(asked.stream, b"<rss>")
    asked.state.reset_stream(asked.stream, 2)
    await asked.flush()


async def closed(asked: Asked) -> None:
    asked.writer.transport.abort()


async def closed_in_body(asked: Asked) -> None:
    asked.state.send_headers(asked.stream, [(":status", "200")])
    asked.state.send_data(asked.stream, b"<rss>")
    await asked.flush()
    await asyncio.sleep(0.02)
    asked.writer.close()


async def farewell_in_body(asked: Asked) -> None:
    asked.state.send_headers(asked.stream, [(":status", "200")])
    asked.state.send_data(asked.stream, b"<rss>")
    await asked.flush()
    await asked.raw(frame(GOAWAY, struct.pack(">II", 0, 2)))


async def lying(asked: Asked) -> None:
    await asked.answer(FEED, content_length="999")


async def more_than_said(asked: Asked) -> None:
    await asked.answer(FEED, content_length="5")


async def no_status(asked: Asked) -> None:
    await asked.answer(FEED, status="soon")


async def missing_status(asked: Asked) -> None:
    asked.state.send_headers(asked.stream, [("x-a", "b")])
    asked.state.send_data(asked.stream, FEED, end_stream=True)
    await asked.flush()


async def garbage(asked: Asked) -> None:
    await asked.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" * 9)


async def oversized(asked: Asked) -> None:
    await asked.raw(frame(0, bytes(20_000), asked.stream))


async def for_another(asked: Asked) -> None:
    await asked.raw(frame(0, b"x", asked.stream + 2))


async def bad_block(asked: Asked) -> None:
    await asked.raw(frame(HEADERS, b"\xff\xff\xff\xff\xff\xff", asked.stream, 4))


ODDITIES: Mapping[str, Odd] = {
    "plain": odd(plain, OK),
    "with its length": odd(sized, OK),
    "packed": odd(packed, OK),
    "a byte a frame, padded": odd(in_bytes, OK),
    "early hints": odd(hinted, OK),
    "trailers": odd(trailed, OK),
    "silence": odd(silent, LATE),
    "headers, then silence": odd(headers_only, LATE),
    "a byte now and then": odd(dripping, LATE),
    "a body without end": odd(endless, LARGE),
    "a bomb": odd(bomb, LARGE),
    "a length of more than we take": odd(promised, LARGE),
    "a long header block": odd(big_head, LARGE, WIRE),
    "a header block without end": odd(continued, LARGE, WIRE),
    "pings without end": odd(pinging, LATE),
    "settings without end": odd(setting, LATE),
    "empty frames without end": odd(emptily, LATE),
    "a reset": odd(reset, WIRE),
    "a reset in the body": odd(reset_in_body, CUT),
    "a close": odd(closed, WIRE, CUT),
    "a close in the body": odd(closed_in_body, CUT),
    "a farewell in the body": odd(farewell_in_body, CUT, WIRE),
    "less than promised": odd(lying, CUT, WIRE),
    "more than promised": odd(more_than_said, CUT, WIRE),
    "a status that is none": odd(no_status, WIRE),
    "no status": odd(missing_status, WIRE, OK),
    "HTTP/1.1 after all": odd(garbage, WIRE, LATE),
    "a frame that is too large": odd(oversized, WIRE),
    "a frame for a stream that is not there": odd(for_another, WIRE, LATE),
    "a header block that cannot be unpacked": odd(bad_block, WIRE),
}
