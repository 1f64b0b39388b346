"""Where the fuzzer begins: small inputs for each target, words that it may put in, and feeds of others as they are."""

import gzip
import re
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench.fuzz.targets import CUT

LARGEST, MOST = 6_000, 600  # bytes of a seed, seeds of a corpus
_RSS = (
    b'\x00<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    b'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
    b"<title>T</title><link>https://example.com/</link><language>en</language><ttl>5</ttl><item><guid>a</guid>"
    b"<title>One &amp; two</title><link>/a?b=1</link><pubDate>Mon, 23 Nov 2026 09:00:00 +0900</pubDate>"
    b"<dc:creator>A</dc:creator><description><![CDATA[<p>x</p>]]></description><content:encoded>&lt;p>y&lt;/p>"
    b"</content:encoded><category>c</category><enclosure url='e' length='1' type='t'/></item></channel></rss>"
)
_ATOM = (
    b'\x00<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="http://example.org/"><title type="html">T'
    b'</title><entry><id>urn:x:1</id><title>E</title><link rel="alternate" href="a"/><updated>2026-11-23T00:00:00Z'
    b'</updated><author><name>N</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
    b"<b>c</b></div></content><summary>s</summary></entry></feed>"
)
_JSON = (
    b'\x03{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","url":"https://example.com/1",'
    b'"content_html":"<p>x</p>","date_published":"2026-11-23T00:00:00Z","tags":["a"],"authors":[{"name":"N"}]}]}'
)
_ENTRY = CUT.join(
    (b"g", b"/a#b", b"T &lt;b&gt;x&lt;/b&gt;", b"<p>s</p>", b"<div><a href='x'>y</a><img alt=z></div>", b"<i>A</i>",
     b"2026-11-23", b"https://example.com/", b"Src", b"http://s.example", b"en-GB", b"")
)  # fmt: skip
_HEADERS = (
    b'ETag: "a"\nLast-Modified: Mon, 23 Nov 2026 09:00:00 GMT\nRetry-After: 120\nAge: 3\nCache-Control: max-age=60\n'
    b'Content-Type: text/xml; charset="utf-8"\nExpires: 0\nDate: x'
)
_LIST = (
    b'<opml version="2.0"><body><outline text="F"><outline type="rss" xmlUrl="https://a.example/" title="A"/></outline>'
    b"</body></opml>"
)
OWN: dict[str, tuple[bytes, ...]] = {
    "parse": (_RSS, _ATOM, _JSON, _RSS.replace(b"utf-8", b"shift_jis"), b"\x00<rdf:RDF><item><title>x"),
    "url": (
        b"HTTPS://User:pw@Example.COM:443/a/../b%7e/?utm_source=x&q=%e4#!/r",
        b"//b\xc3\xbccher.example./" + CUT,
        b"../x;jsessionid=1" + CUT + b"http://[::1]:8080/a/b",
        b"https://www.google.com/url?q=http://a.example/",
        b"https://a-example-com.cdn.ampproject.org/c/s/a.example.com/amp/x.amp.html",
    ),
    "normalise": (_ENTRY, CUT.join([b""] * 4 + [b"<table><tr><td>x<svg/onload=a>"])),
    "date": (
        b"Mon, 23 Nov 2026 09:00:00 +0900",
        b"2026-11-23T09:00:00.5Z",
        "2026년 11월 23일 9시".encode(),
        b"23rd November 2026 at 8:19 p.m. CEST",
        b"2026/1/2 3:04",
    ),
    "headers": (_HEADERS,),
    "body": (
        b"\x00" + gzip.compress(b"abc" * 99),
        b"\x01" + zlib.compress(b"abc"),
        b"\x01" + zlib.compress(b"abc")[2:-4],
        b"\x00" + gzip.compress(b"a") + gzip.compress(b"b") + b"tail",
    ),
    "lists": (_LIST,),
    "exemption": (b"127.0.0.1/8:80", b"[::1]:*", b"10.0.0.0/8:443", b"2001:db8::1", b"8.8.8.8", b"::ffff:8.8.8.8"),
}
_XML = b"""
    <![CDATA[ ]]> <!-- --> <?xml <!DOCTYPE <item> </item> <entry> </entry> <title> <link <guid> xml:base= xml:lang=
    isPermaLink="false" type="html" type="xhtml" rel="alternate" href=" &amp; &lt; &#0; &#xD800; &nbsp; xmlns=
    <content:encoded> <media:description <media:content <itunes:author> <dc:date> <dc:title> <source <pubDate>
    encoding=" utf-16 <rdf:RDF <channel> <feed {"version": "items":[ "id": \\u0000 \\ud800 1e999 ]}
"""
_ADDRESS = b"http:// https:// // @ : [ ] %00 %2e%2e /../ /amp utm_source= ?url= &q= xn-- #!/ \\ ;jsessionid= .. %"
_MARKUP = b"""
    <a href= <script> </script> <style> <svg> <math> javascript: data: onload= <!-- --> <![CDATA[ &#1; &#x202e; &lt;
    &amp;lt; <template> <br/> <iframe/> <table> <p> </p> style= <img alt= <title> <noscript> <textarea> <base>
"""
WORDS: dict[str, tuple[bytes, ...]] = {
    "parse": tuple(_XML.split()),
    "url": (CUT, *_ADDRESS.split()),
    "normalise": (CUT, *_MARKUP.split()),
    "date": tuple(b"Mon Nov + - : T Z GMT EST am pm 24:00 :60 9999 0000".split()),
    "headers": tuple(b"etag: expires: date: age: max-age= no-store retry-after: charset=".split()),
    "body": (b"\x1f\x8b", b"gzip", b"deflate", b"identity", b","),
    "lists": tuple(b"<opml <outline xmlUrl= htmlUrl= title= text= language= <!DOCTYPE &#10; https://".split()),
    "exemption": tuple(b"/0 /32 :* [:: ::ffff: 64:ff9b:: %eth0 0x7f. 169.254.".split()),
}
_LINK = re.compile(rb"""https?://[^\s"'<>]{4,300}""")
_DATE = re.compile(rb"<(?:pubDate|updated|published|dc:date|issued|modified)>([^<]{4,60})<", re.IGNORECASE)
_HTML = re.compile(rb"<(?:description|content:encoded|content|summary)[^>]*>([^<].{20,2000}?)</", re.DOTALL)


def write(target: str, folder: Path, corpora: Path | None) -> None:
    """Fills `folder` with seeds, and `folder`.dict with words."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = islice(_taken(target, corpora), MOST) if corpora else ()
    for at, seed in enumerate((*OWN[target], *taken)):
        (folder / f"seed-{at:04d}").write_bytes(seed)
    words = "\n".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in WORDS[target])
    folder.with_suffix(".dict").write_text(words + "\n", encoding="ascii")


def _taken(target: str, corpora: Path) -> Iterator[bytes]:
    """What the feeds of others have for a target; spread over all projects."""
    files = sorted(path for path in corpora.rglob("*") if path.is_file() and path.stat().st_size <= LARGEST)
    for path in files[:: max(1, len(files) // MOST)]:
        content = path.read_bytes()
        if target == "parse":
            yield b"\x00" + content
        elif target == "url":
            yield from _LINK.findall(content)[:2]
        elif target == "date":
            yield from _DATE.findall(content)[:1]
        elif target == "normalise":
            yield from (CUT.join((b"", b"", b"t", b"", html)) for html in _HTML.findall(content)[:1])
