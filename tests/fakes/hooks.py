"""A server that takes POSTs and answers as told: one deed a connection, the last one for all that follow."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum


class Deed(Enum):
    """What it can do instead of answering."""

    DROP_FIRST = "hang up before anything is read"
    DROP = "take it and hang up"
    HANG = "take it and say nothing"
    ENDLESS = "200, and a body without end"
    GARBAGE = "what is no HTTP"


@dataclass(frozen=True)
class Taken:
    """A whole request."""

    path: str
    headers: dict[str, str]
    body: bytes


class Hooks:
    """`taken` holds every request that came whole; `connections` counts."""

    def __init__(self, *deeds: bytes | Deed) -> None:
        self.deeds = list(deeds) or [b"200 OK"]
        self.taken: list[Taken] = []
        self.connections = 0
        self.stop = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.threads: list[threading.Thread] = []

    def accept(self) -> None:
        while not self.stop.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            deed = self.deeds[min(self.connections, len(self.deeds) - 1)]
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection, deed))
            self.threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, deed: bytes | Deed) -> None:
        with connection, suppress(OSError, ValueError, KeyError), connection.makefile("rb") as stream:
            connection.settimeout(10)
            if deed is Deed.DROP_FIRST:
                return
            first = stream.readline().decode()
            headers: dict[str, str] = {}
            while (line := stream.readline().decode().strip()) != "":
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            body = stream.read(int(headers["content-length"]))
            self.taken.append(Taken(first.split()[1], headers, body))
            self._answer(connection, deed)

    def _answer(self, connection: socket.socket, deed: bytes | Deed) -> None:
        if isinstance(deed, bytes):
            head, _, body = deed.partition(b"\n\n")
            lines = [*head.split(b"\n"), b"Content-Length: %d" % len(body)]
            connection.sendall(b"HTTP/1.1 " + b"\r\n".join(lines) + b"\r\n\r\n" + body)
        if deed is Deed.GARBAGE:
            connection.sendall(b"\x00\x01 hello\r\n\r\n")
        if deed is Deed.HANG:
            self.stop.wait(20)
        if deed is Deed.ENDLESS:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not self.stop.is_set():
                connection.sendall(b"x" * 65536)


@contextmanager
def hooks(*deeds: bytes | Deed) -> Iterator[Hooks]:
    """On loopback while the block runs."""
    server = Hooks(*deeds)
    accepting = threading.Thread(target=server.accept)
    accepting.start()
    try:
        yield server
    finally:
        server.stop.set()
        with suppress(OSError):
            server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()
        for thread in [accepting, *server.threads]:
            thread.join(5)
