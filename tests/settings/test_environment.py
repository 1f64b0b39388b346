from pathlib import Path

import pytest

from monitor.errors import ConfigurationError
from monitor.model.options import Options
from monitor.settings import load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "config"
    made.mkdir()
    for name in ("feeds", "digests", "topics"):
        (made / f"{name}.toml").write_text("")
    (made / "monitor.toml").write_text("[web]\nport = 8001\n")
    return made


def options(folder: Path, **environ: str) -> Options:
    return load(folder, environ).options


def test_a_variable_wins_over_the_file(folder: Path) -> None:
    assert options(folder).web.port == 8001
    assert options(folder, MONITOR_WEB_PORT="9000").web.port == 9000
    assert options(folder, MONITOR_DATABASE_URL="sqlite:///x.db").database_url == "sqlite:///x.db"


def test_a_variable_is_read_as_the_type_of_its_key(folder: Path) -> None:
    found = options(
        folder,
        MONITOR_POLL_TICK_S="0.5",
        MONITOR_MAIL_USER="12345",
        MONITOR_FETCH_ALLOW="127.0.0.1:80, 10.0.0.0/8:443",
        MONITOR_FETCH_RESOLVE='[["*.example", "127.0.0.1:80"]]',
        MONITOR_MAIL_PASSWORD="in the environment it is no secret in the open",
    )
    assert found.poll.tick_s == 0.5
    assert found.mail.user == "12345"
    assert found.fetch.allow == ("127.0.0.1:80", "10.0.0.0/8:443")
    assert found.fetch.resolve == (("*.example", "127.0.0.1:80"),)
    assert found.mail.password == "in the environment it is no secret in the open"


def test_an_empty_variable_counts_as_not_set(folder: Path) -> None:
    assert options(folder, MONITOR_WEB_PORT="", MONITOR_MAIL_USER=" ").web.port == 8001


def test_variables_of_no_section_are_left_alone(folder: Path) -> None:
    environ = {"MONITOR_CI": "1", "MONITOR_TRACE": "1", "MONITOR_SERVICE_HOST": "10.0.0.1", "MONITOR_CLOCK": "start=x"}
    assert options(folder, **environ).clock == "start=x"


def test_the_password_file_has_a_short_name(folder: Path) -> None:
    assert options(folder, MONITOR_ADMIN_PASSWORD_FILE="pw").web.admin_password_file == str(folder / "pw")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MONITOR_WEB_PRT", "1", "MONITOR_WEB_PRT: [web] has no key prt; did you mean MONITOR_WEB_PORT"),
        ("MONITOR_WEB_PORT", "many", "MONITOR_WEB_PORT: must be a whole number"),
        ("MONITOR_WEB_PORT", "70000", "MONITOR_WEB_PORT: must be at most 65535"),
        ("MONITOR_MAIL_PASSWORD", "env:NOT_THERE", "MONITOR_MAIL_PASSWORD: the variable NOT_THERE is not set"),
    ],
)
def test_a_wrong_variable_is_said_by_its_name(folder: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, {name: value})
    assert str(caught.value) == said
