"""Whole lines that a site wraps around its texts and that say nothing of the news: buttons, advertisements, calls to
subscribe, pointers to other articles. Tables: one pattern a line, in the languages that are polled most.

A line goes only when all of it is one of these: a sentence that speaks of a newsletter, a share or a picture stays.
"""

import re

LONGEST = 240  # code points of such a line
_NETWORKS = "|".join(
    r"""
    facebook twitter x linkedin whatsapp telegram reddit e-?mail print pinterest copy[ ]link line messenger tumblr
    flipboard 페이스북 트위터 카카오톡 카카오스토리 네이버[ ]?블로그 밴드 링크[ ]?복사 微信 微博 朋友圈 ツイート
    はてなブックマーク вконтакте одноклассники drucken imprimer imprimir
    """.split()
)
_BUTTONS = rf"""
    (?:share|compartir|partager|teilen|поделиться|공유하기?|シェア(?:する)?|分享(?:到)?)?(?:\W*(?:{_NETWORKS})\b){{2,}}
    (?:share|tweet|like|follow us|compartir|partager)(?: on| via| to| en| sur)?(?:\W*(?:{_NETWORKS})\b)+
    (?:teilen|поделиться)(?: auf| в)(?:\W*(?:{_NETWORKS})\b)+
    (?:share|print|e-?mail) (?:this )?(?:article|story|post|page)
    share(?: this)?
    이 기사를 공유합니다
    공유하기
    기사 ?공유
    글자 ?크기.{{0,20}}
    この記事をシェア(?:する)?
    分享到.{{0,20}}
    поделиться(?: ссылкой)?
    compart(?:ir|e) (?:esta|este) (?:noticia|artículo)
    partager (?:cet |l['’])article
    (?:diesen )?artikel teilen
"""
_ELSEWHERE = r"""
    (?:click here to )?(?:read|see|view) more
    (?:click here to )?(?:read|see|view) the (?:full|whole|original) (?:story|article|post|report)
    (?:click here to )?read (?:more|the (?:full|original) (?:story|article)) (?:here|on [\w .'’-]{1,40})
    (?:continue|keep) reading(?: ["“].{1,120}["”])?
    기사 ?(?:전문|더) ?보기
    더 ?보기
    (?:자세히|전문) ?보기
    이어서 ?읽기
    続きを(?:読む|見る)
    続きは.{0,20}(?:こちら|で)
    全文を(?:読む|表示)
    もっと(?:見る|読む)
    (?:点击)?(?:阅读|查看)(?:全文|更多|原文)
    (?:點擊)?(?:閱讀|查看)(?:全文|更多|原文)
    (?:继续|繼續)(?:阅读|閱讀)
    leer más
    (?:seguir|continuar) leyendo
    leer (?:la )?noticia completa
    lire la suite(?: de l['’]article)?
    lire plus
    continuer la lecture
    (?:jetzt )?(?:weiterlesen|mehr lesen)
    (?:den )?(?:ganzen )?artikel (?:weiter)?lesen
    zum (?:ganzen )?artikel
    читать (?:далее|полностью|дальше)
    подробнее
"""
_SUBSCRIBE = r"""
    (?:sign up|subscribe)(?: now| here)? (?:for|to) our (?:[\w-]+ ){0,4}(?:newsletters?|updates|alerts)\b[^“”"]{0,80}
    (?:follow|like|find) us on .{2,60}
    (?:join|follow) our (?:whatsapp|telegram|facebook|youtube)\b.{0,60}
    download (?:our|the) (?:free )?app(?: (?:here|now|today))?
    (?:네이버|카카오톡?|유튜브|텔레그램|뉴스레터).{0,20}(?:구독(?:하기|하세요|신청)|채널 ?추가|친구 ?추가)
    (?:뉴스레터 ?)?구독하기
    기사 ?제보.{0,60}
    .{0,15}(?:メルマガ|ニュースレター)(?:の|を|に)?(?:登録|購読)(?:する|はこちら|ください)?
    (?:扫码|扫描二维码|長按|长按).{0,20}(?:关注|關注).{0,20}
    (?:关注|關注|订阅|訂閱)(?:我们|我們).{0,20}
    (?:suscríb[ae](?:te|se)|apúntate) a nuestr[oa]s? .{2,60}
    (?:abonnez-vous|inscrivez-vous) à (?:notre|nos) .{2,60}
    (?:jetzt )?(?:unseren )?newsletter (?:abonnieren|bestellen)
    abonnieren sie unseren .{2,60}
    подпис(?:ывайтесь|аться) на (?:наш|рассылк).{0,60}
"""
_OTHERS = r"""
    (?:also read|read also|read next|see also|don['’]t miss)%s
    related(?: (?:article|story|news|coverage))?%s
    (?:lea|lee) también%s
    te puede interesar%s
    (?:à )?lire aussi%s
    lesen sie auch%s
    mehr zum thema%s
    читайте также%s
    관련 ?기사%s
    함께 ?보면 ?좋은 ?기사%s
    関連記事%s
    あわせて読みたい%s
    相关(?:阅读|新闻|报道)%s
    相關(?:閱讀|新聞|報導)%s
""".replace("%s", r"\s*[:：|▶►»>-]\s*.{1,200}")
_ADVERTISEMENTS = r"""
    advertisements?
    advertising
    sponsored(?: content)?
    (?:story|article) continues (?:below|after)(?: this)?(?: advertisement)?
    광고
    広告
    广告
    廣告
    anzeige
    werbung
    publicidad
    publicité
    реклама
"""
_TABLES = (_BUTTONS, _ELSEWHERE, _SUBSCRIBE, _OTHERS, _ADVERTISEMENTS)
_PATTERNS = "|".join(line.strip() for table in _TABLES for line in table.splitlines() if line.strip())
_LINE = re.compile(rf"[^\w\n]*(?:{_PATTERNS})[^\w\n]*", re.IGNORECASE)

