from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.dates import read_date

NINE = datetime(2026, 11, 23, 9, 5, 7, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Mon, 23 Nov 2026 09:05:07 GMT", NINE),
        ("Mon, 23 Nov 2026 09:05:07 +0000", NINE),
        ("Mon, 23 Nov 2026 18:05:07 +0900", NINE),
        ("Mon, 23 Nov 2026 18:05:07 KST", NINE),
        ("Mon, 23 Nov 2026 04:05:07 EST", NINE),
        ("23 Nov 2026 09:05:07", NINE),
        ("2026-11-23T09:05:07Z", NINE),
        ("2026-11-23T18:05:07.123456+09:00", NINE),
        ("2026-11-23 09:05:07", NINE),
        ("2026-11-23T18:05:07+0900", NINE),
        ("20261123T090507Z", NINE),
        ("2026-11-23", MIDNIGHT),
        ("2026/11/23 09:05:07", NINE),
        ("2026.11.23", MIDNIGHT),
        ("November 23, 2026 9:05:07 AM", NINE),
        ("Nov. 23, 2026", MIDNIGHT),
        ("23rd November 2026", MIDNIGHT),
        ("2026년 11월 23일 18:05", datetime(2026, 11, 23, 9, 5, tzinfo=UTC)),
        ("2026年11月23日", datetime(2026, 11, 22, 15, tzinfo=UTC)),
        ("2026-11-22T24:00:00Z", MIDNIGHT),
        ("2026-11-22T23:59:60Z", MIDNIGHT),
        ("2026-13-45", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("9" * 500, None),
    ],
)
def test_read_date(text: str | None, instant: datetime | None) -> None:
    assert read_date(text) == instant


@given(st.text(st.sampled_from("0123456789-/.:TZ+ JanMonGMTpm,年"), max_size=40))
def test_never_raises(text: str) -> None:
    found = read_date(text)
    assert found is None or found.utcoffset() is not None
