"""What every channel must keep to. A new one is tested on arrival: it only needs a way to be opened here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from monitor.model.digest import Rendered
from monitor.model.options import MailOptions, Options
from monitor.publish.channels import Channel, Refused, Sent, channel_names, channels_from
from monitor.publish.message import Outgoing
from tests.fakes.smtp import mail_server

RENDERED = Rendered("[Sohae] 1 story, Mon 23 Nov", "Plain 한국\n.leading dot\n", "<html><body>한국</body></html>")


def outgoing(recipient: str = "mina@example.org", **more: object) -> Outgoing:
    plain = {
        "recipient": recipient, "message_id": "<abc123@example.org>", "rendered": RENDERED,
        "date": datetime(2026, 11, 23, 6, 30, tzinfo=UTC), "list_slug": "sohae", "list_name": "Sohae",
    }  # fmt: skip
    return Outgoing(**plain | more)  # type: ignore[arg-type]


@dataclass
class Way:
    """A channel, and what came out at its other end."""

    channel: Channel
    arrived: Callable[[], list[bytes]]


@contextmanager
def open_mail(folder: Path) -> Iterator[Way]:
    with mail_server() as box:
        options = Options("sqlite://", mail=MailOptions(host=box.host, port=box.port, sender="Desk <desk@example.org>"))
        yield Way(channels_from(options)["mail"], lambda: [content for _, content in box.taken])


@contextmanager
def open_file(folder: Path) -> Iterator[Way]:
    options = Options("sqlite://", mail=MailOptions(folder=str(folder / "out"), sender="Desk <desk@example.org>"))
    yield Way(channels_from(options)["file"], lambda: [path.read_bytes() for path in (folder / "out").glob("*.eml")])


WAYS = {"mail": open_mail, "file": open_file}


@pytest.fixture(params=channel_names())
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with WAYS[request.param](tmp_path) as way:
        yield way
        way.channel.close()


def test_its_name_is_that_of_its_module(way: Way) -> None:
    assert way.channel.name in channel_names()


def test_a_message_arrives_once_and_whole(way: Way) -> None:
    committed: list[int] = []
    result = way.channel.send(outgoing(), committed=lambda: committed.append(len(way.arrived())))
    assert isinstance(result, Sent)
    assert committed == [0]
    (content,) = way.arrived()
    mail = message_from_bytes(content, policy=policy.default)
    assert (mail["To"], mail["Subject"], mail["Message-ID"]) == (
        "mina@example.org", RENDERED.subject, "<abc123@example.org>",
    )  # fmt: skip
    plain, html = mail.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == RENDERED.text
    assert html.get_content().strip() == RENDERED.html


def test_several_messages_through_one_channel(way: Way) -> None:
    for n in range(3):
        sent = way.channel.send(outgoing(f"r{n}@example.org", message_id=f"<m{n}@example.org>"), committed=lambda: None)
        assert isinstance(sent, Sent)
    assert len(way.arrived()) == 3


def test_what_committing_raises_comes_through_and_nothing_arrives(way: Way) -> None:
    def fail() -> None:
        raise KeyError("the database says no")

    with pytest.raises(KeyError):
        way.channel.send(outgoing(), committed=fail)
    assert way.arrived() == []
    assert isinstance(way.channel.send(outgoing(), committed=lambda: None), Sent)
    assert len(way.arrived()) == 1


@pytest.mark.parametrize("address", ["a\r\nBcc: b@example.org", "a b@example.org", "<a@example.org>", "ü@example.org"])
def test_an_impossible_address_is_refused(way: Way, address: str) -> None:
    assert isinstance(way.channel.send(outgoing(address), committed=lambda: None), Refused)
    assert way.arrived() == []


def test_an_idna_domain_is_written_in_ascii(way: Way) -> None:
    assert isinstance(way.channel.send(outgoing("mina@bücher.example"), committed=lambda: None), Sent)
    assert b"mina@xn--bcher-kva.example" in way.arrived()[0]


def test_closing_twice_is_harmless(way: Way) -> None:
    way.channel.close()
    way.channel.close()
