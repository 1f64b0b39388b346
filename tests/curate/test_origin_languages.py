# ruff: noqa: E501 - rows of data
"""Credits in the languages of the press: what carries an agency's text, what leans on one, and what only looks so.
All texts are of our own writing; the forms are those of the agencies."""

from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.curate.origin import origin
from monitor.lang.outlets import OutletBook
from monitor.model.judging import OriginFound, Piece
from monitor.model.outlet import Outlet, OutletKind


def wire(slug: str, name: str, *aliases: str) -> Outlet:
    return Outlet(slug, name, OutletKind.WIRE, aliases, (f"{slug}.example",))


BOOK = OutletBook(
    [
        wire("ap", "Associated Press", "AP", "美联社", "АП"),
        wire("reuters", "Reuters", "로이터", "ロイター", "路透", "路透社", "رويترز", "Рейтер"),
        wire("afp", "Agence France-Presse", "AFP", "法新社", "أ ف ب", "فرانس برس", "АФП"),
        wire("yonhap", "Yonhap", "연합뉴스", "聯合ニュース", "Ренхап", "韩联社", "韓聯社", "يونهاب"),
        wire("newsis", "Newsis", "뉴시스"),
        wire("news1", "News1", "뉴스1"),
        wire("kyodo", "Kyodo", "共同", "共同通信", "Kyodo News"),
        wire("jiji", "Jiji", "時事", "時事通信"),
        wire("chinanews", "China News Service", "中新社"),
        wire("cna", "Central News Agency", "中央社"),
        wire("dpa", "dpa", "د ب أ"),
        wire("apa", "APA"),
        wire("sda", "Keystone-SDA", "sda", "ATS", "Keystone-ATS"),
        wire("efe", "EFE", "Agencia EFE"),
        wire("europa-press", "Europa Press"),
        wire("belga", "Belga"),
        wire("tass", "TASS", "ТАСС"),
        wire("ria", "RIA Novosti", "РИА Новости"),
        wire("interfax", "Interfax", "Интерфакс"),
        wire("ani", "ANI"),
        wire("pti", "PTI", "Press Trust of India"),
        wire("bernama", "Bernama"),
        wire("upi", "UPI"),
        wire("qna", "QNA", "قنا"),
        wire("spa", "SPA", "واس"),
        Outlet("xinhua", "Xinhua", OutletKind.STATE, ("新华社", "新華社", "شينخوا", "Синьхуа", "신화통신", "新華社通信"), ()),
        Outlet(
            "kcna", "KCNA", OutletKind.STATE,
            ("조선중앙통신", "朝鮮中央通信", "朝中社", "ЦТАК", "وكالة الأنباء المركزية الكورية"), (),
        ),
        Outlet("38-north", "38 North", OutletKind.THINK_TANK, ("38노스",), ()),
    ]
)  # fmt: skip
EN = "The quay was finished in November and boats are expected from March on, the harbour board of the town says. " * 4
KO = "부두 공사는 11월에 끝났으며 배는 3월부터 드나들 것으로 보인다고 항만 당국이 설명했다. " * 10
JA = "埠頭の工事は十一月に終わり、船は三月から出入りする見込みだと港の担当者は説明した。" * 10
ZH = "码头工程已于十一月结束，预计船只将从三月起靠泊，港口方面这样解释。" * 12
ES = "El muelle quedó listo en noviembre y los barcos llegarán a partir de marzo, dice la junta del puerto. " * 4
RU = "Причал был достроен в ноябре, первые суда ожидаются в марте, объяснили в управлении порта. " * 5
AR = "انتهى العمل في الرصيف في نوفمبر ومن المتوقع أن تصل السفن ابتداء من مارس كما تقول إدارة الميناء. " * 5
FR = "Le quai a été achevé en novembre et les bateaux sont attendus à partir de mars, dit le port. " * 4
DE = "Der Kai wurde im November fertig, Schiffe kommen ab März, erklärt die Hafenbehörde der Stadt. " * 4