_TAILS = r"""
    \s*\[(?:…|\.\.\.)\]
    \s*the post .{1,300}? (?:appeared first on|first appeared on) .{1,80}
    \s*(?:la entrada|el post) .{1,300}? (?:se publicó primero en|apareció primero en) .{1,80}
    \s*(?:cet article|l['’]article) .{1,300}? est apparu en premier sur .{1,80}
    \s*der beitrag .{1,300}? erschien zuerst auf .{1,80}
    \s*(?:запись|сообщение) .{1,300}? (?:впервые появил[аои]сь|появил[аои]сь сначала) на .{1,80}
    \s*投稿\s?.{1,300}?\s?は\s?.{1,80}?\s?に最初に表示されました。?
    (?<=[.!?…\]"”。])\s*(?:read more|continue reading|read the full (?:story|article))
    (?<=[.!?…\]"”。])\s*(?:더 ?보기|続きを読む|阅读全文|閱讀全文|lire la suite|weiterlesen|leer más|читать далее)
"""
_TAIL = re.compile(
    rf"(?:{'|'.join(line.strip() for line in _TAILS.splitlines() if line.strip())})[\s.→»›>]*$", re.IGNORECASE
)
_TAIL_CHARS = 500
_BLANK_LINES = re.compile(r"\n{3,}")


def is_wrapping(line: str) -> bool:
    """Whether this line says nothing of the news."""
    return len(line) <= LONGEST and _LINE.fullmatch(line.strip()) is not None


def unwrapped(text: str) -> str:
    """A text without what its site wraps around it: such lines, and "[…]" or "The post … appeared first on …" behind
    its end. Paragraphs stay, and so does a text that would be nothing but wrapping."""
    lines = text.split("\n")
    kept = [line for line in lines if not is_wrapping(line)]
    whole = text if len(kept) == len(lines) else _BLANK_LINES.sub("\n\n", "\n".join(kept)).strip("\n")
    whole = whole[:-_TAIL_CHARS] + _TAIL.sub("", whole[-_TAIL_CHARS:], count=1)
    return whole if whole.strip() else text
