from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.lang.tracking import is_tracking
from monitor.lang.twins import is_plain_only
from monitor.lang.urls import LONGEST, absolute_url, canonical_url, display_url, host_of, is_opaque, is_root
from tests.lang.addresses import IDENTITY, SAME


@pytest.mark.parametrize(("given_", "form"), SAME)
def test_canonical(given_: str, form: str) -> None:
    assert canonical_url(given_) == form
    assert canonical_url(form) == form


@pytest.mark.parametrize("url", IDENTITY)
def test_what_names_the_article_stays(url: str) -> None:
    assert canonical_url(url) == url


def test_a_tracking_parameter_hides_nowhere_in_an_address_that_names_an_article() -> None:
    for url in IDENTITY:
        tracked = url + ("&" if "?" in url else "?") + "utm_source=rss&fbclid=1"
        assert canonical_url(tracked) == url


RELATIVE = [
    ("/a", "https://o.example/a"),
    ("a", "https://o.example/blog/a"),
    ("?p=1", "https://o.example/blog/feed?p=1"),
    ("//p.example/a", "https://p.example/a"),
    ("http://p.example/a", "https://p.example/a"),
    ("mailto:a@b.example", None),
]


@pytest.mark.parametrize(("link", "form"), RELATIVE)
def test_relative(link: str, form: str | None) -> None:
    assert canonical_url(link, "http://o.example/blog/feed") == form


NONE = ["", " ", "javascript:alert(1)", "data:text/html,x", "ftp://o.example/", "www", "/a", "https://",
        "https://[::1", "https://o.example:99999/", "https://a b.example\x7f/" + "x" * 3000, "https://-.example/",
        "https://..../", "tag:o.example,2026:1", "feed:https://o.example/", "urn:uuid:1", "about:blank", "https:///a",
        "https://" + "a." * 130 + "example/", "https://[fe80::1%eth0/", "https://o.example:-1/", "https://a\u3000b.example/",
        "https://o.example/" + "é" * 1000,
        "view-source:https://o.example/", "blob:https://o.example/1", "//"]  # fmt: skip


@pytest.mark.parametrize("url", NONE)
def test_no_address(url: str) -> None:
    assert canonical_url(url) is None


pieces = st.text(st.sampled_from("aZ09/%.?=&#!;:@+~-_é한 <>[]\\\"'\u0130ß\ud800\n\u200b"), max_size=40)
words = st.sampled_from(
    ["utm_source=x", "fbclid=1", "ref=rss", "amp=1", "/amp", ".amp.html", "/index.html", "//", "/../", "&amp;", "#!/x",
     ";jsessionid=1", "%2e%2e", "url=http://o.example/a", "/url?q=https://o.example", "/web/2026/http://o.example/",
     "/l.php", "/main/read.naver?oid=001&aid=0014000001", "/*http://o.example/a", "http:", "//www.", "PHPSESSID=1", "&",
     "?", "?u="]
)  # fmt: skip
tails = st.lists(pieces | words, max_size=6).map("".join)
hosts = st.sampled_from(
    ["o.example", "www.google.com", "x.cdn.ampproject.org", "O.Example:80", "한국.example", "www.bing.com",
     "[::1]:8080", "l.facebook.com", "web.archive.org", "m.yna.co.kr", "news.naver.com", "www.kcna.kp",
     "us.rd.yahoo.com", "youtu.be",
     "u:p@o.example", "archive.ph", "x.blogspot.com", "amp.cnn.com", "www.bbc.co.uk"]
)  # fmt: skip


