"""The quick parser says what the careful one says, or nothing."""

import time
from collections.abc import Iterator
from dataclasses import fields, replace

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.collect import quick as quickly
from monitor.collect.parse import parse, quick
from monitor.collect.quick_entry import ACTS
from monitor.collect.quick_names import INERT, READ, STRANGE
from monitor.model.entry import ParsedFeed
from tests.builders.feeds import document
from tests.fakes.fetcher import a_body

ROUNDS, DOCUMENTS = 10, 250


def differences(content: bytes, limit: int) -> list[str] | None:
    """Names of the fields in which the two differ; None when the quick one is in doubt."""
    fast = quick(a_body(content), limit=limit)
    if fast is None:
        return None
    careful = parse(a_body(content), limit=limit)
    assert isinstance(careful, ParsedFeed), careful
    return [
        *_fields(replace(fast, notes=(), entries=()), replace(careful, notes=(), entries=())),
        *_entries(fast, careful),
    ]


def _entries(fast: ParsedFeed, careful: ParsedFeed) -> Iterator[str]:
    assert len(fast.entries) == len(careful.entries)
    for one, other in zip(fast.entries, careful.entries, strict=True):
        yield from _fields(one, other)


def _fields(one: object, other: object) -> Iterator[str]:
    for name in (field.name for field in fields(one)):  # type: ignore[arg-type]  # both are dataclasses
        if getattr(one, name) != getattr(other, name):
            yield f"{name}: {getattr(one, name)!r} is not {getattr(other, name)!r}"


@pytest.mark.parametrize("start", range(0, ROUNDS * DOCUMENTS, DOCUMENTS))
def test_thousands_of_composed_documents_are_read_alike(start: int) -> None:
    taken = 0
    for seed in range(start, start + DOCUMENTS):
        found = differences(document(seed), limit=2)
        taken += found is not None
        assert not found, (seed, found, document(seed).decode())
    assert taken > DOCUMENTS / 8


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=10**6, max_value=10**9), st.integers(1, 4))
def test_any_other_document_is_read_alike(seed: int, limit: int) -> None:
    assert not differences(document(seed), limit)


def test_every_element_that_feedparser_handles_is_known_by_name() -> None:
    handled = {
        name[len("_start_") :].lower() for name in dir(feedparser.mixin._FeedParserMixin) if name[:7] == "_start_"
    }
    handled |= {name[len("_end_") :].lower() for name in dir(feedparser.mixin._FeedParserMixin) if name[:5] == "_end_"}
    assert handled - READ - STRANGE - INERT == set()
    assert not READ & STRANGE
    assert not (READ | STRANGE) & INERT
    assert set(ACTS) <= READ | INERT


PLAIN = '<?xml version="1.0"?><rss version="2.0"{0}><channel><title>F</title>{1}</channel></rss>'
ITEM = "<item><title>T</title><link>http://o.example/1</link><guid>1</guid>{0}</item>"


def plain(inside: str = "", names: str = "") -> bytes:
    return PLAIN.format(names, ITEM.format(inside)).encode()


@pytest.mark.parametrize(
    "inside",
    [
        "", "<description>x</description>", "<author>a@b.example (N)</author>", "<category>c</category>",
        "<foo>x</foo>",
        "<title>second</title>", "<foo><title>x</title><category>y</category></foo>",
        "<description>a <b>b</b> &lt;i></description>", '<description type="xhtml"><p>1 &lt; 2</p></description>',
        "<image><url>http://o.example/i</url></image>", "<description>caf\u00e9 \u00e0\u00a0vous \u00c2</description>",
    ],
)  # fmt: skip
def test_what_is_plain_is_taken(inside: str) -> None:
    assert differences(plain(inside), limit=9) == []


DOUBTS = {
    "a DOCTYPE": b"<!DOCTYPE rss>" + plain(),
    "an entity": plain("<description>&nbsp;</description>"),
    "a division in text": plain("<description>a <div>b</div></description>"),
    "a link in text": plain("<description>a <link>b</link></description>"),
    "a drawing in text": plain("<description>a <svg><title>b</title></svg></description>"),
    "another base in text": plain('<description>a <a base="b">b</a></description>'),
    "an id inside": plain("<foo><id>2</id></foo>"),
    "a title in another language inside": plain('<foo xml:lang="fr"><title>2</title></foo>'),
    "encoded twice": plain("<description>Caf\u00c3\u00a9</description>"),
    "encoded twice, by number": plain("<description>Caf&#195;&#xA9;</description>"),
    "a content type": plain('<description type="application/xml">x</description>'),
    "an unknown root": b"<other><item/></other>",
    "no entries": PLAIN.format("", "").encode(),
    "not well-formed": plain("<x>"),
    "not well-formed by a sign": plain("<x>a & b</x>"),
    "cut": plain()[:-9],
    "a prefix of another's": plain(
        names=' xmlns:dc="http://purl.org/dc/terms/" xmlns:x="http://purl.org/dc/elements/1.1/"'
    ),
    "an item inside": plain("<foo><item/></foo>"),
    "Atom 0.3": b'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>x</title></entry></feed>',
    "large": plain("<description>" + "x" * 262_144 + "</description>"),
    "JSON that is none": b'{"items": [',
    "deep": plain("<a>" * 5000 + "</a>" * 5000).replace(b"<a>", b"<title>").replace(b"</a>", b"</title>"),
}


@pytest.mark.parametrize("content", DOUBTS.values(), ids=DOUBTS.keys())
def test_every_doubt_is_handed_over(content: bytes) -> None:
    assert quick(a_body(content), limit=9) is None


def test_a_limit_is_held_and_what_is_left_out_is_counted_alike() -> None:
    items = "".join(f"<item><guid isPermaLink='false'>{n}</guid><title>t</title></item>" for n in range(30))
    content = PLAIN.format("", items).encode()
    found = quick(a_body(content), limit=7)
    assert found is not None
    assert (len(found.entries), found.left_out) == (7, 23)
    assert differences(content, limit=7) == []


HOSTILE = {
    "attributes": plain("<foo " + " ".join(f'a{n}="x"' for n in range(20_000)) + "/>"),
    "namespaces": plain("".join(f'<n{n}:x xmlns:n{n}="u{n}"/>' for n in range(6_000))),
    "references": plain("<description>" + "&#39;" * 40_000 + "</description>"),
    "nesting": plain("<foo>" * 20_000 + "</foo>" * 20_000),
    "empty elements": plain("<foo/>" * 40_000),
    "categories": plain("".join(f"<category>{n}</category>" for n in range(8_000))),
    "authors": plain("<author>a</author>" * 12_000),
    "comments before the root": b"<!-- x -->" * 20_000 + plain(),
    "mail": plain("<author>" + "a." * 100_000 + "@b</author>"),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_worst_that_fits_takes_little_time(content: bytes) -> None:
    assert len(content) <= quickly.LARGEST
    began = time.process_time()
    quick(a_body(content), limit=500)
    assert time.process_time() - began < 2.5
