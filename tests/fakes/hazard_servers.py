"""The table of servers: what one may do to us, row by row, and what must come of it.

A row is a kind of trouble, an item one way to make it. The same items are shown to a fetcher alone, and all of them to
one running daemon at once. Every behaviour stands alone: it answers any path of a host of its own.
"""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitor.model.fetching import Outcome
from tests.fakes.behaviours import (
    FEED,
    answer,
    by_path,
    drips,
    endless,
    head,
    packed,
    raw,
    redirect,
    resets,
    stalls,
)
from tests.fakes.feedserver import Behaviour

FETCH_S = 2.5  # wall clock of one fetch in the tests: their deadline of 1 s, and slack for a busy machine
FETCH_MB = 4.0  # of Python memory at the peak of one fetch, the fake server's own buffers included


@dataclass(frozen=True, slots=True)
class Item:
    """One way to make trouble: what the server does, how a poll of it must end, and words that the message holds. OK
    means that there must be no false alarm: the feed is read whole."""

    behaviour: Behaviour
    outcome: Outcome
    words: str = ""
    scheme: str = "http"
    seconds: float = FETCH_S
    megabytes: float = FETCH_MB


BIG = b"x" * 500_000
CHUNKED = head(200, Transfer_Encoding="chunked")
CHALLENGE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


TINY = CHUNKED + b"".join(chunk(FEED[n : n + 1]) for n in range(len(FEED))) + b"0\r\n\r\n"
LATE, LARGE, ENCODING = Outcome.TIMEOUT, Outcome.TOO_LARGE, Outcome.BAD_ENCODING
CUT, WIRE, LOOP, REFUSED = Outcome.TRUNCATED, Outcome.PROTOCOL, Outcome.REDIRECTS, Outcome.BLOCKED

