"""Why two stories are one event, in words."""

import pytest

from monitor.publish.link_words import link_line, link_words
from monitor.store.views_rows import LinkRow


@pytest.mark.parametrize(
    ("signs", "words"),
    [
        (["km:400", "deed:launch", "day:2026-11-27", "place:sohae"], "same launch: Sohae, 27 Nov, 400 km"),
        (["deed:test engine", "mark:hwasong 19", "mark:ordinal 3"], "same engine test: hwasong 19, no. 3"),
        (["usd:2.5e+08", "org:ofac", "n:9", "pct:25"], "same event: OFAC, $250m, 9, 25 %"),
        (["group:sohae/site_strong", "bones:nvrsk"], "same event: @site_strong"),
        ([], "same event"),
    ],
)
def test_signs_in_words(signs: list[str], words: str) -> None:
    assert link_words(LinkRow(7, "ko", "발사", 0.93, {"signs": signs})) == words


def test_a_person_needs_no_signs() -> None:
    assert link_words(LinkRow(7, "ko", "발사", 1.0, {"rule": "one event"}, "ines")) == "ines says so"


def test_a_line_of_explain() -> None:
    link = LinkRow(7, "ko", "발사", 0.934, {"signs": ["deed:launch", "place:sohae"]})
    assert link_line(link) == "the same event in ko: story 7 (발사), p = 0.93, same launch: Sohae"
