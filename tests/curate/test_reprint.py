from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.curate import clean, reprint, sketch
from monitor.curate.sketch import Print
from monitor.curate.sketch_marks import conflict, marks_of
from monitor.model.judging import Group, Sketch, Standing

HARBOUR = (
    "The harbour board of Kelder Point said on Monday that the second quay is finished. The ferry line to the "
    "islands will start again in March, after nine years without a boat. Work on the quay began in the spring "
    "of last year. The board borrowed 14 million crowns for it, and a further 3 million came from the fishing "
    "cooperative, which wants the ice house moved to the new side. Ines Toller runs the chandlery beside the "
    "old slipway and expects forty boats a day in summer. Not everyone is pleased with it. The owners of the "
    "boatyard say that the swell behind the quay has become worse, and have asked the county for a survey. The "
    "county says that a survey would cost 40,000 crowns."
)
SLATE = (
    "The trade ministry is weighing a duty on slate from abroad, two officials said, while quarry owners ask "
    "for twice as much. Builders told the ministry that roofs would wait until spring if slate became dearer. "
    "They asked for a year of grace, and for a list of quarries that can deliver before the first snow falls "
    "in the upper valleys."
)
KOREAN = (
    "켈더 항만청은 월요일 두 번째 부두가 완공되었으며 섬으로 가는 여객선이 9년 만에 3월부터 "
    "다시 운항한다고 밝혔다. 부두 공사는 지난해 봄에 시작되었다. "
    " 항만청은 이를 위해 1400만 크로네를 빌렸고 어업협동조합이 300만 크로네를 더 냈다."
)


class Filed:
    """Groups by fingerprint, sketches by group."""

    def __init__(self) -> None:
        self.under: dict[int, set[int]] = defaultdict(set)
        self.known: dict[int, list[Sketch]] = defaultdict(list)

    def postings(self, fingerprint: int) -> Collection[int]:
        return self.under[fingerprint]

    def sketches(self, grp: int) -> Sequence[Sketch]:
        return self.known[grp]

    def file(self, grp: int, drawn: Print) -> None:
        for fingerprint in drawn.lookups:
            self.under[fingerprint].add(grp)
        self.known[grp].append(drawn.sketch)


def drawn(number: int, title: str, text: str) -> Print:
    return sketch.make(number, title, clean.clean(clean.sentences(text), lambda _: 0).text)


def likeness(text: str, copy: str, title: str = "Harbour", copy_title: str = "Harbour") -> float:
    filed = Filed()
    filed.file(1, drawn(1, title, text))
    found = reprint.find(drawn(2, copy_title, copy), filed, least=0.0)
    return found[0].p if found else 0.0


@pytest.mark.parametrize(
    "copy",
    [
        HARBOUR,
        f"KELDER POINT (AP) — {HARBOUR}",
        f"By Marta Quill\nKELDER POINT, Nov 23 (Reuters) - {HARBOUR}\n© 2026 Reuters. All rights reserved.",
        f"{HARBOUR}\nRelated Articles\nLantern Herald\n26 minutes ago\n- Slate\n{SLATE}",
        HARBOUR.replace("'", "’").replace(". ", ".\n\n"),
        HARBOUR.upper(),
        " ".join(HARBOUR.split()[:70]) + " … Read more",
        " ".join(HARBOUR.split()[:60]) + " The post Harbour appeared first on Kestrel Post.",
    ],
    ids=["same", "dateline", "byline", "related", "lines", "capitals", "read more", "appeared first"],
)
def test_copies_are_found(copy: str) -> None:
    assert likeness(HARBOUR, copy) >= 0.9
    assert likeness(copy, HARBOUR) >= 0.9


def test_korean_copies_are_found() -> None:
    assert likeness(KOREAN, f"(켈더=연합뉴스) {KOREAN[:110]}", "부두 완공", "켈더 부두 완공") >= 0.9


def test_another_text_is_another() -> None:
    assert likeness(HARBOUR, SLATE) == 0.0


