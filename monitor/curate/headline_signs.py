"""What a headline says happened, where one word decides which event is told: the kind of weapon or act, how far a
decision has come. Read from headlines only; two of them that say different things are two events. And which court
speaks, where headline or lead name one.
Tables for English, Korean, Japanese, Chinese, Spanish, Russian and Arabic."""

import re
from collections.abc import Iterator, Mapping

from monitor.model.judging import Mark

SIGNS = ("act", "stage")
COURT = "own court"  # the first that headline or lead names

_PLACES = re.compile(  # named after what is done there: no act
    r"launch(?:ing)? (?:site|station|pads?|centre|center|ground|facility)|위성발사장|발사장|발사대|発射場|発射台|"
    r"发射场|發射場|发射台|發射臺|base de lanzamiento",
    re.IGNORECASE,
)
_WORDS: Mapping[str, Mapping[str, str]] = {
    "act": {
        "ballistic": r"ballistic|탄도미사일|弾道ミサイル|弹道导弹|彈道飛彈|彈道導彈|balístic|баллистическ|باليستي",
        "cruise": r"cruise missile|순항미사일|巡航ミサイル|巡航导弹|巡弋飛彈|巡航導彈|misil(?:es)? (?:de )?crucero|"
                  r"крылат\w+ ракет|صواريخ (?:كروز|مجنحة)|صاروخ (?:كروز|مجنح)",
        "guns": r"artillery|\bshells\b|포병사격|포사격|포탄|방사포|砲撃|砲弾|炮击|炮彈|炮弹|砲擊|artillería|"
                r"артиллери|مدفعي",
        "orbit": r"satellite[^.]*\b(?:launch|orbit)|launch\w*[^.]*\bsatellite|space (?:rocket|launch)|into orbit|"
                 r"우주발사체|위성[^.]*(?:발사|궤도)|衛星[^.]*(?:打ち上げ|発射|軌道)|卫星[^.]*(?:发射|轨道)|发射[^.]*卫星|"
                 r"衛星[^.]*(?:發射|軌道)|發射[^.]*衛星|(?:lanza\w*|órbita)[^.]*satélite|satélite[^.]*(?:lanza|órbita)|"
                 r"орбит[^.]*спутник|запус[^.]*спутник|спутник[^.]*орбит|إطلاق قمر",
        "engine": r"engine test|(?:test|fire)\w*[^.]*\bengine\b|엔진[^.]*시험|エンジン[^.]*試験|发动机[^.]*试验|引擎|"
                  r"prueba[^.]*motor|испыта\w+[^.]*двигател|محرك",
        "visit": r"\b(?:visits?|inspects?|tours?)\b|현지지도|시찰|視察|视察|visita|inspecciona|посетил|يزور|يتفقد",
    },
    "stage": {
        "proposed": r"\b(?:propos(?:es|ed|al)|tables|unveils)\b|제안|提案|提出[^.]*方案|propone|предложил|تقترح|يقترح",
        "adopted": r"\b(?:adopts?|adopted|approves?|approved|agrees)\b|채택|확정|採択|採擇|通过|通過|aprueba|adopta|"
                   r"утвердил|принял|يقر|تقر|يعتمد",
    },
    COURT: {
        "trade": r"court of international trade|trade court|\bCIT\b|국제무역법원|国際貿易裁判所|国际贸易法院|"
                 r"國際貿易法院|"
                 r"tribunal de comercio internacional|суд\w* по международной торговле",
        "appeals": r"appeals? court|court of appeals|federal circuit|항소법원|控訴裁|上诉法院|上訴法院|"
                   r"tribunal(?:es)? de apelaci|апелляционн\w+ суд|محكمة الاستئناف",
        "supreme": r"supreme court|대법원|最高裁|最高法院|tribunal supremo|верховн\w+ суд|المحكمة العليا",
    },
}  # fmt: skip
_RULES = tuple((sign, value, re.compile(words, re.IGNORECASE)) for sign, table in _WORDS.items()
               for value, words in table.items() if sign in SIGNS)  # fmt: skip
_COURTS = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _WORDS[COURT].items()), re.IGNORECASE)
_HINTS = (  # one of them is in every headline that has a sign: cheaper to look for than the signs
    "balist", "balíst", "ballist", "cruise", "crucero", "artiller", "shells", "satel", "satél", "space", "orbit",
    "engine", "motor", "visit", "inspec", "tour", "propos", "propone", "tables", "unveils", "adopt", "approv",
    "aprueba", "agrees",
    "미사일", "포격", "사격", "포탄", "방사포", "발사", "위성", "엔진", "지도", "시찰", "제안", "채택", "확정",
    "弾", "弹", "彈", "巡航", "巡弋", "砲", "炮", "衛星", "卫星", "エンジン", "发动机", "引擎", "視察", "视察", "提案",
    "提出", "採択", "採擇", "通过", "通過", "баллист", "крылат", "артиллер", "спутник", "двигател", "посетил",
    "предложил",
    "утвердил", "принял", "باليست", "كروز", "مجنح", "مدفعي", "إطلاق", "محرك", "يزور", "يتفقد", "قترح", "يقر", "تقر",
    "يعتمد",
)  # fmt: skip
_COURT_HINTS = ("court", "circuit", "cit", "tribunal", "법원", "裁", "法院", "суд", "محكمة")


def signs(title: str) -> Iterator[Mark]:
    """The signs of a headline, mostly none."""
    small = title.lower()
    if not any(hint in small for hint in _HINTS):
        return
    told = _PLACES.sub(" ", title)
    for sign, value, rule in _RULES:
        if rule.search(told):
            yield Mark(sign, value, lead=True)


def court(title: str, lead: str) -> Iterator[Mark]:
    """The first court that headline or lead names."""
    small = f"{title}\n{lead}".lower()
    if not any(hint in small for hint in _COURT_HINTS):
        return
    found = _COURTS.search(title) or _COURTS.search(lead)
    if found is not None and found.lastgroup:
        yield Mark(COURT, found.lastgroup, lead=True)
