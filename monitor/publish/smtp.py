"""smtplib within bounds. Its reader is ours: a deadline on the wall (its own time-out starts anew with each byte), and
at most 100 lines an answer."""

import smtplib
import socket
import ssl
import time
from typing import Any

REPLY_LINES = 100
CHUNK = 16 * 1024


class _Reader:
    """The server's lines from the socket: what smtplib calls `file`."""

    def __init__(self, sock: socket.socket, deadline: "Deadline") -> None:
        self.sock, self.deadline, self.buffer, self.lines = sock, deadline, b"", 0

    def readline(self, limit: int) -> bytes:
        """One line with its end, at most `limit` bytes; empty when the server is gone."""
        self.lines += 1
        if self.lines > REPLY_LINES:
            raise OSError("the answer has no end")
        while b"\n" not in self.buffer and len(self.buffer) < limit:
            self.sock.settimeout(self.deadline.left())
            more = self.sock.recv(CHUNK)
            if not more:
                break
            self.buffer += more
        end = min(limit, self.buffer.find(b"\n") + 1 or len(self.buffer))
        line, self.buffer = self.buffer[:end], self.buffer[end:]
        return line

    def spoke(self) -> bool:
        """Whether the server said something unasked, or hung up."""
        self.sock.settimeout(0)
        try:
            self.buffer += self.sock.recv(CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError):
            return bool(self.buffer)
        except OSError:
            return True
        finally:
            self.sock.settimeout(None)
        return True

    def close(self) -> None:
        """The socket is closed by smtplib."""


class Deadline:
    """A moment on the machine's monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left. Raises TimeoutError when there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        return left


class Bounded(smtplib.SMTP):
    """smtplib with our reader, connected within `deadline`."""

    def __init__(self, deadline: Deadline, *where: Any, **more: Any) -> None:
        self.deadline = deadline
        super().__init__(*where, **more)

    def getreply(self) -> tuple[int, bytes]:
        """The server's next answer; a new connection or a TLS handshake gets a new reader."""
        if self.file is None and self.sock is not None:
            self.file = _Reader(self.sock, self.deadline)
        if isinstance(self.file, _Reader):
            self.file.deadline, self.file.lines = self.deadline, 0
        return super().getreply()

    def write(self, content: bytes) -> None:
        """Send in pieces, under the deadline. Raises OSError."""
        for at in range(0, len(content), CHUNK):
            if self.sock is None:
                raise ConnectionResetError("connection closed")
            self.sock.settimeout(self.deadline.left())
            self.sock.sendall(content[at : at + CHUNK])

    def spoke(self) -> bool:
        """Whether the server said something unasked, or hung up."""
        return isinstance(self.file, _Reader) and self.file.spoke()


class BoundedTls(Bounded, smtplib.SMTP_SSL):
    """The same, TLS from the first byte."""
