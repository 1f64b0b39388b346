"""Feeds put together from a seed: every format, every element that either parser knows, in every order, some of it
nasty. The same seed gives the same bytes."""

import random
from html import escape

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "dcterms": "http://purl.org/dc/terms/",
    "georss": "http://www.georss.org/georss",
    "foo": "http://foo.example/ns",
}
TEXTS = (
    "", " ", "plain", " a\n b ", "A & B", "<b>bold</b> &amp; more", "1 < 2", "북한 미사일", "“quoted”", "&nbsp;x",
    "<p>one</p><p>two</p>", "Tom & Jerry's \"film\"", "\u00a0edge\u00a0", "a&lt;b", "]]", "<script>x</script>", "\x85",
)  # fmt: skip
URLS = (
    "http://o.example/1", "https://o.example/a?b=1&c=2", "/rel/2", "3.html", " http://o.example/4 ", "", "urn:x:5",
    "http:///o.example/6", "tag:o.example,2026:7", "#8", "http://o.example/?a=1&copy;=2", "http://[::1]/9",
)  # fmt: skip
DATES = (
    "Mon, 23 Nov 2026 09:05:07 GMT", "2026-11-23T09:05:07Z", "2026-11-23T18:05:07+09:00", "23 Nov 2026", "soon", "",
    "Mon, 23 Nov 2026 09:05:07 KST", "2026-02-31", "03/04/2026",
)  # fmt: skip
PEOPLE = ("Kim", "kim@o.example", "kim@o.org (Kim Lee)", "", "Kim & Lee", "x@y", "Kim <kim@o.org>", "kim@o.org (Kim)")
TYPES = (
    "",
    ' type="text"',
    ' type="html"',
    ' type="text/html"',
    ' type="xhtml"',
    ' type="image/png"',
    ' type="text/plain"',
)
LANGS = ("", ' xml:lang="ko"', ' xml:lang="en_US"', ' xml:lang=""', ' lang="fr"', ' xml:base="http://b.example/x/"')


def document(seed: int) -> bytes:
    """The feed of this seed."""
    dice = random.Random(seed)
    build = dice.choices((_rss, _rdf, _atom), (6, 1, 4))[0]
    text = build(dice)
    if dice.random() < 0.04:
        text = _spoilt(dice, text)
    return text.encode("utf-8", "replace")


def _spoilt(dice: random.Random, text: str) -> str:
    """One thing in it is wrong."""
    at = dice.randrange(len(text))
    return dice.choice(
        (text[:at], text[:at] + "&" + text[at:], text[:at] + "<" + text[at:], "\n" + text + "<!-- x -->junk")
    )


def _value(dice: random.Random, text: str) -> str:
    if "]]" not in text and dice.random() < 0.3:
        return f"<![CDATA[{text}]]>"
    written = escape(text, quote=False)
    if dice.random() < 0.05:
        written += dice.choice(("<!-- aside -->", "&#8217;", "&#146;", "&#x26;", "<?pi?>", "<b>raw</b>"))
    return written


def _leaf(dice: random.Random, name: str, text: str, attributes: str = "") -> str:
    value = _value(dice, text)
    return f"<{name}{attributes}/>" if not value and dice.random() < 0.5 else f"<{name}{attributes}>{value}</{name}>"


def _quoted(text: str) -> str:
    return escape(text).replace("\x85", "&#133;")


def _namespaces(dice: random.Random) -> str:
    return "".join(f' xmlns:{name}="{uri}"' for name, uri in dice.sample(list(NAMESPACES.items()), len(NAMESPACES)))


def _text_element(dice: random.Random, name: str) -> str:
    attributes = dice.choice(TYPES) if dice.random() < 0.3 else ""
    if dice.random() < 0.1:
        attributes += dice.choice(LANGS)
    return _leaf(dice, name, dice.choice(TEXTS), attributes)


def _plain(dice: random.Random) -> str:
    name = dice.choice((
        "description", "description", "content:encoded", "summary", "dc:description", "itunes:summary", "content",
        "itunes:subtitle", "media:description", "media:title", "dc:title", "title",
    ))  # fmt: skip
    return _text_element(dice, name)


def _dated(dice: random.Random) -> str:
    names = ("pubDate", "pubDate", "published", "updated", "dc:date", "dcterms:modified", "dcterms:issued", "created")
    return _leaf(dice, dice.choice(names), dice.choice(DATES))


def _person(dice: random.Random) -> str:
    name = dice.choice(("author", "dc:creator", "itunes:author", "contributor"))
    if name in ("author", "contributor") and dice.random() < 0.5:
        parts = [_leaf(dice, "name", dice.choice(PEOPLE)), _leaf(dice, "email", "k@o.example"), "<uri>http://k/</uri>"]
        return f"<{name}>{''.join(dice.sample(parts, dice.randrange(4)))}</{name}>"
    return _leaf(dice, name, dice.choice(PEOPLE))


