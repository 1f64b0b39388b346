"""Which characters the bytes of a document are: its byte order mark, the server, its declaration, in this order; then
what the bytes themselves look like. The result is UTF-8.

Names mean what browsers mean by them (iso-8859-1 is windows-1252, gb2312 is gb18030: the WHATWG's list). Two things
outweigh a declaration: bytes that cannot be what is declared, and UTF-8 under the name of an alphabet of 256
characters, which does not happen by chance. A document in UTF-8 but for a few broken bytes loses these, and no more.
"""

import codecs
import re

from monitor.collect.alphabets import guessed
from monitor.model.fetching import Body

MOST_BROKEN = 0.1  # of the characters beyond ASCII; a text in another alphabet breaks nearly all of them
BROKEN = "not quite UTF-8: characters that had to be replaced: {}"
MISDECLARED = "declared as {}, read as {}"
GUESSED = "no word on its encoding: read as {}"
MARK = codecs.BOM_UTF8
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']\s*([A-Za-z0-9._:-]{1,40})\s*["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_UTF8 = frozenset({"utf-8", "utf8", "utf_8", "unicode-1-1-utf-8"})
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_BLANK = "\ufeff \t\r\n"
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)
_MEANT = {
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "l1", "iso_8859-1"), "cp1252"
    ),
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk", "csgb2312", "chinese", "gb18030"), "gb18030"),
    **dict.fromkeys(
        ("euc-kr", "ks_c_5601-1987", "ks_c_5601", "ksc5601", "ksc_5601", "korean", "x-windows-949"), "cp949"
    ),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5", "csbig5"), "big5hkscs"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "iso8859-11", "dos-874", "windows-874"), "cp874"),
    **dict.fromkeys(("iso-8859-9", "iso8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("x-euc-jp", "eucjp"), "euc_jp"),
    **dict.fromkeys(("unicode", "ucs-2", "utf-16", "utf-32", "iso-10646-ucs-2"), ""),  # without a mark: it is not so
}
_ROOTS = (b"</rss>", b"</feed>", b"</rdf:RDF>", b"</RDF>")
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry|channel)[\s>]", re.IGNORECASE)
_TAIL = 200  # bytes
_UNFIT = frozenset(
    {
        "idna",
        "punycode",
        "utf-7",
        "unicode-escape",
        "raw-unicode-escape",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "utf_7",
    }
)
_MANY = frozenset(
    {"gb18030", "cp949", "cp932", "big5hkscs", "euc_jp", "iso2022_jp", "utf-8"}
)  # more than 256 characters


def is_plain_utf8(body: Body) -> bool:
    """Whether nothing says that the document is anything but UTF-8; whether it is remains to be seen."""
    if body.charset and body.charset.lower() not in _UTF8:
        return False
    start = body.content[:400]
    declared = _DECLARED.match(start.removeprefix(MARK))
    if declared is not None and declared[1].decode().lower() not in _UTF8:
        return False
    return b"\x00" not in start and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def in_utf8(body: Body) -> tuple[bytes, tuple[str, ...]]:
    """The document in UTF-8, without what no XML may hold, and what is odd about it."""
    text, notes = _text(body)
    text = text.lstrip(_BLANK)
    text = _DECLARATION.sub('<?xml version="1.0" encoding="utf-8"?>', text, count=1)
    return without_noise(text.encode("utf-8", "replace")), notes


def without_noise(content: bytes) -> bytes:
    """UTF-8 without the control characters that break XML, and without what follows the end of the feed."""
    return without_tail(content.translate(None, _CONTROLS))


def without_tail(content: bytes) -> bytes:
    """UTF-8 without what follows the end of the feed."""
    end = max(content.rfind(root) + len(root) for root in _ROOTS if root in content) if _has_tail(content) else None
    return content[:end]


def _has_tail(content: bytes) -> bool:
    """Whether something that is no part of the feed follows its end."""
    last = content[-_TAIL:].rstrip()
    if last.endswith(_ROOTS):
        return False
    ends = [content.rfind(root) + len(root) for root in _ROOTS if root in content]
    return bool(ends) and not _ENTRY.search(content, max(ends))


def _text(body: Body) -> tuple[str, tuple[str, ...]]:
    content = body.content
    if content.startswith(MARK):
        return _repaired(content) or (content.decode("utf-8", "replace"), ())
    for mark, codec in _WIDE:
        if content.startswith(mark):
            return content.decode(codec, "replace"), ()
    names = [name.lower() for name in (body.charset, _declared(content)) if name]
    text = _as_utf8(content, names)
    return text or _as_declared(content, names) or _as_guessed(content, names)


def _as_utf8(content: bytes, names: list[str]) -> tuple[str, tuple[str, ...]] | None:
    """Where it is UTF-8, or should be and nearly is."""
    codec = _codec(names[0]) if names else "utf-8"
    if codec in _MANY and codec != "utf-8":
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _repaired(content) if set(names) <= _UTF8 else None
    if codec == "utf-8" or content.isascii():
        return text, ()
    return text, (MISDECLARED.format(names[0], "utf-8"),)


def _repaired(content: bytes) -> tuple[str, tuple[str, ...]] | None:
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken > max(1, MOST_BROKEN * sum(character > "\x7f" for character in text)):
        return None
    return text, (BROKEN.format(broken),) if broken else ()


def _as_declared(content: bytes, names: list[str]) -> tuple[str, tuple[str, ...]] | None:
    for name in names:
        if codec := _codec(name):
            try:
                return content.decode(codec), () if name == names[0] else (MISDECLARED.format(names[0], codec),)
            except UnicodeDecodeError:
                continue
    return None


def _as_guessed(content: bytes, names: list[str]) -> tuple[str, tuple[str, ...]]:
    """By what the bytes look like; a declared encoding that fits but for a few bytes is better than a guess."""
    for codec in filter(None, map(_codec, names)):
        text = content.decode(codec, "replace")
        if text.count("\ufffd") <= MOST_BROKEN * sum(character > "\x7f" for character in text):
            return text, (MISDECLARED.format(names[0], f"{codec}, a few characters replaced"),)
    codec = guessed(content)
    note = MISDECLARED.format(names[0], codec) if names else GUESSED.format(codec)
    return content.decode(codec, "replace"), (note,)


def _declared(content: bytes) -> str | None:
    found = _DECLARED.match(content[:400])
    return found[1].decode() if found else None


def _codec(name: str) -> str:
    """The codec for a name, "" when nobody knows it."""
    if name in _UTF8:
        return "utf-8"
    meant = _MEANT.get(name)
    if meant is not None:
        return meant
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if found.name in _UNFIT:
        return ""
    return found.name if found._is_text_encoding else ""  # noqa: SLF001  the codecs "hex" and "zip" are none
