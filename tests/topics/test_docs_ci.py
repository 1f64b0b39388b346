"""The worked example of docs/topics.md: a newsroom's repository, what its CI prints, and how it is mended."""

import re
from pathlib import Path

import pytest

from monitor.__main__ import run

PAGE = (Path(__file__).parents[2] / "docs" / "topics.md").read_text("utf-8")

FILES = re.compile(r"^# (\S+\.toml)\n(.*?)(?=^# \S+\.toml$|\Z)", re.MULTILINE | re.DOTALL)


def block(kind: str) -> str:
    (text,) = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(text)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the page, in a folder that is the working directory."""
    (tmp_path / "topics.d").mkdir()
    for name, text in FILES.findall(block("repository")):
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MONITOR_CONFIG", raising=False)
    return tmp_path


def test_what_it_prints_before(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command, said = block("console").split("\n", 1)
    assert run(command.removeprefix("$ monitor ").split()) == 1
    assert capsys.readouterr().out == said


def test_the_mended_topic_passes_every_step_of_the_job(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = repository / "topics.d" / "port-strikes.toml"
    decoys, strike = block("mended").splitlines()
    text = file.read_text("utf-8").replace("must_match = [", f"{decoys}\nmust_match = [", 1)
    file.write_text(re.sub(r"^strike = .*$", strike, text, flags=re.MULTILINE), "utf-8")
    steps = [line.split("monitor ", 1)[1].split() for line in block("yaml").splitlines() if "run: monitor" in line]
    assert len(steps) == 2
    assert [run(step) for step in steps] == [0, 0]
    assert "port-strikes: 5 of 5 tests as wanted" in capsys.readouterr().out
    assert (repository / "topics.xml").read_text("utf-8").count("<testcase") == 5
    assert not (repository / "data").exists()
