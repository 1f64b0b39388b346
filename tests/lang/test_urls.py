import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.lang.urls import canonical_url, display_url, host_of, is_opaque, is_root, registrable_domain

SAME = [
    ("http://o.example/a", "https://o.example/a"),
    ("HTTP://O.Example:80/a", "https://o.example/a"),
    ("https://o.example:443/a", "https://o.example/a"),
    ("https://o.example:8443/a", "https://o.example:8443/a"),
    ("https://o.example./a", "https://o.example/a"),
    ("https://user:pass@o.example/a", "https://o.example/a"),
    ("https://o.example", "https://o.example/"),
    ("  https://o.example/a\n b ", "https://o.example/ab"),
    ("//o.example/a", "https://o.example/a"),
    # fragments
    ("https://o.example/a#top", "https://o.example/a"),
    ("https://o.example/#!/a/1", "https://o.example/#!/a/1"),
    ("https://o.example/#/a/1", "https://o.example/#/a/1"),
    ("https://o.example/a#/", "https://o.example/a"),
    # paths
    ("https://o.example/a/../b/./c", "https://o.example/b/c"),
    ("https://o.example/../../a", "https://o.example/a"),
    ("https://o.example/a/", "https://o.example/a/"),
    ("https://o.example/%7Euser/%41%2f%e4", "https://o.example/~user/A%2F%E4"),
    ("https://o.example/100%", "https://o.example/100%25"),
    ("https://o.example/뉴스", "https://o.example/%EB%89%B4%EC%8A%A4"),
    ("https://o.example/a;jsessionid=1F?b=1", "https://o.example/a?b=1"),
    ("https://o.example/a<b>", "https://o.example/a%3Cb%3E"),
    # queries
    ("https://o.example/a?utm_source=x&id=7&utm_medium=y", "https://o.example/a?id=7"),
    ("https://o.example/a?UTM_Source=x", "https://o.example/a"),
    ("https://o.example/a?b=2&a=1", "https://o.example/a?b=2&a=1"),
    ("https://o.example/a?fbclid=1&gclid=2&mtm_campaign=3&mc_cid=4&xtor=5&ocid=6", "https://o.example/a"),
    ("https://o.example/a?ref=o.example&p=1", "https://o.example/a?p=1"),
    ("https://o.example/a?ref=chapter-2", "https://o.example/a?ref=chapter-2"),
    ("https://o.example/a?", "https://o.example/a"),
    ("https://o.example/a?&&p=1&", "https://o.example/a?p=1"),
    ("https://o.example/a?q=a+b%20c", "https://o.example/a?q=a+b%20c"),
    ("https://o.example/?p=123", "https://o.example/?p=123"),
    # AMP
    ("https://o.example/a/amp", "https://o.example/a"),
    ("https://o.example/a/amp/", "https://o.example/a/"),
    ("https://o.example/a.amp.html", "https://o.example/a.html"),
    ("https://o.example/a.amp", "https://o.example/a"),
    ("https://o.example/a?amp=1&p=2", "https://o.example/a?p=2"),
    ("https://o.example/a?outputType=amp", "https://o.example/a"),
    ("https://o.example/amp", "https://o.example/amp"),
    ("https://o.example/a?amp=volt", "https://o.example/a?amp=volt"),
    ("https://o-example.cdn.ampproject.org/c/s/o.example/a/amp", "https://o.example/a"),
    ("https://o-example.cdn.ampproject.org/v/o.example/a?amp_js_v=0.1", "https://o.example/a"),
    ("https://www.google.com/amp/s/o.example/a", "https://o.example/a"),
    # redirectors that carry their target
    (
        "https://www.google.com/url?rct=j&url=http://o.example/a%3Futm_source%3Dx%26p%3D1&sa=t",
        "https://o.example/a?p=1",
    ),
    ("http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fo.example%2fa", "https://o.example/a"),
    # hosts
    ("https://한국.example/a", "https://xn--3e0b707e.example/a"),
    ("https://XN--3E0B707E.example/a", "https://xn--3e0b707e.example/a"),
    ("https://BÜCHER.example/a", "https://xn--bcher-kva.example/a"),
    ("http://[2001:DB8::1]:80/a", "https://[2001:db8::1]/a"),
    ("https://under_score.example/a", "https://under_score.example/a"),
]


@pytest.mark.parametrize(("given_", "form"), SAME)
def test_canonical(given_: str, form: str) -> None:
    assert canonical_url(given_) == form
    assert canonical_url(form) == form


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


NONE = ["", " ", "javascript:alert(1)", "data:text/html,x", "ftp://o.example/", "www.o.example/a", "/a", "https://",
        "https://[::1", "https://o.example:99999/", "https://a b.example\x7f/" + "x" * 3000, "https://-.example/",
        "https://..../", "tag:o.example,2026:1"]  # fmt: skip


@pytest.mark.parametrize("url", NONE)
def test_no_address(url: str) -> None:
    assert canonical_url(url) is None


pieces = st.text(st.sampled_from("aZ09/%.?=&#!;:@+~-_é한 <>[]\\\"'\u0130ß\ud800"), max_size=40)


@given(
    st.sampled_from(["http://", "https://", "HTTP://u:p@", "//"]),
    st.sampled_from(
        ["o.example", "www.google.com", "x.cdn.ampproject.org", "O.Example:80", "한국.example", "www.bing.com"]
    ),
    pieces,
)
@example("http://", "www.google.com", "/url?q=http://www.google.com/url?q=http://o.example/a/amp/amp")
@example("http://", "o.example", "/a.amp/amp.amp.html?&amp=1&a=%2")
@example("http://", "x.cdn.ampproject.org", "/c/s/x.cdn.ampproject.org/c/s/o.example/a/amp?amp=1#!x")
@example("http://", "o.example", "/a;jsessionid=1;sid=2/../amp")
def test_idempotent(scheme: str, host: str, rest: str) -> None:
    once = canonical_url(scheme + host + rest)
    if once is not None:
        assert canonical_url(once) == once
        assert once.isascii()
        assert once.startswith("https://")


@given(st.text(max_size=60), st.none() | st.text(max_size=30))
def test_never_raises(url: str, base: str | None) -> None:
    canonical_url(url, base)
    display_url(url)
    host_of(url)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("en.yna.co.kr", "yna.co.kr"),
        ("www.38north.org", "38north.org"),
        ("ec.europa.eu", "ec.europa.eu"),
        ("a.b.substack.com", "b.substack.com"),
        ("www.gov.uk", "www.gov.uk"),
        ("ofac.treasury.gov", "treasury.gov"),
        ("yonhap.example", "yonhap.example"),
        ("localhost", "localhost"),
        ("192.168.1.10", "192.168.1.10"),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


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
