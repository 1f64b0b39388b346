from datetime import UTC, datetime

import pytest

from monitor.curate.origin import origin
from monitor.lang.outlets import OutletBook
from monitor.model.judging import Piece
from monitor.model.outlet import Outlet, OutletKind

BOOK = OutletBook(
    [
        Outlet("ap", "Associated Press", OutletKind.WIRE, ("AP", "AP News"), ("apnews.com",)),
        Outlet("reuters", "Reuters", OutletKind.WIRE, ("로이터", "ロイター", "路透"), ("reuters.com",)),
        Outlet("afp", "Agence France-Presse", OutletKind.WIRE, ("AFP", "法新社"), ("afp.com",)),
        Outlet("yonhap", "Yonhap", OutletKind.WIRE, ("연합뉴스", "聯合ニュース", "Ренхап"), ("yna.co.kr",)),
        Outlet("kyodo", "Kyodo", OutletKind.WIRE, ("共同", "共同通信"), ("kyodonews.net",)),
        Outlet("kcna", "KCNA", OutletKind.STATE, ("조선중앙통신", "朝鮮中央通信", "朝中社", "ЦТАК"), ("kcna.kp",)),
        Outlet("xinhua", "Xinhua", OutletKind.STATE, ("新华社",), ("news.cn",)),
        Outlet("tass", "TASS", OutletKind.STATE, ("ТАСС",), ("tass.ru",)),
        Outlet("dpa", "dpa", OutletKind.WIRE, (), ("dpa.com",)),
        Outlet("efe", "EFE", OutletKind.WIRE, (), ("efe.com",)),
        Outlet("ofac", "OFAC", OutletKind.OFFICIAL, (), ("ofac.treasury.gov",)),
        Outlet("38-north", "38 North", OutletKind.THINK_TANK, (), ("38north.org",)),
        Outlet("wsj", "Wall Street Journal", OutletKind.NEWSPAPER, ("WSJ",), ("wsj.com",)),
        Outlet("daily9", "Daily9", OutletKind.AGGREGATOR, (), ("daily9.example",)),
    ]
)
REST = "The quay was finished in November and boats are expected from March on, the harbour board of the town says."


def piece(text: str, *, outlet: str = "kestrel", kind: OutletKind = OutletKind.NEWSPAPER, author: str = "") -> Piece:
    return Piece(1, 1, outlet, kind, None, None, datetime(2026, 11, 23, tzinfo=UTC), "Title", text, author)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (f"KELDER POINT (AP) — {REST}", "ap"),
        (f"SEOUL, Nov. 23 (Yonhap) -- {REST}", "yonhap"),
        (f"PYONGYANG, November 23 (KCNA) -- {REST}", "kcna"),
        (f"Seúl, 23 nov (EFE).- {REST}", "efe"),
        (f"Seoul (dpa) - {REST}", "dpa"),
        (f"Séoul (AFP) – {REST}", "afp"),
        (f"(서울=연합뉴스) 홍길동 기자 = {REST}", "yonhap"),
        (f"【ソウル聯合ニュース】{REST}", "yonhap"),
        (f"【北京共同】{REST}", "kyodo"),
        (f"[東京 23日 ロイター] - {REST}", "reuters"),
        (f"新华社平壤11月23日电 {REST}", "xinhua"),
        (f"МОСКВА, 23 ноября. /ТАСС/. {REST}", "tass"),
        (f"By Jane Doe, Associated Press\n{REST}", "ap"),
        (f"{REST}\n(Yonhap)", "yonhap"),
        (f"{REST}\nCon información de AFP", "afp"),
        (f"{REST}\nmit Material der dpa", "dpa"),
        (f"{REST}\n© 2026 AFP", "afp"),
        (f"{REST}\nWrite to Marta Quill at marta.quill@wsj.com", "wsj"),
    ],
)
def test_carried(text: str, slug: str) -> None:
    found = origin(piece(text), BOOK)
    assert (found.outlet, found.kind) == (slug, "carried")
    start, end = found.why["start"], found.why["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert text[start:end] == found.why["name"]


def test_the_author_field_counts_first() -> None:
    found = origin(piece(f"{REST}\n© 2026 AFP", author="Reuters"), BOOK)
    assert (found.outlet, found.kind, found.why["field"]) == ("reuters", "carried", "author")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (f"The North opened a quay, according to KCNA on Monday. {REST}", "kcna"),
        (f"Work has ended, a report published by 38 North says. {REST}", "38-north"),
        (f"조선중앙통신에 따르면 부두가 완공되었다. {REST}", "kcna"),
        (f"朝鮮中央通信によると、埠頭が完成した。{REST}", "kcna"),
        (f"据朝中社报道，码头已经完工。{REST}", "kcna"),
        (f"El muelle está listo, según la agencia KCNA. {REST}", "kcna"),
        (f"Причал готов, сообщает ТАСС. {REST}", "tass"),
        (f"Le quai est prêt, selon l'agence officielle KCNA. {REST}", "kcna"),
    ],
)
def test_cited(text: str, slug: str) -> None:
    found = origin(piece(text), BOOK)
    assert (found.outlet, found.kind) == (slug, "cited")
    start, end = found.why["start"], found.why["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert text[start:end] == found.why["name"]


@pytest.mark.parametrize(
    ("text", "outlet", "kind", "expected"),
    [
        (REST, "kestrel", OutletKind.NEWSPAPER, ("kestrel", "own")),
        (f"KELDER POINT (AP) — {REST}", "ap", OutletKind.WIRE, ("ap", "own")),
        (REST, "ofac", OutletKind.OFFICIAL, ("ofac", "document")),
        (REST, "daily9", OutletKind.AGGREGATOR, (None, "unknown")),
        (REST, "somewhere.example", OutletKind.UNKNOWN, (None, "unknown")),
        (f"KELDER POINT (AP) — {REST}", "daily9", OutletKind.AGGREGATOR, ("ap", "carried")),
        (f"KELDER POINT (Daily9) — {REST}", "somewhere.example", OutletKind.UNKNOWN, (None, "unknown")),
        (f"The state of AP said that quays are dear. {REST}", "kestrel", OutletKind.NEWSPAPER, ("kestrel", "own")),
        (f"{REST}\nThe new quay (Photo: Yonhap)", "kestrel", OutletKind.NEWSPAPER, ("kestrel", "own")),
    ],
)
def test_own_documents_and_nobody(text: str, outlet: str, kind: OutletKind, expected: tuple[str | None, str]) -> None:
    found = origin(piece(text, outlet=outlet, kind=kind), BOOK)
    assert (found.outlet, found.kind) == expected
