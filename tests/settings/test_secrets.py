from pathlib import Path

import pytest

from monitor.errors import ConfigurationError
from monitor.settings import Settings, load

HUSH = "hush-hush-hush"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "config"
    made.mkdir()
    for name in ("feeds", "digests", "topics", "monitor"):
        (made / f"{name}.toml").write_text("")
    return made


def loaded(folder: Path, name: str, text: str, **environ: str) -> Settings:
    (folder / f"{name}.toml").write_text(text)
    return load(folder, environ)


def test_secrets_come_from_variables_and_files(folder: Path) -> None:
    (folder / "pw").write_text(f"{HUSH}\n")
    settings = loaded(folder, "monitor", '[mail]\nuser = "env:WHO"\npassword = "file:pw"\n', WHO="me")
    assert (settings.options.mail.user, settings.options.mail.password) == ("me", HUSH)
    feed = '[[feed]]\nslug = "a"\nurl = "https://a.example/"\nheaders = {Authorization = "env:TOKEN"}\n'
    assert loaded(folder, "feeds", feed, TOKEN=HUSH, WHO="me").feeds[0].headers == {"Authorization": HUSH}


def test_blanks_around_a_header_are_no_part_of_it(folder: Path) -> None:
    (folder / "pw").write_text(f"  Bearer {HUSH} \r\n\n")
    feed = '[[feed]]\nslug = "a"\nurl = "https://a.example/"\nheaders = {Authorization = "file:pw", X-A = "env:T"}\n'
    headers = loaded(folder, "feeds", feed, T=f"\t{HUSH}\n").feeds[0].headers
    assert headers == {"Authorization": f"Bearer {HUSH}", "X-A": HUSH}


@pytest.mark.parametrize("between", ["\n", "\r\nX-Other: ", "\x00", "\x7f", "\u2026"])
def test_a_header_that_cannot_be_sent_is_a_problem_with_its_line_and_not_echoed(folder: Path, between: str) -> None:
    feed = '[[feed]]\nslug = "a"\nurl = "https://a.example/"\n[feed.headers]\nAuthorization = "env:TOKEN"\n'
    with pytest.raises(ConfigurationError) as caught:
        loaded(folder, "feeds", feed, TOKEN=f"Bearer {HUSH}{between}{HUSH}")
    (problem,) = caught.value.problems
    assert (problem.line, problem.key) == (5, "feed.headers.Authorization")
    assert str(problem.file).endswith("feeds.toml")
    assert HUSH not in str(caught.value)


def test_settings_do_not_show_them(folder: Path) -> None:
    text = '[database]\nurl = "env:DB"\n[mail]\npassword = "env:PW"\n'
    settings = loaded(folder, "monitor", text, PW=HUSH, DB=f"postgresql+psycopg://m:{HUSH}@host/db")
    assert HUSH in settings.options.database_url
    assert HUSH not in repr(settings)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("monitor", f'[mail]\npassword = "{HUSH}"\nport = "wrong too"\n'),
        ("monitor", f'[database]\nurl = "postgresql+psycopg://m:{HUSH}@host/db"\n'),
        ("monitor", f'[fetch]\nproxy = "http://m:{HUSH}@proxy:3128"\n'),
        ("feeds", f'[[feed]]\nurl = "x"\nheaders = {{Authorization = "Bearer {HUSH}"}}\n'),
        ("feeds", f'[[feed]]\nslug = "a"\nurl = "https://me:{HUSH}@a.example/"\n'),
    ],
)
def test_a_secret_in_the_open_is_refused_and_never_echoed(folder: Path, name: str, text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded(folder, name, text)
    assert any("env:NAME or file:PATH" in problem.message for problem in caught.value.problems)
    assert HUSH not in str(caught.value)


@pytest.mark.parametrize("reference", ["env:NOT_THERE", "file:not-there", "file:empty", "file:binary"])
def test_a_secret_that_cannot_be_had_is_a_problem_with_its_line(folder: Path, reference: str) -> None:
    (folder / "empty").write_text("\n")
    (folder / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError) as caught:
        loaded(folder, "monitor", f'[mail]\npassword = "{reference}"\n')
    (problem,) = caught.value.problems
    assert (problem.line, problem.key) == (2, "mail.password")
