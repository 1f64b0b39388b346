# ruff: noqa: E501 - rows of data
"""A small newsroom, written for the tests and the pictures of the pages: nothing in it happened.

`fill(db)` puts it in by plain inserts: outlets, feeds with good and bad days, topics, about 170 articles in five languages
over four weeks, reprints, stories, origins, matches with their evidence, and two editions with deliveries.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, update

from monitor.lang.tokens import index_text
from monitor.model.article import effective_date
from monitor.model.coverage import Coverage, Spell
from monitor.model.digest import DigestSpec, EditionContent, Seen, StoryItem, TopicSection
from monitor.model.feed import FeedState
from monitor.model.outlet import Outlet, OutletKind
from monitor.model.topic import Evidence, TopicSpec
from monitor.store import dialect, editions, outlets, topics
from monitor.store import schema as s
from monitor.store.database import Database

NOW = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHY = {"rule": "one event", "signs": ["deed:build", "place:sohae", "m:340"], "evidence": 14.2, "fit": 0.8}

OUTLETS = (
    ("northwatch", "North Watch", OutletKind.THINK_TANK, "en"), ("haneul", "Haneul News", OutletKind.WIRE, "ko"),
    ("pacific-ledger", "Pacific Ledger", OutletKind.NEWSPAPER, "en"), ("asahi-bay", "Asahi Bay", OutletKind.BROADCASTER, "ja"),
    ("tribuna-sur", "Tribuna del Sur", OutletKind.NEWSPAPER, "es"), ("al-marsad", "Al Marsad", OutletKind.NEWSPAPER, "ar"),
    ("treasury-desk", "Treasury Desk", OutletKind.OFFICIAL, "en"), ("daily-mirrorfeed", "Daily Mirrorfeed", OutletKind.AGGREGATOR, "en"),
    ("harbour-post", "Harbour Post", OutletKind.NEWSPAPER, "en"), ("trade-lane", "Trade Lane", OutletKind.TRADE_PRESS, "en"),
    ("wire-one", "Wire One", OutletKind.WIRE, "en"), ("orbit-review", "Orbit Review", OutletKind.THINK_TANK, "en"),
)  # fmt: skip
TOPICS = (
    TopicSpec("sohae", "Sohae", 'sohae OR 서해위성발사장 OR 西海衛星発射場 OR "launch station" OR tongchang*'),
    TopicSpec("sanctions", "Sanctions", "sanction* OR 제재 OR 制裁 OR sanciones OR عقوبات OR OFAC"),
    TopicSpec("tariffs", "Tariffs", 'tariff* OR arancel* OR 関税 OR 관세 OR "section 301"'),
)
TERMS = {
    "sohae": ("Sohae", "launch station", "서해위성발사장", "西海衛星発射場", "Tongchang-ri", "seaport"),
    "sanctions": ("sanctions", "제재", "制裁", "sanciones", "عقوبات", "OFAC", "designations"),
    "tariffs": ("tariff", "aranceles", "関税", "관세", "Section 301", "duties"),
}
LONG = (
    "A headline that somebody made as long as the system would let them, because it names the ministry, the committee, "
    "the port, the three vessels, both of the deputies and the day on which the tariff on them begins to count"
)
FEEDS = (
    ("northwatch", "North Watch", "ok", ""), ("haneul-nk", "Haneul News, North", "ok", ""),
    ("pacific", "Pacific Ledger World", "ok", ""), ("asahi-bay", "Asahi Bay", "ok", ""),
    ("tribuna", "Tribuna del Sur", "ok", ""), ("marsad", "Al Marsad", "silent", "nothing new for 4 d, usually 3 a day"),
    ("treasury", "Treasury Desk Recent Actions", "blocked", "answered 403 to every request"),
    ("mirrorfeed", "Daily Mirrorfeed", "ok", ""), ("harbour", "Harbour Post", "ok", ""), ("trade-lane", "Trade Lane", "empty", "answers without entries"),
    ("wire-one", "Wire One", "ok", ""), ("orbit", "Orbit Review", "failing", "the server hangs up in the middle"),
    ("old-gazette", "Old Gazette", "gone", "answered 410 three times over 52 h"), ("quiet-bay", "Quiet Bay Bulletin", "paused", "by a person"),
    ("fresh-page", "Fresh Page", "new", ""),
)  # fmt: skip


@dataclass
class Piece:
    """One article to be put in: `ago` hours before NOW; `copy_of`: the index of the piece it repeats."""

    outlet: str
    title: str
    ago: float
    lang: str = "en"
    body: str = ""
    story: str = ""
    copy_of: str = ""
    key: str = ""
    origin: str | None = None
    kind: str = "own"
    feeds: tuple[str, ...] = ()
    late: float = 0.0
    earlier_title: str = ""
    url: str | None = None
    topics: tuple[str, ...] = field(default_factory=tuple)
    author: str = ""


PORT_TEXT = (
    "New pictures taken from orbit show that workers have poured the deck of a small seaport beside the Sohae launch "
    "station. The slip is wide enough for the barges that until now had to unload forty kilometres to the south.\n\n"
    "The launch station has grown in every picture since spring. A second assembly hall stands under its roof, and the "
    "road from Tongchang-ri was widened where it meets the new quay.\n\n"
    "What the port will carry is not known. Analysts at North Watch say that fuel and stages fit the cranes that were "
    "delivered in October; they add that cranes of that size also unload cement.\n\n"
    "Two earlier piers at the Sohae site were begun and left. The difference this time, they write, is the rail spur."
)
PIECES: tuple[Piece, ...] = (
    Piece("northwatch", "North Korea adds a seaport to Sohae launch station", 4.6, body=PORT_TEXT, story="port", key="port",
          origin="northwatch", feeds=("northwatch", "pacific"), author="Ines Varga, Tom Aldous"),
    Piece("pacific-ledger", "Pyongyang capitalises on help from abroad by expanding its satellite launching facility", 1.4,
          body=PORT_TEXT.replace("New pictures taken from orbit", "Pictures seen by this paper"), story="port",
          origin="northwatch", kind="cited", feeds=("pacific",), late=1.8, earlier_title="Pyongyang may have expanded its satellite launching facility"),
    Piece("daily-mirrorfeed", "North Korea adds a seaport to Sohae launch station", 1.2, body=PORT_TEXT, story="port",
          copy_of="port", origin="northwatch", kind="carried", feeds=("mirrorfeed",)),
    Piece("harbour-post", "Seaport rises at launch site, pictures show", 0.9, body=PORT_TEXT, story="port", copy_of="port",
          origin="northwatch", kind="carried", feeds=("harbour",)),
    Piece("haneul", "북, 서해위성발사장에 부두 건설…국정원 \"대형 화물 하역 가능\"", 0.6, "ko", story="port-ko", key="port-ko",
          body="국가정보원은 서해위성발사장 인근 해안에서 부두 공사가 마무리 단계에 들어갔다고 23일 밝혔다.\n\n동창리에서 발사장으로 이어지는 도로도 확장된 것으로 파악됐다고 국정원은 설명했다.",
          origin="haneul", feeds=("haneul-nk",)),
    Piece("orbit-review", "Second source: spy agency in Seoul briefs on new quay at Sohae", 0.4, story="port", origin="haneul",
          kind="cited", body="Lawmakers in Seoul were told on Monday that a quay beside the Sohae site is nearly done, Haneul News reports.", feeds=("orbit",)),
    Piece("asahi-bay", "西海衛星発射場に新たな港湾施設、衛星画像で確認", 1.1, "ja", story="port-ja",
          body="西海衛星発射場の沿岸で新しい埠頭の建設が進んでいることが、衛星画像の分析で分かった。\n\n専門家は大型の貨物を扱える規模だとみている。", origin=None, kind="unknown", feeds=("asahi-bay",)),
    Piece("treasury-desk", "Notice of OFAC Sanctions Actions", 5.0, story="notice-a", body="Today's designations name four vessels and their manager. The sanctions take effect at once.", origin="treasury-desk", kind="document", feeds=("treasury",)),
    Piece("treasury-desk", "Notice of OFAC Sanctions Actions", 3.1, story="notice-b", body="Today's designations name two banks. General licence 44 allows the winding down of deals under these sanctions.", origin="treasury-desk", kind="document", feeds=("treasury",)),
    Piece("wire-one", "Washington puts four vessels under sanctions over coal deliveries", 4.6, story="vessels", key="vessels", origin="wire-one", feeds=("wire-one",), body="The sanctions reach a manager in a third country as well, officials said."),
    Piece("harbour-post", "Washington puts four vessels under sanctions", 4.0, story="vessels", copy_of="vessels", origin="wire-one", kind="carried", feeds=("harbour",), body="The sanctions reach a manager in a third country as well, officials said."),
    Piece("tribuna-sur", "Washington impone sanciones a cuatro buques por el carbón", 3.8, "es", story="vessels-es", origin="wire-one", kind="cited", feeds=("tribuna",), body="Las sanciones alcanzan también a un gestor en un tercer país, según Wire One."),
    Piece("al-marsad", "واشنطن تفرض عقوبات على أربع سفن بسبب نقل الفحم", 3.5, "ar", story="vessels-ar", origin="wire-one", kind="cited", feeds=("marsad",), body="تشمل العقوبات شركة إدارة في بلد ثالث، بحسب مسؤولين."),
    Piece("trade-lane", "New tariff on flat steel starts at midnight, importers race the clock", 6.2, story="steel", key="steel", origin="trade-lane", feeds=("trade-lane",), body="The tariff is the third this year under Section 301. Ports report queues of trucks."),
    Piece("pacific-ledger", "Steel tariff begins; ports report queues of trucks", 5.1, story="steel", origin="pacific-ledger", feeds=("pacific",), body="The tariff came into force without the exemptions that importers had asked for."),
    Piece("tribuna-sur", "Los nuevos aranceles al acero entran en vigor a medianoche", 5.4, "es", story="steel-es", origin="tribuna-sur", feeds=("tribuna",), body="Los aranceles llegan sin excepciones."),
    Piece("asahi-bay", "鉄鋼への追加関税が発効 業界は除外を要請", 4.9, "ja", story="steel-ja", origin="asahi-bay", feeds=("asahi-bay",), body="追加関税は午前零時に発効した。業界団体は除外を求めている。"),
    Piece("harbour-post", LONG, 7.3, story="long", origin="harbour-post", feeds=("harbour",), body="The tariff counts from Tuesday."),
    Piece("northwatch", "Imagery shows build-out at Sohae: second hall under roof", 150, story="hall", origin="northwatch", feeds=("northwatch",), body="The launch station has a second hall. Sohae has grown since spring."),
    Piece("orbit-review", "Workers moved to Tongchang-ri before the rains, residents say", 74, story="workers", origin="orbit-review", feeds=("orbit",), body="Barracks at Tongchang-ri filled up in a week."),
    Piece("wire-one", "Panel of experts lists sanctions evasion at sea", 52, story="panel", origin="wire-one", feeds=("wire-one",), body="The panel counts forty transfers that broke the sanctions."),
    Piece("haneul", "대북제재 위반 의심 선박 억류", 30, "ko", story="detained", origin="haneul", feeds=("haneul-nk",), body="제재 위반이 의심되는 선박이 부산항에서 억류됐다."),
)  # fmt: skip
DAILY = (
    ("wire-one", "wire-one", "{n} firms added to sanctions list over shipping papers", "sanctions", "The sanctions name firms in two ports."),
    ("trade-lane", "trade-lane", "Tariff schedule {n}: what changes for parts and machines", "tariffs", "The tariff changes twice this quarter."),
    ("pacific-ledger", "pacific", "Ministers talk of tariff relief in round {n}", "tariffs", "A tariff of nine per cent stays."),
    ("northwatch", "northwatch", "Week {n} at Sohae: cranes, trucks and one new roof", "sohae", "The launch station was busy."),
    ("treasury-desk", "treasury", "Licence {n} issued under sanctions programme", "sanctions", "The licence narrows the sanctions."),
    ("harbour-post", "harbour", "Harbour master counts {n} ships held over sanctions checks", "sanctions", "Checks under the sanctions take two days."),
)  # fmt: skip


def fill(db: Database, now: datetime = NOW) -> dict[str, int]:
    """Put the newsroom in; gives the numbers of articles by their key."""
    outlets.declare(
        db, [Outlet(slug, name, kind, hosts=(f"{slug}.example",), lang=lang) for slug, name, kind, lang in OUTLETS]
    )
    topics.declare(db, TOPICS[:2], managed_by="config", now=now - 40 * DAY)
    topics.declare(db, TOPICS, managed_by="config", now=now - 39 * DAY)
    numbers: dict[str, int] = db.run(lambda conn: Room(conn, now).fill())
    digest = DigestSpec(
        "morning", "Sohae morning", ("sohae", "sanctions"), ("mina@example.org", "jo@example.org"), zone="Europe/Vienna"
    )
    editions.declare(
        db,
        [digest, DigestSpec("trade", "Trade weekly", ("tariffs",), ("desk@example.org",), days=(0,))],
        managed_by="config",
        now=now - 9 * DAY,
    )
    db.run(lambda conn: _editions(conn, now, numbers))
    return numbers


class Room:
    """The newsroom while it is filled."""

    def __init__(self, conn: Connection, now: datetime) -> None:
        self.conn, self.now = conn, now
        self.outlets = {row.slug: row for row in conn.execute(s.outlet.select())}
        self.topics = {row.slug: row for row in conn.execute(s.topic.select())}
        self.feeds: dict[str, int] = {}
        self.stories: dict[str, list[tuple[int, Piece, datetime]]] = defaultdict(list)
        self.numbers: dict[str, int] = {}
        self.hours: Counter[tuple[int, int]] = Counter()

    def fill(self) -> dict[str, int]:
        for spec in FEEDS:
            self.feed(*spec)
        for piece in sorted((*PIECES, *daily()), key=lambda piece: -piece.ago):
            self.article(piece)
        told = {name: self.story(found) for name, found in self.stories.items()}
        for a, b in (
            ("port", "port-ko"),
            ("port", "port-ja"),
            ("vessels", "vessels-es"),
            ("vessels", "vessels-ar"),
            ("steel", "steel-es"),
            ("steel", "steel-ja"),
        ):
            pair = sorted((told[a], told[b]))
            self.put(s.story_link, a=pair[0], b=pair[1], p=0.98, author="machine", valid_from=self.now, why=WHY)
        for (topic, hour), count in self.hours.items():
            self.put(s.topic_hour, topic_id=topic, hour=hour, articles=count)
        return {**self.numbers, **{f"story:{name}": number for name, number in told.items()}}

    def put(self, table: Any, **values: Any) -> int:
        statement = insert(table).values(**values)
        if "id" in table.c and table.c.id.primary_key:
            return int(self.conn.execute(statement.returning(table.c.id)).scalar_one())
        self.conn.execute(statement)
        return 0

    def feed(self, slug: str, title: str, state: str, detail: str) -> None:
        now, bad = self.now, state not in ("ok", "new", "paused")
        number = self.put(
            s.feed, slug=slug, declared_url=f"https://{slug}.example/feed", url=f"https://{slug}.example/feed", host=f"{slug}.example",
            title=title, headers={}, managed_by="config", created=now - 40 * DAY, next_poll_at=now + timedelta(minutes=3 + len(slug)),
            rhythm={}, state="ok" if state == "paused" else state, state_detail=detail, last_polled=None if state == "new" else now - 12 * timedelta(minutes=1),
            last_good=now - (26 * HOUR if bad else 12 * timedelta(minutes=1)), newest=now - 2 * HOUR, paused=now - 3 * DAY if state == "paused" else None,
            interval_now_s=900 if slug == "wire-one" else 1800, interval_why="71 % of entries already known; the server asks for 15 min or more",
        )  # fmt: skip
        self.feeds[slug] = number
        turn = now - (43.5 if bad else 72 if state == "paused" else 0) * HOUR
        if state != "new":
            self.put(
                s.feed_state,
                feed_id=number,
                state="ok",
                start=now - 40 * DAY,
                end=turn if bad or state == "paused" else None,
                detail="",
            )
        if bad or state in ("new", "paused"):
            self.put(s.feed_state, feed_id=number, state=state, start=turn, end=None, detail=detail)
        if slug == "haneul-nk":
            self.put(
                s.feed_state,
                feed_id=number,
                state="gap",
                start=now - 7 * HOUR,
                end=now - 6.8 * HOUR,
                detail="about 12 min",
            )
        for poll in range(0 if state == "new" else 24):
            good = not bad or poll > 20
            self.put(s.poll_event, feed_id=number, at=now - (12 + 60 * poll) * timedelta(minutes=1), outcome=("ok" if poll % 3 else "not_modified") if good else _outcome(state),
                     status=200 if good else 403, wire_bytes=14_200 if good else 310, ms=180 + poll * 7, entries=20 if good else 0,
                     new=(poll + len(slug)) % 3 if good else 0, overlap=18 if good else 0, left_out=0, detail="" if good else detail)  # fmt: skip

    def article(self, piece: Piece) -> None:
        seen = self.now - piece.ago * HOUR
        published = seen - piece.late * HOUR
        outlet = self.outlets[piece.outlet]
        effective = effective_date(published, seen)
        url = piece.url or f"https://{piece.outlet}.example/2026/{abs(hash_of(piece.title + str(piece.ago))) % 10**6}"
        number = self.put(s.article, outlet_id=outlet.id, url=url, lang=piece.lang, published=published, first_seen=seen,
                          effective=effective, external_id=None, backfill=False)  # fmt: skip
        titles = [piece.earlier_title, piece.title] if piece.earlier_title else [piece.title]
        for n, title in enumerate(titles):
            self.put(s.revision, article_id=number, n=n, seen=seen + n * HOUR / 2, current=n == len(titles) - 1, title=title,
                     summary=piece.body[:180], body=piece.body, html="", author=piece.author, cut=[], text_hash=hash_bytes(title + piece.body))  # fmt: skip
        for feed in piece.feeds:
            self.put(s.sighting, feed_id=self.feeds[feed], entry_hash=hash_bytes(feed + url + str(number)), article_id=number, guid=url,
                     raw_url=url, raw_hash=hash_bytes(url), first_seen=seen, last_seen=seen)  # fmt: skip
        dialect.put_search(self.conn, [(number, index_text(piece.title), index_text(piece.body))])
        self.match(piece, number, len(titles) - 1, effective)
        self.judge(piece, number, seen, outlet.id)
        if piece.key:
            self.numbers[piece.key] = number
        self.stories[piece.story or str(number)].append((number, piece, effective))

    def match(self, piece: Piece, number: int, n: int, effective: datetime) -> None:
        for slug, terms in TERMS.items():
            evidence = [list(hit) for term in terms for hit in hits(term, piece)]
            if not evidence:
                continue
            topic = self.topics[slug]
            self.put(s.topic_match, topic_id=topic.id, version=topic.version, article_id=number, revision=n, score=float(len(evidence)),
                     evidence=evidence, retag=False, effective=effective, valid_from=effective, valid_to=None)  # fmt: skip
            self.hours[topic.id, int(effective.timestamp()) // 3600] += 1

    def judge(self, piece: Piece, number: int, seen: datetime, outlet: int) -> None:
        original = self.numbers.get(piece.copy_of) if piece.copy_of else None
        origin = self.outlets[piece.origin].id if piece.origin else None
        self.put(s.judgement, article_id=number, judged=seen, grp=original or number, reprint_of=original, story_id=None,
                 origin=origin, origin_kind=piece.kind if piece.origin else "unknown")  # fmt: skip
        why = {
            "own": {"rule": "no other source named"},
            "cited": {
                "rule": "attribution",
                "name": (piece.origin or "").replace("-", " ").title(),
                "field": "text",
                "start": 3,
                "end": 9,
            },
            "carried": {
                "rule": "last line",
                "name": (piece.origin or "").replace("-", " ").title(),
                "field": "text",
                "start": 3,
                "end": 9,
            },
        }
        self.put(
            s.verdict,
            kind="origin",
            article_id=number,
            target=origin,
            p=1.0,
            reason=why.get(piece.kind, {"rule": "no source named"}),
            author="machine",
            valid_from=seen,
        )
        if original:
            self.put(
                s.verdict,
                kind="reprint",
                article_id=number,
                target=original,
                p=0.97,
                reason={"rule": "same shingles", "with": original},
                author="machine",
                valid_from=seen,
            )

    def story(self, found: Sequence[tuple[int, Piece, datetime]]) -> int:
        lead, piece, _ = found[0]
        first, last = min(at for *_, at in found), max(at for *_, at in found)
        story = self.put(s.story, lang=piece.lang, lead=lead, first_seen=first, last_seen=last, articles=len(found),
                         outlets=len({one.outlet for _, one, _ in found}), origins=len({one.origin for _, one, _ in found if one.origin}), terms={})  # fmt: skip
        for number, _, at in found:
            self.conn.execute(update(s.judgement).where(s.judgement.c.article_id == number).values(story_id=story))
            self.put(
                s.verdict,
                kind="story",
                article_id=number,
                target=story,
                p=0.9,
                reason={"rule": "nearest story"},
                author="machine",
                valid_from=at,
            )
        return story


def _outcome(state: str) -> str:
    return {"blocked": "blocked", "empty": "no_entries", "failing": "truncated", "gone": "gone"}.get(state, "unchanged")


def daily() -> Iterable[Piece]:
    """Four weeks of routine, so that something is usual."""
    for day in range(29):
        for turn, (outlet, feed, title, _topic, body) in enumerate(DAILY):
            if (day * 7 + turn * 3) % 5 < 3:
                yield Piece(
                    outlet,
                    title.format(n=31 - day + turn),
                    day * 24 + 8 + turn * 1.7,
                    body=body,
                    origin=outlet,
                    feeds=(feed,),
                )


def hits(term: str, piece: Piece) -> Iterable[tuple[str, str, int, int]]:
    """Where a term stands, as the matcher would say it."""
    texts = {"title": piece.title, "summary": piece.body[:180], "body": piece.body}
    for name, text in texts.items():
        at = text.casefold().find(term.casefold())
        while at >= 0:
            yield term, name, at, at + len(term)
            at = text.casefold().find(term.casefold(), at + 1)


def hash_bytes(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def hash_of(text: str) -> int:
    return int.from_bytes(hash_bytes(text)[:6], "big")


def _editions(conn: Connection, now: datetime, numbers: dict[str, int]) -> None:
    digest = conn.execute(s.digest.select().where(s.digest.c.slug == "morning")).one()
    end = now.replace(hour=6, minute=30)
    for period, start in ((end - DAY, end - 2 * DAY), (end, end - DAY)):
        content = _content(period, start, numbers)
        number = conn.execute(insert(s.edition).values(
            digest_id=digest.id, period=period, start=start, end=period, composed=period, skipped=False,
            subject="[Sohae morning] 2 stories (1 new origin)", text="SOHAE", html="<!doctype html><title>m</title><body style='font:16px sans-serif'><h1>Sohae morning</h1><p>2 stories.</p><script>document.title='ran'</script>",
            content=editions.as_json(content)).returning(s.edition.c.id)).scalar_one()  # fmt: skip
        for name, phase, answer in (
            ("mina@example.org", "sent", "250 2.0.0 queued as 4F1A"),
            ("jo@example.org", "unknown", ""),
        ):
            conn.execute(insert(s.delivery).values(edition_id=number, recipient=name, channel="mail", message_id=f"<{number}.{name}>",
                         phase=phase, tries=1, next_try=period, answer=answer, sent=period if phase == "sent" else None))  # fmt: skip


def _content(end: datetime, start: datetime, numbers: dict[str, int]) -> EditionContent:
    port = Seen(
        numbers["port"],
        "northwatch",
        PIECES[0].title,
        "https://northwatch.example/1",
        "en",
        end - 2 * HOUR,
        "North Watch",
    )
    other = Seen(
        numbers["port-ko"], "haneul", PIECES[4].title, "https://haneul.example/1", "ko", end - HOUR, "Haneul News"
    )
    evidence = (Evidence("Sohae", "title", 28, 33), Evidence("launch station", "title", 34, 48))
    item = StoryItem(numbers["story:port"], port, PORT_TEXT[:180], (other,), 2, 2, evidence, 9.0)
    quiet = StoryItem(
        numbers["story:vessels"],
        Seen(numbers["vessels"], "wire-one", PIECES[9].title, None, "en", end - 4 * HOUR, "Wire One"),
        "",
        (),
        1,
        1,
        (),
        3.0,
        continuing=True,
    )
    trouble = (Spell("treasury", "Treasury Desk Recent Actions", FeedState.BLOCKED, end - 8 * HOUR, None, "403"),)
    sections = (
        TopicSection("sohae", "Sohae", (item,), 3, 0, (0, 1, 1, 2), 1.5),
        TopicSection("sanctions", "Sanctions", (quiet,)),
    )
    return EditionContent(
        "morning",
        "Sohae morning",
        start,
        end,
        "Europe/Vienna",
        sections,
        Coverage(start, end, 15, 14, trouble),
        2,
        6,
        3,
        (numbers["port"],),
        period=end,
    )
