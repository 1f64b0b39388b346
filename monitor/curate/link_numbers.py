"""Numbers that languages share: value and unit in one spelling, whatever separators, magnitudes and alphabets. Pure.

"2.5억 달러", "$250m", "250 millones de dólares" are all ("usd", 250000000).
"""

import re
import unicodedata
from collections.abc import Iterator

_MAGNITUDES = {
    "thousand": 1e3, "thsd": 1e3, "mil": 1e3, "mille": 1e3, "tausend": 1e3, "тыс": 1e3, "тысяч": 1e3, "ألف": 1e3,
    "آلاف": 1e3, "million": 1e6, "millions": 1e6, "mln": 1e6, "m": 1e6, "millón": 1e6, "millones": 1e6,
    "millionen": 1e6, "mio": 1e6, "млн": 1e6, "миллион": 1e6, "миллиона": 1e6, "миллионов": 1e6, "مليون": 1e6,
    "ملايين": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9, "milliard": 1e9, "milliards": 1e9, "milliarden": 1e9,
    "milliarde": 1e9, "mrd": 1e9, "млрд": 1e9, "миллиард": 1e9, "миллиарда": 1e9, "миллиардов": 1e9, "مليار": 1e9,
    "مليارات": 1e9, "trillion": 1e12, "tn": 1e12, "трлн": 1e12, "триллион": 1e12, "триллиона": 1e12,
    "تريليون": 1e12, "billones": 1e12, "billón": 1e12,
}  # fmt: skip
_WIDE_MAGNITUDES = {"千": 1e3, "천": 1e3, "万": 1e4, "萬": 1e4, "만": 1e4, "억": 1e8, "億": 1e8, "亿": 1e8,
                    "조": 1e12, "兆": 1e12}  # fmt: skip
