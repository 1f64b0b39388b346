from datetime import UTC, datetime, timedelta

import pytest

from monitor.collect.outage import NetworkWatch
from monitor.model.fetching import Outcome

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def noted(outcomes: list[Outcome], apart: timedelta = MINUTE / 10) -> NetworkWatch:
    watch = NetworkWatch()
    for number, outcome in enumerate(outcomes):
        watch.note(f"h{number}.example", outcome, NOW + number * apart, number)
    return watch


DNS, OK, CONNECT = Outcome.DNS, Outcome.OK, Outcome.CONNECT


@pytest.mark.parametrize(
    ("outcomes", "down"),
    [
        ([DNS] * 5, True),
        ([DNS, CONNECT, DNS, CONNECT, OK], True),
        ([DNS] * 4, False),
        ([DNS, DNS, DNS, OK, OK], False),
        ([Outcome.TIMEOUT] * 20, False),
    ],
)
def test_four_of_five_hosts(outcomes: list[Outcome], down: bool) -> None:
    assert noted(outcomes).down(NOW + MINUTE) is down


def test_only_the_last_five_minutes_count() -> None:
    assert not noted([DNS] * 5).down(NOW + 7 * MINUTE)
    assert not noted([DNS] * 5, apart=2 * MINUTE).down(NOW + 8 * MINUTE)


def test_those_blamed_before_it_was_recognised_are_acquitted_once() -> None:
    watch = noted([DNS, OK, DNS, DNS, DNS, DNS])
    found = watch.acquitted(NOW + MINUTE, besides=5)
    assert sorted(found) == [0, 2, 3, 4]
    assert found[0] == (NOW, DNS)
    assert watch.acquitted(NOW + MINUTE, besides=5) == {}


def test_nobody_is_acquitted_while_the_network_is_up() -> None:
    watch = noted([DNS, OK, OK, OK, OK])
    assert watch.acquitted(NOW + MINUTE, besides=9) == {}
    assert sorted(watch.blamed) == [0]
    assert watch.acquitted(NOW + 10 * MINUTE, besides=9) == {}
    assert watch.blamed == {}
