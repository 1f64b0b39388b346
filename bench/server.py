"""The feeds server from outside: started, told what to serve, asked when the first request came."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Server:
    """A running server on loopback."""

    port: int

    def set_mode(self, validators: int, fresh: int) -> None:
        """Change what is served, and forget the requests so far."""
        self._ask(f"/mode?validators={validators}&fresh={fresh}", "POST")

    def first(self) -> float:
        """Machine time of the first request since the mode was set."""
        return float(json.loads(self._ask("/count", "GET"))["first"])

    def _ask(self, path: str, method: str) -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        with urllib.request.urlopen(request, timeout=300) as answer:
            return bytes(answer.read())


@contextmanager
def feeds_server(feeds: int, entries: int, seed: int) -> Iterator[Server]:
    """The server as a process of its own."""
    command = [sys.executable, "-m", "bench.feeds_server", "--feeds", str(feeds), "--entries", str(entries)]
    command += ["--seed", str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield Server(int(json.loads(process.stdout.readline())["port"]))
        finally:
            process.stdin.close()
