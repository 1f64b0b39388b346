"""Which characters the bytes are: every rule with real bytes, and the alphabets that nobody named."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.alphabets import guessed
from monitor.collect.parse import parse, quick
from monitor.model.entry import ParsedFeed
from tests.fakes.fetcher import a_body

TEXTS = {
    "ko": "북한이 동해상으로 탄도미사일을 발사했다고 합동참모본부가 밝혔다.",
    "ja": "防衛省は、北朝鮮から弾道ミサイルの可能性があるものが発射されたと発表しました。",
    "zh": "商务部公布了新的出口管制清单，相关企业应当在三十日内提出申请。分析人士认为，这将影响全球的供应。",
    "zh-TW": "經濟部公布新的出口管制清單，相關企業應於三十日內提出申請。分析人士認為，這將影響全球的供應。",
    "ru": "Министерство финансов объявило о новых санкциях против судоходных компаний.",
    "fr": "Le ministère a publié une liste de sociétés visées : l’été dernier, déjà, des mesures étaient prévues.",
    "de": "Das Außenministerium hat neue Maßnahmen angekündigt; über die Fälle wird später geprüft.",
    "pl": "Ministerstwo ogłosiło nowe środki wobec spółek żeglugowych; szczegóły będą później.",
    "el": "Το υπουργείο ανακοίνωσε νέα μέτρα κατά ναυτιλιακών εταιρειών.",
    "tr": "Bakanlık, gemicilik şirketlerine karşı yeni önlemler açıkladı; ayrıntılar sonra.",
    "he": "המשרד הודיע על צעדים חדשים נגד חברות ספנות.",
    "ar": "أعلنت الوزارة عن تدابير جديدة ضد شركات الشحن.",
    "th": "กระทรวงประกาศมาตรการใหม่ต่อบริษัทเดินเรือ",
    "uk": "Міністерство оголосило про нові санкції проти судноплавних компаній.",
}
NAMED = [
    ("euc-kr", "cp949", "ko"),
    ("ks_c_5601-1987", "cp949", "ko"),
    ("shift_jis", "cp932", "ja"),
    ("euc-jp", "euc_jp", "ja"),
    ("iso-2022-jp", "iso2022_jp", "ja"),
    ("gb2312", "gb18030", "zh"),
    ("big5", "big5hkscs", "zh-TW"),
    ("windows-1251", "cp1251", "ru"),
    ("koi8-r", "koi8_r", "ru"),
    ("iso-8859-1", "cp1252", "fr"),
    ("windows-1250", "cp1250", "pl"),
    ("iso-8859-2", "iso8859_2", "pl"),
    ("windows-1253", "cp1253", "el"),
    ("iso-8859-9", "cp1254", "tr"),
    ("windows-1255", "cp1255", "he"),
    ("windows-1256", "cp1256", "ar"),
    ("tis-620", "cp874", "th"),
]


def document(text: str, declared: str | None = None, lang: str = "") -> str:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    language = f"<language>{lang}</language>" if lang else ""
    return (
        f'{declaration}\n<rss version="2.0"><channel><title>T</title>{language}<item><guid>1</guid>'
        f"<title>{text}</title></item></channel></rss>"
    )


def title(content: bytes, **changed: Any) -> tuple[str, ParsedFeed]:
    body = replace(a_body(content), **changed)
    found = parse(body, limit=5)
    assert isinstance(found, ParsedFeed), found
    fast = quick(body, limit=5)
    assert fast is None or replace(fast, notes=()) == replace(found, notes=())
    return found.entries[0].title, found


@pytest.mark.parametrize(("name", "codec", "lang"), NAMED, ids=[name for name, _, _ in NAMED])
def test_a_declared_encoding_is_what_browsers_mean_by_it(name: str, codec: str, lang: str) -> None:
    text = TEXTS[lang]
    assert title(document(text, name).encode(codec))[0] == text
    assert title(document(text).encode(codec), charset=name)[0] == text
    assert title(document(text, "utf-8").encode(codec), charset=name)[0] == text


@pytest.mark.parametrize(("codec", "lang"), [(codec, lang) for _, codec, lang in NAMED if "iso" not in codec])
def test_an_encoding_that_nobody_named_is_found_by_counting_and_by_the_language(codec: str, lang: str) -> None:
    text, found = title(document(TEXTS[lang], lang=lang).encode(codec))
    assert text == TEXTS[lang]
    assert any("no word on its encoding" in note for note in found.notes)


@pytest.mark.parametrize(
    ("codec", "lang"),
    [
        ("cp949", "ko"), ("cp932", "ja"), ("euc_jp", "ja"), ("gb18030", "zh"), ("big5hkscs", "zh-TW"),
        ("cp1251", "ru"), ("koi8_r", "ru"), ("cp1251", "uk"), ("cp1252", "fr"), ("cp1252", "de"),
    ],
)  # fmt: skip
def test_counting_alone_tells_the_alphabets_of_news_apart(codec: str, lang: str) -> None:
    assert guessed(document(TEXTS[lang]).encode(codec)) == codec


KOREAN = TEXTS["ko"]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be"])
def test_a_mark_and_the_shape_of_the_bytes_come_before_every_word(codec: str) -> None:
    content = document(KOREAN, "iso-8859-1").encode(codec)
    assert title(content, charset="windows-1252", media_type="text/xml")[0] == KOREAN


def test_the_server_comes_before_the_declaration() -> None:
    assert title(document(KOREAN, "shift_jis").encode("cp949"), charset="euc-kr")[0] == KOREAN


def test_text_xml_without_a_charset_is_not_ascii() -> None:
    assert title(document(KOREAN, "euc-kr").encode("cp949"), media_type="text/xml")[0] == KOREAN
    assert title(document(KOREAN).encode(), media_type="text/xml")[0] == KOREAN


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "us-ascii", "x-nobody-knows", "utf-16"])
def test_utf8_under_another_name_is_utf8(declared: str) -> None:
    text, found = title(document(KOREAN, declared).encode())
    assert text == KOREAN
    assert any("declared as" in note for note in found.notes)


def test_quotation_marks_of_windows_are_no_control_characters() -> None:
    assert title(document("“T”", "iso-8859-1").encode("cp1252"))[0] == "“T”"


def test_a_broken_character_of_another_encoding_costs_itself() -> None:
    content = document(KOREAN, "euc-kr").encode("cp949").replace("합동".encode("cp949"), b"\xc7\xff\xb5\xbf", 1)
    text, found = title(content)
    assert "참모본부가 밝혔다" in text
    assert found.notes


def test_control_characters_spoil_nothing() -> None:
    assert title(document("a\x00b\x0bc\x1fd").encode())[0] == "abcd"


@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "euc-kr", "utf-16", "hex", "idna", "punycode", "\x00"]))
def test_no_bytes_and_no_name_break_it(tail: bytes, charset: str) -> None:
    body = replace(a_body(b"<rss><channel><item><title>" + tail), charset=charset)
    parse(body, limit=5)
    quick(body, limit=5)
