"""What of a text other languages share: concepts of the gazetteer, alias groups of the topics, names in Latin letters
or put into them, numbers with their units, days, and discriminators. Pure.

A sign is written `kind:value`: "place:iran", "group:sohae/site_strong", "latin:kn25", "bones:nvrsk", "km:400", "n:48",
"day:2026-11-27". Its weight says where it stands: in the title, near the beginning, or later.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from functools import lru_cache
from string import ascii_uppercase

from ahocorasick_rs import AhoCorasick

from monitor.curate import link_dates, link_marks, link_numbers
from monitor.curate.page import Found, Page, Terms
from monitor.lang.cyrillic import bones
from monitor.lang.fold import fold
from monitor.lang.gazetteer import concepts
from monitor.lang.operators.words import Term
from monitor.model.judging import Mark
from monitor.model.linking import Signs, Text
from monitor.model.topic import Document, TopicSpec

READ = 2000  # characters of a text
BEGINNING = 300  # that weigh nearly as much as its title
TITLE, LEAD, LATER = 1.0, 0.8, 0.5
REMEMBERED = 100_000  # names of which is kept whether a concept knows them
BONES = 4  # consonants that a name must have to be known by them
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-z0-9À-ɏ&'’-]*[A-Za-z0-9À-ɏ]")
_ASCII_WORDS = re.compile("[A-Za-z]+")
_CYRILLIC = re.compile(r"[А-ЯЁІЇЄ][а-яёіїєґ]{2,}")
_BEGINS = re.compile(r"(?:^|[.!?:;\n\"“”«»‘(\[—–-])\s*$")
_PLAIN = frozenset(
    "the this that and but for with from general central federal national international union president minister "
    "ministry government state house bank company court office department committee council commission police north "
    "south east west new monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december world news agency reuters afp yonhap kyodo xinhua tass mr "
    "ceo gdp covid pdf com www http https".split()
)


@dataclass(frozen=True, slots=True)
class _Meaning:
    sign: str
    lang: str | None
    group: bool


@dataclass(slots=True)
class SignReader:
    """Reads signs out of texts. Its automaton knows the gazetteer and the alias groups of these topics."""

    topics: Sequence[TopicSpec] = ()
    _terms: Terms = field(default_factory=Terms)
    _meanings: dict[int, list[_Meaning]] = field(default_factory=lambda: defaultdict(list))
    _automaton: AhoCorasick = field(init=False)
    _meant: frozenset[int] = field(init=False)
    _seen: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Compile."""
        for concept in concepts():
            for form in concept.forms:
                number = self._terms.add(Term(form.text, exact=form.exact))
                self._meanings[number].append(_Meaning(f"{concept.kind}:{concept.name}", form.lang, group=False))
        for sign, term in _groups(self.topics):
            number = self._terms.add(Term(term.removeprefix("="), exact=term.startswith("=")))
            self._meanings[number].append(_Meaning(sign, None, group=True))
        self._automaton = AhoCorasick(self._terms.needles)
        self._meant = frozenset(self._meanings)

    def read(self, text: Text) -> Signs:
        """The signs of one text."""
        title, body = text.title, text.body[:READ]
        weight: dict[str, float] = {}
        for sign, value in self._concepts(title, body, text.lang):
            weight[sign] = max(value, weight.get(sign, 0.0))
        cut = _beginning(body)
        for sign, value in _names((title, TITLE), (body[:cut], LEAD), (body[cut:], LATER)):
            if not self._is_concept(sign):
                weight[sign] = max(value, weight.get(sign, 0.0))
        return _counted(weight, (title, body[:cut], body[cut:]), text.at.astimezone(UTC).date())

    def _is_concept(self, sign: str) -> bool:
        """Whether a name in Latin letters is known by its concept already."""
        kind, _, key = sign.partition(":")
        if kind != "latin":
            return False
        if key not in self._seen:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            page = Page(Document(key))
            found = Found(page, self._automaton.find_matches_as_indexes(page.text, overlapping=True), self._terms)
            spans = (span for number in found.seen(self._meant) for span in found.spans(number))
            self._seen[key] = any(end - start >= len(key) for start, end in spans)
        return self._seen[key]

    def _concepts(self, title: str, body: str, lang: str) -> Iterator[tuple[str, float]]:
        page = Page(Document(title, "", body))
        found = Found(page, self._automaton.find_matches_as_indexes(page.text, overlapping=True), self._terms)
        begin = page.text.rindex("\n") + 2
        spans = [
            (start, -end, meaning)
            for number in found.seen(self._meant)
            for start, end in found.spans(number)
            for meaning in self._meanings[number]
            if meaning.lang in (None, lang)
        ]
        for start, meaning in _outer(spans):
            yield meaning.sign, TITLE if start < begin - 2 else LEAD if start < begin + BEGINNING else LATER


def _groups(topics: Iterable[TopicSpec]) -> Iterator[tuple[str, str]]:
    for topic in topics:
        for group, terms in topic.aliases:
            yield from ((f"group:{topic.slug}/{group}", term) for term in terms if not term.startswith("@"))


