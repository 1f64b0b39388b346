"""HTML from strangers: made harmless, and read as plain text. A guard of ours comes first, because sanitisers and tree
builders are quadratic in depth."""

import html
import re
from collections import Counter
from functools import lru_cache

import nh3

from monitor.lang.text import clean, squeeze

DEEPEST, MOST_TAGS = 256, 20_000
MOST_ESCAPING = 20_000_000_000  # characters to be escaped × length: a sanitiser moves the rest for each of them
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_NO_DEPTH = frozenset(  # empty elements, and those that the next one of their kind closes
    "area base br col dd dt embed hr img input li link meta option p param source td th tr track wbr".split()
)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:#\d|#[xX]|[a-zA-Z]{2,31};)")
_WELL_FORMED = re.compile(r'</?[a-zA-Z!][^"<>]*(?:"[^"]*"[^"<>]*)*>')
_OPEN_QUOTE = re.compile(r'</?[a-zA-Z][^<>]*"[^<>]*>')  # a tag whose quotes do not pair
_LINE_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|h[1-6]|"
    r'header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul)\b[^"<>]*(?:"[^"]*"[^"<>]*)*>',
    re.IGNORECASE,
)
_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style|head|template|noscript|svg|math)\b", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b", re.IGNORECASE)
_IMG = re.compile(r"""<img\b(?:(?:[^"'<>]|"[^"]*+"|'[^']*+')*+>|[^<>]{0,4000}>)""", re.IGNORECASE)
_SELF_CLOSED = re.compile(  # as XML allows: in HTML the slash means nothing, and all the text behind would be inside
    r"<(script|style|noscript|iframe|object|svg|math|textarea|select|title)\b([^<>]*)/>", re.IGNORECASE
)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]{0,1000})"|'([^']{0,1000})'|([^\s>"']{1,200}))""", re.IGNORECASE)
_BREAKS = re.compile(r"<br\b[^<>]*>(?:\s*<br\b[^<>]*>)+", re.IGNORECASE)  # more than one ends a paragraph
_PRE = re.compile(r"<pre\b[^<>]*>.*?</pre>", re.DOTALL)
_LEFT_ESCAPED = re.compile(  # after one unescaping: nobody writes these for a reader
    r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|amp|nbsp|quot|apos|[lr][sd]quo|[nm]dash|hellip|middot|bull|raquo|laquo);"
)
_ESCAPED_MARKUP = re.compile(
    r"\s*&lt;(?:p|div|br|a|b|i|em|strong|span|img|ul|ol|h[1-6]|table|figure|blockquote)\b", re.IGNORECASE
)
_ESCAPED_END = re.compile(r"&lt;(?:/[a-z][a-z0-9]*|br\s*/?|img\b[^<>]*)&gt;", re.IGNORECASE)
_IDLE_ALT = re.compile(
    r"(?:an? )?(?:image|img|photo|picture|thumbnail|thumb|logo|icon|spacer|pixel|banner|featured image|사진|이미지|"
    r"画像|写真|图片|圖片|imagen|bild|foto|фото)\W*\d*|[\w.%() -]{1,120}\.(?:jpe?g|png|gif|webp|svg|avif)|\W*",
    re.IGNORECASE,
)
_PIXEL = re.compile(r"""\b(?:width|height)\s*=\s*["']?[01](?:px)?["'\s/>]""", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_PARAGRAPH, _LINE = "\x02", "\x03"  # controls, which no clean text has, and which are no white space
_ODD_SPACE = re.compile(r"[^\S ]\s*| \s+")
_TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i "
    "ins kbd li mark ol p pre q rp rt ruby s samp small span strong "
    "sub sup table tbody td tfoot th thead tr u ul var wbr".split()
)
_GONE = frozenset("script style head template noscript iframe object embed svg math textarea select title".split())
_ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "*": {"lang", "dir"}}


def harmless(markup: str, base: str | None = None) -> str:
    """`markup` as it may stand on a page of ours: few tags, links to http, https and mailto only (relative ones against
    `base`, else dropped), images as their text. Markup beyond the guard becomes plain paragraphs."""
    markup = clean(markup)
    if "<" not in markup and _ESCAPED_MARKUP.match(markup) and _ESCAPED_END.search(markup):
        markup = clean(html.unescape(markup))
    if not _MARKUP.search(markup):
        return _as_paragraphs(markup)
    if is_excessive(markup):
        return _as_paragraphs(_stripped(markup))
    if "/>" in markup:
        markup = _SELF_CLOSED.sub(r"<\1\2></\1>", markup)
    sanitised = _cleaner(base if base and base.startswith(("http://", "https://")) else None).clean(
        _IMG.sub(_named_image, markup) if "<img" in markup or "<IMG" in markup else markup
    )
    return clean(sanitised) if "&" in markup else sanitised  # references to controls have become controls


