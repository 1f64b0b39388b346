"""`monitor digest`, on a database with something to tell."""

import json
import os
import socket
from pathlib import Path

import pytest

from monitor.__main__ import run
from monitor.store.database import Database
from tests.builders.editions import END
from tests.builders.judged import Archive
from tests.fakes.smtp import mail_server


@pytest.fixture
def newsroom(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration with one digest to a file, its clock at the end of the window, and one article."""
    archive = Archive(sqlite_database)
    archive.article("Pier grows")
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "digests.toml").write_text(
        '[[digest]]\nslug = "sohae"\nname = "Sohae"\ntopics = ["sohae"]\nrecipients = ["mina@example.org"]\n'
        'zone = "Europe/Vienna"\nchannel = "file"\n'
    )
    (folder / "topics.toml").write_text('[[topic]]\nslug = "sohae"\nname = "Sohae"\nquery = "Sohae"\n')
    (folder / "monitor.toml").write_text(f'[mail]\nfolder = "{tmp_path}/outbox"\nsender = "monitor@example.org"\n')
    monkeypatch.setenv("MONITOR_CONFIG", str(folder))
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{sqlite_database.url.database}")
    monkeypatch.setenv("MONITOR_CLOCK", f"start={END.isoformat()};rate=1")
    return tmp_path


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_preview_at_is_wall_time_of_the_digest(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for at in ("2026-11-23T07:30", "2026-11-23T06:30Z"):
        assert run(["digest", "preview", "sohae", "--json", "--at", at]) == 0
    local, named = lines(capsys)
    assert local["end"] == named["end"]


def test_preview_prints_and_writes_and_keeps_nothing(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["digest", "preview", "sohae"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Subject: [Sohae] 1 story, Mon 23 Nov\n\nSohae — Monday 23 November 2026\n")
    assert run(["digest", "preview", "sohae", "--html", str(newsroom / "p.html"), "--at", "2026-11-23T06:30Z"]) == 0
    assert capsys.readouterr().out == ""
    assert "Pier grows" in (newsroom / "p.html").read_text()
    assert run(["digest", "preview", "sohae", "--json"]) == 0
    (content,) = lines(capsys)
    assert (content["stories"], content["digest"]) == (1, "sohae")
    assert run(["digest", "list", "sohae", "--json"]) == 0
    assert lines(capsys) == []


def test_send_list_resend(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["digest", "send", "sohae", "--json"]) == 0
    (sent,) = lines(capsys)
    assert (sent["phase"], sent["recipient"]) == ("sent", "mina@example.org")
    (letter,) = (newsroom / "outbox").glob("*.eml")
    letter.unlink()
    assert run(["digest", "resend", "sohae", "--to", "mina@example.org"]) == 0
    assert letter.exists()
    capsys.readouterr()
    assert run(["digest", "list", "--json"]) == 0
    (digest,) = lines(capsys)
    assert (digest["digest"], digest["when"]) == ("sohae", "daily 07:30 Europe/Vienna")
    assert run(["digest", "list", "sohae", "--json"]) == 0
    (edition,) = lines(capsys)
    assert (edition["subject"], edition["deliveries"]) == ("[Sohae] 1 story, Mon 23 Nov", "1 sent")
    assert run(["digest", "send", "sohae"]) == 2  # an edition of this minute is there


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["preview", "nothing"], 1),
        (["preview", "sohae", "--at", "soon"], 2),
        (["resend", "sohae"], 1),
        (["send", "nothing"], 1),
        (["test-mail", "a@example.org", "--channel", "pigeon"], 2),
    ],
)
def test_what_can_not_be_done(newsroom: Path, arguments: list[str], code: int) -> None:
    assert run(["digest", *arguments]) == code


def test_a_test_mail_says_what_the_server_said(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Path(os.environ["MONITOR_CONFIG"], "monitor.toml")
    with mail_server() as box:
        settings.write_text(f'[mail]\nhost = "127.0.0.1"\nport = {box.port}\nsender = "monitor@example.org"\n')
        assert run(["digest", "test-mail", "mina@example.org"]) == 0
    assert capsys.readouterr().out == "sent: 250 taken as 1\n"
    assert box.messages()[0]["Subject"].startswith("[Test mail] 1 story")
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    settings.write_text(f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsender = "monitor@example.org"\n')
    assert run(["digest", "test-mail", "mina@example.org"]) == 1
    assert "refused" in capsys.readouterr().out