def test_a_digest_that_quotes_late_is_no_copy() -> None:
    digest = f"{SLATE} {SLATE.replace('slate', 'timber').replace('roofs', 'floors')} {' '.join(HARBOUR.split()[:60])}"
    assert likeness(HARBOUR, digest, copy_title="Morning briefing") < 0.7


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the 18th sanctions package", "the 19th sanctions package"),
        ("a duty of 25 per cent", "a duty of 50 per cent"),
        ("as [FR Doc. 2026-24001] says", "as [FR Doc. 2026-24002] says"),
        ("under docket USTR-2026-0012", "under docket USTR-2026-0013"),
        ("under General License 8L", "under General License 134C"),
        ("on November 21", "on November 22"),
        ("제18차 제재", "제19차 제재"),
        ("第18次制裁", "第19次制裁"),
    ],
)
def test_differing_marks_veto(one: str, other: str) -> None:
    filed = Filed()
    filed.file(1, drawn(1, "Notice", f"The office announced {one}. {HARBOUR}"))
    (found,) = reprint.find(drawn(2, "Notice", f"The office announced {other}. {HARBOUR}"), filed, least=0.0)
    assert found.p == 0.0
    assert found.why["veto"]


def test_marks_that_one_mentions_later_do_not_veto() -> None:
    one = marks_of("A duty of 25 %", "The duty of 25 % comes after one of 50 %.")
    assert conflict(one, marks_of("Duty now 50 %", "It doubled from 25 %.")) is None
    assert conflict(one, marks_of("Duty now 60 %", "It was nothing before.")) is not None


def test_marks_are_read_in_one_spelling() -> None:
    same = [marks_of(title, "") for title in ("The nineteenth package", "The 19th package", "第19次", "제19차 제재")]
    assert {mark.value for marks in same for mark in marks} == {"19"}
    dates = [
        marks_of(title, "")
        for title in ("Nov. 23", "23 de noviembre", "11월 23일", "2026-11-23", "11月23日", "23 ноября")
    ]
    assert {mark.value for marks in dates for mark in marks if mark.kind == "date"} == {"11-23"}


def test_a_sentence_that_an_outlet_repeats_is_dropped() -> None:
    notice = "Sign up for the letter of the Kestrel Post. "
    parts = clean.sentences(notice + SLATE)
    seen = {clean.line_hash(notice.strip())}
    assert clean.clean(parts, lambda line: 2 if line in seen else 0).text == SLATE
    assert clean.clean(parts, lambda line: 1 if line in seen else 0).text == notice + SLATE


def test_crowded_fingerprints_are_nobodys() -> None:
    filed = Filed()
    for number in range(1, reprint.CROWDED + 1):
        filed.file(number, drawn(number, "Harbour", HARBOUR))
    print_ = drawn(99, "Harbour", HARBOUR)
    assert reprint.candidates(Print(print_.sketch, print_.fingerprints, None), filed) == []


def standing(
    article: int, outlet: str, hours: int = 0, *, aggregator: bool = False, url: str | None = None
) -> Standing:
    at = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hours)
    return Standing(article, sum(map(ord, outlet)), outlet, at, url, aggregator)


@pytest.mark.parametrize(
    ("fresh", "known", "credited", "why"),
    [
        (standing(2, "a", -1), standing(1, "b"), set(), "earliest"),
        (standing(2, "a", 1), standing(1, "b"), set(), None),
        (standing(2, "yonhap", 1), standing(1, "b"), {"yonhap"}, "credited source"),
        (standing(2, "a", -1), standing(1, "yonhap"), {"yonhap"}, None),
        (standing(2, "a", 1), standing(1, "agg", aggregator=True), set(), "not an aggregator"),
        (standing(2, "agg", -1, aggregator=True), standing(1, "a"), set(), None),
        (standing(2, "a", 1, url="home"), standing(1, "a", url="away"), set(), "on its outlet's own host"),
        (standing(2, "a", -1, url="away"), standing(1, "a", url="home"), set(), None),
    ],
)
def test_which_is_the_original(fresh: Standing, known: Standing, credited: set[str], why: str | None) -> None:
    group = Group(1, known, credited=credited)
    assert reprint.better(fresh, group, lambda one: one.url == "home") == why


@given(st.text(max_size=400), st.text(max_size=400))
def test_comparing_never_fails_and_is_symmetric(one: str, other: str) -> None:
    a, b = drawn(1, one[:40], one), drawn(2, other[:40], other)
    assert 0.0 <= reprint.compare(a.sketch, b.sketch, 1).p <= 1.0
    assert abs(reprint.compare(a.sketch, b.sketch, 1).p - reprint.compare(b.sketch, a.sketch, 1).p) < 1e-9 or len(
        a.sketch.shingles
    ) == len(b.sketch.shingles)


@given(st.text(min_size=1, max_size=600))
def test_the_same_text_is_the_same(text: str) -> None:
    a, b = drawn(1, "Title", text), drawn(2, "Title", text)
    if a.sketch.tokens:
        assert reprint.compare(a.sketch, b.sketch, 1).p == 1.0
