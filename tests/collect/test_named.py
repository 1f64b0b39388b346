import pytest

from monitor.collect.named import numbered
from monitor.collect.parse import parse
from monitor.model.entry import ParsedFeed
from monitor.model.fetching import Body, Validators

NETSCAPE = (
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
    '"http://my.netscape.com/publish/formats/rss-0.91.dtd">'
)
USERLAND = '<!DOCTYPE rss SYSTEM "http://backend.userland.com/rss091.dtd">'
LATIN = (
    '<!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "xhtml-lat1.ent"> %HTMLlat1;]>'
)


def titled(doctype: str, title: str) -> str:
    content = (
        f'<?xml version="1.0"?>{doctype}<rss version="0.91"><channel><title>N</title><item><title>{title}</title>'
        "<link>http://n.example/1</link></item></channel></rss>"
    )
    parsed = parse(Body("http://n.example/", content.encode(), "", None, Validators()), limit=10)
    assert isinstance(parsed, ParsedFeed)
    return parsed.entries[0].title


@pytest.mark.parametrize("doctype", ["", NETSCAPE, USERLAND, LATIN, "<!DOCTYPE rss>"])
def test_names_of_html_are_read_whatever_the_doctype(doctype: str) -> None:
    said = titled(doctype, "Schiff f&auml;hrt &ndash; f&uuml;r 5 &euro; &amp; mehr")
    assert said.replace("&amp;", "&") == "Schiff fährt – für 5 € & mehr"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (b"&auml;&AMP;&LT;", b"&#228;&#38;&#60;"),
        (b"&amp;auml; &lt; &nosuch; &auml", b"&amp;auml; &lt; &nosuch; &auml"),
        (b"<![CDATA[&auml;]]>&auml;<!-- &auml; -->", b"<![CDATA[&auml;]]>&#228;<!-- &auml; -->"),
        (b"<![CDATA[&auml;", b"<![CDATA[&auml;"),
    ],
)
def test_only_names_outside_of_cdata_and_comments(text: bytes, made: bytes) -> None:
    assert numbered(b"<!DOCTYPE rss>" + text) == b"<!DOCTYPE rss>" + made
    assert numbered(text) == text, "without a DOCTYPE a parser tells"


def test_what_the_document_defines_is_left_alone() -> None:
    text = b"<!DOCTYPE rss>&auml;&ouml;"
    assert numbered(text, b'[<!ENTITY auml "&b;&b;">]') == b"<!DOCTYPE rss>&auml;&#246;"


def test_it_is_linear() -> None:
    for piece in (b"&", b"&a", b"<!--", b"<![CDATA[", b"&auml;"):
        assert numbered(b"<!DOCTYPE rss>" + piece * 300_000)