def _linked(dice: random.Random) -> str:
    url = dice.choice(URLS)
    kind = dice.randrange(7)
    if kind == 0:
        return _leaf(dice, "link", url)
    if kind == 1:
        permanent = dice.choice(("", ' isPermaLink="false"', ' isPermaLink="true"', ' isPermaLink="True"'))
        return _leaf(dice, "guid", url, permanent)
    if kind == 2:
        length = dice.choice(("12", "", "many"))
        return f'<enclosure url="{_quoted(url)}" type="audio/mpeg" length="{length}"/>'
    if kind == 3:
        return _leaf(dice, "comments", url)
    if kind == 4:
        return _leaf(dice, "source", dice.choice(TEXTS), f' url="{_quoted(url)}"')
    if kind == 5:
        return _leaf(dice, "feedburner:origLink", url)
    return _atom_link(dice, dice.choice(("atom:link", "link")))


def _atom_link(dice: random.Random, name: str = "link") -> str:
    relation = dice.choice(
        ("", ' rel="alternate"', ' rel="self"', ' rel="enclosure"', ' rel="replies"', ' rel="Alternate"')
    )
    kind = dice.choice(("", "", ' type="text/html"', ' type="audio/mpeg"', ' type="application/json"'))
    more = dice.choice(("", "", "", ' hreflang="en"', ' thr:count="3"', ' title="x"', ' length="9"', ' foo:href="x"'))
    return f'<{name}{relation}{kind}{more} href="{_quoted(dice.choice(URLS))}"/>'


def _beside(dice: random.Random) -> str:
    return dice.choice((
        _leaf(dice, "category", dice.choice(TEXTS), dice.choice(("", "", ' domain="d"', ' term="t"', ' label="l"'))),
        '<category term="world"/>', _leaf(dice, "dc:subject", "a"), _leaf(dice, "itunes:keywords", "a, b,,c"),
        _leaf(dice, "media:keywords", "x,y"), '<itunes:image href="http://o.example/i.png"/>',
        *_MEDIA,
        '<thr:in-reply-to ref="tag:o,2026:1" href="http://o.example/0"/>', _leaf(dice, "slash:comments", "4"),
        _leaf(dice, "foo:bar", "x"), '<foo:bar a="1"><foo:baz>x</foo:baz></foo:bar>',
        _leaf(dice, "itunes:duration", "1:00"), _leaf(dice, "itunes:explicit", "yes"),
        _leaf(dice, "language", "ko"), _leaf(dice, "dc:language", "ja"), _leaf(dice, "rights", "mine"),
        *_PLACES, *_BOXES, "<unknown>x</unknown>", "<date>2026</date>",
    ))  # fmt: skip


_MEDIA = (
    '<media:thumbnail url="http://o.example/t.png"/>',
    '<media:content url="http://o.example/m.mp4" type="video/mp4"/>',
    '<media:content url="http://o.example/m.png" medium="image"><media:credit>c</media:credit></media:content>',
    '<media:content url="http://o.example/m.png" lang="fr"><media:title type="html">c</media:title></media:content>',
    (
        "<media:group><media:title>g</media:title><media:description>film</media:description>"
        '<media:thumbnail url="http://o.example/g.png"/></media:group>'
    ),
    "<media:description>one<br/>two</media:description>",
)
_PLACES = (
    "<georss:point>45.2 -71.9</georss:point>",
    "<georss:box>42.9 -71.1 43.1 -71.0</georss:box>",
    "<georss:line>1 2 3</georss:line>",
    "<georss:point/>",
)
_BOXES = (
    "<foo:box><title>in</title></foo:box>",
    "<foo:box><foo:in><title/><category>deep</category></foo:in><name>n</name></foo:box>",
    '<foo:box xml:lang="fr"><title>dedans</title></foo:box>',
    "<foo:box><id>urn:in</id></foo:box>",
    "<image>http://o.example/i</image>",
    "<image><url>http://o.example/i</url><title>picture</title><link>http://o.example/p</link></image>",
    '<itunes:category text="News"><itunes:category text="World"/></itunes:category>',
    "<itunes:category>News</itunes:category>",
)
_MARKUP = (
    "<div><p>one</p> two &amp; three</div>",
    '\n <div xmlns="http://www.w3.org/1999/xhtml" class="a&quot;b">x &lt; y<br/><img src="a?b&amp;c" alt=""/></div>\n',
    "<div>one</div><div>two</div>",
    "text <b>bold</b> &amp; <i>more</i>",
    '<p xml:lang="fr"><a REL="Me" href="/x">y</a></p>',
    "<div><title>t</title></div>",
    '<div><foo:x a="1">z</foo:x></div> tail',
    "<svg><title>t</title></svg>",
    "<p/>",
)


