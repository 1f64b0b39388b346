import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.dates import read_date
from monitor.collect.parse import parse
from monitor.model.entry import ParsedFeed
from monitor.model.fetching import Body, Validators

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
        ("mon, 23 nov 26 9:05 est", datetime(2026, 11, 23, 14, 5, tzinfo=UTC)),
        ("Tue, 23 Nov 2026 09:05:07 Z", NINE),  # a wrong weekday is no evidence against a date
        ("Mon, 23 Nov 2026 18:05:07 GMT+9", NINE),
        ("Mon, 23 Nov 2026 18:05:07 GMT+09:00", NINE),
        ("Mon, 23 Nov 2026 18:05:07 +09:00", NINE),
        ("Mon, 23 Nov 2026 04:05:07 -0500 (EST)", NINE),
        ("Mon, 23 Nov 2026 9:5:7 Z", NINE),
        ("Mon, 3 Nov 97 09:05:07 A", datetime(1997, 11, 3, 9, 5, 7, tzinfo=UTC)),
        ("Mon Nov 23 09:05:07 2026", NINE),
        ("Mon Nov 23 04:05:07 EST 2026", NINE),
        ("23-Nov-2026 09:05:07", NINE),
        ("9:05:07 AM, Nov 23 2026", NINE),
        ("Nov 23 2026 6:05:07PM KST", NINE),
        ("2026-11-23T18:05:07+09:00[Asia/Seoul]", NINE),
        ("2026-11-23 18:05:07 Asia/Seoul", NINE),
        ("2026-11-23 18:05:07 +0900", NINE),
        ("2026-W48-1T09:05:07Z", NINE),
        ("2026-327T09:05:07Z", NINE),
        ("2026W481", MIDNIGHT),
        ("2026327", MIDNIGHT),
        ("20261123", MIDNIGHT),
        ("20261123090507", NINE),
        ("202611230905", datetime(2026, 11, 23, 9, 5, tzinfo=UTC)),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("1795424707", NINE),
        ("1795424707123", NINE),
        ("/Date(1795424707000)/", NINE),
        ("/Date(1795424707000+0900)/", NINE),
        ("２０２６-11-23", MIDNIGHT),
        ("23.11.2026 09:05:07", NINE),
        ("03.04.2026", datetime(2026, 4, 3, tzinfo=UTC)),
        ("23.11.26", MIDNIGHT),
        ("23/11/2026", MIDNIGHT),
        ("11/23/2026", MIDNIGHT),
        ("04/04/2026", datetime(2026, 4, 4, tzinfo=UTC)),
        ("Fri, 03/04/2026", datetime(2026, 4, 3, tzinfo=UTC)),
        ("Wed 03/04/2026", datetime(2026, 3, 4, tzinfo=UTC)),
        ("03/04/2026", None),
        ("26/11/23", None),
        ("2026-11-23 오후 6:05:07 KST", NINE),
        ("2026.11.23. 오전 9:05:07", NINE),
        ("2026年11月23日 18時05分", datetime(2026, 11, 23, 9, 5, tzinfo=UTC)),
        ("2026年11月23日 午後6時5分7秒", NINE),
        ("23 de noviembre de 2026, 09:05:07", NINE),
        ("23 de novembro de 2026", MIDNIGHT),
        ("lundi 23 novembre 2026 à 9h05", datetime(2026, 11, 23, 9, 5, tzinfo=UTC)),
        ("1er août 2026", datetime(2026, 8, 1, tzinfo=UTC)),
        ("Mo., 23. März 2026", datetime(2026, 3, 23, tzinfo=UTC)),
        ("23 novembre 2026", MIDNIGHT),
        ("lunedì 23 luglio 2026", datetime(2026, 7, 23, tzinfo=UTC)),
        ("23 Kasım 2026 Pazartesi 09:05:07", NINE),
        ("23 Ağustos 2026", datetime(2026, 8, 23, tzinfo=UTC)),
        ("23 ноября 2026, 09:05:07", NINE),
        ("Пн, 23 мая 2026", datetime(2026, 5, 23, tzinfo=UTC)),
        ("23 листопада 2026", MIDNIGHT),
        ("poniedziałek, 23 października 2026", datetime(2026, 10, 23, tzinfo=UTC)),
        ("2026. november 23.", MIDNIGHT),
        ("2004-július-13T9:15-05:00", datetime(2004, 7, 13, 14, 15, tzinfo=UTC)),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", datetime(2004, 7, 11, 17, tzinfo=UTC)),
        ("23 نوفمبر 2026", MIDNIGHT),
        ("23 בנובמבר 2026", MIDNIGHT),
        ("23 november 2026 om 09:05:07", NINE),
        ("23. marraskuuta 2026", MIDNIGHT),
        ("2026-02-31", None),
        ("2026-11-23T25:00:00Z", None),
        ("32 Nov 2026", None),
        ("2026-11-23T09:05:07+99:99", None),
        ("2026-13-45", None),
        ("2026-13-45T00:00:00Z", None),
        ("2026-02-30T00:00:00Z", None),
        ("Sun, 22 Nov 0026 10:00:00 GMT", None),
        ("0026-11-22T10:00:00Z", None),
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


