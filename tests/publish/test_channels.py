"""What every channel must keep to. A new one is tested on arrival: it only needs a way to be opened, in ways/."""

import importlib
import pkgutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.model.digest import Rendered
from monitor.publish.channels import Misconfigured, Refused, Result, Sent, channel_names
from monitor.publish.message import Outgoing
from tests.publish import ways
from tests.publish.ways import Fault, Way

RENDERED = Rendered("[Sohae] 1 story, Mon 23 Nov", "Plain 한국\n.leading dot\n", "<html><body>한국</body></html>")


def outgoing(recipient: str = "mina@example.org", **more: object) -> Outgoing:
    plain = {
        "recipient": recipient, "message_id": "<abc123@example.org>", "rendered": RENDERED,
        "date": datetime(2026, 11, 23, 6, 30, tzinfo=UTC), "list_slug": "sohae", "list_name": "Sohae",
    }  # fmt: skip
    return Outgoing(**plain | more)  # type: ignore[arg-type]


def way_of(name: str) -> object:
    return importlib.import_module(f"tests.publish.ways.{name}")


FAULTS = [(name, fault) for name in channel_names() for fault in way_of(name).FAULTS]  # type: ignore[attr-defined]


def test_every_channel_has_a_way_and_every_way_a_channel() -> None:
    assert sorted(module.name for module in pkgutil.iter_modules(ways.__path__)) == list(channel_names())


@pytest.fixture(params=channel_names())
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with way_of(request.param).opened(tmp_path) as way:  # type: ignore[attr-defined]
        yield way
        way.channel.close()


def send(way: Way, message: Outgoing) -> tuple[Result, int]:
    """How it went, and how often it was committed."""
    committed: list[None] = []

    def commit() -> None:
        """As slow as a database far away: who hung up by then is seen to have done so."""
        time.sleep(0.2)
        committed.append(None)

    return way.channel.send(message, committed=commit), len(committed)


def test_its_name_is_that_of_its_module(way: Way) -> None:
    assert way.channel.name in channel_names()


def test_a_message_arrives_once_and_whole(way: Way) -> None:
    for place, recipient in enumerate(way.recipients):
        committed: list[int] = []
        message = outgoing(recipient, message_id=f"<m{place}@example.org>")
        result = way.channel.send(message, committed=lambda: committed.append(len(way.arrived())))  # noqa: B023
        assert isinstance(result, Sent), result
        assert committed == [place]
        assert len(way.arrived()) == place + 1
    for one in way.arrived():
        assert RENDERED.subject in one.text
        assert RENDERED.text.strip() in one.text


def test_a_second_try_has_the_same_id(way: Way) -> None:
    for _ in range(2):
        way.channel.send(outgoing(way.recipients[0]), committed=lambda: None)
    assert len({one.id for one in way.arrived()}) == 1


def test_what_committing_raises_comes_through_and_nothing_arrives(way: Way) -> None:
    def fail() -> None:
        raise KeyError("the database says no")

    for recipient in way.recipients:
        with pytest.raises(KeyError):
            way.channel.send(outgoing(recipient), committed=fail)
    assert way.arrived() == []
    assert isinstance(send(way, outgoing(way.recipients[0]))[0], Sent)
    assert len(way.arrived()) == 1


def test_who_can_never_be_reached_is_told_before_and_never_tried(way: Way) -> None:
    assert [way.channel.trouble(recipient) for recipient in way.recipients] == [None] * len(way.recipients)
    assert way.nobody
    for recipient in way.nobody:
        assert way.channel.trouble(recipient), recipient
        result, committed = send(way, outgoing(recipient))
        assert isinstance(result, Refused | Misconfigured), result
        assert committed == 0
    assert way.arrived() == []


def test_one_recipient_that_cannot_be_reached_stops_nobody_else(way: Way) -> None:
    for recipient in way.nobody:
        result, _ = send(way, outgoing(recipient))
        assert not (isinstance(result, Misconfigured) and result.stop)


def test_nothing_secret_is_repeated(way: Way) -> None:
    said = [str(way.channel.trouble(to)) for to in (*way.recipients, *way.nobody)]
    said += [repr(send(way, outgoing(to))[0]) for to in (*way.recipients, *way.nobody)]
    assert not [secret for secret in way.secrets if any(secret in one for one in said)]


def test_closing_twice_is_harmless_and_it_can_be_used_again(way: Way) -> None:
    way.channel.close()
    way.channel.close()
    assert isinstance(send(way, outgoing(way.recipients[0]))[0], Sent)


@pytest.mark.parametrize(("name", "fault"), FAULTS, ids=[f"{name}: {fault.name}" for name, fault in FAULTS])
def test_faults(name: str, fault: Fault, tmp_path: Path) -> None:
    with way_of(name).opened(tmp_path, fault.what) as way:  # type: ignore[attr-defined]
        result, committed = send(way, outgoing(way.recipients[0]))
        way.channel.close()
        assert type(result) is fault.result, result
        assert len(way.arrived()) == fault.copies
        assert committed == int(fault.committed)
        assert not [secret for secret in way.secrets if secret in repr(result)]
