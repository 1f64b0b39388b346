"""The table of oddities: what a server may write on the wire, and what must be read from it, by whatever transport.

An answer is read whole and right, or refused with a word: never guessed. Where HTTP lets a reader choose, both are
written down. FEED is what a reader who understands must have read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.model.fetching import Outcome
from tests.fakes.behaviours import FEED, drips, endless, raw, resets, stalls
from tests.fakes.feedserver import Behaviour
from tests.fakes.hazard_servers import chunk

OK, WIRE, CUT = Outcome.OK, Outcome.PROTOCOL, Outcome.TRUNCATED
LARGE, LATE, STATUS = Outcome.TOO_LARGE, Outcome.TIMEOUT, Outcome.HTTP_ERROR
SIZE = str(len(FEED)).encode()


@dataclass(frozen=True, slots=True)
class Odd:
    """What the server does, and the outcomes that are right."""

    behaviour: Behaviour
    outcomes: frozenset[Outcome]


def right(*parts: bytes) -> Odd:
    return Odd(raw(*parts), frozenset({OK}))


def refused(*parts: bytes, by: tuple[Outcome, ...] = (WIRE,)) -> Odd:
    return Odd(raw(*parts), frozenset(by))


def head(*lines: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join([status, *lines]) + b"\r\n\r\n"


def sized(*lines: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    """The feed with its length, and these lines."""
    return head(b"Content-Length: " + SIZE, *lines, status=status) + FEED


CHUNKED = head(b"Transfer-Encoding: chunked")
END = b"0\r\n\r\n"
HALF = len(FEED) // 2

LENGTHS: Mapping[str, Odd] = {
    "the same length twice": Odd(raw(sized(b"Content-Length: " + SIZE)), frozenset({OK, WIRE})),
    "the same length twice in one line": Odd(raw(head(b"Content-Length: %b, %b" % (SIZE, SIZE)) + FEED),
                                             frozenset({OK, WIRE})),
    "blanks around the length": right(head(b"Content-Length: \t " + SIZE + b"  ") + FEED),
    "two lengths": refused(sized(b"Content-Length: 7")),
    "two lengths in one line": refused(head(b"Content-Length: 7, " + SIZE) + FEED),
    "a length with a sign": refused(head(b"Content-Length: +" + SIZE) + FEED),
    "a negative length": refused(head(b"Content-Length: -1") + FEED),
    "a length in hex": refused(head(b"Content-Length: 0x99") + FEED),
    "a length with a tail": refused(head(b"Content-Length: " + SIZE + b" bytes") + FEED),
    "an empty length": refused(head(b"Content-Length:") + FEED, by=(WIRE, OK)),
    "a length beyond all numbers": refused(head(b"Content-Length: " + b"9" * 40) + FEED, by=(WIRE, LARGE)),
    "a length of more than we take": Odd(stalls(head(b"Content-Length: 99999999999")), frozenset({LARGE})),
    "less than promised": refused(head(b"Content-Length: 999") + FEED, by=(CUT,)),
    "more than promised": right(sized() + b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"),
    "length and chunks": Odd(raw(head(b"Content-Length: 5", b"Transfer-Encoding: chunked") + chunk(FEED) + END),
                             frozenset({OK, WIRE})),
    "no length, then the end": right(head() + FEED),
}  # fmt: skip
CHUNKS: Mapping[str, Odd] = {
    "chunks": right(CHUNKED + chunk(FEED[:HALF]) + chunk(FEED[HALF:]) + END),
    "sizes with zeros and capitals": right(CHUNKED + b"000%X\r\n%s\r\n" % (len(FEED), FEED) + b"00\r\n\r\n"),
    "extensions": right(CHUNKED + b'%x;a=b;c="d e"\r\n%s\r\n0;z\r\n\r\n' % (len(FEED), FEED)),
    "trailers": right(CHUNKED + chunk(FEED) + b"0\r\nX-Sum: 1\r\nExpires: never\r\n\r\n"),
    "trailers that would be a length": right(CHUNKED + chunk(FEED) + b"0\r\nContent-Length: 3\r\n\r\n"),
    "the coding in capitals": right(head(b"Transfer-Encoding: Chunked") + chunk(FEED) + END),
    "a size that is none": refused(CHUNKED + b"zz\r\n" + FEED),
    "a size with a sign": refused(CHUNKED + b"-1\r\n" + FEED),
    "a size with 0x": refused(CHUNKED + b"0x99\r\n" + FEED),
    "an empty size": refused(CHUNKED + b"\r\n" + FEED),
    "a size beyond all numbers": refused(CHUNKED + b"f" * 17 + b"\r\n" + FEED, by=(WIRE, CUT, LARGE)),
    "a size of far too many digits": refused(CHUNKED + b"f" * 400 + b"\r\n" + FEED),
    "a chunk longer than it says": refused(CHUNKED + b"5\r\n" + FEED + b"\r\n" + END),
    "a chunk cut": refused(CHUNKED + b"%x\r\n%s" % (len(FEED), FEED[:9]), by=(CUT,)),
    "no last chunk": refused(CHUNKED + chunk(FEED), by=(CUT,)),
    "a last chunk without its blank line": refused(CHUNKED + chunk(FEED) + b"0\r\n", by=(CUT,)),
    "an extension without end": Odd(endless(CHUNKED + b"5;", b"x" * 9000), frozenset({LARGE, WIRE})),
    "trailers without end": Odd(endless(CHUNKED + chunk(FEED) + b"0\r\n", b"X-A: " + b"b" * 9000 + b"\r\n"),
                                frozenset({LARGE, WIRE})),
    "a trailer that is no header": refused(CHUNKED + chunk(FEED) + b"0\r\nX A\x00: b\r\n\r\n"),
    "a coding that nobody asked for": refused(head(b"Transfer-Encoding: gzip, chunked") + chunk(FEED) + END),
    "a coding that is none": refused(head(b"Transfer-Encoding: xchunked") + FEED),
    "chunked twice": refused(head(b"Transfer-Encoding: chunked, chunked") + chunk(FEED) + END),
    "chunked in two lines": refused(head(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked") + chunk(FEED)),
}  # fmt: skip
HEADS: Mapping[str, Odd] = {
    "plain": right(sized()),
    "no reason": right(sized(status=b"HTTP/1.1 200")),
    "a reason in Latin": right(sized(status=b"HTTP/1.1 200 D\xe9j\xe0 vu")),
    "no blank behind the colon": right(sized(b"X-A:b")),
    "an empty header": right(sized(b"X-A:")),
    "many headers": right(sized(*[b"X-%d: %s" % (n, b"y" * 400) for n in range(150)])),
    "bytes that are no ASCII": right(sized(b"X-A: \xe4\xf6\xfc")),
    "a folded header": Odd(raw(sized(b"X-A: b", b"  c")), frozenset({OK, WIRE})),
    "bare line feeds": Odd(raw(sized(b"X-A: b").replace(b"\r\n", b"\n")), frozenset({OK, WIRE})),
    "NUL in a value": refused(sized(b"X-A: b\x00c")),
    "NUL in a name": refused(sized(b"X\x00A: b")),
    "a carriage return in a value": refused(sized(b"X-A: b\rc")),
    "a blank in a name": refused(sized(b"X A: b")),
    "a blank before the colon": refused(sized(b"X-A : b")),
    "no colon": refused(sized(b"nonsense")),
    "no name": refused(sized(b": b")),
    "a fold at the very start": refused(sized().replace(b"OK\r\n", b"OK\r\n folded: b\r\n")),
    "a header block without end": Odd(endless(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 9000 + b"\r\n"),
                                      frozenset({LARGE})),
    "a header without end": Odd(endless(b"HTTP/1.1 200 OK\r\nX-A: ", b"b" * 9000), frozenset({LARGE})),
    "a header block just too long": refused(sized(*[b"X-%d: %s" % (n, b"y" * 4000) for n in range(26)]), by=(LARGE,)),
    "a header block that stalls": Odd(stalls(b"HTTP/1.1 200 OK\r\nX-A: b\r\n"), frozenset({LATE})),
}  # fmt: skip
STATUSES: Mapping[str, Odd] = {
    "garbage": refused(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    "HTTP/0.9": refused(FEED),
    "a status of two digits": refused(sized(status=b"HTTP/1.1 20 OK")),
    "a status of four digits": refused(sized(status=b"HTTP/1.1 2000 OK")),
    "a status that is no number": refused(sized(status=b"HTTP/1.1 OK OK")),
    "a status out of range": refused(sized(status=b"HTTP/1.1 999 OK"), by=(WIRE, Outcome.SERVER_ERROR)),
    "a version that is none": refused(sized(status=b"HTTP/x.y 200 OK")),
    "another protocol": refused(sized(status=b"ICY 200 OK")),
    "a blank line first": Odd(raw(b"\r\n" + sized()), frozenset({OK, WIRE})),
    "a status line without end": Odd(endless(b"HTTP/1.1 200 ", b"k" * 9000), frozenset({LARGE})),
    "NUL in the status line": refused(sized(status=b"HTTP/1.1 200 O\x00K")),
    "HTTP/1.0": right(sized(status=b"HTTP/1.0 200 OK")),
    "early hints": right(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + sized()),
    "three of them": right(b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + sized()),
    "hints without end": Odd(endless(b"", b"HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n"), frozenset({LATE, LARGE})),
    "another protocol is offered": refused(head(b"Upgrade: h9", b"Connection: upgrade",
                                                status=b"HTTP/1.1 101 Switching Protocols"), by=(WIRE, STATUS)),
    "nothing": refused(b""),
    "a close in the status line": refused(b"HTTP/1.1 20"),
    "a close in the header block": refused(b"HTTP/1.1 200 OK\r\nX-A: b\r\n"),
    "a reset": Odd(resets(), frozenset({CUT, WIRE})),
    "a reset in the body": Odd(resets(head(b"Content-Length: 999"), b"<rss>"), frozenset({CUT})),
    "silence": Odd(stalls(), frozenset({LATE})),
    "silence in the body": Odd(stalls(head(b"Content-Length: 999"), b"<rss>"), frozenset({LATE})),
    "a byte now and then": Odd(drips(head(b"Content-Length: 999"), b"x", 0.05), frozenset({LATE})),
    "a body where there is none (204)": refused(sized(status=b"HTTP/1.1 204 No Content"), by=(Outcome.EMPTY_BODY,)),
    "a body where there is none (304)": refused(sized(status=b"HTTP/1.1 304 Not Modified"), by=(STATUS,)),
    "an answer hidden in a body where there is none": refused(
        head(status=b"HTTP/1.1 304 Not Modified") + sized(status=b"HTTP/1.1 200 Smuggled"), by=(STATUS,)),
}  # fmt: skip

ODDITIES: Mapping[str, Odd] = {
    f"{group}: {name}": odd
    for group, table in (("length", LENGTHS), ("chunks", CHUNKS), ("head", HEADS), ("status", STATUSES))
    for name, odd in table.items()
}