STAMPS = st.integers(0, 2**32 - 1).map(lambda second: datetime.fromtimestamp(second, UTC))
SHAPES = [
    "%a, %d %b %Y %H:%M:%S GMT",
    "%a, %d %b %y %H:%M:%S +0000",
    "%d %B %Y %H:%M:%S",
    "%B %d, %Y %I:%M:%S %p",
    "%a %b %d %H:%M:%S %Y",
    "%A, %d-%b-%Y %H:%M:%S UTC",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%d %H:%M:%S",
    "%Y%m%dT%H%M%SZ",
    "%Y%m%d%H%M%S",
    "%G-W%V-%uT%H:%M:%SZ",
    "%Y-%jT%H:%M:%SZ",
    "%Y.%m.%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S UTC",
    "%d.%m.%Y %H:%M:%S",
]


@pytest.mark.parametrize("shape", SHAPES)
@given(STAMPS)
def test_every_shape_comes_back(shape: str, at: datetime) -> None:
    if "%y" in shape and not 1970 <= at.year < 2050:
        return
    assert read_date(at.strftime(shape)) == at


@given(STAMPS, st.integers(-14 * 60, 14 * 60))
def test_zones_come_back(at: datetime, minutes: int) -> None:
    there = at.astimezone(timezone(timedelta(minutes=minutes)))
    assert read_date(there.strftime("%a, %d %b %Y %H:%M:%S %z")) == at
    assert read_date(there.isoformat()) == at
    assert read_date(there.isoformat(" ")) == at


@given(STAMPS)
def test_a_day_beside_a_month_is_read_one_way_or_not_at_all(at: datetime) -> None:
    found = {read_date(at.strftime(shape)) for shape in ("%d/%m/%Y", "%m/%d/%Y")} - {None}
    assert found <= {at.replace(hour=0, minute=0, second=0)}
    assert bool(found) == (at.day > 12 or at.day == at.month)


@given(st.text(max_size=60))
def test_never_raises_whatever_it_is_given(text: str) -> None:
    found = read_date(text)
    assert found is None or found.utcoffset() == timedelta(0)


@pytest.mark.parametrize("piece", ["9", "9 ", "1/", "a ", "12:", "jan ", "(", "年", "1 a ", "9. "])
def test_no_shape_takes_long(piece: str) -> None:
    began = time.process_time()
    for extra in ("", "x", "2026", "+"):
        read_date((piece * 200)[: 200 - len(extra)] + extra)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("text", ["2026-13-45T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-22T25:61:00Z"])
def test_a_day_that_does_not_exist_is_no_date_of_an_entry(text: str) -> None:
    content = f"<!DOCTYPE rss><rss><channel><item><title>A</title><pubDate>{text}</pubDate></item></channel></rss>"
    parsed = parse(Body("http://a.example/", content.encode(), "", None, Validators()), limit=5)
    assert isinstance(parsed, ParsedFeed)
    assert parsed.entries[0].published_at is None
