"""What sites wrap around a text: headings that end it, tails to cut, lines that say nothing. Tables."""

import re

MARKERS = (
    "related (?:articles?|stories|coverage|news|posts|topics|content|reading)|you (?:may|might) also like|"
    "more (?:from|stories|for you|on this|like this)|also read|read (?:also|next)|recommended(?: for you)?|"
    "most (?:read|popular)|trending(?: now| topics)?|sponsored(?: content)?|comments?(?: ?[/(]? ?\\d+\\)?)?|"
    "no comments yet|similar news|what to read next|continue reading|try our \\w+ features|up next|"
    "share this (?:article|story)|artículos relacionados|noticias relacionadas|lea también|te puede interesar|"
    "à lire aussi|articles liés|lire aussi|"
    "lesen sie auch|mehr zum thema|das könnte sie auch interessieren|leia também|notícias relacionadas|"
    "leggi anche|lees ook|читайте также|по теме|関連記事|あわせて読みたい|"
    "相关(?:新闻|阅读|文章)|相關(?:新聞|閱讀|文章)|"
    "관련\\s?(?:기사|뉴스)|많이 본 (?:기사|뉴스)|댓글(?: ?\\d+)?|اقرأ أيضا|مقالات ذات صلة"
)
_MARKER = re.compile(rf"\W*(?:{MARKERS})\W*$", re.IGNORECASE)
_MARKER_START = re.compile(rf"\W*(?:{MARKERS})\b[^.。!?]{{0,40}}$", re.IGNORECASE)

_TAIL = re.compile(
    r"(?:\s*(?:\.\.\.|…|\[…\]|\[\.\.\.\]|\[&hellip;\])\s*(?:\(?(?:read more|continue reading|full story|more)\)?)?"
    r"|\s*the post .{0,160}? (?:appeared first on|first appeared on) .{0,80}"
    r"|\s*this (?:article|story) (?:was )?(?:first|originally) (?:appeared|published) (?:in|on|by) .{0,80}"
    r"|\s*(?:read more|continue reading|read the full (?:story|article).{0,40}))\W*$",
    re.IGNORECASE,
)
_TAIL_CHARS = 300
_TAIL_HINTS = ("...", "…", "[&hellip;]", "the post ", "this ", "read more", "continue reading", "read the full ")
_LEAST_TEXT = 200  # characters that stand before a heading which ends a text
_COPYRIGHT = re.compile(
    r"^\W*(?:©|\(c\)|copyright\b|all rights reserved|todos los derechos reservados|alle rechte vorbehalten|"
    r"tous droits réservés|무단\s?전재|저작권자|無断転載|不得转载|责任编辑|Перепечатка|جميع الحقوق محفوظة)",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^\s*(?:[A-Z][\w .,'’/-]{1,40}?(?:,\s*[A-Za-z]{3,9}\.?\s*\d{1,2}|,\s*\d{1,2}\s*[A-Za-z]{3,9}\.?)?\s*"
    r"[(/][A-Za-z][\w .,/&-]{1,30}[)/]\.?\s*(?:[—–=-]+|\.-)\s*"
    r"|[(\[【][^)\]】\n]{2,24}[)\]】]\s*(?:[가-힣]{2,4}\s*(?:특파원|기자)\s*=\s*|=\s*)?"
    r"|新华社\S{1,6}\d{1,2}月\d{1,2}日电\s*(?:（[^）]{1,30}）)?"
    r"|[А-ЯЁ][А-ЯЁ -]{2,30}, \d{1,2} [а-я]{3,9}\.?(?: /[А-ЯЁ]+/\.| — [^.]{2,20}\.)\s*)"
)
_BYLINE = re.compile(
    r"^\s*(?:by|por|par|von)\s+[^\W\d_][^\n.:;]{2,60}\n|^\s*[가-힣]{2,4} (?:기자|특파원)(?: [\w.]+@[\w.]+)?\s*\n",
    re.IGNORECASE,
)
_ROUNDUP = re.compile(
    r"^(?:(?:your|the|our) )?(?:(?:morning|midday|evening|daily|weekly|weekend) (?:news )?"
    r"(?:briefing|brief|digest|round-?up|newsletter)|news (?:round-?up|digest|in brief))\s*(?:[:|,.–—-]|$)"
    r"|^\W*(?:아침 브리핑|조간 브리핑|뉴스 ?브리핑|오늘의 (?:주요 ?)?뉴스|간추린 뉴스|"
    r"今朝のニュース|きょうの(?:主な)?ニュース|主要ニュース|每日简报|每日要闻|新闻早班车|要闻速览|新聞摘要|"
    r"resumen de noticias|las noticias del día|l'essentiel de l'actualité|revue de presse|nachrichtenüberblick|"
    r"morgenbriefing|главное за (?:день|неделю)|дайджест|итоги дня|موجز (?:الأخبار|الانباء|الأنباء)|أبرز أحداث اليوم)",
    re.IGNORECASE,
)


def is_roundup(title: str) -> bool:
    """Whether a headline stands over a collection of other news: a briefing, a digest of the day."""
    return _ROUNDUP.search(title) is not None


def ends_text(line: str) -> bool:
    """Whether this line is a heading after which a site shows other things than the article."""
    return len(line) < 60 and (_MARKER.match(line) is not None or _MARKER_START.match(line) is not None)


def end_of_text(text: str) -> int:
    """Where the article ends: the offset of the first heading after which a site shows other things, when enough of an
    article stands before it (200 characters, an eighth of the whole); else the length of the text."""
    least, read = max(_LEAST_TEXT, len(text) // 8), 0
    for line in text.splitlines(keepends=True):
        if read >= least and ends_text(line.strip()):
            return read
        read += len(line)
    return len(text)


def is_notice(line: str) -> bool:
    """Whether this line is only a copyright or reprint notice."""
    return len(line) < 300 and _COPYRIGHT.match(line) is not None


def without_tail(text: str) -> str:
    """Without "… Read more", "The post … appeared first on …" and the like at the end."""
    end = text[-_TAIL_CHARS:]
    small = end.lower()
    if not any(hint in small for hint in _TAIL_HINTS):  # quicker than the search
        return text
    return text[:-_TAIL_CHARS] + _TAIL.sub("", end, count=1)


def without_head(text: str) -> str:
    """Without byline and dateline at the beginning."""
    return _DATELINE.sub("", _BYLINE.sub("", text, count=1), count=1)
