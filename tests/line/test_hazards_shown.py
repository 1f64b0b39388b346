"""What hostile words become where they are shown: pages, twins, tables, mail. All of them come in through a feed."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from monitor.curate.match import TopicBook
from monitor.judge import judge_all
from monitor.model.digest import DigestSpec
from monitor.model.options import JudgeOptions, Options, WebOptions
from monitor.model.topic import TopicSpec
from monitor.poll import poll_feed
from monitor.poll.line import Line
from monitor.publish.composing import compose_now
from monitor.publish.web import site
from monitor.store import claim, editions, topics
from monitor.store.schema import article, revision
from tests.builders.rss import rss
from tests.fakes.clock import HandClock
from tests.fakes.fetcher import FakeFetcher, a_body

pytestmark = pytest.mark.anyio
EVERYTHING = TopicSpec("all", "All", "pier OR copper OR notice")
DIGEST = DigestSpec("hourly", "Hourly", ("all",), ("desk@example.org",), every_hours=1)
PATHS = ("/", "/stories", "/articles", "/topics/all", "/search?q=pier", "/feeds", "/feeds/a", "/feeds/b", "/digests",
         "/digests/hourly", "/system")  # fmt: skip

PLAIN = "<script>alert(1)</script>"
SCRIPTS = {
    "as they are": PLAIN,
    "escaped": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "escaped twice": "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "as references": "&#60;script&#62;alert(1)&#60;/script&#62;",
    "in CDATA": f"<![CDATA[{PLAIN}]]>",
    "nested": "&lt;scr&lt;script&gt;ipt&gt;alert(1)&lt;/scr&lt;/script&gt;ipt&gt;",
    "a handler": "&lt;img src=x onerror=alert(1)&gt;",
    "out of an attribute": "&quot;&gt;&lt;svg onload=alert(1)&gt;",
    "in UTF-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "a frame": "&lt;iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'&gt;&lt;/iframe&gt;",
    "a link": "&lt;a href='java&#10;script:alert(1)'&gt;x&lt;/a&gt;&lt;a href='data:text/html,x'&gt;y&lt;/a&gt;",
    "a template": "{{ 7 * 7 }}{% raw %}&lt;/title&gt;&lt;script src=//evil.example/x.js&gt;",
    "a style": "&lt;p style='background:url(javascript:alert(1))'&gt;&lt;style&gt;*{}&lt;/style&gt;",
}


def hostile(n: int, words: str) -> str:
    """An entry with these words in every field that is shown."""
    enclosure = '<enclosure url="javascript:alert(1)" type="audio/mpeg" length="1"/>'
    return (
        f"<item><guid>g{n}</guid><link>https://a.example/news/{n}</link><title>Pier {n} {words}</title>"
        f"<description>Copper {words}</description><dc:creator>{words}</dc:creator><category>{words}</category>"
        f"<source url='javascript:alert(1)'>{words}</source><comments>javascript:alert(1)</comments>{enclosure}</item>"
    )


DUBLIN = '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" '


class Active(HTMLParser):
    """Collects what a browser would run, load or follow by itself, and where links lead."""

    RUNS = frozenset("script iframe object embed svg math style base form img video audio link meta".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or address.startswith(("javascript:", "data:text", "vbscript:")):
                self.found.append(f"{tag} {name}={value}")
            if name in ("src", "srcset", "action", "formaction") and "evil.example" in address:
                self.found.append(f"{tag} {name}={value}")
        if tag == "script" and not str(dict(attrs).get("src", "")).startswith("/static/"):
            self.found.append(f"script {attrs}")
        if tag in ("iframe", "object", "embed", "base", "svg onload"):
            self.found.append(f"{tag} {attrs}")


def active(page: str) -> list[str]:
    parser = Active()
    parser.feed(page)
    parser.close()
    return parser.found


@pytest.fixture
async def shown(line: Line, fetcher: FakeFetcher, clock: HandClock) -> AsyncIterator["Shown"]:
    topics.declare(line.db, [EVERYTHING], managed_by="config", now=clock.now())
    editions.declare(line.db, [DIGEST], managed_by="config", now=clock.now())
    line.take_over(line.book, TopicBook([EVERYTHING]), line.headers, line.access)
    application = site.build(line.db, WebOptions(), clock)
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield Shown(line, fetcher, clock, client)
    site.close(application)


class Shown:
    """A line with a dashboard and a digest behind it."""

    def __init__(self, line: Line, fetcher: FakeFetcher, clock: HandClock, client: httpx.AsyncClient) -> None:
        self.line, self.fetcher, self.clock, self.client = line, fetcher, clock, client

    async def take(self, *items: str, title: str = "A feed") -> None:
        """Poll a quiet first document, then these items, an hour later; judge them."""
        first = "<item><guid>g0</guid><link>https://a.example/0</link><title>Old</title></item>"
        for document in (rss(first), rss(*items, first, title=title).replace(b"<rss ", DUBLIN.encode())):
            for url in ("http://a.example/feed", "http://b.example/feed"):
                self.fetcher.answers[url] = [a_body(document if "a.ex" in url else rss(), url)]
            options = self.line.options
            for due in claim.claim(self.line.db, now=self.clock.now(), options=options, holder="test", everything=True):
                await poll_feed(self.line, due)
            self.clock.forward(hours=1)
        judge_all(self.line.db, clock=self.clock, options=JudgeOptions(), holder="test", book=self.line.book)

    async def pages(self) -> dict[str, httpx.Response]:
        with self.line.db.read() as conn:
            numbers = list(conn.execute(select(article.c.id)).scalars())
        paths = [*PATHS, *(f"/articles/{number}" for number in numbers)]
        return {path: await self.client.get(path) for path in paths}

    def mail(self) -> tuple[str, str, str]:
        """Subject, text and HTML of the edition of now."""
        number = compose_now(self.line.db, "hourly", now=self.clock.now(), options=Options("sqlite://"))
        with self.line.db.read() as conn:
            made = editions.rendered_of(conn, number)
        return made.subject, made.text, made.html

    def row(self, n: int) -> tuple[Any, ...]:
        """Address, title, HTML, published and effective of the n-th entry's article."""
        columns = article.c.url, revision.c.title, revision.c.html, article.c.published, article.c.effective
        statement = select(*columns).join(revision).order_by(article.c.id).offset(n)
        with self.line.db.read() as conn:
            return tuple(conn.execute(statement).first() or (None,) * len(columns))


