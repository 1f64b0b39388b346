"""With MONITOR_CI=1 a skip is a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
TESTS = """
import pytest

@pytest.mark.skip(reason="lacks a browser")
def test_skipped(): ...

def test_inside():
    pytest.skip("lacks a database")

@pytest.mark.xfail(strict=True)
def test_expected():
    assert False

def test_good(): ...
"""


@pytest.mark.parametrize(
    ("ci", "code", "summary"),
    [("", 0, "1 passed, 2 skipped, 1 xfailed"), ("1", 1, "1 failed, 1 passed, 1 xfailed, 1 error")],
)
def test_skips_fail_only_there(tmp_path: Path, ci: str, code: int, summary: str) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    options = ["-q", "-p", "tests.noskip", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    command = [sys.executable, "-m", "pytest", *options, str(tmp_path)]
    environment = {**os.environ, "MONITOR_CI": ci, "PYTHONPATH": str(HOUSE)}
    result = subprocess.run(command, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True)
    assert result.returncode == code
    assert summary in result.stdout
    assert ("lacks a browser" in result.stdout) == (ci == "1")
