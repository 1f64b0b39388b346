"""Who gets a digest, by command: listed, asked, restored; destinations tried; what doctor says of them."""

import json
import os
from pathlib import Path

import pytest

from monitor.__main__ import run
from monitor.cli import examining_mail
from monitor.settings import Settings, load
from monitor.store import reach, subscribers
from monitor.store.database import Database
from monitor.store.schema import letter
from tests.builders.editions import END
from tests.builders.judged import Archive
from tests.fakes.hooks import hooks
from tests.publish.ways.webhook import SECRET

DIGESTS = """
[[digest]]
slug = "sohae"
name = "Sohae"
topics = ["sohae"]
recipients = ["mina@example.org", "b@example.org"]
[[digest]]
slug = "hooked"
name = "Hooked"
topics = ["sohae"]
recipients = ["newsroom"]
channel = "webhook"
[[destination]]
slug = "newsroom"
channel = "webhook"
address = "http://127.0.0.1:{port}/hook"
secret = "env:HOOK_SECRET"
"""


@pytest.fixture
def newsroom(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    Archive(sqlite_database).article("Pier grows")
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "digests.toml").write_text(DIGESTS.format(port=9))
    (folder / "topics.toml").write_text('[[topic]]\nslug = "sohae"\nname = "Sohae"\nquery = "Sohae"\n')
    (folder / "monitor.toml").write_text('[mail]\nsender = "monitor@example.org"\n')
    monkeypatch.setenv("MONITOR_CONFIG", str(folder))
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{sqlite_database.url.database}")
    monkeypatch.setenv("MONITOR_CLOCK", f"start={END.isoformat()};rate=1")
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    return sqlite_database


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def settings() -> Settings:
    return load(Path(os.environ["MONITOR_CONFIG"]), os.environ)


def test_who_left_and_who_refuses_is_listed_and_restored(
    newsroom: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with newsroom.write() as conn:
        subscribers.stop(conn, "digests/sohae", "b@example.org", END, "left by the link in a mail")
        for n in range(3):
            reach.refused(conn, ("mail", "mina@example.org"), f"edition {n}", "550 nobody", END, gone=False)
    assert run(["digest", "recipients", "sohae", "--json"]) == 0
    assert [(one["recipient"], one["state"], one["detail"]) for one in lines(capsys)] == [
        ("mina@example.org", "marked", "550 nobody"), ("b@example.org", "left", "left by the link in a mail"),
    ]  # fmt: skip
    assert run(["digest", "list", "--json"]) == 0
    sohae = next(one for one in lines(capsys) if one["digest"] == "sohae")
    assert (sohae["recipients"], sohae["left"], sohae["marked"]) == (1, 1, 1)
    found = {one.what: one for one in examining_mail.outbox(settings().options)}
    assert found["list digests/sohae"].found == "1 left"
    assert found["address mina@example.org"].mend == "monitor digest restore mina@example.org"
    assert run(["digest", "restore", "mina@example.org"]) == 0
    assert run(["digest", "restore", "mina@example.org"]) == 1
    assert not [one for one in examining_mail.outbox(settings().options) if one.what.startswith("address")]


def test_an_address_is_asked(newsroom: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["digest", "invite", "sohae", "new@example.org"]) == 0
    assert "asks whether it wants Sohae" in capsys.readouterr().out
    assert run(["digest", "invite", "sohae", "no address"]) == 2
    assert run(["digest", "invite", "hooked", "new@example.org"]) == 2
    assert run(["digest", "invite", "nothing", "new@example.org"]) == 1
    with newsroom.read() as conn:
        assert len(conn.execute(letter.select()).all()) == 1


def test_a_destination_is_tried_by_its_own_channel(newsroom: Database, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(os.environ["MONITOR_CONFIG"])
    with hooks() as server:
        (folder / "digests.toml").write_text(DIGESTS.format(port=server.port))
        (folder / "monitor.toml").write_text(f'[fetch]\nallow = ["127.0.0.1:{server.port}"]\n')
        assert run(["digest", "test-mail", "newsroom"]) == 0
        assert run(["digest", "test-mail", "nowhere", "--channel", "webhook", "--json"]) == 1
        assert run(["digest", "send", "hooked"]) == 0
    assert [json.loads(one.body)["data"]["subject"][:8] for one in server.taken] == ["[Test ma", "[Hooked]"]
    assert SECRET not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('recipients = ["newsroom"]', 'recipients = ["desk"]', "there is no [[destination]] desk"),
        ('channel = "webhook"\n[[dest', 'channel = "chat"\n[[dest', "is a destination of webhook"),
        ('"env:HOOK_SECRET"', f'"{SECRET}"', "is a secret in the open"),
        ('secret = "env:HOOK_SECRET"', "", "is a secret in the open"),
        ('"http://127', '"https://me:hunter-2@127', "is a secret in the open"),
        ('"newsroom"]', '"news room"]', "must be a mail address like desk@example.org, or the slug of"),
        ("env:HOOK_SECRET", "env:NO_SUCH", "the variable NO_SUCH is not set"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_without_its_secret(
    newsroom: Database, capsys: pytest.CaptureFixture[str], old: str, new: str, what: str
) -> None:
    file = Path(os.environ["MONITOR_CONFIG"], "digests.toml")
    file.write_text(DIGESTS.format(port=9).replace(old, new, 1))
    assert run(["digest", "list"]) == 78
    said = capsys.readouterr().err
    assert what in said
    assert "digests.toml:" in said
    assert SECRET not in said
    assert "hunter-2" not in said


def test_doctor_tells_who_can_not_be_reached(newsroom: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(examining_mail.recipients(settings())) == []
    monkeypatch.setenv("HOOK_SECRET", "whsec_dG9vLXNob3J0")
    (found,) = examining_mail.recipients(settings())
    assert found.grade == "fail"
    assert "the secret of newsroom must be whsec_" in found.found
