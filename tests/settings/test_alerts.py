"""`[[alert]]` in digests.toml: its keys, and what is said of wrong ones."""

from datetime import time
from pathlib import Path

import pytest

from monitor.errors import ConfigurationError
from monitor.model.alert import AlertSpec, Trigger
from monitor.settings import load

TOPIC = '[[topic]]\nslug = "sohae"\nname = "Sohae"\nquery = "Sohae"\n'
HEAD = '[[alert]]\nslug = "now"\nname = "Now"\n'


def loaded(tmp_path: Path, text: str) -> tuple[AlertSpec, ...]:
    (tmp_path / "topics.toml").write_text(TOPIC, encoding="utf-8")
    (tmp_path / "digests.toml").write_text(text, encoding="utf-8")
    return load(tmp_path, {}).alerts


def test_defaults(tmp_path: Path) -> None:
    (alert,) = loaded(tmp_path, HEAD + 'topics = ["sohae"]\n')
    assert alert == AlertSpec("now", "Now", ("sohae",))
    assert (alert.daily_cap, alert.batch_minutes, alert.quiet, alert.health) == (10, 5, None, False)


def test_every_key(tmp_path: Path) -> None:
    (alert,) = loaded(tmp_path, HEAD + (
        'topics = ["sohae"]\non = ["origin"]\noutlets = ["kcna"]\nrecipients = ["a@example.org"]\nchannel = "mail"\n'
        'language = "ko"\nlanguages = ["ko"]\nzone = "Asia/Seoul"\nquiet = "22:00 – 7:00"\ndaily_cap = 3\n'
        "batch_minutes = 0\nhealth = true\nafter_hours = 6\nafter_failures = 4\n"
    ))  # fmt: skip
    assert (alert.on, alert.outlets, alert.quiet) == ((Trigger.ORIGIN,), ("kcna",), (time(22), time(7)))
    assert (alert.daily_cap, alert.after_hours, alert.after_failures) == (3, 6, 4)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "needs topics, or health = true"),
        ('topics = ["nope"]', 4, "there is no topic nope"),
        ('topics = ["sohae", "sohae"]', 4, "names topics twice: sohae"),
        ('topics = ["sohae"]\noutlets = ["nope"]', 5, "there is no outlet nope in outlets.toml"),
        ('topics = ["sohae"]\non = ["second"]', 5, "must be one of first, origin, spike"),
        ('topics = ["sohae"]\non = []', 5, "nothing of the topics would be told"),
        ('topics = ["sohae"]\nquiet = "late"', 5, 'must be two times of day like "22:00-07:00"'),
        ('topics = ["sohae"]\nquiet = "07:00-07:00"', 5, "begins when it ends"),
        ('topics = ["sohae"]\nafter_hours = 3', 5, "needs health = true"),
        ('topics = ["sohae"]\ndaily_cap = 0', 5, "must be at least 1"),
        ('topics = ["sohae"]\nrecipients = ["hook"]', 5, "there is no [[destination]] hook"),
        ('topics = ["sohae"]\nqiet = "22:00-07:00"', 5, "quiet"),
        ('health = true\noutlets = ["kcna"]', 5, "needs topics"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path, HEAD + text + "\n")
    (problem,) = caught.value.problems
    assert words in problem.message
    assert problem.line == line
    assert str(problem.file).endswith("digests.toml")


def test_one_slug_one_alert(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="now is already an alert at"):
        loaded(tmp_path, (HEAD + "health = true\n") * 2)
