# ruff: noqa: E501 - rows of data
"""What spelling, script and grammar do to terms: for each trap the text, and exactly what of it must be highlighted."""

import pytest

from monitor.curate.match import TopicBook
from monitor.model.topic import Document, TopicSpec


def quotes(query: str, text: str, *decoys: str) -> list[str]:
    """What is highlighted of a text, in its order."""
    book = TopicBook([TopicSpec("t", "T", query, decoys=decoys)])
    found = book.match(Document("", "", text))
    assert bool(found) is book.explain("t", Document("", "", text)).holds
    return [text[e.start : e.end] for match in found for e in match.evidence]


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        # apostrophes: possessives and elisions separate, romanised Korean closes
        ("sohae", "Sohae's pier, Sohae’s crane, SOHAE`S rail", ["Sohae", "Sohae", "SOHAE"]),
        ("ofac", "OFAC's list, l'OFAC, d’OFAC", ["OFAC", "OFAC", "OFAC"]),
        ("importation", "les droits d'importation", ["importation"]),
        ("iran", "L’Iran et jusqu'Iran", ["Iran", "Iran"]),
        ("tongchang-ri", "Tongch'ang-ri, Tongch’ang‑ri, Tongchʼang ri", ["Tongch'ang-ri", "Tongch’ang‑ri", "Tongchʼang ri"]),
        ("Tongch'ang-ri", "Tongchang-ri but not Tongchangri", ["Tongchang-ri"]),
        ("hanguk", "Han'guk, Hanguk", ["Han'guk", "Hanguk"]),
        ("p'yongan", "P'yŏngan and Pyongan", ["P'yŏngan", "Pyongan"]),
        ("don't", "Don’t. We dont", ["Don’t"]),
        ("o'brien", "O'Brien, O’Brien", ["O'Brien", "O’Brien"]),
        # hyphens of all kinds are spaces; the closed form is another word
        ("anti-dumping", "anti-dumping, anti‑dumping, anti–dumping, anti dumping, antidumping",
         ["anti-dumping", "anti‑dumping", "anti–dumping", "anti dumping"]),
        ("232/301", "Sections 232/301, 232 and 301", ["232/301"]),
        ("U.S.", "U.S. and US, U. S.", ["U.S", "U. S"]),
        # diacritics, in one character or two
        ("sohae", "Sŏhae, So\u0306hae", ["Sŏhae", "So\u0306hae"]),
        ("zölle*", "Zölle, ZOLLE, Zo\u0308llen", ["Zölle", "ZOLLE", "Zo\u0308llen"]),
        ("strafmass", "Strafmaß", ["Strafmaß"]),
        ("pjöngjang", "Pjongjang", ["Pjongjang"]),
        ("aufklarungssatellit*", "Aufklärungssatelliten", ["Aufklärungssatelliten"]),
        ("lodz", "Łódź", ["Łódź"]),
        ("istanbul", "İstanbul, ISTANBUL, ıstanbul", ["İstanbul", "ISTANBUL", "ıstanbul"]),
        ("años", "anos, AÑOS", ["anos", "AÑOS"]),
        ("first", "the ﬁrst", ["ﬁrst"]),
        # Cyrillic
        ("санкций", "санкций, САНКЦИИ", ["санкций", "САНКЦИИ"]),
        ("санкци*", "санкций; санкционированный; несанкционированный", ["санкций", "санкционированный"]),
        ("маллигён", "«Маллиген-1»", ["Маллиген"]),
        ("мой", "мои", ["мои"]),  # й and и are one: do not rely on endings
        # Arabic: hamza, tashkeel, tatweel, clitics
        ("عقوبات", "بالعقوبات والعقوبات للعقوبات عقوباتٍ عقــوبات", ["بالعقوبات", "والعقوبات", "للعقوبات", "عقوباتٍ", "عقــوبات"]),
        ("أمريكا", "امريكا وأمريكا", ["امريكا", "وأمريكا"]),
        ("سوهاى", "سوهاي", ["سوهاي"]),
        ("تعريفه", "تعريفة", ["تعريفة"]),
        ('"رسوم جمركية"', "رسومًا جمركية؛ رسوم جمركيّة", ["رسوم جمركيّة"]),  # the accusative is another word
        # Korean: particles follow, quotation marks of the North, digits
        ("동창리", "동창리에서, 동창리의", ["동창리", "동창리"]),
        ("만리경", "《만리경-1》호, 만리경1호", ["만리경", "만리경"]),
        ('"만리경 1"', "《만리경-1》호, 만리경1호, 만리경-12호", ["만리경-1", "만리경1"]),
        ("20차", "제20차와 120차", ["20차"]),
        ("북한", "\u1107\u116e\u11a8\u1112\u1161\u11ab", ["\u1107\u116e\u11a8\u1112\u1161\u11ab"]),  # letters apart
        # Japanese: readings in brackets, half width, full width
        ("衛星発射場", "西海（ソヘ）衛星発射場", ["衛星発射場"]),
        ('"西海 衛星発射場"', "西海（ソヘ）衛星発射場", []),  # the reading stands between: write the parts
        ("西海 NEAR/3 衛星発射場", "西海（ソヘ）衛星発射場", ["西海", "衛星発射場"]),
        ("ソヘ", "ｿﾍ、ソヘ", ["ｿﾍ", "ソヘ"]),
        ("ガス", "ｶﾞｽ、カ\u3099ス", ["ｶﾞｽ", "カ\u3099ス"]),
        ("eu", "EUは、ＥＵが", ["EU", "ＥＵ"]),
        # Chinese
        ("制裁名单", "列入制裁名单。", ["制裁名单"]),
        ("萬里鏡", "「萬里鏡1號」", ["萬里鏡"]),
        # digits and units
        ("20", "٢٠ ２０ ⑳ 20th", ["٢٠", "２０", "⑳"]),
        ("25", "25%, ２５％, 25٪", ["25", "２５", "25"]),
        # invisible characters inside a word
        ("sanctions", "sanc\u00adtions, sanc\u200btions, \u200fsanctions\u200f", ["sanc\u00adtions", "sanc\u200btions", "sanctions"]),
        # Thai, whose marks tell words apart
        ("ภาษี", "เก็บภาษีนำเข้า", ["ภาษี"]),
    ],
)  # fmt: skip
def test_what_is_highlighted(query: str, text: str, hits: list[str]) -> None:
    assert quotes(query, text) == hits