async def test_scripts_in_any_field_and_encoding_are_inert_everywhere(shown: Shown) -> None:
    await shown.take(*(hostile(n, words) for n, words in enumerate(SCRIPTS.values(), 1)), title=SCRIPTS["escaped"])
    for path, page in (await shown.pages()).items():
        assert page.status_code == 200, path
        assert active(page.text) == [], path
    for path in ("/articles.json", "/stories.json", "/feeds.json", "/topics/all.json"):
        answer = await shown.client.get(path)
        assert answer.headers["content-type"].startswith("application/json"), path
        assert answer.headers["x-content-type-options"] == "nosniff"
        json.loads(answer.text)
    _, _, html = shown.mail()
    assert active(html) == []


ADDRESSES = {
    "javascript": ("javascript:alert(1)", None),
    "javascript in disguise": ("java\tscript:alert(1)", None),
    "data": ("data:text/html;base64,PHNjcmlwdD4=", None),
    "a file": ("file:///etc/passwd", None),
    "none": ("", None),
    "relative": ("../news/7", "https://a.example/news/7"),
    "without a scheme": ("//b.example/x", "https://b.example/x"),
    "a site's root": ("http://b.example", "https://b.example/"),
    "scripts mixed in a host": ("http://аpple.example/x", "https://xn--pple-43d.example/x"),
    "a host like another's": ("https://good.example@evil.example/x", None),
    "spaces": (" https://b.example/a b ", "https://b.example/a%20b"),
    "too long": ("https://b.example/" + "a" * 5000, None),
}


