import ast
import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

import monitor
from monitor.collect.fetch import Fetcher
from monitor.collect.fetch_connect import Lookup
from monitor.collect.fetch_net import Transport
from monitor.collect.guard import BlockedAddress, Guard
from monitor.model.fetching import Body, Failure, Outcome, Request
from tests.fakes.behaviours import answer, raw
from tests.fakes.feedserver import FeedServer

PRIVATE = """
    0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.9.9.9 168.63.129.16 169.254.169.254 172.16.0.1
    172.31.255.255
    192.0.0.8 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1
    240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b:1::1 100::1
    2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1
    2606:4700::1%eth0 nonsense 1.2.3
""".split()
PUBLIC = (
    "1.1.1.1 8.8.8.8 93.184.215.14 172.32.0.1 192.0.1.1 2606:4700::1111 2a00:1450:4001::1 2001:4860:4860::8888".split()
)


@pytest.mark.parametrize("address", PRIVATE)
def test_refused(address: str) -> None:
    with pytest.raises(BlockedAddress):
        Guard().check(address, 80)


@pytest.mark.parametrize("address", PUBLIC)
def test_passes(address: str) -> None:
    Guard().check(address, 443)


def test_an_exception_is_for_its_network_and_port_only() -> None:
    guard = Guard(("127.0.0.1:8080", "10.0.0.0/8:443", "[fd00::]/16:*"))
    guard.check("127.0.0.1", 8080)
    guard.check("10.9.9.9", 443)
    guard.check("fd00::7", 1)
    for address, port in (("127.0.0.1", 80), ("127.0.0.2", 8080), ("10.9.9.9", 80), ("::ffff:127.0.0.1", 8080)):
        with pytest.raises(BlockedAddress):
            guard.check(address, port)


@pytest.mark.parametrize("text", ["127.0.0.1", "127.0.0.1:http", "example.org:80", "10.0.0.0/99:80", ""])
def test_a_bad_exception_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Guard((text,))


@contextmanager
def listener(address: str) -> Iterator[Any]:
    """Counts connections on another loopback address."""
    with socket.create_server((address, 0)) as door:
        door.settimeout(0.05)
        yield door


def visitors(door: socket.socket) -> int:
    try:
        door.accept()[0].close()
    except TimeoutError:
        return 0
    return 1


@asynccontextmanager
async def resolving(server: FeedServer, lookup: Lookup) -> AsyncIterator[Fetcher]:
    """A fetcher with a resolver of its own."""
    fetcher = Fetcher(server.options(), Transport(server.options(), lookup))
    try:
        yield fetcher
    finally:
        await fetcher.aclose()


TRICKS = """127.0.0.2 2130706434 0x7f000002 0177.0.0.2 127.2 127.0.0.2. %31%32%37.0.0.2 0x7f.2 017700000002 0X7F.0.0.2
    127.0.2 user@127.0.0.2 a.example@127.0.0.2 [::ffff:127.0.0.2] [::ffff:7f00:2] [::127.0.0.2] [64:ff9b::127.0.0.2]
    [2002:7f00:2::] [::ffff:127.0.0.2%25lo] \uff11\uff12\uff17.0.0.2 127\u30020\u30020\u30022
    a.example\\@127.0.0.2""".split()


@pytest.mark.anyio
@pytest.mark.parametrize("host", TRICKS)
@pytest.mark.parametrize("way", ["direct", "redirect"])
async def test_no_byte_reaches_an_address_that_is_not_allowed(host: str, way: str) -> None:
    with listener("127.0.0.2") as door:
        target = f"http://{host}:{door.getsockname()[1]}/"
        away = raw(f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode())
        async with FeedServer(routes={"/": away}).running() as server, server.fetcher() as fetcher:
            found = await fetcher.fetch(Request(target if way == "direct" else server.url("/")))
        assert visitors(door) == 0
    assert isinstance(found, Failure)
    assert found.outcome in (Outcome.BLOCKED_ADDRESS, Outcome.DNS, Outcome.BAD_URL)


WAYS_OUT = {
    "aiohttp",
    "ftplib",
    "http.client",
    "httpcore",
    "httpx",
    "requests",
    "socket",
    "telnetlib",
    "urllib.request",
    "urllib3",
}
ALLOWED = {
    "socket": {"app.py", "cli/examining.py", "cli/feed_desk.py", "collect/fetch_connect.py", "collect/fetch_proxy.py",
               "publish/channels/mail.py", "publish/smtp.py"},
    # app: the machine's name; doctor: looks whether the mail server listens; feed_desk: other writings of an address
}  # fmt: skip