def _marked(dice: random.Random) -> str:
    name = dice.choice(("title", "summary", "content", "content", "description", "subtitle", "content:encoded"))
    kind = dice.choice(("", ' type="xhtml"', ' type="xhtml"', ' type="application/xhtml+xml"', ' type="html"'))
    return f"<{name}{kind}>{dice.choice(_MARKUP)}</{name}>"


def _item(dice: random.Random, name: str = "item", attributes: str = "") -> str:
    parts = [_text_element(dice, "title")] if dice.random() < 0.9 else []
    makers = (_plain, _plain, _dated, _person, _linked, _beside, _beside, _marked)
    parts += [dice.choice(makers)(dice) for _ in range(dice.randrange(7))]
    if dice.random() < 0.3:
        dice.shuffle(parts)
    if dice.random() < 0.05:
        attributes += dice.choice(LANGS)
    return f"<{name}{attributes}>{dice.choice(('', chr(10), ' stray '))}{''.join(parts)}</{name}>"


def _head(dice: random.Random) -> list[str]:
    parts = [
        _text_element(dice, "title"), _leaf(dice, "link", dice.choice(URLS)), _leaf(dice, "description", "d"),
        _leaf(dice, "language", dice.choice(("en", "ko-KR", ""))), _leaf(dice, "ttl", dice.choice(("60", "x", ""))),
        "<sy:updatePeriod> Hourly </sy:updatePeriod>", "<sy:updateFrequency>2</sy:updateFrequency>",
        "<skipHours><hour>0</hour><hour>24</hour><hour> 7 </hour></skipHours>",
        "<SkipDays><Day>sunday</Day></SkipDays>",
        "<image><url>http://o.example/l.png</url><title>I</title><link>http://o.example/i</link></image>",
        "<textInput><title>S</title><name>q</name><link>http://o.example/s</link></textInput>",
        '<atom:link rel="self" href="http://o.example/feed"/>',
        "<itunes:owner><itunes:name>O</itunes:name></itunes:owner>",
        _leaf(dice, "lastBuildDate", DATES[0]), _leaf(dice, "dc:language", "de"), _leaf(dice, "category", "c"),
        _leaf(dice, "managingEditor", PEOPLE[2]), _leaf(dice, "guid", "x"), _leaf(dice, "itunes:summary", "s"),
        '<itunes:category text="News"><itunes:category text="World"/></itunes:category>',
        _leaf(dice, "media:title", "m"), _leaf(dice, "dc:title", "second"), _leaf(dice, "title", "third"),
    ]  # fmt: skip
    weights = [8, 8, 6, 3, 2, 2, 1, 2, 1, 2, 1, 3, 1, 2, 1, 1, 1, 0.2, 0.5, 0.5, 0.2, 0.2, 0.2]
    return [part for part, weight in zip(parts, weights, strict=True) if dice.random() < weight / 8]


def _rss(dice: random.Random) -> str:
    version = dice.choice(("2.0", "2.0", "0.91", "0.92", "2.0.1", ""))
    items = [_item(dice) for _ in range(dice.randrange(1, 4))]
    parts = _head(dice) + items
    if dice.random() < 0.2:
        dice.shuffle(parts)
    extra = dice.choice(LANGS) if dice.random() < 0.1 else ""
    declaration = dice.choice(("", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8"?>\n', "\ufeff"))
    return f'{declaration}<rss version="{version}"{_namespaces(dice)}{extra}><channel>{"".join(parts)}</channel></rss>'


def _rdf(dice: random.Random) -> str:
    items = [_item(dice, attributes=f' rdf:about="{_quoted(dice.choice(URLS))}"') for _ in range(dice.randrange(1, 4))]
    default = dice.choice(("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"))
    return (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{default}"{_namespaces(dice)}>'
        f'<channel rdf:about="x">{"".join(_head(dice))}</channel>{"".join(items)}</rdf:RDF>'
    )


def _atom(dice: random.Random) -> str:
    entries = []
    for _ in range(dice.randrange(1, 4)):
        entry = _item(dice, "entry").removesuffix("</entry>")
        if dice.random() < 0.5:
            entry += _leaf(dice, "id", dice.choice(URLS)) + _atom_link(dice)
        if dice.random() < 0.2:
            entry += f"<source>{_leaf(dice, 'title', dice.choice(TEXTS))}{_atom_link(dice)}<id>urn:s</id></source>"
        entries.append(entry + "</entry>")
    head = [
        _text_element(dice, "title"),
        _leaf(dice, "id", dice.choice(URLS)),
        _atom_link(dice),
        _leaf(dice, "subtitle", "s"),
    ]
    extra = dice.choice(LANGS) if dice.random() < 0.3 else ""
    names = _namespaces(dice)
    chosen = "".join(dice.sample(head, dice.randrange(1, 5)))
    return f'<feed xmlns="http://www.w3.org/2005/Atom"{names}{extra}>{chosen}{"".join(entries)}</feed>'
