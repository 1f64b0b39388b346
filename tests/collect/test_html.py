import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.html import harmless, is_excessive, line, plain

ACTIVE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<q cite="javascript:alert(1)">x</q>',
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<p style="background:url(javascript:alert(1))" onclick=alert(1)>x</p>',
    "<form action=/x><button formaction=javascript:alert(1)>x</button></form>",
    '<base href="http://evil.example/"><meta http-equiv=refresh content="0;url=javascript:alert(1)">',
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]


@pytest.mark.parametrize("markup", ACTIVE)
def test_nothing_stays_active(markup: str) -> None:
    made = harmless(f"<p>before</p>{markup}<p>after</p>", "http://o.example/feed").lower()
    for name in "script img svg iframe style form base meta template".split():
        assert f"<{name}" not in made
    for attribute in ('href="javascript', 'href="data', 'cite="', "style=", "srcdoc"):
        assert attribute not in made
    inside_tags = "".join(part.partition(">")[0] for part in made.split("<")[1:])
    assert "onerror" not in inside_tags
    assert "onclick" not in inside_tags


LINKS = [
    ('<a href="/a">x</a>', "http://o.example/a"),
    ('<a href="b">x</a>', "http://o.example/blog/b"),
    ('<a href="https://p.example/">x</a>', "https://p.example/"),
    ('<a href="mailto:a@b.example">x</a>', "mailto:a@b.example"),
]


@pytest.mark.parametrize(("markup", "href"), LINKS)
def test_links_are_resolved_and_marked(markup: str, href: str) -> None:
    made = harmless(markup, "http://o.example/blog/feed")
    assert f'href="{href}"' in made
    assert 'rel="noopener noreferrer nofollow ugc"' in made


def test_a_relative_link_without_base_is_dropped() -> None:
    assert "href" not in harmless('<a href="/a">x</a>')


def test_images_are_named_not_loaded() -> None:
    assert (
        harmless('<p>a<img alt="The &quot;pad&quot;" src="http://t.example/pixel"></p>') == '<p>a[Image: The "pad"]</p>'
    )
    assert harmless("<p>a<img src=x></p>") == "<p>a</p>"


@pytest.mark.parametrize(
    "alt", ["", " ", "image", "Image 3", "IMG_2041.JPG", "logo", "사진", "pier-final (2).webp", "-", "Foto"]
)
def test_images_that_say_nothing_are_not_named(alt: str) -> None:
    assert harmless(f'<p>a<img alt="{alt}" src=x></p>') == "<p>a</p>"


@pytest.mark.parametrize("size", ['width="1" height="1"', "width=1 height=1", "height='0'", "width='1px'"])
def test_pixels_are_not_named(size: str) -> None:
    assert harmless(f'<p>a<img alt="The pad" {size} src=x></p>') == "<p>a</p>"
    assert harmless('<p>a<img alt="The pad" width="10" height="100"></p>') == "<p>a[Image: The pad]</p>"


PLAIN = [
    ("<p>one</p><p>two</p>", "one\n\ntwo"),
    ("one<br>two<br/>three", "one\ntwo\nthree"),
    ("<p>a &amp; b &nbsp; &lt;c&gt; &#8212; d</p>", "a & b <c> — d"),
    ("<ul><li>one<li>two</ul>", "one\n\ntwo"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
    ("<p>in<b>si</b>de</p>", "inside"),
    ("<p>a</p><script>alert(1)</script><style>p{}</style><p>b</p>", "a\n\nb"),
    ("no markup\nat all\n\nbut paragraphs", "no markup at all\n\nbut paragraphs"),
    ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
    ('<a href="http://x.example/?a>b" title="x > y">link</a>', "link"),
    ("<p>a\x00b\u202ec\ud800</p>", "abc\ufffd"),
    ("", ""),
    # runs of <br> are paragraphs, code and verse keep their lines
    ("one<br><br>two<br>\n <br/><br class=x>three<br>four", "one\n\ntwo\n\nthree\nfour"),
    ("<p>a</p><pre>x = 1\ny = 2</pre><p>b</p>", "a\n\nx = 1\ny = 2\n\nb"),
    ("<ol><li>one</li><li>two</li></ol>", "one\n\ntwo"),
    # escaped twice, beyond doubt
    ("&lt;p&gt;one &amp;amp; two&lt;/p&gt;&lt;p&gt;three&lt;/p&gt;", "one & two\n\nthree"),
    ("<p>AT&amp;amp;T &amp;#8217;s &amp;nbsp;caf&amp;eacute;</p>", "AT&T ’s caf&eacute;"),
    ("<p>write <code>&amp;amp;amp;</code> for it</p>", "write &amp;amp; for it"),
    ("How the &lt;p&gt; element is closed", "How the <p> element is closed"),
    # what hides
    ("<p>so\xadft zero\u200bwidth\u2060 join\u200der \ufefff</p>", "soft zerowidth join\u200der f"),
    ("<p>emoji 👩\u200d🚀 stay</p>", "emoji 👩\u200d🚀 stay"),
]


@pytest.mark.parametrize(("markup", "text"), PLAIN)
def test_plain(markup: str, text: str) -> None:
    assert plain(harmless(markup)) == text


TITLES = [
    ("A &amp; B", "A & B"),
    ("A &amp;amp; B", "A & B"),
    ("<b>North</b> Korea", "North Korea"),
    ("&lt;i&gt;Sohae&lt;/i&gt; again", "Sohae again"),
    ("one<br>two", "one two"),
    ("  a\n\tb  ", "a b"),
    ("AT&T <3 R&D", "AT&T <3 R&D"),
    ("caf&eacute; &#x2014; 5 &lt; 6", "café — 5 < 6"),
    ("Pier\xa0grows\u200b at So\xadhae\ufeff", "Pier grows at Sohae"),
    ("🚀 launch &#128640; 👩&zwj;🚀", "🚀 launch 🚀 👩\u200d🚀"),
    ("\u202eevil\u202c \u2066title\u2069", "evil title"),
    ("North Korea&amp;#8217;s pier", "North Korea’s pier"),
    ("", ""),
]


@pytest.mark.parametrize(("markup", "text"), TITLES)
def test_line(markup: str, text: str) -> None:
    assert line(markup) == text


HOSTILE = {
    "deep": "<div>" * 100_000 + "x",
    "deep behind stray closers": "<div></b>" * 50_000 + "x",
    "many tags": "<i>a</i>" * 50_000 + "x",
    "open scripts": "<script>" * 60_000 + "x",
    "open images": "<p>x</p>" + "<img " * 100_000,
    "open comments": "x" + "<!--" * 200_000,
    "angle brackets": "x" + "<" * 500_000,
    "quotes": "x" + '<a "' * 100_000,
    "entities": "x" + "&" * 300_000,
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_markup_is_bounded(markup: str) -> None:
    began = time.process_time()
    made = harmless(markup, "http://o.example/")
    plain(made)
    line(markup[:20_000])
    assert time.process_time() - began < 3


def test_unclosed_paragraphs_are_not_deep() -> None:
    assert not is_excessive("<p>a<li>b" * 900)
    assert is_excessive("<ul><li>" * 300)


@given(st.text(st.sampled_from("<>/&;'\"= abpx\x1e\n\ud800\u202e#0"), max_size=60))
def test_any_text_gives_valid_text(text: str) -> None:
    made = harmless(text, "http://o.example/")
    plain(made).encode()
    line(text).encode()
    assert "\u202e" not in made
