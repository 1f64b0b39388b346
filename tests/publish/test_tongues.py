"""Every language says all that English says, with the same values, and a mail in it is whole."""

import string
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from monitor.model.digest import EditionContent, Tongue
from monitor.publish.columns import WIDTH, columns
from monitor.publish.render import render
from monitor.publish.speech import Calendar
from monitor.publish.tongues import en, speech
from monitor.publish.words import schedule_words
from tests.builders import editions

SAMPLES = (editions.FULL, editions.SHORT, editions.EMPTY_TROUBLED, editions.HEARTBEAT, editions.CATCH_UP)
OTHERS = [tongue for tongue in Tongue if tongue is not Tongue.EN]


def values(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("tongue", Tongue)
def test_it_says_all_that_english_says(tongue: Tongue) -> None:
    words = speech(tongue)
    assert words.lang == tongue
    assert words.says.keys() == en.SAYS.keys()
    assert words.nouns.keys() == en.NOUNS.keys()
    for name, text in words.says.items():
        assert values(text) == values(en.SAYS[name]), name
    for name, forms in words.nouns.items():
        assert values(forms[1]) == values(en.NOUNS[name][1]), name
    sizes = {field.name: len(getattr(words.calendar, field.name)) for field in fields(Calendar)}
    assert [sizes[name] for name in ("days", "full_days", "months", "full_months")] == [7, 7, 12, 12]


@pytest.mark.parametrize("content", SAMPLES)
@pytest.mark.parametrize("tongue", OTHERS)
def test_a_mail_is_whole_and_fits(tongue: Tongue, content: EditionContent) -> None:
    why = speech(tongue).say("you_get_this", name="Sohae", schedule=schedule_words(editions.SPEC, speech(tongue)))
    told = replace(content, language=tongue)
    mail = render(told, base_url="https://monitor.example", why=why, unsubscribe="https://monitor.example/u/yours")
    assert f'<html lang="{tongue}"' in mail.html
    assert [line for line in mail.text.splitlines() if columns(line) > WIDTH and "://" not in line] == []
    own = [*en.SAYS.values(), *(form for forms in en.NOUNS.values() for form in forms)]
    english = {text for text in own if len(text) > 12 and "{" not in text} - set(speech(tongue).says.values())
    assert [text for text in english if text in mail.text or text in mail.html or text in mail.subject] == []
    assert "{" not in mail.text


def test_numbers_and_spans() -> None:
    assert [speech(tongue).figure(2.5) for tongue in Tongue] == ["2.5", "2,5", "2,5", "2.5", "2.5"]
    assert [speech(tongue).number(1012) for tongue in Tongue] == ["1,012", "1.012", "1\u202f012", "1,012", "1,012"]
    assert speech(Tongue.FR).count(0, "story") == "0 sujet"
    assert speech(Tongue.KO).duration(timedelta(hours=2, minutes=5)) == "2시간 05분"
    assert speech(Tongue.DE).age(editions.START, editions.END) == "vor 24 h"
