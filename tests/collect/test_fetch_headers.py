"""What the headers of an answer mean."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.fetch_headers import max_age, retry_after

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DATE = "Mon, 23 Nov 2026 02:00:00 GMT"
LATER, EARLIER = "Mon, 23 Nov 2026 02:10:00 GMT", "Mon, 23 Nov 2026 01:00:00 GMT"

AGES = {
    "nothing": ({}, None),
    "max-age": ({"cache-control": "max-age=300"}, 300),
    "quoted": ({"cache-control": 'public, max-age="300"'}, 300),
    "in capitals": ({"cache-control": "MAX-AGE=300, Public"}, 300),
    "s-maxage is not for us": ({"cache-control": "s-maxage=9000"}, None),
    "both": ({"cache-control": "s-maxage=9000, max-age=60"}, 60),
    "less its age": ({"cache-control": "max-age=300", "age": "100"}, 200),
    "older than it may be": ({"cache-control": "max-age=300", "age": "900"}, 0),
    "an age that is none": ({"cache-control": "max-age=300", "age": "old"}, 300),
    "no-store": ({"cache-control": "no-store, max-age=300"}, 0),
    "no-cache": ({"cache-control": "max-age=300, no-cache"}, 0),
    "no-cache of one header": ({"cache-control": 'no-cache="Set-Cookie", max-age=300'}, 300),
    "a name inside another": ({"cache-control": "x-max-age=300"}, None),
    "a value that is none": ({"cache-control": "max-age=soon", "expires": LATER}, None),
    "absurd": ({"cache-control": "max-age=999999999999999999"}, 86_400),
    "the first of two": ({"cache-control": "max-age=60, max-age=300"}, 60),
    "expires": ({"expires": LATER, "date": DATE}, 600),
    "expires, less its age": ({"expires": LATER, "date": DATE, "age": "100"}, 500),
    "expires without a date": ({"expires": LATER}, 600),
    "expired": ({"expires": EARLIER, "date": DATE}, 0),
    "expires after the last of all days": ({"expires": "Fri, 31 Dec 9999 23:59:59 -0100", "date": DATE}, 0),
    "expires never": ({"expires": "-1", "date": DATE}, 0),
    "max-age goes before expires": ({"cache-control": "max-age=60", "expires": LATER, "date": DATE}, 60),
}


@pytest.mark.parametrize(("headers", "seconds"), AGES.values(), ids=AGES.keys())
def test_how_long_an_answer_may_be_kept(headers: dict[str, str], seconds: int | None) -> None:
    assert max_age(headers, NOW) == seconds


@given(st.dictionaries(st.sampled_from(["cache-control", "age", "expires", "date", "retry-after"]), st.text()))
def test_whatever_stands_there_the_bounds_hold(headers: dict[str, str]) -> None:
    assert max_age(headers, NOW) is None or 0 <= (max_age(headers, NOW) or 0) <= 86_400
    assert retry_after(headers, NOW) is None or 60 <= (retry_after(headers, NOW) or 0) <= 86_400
