"""Folding: the traps, and what must hold for any text."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.lang.fold import fold, fold_map

PAIRS = [
    ("Sohae's launch, OFAC’s list", "sohae s launch ofac s list"),
    ("MARKET'S it'll what's don't", "market s it ll what s don t"),
    ("l'OFAC, d’importation, jusqu'à, qu'il t'aime", "l ofac d importation jusqu a qu il t aime"),
    ("Tongch'ang-ri, Tongch’ang ri, TONGCH`ANG\u2011RI", "tongchang ri tongchang ri tongchang ri"),
    ("P'yŏngan, Han'guk, Ch'ŏllima", "pyongan hanguk chollima"),
    ("Sŏhae–Malligyŏng", "sohae malligyong"),
    ("《만리경-1》호 《천리마-1》형", "만리경 1 호 천리마 1 형"),
    ("만리경1호가", "만리경 1 호가"),
    ("西海（ソヘ）衛星発射場", "西海 ソヘ 衛星発射場"),
    ("EUは、OFACが", "eu は ofac が"),
    ("санкций Маллигён", "санкции маллиген"),
    ("أإآٱ ؤ ئ ى ة ـمـ كُتُب", "اااا و ي ي ه م كتب"),
    ("٢٠ ۲۰ ２０ ⑳ 20º", "20 20 20 20 20o"),
    ("Zölle Strafmaß ŁÓDŹ Ørsted œuvre İstanbul Kılıç", "zolle strafmass lodz orsted oeuvre istanbul kilic"),
    ("U.S. 232/301 3.5% A-580-891", "u s 232 301 3 5 a 580 891"),
    ("ｶﾞｽﾞ ﾊﾟ が か\u3099", "ガズ パ が が"),
    ("한국", "한국"),
    ("ภาษีนำเข้า the", "ภาษีนำเข้า the".replace("ำ", "ํา")),
    ("soft\u00adhyphen zero\u200bwidth \u202eoverride", "softhyphen zerowidth override"),
    ("snake_case", "snake case"),
    ("", ""),
    (" … — ! ", ""),
]


@pytest.mark.parametrize(("text", "folded"), PAIRS)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold_map(text).text == folded


@pytest.mark.parametrize("text", ["한국의 위성", "café crème", "が ぱ", "Việt Nam", "Tongch'ang"])
def test_composed_and_decomposed_are_one(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


SCRIPTS = st.sampled_from("aeknptchsgÉßŏ' ’-.3٣½ 한ㄱ가국北朝東カﾞがゝ々ไทยёСأىةـّİ\u0301\u0302\u00ad\u3099\ufb01🚀")
TEXTS = st.one_of(st.text(max_size=40), st.text(SCRIPTS, max_size=40))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_the_map_folds_alike_and_never_goes_back(text: str) -> None:
    folded = fold_map(text)
    assert folded.text == fold(text)
    assert len(folded.source) == len(folded.text) + 1
    assert list(folded.source) == sorted(folded.source)
    assert all(0 <= at <= len(text) for at in folded.source)


WORDS = st.sampled_from(
    ["Sohae's", "l'OFAC", "Tongch’ang-ri", "Sŏhae", "만리경-1호", "（ソヘ）衛星", "санкций",
     "الرسوم", "e\u0301te\u0301", "20º", "ﬁrst", "№ 5", "EUは", "don't", "U.S.", "ไทย", "ｶﾞｽ"]
)  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=6))
@settings(deadline=None)
def test_a_word_leads_back_to_where_it_stands(words: list[str]) -> None:
    text = " ".join(words)
    folded = fold_map(text)
    at = 0
    for word in folded.text.split():
        start = folded.text.index(word, at)
        at = start + len(word)
        first, last = folded.span(start, at)
        assert fold(text[first:last]) == word


def test_half_a_ligature_is_the_whole_one() -> None:
    folded = fold_map("the ﬁrst")
    start = folded.text.index("fi")
    assert folded.span(start, start + 1) == (4, 5)


@pytest.mark.parametrize("first", range(0, 0x30000, 0x1000))
def test_every_character_is_stable(first: int) -> None:
    characters = [chr(point) for point in range(first, first + 0x1000, 7) if not 0xD800 <= point < 0xE000]
    assert [fold(fold(char)) for char in characters] == [fold(char) for char in characters]
    assert fold(" ".join(characters)) == fold_map(" ".join(characters)).text


def test_it_is_fast() -> None:
    text = "The expansion at the station, located on the country's west coast, took 3 years. " * 500

    def once() -> float:
        start = time.perf_counter()
        fold(text)
        return time.perf_counter() - start

    assert len(text) / min(once() for _ in range(20)) > 10_000_000  # a tenth of what it does on an idle machine
