"""When an alert goes: never in quiet hours, never over the cap, everything once: the decider, in weeks."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.alert import AlertSpec, Hold, Pending
from monitor.publish.alert import decide, quiet_until

START = datetime(2026, 3, 27, 12, tzinfo=UTC)  # Europe's clocks change on the 29th
MINUTE = timedelta(minutes=1)
SPEC = AlertSpec("now", "Now", ("sohae",))


def simulated(spec: AlertSpec, found: list[int], step: int) -> list[tuple[datetime, tuple[int, ...]]]:
    """The letters of two weeks and more: `found` are minutes after the start; the clock ticks every `step` minutes."""
    sent: list[tuple[datetime, tuple[int, ...]]] = []
    waits: list[Pending] = []
    left = sorted((START + minute * MINUTE, n) for n, minute in enumerate(found))
    now = START
    while now < START + timedelta(days=16):
        while left and left[0][0] <= now:
            at, n = left.pop(0)
            waits.append(Pending(n, at))
        told = decide(spec, now, waits, [at for at, _ in sent])
        if told.tell:
            sent.append((now, told.tell))
            waits = [one for one in waits if one.id not in told.tell]
        elif waits:
            assert told.hold is not Hold.NOT
            assert told.until is not None
            assert told.until > now
        now += step * MINUTE
    assert not waits
    return sent


times = st.integers(0, 47).map(lambda half: time(half // 2, half % 2 * 30))
quiets = st.none() | st.tuples(times, times).filter(lambda pair: pair[0] != pair[1])


@settings(max_examples=60, deadline=None)
@given(
    found=st.lists(st.integers(0, 12 * 24 * 60), max_size=40), quiet=quiets, cap=st.integers(1, 4),
    batch=st.integers(0, 90), zone=st.sampled_from(["UTC", "Europe/Vienna", "Asia/Seoul", "Pacific/Apia"]),
    step=st.sampled_from([7, 15, 31]),
)  # fmt: skip
def test_everything_once_never_too_many_never_in_quiet_hours(
    found: list[int], quiet: tuple[time, time] | None, cap: int, batch: int, zone: str, step: int
) -> None:
    if quiet is not None:  # an hour a day must be left to send in
        first, last = (one.hour * 60 + one.minute for one in quiet)
        if (last - first) % 1440 > 22 * 60:
            quiet = (quiet[1], quiet[0])
    spec = replace(SPEC, quiet=quiet, daily_cap=cap, batch_minutes=batch, zone=zone)
    sent = simulated(spec, found, step)
    told = [n for _, some in sent for n in some]
    assert sorted(told) == list(range(len(found)))
    assert all(quiet_until(spec, at) is None for at, _ in sent)
    days = Counter(at.astimezone(ZoneInfo(zone)).date() for at, _ in sent)
    assert max(days.values(), default=0) <= cap
    for at, some in sent:  # what waited for the batch waited for all of it
        oldest = min(START + found[n] * MINUTE for n in some)
        assert at - oldest >= batch * MINUTE


@pytest.mark.parametrize(
    ("quiet", "at", "until"),
    [
        ("22-07", "21:59", None), ("22-07", "22:00", "07:00+1"), ("22-07", "06:59", "07:00"), ("22-07", "07:00", None),
        ("12-13", "12:30", "13:00"), ("12-13", "13:00", None), ("00-07", "00:00", "07:00"),
    ],
)  # fmt: skip
def test_quiet_hours_begin_and_end(quiet: str, at: str, until: str | None) -> None:
    first, last = (time(int(part)) for part in quiet.split("-"))
    spec, day = (
        replace(SPEC, quiet=(first, last), zone="Asia/Seoul"),
        datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Seoul")),
    )
    hour, minute = map(int, at.split(":"))
    ends = quiet_until(spec, day.replace(hour=hour, minute=minute).astimezone(UTC))
    said = None if ends is None else ends.astimezone(ZoneInfo("Asia/Seoul"))
    shown = None if said is None else f"{said:%H:%M}" + ("+1" if said.date() > day.date() else "")
    assert shown == until


def test_a_clock_put_back_holds_nothing_for_ever() -> None:
    ahead = Pending(1, START + timedelta(days=3))
    assert decide(SPEC, START, [ahead], []).tell == (1,)