SERVERS: Mapping[str, Mapping[str, Item]] = {
    "keeps us waiting": {
        "never answers": Item(stalls(), LATE, "nothing received"),
        "slow headers": Item(drips(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.1), LATE, "deadline"),
        "slow body": Item(drips(head(200, Content_Length=9999), b"x", 0.1), LATE, "deadline"),
        "stalls in the body": Item(stalls(head(200, Content_Length=9999), b"<rss>"), LATE, "nothing received"),
        "endless 1xx": Item(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), LATE, "1xx"),
        "a 1xx now and then": Item(drips(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.1), LATE, "deadline"),
        "TLS handshake hangs": Item(stalls(), LATE, "TLS handshake", scheme="https"),
        "each redirect a little late": Item(raw(b"", head(302, Location="/feed"), pause=0.35), LATE, "deadline"),
        "refuses slowly": Item(drips(head(404, Content_Type="text/html"), b"<p>", 0.1), LATE, "deadline"),
    },
    "is odd, but fine": {
        "plain": Item(answer(), Outcome.OK),
        "no length": Item(raw(head(200) + FEED), Outcome.OK),
        "chunked": Item(raw(CHUNKED + chunk(FEED[:7]) + chunk(FEED[7:]) + b"0\r\n\r\n"), Outcome.OK),
        "tiny chunks": Item(raw(TINY), Outcome.OK),
        "slow but alive": Item(raw(head(200, Content_Length=len(FEED)), FEED[:9], FEED[9:20], FEED[20:], pause=0.15),
                               Outcome.OK),
        "gzip": Item(packed(FEED, "gzip"), Outcome.OK),
        "x-gzip": Item(packed(FEED, "x-gzip"), Outcome.OK),
        "deflate": Item(packed(FEED, "deflate"), Outcome.OK),
        "raw deflate": Item(packed(b"", "deflate", zlib.compress(FEED, wbits=-15)), Outcome.OK),
        "gzip in two members": Item(packed(b"", "gzip", gzip.compress(FEED[:20]) + gzip.compress(FEED[20:])),
                                    Outcome.OK),
        "gzip with a tail": Item(packed(b"", "gzip", gzip.compress(FEED) + bytes(64)), Outcome.OK),
        "high but honest compression": Item(packed(FEED + b" " * 390_000, "gzip"), Outcome.OK),
        "identity": Item(answer(FEED, Content_Encoding="identity"), Outcome.OK),
        "type of a film": Item(answer(FEED, Content_Type="video/mp4; charset"), Outcome.OK),
        "type of a page": Item(answer(FEED, Content_Type="text/html"), Outcome.OK),
        "type of JSON": Item(answer(FEED, Content_Type="application/json"), Outcome.OK),
        "type that is none": Item(answer(FEED, Content_Type=";;=\x01"), Outcome.OK),
        "203": Item(answer(FEED, 203), Outcome.OK),
        "early hints": Item(raw(b"HTTP/1.1 103 Early Hints\r\n\r\n" + head(200, Content_Length=len(FEED)) + FEED),
                            Outcome.OK),
        "HTTP/1.0": Item(raw(b"HTTP/1.0 200 OK\r\n\r\n" + FEED), Outcome.OK),
        "three redirects": Item(by_path({"/feed": redirect("/b", 301), "/b": redirect("c?x=1", 307),
                                         "/c": redirect("/d", 302), "/d": answer()}), Outcome.OK),
    },
    "sends too much": {
        "endless body": Item(endless(head(200), BIG), LARGE, "on the wire"),
        "endless chunks": Item(endless(CHUNKED, chunk(b"y" * 9000)), LARGE, "on the wire"),
        "huge Content-Length": Item(stalls(head(200, Content_Length=10**14)), LARGE, "on the wire"),
        "gzip bomb": Item(packed(bytes(50_000_000), "gzip"), LARGE, "unpacked"),
        "deflate bomb": Item(packed(bytes(50_000_000), "deflate"), LARGE, "unpacked"),
        "bomb in a bomb": Item(answer(gzip.compress(gzip.compress(BIG)), Content_Encoding="gzip, gzip"), ENCODING,
                               "more than once"),
        "many gzip members": Item(answer(gzip.compress(bytes(6_000_000)) * 3, Content_Encoding="gzip"), LARGE,
                                  "unpacked"),
        "endless headers": Item(endless(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 9000 + b"\r\n"), LARGE, "100 kB"),
        "one endless header": Item(endless(b"HTTP/1.1 200 OK\r\nX-A: ", b"b" * 9000), LARGE, "100 kB"),
    },
    "sends what is broken": {
        "stacked encodings": Item(answer(gzip.compress(zlib.compress(FEED)), Content_Encoding="deflate, gzip"),
                                  ENCODING, "more than once"),
        "unknown encoding": Item(answer(FEED, Content_Encoding="br"), ENCODING, "'br'"),
        "gzip that lies": Item(answer(FEED, Content_Encoding="gzip"), ENCODING, "not what its encoding says"),
        "deflate that lies": Item(answer(b"\xff" + FEED, Content_Encoding="deflate"), ENCODING, "not what"),
        "gzip that breaks": Item(packed(b"", "gzip", gzip.compress(FEED)[:20] + b"\xff" * 300), ENCODING, "not what"),
        "gzip that is cut": Item(packed(b"", "gzip", gzip.compress(FEED)[:-12]), CUT, "ends too early"),
        "shorter than promised": Item(raw(head(200, Content_Length=999) + FEED), CUT, "without sending"),
        "two lengths": Item(raw(head(200, Content_Length=5)[:-2] + b"Content-Length: 7\r\n\r\nabcde"), WIRE, "Length"),
        "a length that is no number": Item(raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" + FEED), WIRE,
                                           "Length"),
        "chunks that stop": Item(raw(CHUNKED + chunk(FEED)), CUT, "incomplete chunked"),
        "bad chunks": Item(raw(CHUNKED + b"zz\r\n" + FEED), WIRE, "chunk"),
        "reset in the body": Item(resets(head(200, Content_Length=9999), b"<rss>"), CUT, "reset"),
        "reset before the answer": Item(resets(), CUT, "reset"),
        "closes at once": Item(raw(b""), WIRE, "disconnected"),
        "garbage": Item(raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), WIRE, "status line"),
        "HTTP/0.9": Item(raw(FEED), WIRE, "disconnected"),
        "no TLS": Item(raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Outcome.TLS, "version", scheme="https"),
        "a part": Item(answer(FEED, 206), CUT, "nobody asked"),
    },
    "redirects us": {
        "to itself": Item(redirect("/feed"), LOOP, "more than 5"),
        "there and back": Item(by_path({"/feed": redirect("/b", 301), "/b": redirect("/feed", 308)}), LOOP,
                               "more than 5"),
        "to a file": Item(redirect("file:///etc/passwd"), Outcome.BAD_URL, "only http"),
        "to nowhere": Item(redirect("http://..../"), Outcome.BAD_URL, "no host"),
        "with a password": Item(redirect("http://u:p@outlet.example/"), Outcome.BAD_URL, "password"),
        "to brackets": Item(redirect("http://[bad/"), Outcome.BAD_URL, "no address"),
        "without an address": Item(raw(head(302)), Outcome.HTTP_ERROR, "302"),
        "too long": Item(redirect("/" + "a" * 3000), Outcome.BAD_URL, "2048"),
    },
    "leads to a private address": {
        "by a redirect": Item(redirect("http://127.0.0.2:9/feed"), Outcome.BLOCKED_ADDRESS, "refuses this address"),
        "by a redirect to the clouds' secrets": Item(redirect("http://169.254.169.254/latest/meta-data/"),
                                                     Outcome.BLOCKED_ADDRESS, "refuses this address"),
        "by a redirect to IPv6": Item(redirect("http://[::1]:9/"), Outcome.BLOCKED_ADDRESS, "refuses this address"),
        "by a redirect to a v4 address in IPv6": Item(redirect("http://[::ffff:127.0.0.1]/"), Outcome.BLOCKED_ADDRESS,
                                                      "refuses this address"),
        "by a name": Item(redirect("http://localhost:9/"), Outcome.BLOCKED_ADDRESS, "refuses this address"),
    },
    "asks for patience": {
        "429": Item(answer(b"", 429), Outcome.RATE_LIMITED, "429"),
        "429 and says how long": Item(answer(b"", 429, Retry_After="900"), Outcome.RATE_LIMITED, "429"),
        "503": Item(answer(b"", 503), Outcome.RATE_LIMITED, "503"),
        "503 and says how long": Item(answer(b"", 503, Retry_After="900"), Outcome.RATE_LIMITED, "503"),
    },
    "is gone": {"410": Item(answer(b"", 410), Outcome.GONE, "410")},
    "refuses us": {
        "401": Item(answer(b"", 401), REFUSED, "401"),
        "403": Item(answer(b"", 403), REFUSED, "403"),
        "404": Item(answer(b"", 404), Outcome.NOT_FOUND, "404"),
        "418": Item(answer(b"", 418), Outcome.HTTP_ERROR, "418"),
        "451": Item(answer(b"", 451), REFUSED, "451"),
        "500": Item(answer(b"", 500), Outcome.SERVER_ERROR, "500"),
        "502": Item(answer(b"", 502), Outcome.SERVER_ERROR, "502"),
        "504": Item(answer(b"", 504), Outcome.SERVER_ERROR, "504"),
        "challenge as 503": Item(answer(CHALLENGE.replace(b"</head>", b"<i>/cdn-cgi/challenge-platform</i>"), 503,
                                        Content_Type="text/html"), REFUSED, "challenge"),
        "challenge as 403": Item(answer(CHALLENGE, 403, Content_Type="text/html"), REFUSED, "challenge"),
        "challenge as 200": Item(answer(CHALLENGE), REFUSED, "challenge"),
        "challenge by header": Item(answer(b"", 429, cf_mitigated="challenge"), REFUSED, "challenge"),
    },
    "says 200 and means nothing": {
        "empty body": Item(answer(b""), Outcome.EMPTY_BODY, "empty"),
        "204": Item(raw(head(204)), Outcome.EMPTY_BODY, "no content"),
        "304 unasked": Item(raw(head(304)), Outcome.HTTP_ERROR, "304"),
    },
}  # fmt: skip


def items() -> Iterator[tuple[str, Item]]:
    """Every item under the name "row: item"."""
    for row, its in SERVERS.items():
        for name, item in its.items():
            yield f"{row}: {name}", item