def _outer(spans: list[tuple[int, int, _Meaning]]) -> Iterator[tuple[int, _Meaning]]:
    """Concepts that do not lie inside longer ones; groups where no concept says the same."""
    spans.sort(key=lambda one: one[:2])
    named = {(start, end) for start, end, meaning in spans if not meaning.group}
    reach, last = -1, (-1, 0)
    for start, end, meaning in spans:
        if meaning.group:
            if (start, end) not in named:
                yield start, meaning
        elif -end > reach or (start, end) == last:
            reach, last = max(reach, -end), (start, end)
            yield start, meaning


def _beginning(body: str) -> int:
    """Where the beginning of a text ends: at a space, so that no word or number is cut."""
    space = body.find(" ", BEGINNING, BEGINNING + 40)
    return space if space >= 0 else BEGINNING


def _counted(weight: dict[str, float], parts: tuple[str, str, str], on: date) -> Signs:
    """The signs with what is numbered, dated and counted in title, beginning and rest."""
    marks, days, all_days = set[Mark](), set[date](), set[date]()
    plain = [link_numbers.plain(part) for part in parts]
    for part, value in zip(reversed(plain), (LATER, LEAD, TITLE), strict=True):
        near = link_numbers.beside(part)
        named, bare, lead = link_dates.named(near, on), link_dates.blanked(near), value >= LEAD
        found = link_numbers.quantities(bare)
        marks |= link_marks.marks(part, bare, lead=lead)
        marks |= {Mark("percent", f"{number:g}", lead) for unit, number in found if unit == "pct"}
        weight.update(dict.fromkeys(link_numbers.lines(found | link_numbers.spelled(part)), value))
        all_days |= named
        if lead:
            days |= named
            weight.update(dict.fromkeys(_dated(named | link_dates.weekdays(part, on)), LEAD))
        else:
            weight.update(dict.fromkeys(_dated(named), LATER))
    marks |= link_marks.documents(plain[0], f"{plain[1]}{plain[2]}")
    for mark in sorted(marks, key=lambda one: one.lead):
        if mark.kind != "percent":  # counted among the quantities
            weight[f"mark:{mark.kind} {mark.value}"] = LEAD if mark.lead else LATER
    strong = {(mark.kind, mark.value) for mark in marks if mark.lead}
    kept = frozenset(mark for mark in marks if mark.lead or (mark.kind, mark.value) not in strong)
    return Signs(weight, kept, frozenset(days), frozenset(all_days))


def _dated(days: Iterable[date]) -> Iterator[str]:
    return (f"day:{day.isoformat()}" for day in days)


def _names(*parts: tuple[str, float]) -> Iterator[tuple[str, float]]:
    """Names in Latin letters, and the bones of Latin and Cyrillic ones, with the weight of the part they stand in."""
    for text, value in parts:
        letters = sum(map(len, _ASCII_WORDS.findall(text)))
        foreign = letters < len(text) // 4
        shouting = value == TITLE and _is_title_case(text)
        for one in _LATIN.finditer(text):
            word = one.group()
            if foreign or _is_acronym(word) or (word[0].isupper() and not shouting and _is_name(text, one)):
                yield from ((key, value) for key in _keys(word))
        for one in () if text.isascii() else _CYRILLIC.finditer(text):
            if _is_name(text, one) and len(bone := bones(one.group())) >= BONES:
                yield f"bones:{bone}", value


def _is_acronym(word: str) -> bool:
    return word[-1].isdigit() or (word[0] in ascii_uppercase and word[-1] in ascii_uppercase)


def _is_title_case(title: str) -> bool:
    words = [word for word in title.split() if word[0].isalpha() and len(word) > 3]
    return sum(word[0].isupper() for word in words) > len(words) // 2


def _is_name(text: str, one: re.Match[str]) -> bool:
    return one.group()[0].isupper() and not _BEGINS.search(text[max(0, one.start() - 4) : one.start()])


@lru_cache(maxsize=50_000)
def _keys(word: str) -> tuple[str, ...]:
    word = re.sub(r"['’]s?$", "", word)
    key = fold(word).replace(" ", "")
    if len(key) < 2 or key in _PLAIN:
        return ()
    bone = bones(word) if word.isalpha() else ""
    return (f"latin:{key}", f"bones:{bone}") if len(bone) >= BONES else (f"latin:{key}",)


def together(read: Sequence[Signs]) -> Signs:
    """The signs of a story: those of all its originals, those that few of them have count less."""
    if len(read) == 1:
        return read[0]
    weight: dict[str, float] = {}
    for sign in {sign for one in read for sign in one.weight}:
        held = [one.weight[sign] for one in read if sign in one.weight]
        weight[sign] = round(max(held) * (0.5 + 0.5 * len(held) / len(read)), 4)
    days = frozenset(day for one in read for day in one.days)
    return Signs(
        weight, _marks(read), days, frozenset(day for one in read for day in one.all_days),
    )  # fmt: skip


def _marks(read: Sequence[Signs]) -> frozenset[Mark]:
    found = {mark for one in read for mark in one.marks}
    return frozenset(mark for mark in found if mark.lead or mark._replace(lead=True) not in found)
