"""What the README, the Makefile and the commands say agrees with what there is."""

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import COMMANDS, cli
from monitor.settings import load

HOUSE = Path(__file__).parents[2]
PAGES = [HOUSE / "README.md", HOUSE / "CHANGELOG.md", *sorted((HOUSE / "docs").rglob("*.md"))]
TARGETS = set(re.findall(r"^([a-z]+):", (HOUSE / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_make_help_lists_what_the_house_promises() -> None:
    assert {"run", "test", "lint", "demo", "bench", "soak", "help"} <= TARGETS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_that_a_page_names_is_there(page: Path) -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert named <= TARGETS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_is_one(page: Path) -> None:
    named = set(re.findall(r"(?:^|`)monitor ([a-z-]+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"(?<!!)\[[^\]]+\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_the_settings_that_the_readme_shows_are_right(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (HOUSE / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    folder = tmp_path / "config"
    (folder / "topics.d").mkdir(parents=True)
    for name, block in zip(("feeds", "topics", "digests", "monitor"), blocks, strict=True):
        (folder / f"{name}.toml").write_text(
            block.replace('"sohae", ', "").replace("file:../secrets/smtp-password", "env:HOME")
        )
    (folder / "outlets.toml").write_text("")
    settings = load(folder, {"HOME": "x"})
    assert [len(settings.feeds), len(settings.topics), len(settings.digests)] == [1, 1, 1]
    assert settings.options.mail.tls == "starttls"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_or_says_not_yet(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0 or "not yet" in str(result.exception)


def test_the_package_is_typed_and_its_version_is_one() -> None:
    assert (HOUSE / "monitor" / "py.typed").exists()
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"## {project['version']}" in (HOUSE / "CHANGELOG.md").read_text(encoding="utf-8")


def test_what_is_installed_is_what_is_declared() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    try:
        installed = requires("monitor") or []
    except ModuleNotFoundError:
        return  # run from source
    plain = {re.split(r"[^A-Za-z0-9-]", one, maxsplit=1)[0].lower() for one in installed if "extra ==" not in one}
    assert plain == {re.split(r"[^A-Za-z0-9-]", one, maxsplit=1)[0].lower() for one in project["dependencies"]}


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    home = str(HOUSE.parent) + "/"
    files = [HOUSE / name for name in ("README.md", "Makefile", "pyproject.toml", "Dockerfile", "docker-compose.yml")]
    assert not [file for file in [*files, *PAGES] if home in file.read_text(encoding="utf-8")]
