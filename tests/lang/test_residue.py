# ruff: noqa: E501 - rows of data
"""What a site wraps around its texts goes; what only sounds like it stays."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.lang.wrapping import is_wrapping, unwrapped

WRAPPING = [
    # en
    "Share", "Share this article", "Share on Facebook", "Facebook Twitter LinkedIn", "Share: Facebook | X | WhatsApp",
    "Tweet · Facebook · Email", "Print this page", "Read more", "Read more »", "Continue reading →", "[Read more…]",
    "Continue reading “Pier grows”", "Click here to read more", "Read the full story", "View the original article",
    "Read more on Paper.example", "Sign up for our newsletter", "Subscribe to our free daily newsletter and never miss a day.",
    "Follow us on Twitter and Facebook", "Like us on Facebook!", "Join our Telegram channel for updates", "Download our app",
    "Also read: Copper duty rises", "Related: Copper duty rises", "See also | Copper duty rises", "Don’t miss: Copper duty rises",
    "ADVERTISEMENT", "Advertisements", "Sponsored", "Story continues below advertisement", "Article continues after this",
    # ko
    "공유하기", "기사 공유", "페이스북 트위터 카카오톡", "더보기", "기사 전문보기", "[자세히 보기]", "광고", "네이버에서 구독하기",
    "유튜브 채널 구독하세요", "기사제보 및 보도자료 desk@paper.example", "관련기사: 구리 관세 인상", "글자 크기 조정",
    # ja
    "続きを読む", "続きはこちら", "全文を表示", "もっと見る", "この記事をシェア", "ニュースレターの登録はこちら", "広告", "関連記事：銅の関税",
    # zh
    "阅读全文", "點擊閱讀更多", "继续阅读", "分享到微信", "扫描二维码关注我们", "关注我们的公众号", "广告", "相关阅读：铜关税上调",
    # es fr de ru
    "Leer más", "Seguir leyendo", "Compartir en Facebook", "Suscríbete a nuestro boletín diario", "Publicidad",
    "Lea también: Sube el arancel", "Lire la suite", "Lire la suite de l’article", "Partager sur Twitter",
    "Abonnez-vous à notre newsletter", "À lire aussi : Les droits augmentent", "Publicité", "Weiterlesen", "Zum Artikel",
    "Newsletter abonnieren", "Lesen Sie auch: Zoll steigt", "Anzeige", "Читать далее", "Подробнее", "Реклама",
    "Подписывайтесь на наш канал", "Читайте также: Пошлина растёт", "Поделиться",
]  # fmt: skip

JOURNALISM = [
    "Share prices fell in Seoul on Monday.", "Share", "Facebook and Twitter were fined by the court.", "Facebook",
    "Read more books, the minister told pupils.", "The minister asked them to read more.", "Continue reading the treaty, he said",
    "“Sign up for our newsletter,” the fraudsters wrote to their victims.", "Sign up for the army, the poster says.",
    "Subscribe to our view or leave, the general told them", "Follow us or stay, the captain said.",
    "Related parties: the ministry named four firms in its note, and said that more would follow in the coming weeks, after which the list would be closed and handed to the committee in New York, where it will be published in the autumn of the year that follows.",
    "Related companies were named too.", "See also the annex to resolution 2397.", "Advertising revenue fell by a fifth.",
    "Sponsored by Russia, the draft failed.", "The advertisement showed a rocket.", "Story continues in New York",
    "Print media were closed.", "Line 5 of the metro opens.", "X", "Telegram said it would appeal.",
    "광고 시장이 줄었다.", "더 보기 드문 일이 일어났다.", "관련 기사가 삭제됐다.", "공유 경제가 커진다.", "구독 서비스를 시작했다.",
    "広告費が減った。", "続きを読むと分かる。", "関連記事が削除された。", "广告收入下降。", "阅读全文需要两个小时。", "相关新闻引起关注。",
    "Leer más libros es la meta del plan.", "Publicidad engañosa: multa a dos firmas", "Lire la suite des aventures du roi",
    "La publicité recule en France.", "Anzeige gegen Minister erstattet", "Weiterlesen lohnt sich.", "Werbung kostet mehr.",
    "Реклама подорожала.", "Подробнее об этом рассказал министр.", "Подписывайтесь под петицией, просят жители.",
    "Поделиться опытом приехали врачи.", "[Image: The pad]", "— 38 North", "1,000", "",
]  # fmt: skip


@pytest.mark.parametrize("line", WRAPPING)
def test_wrapping(line: str) -> None:
    assert is_wrapping(line)
    assert unwrapped(f"The pier grew.\n\n{line}\n\nIt is long.") == "The pier grew.\n\nIt is long."


@pytest.mark.parametrize("line", [line for line in JOURNALISM if line != "Share"])
def test_journalism(line: str) -> None:
    assert not is_wrapping(line)
    text = f"The pier grew.\n\n{line}\n\nIt is long."
    assert unwrapped(text) == text


TAILS = [
    ("The pier grew. […]", "The pier grew."),
    ("The pier grew. [...]", "The pier grew."),
    ("The pier grew. […] The post Pier grows appeared first on Paper.", "The pier grew. […]"),
    ("The pier grew.\n\nThe post Pier grows appeared first on Paper.", "The pier grew."),
    ("The pier grew.\n\nThe post Pier grows first appeared on Paper", "The pier grew."),
    ("The pier grew. Read more", "The pier grew."),
    ("The pier grew. Continue reading →", "The pier grew."),
    ("부두가 커졌다. 더보기", "부두가 커졌다."),
    ("桟橋が伸びた。続きを読む", "桟橋が伸びた。"),
    ("码头变长了。阅读全文", "码头变长了。"),
    ("El muelle creció. Leer más", "El muelle creció."),
    ("El muelle creció.\n\nLa entrada Crece el muelle se publicó primero en Diario.", "El muelle creció."),
    ("La jetée grandit.\n\nCet article La jetée grandit est apparu en premier sur Journal.", "La jetée grandit."),
    ("Der Pier wuchs.\n\nDer Beitrag Pier wächst erschien zuerst auf Blatt.", "Der Pier wuchs."),
    ("Причал вырос.\n\nЗапись Причал растёт впервые появилась на Газета.", "Причал вырос."),
    # what stays
    ("The pier grew…", "The pier grew…"),
    ("The pier grew, and you may read more", "The pier grew, and you may read more"),
    ("The post was abolished.", "The post was abolished."),
    ("The post of envoy appeared first on a list in May, and stayed there until the autumn, when it was struck off it by the committee that had put it there; nobody said why.",) * 2,
    ("Read more", "Read more"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "left"), TAILS)
def test_what_stands_behind_the_end(text: str, left: str) -> None:
    assert unwrapped(text) == left


@given(st.text(st.sampled_from("ab .\n…[]→공유 Share on X: Facebook"), max_size=200))
def test_it_only_takes_away(text: str) -> None:
    left = unwrapped(text)
    assert len(left) <= len(text)
    assert left.strip() or not text.strip()


@pytest.mark.parametrize(
    "line", ["share " * 40, "x " * 120, "the post " * 60, "Continue reading “" + "a" * 220, "[" * 240, " " * 500]
)
def test_hostile_lines_are_bounded(line: str) -> None:
    began = time.process_time()
    unwrapped("\n".join([line] * 200))
    assert time.process_time() - began < 3