def test_there_is_no_other_way_out() -> None:
    """Looking at feeds, finding them, reading pages, hubs and webhooks: whatever asks the net for anything imports one
    of these, and only the fetcher may."""
    house = Path(monitor.__file__).parent
    found = {(name, path.relative_to(house).as_posix()) for path in house.rglob("*.py") for name in imports(path)}
    others = {(name, file) for name, file in found if name in WAYS_OUT and file not in ALLOWED.get(name, ())}
    assert {file for _, file in others if not file.startswith("collect/fetch")} == set()


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.anyio
async def test_the_message_tells_nothing_about_open_ports() -> None:
    with listener("127.0.0.2") as door:
        open_port = door.getsockname()[1]
        async with FeedServer().running() as server, server.fetcher() as fetcher:
            hit = await fetcher.fetch(Request(f"http://127.0.0.2:{open_port}/"))
            miss = await fetcher.fetch(Request("http://127.0.0.2:9/"))
    assert isinstance(hit, Failure)
    assert isinstance(miss, Failure)
    assert hit.detail == miss.detail


@pytest.mark.anyio
@pytest.mark.parametrize(
    "answers", [["127.0.0.2"], ["93.184.215.14", "127.0.0.2"], ["::1"], ["::ffff:127.0.0.2"], ["fe80::1"]]
)
async def test_every_answer_of_the_resolver_is_judged(answers: list[str]) -> None:
    def lookup(host: str, port: int) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, port)) for address in answers]

    with listener("127.0.0.2") as door:
        async with FeedServer().running() as server, resolving(server, lookup) as fetcher:
            found = await fetcher.fetch(Request(f"http://rebound.test:{door.getsockname()[1]}/"))
        assert visitors(door) == 0
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.BLOCKED_ADDRESS


@pytest.mark.anyio
async def test_a_name_that_changes_its_mind_is_judged_each_time() -> None:
    turns = iter(["127.0.0.1", "127.0.0.2"])

    def lookup(host: str, port: int) -> list[Any]:
        return [(0, 0, 0, "", (next(turns), port))]

    async with FeedServer(routes={"/": answer()}).running() as server, resolving(server, lookup) as fetcher:
        first = await fetcher.fetch(Request(server.url("/", "rebound.test")))
        second = await fetcher.fetch(Request(server.url("/", "rebound.test")))
    assert not isinstance(first, Failure)
    assert isinstance(second, Failure)
    assert second.outcome is Outcome.BLOCKED_ADDRESS


@pytest.mark.anyio
async def test_a_mapped_host_passes_the_guard_like_any_other() -> None:
    async with FeedServer(routes={"/": answer()}).running() as server, server.fetcher(allow=()) as fetcher:
        found = await fetcher.fetch(Request(server.url("/", "outlet.example")))
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.BLOCKED_ADDRESS
    assert server.connections == 0


@pytest.mark.anyio
async def test_a_resolver_that_hangs_is_a_timeout() -> None:
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def lookup(host: str, port: int) -> list[Any]:
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()
        return []

    async with FeedServer().running() as server, resolving(server, lookup) as fetcher:
        found = await fetcher.fetch(Request("http://slow.test/"))
        release.set()
        await asyncio.sleep(0.01)
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.TIMEOUT


@pytest.mark.anyio
async def test_names_that_hang_in_the_resolver_hold_up_no_others() -> None:
    release = threading.Event()

    def lookup(host: str, port: int) -> list[Any]:
        if host.startswith("hangs"):
            release.wait(20)
            raise OSError("no answer")
        return list(socket.getaddrinfo("127.0.0.1", server.port, type=socket.SOCK_STREAM))

    async with FeedServer(routes={"/": answer()}).running() as server, resolving(server, lookup) as fetcher:
        stuck = [asyncio.create_task(fetcher.fetch(Request(f"http://hangs{n}.test/"))) for n in range(60)]
        await asyncio.sleep(0.1)
        found = await asyncio.wait_for(fetcher.fetch(Request(server.url("/", "good.test"))), 4)
        release.set()
        await asyncio.gather(*stuck)
    assert isinstance(found, Body)
