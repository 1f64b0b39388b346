"""Where wire credits stand, language by language: tables only. A group `name` holds what an outlet book may know.

`carried`: the text is the agency's. `cited`: own text that leans on it.
"""

import re

_NAME = r"(?P<name>[^\W\d_][\w .&'’-]{1,40}?)"
_MONTH = r"[^\W\d_]{3,12}\.?"
_DASH = r"(?:[—–=-]+|\.-)"


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


DATELINES = _compiled(
    # SEOUL, Nov. 23 (Yonhap) --   Seúl, 23 nov (EFE).-   Seoul (dpa) -   Séoul (AFP) –
    rf"^\s*[^\W\d_][\w .,'’/-]{{1,50}}?(?:, *{_MONTH} *\d{{1,2}}|, *\d{{1,2}} (?:de )?{_MONTH})?(?:, \d{{4}})? *"
    rf"[(/]{_NAME}[)/]\.? *{_DASH}",
    r"^\s*(?P<name>TASS|UNN|ANI|PTI|IANS)/",
    r"^\s*/(?P<name>PR ?Newswire)/",
    # МОСКВА, 23 ноября. /ТАСС/.   МОСКВА, 23 ноя — РИА Новости.   23 ноября. INTERFAX.RU -
    rf"^\s*[^\W\d_][\w -]{{1,40}}, (?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})\.? */(?P<name>[^/\n]{{2,20}})/",
    rf"^\s*[А-ЯЁ][А-ЯЁ -]{{2,40}}, \d{{1,2}} {_MONTH} *[—–-] *(?P<name>[А-ЯЁ][\w ]{{2,24}})\.",
    rf"^\s*(?:[А-ЯЁ][\w -]{{1,40}}\. *)?\d{{1,2}} {_MONTH}\.? *(?P<name>INTERFAX|Интерфакс|ИНТЕРФАКС)",
    # (서울=연합뉴스)   [서울=뉴시스]   【서울=뉴시스】   【AFP＝時事】
    r"^\s*[(\[【（][^)\]】）=＝\n]{1,12}[=＝](?P<name>[^)\]】）\n]{2,14})[)\]】）]",
    # 【ソウル聯合ニュース】   【北京共同】   [東京 23日 ロイター]   【平壌23日発朝鮮中央通信】
    r"^\s*[\[【](?P<tail>[^\]】=＝\n]{3,24})[\]】]",
    # 新华社平壤11月23日电   據新華社…電   中新社…电   （中央社首爾23日綜合外電報導）
    r"^\s*[据據]?(?P<name>新华社|新華社|中新社|路透社|法新社|美联社|美聯社|韩联社|韓聯社|共同社|朝中社)[^\n，。]{1,16}日[^\n，。]{0,4}[电電]",
    r"^\s*[（(](?P<name>中央社|法新社|路透社?|新華社)[^)）\n]{0,24}[)）]",
    # بيونغ يانغ في 23 نوفمبر /قنا/
    r"^\s*[\u0600-\u06ff ]{2,40}\d{1,2} [\u0600-\u06ff]{3,10} */(?P<name>[\u0600-\u06ff]{2,10})/",
)
BYLINES = _compiled(
    r"^(?:By|BY) [^\n,|]{3,50}[,|] *(?P<name>[^\W\d_][\w .&-]{1,40})(?:$|\n)",
    r"^(?:By|Par|Por|Von) (?P<name>AFP|EFE|dpa|AP|Reuters|[Tt]he Associated Press|Associated Press|"
    r"Agence France-Presse|Europa Press)\b",
    r"^(?:Redacción|L'Obs|AFP|Le \w+) ?(?:/|avec|con) ?(?P<name>[A-Z][\w ]{1,20})(?:$|\n)",
)
LAST_LINES = _compiled(
    r"[(（](?P<name>[^()（）\n]{2,30})[)）]\W*$",
    r"(?:^|\n| )(?:--?|—|–) ?(?P<name>IANS|ANI|PTI|Bernama|Reuters|AFP|AP|Xinhua)\W*$",
    r"(?:^|\n)(?:Con información de|Avec|[Mm]it Material (?:der|von)|[Ww]ith (?:inputs?|reporting|files) from|"
    r"Quelle:|Fuente:|Source ?:|Источник:|المصدر ?:|출처 ?[:=]|提供：|来源：|來源：) ?(?P<name>[^\n.]{2,40}?)\.?\s*$",
    r"©\s?(?:20\d\d )?(?P<name>AFP|EFE|dpa|AP|Reuters|Kyodo)\b[^\n]{0,60}$",
    r"(?:^|[\n =/＝])(?P<name>연합뉴스|뉴시스|뉴스1|聯合ニュース|共同通信|時事)\s*$",
    r"\n(?P<name>EFE|AFP|dpa|APA|sda|PTI|Europa Press|Интерфакс|ТАСС)(?:[ /][A-Za-z]{2,4})*\s*$",
)
CITED_BEFORE = _compiled(  # the name follows
    r"\b(?:[Aa]ccording to|[Aa]s reported by|[Ff]irst reported by|[Rr]eported by|[Tt]old|citing|"
    r"report (?:published )?by|cited by) (?P<after>[^\n.;:]{3,60})",
    r"\b(?:[Ss]egún|[Dd]e acuerdo con|informó|indicó|señaló|reportó|anunció|confirmó|citando a)"
    r"(?: la agencia(?: oficial| estatal)?)? "
    r"(?P<after>[^\n.;:]{3,60})",
    r"\b(?:[Ss]elon|[Dd]'après|citée?s? par|a rapporté|a annoncé|a indiqué|rapporte)"
    r"(?: l'agence(?: officielle)?)? (?P<after>[^\n.;:]{3,60})",
    r"\b(?:[Ll]aut|[Nn]ach Angaben (?:von|der)|(?:berichtet|meldet)e?|[Ww]ie die(?: \w+agentur)?)(?: der| die)? "
    r"(?P<after>[^\n.;:]{3,60})",
    r"(?:[Сс]ообщает|[Сс]ообщило|со ссылкой на|переда[её]т|[Пп]о данным|как пишет)(?: агентство)? "
    r"(?P<after>[^\n.;:]{3,60})",
    r"(?:据|據|援引)(?P<after>[^\n，。、]{2,20})",
    r"(?:ذكرت|نقلا عن|نقلت|أفادت|قالت|أعلنت|بحسب|وفق) (?P<after>[^\n.؛:،]{3,60})",
    r"(?:وفقا|وفقًا|طبقا) ل(?P<after>[^\n.؛:،]{3,60})",
)
CITED_AFTER = _compiled(  # the name comes before
    r"(?P<verb> (?:said|reported|announced)\b)",
    r"(?P<verb>에 따르면|[을를] 인용|[은는이가] (?:[^.\n]{0,60}?)(?:보도|전)했다)",
    r"(?P<verb>によると|によれば|の報道|が伝えた|が報じた|は[^。\n]{0,60}?と(?:伝え|報じ)た)",
    r"(?P<verb>报道|報導|稱|称|援引|报导)",
)
BEFORE = 50  # characters before such a verb in which the name stands
PHOTO = re.compile(r"(?:사진|写真|照片|[Pp]hoto|[Ff]oto|Bild)", re.IGNORECASE)
MAIL = re.compile(r"\b[\w.+-]{2,40}@(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)\b", re.IGNORECASE)
