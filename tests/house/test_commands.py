"""The door: errors become one sentence and an exit code; commands are found when they are called."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from monitor import __main__ as door
from monitor import cli
from monitor.errors import ConfigurationError, MonitorError, NotFound, Problem, QueryError, UsageError


def command_that(error: BaseException) -> click.Command:
    @click.command("poll")
    def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (MonitorError("the disk is full"), 1, "monitor: the disk is full\n"),
        (NotFound(), 1, "monitor: There is no such thing.\n"),
        (UsageError("not so"), 2, "monitor: not so\n"),
        (ConfigurationError(Problem("is missing", "a.toml", 3, "url"), "too"), 78, "a.toml:3: url: is missing\ntoo\n"),
        (QueryError("nothing in it", query="a\nb ( )", at=6), 2, "nothing in it\n  b ( )\n      ^\n"),
        (KeyboardInterrupt(), 130, "monitor: stopped\n"),
        (ValueError("odd\nand long"), 1, "monitor: ValueError: odd (set MONITOR_TRACE=1 to see where)\n"),
        (ModuleNotFoundError("no", name="psycopg"), 1, "pip install 'monitor[postgres]'\n"),
    ],
)  # fmt: skip
def test_an_error_is_one_sentence_and_a_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, said: str
) -> None:
    monkeypatch.setattr(cli, "command", lambda _name: command_that(error))
    monkeypatch.delenv("MONITOR_TRACE", raising=False)
    assert door.run(["poll"]) == code
    captured = capsys.readouterr()
    assert captured.err.endswith(said)
    assert captured.out == ""


def test_the_trace_is_shown_when_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli, "command", lambda _name: command_that(ValueError("odd")))
    monkeypatch.setenv("MONITOR_TRACE", "1")
    assert door.run(["poll"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["nonsense"], ["--nonsense"], ["doctor", "--nonsense"]])
def test_wrong_usage_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert door.run(arguments) == 2
    assert "Usage:" in capsys.readouterr().err


def test_help_and_version_are_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert door.run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in cli.COMMANDS)
    assert door.run(["--version"]) == 0
    assert "monitor" in capsys.readouterr().out


def test_a_command_gives_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "command", lambda name: click.Command(name, callback=lambda: 1))
    assert door.run(["poll"]) == 1


def test_a_command_that_is_not_built_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "COMMANDS", {"weave": "Not there."})
    assert door.run(["weave", "--anything", "at all"]) == 2
    assert capsys.readouterr().err == "monitor: not yet: `monitor weave` is not built\n"


def test_a_configuration_folder_that_is_not_there_is_78(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert door.run(["--config", str(tmp_path / "none"), "poll"]) == 78
    assert "monitor init" in capsys.readouterr().err


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom monitor.__main__ import run\nrun(['--help'])\n"
        "heavy = {'sqlalchemy', 'rich', 'fastapi', 'feedparser', 'httpx', 'alembic'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    result = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_a_reader_that_goes_away_is_no_failure(tmp_path: Path) -> None:
    environment = {**os.environ, "MONITOR_DATABASE_URL": f"sqlite:///{tmp_path / 'm.db'}"}
    lines = tmp_path / "many.jsonl"
    rows = ({"id": str(n), "title": f"Report {n}", "content": "word " * 300} for n in range(200))
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows))
    monitor = f"{sys.executable} -m monitor"
    subprocess.run([*monitor.split(), "ingest", str(lines), "--json"], env=environment, check=True, capture_output=True)
    piped = ["bash", "-o", "pipefail", "-c", f"{monitor} articles --json | head -1"]
    done = subprocess.run(piped, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("{")
