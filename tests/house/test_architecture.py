"""The floors of the house, as pyproject.toml draws them."""

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def test_import_contracts_hold() -> None:
    """In a process of its own: import-linter's setting up of logging silences every logger there is."""
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", check], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_exception_to_a_rule_of_style_has_its_reason() -> None:
    lines = (HOUSE / "pyproject.toml").read_text(encoding="utf-8").split("[tool.ruff.lint]")[1].splitlines()
    begin, end = lines.index("ignore = ["), lines.index("[tool.ruff.lint.pydocstyle]")
    assert all("#" in line for line in lines[begin + 1 : end] if line.strip() not in {"]", ""})


def test_no_type_checking_blocks_and_no_utils() -> None:
    files = list((HOUSE / "monitor").rglob("*.py"))
    assert not [file for file in files if file.name in {"utils.py", "helpers.py", "misc.py"}]
    assert not [file for file in files if "TYPE_CHECKING" in file.read_text(encoding="utf-8")]