def plain(sanitised: str) -> str:
    """The text of what `harmless` gave: paragraphs separated by blank lines, entities resolved."""
    text = _PRE.sub(_kept_lines, sanitised) if "<pre" in sanitised else sanitised
    text = _LINE_BREAK.sub(_LINE, _BREAKS.sub(_PARAGRAPH, text)) if "<br" in text else text
    text = _CELL.sub(" ", text) if "</t" in text else text
    text = html.unescape(_WELL_FORMED.sub("", _BLOCK.sub(_PARAGRAPH, text)))
    if "&" in text and _LEFT_ESCAPED.search(text) and "<code" not in sanitised and "<pre" not in sanitised:
        text = _LEFT_ESCAPED.sub(lambda found: html.unescape(found[0]), text)
    parts = text.split(_PARAGRAPH)
    return clean("\n\n".join(paragraph for part in parts if (paragraph := _lines(_evenly_spaced(part)))))


def line(markup: str) -> str:
    """The text of a title or an author on one line; markup in it, even escaped twice, is resolved."""
    text = markup
    for _ in range(2):
        if not _MARKUP.search(text):
            break
        text = _BLOCK.sub(" ", _LINE_BREAK.sub(" ", _without_scripts(text)))
        text = html.unescape(_OPEN_QUOTE.sub("", _WELL_FORMED.sub("", text)))
    return squeeze(text)


def is_excessive(markup: str) -> bool:
    """Whether markup is nested deeper or has more tags than any article needs. Linear; only a closing tag that has an
    opening one counts, so nesting cannot hide behind stray ones."""
    if (markup.count("&") + markup.count("\u00a0")) * len(markup) > MOST_ESCAPING:
        return True
    if markup.count("<") <= DEEPEST:
        return False
    depth, unclosed = 0, Counter[str]()
    for tags, found in enumerate(_TAG.finditer(markup)):
        closing, name = found[1], found[2].lower()
        if tags >= MOST_TAGS:
            return True
        if name in _NO_DEPTH:
            continue
        if not closing:
            unclosed[name] += 1
            depth += 1
        elif unclosed[name]:
            unclosed[name] -= 1
            depth -= 1
        if depth > DEEPEST:
            return True
    return False


@lru_cache(maxsize=512)
def _cleaner(base: str | None) -> nh3.Cleaner:
    """What is no address after all is no base."""
    try:
        return _made(("rewrite_with_base", base) if base else "deny")
    except ValueError:
        return _made("deny")


def _made(relative: str | tuple[str, str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(_GONE),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative=relative,  # type: ignore[arg-type]  # its stub wants each word alone
        link_rel="noopener noreferrer nofollow ugc",
        strip_comments=True,
    )


def _named_image(found: re.Match[str]) -> str:
    """An image is not loaded; what it shows stays."""
    alt = None if _PIXEL.search(found[0]) else _ALT.search(found[0])
    text = squeeze(html.unescape(next((part for part in alt.groups() if part), ""))) if alt else ""
    return "" if _IDLE_ALT.fullmatch(text) else f"[Image: {html.escape(text)}]"


def _kept_lines(found: re.Match[str]) -> str:
    """Code and verse keep their lines."""
    return found[0].replace("\n", "<br>")


def _stripped(markup: str) -> str:
    """The text of markup that is too much for a tree."""
    text = _BLOCK.sub("\n\n", _without_hidden(markup))
    return clean(html.unescape(_WELL_FORMED.sub(" ", text)))


def _without_scripts(text: str) -> str:
    """Without scripts and styles that are closed: "How to use the <script> element" keeps its end."""
    lower, kept, position = text.lower(), [], 0
    while (found := _SCRIPT.search(text, position)) is not None:
        end = lower.find(f"</{found[1].lower()}", found.end())
        if end < 0:
            break
        kept.append(text[position : found.start()])
        position = end
    return "".join((*kept, text[position:]))


def _without_hidden(markup: str) -> str:
    """Without scripts, styles and the like, in one pass: what is never closed hides the rest."""
    lower, kept, position = markup.lower(), [], 0
    while (found := _HIDDEN.search(markup, position)) is not None:
        kept.append(markup[position : found.start()])
        end = lower.find(f"</{found[1].lower()}", found.end())
        if end < 0:
            return "".join(kept)
        position = end
    return "".join((*kept, markup[position:]))


def _evenly_spaced(text: str) -> str:
    """With a plain space for every other run of white space. What is printable holds none but spaces."""
    return text if text.isprintable() and "  " not in text else _ODD_SPACE.sub(" ", text)


def _lines(paragraph: str) -> str:
    if _LINE not in paragraph:
        return paragraph.strip()
    return "\n".join(text for part in paragraph.split(_LINE) if (text := part.strip()))


def _as_paragraphs(text: str) -> str:
    parts = (html.escape(part.strip(), quote=False) for part in _BLANK_LINE.split(text))
    return "".join(f"<p>{part}</p>" for part in parts if part)