@given(st.sampled_from(["http://", "https://", "HTTP://u:p@", "//"]), hosts, tails)
@example("http://", "www.google.com", "/url?q=http://www.google.com/url?q=http://o.example/a/amp/amp")
@example("http://", "o.example", "/a.amp/amp.amp.html?&amp=1&a=%2")
@example("http://", "x.cdn.ampproject.org", "/c/s/x.cdn.ampproject.org/c/s/o.example/a/amp?amp=1#!x")
@example("http://", "o.example", "/a;jsessionid=1;sid=2/../amp")
@example("http://", "o.example", "/index.html/amp")
@example("https://", "o.example", "/a/..amp?u=1")
@example("http://", "o.example", "//amp//index.html")
def test_the_form_is_one_and_holds_what_it_promises(scheme: str, host: str, rest: str) -> None:
    once = canonical_url(scheme + host + rest)
    if once is None:
        return
    assert canonical_url(once) == once
    assert once.isascii()
    assert once.isprintable()
    assert len(once) <= LONGEST
    parts = urlsplit(once)
    assert parts.scheme == "https" or parts.port is not None or is_plain_only(parts.hostname or "")
    assert parts.netloc == parts.netloc.lower()
    assert "@" not in parts.netloc
    assert not any(is_tracking(unquote(pair.partition("=")[0])) for pair in parts.query.split("&"))


@given(
    st.sampled_from(["/", "./", "../", "?", "", "//p.example/", "http://p.example/", "#"]),
    st.text("abc/.0", max_size=12),
)
def test_a_relative_address_is_resolved_as_everybody_does(start: str, rest: str) -> None:
    base = "https://o.example/blog/2026/feed"
    joined = canonical_url(urljoin(base, start + rest))
    assert canonical_url(start + rest, base) == (joined if (start + rest).strip() else None)


@given(st.sampled_from(["http://", "https://", "/", "//", "javascript:", "u:p@"]), hosts, tails)
def test_a_link_is_absolute_and_keeps_what_was_published(start: str, host: str, rest: str) -> None:
    made = absolute_url(start + host + rest, "http://o.example/feed")
    if made is not None:
        assert made.startswith(("http://", "https://"))
        assert made.isascii()
        assert len(made) <= LONGEST
        assert "@" not in urlsplit(made).netloc
        assert absolute_url(made, "http://other.example/") == made


LINKS = [
    ("a.mp3?utm_source=x#t=1", "http://o.example/blog/a.mp3?utm_source=x#t=1"),
    ("https://u:p@p.example:443/a b.mp3", "https://p.example:443/a%20b.mp3"),
    ("HTTPS://P.Example/Ä", "https://p.example/%C3%84"),
    ("javascript:alert(1)", None),
    ("data:audio/mpeg,x", None),
    ("", None),
    (None, None),
    ("https://[", None),
    ("/" + "a" * 3000, None),
]


@pytest.mark.parametrize(("link", "made"), LINKS)
def test_links(link: str | None, made: str | None) -> None:
    assert absolute_url(link, "http://o.example/blog/feed") == made


@given(st.text(max_size=60), st.none() | st.text(max_size=30))
def test_never_raises(url: str, base: str | None) -> None:
    canonical_url(url, base)
    absolute_url(url, base or "")
    display_url(url)
    host_of(url)


def test_roots_and_opaque_addresses() -> None:
    assert is_root("https://o.example/")
    assert not is_root("https://o.example/?p=1")
    assert is_opaque("https://news.google.com/rss/articles/CBMi")
    assert not is_opaque("https://o.example/rss/articles/CBMi")


def test_hosts() -> None:
    assert host_of("https://WWW.O.Example.:8080/a") == "www.o.example"
    assert host_of("https://한국.example/") == "xn--3e0b707e.example"
    assert host_of("mailto:a@b.example") is None
    assert host_of("https://[") is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://xn--3e0b707e.kr/a", "https://한국.kr/a"),
        ("https://xn--80ak6aa92e.com/", "https://xn--80ak6aa92e.com/"),  # "аррӏе" in Cyrillic
        ("https://xn--e1afmkfd.ru/", "https://пример.ru/"),
        ("https://xn--pypal-4ve.example/", "https://xn--pypal-4ve.example/"),  # Latin with a Cyrillic а
        ("https://O.Example/A", "https://o.example/A"),
    ],
)
def test_display(url: str, shown: str) -> None:
    assert display_url(url) == shown