CARRIED = {
    "en": [
        (f"KELDER POINT (AP) — {EN}", "ap"), (f"KELDER POINT, Nov 23 (Reuters) - {EN}", "reuters"),
        (f"SEOUL, Nov. 23 (Yonhap) -- {EN}", "yonhap"), (f"BEIJING, Nov. 23 (Xinhua) -- {EN}", "xinhua"),
        (f"MOSCOW, November 23. /TASS/. {EN}", "tass"), (f"TASS/ {EN}", "tass"),
        (f"By Ida Moor, Associated Press\n{EN}", "ap"), (f"{EN}\n(ANI)", "ani"), (f"{EN}\n-- Bernama", "bernama"),
        (f"{EN}\n© 2026 AFP", "afp"), (f"{EN}\nWith inputs from PTI", "pti"), (f"Pyongyang, November 23 (KCNA) -- {EN}", "kcna"),
        (f"WASHINGTON, Nov. 23 (UPI) -- {EN}", "upi"), (f"{EN}\nPTI IDM KQR", "pti"),
    ],
    "ko": [
        (f"(서울=연합뉴스) 한가람 기자 = {KO}", "yonhap"), (f"[서울=뉴시스] 한가람 기자 = {KO}", "newsis"),
        (f"(서울=뉴스1) 한가람 기자 = {KO}", "news1"), (f"【서울=뉴시스】{KO}", "newsis"), (f"{KO}\n/연합뉴스", "yonhap"),
        (f"(워싱턴=연합뉴스) 한가람 특파원 = {KO}", "yonhap"), (f"{KO}\n한가람 기자 garam@yonhap.example", "yonhap"),
        (f"{KO}\n출처: 뉴시스", "newsis"), (f"(도쿄 AFP=연합뉴스) {KO}", "yonhap"),
    ],
    "ja": [
        (f"【ソウル聯合ニュース】{JA}", "yonhap"), (f"【北京共同】{JA}", "kyodo"), (f"【ソウル時事】{JA}", "jiji"),
        (f"[東京 23日 ロイター] - {JA}", "reuters"), (f"【平壌23日発朝鮮中央通信】{JA}", "kcna"), (f"{JA}\n（共同）", "kyodo"),
        (f"{JA}=聯合ニュース", "yonhap"), (f"{JA}\n提供：共同通信", "kyodo"), (f"【AFP＝時事】{JA}", "jiji"),
    ],
    "zh": [
        (f"新华社平壤11月23日电（记者林一）{ZH}", "xinhua"), (f"中新社北京11月23日电 {ZH}", "chinanews"),
        (f"（中央社首爾23日綜合外電報導）{ZH}", "cna"), (f"{ZH}\n（新华社）", "xinhua"), (f"{ZH}\n来源：中新社", "chinanews"),
        (f"{ZH}\n來源：中央社", "cna"), (f"（法新社東京23日電）{ZH}", "afp"), (f"{ZH}（路透社）", "reuters"),
        (f"路透社东京11月23日电 {ZH}", "reuters"), (f"據新華社平壤11月23日電 {ZH}", "xinhua"),
    ],
    "es": [
        (f"Seúl, 23 nov (EFE).- {ES}", "efe"), (f"MADRID, 23 Nov. (EUROPA PRESS) - {ES}", "europa-press"),
        (f"SEÚL (AP) — {ES}", "ap"), (f"{ES}\nCon información de AFP", "afp"), (f"Redacción/EFE\n{ES}", "efe"),
        (f"{ES}\n(Europa Press)", "europa-press"), (f"{ES}\nFuente: EFE", "efe"), (f"{ES}\nEFE idm/kq", "efe"),
    ],
    "ru": [
        (f"ТОКИО, 23 ноября. /ТАСС/. {RU}", "tass"), (f"МОСКВА, 23 ноя — РИА Новости. {RU}", "ria"),
        (f"23 ноября. INTERFAX.RU - {RU}", "interfax"), (f"Москва. 23 ноября. ИНТЕРФАКС - {RU}", "interfax"),
        (f"{RU}\nИсточник: ТАСС", "tass"), (f"{RU}\nИнтерфакс", "interfax"), (f"{RU}\n(ТАСС)", "tass"),
    ],
    "ar": [
        (f"الدوحة في 23 نوفمبر /قنا/ {AR}", "qna"), (f"طوكيو (رويترز) - {AR}", "reuters"), (f"طوكيو (أ ف ب) - {AR}", "afp"),
        (f"{AR}\n(د ب أ)", "dpa"), (f"{AR}\nالمصدر: رويترز", "reuters"), (f"الرياض 23 نوفمبر 2026 (واس) -- {AR}", "spa"),
        (f"بكين 23 نوفمبر 2026 (شينخوا) -- {AR}", "xinhua"),
    ],
    "fr": [
        (f"Séoul (AFP) – {FR}", "afp"), (f"Par AFP\n{FR}", "afp"), (f"{FR}\nAvec AFP", "afp"), (f"L'Obs avec AFP\n{FR}", "afp"),
        (f"{FR}\n(Belga)", "belga"), (f"{FR}\n© AFP", "afp"), (f"Berne (ATS) - {FR}", "sda"),
    ],
    "de": [
        (f"Seoul (dpa) - {DE}", "dpa"), (f"{DE}\nQuelle: dpa", "dpa"), (f"{DE}\nmit Material der dpa", "dpa"),
        (f"{DE}\n© dpa-infocom, dpa:261123-930-1", "dpa"), (f"{DE}\n(APA)", "apa"), (f"{DE}\nsda", "sda"),
        (f"Tokio (AFP) - {DE}", "afp"),
    ],
}  # fmt: skip
CITED = {
    "en": [
        (f"A quay was opened, according to KCNA. {EN}", "kcna"), (f"KCNA said a quay was opened. {EN}", "kcna"),
        (f"Work has ended, as first reported by Reuters. {EN}", "reuters"), (f"An official told Yonhap that it is done. {EN}", "yonhap"),
        (f"Reuters reported that it is done. {EN}", "reuters"), (f"A report published by 38 North shows it. {EN}", "38-north"),
    ],
    "ko": [
        (f"조선중앙통신에 따르면 부두가 완공됐다. {KO}", "kcna"), (f"조선중앙통신은 부두가 완공됐다고 보도했다. {KO}", "kcna"),
        (f"로이터에 따르면 부두가 완공됐다. {KO}", "reuters"), (f"연합뉴스는 부두가 완공됐다고 전했다. {KO}", "yonhap"),
        (f"38노스가 부두 사진을 공개했다고 보도했다. {KO}", "38-north"), (f"조선중앙통신을 인용해 부두 완공을 알렸다. {KO}", "kcna"),
    ],
    "ja": [
        (f"朝鮮中央通信によると、埠頭が完成した。{JA}", "kcna"), (f"埠頭が完成したと朝鮮中央通信が伝えた。{JA}", "kcna"),
        (f"聯合ニュースによれば、埠頭が完成した。{JA}", "yonhap"), (f"埠頭が完成したとロイターが報じた。{JA}", "reuters"),
        (f"朝鮮中央通信は23日、埠頭が完成したと報じた。{JA}", "kcna"), (f"共同通信の報道では、埠頭が完成した。{JA}", "kyodo"),
    ],
    "zh": [
        (f"据朝中社报道，码头已经完工。{ZH}", "kcna"), (f"據韓聯社報導，碼頭已經完工。{ZH}", "yonhap"),
        (f"朝中社称，码头已经完工。{ZH}", "kcna"), (f"韩联社援引官员的话说，码头已经完工。{ZH}", "yonhap"),
        (f"路透社报道，码头已经完工。{ZH}", "reuters"), (f"媒体援引朝中社消息称，码头已经完工。{ZH}", "kcna"),
    ],
    "es": [
        (f"El muelle está listo, según la agencia KCNA. {ES}", "kcna"), (f"Según Reuters, el muelle está listo. {ES}", "reuters"),
        (f"El muelle está listo, informó Yonhap. {ES}", "yonhap"), (f"De acuerdo con Reuters, está listo. {ES}", "reuters"),
        (f"El diario, citando a Kyodo, lo confirma. {ES}", "kyodo"), (f"El muelle está listo, señaló Kyodo. {ES}", "kyodo"),
        (f"El muelle está listo, indicó la agencia oficial KCNA. {ES}", "kcna"),
    ],
    "ru": [
        (f"Причал готов, сообщает ТАСС. {RU}", "tass"), (f"Причал готов, передаёт Ренхап. {RU}", "yonhap"),
        (f"Причал готов, пишет газета со ссылкой на ЦТАК. {RU}", "kcna"), (f"По данным агентства Рейтер, причал готов. {RU}", "reuters"),
        (f"Причал готов, сообщило агентство Ренхап. {RU}", "yonhap"), (f"Как передает Синьхуа, причал готов. {RU}", "xinhua"),
    ],
    "ar": [
        (f"ذكرت وكالة الأنباء المركزية الكورية أن الرصيف جاهز. {AR}", "kcna"), (f"الرصيف جاهز نقلا عن يونهاب. {AR}", "yonhap"),
        (f"أفادت وكالة يونهاب بأن الرصيف جاهز. {AR}", "yonhap"), (f"قالت وكالة شينخوا إن الرصيف جاهز. {AR}", "xinhua"),
        (f"الرصيف جاهز بحسب رويترز. {AR}", "reuters"), (f"نقلت وكالة رويترز عن مسؤول أن الرصيف جاهز. {AR}", "reuters"),
    ],
    "fr": [
        (f"Le quai est prêt, selon l'agence officielle KCNA. {FR}", "kcna"), (f"Selon Reuters, le quai est prêt. {FR}", "reuters"),
        (f"D'après Yonhap, le quai est prêt. {FR}", "yonhap"), (f"Le quai est prêt, a rapporté l'agence Yonhap. {FR}", "yonhap"),
        (f"Un officiel, cité par Reuters, le confirme. {FR}", "reuters"), (f"Le quai est prêt, a annoncé l'agence KCNA. {FR}", "kcna"),
    ],
    "de": [
        (f"Laut Reuters ist der Kai fertig. {DE}", "reuters"), (f"Der Kai ist fertig, berichtet Yonhap. {DE}", "yonhap"),
        (f"Nach Angaben der KCNA ist der Kai fertig. {DE}", "kcna"), (f"Wie die Staatsagentur KCNA meldete, ist er fertig. {DE}", "kcna"),
        (f"Der Kai ist fertig, meldet die Nachrichtenagentur Yonhap. {DE}", "yonhap"), (f"Das berichtete die Agentur Kyodo. {DE}", "kyodo"),
    ],
}  # fmt: skip
NOBODY = {
    "en": [
        f"The state of AP counts four harbours. {EN}", f"{EN}\nThe new quay (Photo: Yonhap)", f"PTI leaders met at the quay. {EN}",
        f"(Kelder Point) — {EN}", f"The reuters of old are gone, according to neighbours. {EN}", f"{EN}\n(Read more on page four)",
    ],
    "ko": [f"{KO}\n[사진=연합뉴스]", f"{KO}\n(사진=연합뉴스)", f"부두에 따르면 안 된다. {KO}", f"(서울=한가람) {KO}", f"한가람 기자 = {KO}", KO],
    "ja": [f"{JA}\n（写真：共同）", f"【独自】{JA}", f"【ソウル】{JA}", f"港によると、船が来る。{JA}", f"共同で作業した。{JA}", JA],
    "zh": [f"{ZH}\n（照片：新华社）", f"【本報訊】{ZH}", f"据港口报道，船只将至。{ZH}", f"（记者林一）{ZH}", f"{ZH}\n（责任编辑：林一）", ZH],
    "es": [f"{ES}\n(Foto: EFE)", f"Seúl (Redacción) — {ES}", f"Según el puerto, está listo. {ES}", f"La letra EFE suena así. {ES}", f"{ES}\nAgencias", ES],
    "ru": [f"{RU}\n(Фото: ТАСС)", f"По данным порта, причал готов. {RU}", f"МОСКВА, 23 ноября. {RU}", f"{RU}\nИсточник: порт", f"{RU}\n(12+)", RU],
    "ar": [f"بحسب الميناء فإن الرصيف جاهز. {AR}", f"طوكيو - {AR}", f"{AR}\n(صورة: رويترز)", f"{AR}\nوكالات", f"{AR}\n(انتهى)", AR],
    "fr": [f"{FR}\n(Photo AFP)", f"Séoul (rédaction) – {FR}", f"Selon le port, il est prêt. {FR}", f"Par notre envoyée\n{FR}", f"{FR}\n(agences)", FR],
    "de": [f"{DE}\n(Foto: dpa)", f"Seoul (eigener Bericht) - {DE}", f"Laut Hafen ist er fertig. {DE}", f"{DE}\nQuelle: Hafen", f"{DE}\n(red)", DE],
}  # fmt: skip


def found(text: str) -> OriginFound:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return origin(Piece(1, 1, "kestrel", OutletKind.NEWSPAPER, None, None, at, "Title", text), BOOK)


def flat(table: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    return [row for rows in table.values() for row in rows]


@pytest.mark.parametrize(("text", "slug"), flat(CARRIED))
def test_carried(text: str, slug: str) -> None:
    assert (found(text).outlet, found(text).kind) == (slug, "carried")
    where: Any = found(text).why
    assert text[where["start"] : where["end"]] == where["name"]


@pytest.mark.parametrize(("text", "slug"), flat(CITED))
def test_cited(text: str, slug: str) -> None:
    assert (found(text).outlet, found(text).kind) == (slug, "cited")
    where: Any = found(text).why
    assert text[where["start"] : where["end"]] == where["name"]


@pytest.mark.parametrize("text", [text for texts in NOBODY.values() for text in texts])
def test_what_only_looks_like_a_credit_is_none(text: str) -> None:
    assert (found(text).outlet, found(text).kind) == ("kestrel", "own")


def test_each_language_has_its_forms() -> None:
    assert all(len(table[lang]) >= 6 for table in (CARRIED, CITED, NOBODY) for lang in CARRIED)
