"""A web server with well-behaved feeds under hosts of their own, for tests of the whole line in other processes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WORDS = "pier crane barge tariff copper duty sanction notice tanker port launch pad engine stand rail survey".split()


class Newsstand:
    """Serves `feeds` feeds of `entries` entries at http://f0.example/feed, f1.example, …; every fifth entry stands in
    the next feed too, under the same link. `entries` may grow while it is open. With a `prologue` such as a document
    type the documents are none for the fast path."""

    def __init__(self, feeds: int, entries: int, prologue: str = "") -> None:
        self.feeds, self.entries, self.prologue = feeds, entries, prologue
        self.asked: list[str] = []
        self.lengths: dict[str, int] = {}  # entries of each document that was given out, by its validator
        self.on_request: Callable[[int], None] = lambda asked: None
        stand = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                stand.asked.append(self.headers["Host"])
                stand.on_request(len(stand.asked))
                body = stand.document(int(self.headers["Host"].split(".")[0][1:])).encode()
                etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
                stand.lengths[etag.strip('"')] = body.count(b"<item>")
                same = self.headers["If-None-Match"] == etag
                self.send_response(304 if same else 200)
                self.send_header("ETag", etag)
                self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
                self.send_header("Content-Length", "0" if same else str(len(body)))
                self.end_headers()
                if not same:
                    self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def articles(self) -> set[str]:
        return {self.link(feed, n) for feed in range(self.feeds) for n in range(self.entries)}

    @staticmethod
    def link(feed: int, n: int) -> str:
        return f"https://f{feed}.example/news/{n}"

    def document(self, feed: int) -> str:
        entries, before = self.entries, (feed - 1) % self.feeds
        items = [self.item(feed, n) for n in range(entries)]
        items += [self.item(before, n) for n in range(0, entries, 5)]
        channel = f"<channel><title>Feed {feed}</title>{''.join(items)}</channel>"
        return f'{self.prologue}<rss version="2.0">{channel}</rss>'

    @classmethod
    def item(cls, feed: int, n: int) -> str:
        """One entry: words of its own, and the topic's term in every third."""
        seed = blake2b(f"{feed}/{n}".encode(), digest_size=40).digest()
        words = " ".join(f"{WORDS[byte % len(WORDS)]}{byte % 97}" for byte in seed)
        title = f"{'Sohae satellite station' if n % 3 == 0 else 'Harbour'} report {feed}-{n}"
        link = cls.link(feed, n)
        names = f"<guid>{link}</guid><link>{link}</link><title>{title}</title>"
        return f"<item>{names}<description>{words}.</description></item>"


@contextmanager
def newsstand(
    feeds: int, entries: int, prologue: str = "", *, kind: type[Newsstand] = Newsstand
) -> Iterator[Newsstand]:
    """A newsstand that is open while the block runs; `kind`: one of another sort."""
    stand = kind(feeds, entries, prologue)
    thread = threading.Thread(target=stand.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stand
    finally:
        stand.server.shutdown()
        stand.server.server_close()
        thread.join()


def write_config(folder: Path, stand: Newsstand | None, **extra: str) -> Path:
    """A configuration folder that polls the newsstand: one topic, no digest. `extra`: section name to its lines."""
    folder.mkdir(parents=True, exist_ok=True)
    address = stand.address if stand else "127.0.0.1:9"
    sections = {
        "fetch": f'allow = ["{address}"]\nresolve = [["*.example", "{address}"]]\nhost_gap_s = 0.0',
        "judge": "batch = 20",
        "poll": "tick_s = 0.1",
        **extra,
    }
    text = "\n\n".join(f"[{name}]\n{lines}" for name, lines in sections.items())
    (folder / "monitor.toml").write_text(text + "\n")
    feeds = "\n".join(
        f'[[feed]]\nslug = "f{n}"\nurl = "http://f{n}.example/feed"\n' for n in range(stand.feeds if stand else 0)
    )
    (folder / "feeds.toml").write_text(feeds)
    (folder / "topics.toml").write_text('[[topic]]\nslug = "sohae"\nname = "Sohae"\nquery = "sohae"\n')
    for name in ("digests.toml", "outlets.toml"):
        (folder / name).write_text("")
    return folder
