"""Hosts that show one site's pages in another dress: telephones, AMP, an edition for abroad. Tables; pure.

"m." and "amp." say nothing by themselves: only a site that keeps its paths on both hosts stands here.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

_HOSTS: Mapping[str, str] = dict(
    line.split()
    for line in """
    amp.dw.com www.dw.com
    amp.france24.com www.france24.com
    amp.rfi.fr www.rfi.fr
    amp.scmp.com www.scmp.com
    amp.smh.com.au www.smh.com.au
    amp.theage.com.au www.theage.com.au
    amp.theguardian.com www.theguardian.com
    edition.cnn.com www.cnn.com
    m.bbc.co.uk www.bbc.co.uk
    m.bbc.com www.bbc.com
    m.dailynk.com www.dailynk.com
    m.dw.com www.dw.com
    m.en.yna.co.kr en.yna.co.kr
    m.facebook.com www.facebook.com
    m.faz.net www.faz.net
    m.gazeta.ru www.gazeta.ru
    m.hankookilbo.com www.hankookilbo.com
    m.huffpost.com www.huffpost.com
    m.jpost.com www.jpost.com
    m.koreaherald.com www.koreaherald.com
    m.koreatimes.co.kr www.koreatimes.co.kr
    m.lenta.ru lenta.ru
    m.mk.co.kr www.mk.co.kr
    m.scmp.com www.scmp.com
    m.segye.com www.segye.com
    m.spiegel.de www.spiegel.de
    m.yna.co.kr www.yna.co.kr
    m.youtube.com www.youtube.com
    m-ar.yna.co.kr ar.yna.co.kr
    m-cn.yna.co.kr cn.yna.co.kr
    m-en.yna.co.kr en.yna.co.kr
    m-fr.yna.co.kr fr.yna.co.kr
    m-jp.yna.co.kr jp.yna.co.kr
    m-sp.yna.co.kr sp.yna.co.kr
    mobile.abc.net.au www.abc.net.au
    mobile.nytimes.com www.nytimes.com
    mobile.reuters.com www.reuters.com
    mobile.twitter.com x.com
    old.reddit.com www.reddit.com
    twitter.com x.com
    www.twitter.com x.com
    """.strip().splitlines()
)
_NAVER = frozenset({"n.news.naver.com", "m.news.naver.com", "news.naver.com"})
_NAVER_PATH = re.compile(r"^/(?:mnews/)?article/(?:comment/)?(\d{3})/(\d{10})/?$")
_BBC = ("/news/", "/sport/")
_WIKIPEDIA = re.compile(r"^([a-z-]{2,12})\.m\.(wik[a-z]{3,10}\.org)$")
PLAIN_ONLY = (".kp", ".kcna.co.jp")  # ends of hosts that do not speak TLS


def one_site(host: str, path: str, query: str) -> tuple[str, str, str]:
    """Host, path and query of the page where the site itself would send a reader at a desk."""
    if host == "www.bbc.co.uk" and path.startswith(_BBC):
        return "www.bbc.com", path, query
    if host in _NAVER:
        return _naver(host, path, query)
    if host == "youtu.be" and len(path) > 1:
        return "www.youtube.com", "/watch", f"v={path[1:]}"
    if host == "amp.cnn.com":
        return "www.cnn.com", path.removeprefix("/cnn"), query
    if found := _WIKIPEDIA.match(host):
        return f"{found[1]}.{found[2]}", path, query
    return _HOSTS.get(host, host), path, query


def is_plain_only(host: str) -> bool:
    """Whether a site has no https: its addresses keep http, or nobody could read there."""
    return f".{host}".endswith(PLAIN_ONLY)


def _naver(host: str, path: str, query: str) -> tuple[str, str, str]:
    """An article of Naver is an outlet's number and its own, in the path or in the query."""
    numbers = found.groups() if (found := _NAVER_PATH.match(path)) else ()
    if not numbers and path.startswith(("/main/read.", "/read.")) and query.count("&") < 20:
        asked = dict(parse_qsl(query, max_num_fields=20))
        numbers = (asked.get("oid", ""), asked.get("aid", ""))
    if len(numbers) == 2 and all(n.isascii() and n.isdecimal() for n in numbers):
        return "n.news.naver.com", f"/article/{numbers[0]}/{numbers[1]}", ""
    return host, path, query
