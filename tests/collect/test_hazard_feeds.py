"""Every document of the table of feeds, given to a parse worker: outcome, message, entries, CPU and memory."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from monitor.collect.workers import ParsePool
from monitor.model.entry import ParsedFeed, RawEntry
from monitor.model.fetching import Body, Failure, Outcome, Validators
from monitor.model.options import ParseOptions
from tests.fakes.hazard_feeds import Document, documents

TABLE = dict(documents())
LIMIT = 100
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Scales:
    """A pool of one worker, and what a document costs it."""

    pool: ParsePool

    def read(self, content: bytes) -> tuple[ParsedFeed | Failure, float, float]:
        """What came of it, CPU seconds, and MB at the peak above what the worker had before."""
        body = Body("http://outlet.example/feed", content, "application/xml", None, Validators())
        worker = self.worker()
        cpu, memory = used(worker), resident(worker)
        forget_peak(worker)
        found = asyncio.run(self.pool.parse(body, limit=LIMIT))
        alive = worker if worker.is_running() else self.worker()
        return found, used(alive) - cpu, (peak(alive) - memory) / MB

    def worker(self) -> psutil.Process:
        """The worker; a document that is read first makes sure that it is there."""
        small = Body("http://outlet.example/feed", b"<rss><channel/></rss>", "", None, Validators())
        asyncio.run(self.pool.parse(small, limit=LIMIT))
        mine = psutil.Process().children(recursive=True)
        (found,) = [child for child in mine if "spawn_main" in " ".join(child.cmdline())]
        return found


def used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def resident(process: psutil.Process) -> int:
    return int(process.memory_info().rss)


def forget_peak(process: psutil.Process) -> None:
    Path(f"/proc/{process.pid}/clear_refs").write_text("5")


def peak(process: psutil.Process) -> int:
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("VmHWM")]
    return 1024 * int(line.split()[1])


@pytest.fixture(scope="module")
def scales() -> Iterator[Scales]:
    pool = ParsePool(ParseOptions(workers=1))
    yield Scales(pool)
    pool.close()


@pytest.fixture(scope="module")
def door() -> Iterator[socket.socket]:
    """Listens where documents would like us to go."""
    with socket.create_server(("127.0.0.2", 0)) as door:
        door.settimeout(0.02)
        yield door


@pytest.mark.parametrize("document", TABLE.values(), ids=TABLE.keys())
def test_a_document_costs_its_worker_little_and_hurts_nobody(
    document: Document, scales: Scales, door: socket.socket
) -> None:
    content = document.made().replace(b"{port}", str(door.getsockname()[1]).encode())
    found, cpu, memory = scales.read(content)
    assert cpu < document.seconds
    assert memory < document.megabytes
    assert_outcome(document, found)
    with pytest.raises(TimeoutError):
        door.accept()


def assert_outcome(document: Document, found: ParsedFeed | Failure) -> None:
    if isinstance(found, Failure):
        assert (found.outcome, document.words in found.detail) == (document.outcome, True), found
        assert 0 < len(found.detail) <= 500
        return
    assert document.outcome is (Outcome.OK if found.entries else Outcome.NO_ENTRIES), found
    if document.entries is not None and found.entries:
        assert (len(found.entries), found.left_out) == (document.entries, document.left_out)
    if document.titles is not None:
        assert tuple(entry.title for entry in found.entries) == document.titles
    texts = "".join(text for entry in found.entries for text in texts_of(entry))
    assert not [word for word in document.never if word in texts]


def texts_of(entry: RawEntry) -> tuple[str, ...]:
    return entry.title, entry.summary, entry.content, entry.author, entry.guid or "", entry.link or ""