_UNITS = (
    ("usd", r"(?:u\.?s\.? )?dollars?\b|usd\b|달러|米?ドル|美元|(?:de )?dólares|(?:de )?dollars|долл|دولار|\$"),
    ("eur", r"euros?\b|유로|ユーロ|欧元|歐元|(?:de |d['’])?euros|евро|يورو|€"),
    ("gbp", r"pounds?\b|파운드|ポンド|英镑|英鎊|(?:de )?libras|фунт|جنيه|£"),
    ("krw", r"won\b|원(?![가-힣]{2})|ウォン|韩元|韓元|(?:de )?wones|вон\b|وون"),
    ("jpy", r"yen\b|엔(?![가-힣진])|円|日元|(?:de )?yenes|иен|ين\b"),
    ("cny", r"yuan\b|위안|人民元|元(?!首|素)|人民币|(?:de )?yuanes|юан|يوان"),
    ("pct", (r"%|percent\b|per cent\b|퍼센트|パーセント|por ciento\b|prozent\b|"
     r"pour cent\b|процент|في المئة|بالمئة|في المائة|بالمائة|٪")),
    ("km", (r"km(?![a-z/²])|kilomet(?:er|re)s?\b|킬로미터|㎞|キロ(?!グラム)|公里|千米|"
     r"kilómetros|kilomètres|километр|км\b|كيلومتر|كم\b")),
    ("m", r"m(?:et(?:er|re)s?)\b|미터|メートル|米(?![国政軍大財商])|metros\b|mètres|метр|متر"),
    ("t", r"tf\b|tonnes?\b|tons?\b|톤|トン|吨|噸|公吨|toneladas|tonnen\b|тонн|طن"),
    ("bbl", r"barrels?\b|배럴|バレル|桶|barriles|barils|баррел|برميل"),
    ("kg", r"kg\b|kilograms?\b|킬로그램|キログラム|公斤|千克|kilogramos|килограмм|кг\b"),
)  # fmt: skip
_DIGITS = r"\d+(?:[.,\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_WIDE = "".join(_WIDE_MAGNITUDES)
_WORDS = "|".join(sorted(map(re.escape, _MAGNITUDES), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?P<sign>[$€£¥₩]\s?)?(?<![\d.,:/\-A-Za-zА-яё])(?P<first>{_DIGITS})"
    rf"(?:(?P<wide>[{_WIDE}]+[여余多]?(?:\s?\d+(?:[.,]\d+)*[{_WIDE}]+)*(?:\d{{1,4}}(?![\d.,]))?)"
    rf"|[\s-]?(?P<word>mil millones|{_WORDS})\b\.?)?"
    rf"[\s\u00a0-]?(?:de )?(?:{'|'.join(f'(?P<{unit}>{how})' for unit, how in _UNITS)})?",
    re.IGNORECASE,
)
_SIGNS = {"$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "₩": "krw"}
_CLOCK = re.compile(
    r"\d{1,2}[:h]\d{2}|\d{1,2} ?[ap]\.?m\b|\d{1,2}\s?[시時时点](?:\s?\d{1,2}\s?[분分])?"
    r"|(?<![\d,.])(?:19|20)\d\d(?:\s?[년年]|(?![\d,.]|\s?[%万億亿만억]))"
)
_PART = re.compile(rf"(\d+(?:[.,]\d+)*)|([{_WIDE}])")
_MYRIAD = 1e4
_SPELLED = {
    word: number
    for number, words in {
        3: "three tres trois drei три трех трёх ثلاث ثلاثة", 4: "four cuatro quatre vier четыре четырех أربع أربعة",
        5: "five cinco cinq fünf пять пяти خمس خمسة", 6: "six seis sechs шесть шести ست ستة",
        7: "seven siete sept sieben семь семи سبع سبعة", 8: "eight ocho huit acht восемь восьми ثماني ثمانية",
        9: "nine nueve neuf neun девять девяти تسع تسعة", 10: "ten diez dix zehn десять десяти عشر عشرة",
        11: "eleven once onze elf одиннадцать", 12: "twelve doce douze zwölf двенадцать", 13: "thirteen trece treize",
        14: "fourteen catorce quatorze", 15: "fifteen quince quinze fünfzehn пятнадцать", 20: "twenty veinte vingt",
    }.items()
    for word in words.split()
}  # fmt: skip
_WORD, _BLANK = re.compile(r"\w+"), re.compile(r"[\s,.-]+")
_NATIVE = {"세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_KOREAN = re.compile(rf"(?<![가-힣])({'|'.join(_NATIVE)})\s(?=척|명|곳|개|대|발|차례|가지|기|건|나라|시간)")
_HAN = {han: number for number, han in enumerate("三四五六七八九十", start=3)}
_COUNTED = re.compile("(?<![一二三四五六七八九十第])([三四五六七八九十])(?=[艘隻只名人個个家社カ枚发發項项處处架])")
_ANY = re.compile(r"\d[\d.,:]*|第")
_BESIDE = 40  # characters on either side of a number are all that a rule needs to see
Quantity = tuple[str, float]


def plain(text: str) -> str:
    """Compatibility forms away: full-width digits, ㎞, ％; digits of other scripts become ASCII."""
    text = unicodedata.normalize("NFKC", text)
    return text if text.isascii() else re.sub(r"[^\x00-\x7f]", _digit, text)


def _digit(found: re.Match[str]) -> str:
    char = found.group()
    return str(unicodedata.decimal(char)) if char.isdecimal() else "-" if char in "‐‑–−" else char


def beside(text: str) -> str:
    """What stands beside the numbers of a text, a line for each stretch: most of a text has none."""
    stretches: list[list[int]] = []
    for one in _ANY.finditer(text):
        first, last = max(0, one.start() - _BESIDE), one.end() + _BESIDE
        if stretches and first <= stretches[-1][1]:
            stretches[-1][1] = last
        else:
            stretches.append([first, last])
    return "\n".join(text[first:last] for first, last in stretches)


def quantities(near: str) -> set[Quantity]:
    """(unit, value) in what stands beside numbers; the unit is empty for what is only counted. Years and clock times
    are none."""
    near = _CLOCK.sub(lambda found: " " * len(found.group()), near)
    found = {_read(one) for one in _NUMBER.finditer(near)}
    return {(unit, value) for unit, value in found if unit or value >= 3}


def spelled(text: str) -> set[Quantity]:
    """What is counted in words: "nine", "아홉 척", "九艘"."""
    found: set[Quantity] = set()
    small = text.lower()
    if not _SPELLED.keys().isdisjoint(_BLANK.split(small)):
        found.update(("", float(_SPELLED[word])) for word in _SPELLED.keys() & set(_WORD.findall(small)))
    if text.isascii():
        return found
    found.update(("", float(_NATIVE[one.group(1)])) for one in _KOREAN.finditer(text))
    found.update(("", float(_HAN[one.group(1)])) for one in _COUNTED.finditer(text))
    return found


def _read(found: re.Match[str]) -> Quantity:
    value, wide = _value(found.group("first")), found.group("wide")
    if wide:
        value = _wide(f"{found.group('first')}{wide}")
    elif word := found.group("word"):
        value *= 1e9 if word.lower() == "mil millones" else _MAGNITUDES[word.lower()]
    unit = next((unit for unit, _ in _UNITS if found.group(unit)), "")
    if not unit and "조" in (wide or ""):
        return "", 0.0  # an article of a law
    sign = (found.group("sign") or "").strip()
    return (_SIGNS[sign] if sign else unit), float(f"{value:.4g}")


def _value(written: str) -> float:
    """Separators between groups of three are those of thousands; another one is that of decimals."""
    bare = re.sub(r"[.,\u00a0\u202f](?=\d{3}(?:\D|$))", "", written)
    return float(bare.replace(",", "."))


def _wide(written: str) -> float:
    """ "1억2천만" is 1.2e8: each 만, 억, 조 takes what stands before it."""
    total = section = number = 0.0
    for digits, unit in _PART.findall(written):
        magnitude = _WIDE_MAGNITUDES.get(unit, 0.0)
        if digits:
            number = _value(digits)
        elif magnitude >= _MYRIAD:
            total, section, number = total + (section + number) * magnitude, 0.0, 0.0
        else:
            section, number = section + (number or 1.0) * magnitude, 0.0
    return total + section + number


def is_round(value: float) -> bool:
    """Whether one digit says it all: 50, 2000."""
    return len(f"{value:.4g}".replace(".", "").rstrip("0").lstrip("0").split("e")[0]) <= 1


def words(quantity: Quantity) -> str:
    """For people: "400 km", "$250m"."""
    unit, value = quantity
    number = f"{value:,.0f}" if value == int(value) else f"{value:,g}"
    for name, size in (("tn", 1e12), ("bn", 1e9), ("m", 1e6)):
        if value >= size:
            number = f"{value / size:g}{name}"
            break
    signs = {name: sign for sign, name in _SIGNS.items()}
    return f"{signs[unit]}{number}" if unit in signs else f"{number} %" if unit == "pct" else f"{number} {unit}".strip()


def lines(found: set[Quantity]) -> Iterator[str]:
    """As features."""
    return (f"{unit or 'n'}:{value:.4g}" for unit, value in sorted(found))
