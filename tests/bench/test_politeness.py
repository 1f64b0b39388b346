import pytest

from bench.politeness import as_many, better, run
from bench.politeness_feeds import DAY, HOUR, KINDS, Feed, press
from bench.politeness_rules import RIVALS, EntryFrequency, MediaCloud, Seen

SEED, FEEDS, DAYS = 1, 30, 4


@pytest.mark.parametrize("name", RIVALS)
def test_at_as_many_polls_ours_misses_fewer_and_is_sooner(name: str) -> None:
    feeds = press(FEEDS, DAYS, SEED)
    assert {feed.kind for feed in feeds} == set(KINDS)
    theirs = run(feeds, RIVALS[name], DAYS)
    eager, ours = as_many(feeds, theirs[""].polls, DAYS)
    said = f"seed {SEED}, eagerness {eager}: {ours['']} / {theirs['']}"[:300]
    assert abs(ours[""].polls / theirs[""].polls - 1) <= 0.01, said
    assert better(ours, theirs), (
        f"{said}: missed {ours[''].missed} : {theirs[''].missed}, "
        f"median {ours[''].delay(0.5)} : {theirs[''].delay(0.5)} min"
    )


FEED = Feed(0, "blog", (), 20, "true")


def test_miniflux_counts_a_week_by_the_distance_of_what_it_stored() -> None:
    rule = EntryFrequency(FEED)
    times = tuple(n * HOUR for n in range(25))
    assert rule.pause(Seen(DAY, 25, times, (0, 25))) == 24 * HOUR  # nothing stored before the first poll
    assert rule.pause(Seen(DAY, 25, (), (0, 25))) == HOUR


def test_media_cloud_goes_by_what_was_known() -> None:
    rule = MediaCloud(FEED)
    new = (1.0,) * 20
    pauses = [
        rule.pause(Seen(n * DAY, 20, new[:count], (0, 20))) / 60 for n, count in enumerate((20, 0, 10, 20, 20, 20))
    ]
    assert pauses == [360, 370, 370, 360, 300, 240]
