"""The language of single terms."""

import pytest

from monitor.lang.termlang import languages


@pytest.mark.parametrize(
    ("term", "language"),
    [
        ("서해위성발사장", "ko"), ("ソヘ", "ja"), ("経済", "ja"), ("经济", "zh"), ("санкци*", "ru"), ("санкції", "uk"),
        ("عقوبات", "ar"), ("=OFAC", "any"), ("zölle*", "de"), ("congelación de activos", "es"), ("", "any"),
    ],
)  # fmt: skip
def test_what_the_letters_say(term: str, language: str) -> None:
    assert languages([term]) == [language]


def test_terms_go_with_their_neighbours() -> None:
    assert languages(["追加制裁", "米財務省の制裁", "資産凍結", "资产冻结", "制裁"]) == ["ja", "ja", "ja", "zh", "zh"]
    assert languages(["zölle", "strafzoll", "importzölle"], ("de", "en")) == ["de", "de", "de"]


def test_nothing_to_go_by() -> None:
    assert languages(["制裁"]) == ["zh"]
    assert languages(["x"], ("de",)) == ["en"]
    assert languages([]) == []
