"""The table of feeds: what a document may hold, row by row, and what must come of it.

A row is a kind of trouble, an item one document. The same documents are shown to a parse worker, to the line with a
real database behind it, and all of them to one running daemon at once.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from monitor.model.fetching import Outcome
from tests.builders.rss import rss

PARSE_S = 10.0  # CPU of a parse worker for one document: its own limit
PARSE_MB = 150.0  # by which one document may swell a parse worker, which dies at 512 MiB in all
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """One document: how it is made, how a poll of it must end, words of the message, the number of entries that are
    read of it (None: any), how many are left out, and words that none of their texts holds."""

    made: Callable[[], bytes]
    outcome: Outcome = Outcome.OK
    words: str = ""
    entries: int | None = 1
    left_out: int = 0
    never: tuple[str, ...] = ()
    titles: tuple[str, ...] | None = None
    seconds: float = PARSE_S
    megabytes: float = PARSE_MB


def item(n: object, title: str = "", inside: str = "") -> str:
    return f"<item><guid>g{n}</guid><link>/news/{n}</link><title>{title or f'Title {n}'}</title>{inside}</item>"


def doctype(inside: str, text: str, name: str = "rss") -> bytes:
    """A document with an internal DTD subset, and an entry that uses it."""
    return f'<?xml version="1.0"?><!DOCTYPE {name} [{inside}]>'.encode() + rss(item(1, f"T {text}"), item(2, "Good"))


def entity(name: str, value: str) -> str:
    return f'<!ENTITY {name} "{value}">'


def described(markup: str) -> bytes:
    return rss(f"<item><guid>1</guid><title>A pad</title><description><![CDATA[{markup}]]></description></item>")


def feed_of(*items: object) -> bytes:
    """A JSON Feed."""
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}).encode()


def with_bytes(text: bytes) -> bytes:
    """A document with these bytes in a title, between two good entries."""
    return rss(item(1, "Good"), item(2, "a@@b"), item(3, "Also good")).replace(b"@@", text)


LAUGHS = entity("a", "A" * 1000) + "".join(
    entity(name, f"&{inner};" * 50) for inner, name in ("ab", "bc", "cd", "de", "ef")
)
SECRET = "root:"
UNREADABLE, OK = Outcome.UNREADABLE, Outcome.OK
ATTRIBUTES = "".join(f' a{n}="x"' for n in range(50_000))
NAMESPACES = "".join(f' xmlns:n{n}="u{n}"' for n in range(20_000))
ITEMS = "".join(f"<item><title>t{n}</title></item>" for n in range(50))
ENTRY = '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{}</feed>'

FEEDS: Mapping[str, Mapping[str, Document]] = {
    "would make us open, fetch or swell": {
        "nested entities": Document(lambda: doctype(LAUGHS, "&f;" * 50), entries=2, never=("AAA",)),
        "one long entity many times": Document(lambda: doctype(entity("a", "A" * 100_000), "&a;" * 2000), entries=2,
                                               never=("AAA",)),
        "an entity that holds itself": Document(lambda: doctype(entity("a", "&b;") + entity("b", "&a;"), "&a;"),
                                                entries=2),
        "an entity out of a file": Document(lambda: doctype('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
                                            entries=2, never=(SECRET,)),
        "an entity out of the net": Document(lambda: doctype('<!ENTITY a SYSTEM "http://127.0.0.2:{port}/">', "&a;"),
                                             entries=2),
        "a parameter entity out of the net": Document(
            lambda: doctype('<!ENTITY % a SYSTEM "http://127.0.0.2:{port}/"> %a;', "x"), entries=2),
        "a DTD out of the net": Document(
            lambda: b'<!DOCTYPE rss SYSTEM "http://127.0.0.2:{port}/">' + rss(item(1), item(2)), entries=2),
        "style, hub, icon and XInclude in the net": Document(
            lambda: b'<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.2:{port}/s.xsl"?>' + rss(
                '<link rel="hub" href="http://127.0.0.2:{port}/hub"/><cloud domain="127.0.0.2" port="{port}"/>'
                "<image><url>http://127.0.0.2:{port}/favicon.ico</url></image>"
                '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="http://127.0.0.2:{port}/x"/>', item(1),
                item(2, inside='<description>&lt;img src="http://127.0.0.2:{port}/pixel"&gt;</description>')),
            entries=2),
        "a million small entities": Document(lambda: doctype(entity("a", "A"), "&a;" * 500_000), entries=2,
                                             never=("AAA",)),
        "a DTD that never ends": Document(lambda: b"<!DOCTYPE rss [" + b'<!ENTITY a "x">' * 100_000, UNREADABLE,
                                          "no feed"),
    },
    "is deep or broad": {
        "deep XML": Document(lambda: rss("<item>" + "<b>" * 200_000), UNREADABLE, "nested"),
        "deep entries": Document(lambda: b"<rss>" + b"<item>" * 100_000, UNREADABLE, "nested"),
        "deep XML that closes": Document(lambda: rss(item(1, inside="<b>" * 50_000 + "</b>" * 50_000)), UNREADABLE,
                                         "nested"),
        "deep XHTML": Document(lambda: ENTRY.format(
            '<entry><id>1</id><title>A pad</title><content type="xhtml">' + "<div>" * 900 + "x" + "</div>" * 900
            + "</content></entry>").encode()),
        "deep HTML": Document(lambda: described("<div>" * 100_000 + "x")),
        "deep HTML that closes": Document(lambda: described("<div>" * 50_000 + "x" + "</div>" * 50_000)),
        "deep HTML behind stray closers": Document(lambda: described("<div></b>" * 50_000 + "x")),
        "many tags": Document(lambda: described("<i>a</i>" * 100_000)),
        "angle brackets": Document(lambda: described("<" * 500_000)),
        "open comments": Document(lambda: described("x" + "<!--" * 100_000)),
        "deep JSON": Document(lambda: b'{"items":' + b"[" * 200_000, UNREADABLE, "not JSON"),
        "deep JSON that closes": Document(
            lambda: b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"A pad","x":'
            + b"[" * 100_000 + b"]" * 100_000 + b"}]}", UNREADABLE, "not JSON"),
        "attributes without end": Document(lambda: rss(f"<item{ATTRIBUTES}><title>t</title></item>"), entries=None),
        "namespaces without end": Document(lambda: rss(f"<item{NAMESPACES}><title>t</title></item>"), entries=None),
        "a namespace for each entry": Document(lambda: rss(*(
            f'<n{n}:item xmlns:n{n}="http://purl.org/rss/1.0/"><n{n}:title>t</n{n}:title></n{n}:item>'
            for n in range(2000)), item(1, "Good")), entries=None),
        "prefixes that nobody declared": Document(lambda: rss(item(1, inside="<x:y>z</x:y>" * 5000))),
    },
    "is large": {
        "an entry of 50 MB": Document(lambda: described("word " * 10_000_000), megabytes=420),
        "a JSON entry of 50 MB": Document(
            lambda: feed_of({"id": "1", "title": "A pad", "content_text": "word " * 10_000_000}), megabytes=420),
        "an entry of 14 MB": Document(lambda: described("word " * 2_800_000)),
        "100,000 items": Document(lambda: rss(*["<item><title>t</title></item>"] * 100_000), entries=100,
                                  left_out=99_900),
        "100,000 Atom entries": Document(lambda: ENTRY.format("<entry><title>t</title></entry>" * 100_000).encode(),
                                         entries=100, left_out=99_900),
        "100,000 JSON items": Document(lambda: feed_of(*[{"id": n, "title": "t"} for n in range(100_000)]),
                                       entries=100, left_out=99_900),
        "a title of 1 MB": Document(lambda: rss(item(1, "t" * MB))),
        "a guid of 100 kB": Document(lambda: rss(item("g" * 100_000 + "1", "One"), item("g" * 100_000 + "2", "Two")),
                                     entries=2),
        "a link of 1 MB": Document(lambda: rss(f"<item><guid>1</guid><title>t</title><link>http://o.example/{'a' * MB}"
                                               "</link></item>")),
        "an author of 1 MB": Document(lambda: rss(item(1, inside=f"<author>{'a' * MB}</author>"))),
        "100,000 categories": Document(lambda: rss(item(1, inside="<category>c</category>" * 100_000))),
        "100,000 enclosures": Document(
            lambda: rss(item(1, inside='<enclosure url="http://o.example/a" type="audio/mpeg"/>' * 100_000))),
        "a title of the feed of 1 MB": Document(lambda: rss(item(1), title="t" * MB)),
        "white space of 5 MB": Document(lambda: rss(" " * 5 * MB, item(1))),
    },
    "is in no clean alphabet": {
        "bytes that are no UTF-8": Document(lambda: with_bytes(b"caf\xe9 \xff"), entries=3),
        "two alphabets": Document(lambda: with_bytes("서해".encode("euc-kr") + " 西海 é".encode()), entries=3),
        "half a character": Document(lambda: with_bytes("장".encode()[:2]), entries=3),
        "an overlong character": Document(lambda: with_bytes(b"\xc0\xafetc"), entries=3),
        "surrogates as bytes": Document(lambda: with_bytes(b"\xed\xa0\x80\xed\xb0\x80"), entries=3),
        "NUL": Document(lambda: with_bytes(b"\x00"), entries=3),
        "control characters": Document(lambda: with_bytes(bytes(range(1, 32))), entries=3),
        "surrogates as references": Document(lambda: with_bytes(b"&#xD800;&#55357;"), entries=3),
        "references beyond the last": Document(lambda: with_bytes(b"&#x110000;&#99999999999;&#xFFFFFFFFFF;"),
                                               entries=3),
        "references to NUL and controls": Document(lambda: with_bytes(b"&#0;&#x1;&#x1b;"), entries=3),
        "references to nothing": Document(lambda: with_bytes(b"&nosuch; &; &#; &#x;"), entries=3),
        "no characters": Document(lambda: with_bytes("\ufffe\uffff\U0001ffff".encode()), entries=3),
        "an encoding that does not exist": Document(
            lambda: b'<?xml version="1.0" encoding="x-klingon"?>' + rss(item(1)), titles=("Title 1",)),
        "an encoding that lies": Document(lambda: b'<?xml version="1.0" encoding="utf-16"?>' + rss(item(1, "북")),
                                          titles=("북",)),
        "half of UTF-16": Document(
            lambda: rss(*(item(n) for n in range(9))).decode().encode("utf-16")[:-301], entries=None),
        "surrogates in JSON": Document(
            lambda: b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"\\ud800","title":"a\\udc00b\\u0000"},'
            b'{"id":"2","title":"Good"}]}', entries=2),
    },
    "is no feed": {
        "a page": Document(lambda: b"<!DOCTYPE html><html><body>Hi", Outcome.NOT_A_FEED, "HTML"),
        "a page that says it is XML": Document(
            lambda: b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "a" "b"><html xmlns="c"/>', Outcome.NOT_A_FEED,
            "HTML"),
        "text": Document(lambda: b"nothing to see here", Outcome.NOT_A_FEED, "neither"),
        "white space": Document(lambda: b" \r\n\t", Outcome.EMPTY_BODY, "white space"),
        "a byte order mark": Document(lambda: b"\xef\xbb\xbf", Outcome.EMPTY_BODY, "white space"),
        "no entries": Document(rss, Outcome.NO_ENTRIES, "without entries"),
        "a JSON Feed without items": Document(feed_of, Outcome.NO_ENTRIES, "without entries"),
        "other JSON": Document(lambda: b'{"error": "no"}', UNREADABLE, "items"),
        "half of a JSON Feed": Document(lambda: feed_of({"id": "1"})[:-4], UNREADABLE, "not JSON"),
        "other XML": Document(lambda: b'<?xml version="1.0"?><note><to>You</to></note>', UNREADABLE, "no feed in it"),
        "half a feed": Document(lambda: rss(item(1), item(2))[:-60], entries=None),
        "random bytes": Document(lambda: bytes(n * 7919 % 251 for n in range(50_000)), Outcome.NOT_A_FEED, ""),
        "a picture": Document(lambda: b"\x89PNG\r\n\x1a\n" + bytes(5000), Outcome.NOT_A_FEED, ""),
    },
}  # fmt: skip


def documents() -> Iterator[tuple[str, Document]]:
    """Every document under the name "row: item"."""
    for row, its in FEEDS.items():
        for name, document in its.items():
            yield f"{row}: {name}", document
