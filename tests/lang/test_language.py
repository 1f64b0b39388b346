import pytest

from monitor.lang.language import detect, language_code


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


def test_tags() -> None:
    assert language_code("en-US") == "en"
    assert language_code("zh_Hant") == "zh"
    assert language_code("English") is None
    assert language_code(None) is None
