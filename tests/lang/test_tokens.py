"""Tokens of the search index, and the way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.lang.tokens import analyse, index_text, is_dense, script


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Sohae's pier", "sohae s pier"),
        ("서해위성", "서해 해위 위성 성"),
        ("북한의 위성", "북한 한의 의 위성 성"),
        ("北", "北"),
        ("東倉里の発射", "東倉 倉里 里の の発 発射 射"),
        ("만리경1호", "만리 리경 경 1 호"),
        ("EUは", "eu は"),
        ("ไทย", "ไท ทย ย"),
        ("", ""),
        ("§ 232/301", "232 301"),
    ],
)
def test_index_text(text: str, tokens: str) -> None:
    assert index_text(text) == tokens


@given(st.text(st.sampled_from("ab' -한국北朝カไทё٣.é"), max_size=30))
@settings(deadline=None)
def test_tokens_are_those_of_the_index_and_follow_each_other(text: str) -> None:
    tokens = analyse(text)
    assert " ".join(token.text for token in tokens) == index_text(text)
    assert [token.position for token in tokens] == list(range(len(tokens)))


@given(st.text(st.sampled_from("ab -한국北朝カé"), max_size=30))
@settings(deadline=None)
def test_a_token_leads_back_to_itself(text: str) -> None:
    assert all(index_text(text[token.start : token.end]).split()[0] == token.text for token in analyse(text))


def test_scripts() -> None:
    assert [script(word) for word in ("Sohae", "서해", "西海", "ソヘ", "Сохэ", "232")] == [
        "Latin", "Hangul", "Cjk", "Katakana", "Cyrillic", "–",
    ]  # fmt: skip
    assert is_dense("서해")
    assert not is_dense("sohae")
