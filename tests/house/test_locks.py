"""The locks: every package by its hash, and no word of where it came from."""

import re
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^\s;\\]+)", re.MULTILINE)


def pins(name: str) -> list[tuple[str, str]]:
    return PINNED.findall((HOUSE / name).read_text(encoding="utf-8"))


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in extras for one in project["optional-dependencies"][extra])]
    return {re.split(r"[^a-z0-9-]", one.lower(), maxsplit=1)[0] for one in wanted}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_no_addresses_and_no_paths(name: str) -> None:
    text = (HOUSE / name).read_text(encoding="utf-8")
    assert not [word for word in ("://", "file:", "--index", "--find-links", "--trusted", "#", " @ ") if word in text]


@pytest.mark.parametrize("name", LOCKS)
def test_everything_in_a_lock_has_a_hash(name: str) -> None:
    blocks = re.split(r"^(?=[a-z0-9])", (HOUSE / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert all("--hash=sha256:" in block for block in blocks if block.strip())


def test_what_the_project_asks_for_is_locked() -> None:
    assert declared("postgres", "speed", "build") <= {package for package, _ in pins("requirements.lock")}
    assert declared("dev") <= {package for package, _ in pins("requirements-dev.lock")}


def test_the_tests_run_on_what_is_installed_for_running() -> None:
    assert set(pins("requirements.lock")) <= set(pins("requirements-dev.lock"))


def test_no_other_lock_is_kept() -> None:
    assert not [name for name in ("uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock") if (HOUSE / name).exists()]
