"""Words that are probably meant as operators or fields, here or in another search language. They are refused with the
way to write it, never guessed at: who knows LexisNexis, Factiva or a web search should not be misread in silence."""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

_LOWER = {"and": "AND", "or": "OR", "not": "NOT", "near": "NEAR/5", "before": "BEFORE/5"}
_SIGNS = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "/": "OR", "!": "NOT", "-": "NOT",
          "ANDNOT": "AND NOT", "BUTNOT": "AND NOT"}  # fmt: skip
_FIELDS = {"hd": "title", "headline": "title", "hlead": "title", "hlp": "title", "ti": "title", "intitle": "title",
           "lp": "summary", "lead": "summary", "ingress": "summary",
           "la": "lang", "language": "lang", "sn": "outlet", "rst": "outlet",
           "source": "outlet", "by": "author", "au": "author", "site": "url", "inurl": "url", "domain": "url",
           "region": "country", "content": "text"}  # fmt: skip
_OURS = ("title", "summary", "body", "text", "outlet", "feed", "lang", "author", "url", "country")
_CALLED = "HEADLINE|HLEAD|LEAD|BODY|TITLE|TEXT|LANGUAGE|BYLINE|PUBLICATION"  # NAME( … ) elsewhere
_CALLS = {"BYLINE": "author", "PUBLICATION": "outlet"}


class _Lookalike(NamedTuple):
    pattern: re.Pattern[str]
    mend: Callable[[re.Match[str]], str]


def _distance(found: re.Match[str]) -> str:
    name = "BEFORE" if found["name"].upper() in ("PRE", "P", "ONEAR", "BEFORE") else "NEAR"
    return f"{found[0]} is no operator here; write … {name}/{found['n'] or 5} …"


def _called(found: re.Match[str]) -> str:
    name = found["name"].lower()
    ours = _CALLS.get(name.upper()) or _FIELDS.get(name, name)
    return f"{found[0]}( … ) means nothing here; a field is written {ours}:( … )"


