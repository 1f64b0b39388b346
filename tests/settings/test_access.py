"""`access` of a feed, the proxy and the authorities: read, checked, never echoed."""

from pathlib import Path

import pytest

from monitor.errors import ConfigurationError
from monitor.model.fetching import Access
from monitor.settings import Settings, load
from monitor.settings.keyring import Keyring
from tests.fakes.wires import AUTHORITY, TLS

HUSH = "hush-hush-hush"
FEED = '[[feed]]\nslug = "a"\nurl = "https://a.example/"\n'
SECRETS = {"PW": HUSH, "PROXY": f"http://me:{HUSH}@proxy.example:3128", "BAD": f"{HUSH} {HUSH}", "LINES": f"{HUSH}\nb"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "config"
    made.mkdir()
    for name in ("feeds", "digests", "topics", "monitor"):
        (made / f"{name}.toml").write_text("")
    for name in ("desk", "desk-alone", "desk-key"):
        (made / f"{name}.pem").write_bytes((TLS / f"{name}.pem").read_bytes())
    (made / "empty.pem").write_text("")
    return made


def loaded(folder: Path, access: str, head: str = FEED) -> Settings:
    (folder / "feeds.toml").write_text(f"{head}access = {{ {access} }}\n")
    return load(folder, SECRETS)


GOOD = {
    'user = "desk", password = "env:PW"': Access(user="desk", password=HUSH),
    'user = "desk"': Access(user="desk"),
    'token = "env:PW"': Access(token=HUSH),
    'proxy = "env:PROXY"': Access(proxy=SECRETS["PROXY"]),
    'proxy = "http://proxy.example:8080"': Access(proxy="http://proxy.example:8080"),
    'proxy = "none"': Access(proxy="none"),
}


@pytest.mark.parametrize(("text", "access"), GOOD.items())
def test_it_is_read(folder: Path, text: str, access: Access) -> None:
    settings = loaded(folder, text)
    assert settings.feeds[0].access == access
    assert HUSH not in repr(settings)


@pytest.mark.parametrize("text", ['certificate = "desk.pem"', 'certificate = "desk-alone.pem", key = "desk-key.pem"'])
def test_certificates_lie_beside_the_file(folder: Path, text: str) -> None:
    access = loaded(folder, text).feeds[0].access
    assert access.certificate is not None
    assert Path(access.certificate).parent == folder


BAD = {
    f'user = "a", password = "{HUSH}"': ("password", "env:NAME or file:PATH"),
    f'token = "{HUSH}"': ("token", "env:NAME or file:PATH"),
    f'proxy = "http://me:{HUSH}@p:1"': ("proxy", "env:NAME or file:PATH"),
    'token = "env:PW", user = "a"': ("token", "one way to log in"),
    'password = "env:PW"': ("password", "needs a user"),
    'user = "a:b", password = "env:PW"': ("user", "colon"),
    'user = "a", password = "env:LINES"': ("password", "one line"),
    'token = "env:BAD"': ("token", "without blanks"),
    'token = "env:GONE"': ("token", "GONE is not set"),
    'key = "desk-key.pem"': ("key", "needs a certificate"),
    'certificate = "gone.pem"': ("certificate", "cannot be read"),
    'certificate = "empty.pem"': ("certificate", "is no certificate"),
    'certificate = "desk-alone.pem"': ("certificate", "is no certificate"),
    'certificate = "desk.pem", key = "other.pem"': ("certificate", "cannot be read"),
    'proxy = "socks5://p:1"': ("proxy", "must be http://host:port"),
    'proxy = "env:PW"': ("proxy", "must be http://host:port"),
    'pasword = "env:PW"': ("pasword", "did you mean password?"),
}


@pytest.mark.parametrize(("text", "problem"), BAD.items())
def test_what_is_wrong_is_told_with_its_place(folder: Path, text: str, problem: tuple[str, str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded(folder, text)
    found = [one for one in caught.value.problems if problem[1] in one.message]
    assert found, caught.value
    assert (found[0].line, found[0].key) == (4, f"feed.access.{problem[0]}")
    assert HUSH not in str(caught.value)


def test_one_way_to_say_who_we_are(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="goes not with a header Authorization"):
        loaded(folder, 'token = "env:PW"', f'{FEED}headers = {{ authorization = "env:PW" }}\n')


def test_a_certificate_needs_tls(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="https://"):
        loaded(folder, 'certificate = "desk.pem"', '[[feed]]\nslug = "a"\nurl = "http://a.example/"\n')


@pytest.mark.parametrize("headers", ['Host = "x"', '"X A" = "b"', 'content-length = "1"', 'X-A = "b", x-a = "c"',
                                     '"" = "b"', 'Connection = "close"', 'Accept-Encoding = "br"'])  # fmt: skip
def test_headers_that_are_none_of_a_feeds(folder: Path, headers: str) -> None:
    (folder / "feeds.toml").write_text(f"{FEED}headers = {{ {headers} }}\n")
    with pytest.raises(ConfigurationError) as caught:
        load(folder, {})
    assert caught.value.problems[0].line == 4
    assert str(caught.value.problems[0].key).startswith("feed.headers.")


def fetch(folder: Path, text: str) -> Settings:
    (folder / "monitor.toml").write_text(f"[fetch]\n{text}\n")
    return load(folder, SECRETS)


def test_the_general_proxy_and_the_authorities(folder: Path) -> None:
    (folder / "own.pem").write_bytes(Path(AUTHORITY).read_bytes())
    options = fetch(folder, 'proxy = "env:PROXY"\nauthorities = "own.pem"').options.fetch
    assert (options.proxy, options.authorities) == (SECRETS["PROXY"], str(folder / "own.pem"))
    assert HUSH not in repr(options)


@pytest.mark.parametrize("text", ['proxy = "socks5://p:1"', 'proxy = "env:PW"', 'authorities = "gone.pem"',
                                  'authorities = "empty.pem"'])  # fmt: skip
def test_what_fetching_cannot_work_with(folder: Path, text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        fetch(folder, text)
    (problem,) = caught.value.problems
    assert (problem.line, problem.key) == (2, f"fetch.{text.split(maxsplit=1)[0]}")
    assert HUSH not in str(caught.value)


# --- feeds that people add ---


def test_references_of_added_feeds_are_opened(tmp_path: Path) -> None:
    (tmp_path / "feed-secrets").mkdir()
    (tmp_path / "feed-secrets" / "token").write_text(f"{HUSH}\n")
    keys = Keyring({"MONITOR_FEED_PW": HUSH}, tmp_path)
    assert keys.headers({"X-Key": "env:MONITOR_FEED_PW", "X-B": "c"}) == {"X-Key": HUSH, "X-B": "c"}
    opened = keys.access(Access(user="u", password="env:MONITOR_FEED_PW", certificate="desk.pem"))
    assert opened == Access("u", HUSH, certificate=str(tmp_path / "feed-secrets" / "desk.pem"))
    assert keys.access(Access(token="file:token")).token == HUSH


@pytest.mark.parametrize("text", ["env:MONITOR_DATABASE_URL", "env:HOME", "file:../secret", "file:/etc/passwd",
                                  "env:MONITOR_FEED_GONE", "file:gone", "file:link"])  # fmt: skip
def test_they_open_nothing_else(tmp_path: Path, text: str) -> None:
    (tmp_path / "feed-secrets").mkdir()
    (tmp_path / "secret").write_text(HUSH)
    (tmp_path / "feed-secrets" / "link").symlink_to(tmp_path / "secret")
    keys = Keyring({"MONITOR_DATABASE_URL": HUSH, "HOME": HUSH}, tmp_path)
    with pytest.raises(ValueError, match=r"variable|file") as caught:
        keys.access(Access(token=text))
    assert HUSH not in str(caught.value)
    with pytest.raises(ValueError, match=r"variable|file"):
        keys.headers({"X-Key": text})
