"""The head of an answer of HTTP/1: status line and header fields, by the grammar of RFC 9112. As with h11, a line may
end in a bare line feed, and a value may be folded and hold odd bytes, but neither NUL nor line ends. What else is odd
is refused."""

import re
from dataclasses import dataclass

import httpcore

Header = tuple[bytes, bytes]
END = re.compile(rb"\n\r?\n")  # of a head
_STATUS = re.compile(rb"HTTP/([0-9]\.[0-9]) ([1-9][0-9][0-9])(?: [^\x00\n\x0b\x0c\r]*)?")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\n\x0b\x0c\r]*)")
_LENGTH = re.compile(rb"[0-9]{1,18}")
_SHOWN = 60  # bytes of what we do not understand


@dataclass(slots=True)
class Head:
    """What an answer begins with; names of fields as they were sent."""

    status: int
    version: bytes
    headers: list[Header]

    def said(self, name: bytes) -> list[bytes]:
        """The values of a field (named in small letters), without the commas between them."""
        found = [value for said, value in self.headers if len(said) == len(name) and said.lower() == name]
        return [part.strip(b" \t") for value in found for part in value.split(b",")] if found else found


def head_of(block: bytes) -> Head:
    """Reads a head, with or without its last line end. Raises httpcore.RemoteProtocolError."""
    first, *lines = block.split(b"\n")
    found = _STATUS.fullmatch(first.removesuffix(b"\r"))
    if found is None:
        raise httpcore.RemoteProtocolError(f"no status line of HTTP/1: {_shown(first)}")
    return Head(int(found[2]), found[1], fields(lines))


def fields(lines: list[bytes]) -> list[Header]:
    """Reads header fields or trailers, a line each. Raises httpcore.RemoteProtocolError."""
    found: list[Header] = []
    for line in lines:
        line = line.removesuffix(b"\r")
        if line[:1] in (b" ", b"\t"):
            found.append(_folded(found.pop() if found else None, line))
        elif (field := _FIELD.fullmatch(line)) is not None:
            found.append((field[1], field[2].rstrip(b" \t")))
        elif line:
            raise httpcore.RemoteProtocolError(f"no header field: {_shown(line)}")
    return found


def length_of(head: Head) -> int | None:
    """The length of its body that a head promises. Raises httpcore.RemoteProtocolError for two different ones, and for
    what is no length."""
    said = set(head.said(b"content-length"))
    if not said:
        return None
    length = said.pop()
    if said:
        raise httpcore.RemoteProtocolError("two different values of Content-Length")
    if _LENGTH.fullmatch(length) is None:
        raise httpcore.RemoteProtocolError(f"a Content-Length that is none: {_shown(length)}")
    return int(length)


def is_chunked(head: Head) -> bool:
    """Whether its body comes in chunks. Raises httpcore.RemoteProtocolError for any other coding."""
    said = head.said(b"transfer-encoding")
    if said and [coding.lower() for coding in said] != [b"chunked"]:
        raise httpcore.RemoteProtocolError(f"a Transfer-Encoding that nobody asked for: {_shown(b', '.join(said))}")
    return bool(said)


def _folded(before: Header | None, line: bytes) -> Header:
    """The field that goes on in another line."""
    if before is None or (rest := _FIELD.fullmatch(b"x:" + line)) is None:
        raise httpcore.RemoteProtocolError(f"no header field: {_shown(line)}")
    return before[0], (before[1] + b" " + rest[2]).strip(b" \t")


def _shown(data: bytes) -> str:
    return ascii(data[:_SHOWN].decode("latin-1"))