_CALL_LIKE = (
    _Lookalike(re.compile(rf"(?P<name>{_CALLED})"), _called),
    _Lookalike(
        re.compile(r"(?i)(?:ATL|ATLEAST)/?-?(?P<n>\d*)"),
        lambda found: f"{found[0]}( … ) is no operator here; write ATLEAST/{found['n'] or 3}( … )"),
    _Lookalike(
        re.compile(r"(?i)WEIGHT/?-?(?P<n>\d*)[.,\d]*"),
        lambda found: f"{found[0]}: the sum to reach is a whole number from 1 on; write WEIGHT/{found['n'] or 3}( … )"),
)  # fmt: skip
_LOOKALIKES = (
    _Lookalike(
        re.compile(r"(?:NEAR|BEFORE)/\d+"),
        lambda found: f"nothing stands before {found[0]}: it needs a word, phrase or group on both sides"),
    _Lookalike(re.compile(r"="), lambda found: f"{found[0]} stands right before its word, without a space, like =UN"),
    _Lookalike(
        re.compile(rf"(?i)(?:{'|'.join(_OURS)}):.+"),
        lambda found: f"{found[0]}: a field inside a field can not be read; write the two beside one another"),
    _Lookalike(
        re.compile(r"(?P<name>NEAR|BEFORE)/(?:-\d+|\d+[.,]\d+).*"),
        lambda found: f"{found[0]}: the distance is a whole number of words from 1 to 100, like {found['name']}/5"),
    _Lookalike(
        re.compile(r"(?P<name>ATLEAST|WEIGHT)/(?:-\d+|\d+[.,]\d+)"),
        lambda found: f"{found[0]} is not complete; write {found['name']}/3( … ) with a whole number from 1 on"),
    _Lookalike(
        re.compile(r"(?i)(?P<name>atl)(?P<n>\d+)"),
        lambda found: f"{found[0]} is no operator here; write ATLEAST/{found['n']}( … )"),
    _Lookalike(
        re.compile(r"(?i)(?:wc|words)(?:>=?|<=?|=)\d*"),
        lambda found: f"{found[0]}: the length of articles is nothing to ask for here; leave it out"),
    _Lookalike(re.compile(r"SAME"), lambda found: f"{found[0]} is no operator here; write … NEAR/15 …"),
    _Lookalike(
        re.compile(rf"(?i)(?P<name>{'|'.join(_OURS)})=(?P<rest>.*)"),
        lambda found: f"{found['name']}= means nothing here; a field is written {found['name'].lower()}:"
                      f"{found['rest'] or 'word'}"),
    _Lookalike(
        re.compile(r"re:/.*"),
        lambda found: f"{found[0]}: a pattern stands between two slashes and is not empty: re:/GL ?[0-9]+[A-Z]/"),
    _Lookalike(
        re.compile(r"!(?P<rest>[^\W_].*)"),
        lambda found: f'to exclude, write NOT {found["rest"]}; to look for it, "{found["rest"]}" in quotes'),
    _Lookalike(
        re.compile(r"(?i)(?P<name>near|before|within|adj|onear|pre|w|n|p)/(?P<n>\d*)"), _distance),
    _Lookalike(re.compile(r"(?i)(?P<name>near|before|onear|adj)(?P<n>\d+)"), _distance),
    _Lookalike(re.compile(r"(?P<name>NEAR|BEFORE|WITHIN|ADJ|W)(?P<n>)"), _distance),
    _Lookalike(re.compile(r"(?P<name>)[/~](?P<n>\d+)"), _distance),
    _Lookalike(
        re.compile(r"(?i)(?:w|near|not w)?/(?:s|p|sent|para|seg)"),
        lambda found: f"{found[0]}: sentences and paragraphs are not known here; write … NEAR/15 …"),
    _Lookalike(
        re.compile(r"(?i)(?P<name>atleast|weight)/?(?P<n>\d*)"),
        lambda found: f"{found[0]} is not complete; write {found['name'].upper()}/{found['n'] or 3}( … )"),
    _Lookalike(
        re.compile(rf"(?i)(?P<name>{'|'.join(_FIELDS)})=(?P<rest>.*)"),
        lambda found: f"{found['name']}= means nothing here; a field is written {_FIELDS[found['name'].lower()]}:"
                      f"{found['rest'] or 'word'}"),
    _Lookalike(
        re.compile(r"(?P<stem>\w{2,})!"),
        lambda found: f"{found[0]}: a word that may go on is written {found['stem']}*; without that, {found['stem']}"),
    _Lookalike(
        re.compile(r"['‘’](?P<rest>\w.*)"), lambda found: f'{found[0]}: a phrase stands in double quotes: "…"'),
    _Lookalike(
        re.compile(r"-(?P<rest>[^\W_].*)"),
        lambda found: f'to exclude, write NOT {found["rest"]}; to look for it, "{found[0]}" in quotes'),
    _Lookalike(
        re.compile(r"\+(?P<rest>[^\W_].*)"),
        lambda found: f"{found[0]}: what must be there is joined by AND; write {found['rest']}"),
    _Lookalike(re.compile(r".*:"), lambda found: f"no space after {found[0]}"),
)  # fmt: skip


def lookalike(word: str) -> str:
    """What is wrong with a bare word that looks like an operator or field, and how to write it; empty when nothing."""
    plain = unicodedata.normalize("NFKC", word)
    if plain in ("AND", "OR"):
        return f"a word is missing before {plain}: an empty alternative would match everything"
    if plain == "NOT":
        return "NOT can not stand right behind NEAR/n, BEFORE/n or a field; write a NEAR/3 b NOT c"
    if operator := _LOWER.get(plain.lower()):
        return f'write {operator} in capitals to combine, or "{word}" in quotes to look for the word'
    if operator := _SIGNS.get(plain):
        return f"{word} means nothing here; did you mean {operator}?"
    return next((one.mend(found) for one in _LOOKALIKES if (found := one.pattern.fullmatch(word))), "")


def call_like(word: str) -> str:
    """As `lookalike`, of a bare word right before a parenthesis."""
    return next((one.mend(found) for one in _CALL_LIKE if (found := one.pattern.fullmatch(word))), "")


def field_like(name: str) -> str:
    """Our name for a field of another search language; empty when it is none."""
    return _FIELDS.get(name, "")