@pytest.mark.parametrize(
    ("term", "decoy", "text", "hits"),
    [
        ("관세", "혈관세", "혈관세포", []),
        ("관세", "혈관세", "혈관세포와 관세율", ["관세"]),
        ("제재", "국제재판", "국제재판소, 대북제재", ["제재"]),
        ("제재", "경제재건", "경제재건", []),
        ("关税", "机关税", "税务机关税收，加征关税", ["关税"]),
        ("関税", "機関税", "金融機関税務", []),
        ("制裁", "强制裁员", "强制裁员", []),
        ("制裁", "限制裁量", "限制裁量权与制裁", ["制裁"]),
        ("西海", "西海岸", "米西海岸", []),
        ("동창리", "총동창리그", "총동창리그전", []),
        ("embargo", "sin embargo", "Sin embargo, el embargo", ["embargo"]),
        ("tariff*", "sim only tariff*", "SIM-only tariffs, steel tariffs", ["tariffs"]),
        ('"tariff deal*"', "sim only tariff*", "SIM-only tariff deals", ["tariff deals"]),  # longer than the decoy
        ("=BIS", "bis spater", "BIS; bis später, BIS später", ["BIS"]),
        ("العقوبات", "قانون العقوبات", "قانون العقوبات؛ العقوبات", ["العقوبات"]),
    ],
)
def test_a_decoy_takes_only_what_lies_inside(term: str, decoy: str, text: str, hits: list[str]) -> None:
    assert quotes(term, text, decoy) == hits
