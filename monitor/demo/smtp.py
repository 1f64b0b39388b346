"""The receiving end of SMTP, as small as RFC 5321 section 4.5.1 allows: what the demo's digests are really sent to."""

import asyncio
import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

PATH = re.compile(r"<([^<>\s]*)>")
LINE_BYTES = 64 * 1024
DATA_BYTES = 4 * 1024 * 1024
IDLE_S = 120.0


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail as it came over the wire."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


Keep = Callable[[Envelope], None]


@dataclass(slots=True)
class _Talk:
    """One connection's state."""

    keep: Keep
    sender: str | None = None
    recipients: list[str] = field(default_factory=list)

    def answer(self, verb: str, rest: str) -> str:
        """The reply to a command; DATA is answered by the caller."""
        match verb:
            case "HELO" | "EHLO":
                self.forget()
                return "250 demo mailbox"
            case "MAIL":
                return self._mail(rest)
            case "RCPT":
                return self._rcpt(rest)
            case "RSET":
                self.forget()
                return "250 forgotten"
            case "NOOP":
                return "250 nothing done"
            case "VRFY":
                return "252 send it and see"
            case _:
                return "502 not known here"

    def _mail(self, rest: str) -> str:
        path = PATH.search(rest)
        if not path:
            return "501 MAIL FROM:<address>"
        self.forget()
        self.sender = path[1]
        return "250 sender noted"

    def _rcpt(self, rest: str) -> str:
        path = PATH.search(rest)
        if self.sender is None:
            return "503 MAIL first"
        if not path or not path[1]:
            return "501 RCPT TO:<address>"
        self.recipients.append(path[1])
        return "250 recipient noted"

    def take(self, content: bytes) -> str:
        """Keep a mail whose final dot has come."""
        self.keep(Envelope(self.sender or "", tuple(self.recipients), content))
        self.forget()
        return "250 kept"

    def forget(self) -> None:
        """Back to the state after EHLO."""
        self.sender, self.recipients = None, []


async def serve(keep: Keep, host: str, port: int = 0) -> asyncio.Server:
    """An SMTP server that hands every mail to `keep`. Port 0 takes any free one."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await _converse(_Talk(keep), reader, writer)
        writer.close()

    return await asyncio.start_server(talk, host, port, limit=LINE_BYTES)


async def _converse(talk: _Talk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _say(writer, "220 demo mailbox ready")
    while line := await _line(reader):
        verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
        verb = verb.upper()
        if verb == "QUIT":
            return await _say(writer, "221 bye")
        await _say(writer, await _data(talk, reader, writer) if verb == "DATA" else talk.answer(verb, rest))
    return None


async def _data(talk: _Talk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    if not talk.recipients:
        return "503 RCPT first"
    await _say(writer, "354 go on, end with a dot")
    lines: list[bytes] = []
    size = 0
    while (line := await _line(reader)) not in (b".\r\n", b".\n", b""):
        size += len(line)
        if size <= DATA_BYTES:
            lines.append(line[1:] if line.startswith(b".") else line)  # RFC 5321 section 4.5.2: a doubled dot
    if not line:
        raise OSError("gone before the final dot")
    return talk.take(b"".join(lines)) if size <= DATA_BYTES else "552 too large"


async def _line(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(IDLE_S):
        return await reader.readline()


async def _say(writer: asyncio.StreamWriter, text: str) -> None:
    writer.write(text.encode() + b"\r\n")
    await writer.drain()
