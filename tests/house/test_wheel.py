"""The wheel carries what the program needs beside its code. Built without a network, by the build backend itself."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="the build backend is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=HOUSE, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize("folder", ["config", "seeds"])
def test_it_carries_configuration_and_seeds(names: set[str], folder: str) -> None:
    files = {path.relative_to(HOUSE).as_posix() for path in (HOUSE / folder).rglob("*") if path.is_file()}
    assert files
    assert {f"monitor/_data/{file}" for file in files} <= names


def test_it_carries_templates_static_files_migrations_and_the_mark_of_types(names: set[str]) -> None:
    package = HOUSE / "monitor"
    files = {path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path.relative_to(HOUSE).as_posix() for path in files} <= names
    assert "monitor/py.typed" in names
    assert any(name.startswith("monitor/publish/templates/") for name in names)
    assert any(name.startswith("monitor/store/migrations/") for name in names)


def test_it_runs_from_anywhere_on_the_packaged_configuration(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "from monitor.settings import load, packaged\n"
        "settings = load(None, {})\n"
        "print(len(settings.feeds), len(settings.outlets), packaged('seeds').is_dir(), packaged('config'))"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    feeds, outlets, seeds, where = result.stdout.split()
    assert int(feeds) > 40
    assert int(outlets) >= 150
    assert seeds == "True"
    assert where.startswith(str(tmp_path))
