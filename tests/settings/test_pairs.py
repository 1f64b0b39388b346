"""`[[pair]]` in feeds.toml and `spikes` in a topic: taken as said, refused with the mend."""

from pathlib import Path

import pytest

from monitor.errors import ConfigurationError
from monitor.model.spike import PairSpec
from monitor.settings import Settings, load, packaged

FEEDS = "\n".join(f'[[feed]]\nslug = "{name}"\nurl = "https://{name}.example/feed"' for name in ("a", "b"))
TOPIC = '[[topic]]\nslug = "t"\nname = "T"\nquery = "tariff*"\n'


def loaded(tmp_path: Path, feeds: str, topic: str = TOPIC) -> Settings:
    (tmp_path / "topics.d").mkdir()
    for name, text in {"feeds": FEEDS + "\n" + feeds, "topics": topic, "digests": ""}.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return load(tmp_path, {})


def test_a_pair_is_taken_with_its_defaults(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[[pair]]\nslug = "p"\nfeeds = ["a", "b"]\n')
    assert settings.pairs == (PairSpec("p", ("a", "b"), 48, None, ""),)


def test_the_packaged_pair_names_feeds_that_are_there() -> None:
    settings = load(packaged("config"), {})
    known = {feed.slug for feed in settings.feeds}
    assert settings.pairs
    assert all(set(pair.feeds) <= known for pair in settings.pairs)


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ('feeds = ["a", "c"]', "there is no feed c"),
        ('feeds = ["a", "a"]', "names a feed twice"),
        ('feeds = ["a"]', "feeds"),
        ('feeds = ["a", "b"]\ntopic = "u"', "there is no topic u"),
        ('feeds = ["a", "b"]\nhours = 0', "hours"),
        ('feeds = ["a", "b"]\nhour = 3', "hour"),
    ],
)
def test_what_is_wrong_with_a_pair_is_said_with_its_line(tmp_path: Path, pair: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        loaded(tmp_path, f'[[pair]]\nslug = "p"\n{pair}\n')
    assert all(problem.line for problem in caught.value.problems)


def test_the_sensitivity_of_a_topic(tmp_path: Path) -> None:
    assert loaded(tmp_path, "", TOPIC + 'spikes = "high"\n').topics[0].spikes == "high"


def test_an_odd_sensitivity_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="spikes"):
        loaded(tmp_path, "", TOPIC + 'spikes = "loud"\n')
