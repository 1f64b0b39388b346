"""What to do about an address that was looked at: one sentence for each way it can be. Pure."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from monitor.collect.discovery import Lead
from monitor.collect.spans import span
from monitor.lang.text import cut, squeeze
from monitor.model.fetching import Failure, Outcome

NAMED = 3  # feeds of a page that are named
UNAUTHORISED, PAYMENT, FORBIDDEN, PROXY, LEGAL = 401, 402, 403, 407, 451


def of_failure(failure: Failure, url: str, leads: Sequence[Lead] = (), *, slug: str | None = None) -> str:
    """What to do about an address from which no feed could be read."""
    sentence = _SENTENCES.get(failure.outcome)
    if failure.outcome is Outcome.BLOCKED:
        return _blocked(failure, url, slug)
    if failure.outcome is Outcome.NOT_A_FEED:
        return _page(url, leads)
    if failure.outcome is Outcome.TLS:
        return _tls(failure.detail, url)
    if failure.outcome is Outcome.CONNECT and "proxy" in failure.detail:
        return f"{_capital(_short(failure))}: mend [fetch] proxy, or the proxy of the feed's access."
    return sentence(failure, url) if sentence else "An unexpected answer: try again later."


def moved(target: str, slug: str | None) -> str:
    """A feed answers elsewhere for good."""
    if slug is None:
        return f"It moved for good to {target}: `{command('add', target)}`."
    return (
        f"It moved for good to {target}: polls follow after three sightings, each a day apart; or declare that address."
    )


def silent(why: str, url: str) -> str:
    """A feed answers, but nothing comes."""
    return f"{_capital(why)}: look at the site; `{command('discover', _home(url))}` finds its other feeds."


def undated() -> str:
    """A feed tells no dates."""
    return "No entry has a date: articles are dated by when they were first seen here."


def polled(slug: str, other: str | None) -> str:
    """The address is polled already; `other` is the feed that it was declared for, if it was."""
    return f"Polled already, as {slug}: {'leave one of the two out' if other else 'there is nothing to add'}."


def doubled(url: str) -> str:
    """Another address of the same list leads to the same feed."""
    return f"The same feed as {url}: leave one of the two out."


def command(verb: str, url: str) -> str:
    """`monitor feeds VERB URL`, quoted where a shell would misread the address."""
    plain = all(char.isalnum() or char in "/:._-~%+,@=" for char in url)
    return f"monitor feeds {verb} {url}" if plain else "monitor feeds {} '{}'".format(verb, url.replace("'", "%27"))


def _page(url: str, leads: Sequence[Lead]) -> str:
    if not leads:
        return f"This is no feed, and names none: `{command('discover', url)}` tries the usual addresses."
    named = ", ".join(lead.url for lead in leads[:NAMED])
    more = f" and {len(leads) - NAMED} more" if len(leads) > NAMED else ""
    return f"This is a page; its feeds: {named}{more}. `{command('add', leads[0].url)}`."


def _blocked(failure: Failure, url: str, slug: str | None) -> str:
    if "challenge" in failure.detail:
        return (
            f"{failure.status or 200} with a challenge page for browsers: ask the publisher to let feed readers pass, "
            "or look for another address; monitor never poses as a browser."
        )
    if failure.status == PROXY:
        return "407: the proxy wants a login: write it as a reference in [fetch] proxy, or in the feed's access."
    if failure.status == UNAUTHORISED:
        where = f"for {slug!r} in feeds.toml" if slug else "in feeds.toml"
        return (
            f'{failure.status}: it wants a login: set access = {{ user = "…", password = "env:NAME" }} or '
            f'{{ token = "env:NAME" }} {where}, or add it with --user and --password.'
        )
    if failure.status == PAYMENT:
        return "402: it wants to be paid for: ask the publisher for an address for subscribers."
    if failure.status == LEGAL:
        return "451: closed for legal reasons where this machine stands: poll it from elsewhere ([fetch] proxy)."
    return (
        f"{failure.status or FORBIDDEN}: the server refuses us: set [fetch] contact so that the publisher sees who "
        f"asks, and write to {_host(url)}."
    )


_CERTIFICATES = (
    (
        ("certificate required", "certificate_required", "alert bad certificate"),
        'The server {host} wants a certificate of ours: set access = {{ certificate = "PATH" }} for the feed.',
    ),
    (("expired",), "The certificate of {host} expired: its publisher must renew it; polls go on, ever slower."),
    (("not yet valid",), "The certificate of {host} is not valid yet: is the clock of this machine right?"),
    (
        ("hostname mismatch", "doesn't match", "not valid for"),
        "The certificate belongs to another name than {host}: is the address right (with or without www)?",
    ),
    (
        ("self-signed", "self signed", "unable to get local issuer", "unknown ca"),
        "The certificate of {host} is signed by nobody we trust: tell the publisher, or trust its authority here.",
    ),
)


def _tls(detail: str, url: str) -> str:
    if "our certificate" in detail:
        return f"{_capital(cut(squeeze(detail), 160))}: mend the certificate of the feed's access."
    found = next((text for marks, text in _CERTIFICATES if any(mark in detail.lower() for mark in marks)), None)
    return (found or "No secure connection with {host}: its TLS is broken or too old; tell the publisher.").format(
        host=_host(url)
    )


def _limited(failure: Failure, url: str) -> str:
    pause = f" in {span(failure.retry_after)}" if failure.retry_after else " later"
    return f"{_host(url)} asks for patience: come again{pause}; polls wait by themselves."


def _short(failure: Failure) -> str:
    return cut(squeeze(failure.detail), 120)


def _unreadable(failure: Failure, _url: str) -> str:
    return f"The document is broken ({_short(failure)}): tell the publisher; a validator shows where."


def _said(sentence: str) -> Callable[[Failure, str], str]:
    return lambda _failure, url: sentence.format(host=_host(url), home=command("discover", _home(url)))


_SENTENCES: Mapping[Outcome, Callable[[Failure, str], str]] = {
    Outcome.DNS: _said("Host not found: is {host} spelt right? If so, its name is gone or this machine has no DNS."),
    Outcome.CONNECT: _said("Nobody answers at {host}: is the port right? If so, the server is down: try again later."),
    Outcome.TIMEOUT: _said("No whole answer in time: {host} is overloaded or far away; try again later."),
    Outcome.PROTOCOL: _said("{host} speaks broken HTTP: tell the publisher."),
    Outcome.TRUNCATED: _said("The answer broke off: try again; if it stays, tell the publisher."),
    Outcome.BAD_ENCODING: _said("The answer is packed wrongly (Content-Encoding): tell the publisher."),
    Outcome.TOO_LARGE: _said(
        "Larger than [fetch] wire_bytes or decoded_bytes allow: look for a shorter feed: `{home}`."
    ),
    Outcome.REDIRECTS: _said("Its redirects lead nowhere: open it in a browser and take the address where it ends."),
    Outcome.BLOCKED_ADDRESS: _said(
        'A private address: when it is yours, add "ADDRESS:PORT" of {host} to [fetch] allow in monitor.toml.'
    ),
    Outcome.BAD_URL: lambda failure, _url: f"It cannot be asked ({_short(failure)}): write it anew.",
    Outcome.NOT_FOUND: _said("Nothing at this address: `{home}` looks for where it went."),
    Outcome.GONE: _said("Gone for good, says its server: take it out, or look for another: `{home}`."),
    Outcome.RATE_LIMITED: _limited,
    Outcome.SERVER_ERROR: _said("The server of {host} failed: try again later; polls do so by themselves."),
    Outcome.EMPTY_BODY: _said("An empty document: try again later; if it stays, look for another: `{home}`."),
    Outcome.NO_ENTRIES: _said("A feed without entries: nothing was published yet, or it is out of use: `{home}`."),
    Outcome.UNREADABLE: _unreadable,
    Outcome.PARSE_LIMIT: _said("Reading it takes more than a parse worker may use: look for a shorter feed."),
    Outcome.INTERNAL: _said("Our own fault: run it again with MONITOR_TRACE=1 and report what it says."),
}


def _host(url: str) -> str:
    try:
        return cut(urlsplit(url).hostname or url, 100)
    except ValueError:
        return cut(url, 100)


def _home(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}/"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
