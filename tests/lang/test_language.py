import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.lang.language import detect, language_code
from tests.lang.headlines import LABELLED


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        ("North Korea expands its launch site on the west coast", None, "en"),
        ("북한, 서해위성발사장 확장", None, "ko"),
        ("38 North: 북한 Sohae 발사장 확장", "en", "ko"),
        ("北朝鮮が衛星を発射した", None, "ja"),
        ("北朝鮮衛星発射", "ja", "ja"),
        ("美国宣布新的制裁措施", None, "zh"),
        ("China responde a los nuevos aranceles de Estados Unidos", None, "es"),
        ("เกาหลีเหนือยิงขีปนาวุธ", None, "th"),
        ("צפון קוריאה שיגרה טיל", None, "he"),
        ("Северная Корея запустила ракету", None, "ru"),
        ("12345 — 2026", "es-MX", "es"),
        ("12345", None, None),
        ("", "", None),
    ],
)
def test_detect(text: str, declared: str | None, code: str | None) -> None:
    assert detect(text, declared) == code


TAGS = [
    ("en", "en"), ("en-US", "en"), ("EN-us", "en"), (" ko ", "ko"), ("ko_KR", "ko"), ("ko_KR.UTF-8", "ko"),
    ("zh_Hant", "zh"),
    ("zh-Hans-CN", "zh"), ("pt-BR", "pt"), ("sr-Latn", "sr"), ("English", "en"), ("english (us)", "en"),
    ("Korean", "ko"),
    ("kr", "ko"), ("jp", "ja"), ("cn", "zh"), ("ua", "uk"), ("eng", "en"), ("kor", "ko"), ("deu", "de"), ("yue", "zh"),
    ("ckb", "ckb"), ("日本語", "ja"), ("x-default", None), ("und", None), ("mul", None), ("all", None), ("xx", None),
    ("zz-ZZ", None), ("", None), ("-", None), ("1", None), ("http://o.example", None), (None, None),
    ("Klingon", None), ("e", None), ("\x00", None), ("en\nko", "en"), ("*", None),
]  # fmt: skip


@pytest.mark.parametrize(("tag", "code"), TAGS)
def test_tags(tag: str | None, code: str | None) -> None:
    assert language_code(tag) == code


def test_headlines_in_twelve_languages() -> None:
    """At least 95 of 100 without any prior, and no fewer with the wrong one that many feeds declare."""
    assert len(LABELLED) == 120
    for declared in (None, "en-us", "x-default", "english", "und"):
        wrong = [(line, code, made) for line, code in LABELLED if (made := detect(line, declared)) != code]
        assert len(wrong) <= 0.05 * len(LABELLED), (declared, wrong)


def test_the_right_prior_loses_nothing() -> None:
    wrong = [(line, made) for line, code in LABELLED if (made := detect(line, code)) != code]
    assert len(wrong) <= 0.01 * len(LABELLED), wrong


@pytest.mark.parametrize(
    "text", ["", " ", "12345", "12:30 — 2026", "!!!", "🚀🚀", "\n\n", "\x00", "\ufffd", "٢٠٢٦", "℃", "x"]
)
@pytest.mark.parametrize("declared", [None, "", "ko-KR", "x-default"])
def test_what_says_nothing_is_what_was_declared(text: str, declared: str | None) -> None:
    assert detect(text, declared) == language_code(declared)


@given(st.text(st.characters(exclude_categories=()), max_size=80), st.none() | st.text(max_size=12))
def test_never_raises(text: str, declared: str | None) -> None:
    code = detect(text, declared)
    assert code is None or code.isascii()
