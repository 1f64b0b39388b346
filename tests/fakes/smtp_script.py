"""A mail server that misbehaves as told: one script a connection, the last one for all that follow."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum
from typing import cast

Line = bytes


class Fault(Enum):
    """What a server can do instead of answering."""

    DROP = "drop"  # hang up
    HANG = "hang"  # say nothing for ever
    TAKE_AND_DROP = "take"  # keep the message, hang up without a word
    DRIP = "drip"  # one byte now and then, for ever


Action = bytes | Fault | Callable[[Line], "bytes | Fault"]
Script = Mapping[str, Action]

GOOD: Script = {
    "greeting": b"220 ready",
    "ehlo": b"250-here\r\n250 8BITMIME",
    "mail": b"250 sender",
    "rcpt": b"250 recipient",
    "data": b"354 go on",
    "dot": b"250 taken",
    "rset": b"250 cleared",
    "quit": b"221 bye",
}


class _HungUp(Exception):
    pass


class ScriptedSmtp:
    """`taken` holds (recipient, message) of all that it accepted; `connections` counts."""

    def __init__(self, *scripts: Script) -> None:
        self.scripts = list(scripts) or [GOOD]
        self.taken: list[tuple[str, bytes]] = []
        self.commands: list[str] = []
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
            script = {**GOOD, **self.scripts[min(self.connections, len(self.scripts) - 1)]}
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection, script))
            self.threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, script: Script) -> None:
        with connection, suppress(OSError, _HungUp), connection.makefile("rb") as lines:
            self._do(connection, script["greeting"], b"")
            recipient = ""
            while line := lines.readline():
                word = line[:4].strip().lower().decode("latin-1")
                self.commands.append(line.decode("latin-1").strip())
                if word == "rcpt":
                    recipient = line.decode("latin-1").partition("<")[2].partition(">")[0]
                if word not in script:
                    self._say(connection, b"502 what")
                elif self._do(connection, script[word], line).startswith(b"354"):
                    self._body(connection, script, lines, recipient)

    def _body(self, connection: socket.socket, script: Script, lines: object, recipient: str) -> None:
        content = b""
        for line in cast("Iterator[bytes]", lines):
            if line == b".\r\n":
                break
            content += line.removeprefix(b".")
            if "body" in script:
                self._do(connection, script["body"], line)
        else:
            return
        if script["dot"] is Fault.TAKE_AND_DROP:
            self.taken.append((recipient, content))
        if self._do(connection, script["dot"], b"").startswith(b"250"):
            self.taken.append((recipient, content))

    def _do(self, connection: socket.socket, action: Action, line: Line) -> bytes:
        if callable(action):
            action = action(line)
        if isinstance(action, bytes):
            self._say(connection, action)
            return action
        if action is Fault.HANG:
            self.stop.wait(30)
        while action is Fault.DRIP and not self.stop.is_set():
            connection.sendall(b"2")
            time.sleep(0.05)
        raise _HungUp

    def _say(self, connection: socket.socket, answer: bytes) -> None:
        if answer:
            connection.sendall(answer + b"\r\n")


@contextmanager
def scripted_smtp(*scripts: Script) -> Iterator[ScriptedSmtp]:
    """A misbehaving server on loopback while the block runs."""
    server = ScriptedSmtp(*scripts)
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
