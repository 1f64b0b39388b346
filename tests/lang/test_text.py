import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.lang.text import clean, cut, squeeze


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a\x00b\x07c\x9fd", "abcd"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\ud800b\udfff", "a\ufffdb\ufffd"),
        ("a\u202eb\u2066c\u200ed\ufeff", "abcd"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("e\u0301 한\u200d글 👩\u200d👧", "e\u0301 한\u200d글 👩\u200d👧"),
        ("plain", "plain"),
        ("so\xadft\u200bly\u2060 \u180ea\ufffc", "softly a"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("❤\ufe0f 🏴\u200d☠\ufe0f", "❤\ufe0f 🏴\u200d☠\ufe0f"),
    ],
)
def test_clean(text: str, made: str) -> None:
    assert clean(text) == made


def test_squeeze_and_cut() -> None:
    assert squeeze("  a\n\u3000b\t\x00 c ") == "a b c"
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abc ef", 5) == "abc…"


@given(st.text(st.characters(exclude_categories=())))
def test_clean_is_valid_and_idempotent(text: str) -> None:
    once = clean(text)
    once.encode()
    assert clean(once) == once