async def test_links_lead_to_http_only_and_tricky_hosts_are_shown_as_they_are(shown: Shown) -> None:
    items = [
        f"<item><guid>g{n}</guid><title>Pier {n}</title><link>{link}</link>"
        f"<description>x&lt;a href='{link}'&gt;y&lt;/a&gt;</description></item>"
        for n, (link, _) in enumerate(ADDRESSES.values(), 1)
    ]
    await shown.take(*items)
    for n, (name, (_, expected)) in enumerate(ADDRESSES.items(), 1):
        url, _, html, _, _ = shown.row(n)
        assert url == expected or (expected is None and (url or "").startswith("https://")), (name, url)
        assert not re.search(r'href="(?!\s*https?://|mailto:)', html), (name, html)
    for path, page in (await shown.pages()).items():
        assert active(page.text) == [], path
        assert "аpple.example" not in page.text, path


DAY = timedelta(days=1)
DATES = {
    "1970": ("Thu, 01 Jan 1970 00:00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC), False),
    "2099": ("Thu, 31 Dec 2099 23:59:59 GMT", datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC), False),
    "garbage": ("the day before the feast", None, False),
    "no such day": ("Smarsday, 32 Smarch", None, False),
    "the year 0": ("0000-00-00", None, False),
    "a zone by number": ("Fri, 20 Nov 2026 17:00:00 +0900", datetime(2026, 11, 20, 8, tzinfo=UTC), True),
    "a zone by name": ("Fri, 20 Nov 2026 03:00:00 EST", datetime(2026, 11, 20, 8, tzinfo=UTC), True),
    "no zone": ("2026-11-20T08:00:00", datetime(2026, 11, 20, 8, tzinfo=UTC), True),
}


async def test_dates_are_kept_as_declared_and_believed_within_a_month(shown: Shown) -> None:
    await shown.take(
        *(f"<item><guid>g{n}</guid><title>Pier {n}</title><pubDate>{written}</pubDate></item>"
          for n, (written, _, _) in enumerate(DATES.values(), 1))
    )  # fmt: skip
    seen = shown.clock.now() - timedelta(hours=1)
    for n, (name, (_, declared, believed)) in enumerate(DATES.items(), 1):
        _, _, _, published, effective = shown.row(n)
        assert (published, effective) == (declared, declared if believed else seen), name
    assert all(page.status_code == 200 for page in (await shown.pages()).values())


HEADS = {
    "CR and LF": "Pier&#13;&#10;Bcc: all@example.org&#13;&#10;&#13;&#10;Hello",
    "LF": "Pier&#10;Subject: another",
    "bidi": "Pier \u202egpj.exe\u202c \u2066x\u2069 \u200f",
    "very long": "Pier " + "very long " * 500,
    "a formula": '=HYPERLINK("http://evil.example","Pier")',
    "another formula": "+Pier 1+1",
    "at": "@Pier",
    "a formula behind a tab": "&#9;=Pier",
}


async def test_titles_make_no_headers_no_formulas_and_no_other_direction(shown: Shown) -> None:
    await shown.take(
        *(f"<item><guid>g{n}</guid><title>{head}</title></item>" for n, head in enumerate(HEADS.values(), 1))
    )
    subject, text, html = shown.mail()
    assert len(subject) <= 200
    assert not {"\r", "\n"} & set(subject)
    for bidi in "\u202e\u202c\u2066\u2069":
        assert bidi not in subject + text + html
    assert "\nBcc:" not in text
    assert "\nSubject:" not in text
    for path, page in (await shown.pages()).items():
        assert "\u202e" not in page.text, path
    assert 'dir="auto"' in (await shown.client.get("/articles")).text
    for path in ("/articles.csv", "/stories.csv", "/feeds.csv"):
        assert [cell for cell in cells((await shown.client.get(path)).text) if cell[:1] in "=+@\t\r" and cell] == []


def cells(table: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(table)):
        yield from row
