"""Editions made by hand: what a reader of the topic Sohae might get."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model.coverage import Coverage, Spell
from monitor.model.digest import Candidate, DigestSpec, EditionContent, Seen, StoryItem, TopicSection
from monitor.model.feed import FeedState
from monitor.model.topic import Evidence

END = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)  # Mon 07:30 in Vienna
START = END - timedelta(days=1)
HOUR = timedelta(hours=1)

SPEC = DigestSpec(
    slug="sohae",
    name="Sohae",
    topics=("sohae",),
    recipients=("mina@example.org",),
    zone="Europe/Vienna",
    days=(0, 1, 2, 3, 4),
)

HEALTHY = Coverage(START, END, 44, 44, ())
TROUBLED = Coverage(
    START,
    END,
    44,
    41,
    (
        Spell("ofac", "OFAC", FeedState.BLOCKED, END - 9 * HOUR, None, "403 Forbidden"),
        Spell("yonhap-nk", "Yonhap NK", FeedState.GAP, END - 5 * HOUR, END - 5 * HOUR, "about 12 min"),
        Spell("kcna-watch", "KCNA Watch", FeedState.EMPTY, END - 41 * HOUR, None, "", END - 42 * HOUR),
    ),
)
DOWN = Coverage(
    START - timedelta(days=2),
    END,
    44,
    0,
    tuple(
        Spell(f"feed-{n}", f"Feed {n}", FeedState.UNPOLLED, END - (60 + n / 10) * HOUR, END - HOUR, "monitor was down")
        for n in range(44)
    ),
)


def seen(article: int, outlet: str, title: str, hours: float, lang: str = "en") -> Seen:
    """An article of `outlet`, `hours` before the end of the window."""
    slug = outlet.lower().replace(" ", "-")
    url = f"https://{slug}.example/2026/11/{article}"
    return Seen(article, slug, title, url, lang, END - hours * HOUR, outlet)


def candidate(article: int, *, outlet: str = "38 North", hours: float = 5, **more: object) -> Candidate:
    """A candidate for the topic `sohae`; `more` replaces fields."""
    plain = Candidate(
        seen=seen(article, outlet, f"Headline {article}", hours),
        topic="sohae",
        score=1.0,
        evidence=(Evidence("Sohae", "title", 0, 5),),
        summary=f"Summary {article}.",
        first_seen=END - hours * HOUR,
        group=article,
        origin=outlet,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def evidence(*hits: tuple[str, str, int]) -> tuple[Evidence, ...]:
    """(term, field, times) as evidence."""
    return tuple(Evidence(term, field, n, n + 1) for term, field, times in hits for n in range(times))


LEAD = StoryItem(
    story=8841,
    lead=seen(1, "38 North", "North Korea adds a seaport to Sohae launch station", 15.2),
    summary="Images show a docking slip for large vessels on the west coast site.",
    others=(
        seen(2, "WSJ", "North Korea capitalizes on help", 14.0),
        seen(3, "Yonhap", "북, 서해위성발사장에 부두 건설", 12.5, "ko"),
        seen(4, "Korea Herald", "Pier seen at Sohae", 11.0),
        seen(5, "Daily NK", "Pier at Tongchang-ri", 10.0),
    ),
    copies=(
        seen(6, "MSN", "North Korea adds a seaport", 9.0),
        seen(7, "Morningstar", "North Korea adds a seaport", 8.0),
    ),
    reprints=3,
    origins=2,
    evidence=evidence(("Sohae", "title", 1), ("Sohae", "body", 4), ("launch station", "title", 1)),
    score=3.2,
)
KOREAN = StoryItem(
    story=8842,
    lead=seen(11, "Yonhap", "북한, 서해위성발사장에서 신형 엔진 시험 준비하는 듯…정부 “동향 예의주시”", 3.1, "ko"),
    summary="정부 당국자는 “한미가 긴밀히 공조하며 관련 동향을 면밀히 추적하고 있다”고 말했다.",
    others=(seen(12, "Korea Herald", "North may be preparing engine test", 3.5),),
    reprints=0,
    origins=1,
    evidence=evidence(("서해위성발사장", "title", 1)),
    score=2.0,
    also=("Sanctions",),
)
JAPANESE = StoryItem(
    story=None,
    lead=seen(13, "NHK", "北朝鮮 西海衛星発射場で新たな桟橋を建設か 米研究グループが衛星写真を分析", 0.4, "ja"),
    summary="",
    others=(),
    reprints=0,
    origins=0,
    evidence=evidence(("西海衛星発射場", "title", 1)),
    score=1.0,
)
CONTINUED = StoryItem(
    story=8630,
    lead=seen(20, "ICEYE", "Second pier at Sohae", 260),
    summary="",
    others=(seen(21, "KCNA", "On the western port", 6),),
    reprints=0,
    origins=2,
    evidence=evidence(("Sohae", "title", 1)),
    score=1.0,
    continuing=True,
    new_origins=("KCNA",),
    joined=(seen(21, "KCNA", "On the western port", 6),),
)
VOLUME = (1, 1, 2, 1, 1, 2, 1, 1, 1, 2, 1, 2, 3, 7)

FULL = EditionContent(
    digest="sohae",
    name="Sohae",
    start=START,
    end=END,
    zone="Europe/Vienna",
    sections=(TopicSection("sohae", "Sohae", (LEAD, KOREAN, JAPANESE, CONTINUED), older=12, volume=VOLUME, usual=2.5),),
    coverage=TROUBLED,
    stories=4,
    articles=31,
    reprints=19,
    taken=tuple(range(1, 32)),
    period=END,
)
SHORT = replace(
    FULL,
    sections=(TopicSection("sohae", "Sohae", (LEAD,), volume=VOLUME, usual=2.5),),
    coverage=HEALTHY,
    stories=1,
    articles=1,
    reprints=0,
)
EMPTY_SECTION = TopicSection("sohae", "Sohae", (), volume=(0,) * 14, usual=2.5)
EMPTY_TROUBLED = replace(FULL, sections=(EMPTY_SECTION,), stories=0, articles=0, reprints=0, taken=())
HEARTBEAT = replace(EMPTY_TROUBLED, coverage=HEALTHY)
CATCH_UP = replace(
    FULL,
    start=START - timedelta(days=2),
    coverage=DOWN,
    catch_up=True,
    sections=(
        TopicSection(
            "sohae",
            "Sohae",
            (
                replace(LEAD, lead=seen(1, "38 North", "North Korea adds a seaport to Sohae launch station", 65)),
                replace(KOREAN, lead=seen(11, "Yonhap", "신형 엔진 시험 준비", 40, "ko")),
                JAPANESE,
            ),
            more=3,
            volume=VOLUME,
            usual=2.5,
        ),
        TopicSection("sanctions", "Sanctions", (replace(LEAD, story=9001),), volume=VOLUME, usual=11.0),
    ),
)
HOSTILE = replace(
    FULL,
    name="So\r\nBcc: all@example.org\u202ehae<script>",
    sections=(
        TopicSection(
            "x",
            "<b>topic</b>",
            (
                replace(
                    LEAD,
                    lead=replace(
                        LEAD.lead,
                        title="<script>alert(1)</script>\r\nX-Evil: 1 \u202egnp.exe\x00 & <img src=x onerror=alert(1)>",
                        url="javascript:alert(1)",
                        name="</td></table><h1>",
                        lang='en" onload="x',
                    ),
                    summary="<iframe src=//evil></iframe> {{ 7 * 7 }} {% raw %}",
                    evidence=evidence(("<i>x</i>", "title", 1)),
                ),
                replace(LEAD, lead=replace(LEAD.lead, title="A" * 200, url="https://x.example/\r\n<b>"), others=()),
                replace(LEAD, lead=replace(LEAD.lead, title="한" * 200, lang="ko"), others=()),
            ),
        ),
    ),
)
