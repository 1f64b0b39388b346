"""The floors of the house, as pyproject.toml draws them."""

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

HOUSE = Path(__file__).parents[2]


def test_import_contracts_hold(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HOUSE)
    code = lint_imports(config_filename=str(HOUSE / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_every_exception_to_a_rule_of_style_has_its_reason() -> None:
    lines = (HOUSE / "pyproject.toml").read_text(encoding="utf-8").split("[tool.ruff.lint]")[1].splitlines()
    begin, end = lines.index("ignore = ["), lines.index("[tool.ruff.lint.pydocstyle]")
    assert all("#" in line for line in lines[begin + 1 : end] if line.strip() not in {"]", ""})


def test_no_type_checking_blocks_and_no_utils() -> None:
    files = list((HOUSE / "monitor").rglob("*.py"))
    assert not [file for file in files if file.name in {"utils.py", "helpers.py", "misc.py"}]
    assert not [file for file in files if "TYPE_CHECKING" in file.read_text(encoding="utf-8")]
