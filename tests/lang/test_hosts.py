import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.lang.hosts import registrable_domain, shown_host

OWNERS = [
    # one owner, many hosts
    ("www.bbc.co.uk", "bbc.co.uk"),
    ("feeds.bbci.co.uk", "bbci.co.uk"),
    ("en.yna.co.kr", "yna.co.kr"),
    ("news.kbs.co.kr", "kbs.co.kr"),
    ("www3.nhk.or.jp", "nhk.or.jp"),
    ("www.mofa.go.jp", "mofa.go.jp"),
    ("www.mnd.go.kr", "mnd.go.kr"),
    ("english.news.cn", "news.cn"),
    ("www.gov.cn", "www.gov.cn"),
    ("news.sina.com.cn", "sina.com.cn"),
    ("www.38north.org", "38north.org"),
    ("ofac.treasury.gov", "treasury.gov"),
    ("www.abc.net.au", "abc.net.au"),
    ("www.stuff.co.nz", "stuff.co.nz"),
    ("www1.folha.uol.com.br", "uol.com.br"),
    ("www.hurriyet.com.tr", "hurriyet.com.tr"),
    ("timesofindia.indiatimes.com", "indiatimes.com"),
    ("www.chosun.com.", "chosun.com"),
    ("WWW.Reuters.COM", "reuters.com"),
    # wildcards and exceptions of the list
    ("www.city.kawasaki.jp", "city.kawasaki.jp"),
    ("news.shop.kawasaki.jp", "news.shop.kawasaki.jp"),
    ("www.ck", "www.ck"),
    # each subdomain an owner of its own: the private part of the list, and our additions
    ("nkblog.blogspot.com", "nkblog.blogspot.com"),
    ("www.someone.github.io", "someone.github.io"),
    ("paper.hatenablog.com", "paper.hatenablog.com"),
    ("a.b.substack.com", "b.substack.com"),
    ("www.substack.com", "substack.com"),
    ("substack.com", "substack.com"),
    ("writer.tistory.com", "writer.tistory.com"),
    ("n.news.naver.com", "news.naver.com"),
    ("someone.wordpress.com", "someone.wordpress.com"),
    ("ec.europa.eu", "ec.europa.eu"),
    ("site.pages.dev", "site.pages.dev"),
    # a suffix, a single label, an address: their own
    ("co.uk", "co.uk"),
    ("github.io", "github.io"),
    ("com", "com"),
    ("localhost", "localhost"),
    ("192.168.1.10", "192.168.1.10"),
    ("[2001:db8::1]", "[2001:db8::1]"),
    ("2001:db8::1", "2001:db8::1"),
    # unknown endings: the last two labels
    ("www.yonhap.example", "yonhap.example"),
    # names in other scripts, as the line has them: punycode
    ("www.xn--3e0b707e.xn--3e0b707e", "xn--3e0b707e.xn--3e0b707e"),
    ("www.xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
    ("www.xn--55qx5d.cn", "www.xn--55qx5d.cn"),
    # no hosts at all
    ("", ""),
    ("a..b", "a..b"),
]


@pytest.mark.parametrize(("host", "domain"), OWNERS)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@given(st.text(st.sampled_from("ab.-_:[]1한"), max_size=30))
def test_the_domain_of_a_host_is_its_end_and_its_own_domain(host: str) -> None:
    domain = registrable_domain(host)
    assert host.rstrip(".").endswith(domain)
    assert registrable_domain(domain) == domain


def test_the_list_is_read_when_it_is_first_asked() -> None:
    asked = "from monitor.lang import hosts; assert hosts._suffixes.cache_info().currsize == 0; "
    asked += "hosts.registrable_domain('www.bbc.co.uk'); assert hosts._suffixes.cache_info().currsize == 1"
    subprocess.run([sys.executable, "-c", asked], check=True, timeout=60)


SHOWN = [
    ("xn--3e0b707e.kr", "한국.kr"),
    ("xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),  # "аррӏе" in Cyrillic
    ("xn--e1afmkfd.ru", "пример.ru"),
    ("xn--pypal-4ve.example", "xn--pypal-4ve.example"),  # Latin with a Cyrillic а
    ("xn--a.example", "xn--a.example"),  # no punycode
    ("bücher.example", "bücher.example"),
    ("pаypal.example", "xn--pypal-4ve.example"),
]


@pytest.mark.parametrize(("host", "shown"), SHOWN)
def test_shown(host: str, shown: str) -> None:
    assert shown_host(host) == shown
